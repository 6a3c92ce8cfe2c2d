"""Purchases: an order that moves money, from the approval to the subscription that it starts."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, Service, Unit
from bot.cost import funding, subscriptions
from bot.customer import people
from bot.process import approvers, due_times, orders, parts, pauses
from bot.process.approvers import Approver
from bot.process.orders import NewOrder, Order
from bot.refusal import Refused
from bot.value.drafts import Draft, redraft, today

FindTeam = Callable[[Session, Service | None], str | None]


def approver_of(
    session: Session, catalog: Catalog, unit: Unit, person: str, for_person: str | None = None
) -> Approver:
    """Return who decides on what `person` wants for `unit`. Raises Refused when Slack knows nobody.

    `for_person` is who gets it; nobody decides on what they asked for or get themselves.
    """
    emails = list(approvers.candidates(catalog.company, unit))
    return approvers.choose(catalog.company, unit, person, people.ids(session, emails), for_person)


def place(
    session: Session,
    catalog: Catalog,
    order_draft: Draft,
    *,
    person: str,
    now: datetime,
    find_team: FindTeam,
    text: str = "",
    origin: str | None = None,
    from_offer: int | None = None,
    over: bool = False,
    for_person: str | None = None,
    details: Sequence[Mapping[str, Any]] = (),
    private: bool = False,
) -> int:
    """Store the order, to the approver when money moves, else straight to the team; return its number.

    With `over` the approver is asked to accept more than the unit's funding carries.
    Raises Refused with what would fit when the funding does not carry it.
    """
    ask, offer = order_draft.ask, order_draft.quote
    if not offer.fits and not over:
        raise over_funding(order_draft)
    unit = order_draft.unit
    new = NewOrder(
        kind="order",
        state="approval" if offer.moves_money else "open",
        person=person,
        unit=unit.code,
        service=ask.service.key,
        tier=ask.tier.name,
        quantity=ask.quantity,
        unit_price=ask.tier.price.amount,
        replaces=ask.replaces,
        starts_on=ask.starts_on,
        change_minor=offer.change.minor,
        commitment_minor=offer.commitment.minor,
        over_funding=not offer.fits,
        text=text,
        origin=origin,
        opened_at=now,
        out_of_hours=not ask.tier.hours.open_at(now),
        way_forward="order",
        from_offer=from_offer,
        for_person=for_person,
        details=[dict(each) for each in details],
        private=private,
    )
    if offer.moves_money:
        decider = approver_of(session, catalog, unit, person, for_person)
        new.approver, new.approver_why = decider.person, decider.why
    else:
        new.team = team_of(session, catalog, ask.service, find_team)
        due_times.fix(session, catalog, new, now)
    return orders.place(session, new)


def begin(session: Session, catalog: Catalog, order: Order, now: datetime, find_team: FindTeam) -> Order:
    """Return an order that may have opened just now, each of its teams with its part."""
    parts.begin(session, catalog, order, now, find_team)
    return order


def approve(
    session: Session,
    catalog: Catalog,
    order_id: int,
    *,
    by: str,
    now: datetime,
    find_team: FindTeam,
    quantity: int | None = None,
    note: str = "",
    over: bool = False,
) -> Order:
    """Say yes, perhaps to fewer: the money is held, and the team gets the order with its due date.

    Raises Refused when the funding no longer carries it and `over` does not accept that, when it was
    decided already, and for anybody but the approver.
    """
    order = orders.find(session, order_id)
    orders.check_approver(order, by)
    funding.alone(session, order.unit)
    session.refresh(order)
    orders.check_undecided(session, order)
    wanted = order.quantity if quantity is None else min(quantity, order.quantity)
    if wanted < 1:
        raise ValueError(f"an approval of {wanted} is none")
    now_draft = redraft(session, catalog, order, now, wanted)
    offer = now_draft.quote
    if now_draft.ask.quantity != wanted:
        raise _all_together(now_draft, order, note)
    if not offer.fits and not over:
        raise over_funding(now_draft, order, note)
    funding.hold(session, now_draft.standing, order_id, offer.commitment, None if offer.fits else by)
    due = due_times.of(session, catalog, order, now)
    opened = orders.approve(
        session,
        order_id,
        by=by,
        now=now,
        note=note,
        team=team_of(session, catalog, now_draft.ask.service, find_team),
        response_due_at=due.response,
        due_at=due.resolution,
        quantity=now_draft.ask.quantity,
        change_minor=offer.change.minor,
        commitment_minor=offer.commitment.minor,
    )
    return begin(session, catalog, opened, now, find_team)


def finish(session: Session, catalog: Catalog, order_id: int, *, by: str, now: datetime) -> Order:
    """Deliver: an order of a monthly service becomes a subscription, today or on the day it is wanted for."""
    pauses.end(session, catalog, order_id, by, now)
    order = orders.finish(session, order_id, by=by, now=now)
    service = catalog.services.get(order.service or "")
    buys = order.kind == "order" and service is not None and service.monthly
    if buys and not subscriptions.started(session, order_id):
        assert service is not None
        assert order.tier is not None
        assert order.unit_price is not None
        funding.alone(session, order.unit)  # two deliveries must not both divide what the unit has
        funding.release(session, order_id)
        subscriptions.start(
            session,
            unit=order.unit,
            service=service.key,
            tier=order.tier,
            quantity=order.quantity,
            unit_price=order.unit_price,
            starts_on=max(order.starts_on or date.min, today(catalog, now)),
            order_id=order_id,
            replaces=order.replaces,
        )
    return order


def cancel(session: Session, order_id: int, *, by: str, now: datetime) -> Order:
    """Take an order back and give the money it held back to the unit.

    Raises Refused as `orders.cancel` does, and for what was delivered once and runs, though it is open again.
    """
    order = orders.cancel(session, order_id, by=by, now=now)
    if subscriptions.started(session, order_id):
        raise Refused("orders/running", ["talk", "order_other"], number=order_id, service=order.service)
    funding.release(session, order_id)
    return order


def team_of(session: Session, catalog: Catalog, service: Service | None, find_team: FindTeam) -> str:
    """Return where the team is reached. Raises Refused when Slack has shown the bot none of the places."""
    team = find_team(session, service)
    if team is None:
        raise Refused("orders/no_team", ["help_channel"], help=catalog.company.help_channel)
    return team


def _all_together(whole: Draft, order: Order, note: str) -> Refused:
    return Refused(
        "orders/all_together",
        ["approve_all", "decline"],
        number=order.number,
        service=whole.ask.service.name,
        tier=whole.ask.tier.name,
        unit=whole.unit.name,
        measures=whole.ask.service.units,
        quantity=whole.ask.quantity,
        note=note,
    )


def over_funding(short: Draft, order: Order | None = None, note: str = "") -> Refused:
    """Say that the funding does not carry it, with every figure of what would; `note` is kept for the yes."""
    facts: dict[str, Any] = {
        "number": order.id if order else None,
        "note": note,
        "unit": short.unit.name,
        "service": short.ask.service.name,
        "service_key": short.ask.service.key,
        "tier": short.ask.tier.name,
        "quantity": short.ask.quantity,
        "starts_on": short.ask.starts_on,
        "commitment": short.quote.commitment,
        "remaining": short.quote.remaining,
        "short": short.quote.short,
        "year_ends_on": short.standing.ends_on,
        "ways": short.ways,
    }
    open_ways = [way for way in ("fewer", "later", "lower") if getattr(short.ways, way)]
    return Refused("orders/over_funding", [*open_ways, "more_funding"], **facts)
