"""Purchases: an order that moves money, from the approval to the subscription that it starts."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, Pool, Service, Unit
from bot.cost import funding, subscriptions
from bot.customer import people
from bot.money import Money
from bot.process import (
    approvals,
    approvers,
    due_times,
    expediting,
    orders,
    parts,
    pauses,
    steps,
)
from bot.process.approvers import Approver
from bot.process.orders import NewOrder, Order
from bot.refusal import Refused
from bot.value import approving
from bot.value.drafts import Draft, as_asked, redraft, service_of

FindTeam = Callable[[Session, Service | None], str | None]


def approver_of(
    session: Session, catalog: Catalog, order_draft: Draft, person: str, for_person: str | None = None
) -> Approver:
    """Return who decides first on what `person` wants. Raises Refused when Slack knows nobody."""
    commitment, barred = order_draft.quote.commitment, {person, for_person}
    return payer_of(session, catalog, order_draft.unit, commitment, barred, order_draft.pool)


def payer_of(
    session: Session,
    catalog: Catalog,
    unit: Unit,
    commitment: Money,
    barred: Collection[str | None],
    pool: Pool | None = None,
) -> Approver:
    """Return who decides first on money of a unit or pool, `barred` left out. Raises Refused as above."""
    first = approvers.seats(catalog.company, unit, commitment, pool)[0]
    return approvers.choose(catalog.company, unit, first, people.ids(session, list(first.ranked)), barred)


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

    What was drafted for who may not know the unit's level is at it already (`drafts.at_its_level`).
    With `over` the approver is asked to accept more than the unit's funding carries.
    Raises Refused with what would fit when the funding does not carry it.
    """
    ask, offer = order_draft.ask, order_draft.quote
    if not offer.fits and not over:
        raise over_funding(order_draft)
    new = NewOrder(
        kind="order",
        state="approval" if offer.moves_money else "open",
        person=person,
        unit=order_draft.unit.code,
        pool=order_draft.pool.code if order_draft.pool else None,
        service=ask.service.key,
        tier=ask.tier.name,
        quantity=ask.quantity,
        unit_price=offer.unit_price.amount,
        replaces=ask.replaces,
        starts_on=ask.starts_on,
        change_minor=offer.change.minor,
        commitment_minor=offer.commitment.minor,
        next_year_minor=offer.next_year.minor,
        one_off_minor=offer.one_off.minor,
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
        decider = approver_of(session, catalog, order_draft, person, for_person)
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
    seen: int | None = None,
) -> Order:
    """Say yes, perhaps to fewer: the money is held, and the next level is asked, or the team gets it.

    `seen` is the commitment (minor units) that whoever decides was shown, where it is not the order's own.
    Raises Refused when the funding no longer carries it and `over` does not accept that, when it costs
    more than was shown, when it was decided already, and for anybody who is not asked.
    """
    order = alone(session, orders.find(session, order_id))
    approving.check(session, catalog, order, by, now)
    wanted = order.quantity if quantity is None else min(quantity, order.quantity)
    if wanted < 1:
        raise ValueError(f"an approval of {wanted} is none")
    held = funding.take_back(session, order_id)
    now_draft = redraft(session, catalog, order, now, wanted)
    offer = now_draft.quote
    covered = held is not None and offer.commitment.minor <= held.minor
    if now_draft.ask.quantity != wanted:
        raise _all_together(now_draft, order, note)
    if not offer.fits and not over and not covered:
        raise over_funding(now_draft, order, note)
    if offer.commitment.minor > (order.commitment_minor if seen is None else seen):
        raise _changed(now_draft, order, note, over)
    overrun_by = held.overrun_by if held and covered else (None if offer.fits else by)
    funding.hold(session, now_draft.standing, order_id, offer.commitment, overrun_by)
    order.quantity = wanted
    order.change_minor, order.commitment_minor = offer.change.minor, offer.commitment.minor
    order.next_year_minor = offer.next_year.minor
    if approving.agree(session, catalog, order, by=by, now=now, note=note):
        return order
    session.flush()
    due = due_times.of(session, catalog, order, now)
    opened = steps.approve(
        session,
        order_id,
        by=by,
        now=now,
        note=note,
        team=team_of(session, catalog, now_draft.ask.service, find_team),
        response_due_at=due.response,
        due_at=due.resolution,
    )
    return begin(session, catalog, opened, now, find_team)


def decline(
    session: Session, catalog: Catalog, order_id: int, *, by: str, now: datetime, reason: str
) -> Order:
    """Say no with the reason; what an earlier yes held is free again. Raises Refused as `approve` does."""
    order = alone(session, orders.find(session, order_id))
    approving.check(session, catalog, order, by, now)
    approvals.settle(session, approvals.asked(session, order_id), by, "declined", now, reason)
    funding.release(session, order_id)
    return steps.decline(session, order_id, by=by, now=now, reason=reason, approver=by)


def alone(session: Session, order: Order) -> Order:
    """Let nobody else promise the money this order takes, nor decide on it, and look at it as it is then."""
    funding.alone(session, order.unit)
    if order.pool:
        funding.alone(session, order.pool)
    return parts.hold(session, order)


def finish(session: Session, catalog: Catalog, order_id: int, *, by: str, now: datetime) -> Order:
    """Deliver: an order of a monthly service becomes a subscription, today or on the day it is wanted for.

    Raises Refused for what is not delivered yet of a service that the catalog no longer has.
    """
    order = alone(session, orders.find(session, order_id))  # two must not both divide what the unit has
    if order.kind == "order" and not orders.was_delivered(session, order_id):
        service_of(catalog, order)
    pauses.end(session, catalog, order_id, by, now)
    order = steps.finish(session, order_id, by=by, now=now)
    expediting.finished(session, catalog.company, order, by, now)
    service = catalog.services.get(order.service or "")
    buys = order.kind == "order" and service is not None and service.monthly
    if buys and not subscriptions.started(session, order_id):
        assert service is not None
        assert order.tier is not None
        _release(session, catalog, order, now)
        starts_on = max(order.starts_on or date.min, catalog.company.day(now))
        subscriptions.start(
            session,
            unit=order.unit,
            service=service.key,
            tier=order.tier,
            quantity=order.quantity,
            unit_price=_price_on(service, order, catalog.company.currency, starts_on),
            starts_on=starts_on,
            order_id=order_id,
            replaces=order.replaces,
            pool=order.pool,
        )
    return order


def _price_on(service: Service, order: Order, currency: str, day: date) -> Decimal:
    """Return what a unit of an order costs on a day; a level that is gone keeps the price it was asked at."""
    assert order.unit_price is not None
    known = service.find_tier(order.tier)
    return as_asked(known, order, currency).price_on(day).amount if known else order.unit_price


def _release(session: Session, catalog: Catalog, order: Order, now: datetime) -> None:
    """Give back what an order held, as its subscription counts from now on; what it costs once is spent."""
    funding.release(session, order.number)
    company, on = catalog.company, catalog.company.day(now)
    if order.one_off_minor:
        there = funding.standing(
            session, catalog, company.units[order.unit], on, company.pools.get(order.pool or "")
        )
        funding.hold(session, there, order.number, Money(order.one_off_minor, company.currency))


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
        commitment=whole.quote.commitment,
        note=note,
    )


def _changed(now_draft: Draft, order: Order, note: str, over: bool) -> Refused:
    """Say that it costs more than was shown, with the new figures under the button."""
    return Refused(
        "orders/figures_changed",
        ["approve_now", "decline"],
        number=order.number,
        over=over,
        note=note,
        service=now_draft.ask.service.name,
        tier=now_draft.ask.tier.name,
        quantity=now_draft.ask.quantity,
        payer=now_draft.payer,
        before=Money(order.commitment_minor, now_draft.quote.commitment.currency),
        quote=now_draft.quote,
        year_ends_on=now_draft.standing.ends_on,
    )


def over_funding(short: Draft, order: Order | None = None, note: str = "") -> Refused:
    """Say that the funding does not carry it, with every figure of what would; `note` is kept for the yes."""
    open_ways = [way for way in ("fewer", "later", "lower") if getattr(short.ways, way)]
    shared = ["pool"] if short.pools else []
    return Refused(
        "orders/over_funding", [*open_ways, *shared, "more_funding"], **shortage(short, order, note)
    )


def shortage(short: Draft, order: Order | None = None, note: str = "") -> dict[str, Any]:
    """Return what is missing for a draft and what would fit, as templates say it."""
    return {
        "number": order.id if order else None,
        "note": note,
        "unit": short.payer,
        "service": short.ask.service.name,
        "service_key": short.ask.service.key,
        "tier": short.ask.tier.name,
        "quantity": short.ask.quantity,
        "starts_on": short.ask.starts_on,
        "commitment": short.quote.commitment,
        "remaining": short.quote.remaining,
        "short": short.quote.short,
        "year_ends_on": short.standing.ends_on,
        "next_year": short.quote.next_year,
        "ways": short.ways,
        "pools": short.pools,
    }
