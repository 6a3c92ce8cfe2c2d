"""Cards: the messages that show one order to who asked, who decides and who works, edited as things move."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog
from bot.delivery import outbox
from bot.money import Money
from bot.process import orders, parts, privacy, untaken, working
from bot.process.orders import CANCELLABLE, Order

OPEN_TO_ALL = ("id", "kind", "state", "service_name", "due_at", "assignee", "priority", "opened_at")


def facts_of(catalog: Catalog, order: Order) -> dict[str, Any]:
    """Return what the templates say about an order: the row, with names, amounts and dates worked out."""
    company = catalog.company
    service = catalog.services.get(order.service or "")
    unit = company.units.get(order.unit)
    year_ends_on = company.fiscal_year_ends(order.starts_on or _day(order.opened_at)) - timedelta(days=1)
    return {
        **order.model_dump(exclude={"unit_price", "change_minor", "commitment_minor", "sample"}),
        "unit_name": unit.name if unit else order.unit,
        "service_name": service.name if service else order.service,
        "owner": service.owner_role if service else None,
        "measure": service.unit if service else None,
        "measures": service.units if service else None,
        "monthly": service.monthly if service else False,
        "price": None if order.unit_price is None else Money.of(order.unit_price, company.currency),
        "change": Money(order.change_minor, company.currency),
        "commitment": Money(order.commitment_minor, company.currency),
        "year_ends_on": year_ends_on,
        "priority": order.priority,
        "can_cancel": order.state in CANCELLABLE,
        "private": privacy.is_private(catalog, order),
    }


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
        _show(session, catalog, task, now)


def _told(session: Session, several: Sequence[Order]) -> list[str]:
    """Return who was told of what still nobody has taken."""
    untaken_now = [each for each in several if each.state == "open" and each.assignee is None]
    return list(dict.fromkeys(who for each in untaken_now for who in working.told(session, each.number)))


def _show(session: Session, catalog: Catalog, order: Order, now: datetime, **more: Any) -> None:
    is_open, is_done = order.state == "open", order.state in working.FINISHED
    facts = {
        "order": facts_of(catalog, order),
        "remaining": None,
        "by": None,
        "parts": None,
        "told": [],
        "handed": working.last(session, order.number, "handed_over") if is_open else None,
        "how": working.last(session, order.number, "how") if is_done else None,
        **more,
    }
    for reader, place in _readers(order).items():
        card = f"order:{order.id}:{reader}"
        outbox.show(session, card, place, f"orders/{reader}", now=now, facts=facts)
    if order.state != "planned":
        _show_team(session, catalog, order, facts, now)


def _readers(order: Order) -> dict[str, str]:
    """Return who has a card of it beside the team, and where; of a task nobody."""
    if order.kind == "task":
        return {}
    places = {"requester": order.person, "receiver": order.for_person, "approver": order.approver}
    return {reader: place for reader, place in places.items() if place is not None}


def _show_team(
    session: Session, catalog: Catalog, order: Order, facts: dict[str, Any], now: datetime
) -> None:
    if privacy.is_private(catalog, order):
        _show_in_private(session, order, facts, now)
    elif order.team is not None:
        outbox.show(session, f"order:{order.id}:team", order.team, "orders/team", now=now, facts=facts)


def _show_in_private(session: Session, order: Order, facts: dict[str, Any], now: datetime) -> None:
    """Show the team that there is something to take, and what it is only to who took it."""
    without = {"order": {name: facts["order"][name] for name in OPEN_TO_ALL}}
    if order.team is not None:
        outbox.show(
            session, f"order:{order.id}:team", order.team, "orders/team_private", now=now, facts=without
        )
    for person in {*orders.takers(session, order.number), *filter(None, [order.assignee])}:
        card, mine = f"order:{order.id}:worker:{person}", person == order.assignee
        if mine:
            outbox.show(session, card, person, "orders/team", now=now, facts=facts)
        else:
            outbox.show(session, card, person, "orders/team_private", now=now, facts=without)


def team_card(catalog: Catalog, order: Order) -> tuple[str, str] | None:
    """Return the card on which the team talks about an order, and where it is; None where it has none yet.

    Of a private order that is the card of who took it.
    """
    if privacy.is_private(catalog, order):
        return (f"order:{order.id}:worker:{order.assignee}", order.assignee) if order.assignee else None
    return (f"order:{order.id}:team", order.team) if order.team else None


def leave(session: Session, catalog: Catalog, order: Order, was: str, now: datetime) -> None:
    """Let the card that the team had before, at `was`, say where the order went; the next gets one of its own."""
    handed = working.last(session, order.number, "handed_over")
    assert handed is not None
    card = f"order:{order.id}:left:{handed.id}"
    outbox.rename(session, f"order:{order.id}:team", card)
    facts = {"order": facts_of(catalog, order), "handed": handed}
    outbox.show(session, card, was, "orders/left", now=now, facts=facts)


def _day(at: datetime) -> date:
    return at.date()
