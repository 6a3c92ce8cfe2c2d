"""Outreach: whether to offer what the data shows, to whom, and silence with its reason otherwise."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.catalog import Catalog
from bot.customer import gate, people
from bot.customer.policy import Standing
from bot.db import alone
from bot.delivery import schedules
from bot.delivery.facts import pack
from bot.process.orders import UNFINISHED, Order
from bot.value.drafts import Draft
from bot.value.evidence import Need
from bot.value.offers import Offer, draft, same

LOOK = "offer.look"
WORKING_MORNINGS = "0 10 * * mon-fri"  # when people can ask back


def arrange(session: Session, zone: str, now: datetime) -> None:
    """Look for needs every working morning in the company's zone; again changes the zone only."""
    schedules.keep(session, LOOK, WORKING_MORNINGS, zone, now=now)


def consider(
    session: Session, catalog: Catalog, need: Need, candidates: Iterable[str], now: datetime
) -> Offer | None:
    """Offer `need` to the first of `candidates` (Slack ids) whom the contact policy allows.

    It is made for as many units as the funding carries. Whoever may not be asked is recorded with the
    reason. None when nobody was asked, or when it is being decided already.
    """
    alone(session, "offer")  # to two people at once, neither would see the other's
    if _in_hand(session, catalog, need, now):
        return None
    plan = fitting(session, catalog, need, now)
    for person in candidates:
        standing = standing_of(session, person, need, ZoneInfo(catalog.company.zone))
        verdict = gate.offer(session, catalog.company, people.meet(session, person), standing, now)
        if plan is not None and verdict.allowed:
            return _show(session, need, plan, person, now)
        _keep_silence(session, need, person, "no_funding" if verdict.allowed else verdict.code, now)
    return None


def fitting(session: Session, catalog: Catalog, need: Need, now: datetime) -> Draft | None:
    """Work out the order for all units needed, or for as many as the funding carries; None for none."""
    whole = draft(session, catalog, need, need.quantity, now)
    if whole.quote.fits or not whole.ways.fewer:
        return whole if whole.quote.fits else None
    part = draft(session, catalog, need, whole.ways.fewer, now)
    return part if part.quote.fits else None


def standing_of(session: Session, person: str, need: Need, zone: ZoneInfo) -> Standing:
    """Return what the gate is told before `need` is offered to `person`: the trouble and the offers before."""
    declined = same(need).where(Offer.state == "declined")
    shown = select(Offer).where(Offer.person == person, col(Offer.shown_at).is_not(None))
    return Standing(
        open_trouble=has_trouble(session, person, need.unit, need.service),
        declined_on=_days((offer.decided_at for offer in session.exec(declined)), zone),
        offered_on=_days((offer.shown_at for offer in session.exec(shown)), zone),
    )


def has_trouble(session: Session, person: str, unit: str, service: str) -> bool:
    """Say whether something open has to be put right before anything is offered.

    It is an incident or a complaint of the person, of the unit about this service, or of priority 1.
    """
    theirs = sa.or_(col(Order.person) == person, col(Order.unit) == unit)
    open_now = select(Order).where(
        col(Order.kind).in_(("incident", "complaint")), col(Order.state).in_(UNFINISHED), theirs
    )
    return any(
        order.person == person or order.service == service or order.priority == 1
        for order in session.exec(open_now)
    )


def _in_hand(session: Session, catalog: Catalog, need: Need, now: datetime) -> bool:
    """Say whether somebody was shown the same lately, or an order for it is on its way."""
    since = now - timedelta(days=catalog.company.policy.offer_days)
    undecided = col(Offer.state).in_(("shown", "later", "asked"))
    lately = same(need).where(undecided, col(Offer.shown_at) > since)
    ordered = select(Order).where(
        Order.kind == "order",
        Order.unit == need.unit,
        Order.service == need.service,
        Order.tier == need.to_tier,
        col(Order.state).in_(UNFINISHED),
    )
    return bool(session.exec(lately).first() or session.exec(ordered).first())


def _show(session: Session, need: Need, plan: Draft, person: str, now: datetime) -> Offer:
    offer = _row(need, person)
    offer.quantity = plan.ask.quantity
    offer.monthly_difference_minor = plan.quote.change.minor
    offer.shown_at = now
    session.add(offer)
    session.flush()
    return offer


def silence(session: Session, need: Need, person: str) -> str | None:
    """Return why `need` was not offered to a person the last time, None where it was."""
    last = session.exec(_of(need, person)).first()
    return last.suppressed if last else None


def _of(need: Need, person: str) -> SelectOfScalar[Offer]:
    return same(need).where(Offer.person == person).order_by(col(Offer.id).desc())


def _keep_silence(session: Session, need: Need, person: str, code: str, now: datetime) -> None:
    """Record why nothing was offered, once for as long as the reason stays the same."""
    last = session.exec(_of(need, person)).first()
    if last is None or last.suppressed != code:
        offer = _row(need, person)
        offer.state, offer.suppressed, offer.decided_at = "suppressed", code, now
        session.add(offer)


def _row(need: Need, person: str) -> Offer:
    return Offer(
        person=person,
        unit=need.unit,
        service=need.service,
        from_tier=need.from_tier,
        to_tier=need.to_tier,
        quantity=need.quantity,
        rule=need.rule,
        evidence=pack(need.evidence),
        monthly_difference_minor=0,
    )


def _days(instants: Iterable[datetime | None], zone: ZoneInfo) -> Sequence[date]:
    return [at.astimezone(zone).date() for at in instants if at is not None]
