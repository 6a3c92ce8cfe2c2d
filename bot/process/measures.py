"""Measures: what a process is judged by, who answers for it, and what it is to reach."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, func, select

from bot.db import alone, exact
from bot.delivery import schedules
from bot.process.orders import Order, OrderEvent
from bot.process.remedies import Remedy
from bot.process.targets import priority

LOOK = "measures.look"
EVERY_WORKING_MORNING = "0 9 * * mon-fri"
KEYS = ("response", "in_time", "not_reopened", "remedied", "remedies_done")
NEVER_WORK = ("approval", "declined", "cancelled")  # nobody was to do these
REVIEWED_FOR = timedelta(days=180)  # a review older than this is none
_WORKED_ON = (col(Order.kind) != "task", col(Order.state).not_in(NEVER_WORK))


def arrange(session: Session, zone: str, now: datetime) -> None:
    """Have somebody look each working morning which measures missed their target."""
    schedules.keep(session, LOOK, EVERY_WORKING_MORNING, zone, now=now)


class ProcessMeasure(SQLModel, table=True):
    """One measure of the ones that the bot can compute, by its key, with who owns it and its target."""

    __tablename__ = "process_measures"

    key: str = Field(primary_key=True)
    owner: str | None = None  # e-mail
    target: Decimal | None = exact(default=None, nullable=True)  # in the measure's own unit
    reviewed_on: date | None = None

    def is_kept(self, today: date) -> bool:
        """Tell whether somebody owns it and has looked at it in the last 180 days."""
        fresh = self.reviewed_on is not None and today - self.reviewed_on <= REVIEWED_FOR
        return bool(self.owner) and fresh


@dataclass(frozen=True)
class Tally:
    """So many `of` them went as they should."""

    kept: int
    of: int

    @property
    def percent(self) -> Decimal | None:
        """The share in percent to two places; None (not measured) of nothing."""
        if not self.of:
            return None
        return (Decimal(100 * self.kept) / self.of).quantize(Decimal("0.01"), ROUND_HALF_UP)


def tallies(session: Session, since: datetime, until: datetime) -> dict[str, Tally]:
    """Count how the processes did in [since, until), each by its key.

    - response: somebody was at it by when they were to be, of what was due to be looked at
    - in_time: done by when it was due, of all that was due; what is late and still open is late
    - not_reopened: stayed done, of what was done or came back
    - remedied: what is done about it was written down, of the targets of orders that were missed, and of
      measures that were seen below theirs
    - remedies_done: remedies that were done by their day, of those whose day it was

    The parts of an order count as that order; nothing was due of what was declined, cancelled or waits for a yes.
    """
    return {
        "response": _tally(session, _due_to_respond(since, until), _responded()),
        "in_time": _tally(session, _due(since, until), _done_in_time()),
        "not_reopened": _tally(session, _finished(since, until), ~_came_back(since, until)),
        "remedied": _remedied(session, since, until),
        "remedies_done": _remedies_done(session, since, until),
    }


def by_priority(session: Session, since: datetime, until: datetime) -> dict[int, Tally]:
    """Count what was due in [since, until) and done by then, by priority, 1 (first) to 4; only what was due."""
    kept = func.sum(sa.case((_done_in_time(), 1), else_=0))
    counted = sa.select(col(Order.impact), col(Order.urgency), func.count(), kept)
    rows = session.execute(
        counted.where(_due(since, until), *_WORKED_ON).group_by(col(Order.impact), col(Order.urgency))
    )
    found: dict[int, Tally] = {}
    for impact, urgency, count, good in rows:
        rank = priority(impact, urgency)
        before = found.get(rank, Tally(0, 0))
        found[rank] = Tally(before.kept + (good or 0), before.of + count)
    return found


def days_to_deliver(session: Session, since: datetime, until: datetime) -> list[float]:
    """Return how many days each order took that was delivered in [since, until), the quickest first."""
    rows = session.exec(
        select(Order.opened_at, Order.done_at).where(
            Order.kind == "order", _in_span(Order.done_at, since, until)
        )
    )
    return sorted((done - opened) / timedelta(days=1) for opened, done in rows if done is not None)


def _tally(session: Session, which: Any, kept: Any) -> Tally:
    worked_on = col(Order.kind) != "task", col(Order.state).not_in(NEVER_WORK)
    counted = func.sum(sa.case((kept, 1), else_=0))
    count, good = session.exec(
        select(func.count(), counted).select_from(Order).where(which, *worked_on)
    ).one()
    return Tally(good or 0, count)


def _in_span(column: Any, since: datetime, until: datetime) -> Any:
    return sa.and_(col(column) >= since, col(column) < until)


def _due(since: datetime, until: datetime) -> Any:
    return _in_span(Order.due_at, since, until)


def _done_in_time() -> Any:
    return func.coalesce(col(Order.done_at) <= col(Order.due_at), sa.false())


def _due_to_respond(since: datetime, until: datetime) -> Any:
    apart = func.coalesce(col(Order.due_at) != col(Order.response_due_at), sa.true())
    return sa.and_(_in_span(Order.response_due_at, since, until), apart)


def _responded() -> Any:
    return func.coalesce(col(Order.responded_at) <= col(Order.response_due_at), sa.false())


def _missed(since: datetime, until: datetime) -> Any:
    late = sa.and_(_due(since, until), ~_done_in_time())
    return sa.or_(late, sa.and_(_due_to_respond(since, until), ~_responded()))


def _has_remedy() -> Any:
    return col(Order.id).in_(
        select(Remedy.order_id).where(Remedy.action != "", col(Remedy.order_id).is_not(None))
    )


def _remedied(session: Session, since: datetime, until: datetime) -> Tally:
    orders = _tally(session, _missed(since, until), _has_remedy())
    said = func.sum(sa.case((col(Remedy.action) != "", 1), else_=0))
    below = col(Remedy.measure).is_not(None), _in_span(Remedy.opened_at, since, until)
    count, good = session.exec(select(func.count(), said).where(*below)).one()
    return Tally(orders.kept + (good or 0), orders.of + count)


def _came_back(since: datetime, until: datetime) -> Any:
    back = select(OrderEvent.order_id).where(
        OrderEvent.what == "reopened", _in_span(OrderEvent.at, since, until)
    )
    return col(Order.id).in_(back)


def _finished(since: datetime, until: datetime) -> Any:
    return sa.or_(_in_span(Order.done_at, since, until), _came_back(since, until))


def _remedies_done(session: Session, since: datetime, until: datetime) -> Tally:
    due = sa.select(col(Remedy.due_on), col(Remedy.done_at)).where(
        col(Remedy.action) != "", col(Remedy.due_on) >= since.date(), col(Remedy.due_on) < until.date()
    )
    rows = session.execute(due).all()
    return Tally(
        sum(done is not None and done.astimezone(since.tzinfo).date() <= on for on, done in rows), len(rows)
    )


def kept(session: Session) -> dict[str, ProcessMeasure]:
    """Return who owns which measure, its target and its review, by its key."""
    return {each.key: each for each in session.exec(select(ProcessMeasure))}


def owned(known: Mapping[str, ProcessMeasure], today: date, keys: Collection[str] = KEYS) -> Tally:
    """Count the measures that somebody owns and has reviewed in the last 180 days."""
    return Tally(sum(key in known and known[key].is_kept(today) for key in keys), len(keys))


def assign(
    session: Session, key: str, *, owner: str, target: Decimal | None, reviewed_on: date | None
) -> ProcessMeasure:
    """Say who answers for a measure, by e-mail address, what it is to reach, and when it was looked at last."""
    alone(session, f"measure {key}")
    measure = session.get(ProcessMeasure, key) or ProcessMeasure(key=key)
    measure.owner, measure.target = owner, target
    measure.reviewed_on = reviewed_on or measure.reviewed_on
    session.add(measure)
    return measure
