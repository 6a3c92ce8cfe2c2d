"""Dead ends: contacts that ended without an answer, an order, an alternative or a person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from bot.customer.asked import Question
from bot.customer.refusals import Refusal
from bot.customer.satisfaction import Share, share
from bot.process.orders import AT_WORK, Order
from bot.value.offers import Offer

SPAN = timedelta(days=30)
NOT_COUNTED = ("task",)  # a part of what was counted


@dataclass(frozen=True)
class Contacts:
    """How many contacts of one kind there were, and how many of them were dead ends."""

    kind: str  # questions, orders, handed_over, offers, refusals
    count: int
    dead: int


@dataclass(frozen=True)
class DeadEnds:
    """The dead-end rate of [since, until); `rate` is None (not measured) when there was no contact."""

    since: datetime
    until: datetime
    kinds: tuple[Contacts, ...]
    rate: Share | None

    @property
    def worst(self) -> Contacts | None:
        """The kind with the most dead ends; None when there are none."""
        dead = [each for each in self.kinds if each.dead]
        return max(dead, key=lambda each: each.dead) if dead else None


def of_last(session: Session, now: datetime, span: timedelta = SPAN) -> DeadEnds:
    """Return the dead-end rate of the time just before `now`."""
    return between(session, now - span, now)


def between(session: Session, since: datetime, until: datetime, unit: str | None = None) -> DeadEnds:
    """Return the dead-end rate of a period, of one business unit or of all.

    rate = dead ends / contacts, with Wilson's range. A contact is a question, an order, something handed to
    a person, an offer, or a no that was told. It is a dead end when it was

    - a question with no answer and no choice, that nobody was given either;
    - an order or something handed over that is at work without a team and a date, that waits for a yes of
      nobody, or that ended without being done and names no way forward;
    - a no that offered nothing, or an apology for an error.

    An offer is an alternative itself. Of one unit no refusals are counted: whose they were is not kept.
    """
    found = tuple(
        Contacts(kind, count, dead or 0)
        for kind, rows in _kinds(since, until, unit)
        for count, dead in session.exec(rows)
    )
    count, dead = sum(each.count for each in found), sum(each.dead for each in found)
    return DeadEnds(since, until, found, share(dead, count))


def _kinds(since: datetime, until: datetime, unit: str | None) -> Iterator[tuple[str, Any]]:
    bought = col(Order.kind) == "order"
    asked = _counted(Question, Question.at, _unanswered(), since, until)
    placed = _counted(Order, Order.opened_at, _lost(), since, until).where(
        col(Order.kind).not_in(NOT_COUNTED)
    )
    offered = _counted(Offer, Offer.shown_at, sa.false(), since, until)
    of_unit = [
        ("questions", asked, Question.unit),
        ("orders", placed.where(bought), Order.unit),
        ("handed_over", placed.where(~bought), Order.unit),
        ("offers", offered, Offer.unit),
    ]
    for kind, rows, whose in of_unit:
        yield kind, rows if unit is None else rows.where(col(whose) == unit)
    if unit is None:
        yield "refusals", _counted(Refusal, Refusal.at, col(Refusal.ways) == "", since, until)


def _counted(table: Any, at: Any, is_dead: Any, since: datetime, until: datetime) -> Any:
    dead = func.sum(sa.case((is_dead, 1), else_=0))
    return select(func.count(), dead).select_from(table).where(col(at) >= since, col(at) < until)


def _unanswered() -> Any:
    return sa.and_(
        col(Question.how) == "none", col(Question.handed_over).is_(False), col(Question.meant).is_(None)
    )


def _lost() -> Any:
    """Say in SQL which orders have nobody and no day, or ended with nothing."""
    state, nowhere = col(Order.state), func.coalesce(col(Order.way_forward), "no").in_(("no", ""))
    unowned = sa.or_(col(Order.team).is_(None), col(Order.due_at).is_(None))
    return sa.or_(
        sa.and_(state == "approval", col(Order.approver).is_(None)),
        sa.and_(state.in_(AT_WORK), unowned),
        sa.and_(state.in_(("declined", "cancelled")), nowhere),
    )
