"""Extra hours: keeping a service open longer for once, from the wish with its price to the calendar."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from bot.catalog import Catalog
from bot.cost import funding
from bot.customer import people
from bot.money import Money
from bot.process import extensions, orders, steps, verdicts
from bot.process.extensions import Extension
from bot.process.orders import NewOrder, Order
from bot.refusal import Refused
from bot.value import deciders, purchases
from bot.value.longer import Longer, draft
from bot.value.purchases import FindTeam


def place(
    session: Session, catalog: Catalog, longer: Longer, *, person: str, stake: str, now: datetime
) -> Order:
    """Ask the owner and, where it costs something, whoever approves for the unit: both at once.

    Raises ValueError for hours in which it is open anyway, and Refused when nobody can decide.
    """
    if not longer.hours:
        raise ValueError("open anyway, or over")
    owner = deciders.owner_first(session, catalog, longer.service, person, now)[0]
    new = NewOrder(
        kind="hours",
        state="approval",
        person=person,
        unit=longer.unit.code,
        service=longer.service.key,
        tier=longer.tier.name,
        starts_on=catalog.company.day(longer.starts_at),
        text=stake,
        opened_at=now,
        out_of_hours=not longer.tier.hours.open_at(now),
        approver=owner,
        approver_why="owner",
        way_forward="order",
    )
    _price(session, catalog, new, longer)
    number = orders.place(session, new)
    session.add(_row(number, longer, owner, stake))
    session.flush()
    return orders.find(session, number)


def _row(number: int, longer: Longer, owner: str, stake: str) -> Extension:
    return Extension(
        order_id=number,
        service=longer.service.key,
        tier=longer.tier.name,
        starts_at=longer.starts_at,
        ends_at=longer.ends_at,
        stake=stake,
        price_minor=None if longer.price is None else longer.price.minor,
        owner=owner,
    )


def _price(session: Session, catalog: Catalog, order: NewOrder, longer: Longer) -> None:
    """Write onto the order what it costs; once it costs something, somebody has to approve that."""
    order.quantity = max(longer.hours, 1)
    order.unit_price = longer.hourly.amount if longer.hourly is not None else None
    order.change_minor = order.commitment_minor = longer.price.minor if longer.price else 0
    order.over_funding = not longer.fits
    if order.commitment_minor:
        commitment = Money(order.commitment_minor, catalog.company.currency)
        payer = purchases.payer_of(session, catalog, longer.unit, commitment, {order.person})
        order.approver, order.approver_why = payer.person, payer.why


def agree(
    session: Session,
    catalog: Catalog,
    order_id: int,
    *,
    by: str,
    now: datetime,
    find_team: FindTeam,
    over: bool = False,
    price: Money | None = None,
) -> Order:
    """Say yes to whatever `by` is asked for; in force as soon as nobody's yes is missing.

    `price` names what it costs where the catalog does not. Raises Refused for anybody who is not asked, when
    they said so already or it was decided, when its time is over, and when the funding does not carry it unless
    `over` accepts that.
    """
    funding.alone(session, orders.find(session, order_id).unit)
    order, extension = extensions.hold(session, order_id)
    parts = extensions.check_asked(order, extension, by)
    left = parts & extensions.missing(order, extension)
    if not left:
        raise _said_already(order, extension)
    if "hours" in left:
        if extension.ends_at <= now:
            raise Refused("extending/over", ["another_time", "talk"], number=order.number)
        if extension.price_minor is None:
            _name_price(session, catalog, order, extension, price, now)
        extensions.grant(extension, by, now)
    if "money" in left:
        _fund(session, catalog, order, extension, by, now, over=over)
    return _settle(session, catalog, order, extension, by, now, find_team)


def _said_already(order: Order, extension: Extension) -> Refused:
    waits = extensions.missing(order, extension)
    waits_for = extension.owner if "hours" in waits else order.approver
    return Refused("extending/said", ["talk"], number=order.number, waits_for=waits_for)


def _name_price(
    session: Session,
    catalog: Catalog,
    order: Order,
    extension: Extension,
    price: Money | None,
    now: datetime,
) -> None:
    if price is None:
        raise Refused("extending/unpriced", ["name_price"], number=order.number)
    longer = _draft_of(session, catalog, order, extension.starts_at, extension.ends_at, now)
    extension.price_minor = price.minor
    _price(session, catalog, order, replace(longer, hours=1, hourly=price))


def _fund(
    session: Session,
    catalog: Catalog,
    order: Order,
    extension: Extension,
    by: str,
    now: datetime,
    *,
    over: bool,
) -> None:
    assert order.starts_on is not None
    company = catalog.company
    unit = company.units[order.unit]
    standing = funding.standing(session, catalog, unit, order.starts_on)
    price = Money(order.commitment_minor, company.currency)
    if price > standing.remaining and not over:
        raise Refused(
            "extending/over_funding",
            ["approve_over", "another_time"],
            number=order.number,
            unit=unit.name,
            price=price,
            remaining=standing.remaining,
        )
    funding.hold(session, standing, order.number, price, by if price > standing.remaining else None)
    extension.funded_by, extension.funded_at = by, now


def _settle(
    session: Session,
    catalog: Catalog,
    order: Order,
    extension: Extension,
    by: str,
    now: datetime,
    find_team: FindTeam,
) -> Order:
    """Put the hours into force once everybody agreed: the team on duty has them from now on."""
    session.add(order)
    session.add(extension)
    session.flush()
    if extensions.missing(order, extension):
        orders.record(session, order, now, by, "agreed")
        return order
    service = catalog.services.get(extension.service)
    terms = service.one_off_hours if service else None
    extension.on_call = people.id_of(session, terms.on_call) if terms and terms.on_call else None
    extension.agreed_at = now
    session.flush()
    team = extension.on_call or purchases.team_of(session, catalog, service, find_team)
    return verdicts.agree(
        session, order.number, by=by, now=now, team=team, due_at=extension.ends_at, responded_at=now
    )


def decline(
    session: Session,
    order_id: int,
    *,
    by: str,
    now: datetime,
    reason: str,
    level: str | None = None,
    person: str | None = None,
) -> Order:
    """Say no with a way forward: a level whose hours include these, or somebody to turn to.

    Raises ValueError without one, and Refused as `agree` does.
    """
    if level is None and person is None:
        raise ValueError("a no carries what would help instead")
    order, extension = extensions.hold(session, order_id)
    extensions.check_asked(order, extension, by)
    extension.instead_level, extension.instead_person = level, person
    session.flush()
    funding.release(session, order_id)
    return steps.decline(session, order_id, by=by, now=now, reason=reason)


def offer(
    session: Session, order_id: int, *, by: str, now: datetime, starts_at: datetime, ends_at: datetime
) -> Order:
    """Offer another time; whoever asked takes it with a tap. Raises Refused as `agree` does."""
    order, extension = extensions.hold(session, order_id)
    if "hours" not in extensions.check_asked(order, extension, by):
        raise Refused("orders/not_approver", ["talk"], number=order_id, approver=extension.owner)
    extension.offered_by, extension.offered_from, extension.offered_until = by, starts_at, ends_at
    orders.record(session, order, now, by, "offered")
    return order


def accept(
    session: Session, catalog: Catalog, order_id: int, *, by: str, now: datetime, find_team: FindTeam
) -> Order:
    """Take the other time that was offered, at what it costs then; who pays is asked anew when that is more.

    Raises Refused for anybody but the person who asked, and when it is no longer offered or open anyway.
    """
    found = orders.find(session, order_id)
    orders.check_requester(found, by)
    funding.alone(session, found.unit)
    order, extension = extensions.hold(session, order_id)
    starts_at, ends_at, kept_by = extension.offered_from, extension.offered_until, extension.offered_by
    if starts_at is None or ends_at is None or kept_by is None:
        raise _said_already(order, extension)
    longer = _draft_of(session, catalog, order, starts_at, ends_at, now)
    if not longer.hours:
        raise Refused(
            "extending/not_needed",
            ["another_time", "talk"],
            number=order_id,
            service=order.service,
            passed=longer.over,
        )
    _move_to(session, catalog, order, extension, longer)
    extensions.grant(extension, kept_by, now)
    return _settle(session, catalog, order, extension, by, now, find_team)


def _move_to(session: Session, catalog: Catalog, order: Order, extension: Extension, longer: Longer) -> None:
    """Write the other time onto order and extension; money that was approved is held anew, never more."""
    approved = order.commitment_minor if extension.funded_at else 0
    extension.starts_at, extension.ends_at = longer.starts_at, longer.ends_at
    order.starts_on = catalog.company.day(longer.starts_at)
    if longer.price is not None:
        extension.price_minor = longer.price.minor
        _price(session, catalog, order, longer)
    if not approved:
        return
    held = funding.take_back(session, order.number)
    if order.commitment_minor > approved:
        extension.funded_by = extension.funded_at = None
        return
    unit = catalog.company.units[order.unit]
    standing = funding.standing(session, catalog, unit, order.starts_on)
    price = Money(order.commitment_minor, catalog.company.currency)
    funding.hold(session, standing, order.number, price, held.overrun_by if held else None)


def _draft_of(
    session: Session, catalog: Catalog, order: Order, starts_at: datetime, ends_at: datetime, now: datetime
) -> Longer:
    assert order.service is not None
    unit, service = catalog.company.units[order.unit], catalog.service(order.service)
    return draft(session, catalog, unit, service, starts_at, ends_at, now)


def ask_lead(session: Session, catalog: Catalog, order_id: int) -> Order | None:
    """Ask an IT lead as well, because it is today and somebody has not answered; None when nobody is left.

    The lead may give whichever yes is missing.
    """
    order = orders.hold(session, order_id)
    extension = extensions.of(session, order_id)
    if order.state != "approval" or extension.lead is not None:
        return None
    known = people.ids(session, list(catalog.company.leads))
    others = [lead for lead in known.values() if lead not in (order.person, extension.owner)]
    if not others:
        return None
    extension.lead = others[0]
    session.add(extension)
    session.flush()
    return order


def lapse(session: Session, catalog: Catalog, order_id: int, now: datetime) -> Order | None:
    """Turn down what nobody answered before its time was over, naming an IT lead.

    None when it was decided, and while its time, or another one that was offered, is still to come.
    """
    order = orders.hold(session, order_id)
    extension = extensions.of(session, order_id)
    if order.state != "approval" or max(extension.ends_at, extension.offered_until or now) > now:
        return None
    extension.instead_person = extension.lead or extension.owner
    session.flush()
    funding.release(session, order_id)
    return steps.decline(session, order_id, by=orders.NOBODY, now=now, reason="")
