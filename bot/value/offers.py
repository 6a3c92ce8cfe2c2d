"""Offers: a higher tier, more of the same or a service, made only where the data shows a need; their outcome."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.catalog import Catalog
from bot.cost.subscriptions import Subscription
from bot.customer import votes
from bot.db import Numbered, facts, instant
from bot.process import orders
from bot.process.orders import UNFINISHED, Order
from bot.refusal import Refused
from bot.value import drafts, purchases
from bot.value.choosing import Belief
from bot.value.drafts import Draft
from bot.value.evidence import NOTHING, Need
from bot.value.purchases import FindTeam

OUTCOMES = {"declined": "declined", "cancelled": "later"}  # of an order; whatever else was approved
YES = ("asked", "accepted")
REMEMBERED = timedelta(days=730)  # how long an answer says something about the chance of the next yes
WELL_USED = timedelta(days=90)  # after which it is looked at whether what was taken is still held


class Offer(Numbered, SQLModel, table=True):
    """One offer to one person and what became of it."""

    __tablename__ = "offers"

    id: int | None = Field(default=None, primary_key=True)
    person: str = Field(index=True)
    unit: str = Field(index=True)
    service: str = Field(index=True)
    from_tier: str  # nothing: the unit has none of the service
    to_tier: str  # the same tier: more units of it; nothing: the service is still being prepared
    quantity: int
    rule: str  # the rule's short name
    evidence: dict[str, Any] = facts()  # `kind` and what was counted
    monthly_difference_minor: int
    shown_at: datetime | None = instant(default=None, nullable=True, index=True)
    state: str = "shown"  # shown, asked, accepted, later, declined, stopped, suppressed, held_out
    suppressed: str | None = None  # why it was not shown: the contact policy's code, or no_funding
    decided_at: datetime | None = instant(default=None, nullable=True)
    reason: str | None = None  # of a no, if one was given: price, enough, wrong
    benefit_minor: int | None = None  # what it is expected to be worth to the customer, a month
    chance: float | None = None  # of a yes, as it was believed when the offer was chosen
    explored: bool = False  # not the best that was known, to learn what is
    opened_at: datetime | None = instant(default=None, nullable=True)  # its details were looked at
    funded_at: datetime | None = instant(default=None, nullable=True)  # whoever decides said yes
    active_after_90: bool | None = None  # whether it was still held 90 days on; None before, and paid once
    sample: bool = False

    @property
    def kind(self) -> str:
        """The kind of evidence it stands on; of old offers the rule was called like it."""
        return str(self.evidence.get("kind", self.rule))

    @property
    def is_prepared(self) -> bool:
        """Whether what it is about is still being prepared, so that nothing is ordered by a yes."""
        return self.to_tier == NOTHING


def check_reader(session: Session, offer_id: int, by: str) -> int:
    """Let only the person who got an offer decide on it; return its id. Raises Refused for anybody else."""
    reader = session.exec(select(Offer.person).where(Offer.id == offer_id)).first()
    if reader != by:
        raise Refused("people/not_yours", ["talk"])
    return offer_id


def hold(session: Session, offer_id: int) -> Offer:
    """Return an offer that nobody else changes until the session ends."""
    held = select(Offer).where(Offer.id == offer_id).with_for_update()
    return session.exec(held.execution_options(populate_existing=True)).one()


def draft(session: Session, catalog: Catalog, need: Need | Offer, quantity: int, now: datetime) -> Draft:
    """Work out the order that `quantity` units of an offer would be today."""
    return drafts.draft(
        session,
        catalog,
        catalog.company.units[need.unit],
        catalog.service(need.service),
        now=now,
        tier=need.to_tier,
        quantity=quantity,
        move=need.from_tier not in (NOTHING, need.to_tier),
    )


def ask(
    session: Session, catalog: Catalog, offer_id: int, *, wish: str, now: datetime, find_team: FindTeam
) -> Order:
    """Turn an offer into an order that waits for whoever decides; asked twice, it is the same order.

    `wish` is what they read as the reason. Raises Refused with what would fit when the funding no longer
    carries it.
    """
    offer = hold(session, offer_id)
    placed = order_of(session, offer)
    if placed is not None:
        return placed
    number = purchases.place(
        session,
        catalog,
        draft(session, catalog, offer, offer.quantity, now),
        person=offer.person,
        now=now,
        find_team=find_team,
        text=wish,
        from_offer=offer_id,
    )
    order = orders.find(session, number)
    offer.state = "asked" if order.state == "approval" else "accepted"
    offer.decided_at, offer.opened_at = now, offer.opened_at or now
    if offer.state == "accepted":
        offer.funded_at = now
    return order


def back(session: Session, offer_id: int, now: datetime) -> Offer:
    """Want what is still being prepared: a vote, no order; twice is once."""
    offer = _decide(session, offer_id, "accepted", now)
    votes.vote(session, offer.service, offer.person, unit=offer.unit, now=now)
    return offer


def open_details(session: Session, offer_id: int, now: datetime) -> Offer:
    """Note that its details were looked at, the first time."""
    offer = hold(session, offer_id)
    offer.opened_at = offer.opened_at or now
    return offer


def order_of(session: Session, offer: Offer) -> Order | None:
    """Return the order that an offer led to, None when nobody asked for it."""
    return session.exec(select(Order).where(Order.from_offer == offer.id)).first()


def put_off(session: Session, offer_id: int, now: datetime) -> Offer:
    """Leave it for later: the contact policy says when it may come up again."""
    return _decide(session, offer_id, "later", now)


def decline(session: Session, offer_id: int, now: datetime) -> Offer:
    """Keep a no; the same offer rests for as long as the contact policy says."""
    return _decide(session, offer_id, "declined", now)


def give_reason(session: Session, offer_id: int, reason: str) -> Offer:
    """Keep why it was a no; the last tap wins."""
    offer = hold(session, offer_id)
    offer.reason = reason
    return offer


def stop_all(session: Session, person: str, now: datetime) -> list[int]:
    """Take back what was offered to a person and is not decided; return the offers that they have seen.

    What still waits to be sent was never shown.
    """
    open_now = select(Offer).where(Offer.person == person, Offer.state == "shown").with_for_update()
    seen = []
    for offer in session.exec(open_now):
        if offer.shown_at and offer.shown_at <= now:
            offer.state, offer.decided_at = "stopped", now
            seen.append(offer.number)
        else:
            hold_back(offer, "opted_out", now)
    return seen


def hold_back(offer: Offer, why: str, now: datetime) -> None:
    """Keep why an offer that waited for its moment was not made after all: nobody has seen it."""
    offer.state, offer.suppressed, offer.shown_at, offer.decided_at = "suppressed", why, None, now


def resume_all(session: Session, person: str) -> list[int]:
    """Let what was stopped rest instead, on the person's own word; return these offers."""
    stopped = session.exec(select(Offer).where(Offer.person == person, Offer.state == "stopped")).all()
    for offer in stopped:
        offer.state = "later"
    return [offer.number for offer in stopped]


def follow(session: Session, order: Order, now: datetime) -> Offer | None:
    """Let the offer that led to a decided order know how it ended; None when no offer did."""
    if order.from_offer is None:
        return None
    offer = hold(session, order.from_offer)
    offer.state = OUTCOMES.get(order.state, "accepted")
    offer.decided_at = now
    if offer.state == "accepted":
        offer.funded_at = offer.funded_at or now
    return offer


def again_on(session: Session, catalog: Catalog, offer: Offer) -> date | None:
    """Return the first day on which an offer that rests may come up again; None while it is undecided."""
    if offer.decided_at is None:
        return None
    rests = catalog.company.policy
    declined = len(session.exec(same(offer).where(Offer.state == "declined")).all())
    long = rests.declined_days if declined < 2 else rests.declined_twice_days
    days = long if offer.state == "declined" else rests.offer_days
    return catalog.company.day(offer.decided_at) + timedelta(days=days)


def same(need: Need | Offer) -> SelectOfScalar[Offer]:
    """Select every offer of the same to the same unit, whoever got it."""
    return select(Offer).where(
        Offer.unit == need.unit, Offer.service == need.service, Offer.to_tier == need.to_tier
    )


def _decide(session: Session, offer_id: int, state: str, now: datetime) -> Offer:
    offer = hold(session, offer_id)
    if offer.state not in ("asked", "accepted"):
        offer.state = state
        offer.decided_at = now
        offer.opened_at = offer.opened_at or now
    return offer


def beliefs(session: Session, catalog: Catalog, now: datetime) -> Mapping[tuple[str, str], Belief]:
    """Return what past offers say of the chance of a yes, by rule and service (key).

    One that was never answered counts as a no once it could come up again; one still open counts as nothing.
    """
    answerable = now - timedelta(days=catalog.company.policy.offer_days)
    answered = sa.or_(col(Offer.state) != "shown", col(Offer.shown_at) < answerable)
    counted = (
        select(Offer.rule, Offer.service, Offer.state, func.count())
        .where(col(Offer.shown_at) >= now - REMEMBERED, answered)
        .group_by(Offer.rule, Offer.service, Offer.state)
    )
    said: dict[tuple[str, str], Counter[bool]] = {}
    for rule, service, state, count in session.exec(counted):
        said.setdefault((rule, service), Counter())[state in YES] += count
    return {key: Belief.after(count[True], count[False]) for key, count in said.items()}


def look_back(session: Session, catalog: Catalog, now: datetime) -> None:
    """Note of what was taken by the month whether it is still held 90 days after it began.

    What is paid once is never held, so nothing is noted of it.
    """
    monthly = [key for key, service in catalog.services.items() if service.monthly]
    taken = select(Offer).where(
        col(Offer.funded_at) <= now - WELL_USED,
        col(Offer.funded_at) > now - REMEMBERED,
        col(Offer.active_after_90).is_(None),
        col(Offer.service).in_(monthly),
    )
    for offer in session.exec(taken.with_for_update()):
        offer.active_after_90 = _still_held(session, offer, catalog.company.day(now))


def _still_held(session: Session, offer: Offer, today: date) -> bool | None:
    """Say whether it was held on its 90th day; None before, and while it is not delivered."""
    order = order_of(session, offer)
    if order is None:
        return None
    held = session.exec(select(Subscription).where(Subscription.order_id == order.id)).first()
    if held is None:
        return None if order.state in UNFINISHED else False
    day = held.starts_on + WELL_USED
    if day > today:
        return None
    return held.ends_on is None or held.ends_on > day
