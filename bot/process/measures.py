"""Measures: what a process is judged by, who answers for it, and what it is to reach."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, func, select

from bot.db import Prepared, alone, either, exact
from bot.delivery import schedules
from bot.process.orders import Order, OrderEvent
from bot.process.remedies import Remedy
from bot.process.targets import priority

LOOK = "measures.look"
EVERY_WORKING_MORNING = "0 9 * * mon-fri"
KEYS = ("response", "in_time", "not_reopened", "remedied", "remedies_done")
NEVER_WORK = ("approval", "declined", "cancelled")  # nobody was to do these
REVIEWED_FOR = timedelta(days=180)  # a review older than this is none
_WORKED_ON = (col(Order.kind) != "task", sa.not_(either(col(Order.state), NEVER_WORK)))


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
    span = {"since": since, "until": until}
    remedied = [_tally(session, each, span) for each in _REMEDIED]
    return {
        **{key: _tally(session, counted, span) for key, counted in _COUNTED.items()},
        "remedied": Tally(sum(each.kept for each in remedied), sum(each.of for each in remedied)),
        "remedies_done": _remedies_done(session, since, until),
    }


def by_priority(session: Session, since: datetime, until: datetime) -> dict[int, Tally]:
    """Count what was due in [since, until) and done by then, by priority, 1 (first) to 4; only what was due."""
    session.flush()
    found: dict[int, Tally] = {}
    for impact, urgency, count, good in _BY_PRIORITY.rows(session, since=since, until=until):
        rank = priority(impact, urgency)
        before = found.get(rank, Tally(0, 0))
        found[rank] = Tally(before.kept + (good or 0), before.of + count)
    return found


def by_service(session: Session, since: datetime, until: datetime) -> dict[str | None, Tally]:
    """Count what was due in [since, until) and done by then, by key of its service; only what was due."""
    session.flush()
    rows = _BY_SERVICE.rows(session, since=since, until=until)
    return {key: Tally(good or 0, count) for key, count, good in rows}


def days_to_deliver(session: Session, since: datetime, until: datetime) -> list[float]:
    """Return how many days each order took that was delivered in [since, until), the quickest first."""
    rows = session.exec(
        select(Order.opened_at, Order.done_at).where(
            Order.kind == "order", col(Order.done_at) >= since, col(Order.done_at) < until
        )
    )
    return sorted((done - opened) / timedelta(days=1) for opened, done in rows if done is not None)


def _tally(session: Session, counted: Prepared, span: Mapping[str, datetime]) -> Tally:
    session.flush()
    ((count, good),) = counted.rows(session, **span)
    return Tally(good or 0, count)


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


def _in_span(column: Any) -> sa.ColumnElement[bool]:
    return sa.and_(col(column) >= sa.bindparam("since"), col(column) < sa.bindparam("until"))


def _how_many(kept: sa.ColumnElement[bool]) -> tuple[Any, Any]:
    """Return the columns that count all, and those that are as they should be."""
    return func.count(), func.sum(sa.case((kept, 1), else_=0))


def _of_orders(which: sa.ColumnElement[bool], kept: sa.ColumnElement[bool]) -> Prepared:
    return Prepared(sa.select(*_how_many(kept)).select_from(Order).where(which, *_WORKED_ON))


_DUE = _in_span(Order.due_at)
_DONE_IN_TIME = func.coalesce(col(Order.done_at) <= col(Order.due_at), sa.false())
_DUE_TO_RESPOND = sa.and_(
    _in_span(Order.response_due_at),
    func.coalesce(col(Order.due_at) != col(Order.response_due_at), sa.true()),
)
_RESPONDED = func.coalesce(col(Order.responded_at) <= col(Order.response_due_at), sa.false())
_MISSED = sa.or_(sa.and_(_DUE, ~_DONE_IN_TIME), sa.and_(_DUE_TO_RESPOND, ~_RESPONDED))
_SAID = col(Remedy.action) != ""
_HAS_REMEDY = col(Order.id).in_(select(Remedy.order_id).where(_SAID, col(Remedy.order_id).is_not(None)))
_CAME_BACK = col(Order.id).in_(
    select(OrderEvent.order_id).where(OrderEvent.what == "reopened", _in_span(OrderEvent.at))
)
_COUNTED = {
    "response": _of_orders(_DUE_TO_RESPOND, _RESPONDED),
    "in_time": _of_orders(_DUE, _DONE_IN_TIME),
    "not_reopened": _of_orders(sa.or_(_in_span(Order.done_at), _CAME_BACK), ~_CAME_BACK),
}
_REMEDIED = (
    _of_orders(_MISSED, _HAS_REMEDY),
    Prepared(
        sa.select(*_how_many(_SAID))
        .select_from(Remedy)
        .where(col(Remedy.measure).is_not(None), _in_span(Remedy.opened_at))
    ),
)
_RANK = (col(Order.impact), col(Order.urgency))
_BY_PRIORITY = Prepared(
    sa.select(*_RANK, *_how_many(_DONE_IN_TIME)).where(_DUE, *_WORKED_ON).group_by(*_RANK)
)
_BY_SERVICE = Prepared(
    sa.select(col(Order.service), *_how_many(_DONE_IN_TIME))
    .where(_DUE, *_WORKED_ON)
    .group_by(col(Order.service))
)
