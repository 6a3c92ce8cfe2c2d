"""Cards: the messages that show one order to who asked, who decides and who works, edited as things move."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, Service
from bot.delivery import outbox
from bot.delivery.facts import unpack
from bot.delivery.jobs import is_person
from bot.money import Money
from bot.process import approvals, expediting, extensions, orders, parts, privacy, untaken, working
from bot.process.approvals import Approval
from bot.process.orders import CANCELLABLE, Order, OrderEvent

OPEN_TO_ALL = (
    "id",
    "kind",
    "state",
    "service_name",
    "response_due_at",
    "due_at",
    "assignee",
    "priority",
    "opened_at",
    "private",
    "team",
)
Card = tuple[str, str, str, dict[str, Any]]  # its reader, place, template and facts of its own
READ_OTHERWISE: Mapping[str, Callable[[Session, Catalog, Order], Iterable[Card]]] = {
    "hours": extensions.cards,
    "expedite": expediting.cards,
}
ABOUT = "about_order"  # the detail of a complaint that names the order it is about
CALL = "call"  # the detail of a complaint that says who calls, and by when


def facts_of(catalog: Catalog, order: Order) -> dict[str, Any]:
    """Return what the templates say about an order: the row, with names, amounts and dates worked out."""
    company = catalog.company
    service = catalog.services.get(order.service or "")
    unit = company.units.get(order.unit)
    year_ends_on = company.fiscal_year_ends(order.starts_on or _day(order.opened_at)) - timedelta(days=1)
    return {
        **order.model_dump(
            exclude={
                "unit_price",
                "change_minor",
                "commitment_minor",
                "next_year_minor",
                "one_off_minor",
                "sample",
            }
        ),
        "unit_name": unit.name if unit else order.unit,
        "service_name": catalog.name_of(order.service),
        "gone": service is None and bool(order.service) and not order.is_reopened,
        "retired": catalog.seen_by(unit).retired(service) if service else None,
        "owner": service.owner_role if service else None,
        "measure": service.unit if service else None,
        "measures": service.units if service else None,
        "monthly": order.kind == "order" and (service.monthly if service else bool(order.next_year_minor)),
        "price": None if order.unit_price is None else Money.of(order.unit_price, company.currency),
        "change": Money(order.change_minor, company.currency),
        "commitment": Money(order.commitment_minor, company.currency),
        "one_off": Money(order.one_off_minor, company.currency),
        "year_ends_on": year_ends_on,
        "priority": order.priority,
        "can_cancel": order.state in CANCELLABLE,
        "private": privacy.is_private(catalog, order),
        "next_year": Money(_in_next_year(order, service), company.currency),
        "pool_name": company.pools[order.pool].name if order.pool in company.pools else order.pool,
        "levels": [],
        "asked": [],
        "asked_of": None,
        "details": [each for each in order.details if each["key"] != CALL],
        "about": about_of(order),
        "call": next((unpack(each["call"]) for each in order.details if each["key"] == CALL), None),
        "hidden": False,
    }


def _in_next_year(order: Order, service: Service | None) -> int:
    if order.next_year_minor is not None:
        return order.next_year_minor
    return order.change_minor * 12 if service and service.monthly else 0


def about_of(order: Order) -> dict[str, Any] | None:
    """Return the order that a complaint is about, as it was then, with the time at which it was first due."""
    kept = next((each for each in order.details if each["key"] == ABOUT), None)
    if kept is None:
        return None
    due = datetime.fromisoformat(kept["due_at"]) if kept["due_at"] else None
    return {"number": int(kept["value"]), "state": kept["state"], "due_at": due}


def facts_for(session: Session, catalog: Catalog, order: Order, reader: str) -> dict[str, Any]:
    """Return what a person or a channel (Slack id) may read about an order; of a private one little."""
    facts = facts_of(catalog, order)
    return facts if privacy.may_read(session, catalog, order, reader) else _without_details(facts)


def _without_details(facts: dict[str, Any]) -> dict[str, Any]:
    return {**{name: facts[name] for name in OPEN_TO_ALL}, "hidden": True}


def show(session: Session, catalog: Catalog, order: Order, now: datetime, **more: Any) -> None:
    """Bring every card of an order up to date; whoever has none yet gets one.

    With it go the cards of its tasks, or of the order that it is a task of. `more` are facts that only the
    moment knows: `remaining`, what the unit has left before this order, and `by`, who did what changed it.
    """
    whole = orders.find(session, order.part_of) if order.part_of else order
    tasks = parts.of(session, whole.number) if whole.kind == "order" else ()
    for each in tasks or (whole,):  # of what several teams do each takes its part, and nobody the whole
        untaken.watch(session, catalog, each, now)
    told = _told(session, (whole, *tasks))
    _show(session, catalog, whole, now, parts=parts.progress(catalog, tasks), told=told, **more)
    for task in tasks:
        _show(session, catalog, task, now, whole=facts_of(catalog, whole))


def _told(session: Session, several: Sequence[Order]) -> list[str]:
    """Return who was told of what still nobody has taken."""
    untaken_now = [each for each in several if each.state == "open" and each.assignee is None]
    return list(dict.fromkeys(who for each in untaken_now for who in working.told(session, each.number)))


def _show(session: Session, catalog: Catalog, order: Order, now: datetime, **more: Any) -> None:
    is_open, is_done = order.state == "open", order.state in working.FINISHED
    asked = approvals.of(session, order.number) if order.approver else ()
    facts = {
        "order": {**facts_of(catalog, order), **_asked(asked)},
        "remaining": None,
        "hurry": expediting.reason(session, order.number),
        "by": None,
        "parts": None,
        "whole": None,
        "told": [],
        "handed": working.last(session, order.number, "handed_over") if is_open else None,
        "how": working.last(session, order.number, "how") if is_done else None,
        **more,
    }
    if order.kind in READ_OTHERWISE:
        _show_otherwise(session, catalog, order, facts, now)
        return
    for card, reader, (place, thread) in _readers(session, order):
        outbox.show(session, card, place, f"orders/{reader}", now=now, thread=thread, facts=facts)
    for card, person, mine in _approvers(order, asked):
        mine_too = {**facts, "mine": mine.model_dump() if mine else None}
        outbox.show(session, card, person, "orders/approver", now=now, facts=mine_too)
    if order.state != "planned":
        _show_team(session, catalog, order, facts, now)


def _show_otherwise(
    session: Session, catalog: Catalog, order: Order, facts: dict[str, Any], now: datetime
) -> None:
    for reader, place, template, own in READ_OTHERWISE[order.kind](session, catalog, order):
        told = {**facts, **own}
        outbox.show(session, f"order:{order.id}:{reader}", place, template, now=now, facts=told)


def _readers(session: Session, order: Order) -> Iterator[tuple[str, str, tuple[str, str | None]]]:
    """Yield the cards of who asked and who gets it: name, reader, and to whom below which message.

    Of a task nobody has one.
    """
    if order.kind == "task":
        return
    yield requester_card(session, order), "requester", asked_below(session, order) or (order.person, None)
    if order.for_person is not None:
        yield f"order:{order.id}:receiver", "receiver", (order.for_person, None)


def below(order: Order) -> str:
    """Return the name of the message below which a question was asked, where it was."""
    return f"order:{order.id}:below"


def asked_below(session: Session, order: Order) -> tuple[str, str] | None:
    """Return channel and ts of the message below which a question was asked, and is answered; None of all else.

    Somebody who took over reads the answers where their other messages are.
    """
    if order.kind != "question" or orders.was_moved(session, order.number):
        return None
    return outbox.card_place(session, below(order))


def requester_card(session: Session, order: Order) -> str:
    """Return the name of the card of who asked; somebody who took over from them has another."""
    moved = f":{order.person}" if orders.was_moved(session, order.number) else ""
    return f"order:{order.id}:requester{moved}"


def _show_team(
    session: Session, catalog: Catalog, order: Order, facts: dict[str, Any], now: datetime
) -> None:
    if privacy.is_private(catalog, order):
        _show_in_private(session, order, facts, now)
    elif order.team is not None:
        outbox.show(session, f"order:{order.id}:team", order.team, "orders/team", now=now, facts=facts)


def _show_in_private(session: Session, order: Order, facts: dict[str, Any], now: datetime) -> None:
    """Show the team that there is something to take, and what it is only to who took it, or was given it alone."""
    without = {"order": _without_details(facts["order"])}
    kept = {"kept": [step.note for step in _kept(session, order)]}
    if order.team is not None:
        given = is_person(order.team)
        template, told = ("orders/team", facts) if given else ("orders/team_private", without)
        outbox.show(session, f"order:{order.id}:team", order.team, template, now=now, facts=told)
    had = {*orders.takers(session, order.number), *filter(None, [order.assignee])} - {order.team}
    for person in filter(is_person, had):
        card, mine = f"order:{order.id}:worker:{person}", person == order.assignee
        if mine:
            outbox.show(session, card, person, "orders/team", now=now, facts={**facts, **kept})
        else:
            outbox.show(session, card, person, "orders/team_private", now=now, facts=without)


def _kept(session: Session, order: Order) -> list[OrderEvent]:
    """Return what the person who asked said while nobody here had their private order."""
    kept, is_had = [], False
    for step in orders.story(session, order.number):
        if step.what in ("taken", "waiting"):
            is_had = is_had or is_person(step.by)
        elif step.what == "assigned":
            is_had = True
        elif step.what == "handed_over":
            is_had = False
        elif step.what in ("said", "answered") and step.by == order.person and not is_had:
            kept.append(step)
    return kept


def team_card(catalog: Catalog, order: Order) -> tuple[str, str] | None:
    """Return the card on which the team talks about an order, and where it is; None where it has none yet.

    Of a private order that is the card of who took it, or was given it alone.
    """
    given = order.team is not None and is_person(order.team) and order.assignee in (None, order.team)
    if privacy.is_private(catalog, order) and not given:
        has_it = order.assignee if order.assignee and is_person(order.assignee) else None
        return (f"order:{order.id}:worker:{has_it}", has_it) if has_it else None
    return (f"order:{order.id}:team", order.team) if order.team else None


def leave(session: Session, catalog: Catalog, order: Order, was: str, now: datetime) -> None:
    """Let the card that the team had before, at `was`, say where the order went; the next gets one of its own."""
    handed = working.last(session, order.number, "handed_over")
    assert handed is not None
    card = f"order:{order.id}:left:{handed.id}"
    outbox.rename(session, f"order:{order.id}:team", card)
    about = facts_for(session, catalog, order, was)
    told = {"by": handed.by, "note": "" if about["hidden"] else handed.note}
    facts = {"order": about, "handed": told}
    outbox.show(session, card, was, "orders/left", now=now, facts=facts)


def _asked(asked: Sequence[Approval]) -> dict[str, Any]:
    """Return what the templates say about who decides: everybody asked, and for whom they stand in."""
    now = [row for row in asked if row.state == "asked"]
    return {
        "levels": [row.model_dump() for row in asked],
        "asked": [row.approver for row in now],
        "asked_of": now[0].asked_of if now else None,
    }


def _approvers(order: Order, asked: Sequence[Approval]) -> Iterator[tuple[str, str, Approval | None]]:
    """Yield each approver's card: the first keeps the plain name, which older orders have."""
    if not asked and order.approver is not None:
        yield f"order:{order.id}:approver", order.approver, None
    told = {row.approver: row for row in asked if row.state != "passed"}  # the latest of a person counts
    for person, row in told.items():
        first = person == asked[0].approver
        yield f"order:{order.id}:approver" + ("" if first else f":{person}"), person, row


def _day(at: datetime) -> date:
    return at.date()
