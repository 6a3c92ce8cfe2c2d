"""Remedies: what is done about a target that was missed, by whom, until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, select

from bot.catalog import Catalog
from bot.db import alone, exact, insert_once, instant
from bot.process import due_times
from bot.process.orders import Order
from bot.refusal import Refused

SERVICE_DAYS = 5  # in which the owner says what is done, and then how it went
TOGETHER = timedelta(days=7)


class Remedy(SQLModel, table=True):
    """One missed target, of an order or of a measure in a month, and what is done so that it is not missed again."""

    __tablename__ = "remedies"
    __table_args__ = (UniqueConstraint("measure", "month"),)

    id: int | None = Field(default=None, primary_key=True)
    order_id: int | None = Field(default=None, foreign_key="orders.id", unique=True)
    service: str | None = Field(default=None, index=True)
    what: str  # response, resolution, measure
    measure: str | None = Field(default=None, index=True)  # a key of bot.catalog.measured
    month: str | None = None  # in which that measure came to `value` instead of `target`, both in percent
    value: Decimal | None = exact(default=None, nullable=True)
    target: Decimal | None = exact(default=None, nullable=True)
    owner: str = Field(index=True)  # Slack user id of who is to say what is done
    told_with: int | None = Field(default=None, foreign_key="remedies.id", index=True)  # in whose message
    opened_at: datetime = instant(index=True)
    due_on: date
    action: str = ""
    done_at: datetime | None = instant(default=None, nullable=True)
    result: str = ""

    @property
    def number(self) -> int:
        """The id of the remedy whose message tells of this one."""
        told_in = self.told_with or self.id
        assert told_in is not None
        return told_in


@dataclass(frozen=True)
class Figures:
    """Targets missed in a period, how many of them led to a recorded remedy, and how many of those are done."""

    missed: int
    recorded: int
    done: int


@dataclass(frozen=True)
class Miss:
    """A measure (a key of bot.catalog.measured) that was below its target in a month, both in percent."""

    measure: str
    month: str
    value: Decimal
    target: Decimal


@dataclass(frozen=True)
class Mending:
    """A measure whose remedy is open: who (Slack user id) does what until when; `action` "" is not said yet."""

    measure: str
    owner: str
    action: str
    due_on: date
    late: bool


def open_for(
    session: Session, catalog: Catalog, order: Order, what: str, owner: str, now: datetime
) -> Remedy | None:
    """Open a remedy for a missed target; None when this order has one already.

    It joins what the same owner has not answered yet of the same service's misses in the last week.
    """
    alone(session, "open a remedy")
    days = due_on(session, catalog, order, now)
    first = select(Remedy.id).where(
        Remedy.service == order.service,
        Remedy.owner == owner,
        Remedy.action == "",
        col(Remedy.told_with).is_(None),
        col(Remedy.opened_at) > now - TOGETHER,
    )
    remedy = Remedy(
        order_id=order.number,
        service=order.service,
        what=what,
        owner=owner,
        told_with=session.exec(first.order_by(col(Remedy.id))).first(),
        opened_at=now,
        due_on=days,
    )
    if not insert_once(session, Remedy, **remedy.model_dump(exclude={"id"})):
        return None
    return session.exec(select(Remedy).where(Remedy.order_id == order.number)).one()


def open_for_measure(
    session: Session, catalog: Catalog, missed: Miss, owner: str, now: datetime
) -> Remedy | None:
    """Open a remedy for a measure below its target; None while one of it is open, or if that month had one."""
    alone(session, "open a remedy")
    unfinished = sa.and_(col(Remedy.measure) == missed.measure, col(Remedy.done_at).is_(None))
    if session.exec(select(Remedy.id).where(unfinished)).first() is not None:
        return None
    remedy = Remedy(
        measure=missed.measure,
        month=missed.month,
        what="measure",
        value=missed.value,
        target=missed.target,
        owner=owner,
        opened_at=now,
        due_on=due_on(session, catalog, None, now),
    )
    if not insert_once(session, Remedy, **remedy.model_dump(exclude={"id"})):
        return None
    return session.exec(select(Remedy).filter_by(measure=missed.measure, month=missed.month)).one()


def of_measures(session: Session, today: date) -> list[Mending]:
    """Return what is being done about measures, those due first first."""
    rows = select(Remedy).where(col(Remedy.measure).is_not(None), col(Remedy.done_at).is_(None))
    return [
        Mending(each.measure or "", each.owner, each.action, each.due_on, late=each.due_on < today)
        for each in session.exec(rows.order_by(col(Remedy.due_on), col(Remedy.id)))
    ]


def due_on(
    session: Session, catalog: Catalog, order: Order | None, now: datetime, days: int = SERVICE_DAYS
) -> date:
    """Return the day that is so many service days ahead; without an order, so many days on which IT works."""
    hours = due_times.hours_of(session, catalog, order, now) if order else catalog.company.at_work
    return hours.add_days(now, days).astimezone(ZoneInfo(catalog.company.zone)).date()


def together(session: Session, number: int) -> Sequence[Remedy]:
    """Return the remedies that one message tells of, the oldest first."""
    one_message = sa.or_(col(Remedy.id) == number, col(Remedy.told_with) == number)
    found = session.exec(select(Remedy).where(one_message).order_by(col(Remedy.id))).all()
    if not found:
        raise Refused("remedies/gone", ["talk"])
    return found


def check_owner(found: Sequence[Remedy], by: str) -> None:
    """Raise Refused, which names the owner, for anybody else."""
    if found[0].owner != by:
        raise Refused("remedies/not_yours", ["talk"], owner=found[0].owner)


def record(session: Session, number: int, *, by: str, action: str, until: date) -> Sequence[Remedy]:
    """Keep what is done so that it does not happen again, and until when. Raises Refused for who is not the owner."""
    found = together(session, number)
    check_owner(found, by)
    for each in found:
        each.action, each.due_on = action, until
        session.add(each)
    return found


def put_off(session: Session, number: int, *, by: str, until: date) -> Sequence[Remedy]:
    """Give it more time. Raises Refused for who is not the owner."""
    found = together(session, number)
    return record(session, number, by=by, action=found[0].action, until=until)


def settle(session: Session, number: int, *, by: str, result: str, now: datetime) -> Sequence[Remedy]:
    """Keep what came of it. Raises Refused for who is not the owner."""
    found = together(session, number)
    check_owner(found, by)
    for each in found:
        each.result, each.done_at = result, each.done_at or now
        session.add(each)
    return found


def of(session: Session, since: datetime, until: datetime) -> Figures:
    """Count the targets of orders missed from `since` until before `until`, and what became of them."""
    recorded = sa.case((col(Remedy.action) != "", 1), else_=0)
    count = select(sa.func.count(), sa.func.sum(recorded), sa.func.count(col(Remedy.done_at)))
    missed, answered, done = session.exec(
        count.where(
            col(Remedy.order_id).is_not(None), col(Remedy.opened_at) >= since, col(Remedy.opened_at) < until
        )
    ).one()
    return Figures(missed, answered or 0, done)
