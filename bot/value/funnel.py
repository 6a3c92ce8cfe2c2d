"""The funnel of offers, from a need that was seen to what is still in use, and whether offers do any good."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.customer.people import Person
from bot.customer.rating import Rating, moved, rating
from bot.customer.satisfaction import SATISFIED, Share, share
from bot.customer.surveys import Survey
from bot.process.orders import Order
from bot.value.offers import YES, Offer
from bot.value.outreach import HELD_OUT


@dataclass(frozen=True)
class Funnel:
    """What became of the needs that were seen in a span; shares have their Wilson range.

    `eligible` counts each person and need once, whatever came of it. `opened`, `accepted`, `declined`,
    `later` and `opted_out` are shares of what was `shown`, `funded` of what was accepted, `active` of what
    was funded 90 days ago or longer. `waiting` were shown and not answered.
    """

    eligible: int
    shown: int
    opened: Rating
    accepted: Rating
    declined: Rating
    later: Rating
    opted_out: Rating
    funded: Rating
    active: Rating
    waiting: int


@dataclass(frozen=True)
class Compared:
    """One figure of the people who were shown offers and of those held out; `change` is up, down or unclear.

    It is None where either group is too small to say anything.
    """

    shown: Rating
    held_out: Rating
    change: str | None


@dataclass(frozen=True)
class Effect:
    """What offers do to people: how satisfied they are afterwards, and how many want no offers any more."""

    satisfied: Compared
    refuses: Compared


def of(
    session: Session,
    since: datetime,
    until: datetime,
    *,
    rule: str | None = None,
    services: Collection[str] | None = None,
) -> Funnel:
    """Count the offers of [since, until): of one rule, or about some services (keys), where named."""
    rows = _rows(session, since, until, rule, services)
    shown = [offer for offer in rows if offer.shown_at is not None]
    ordered = _ordered(session, shown)
    accepted = [offer for offer in shown if offer.state in YES or offer.id in ordered]
    funded = [offer for offer in accepted if offer.funded_at is not None]
    looked_back = [offer for offer in funded if offer.active_after_90 is not None]
    states = [offer.state for offer in shown]
    of_shown = {
        "opened": sum(offer.opened_at is not None for offer in shown),
        "accepted": len(accepted),
        "declined": states.count("declined"),
        "later": states.count("later"),
        "opted_out": states.count("stopped"),
    }
    return Funnel(
        eligible=len({(each.person, each.rule, each.unit, each.service, each.to_tier) for each in rows}),
        shown=len(shown),
        **{name: rating(share(count, len(shown))) for name, count in of_shown.items()},
        funded=rating(share(len(funded), len(accepted))),
        active=rating(share(sum(bool(each.active_after_90) for each in looked_back), len(looked_back))),
        waiting=states.count("shown"),
    )


def effect(session: Session, since: datetime, until: datetime) -> Effect:
    """Compare those who were shown offers in [since, until) with those held out, each from their first day on.

    Of each person the last score counts, so that answers are independent; Newcombe's interval tells a
    difference from chance.
    """
    rows = _rows(session, since, until, None, None)
    shown, held_out = _first(rows, held_out=False), _first(rows, held_out=True)
    held_out = {person: at for person, at in held_out.items() if person not in shown}
    return Effect(
        satisfied=_compared(_satisfied(session, shown, until), _satisfied(session, held_out, until)),
        refuses=_compared(_refusing(session, shown), _refusing(session, held_out)),
    )


def _rows(
    session: Session,
    since: datetime,
    until: datetime,
    rule: str | None,
    services: Collection[str] | None,
) -> Sequence[Offer]:
    at = sa.func.coalesce(col(Offer.shown_at), col(Offer.decided_at))
    within = select(Offer).where(at >= since, at < until)
    if rule is not None:
        within = within.where(Offer.rule == rule)
    if services is not None:
        within = within.where(col(Offer.service).in_(services))
    return session.exec(within.order_by(col(Offer.id))).all()


def _ordered(session: Session, shown: Sequence[Offer]) -> set[int | None]:
    """Return the ids of offers that led to an order, whatever was decided on it."""
    if not shown:
        return set()
    first = min(offer.number for offer in shown)
    return set(session.exec(select(Order.from_offer).where(col(Order.from_offer) >= first)))


def _first(rows: Sequence[Offer], *, held_out: bool) -> dict[str, datetime]:
    """Return since when people were shown offers, or held out."""
    first: dict[str, datetime] = {}
    for offer in rows:
        at = offer.decided_at if held_out else offer.shown_at
        if at is not None and (offer.state == HELD_OUT) == held_out:
            first[offer.person] = min(at, first.get(offer.person, at))
    return first


def _satisfied(session: Session, since: Mapping[str, datetime], until: datetime) -> Share | None:
    """Return how many of the last scores since each person's day are a 4 or a 5."""
    earliest = min(since.values(), default=until)
    scores = select(Survey.person, Survey.score, Survey.answered_at).where(
        col(Survey.score).is_not(None), col(Survey.answered_at) >= earliest, col(Survey.answered_at) < until
    )
    last = {
        person: score
        for person, score, at in session.exec(scores.order_by(col(Survey.answered_at), col(Survey.id)))
        if person in since and score is not None and at is not None and at >= since[person]
    }
    return share(sum(score >= SATISFIED for score in last.values()), len(last))


def _refusing(session: Session, group: Mapping[str, datetime]) -> Share | None:
    refusing = session.exec(select(Person.id).where(Person.refuses_offers == sa.true()))
    return share(len(group.keys() & set(refusing)), len(group))


def _compared(shown: Share | None, held_out: Share | None) -> Compared:
    return Compared(rating(shown), rating(held_out), moved(held_out, shown))
