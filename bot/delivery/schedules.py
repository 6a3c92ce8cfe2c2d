"""Schedules: timers that come back by the clocks on the wall, each due instant once, however many look."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Field, Session, SQLModel, col, select

from bot.db import Database, alone, facts, instant
from bot.delivery.facts import pack, unpack
from bot.delivery.outbox import NOTHING
from bot.delivery.timers import set_timer
from bot.delivery.wall_clock import Unschedulable, check, first_after

__all__ = [
    "Schedule",
    "Unschedulable",
    "add",
    "change",
    "first_after",
    "keep",
    "pause",
    "recompute",
    "remove",
    "resume",
    "tick",
]

GRACE = timedelta(days=1)
ARRANGING = "arrange schedules"  # what two may not do at once, where there shall be one of a kind
_AT_ONCE = 100


class Schedule(SQLModel, table=True):
    """When to set which timer, again and again."""

    __tablename__ = "schedules"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(index=True)  # the timer
    cron: str  # minute hour day month weekday
    zone: str  # IANA
    facts: dict[str, Any] = facts()
    next_at: datetime = instant(index=True)
    paused: bool = False
    grace_minutes: int = int(GRACE.total_seconds() // 60)  # a firing missed for longer is let go
    created_by: str | None = None  # Slack user id
    created_at: datetime = instant()


def add(
    session: Session,
    name: str,
    cron: str,
    zone: str,
    *,
    now: datetime,
    facts: Mapping[str, Any] = NOTHING,
    created_by: str | None = None,
    grace: timedelta = GRACE,
) -> Schedule:
    """Set the timer `name` whenever `cron` comes in `zone`; it gets `facts`, `schedule` (id) and `due_at`.

    After a standstill the latest firing that is at most `grace` old is made up for, earlier ones are not.
    Raises Unschedulable with a sentence for the person who typed the line.
    """
    check(cron, zone)
    schedule = Schedule(
        name=name,
        cron=cron,
        zone=zone,
        facts=pack(facts),
        next_at=first_after(cron, zone, now),
        grace_minutes=int(grace.total_seconds() // 60),
        created_by=created_by,
        created_at=now,
    )
    session.add(schedule)
    session.flush()
    return schedule


def keep(
    session: Session, name: str, cron: str, zone: str, *, now: datetime, facts: Mapping[str, Any] = NOTHING
) -> None:
    """See to it that one schedule sets this timer with these facts; again changes when it comes, if at all."""
    alone(session, ARRANGING)
    for row in session.exec(select(Schedule).where(Schedule.name == name)):
        if row.facts == pack(facts):
            if (row.cron, row.zone) != (cron, zone):
                change(session, row.id or 0, now=now, cron=cron, zone=zone)
            return
    add(session, name, cron, zone, now=now, facts=facts)


def change(
    session: Session,
    schedule_id: int,
    *,
    now: datetime,
    cron: str | None = None,
    zone: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Schedule:
    """Change when a schedule comes, or what it brings; raises Unschedulable as `add` does."""
    schedule = _hold(session, schedule_id)
    cron, zone = cron or schedule.cron, zone or schedule.zone
    check(cron, zone)
    schedule.cron, schedule.zone = cron, zone
    schedule.next_at = first_after(cron, zone, now)
    if facts is not None:
        schedule.facts = pack(facts)
    session.add(schedule)
    return schedule


def pause(session: Session, schedule_id: int) -> Schedule:
    """Let a schedule rest."""
    schedule = _hold(session, schedule_id)
    schedule.paused = True
    session.add(schedule)
    return schedule


def resume(session: Session, schedule_id: int, now: datetime) -> Schedule:
    """Wake a schedule; what it would have brought meanwhile is not made up for."""
    schedule = _hold(session, schedule_id)
    schedule.paused = False
    schedule.next_at = first_after(schedule.cron, schedule.zone, now)
    session.add(schedule)
    return schedule


def remove(session: Session, schedule_id: int) -> None:
    """End a schedule; timers that it has set already still run."""
    session.delete(_hold(session, schedule_id))


def _hold(session: Session, schedule_id: int) -> Schedule:
    return session.get_one(Schedule, schedule_id, with_for_update=True)


def recompute(session: Session, now: datetime) -> None:
    """Look at every clock anew, at start: zones change their rules; what is overdue stays overdue."""
    ahead = select(Schedule).where(Schedule.next_at > now)
    for schedule in session.exec(ahead.with_for_update(skip_locked=True)):
        schedule.next_at = first_after(schedule.cron, schedule.zone, now)
        session.add(schedule)


def tick(db: Database, now: datetime) -> int:
    """Set the timers of every schedule that is due; return how many.

    Any number of clocks may tick at once: a due schedule is locked by one of them, and the timer's key
    keeps each (schedule, due instant) unique for ever.
    """
    due = select(Schedule).where(col(Schedule.paused).is_(False), Schedule.next_at <= now)
    with db.read() as session:
        if session.exec(due.limit(1)).first() is None:
            return 0
    with db.session() as session:
        first = due.order_by(col(Schedule.next_at), col(Schedule.id)).limit(_AT_ONCE)
        locked = session.exec(first.with_for_update(skip_locked=True)).all()
        return sum([_fire(session, schedule, now) for schedule in locked])


def _fire(session: Session, schedule: Schedule, now: datetime) -> bool:
    due_at = _latest_due(schedule, now)
    schedule.next_at = first_after(schedule.cron, schedule.zone, now)
    session.add(schedule)
    if due_at is None:
        return False
    key = f"schedule:{schedule.id}:{due_at.isoformat()}"
    given = {**unpack(schedule.facts), "schedule": schedule.id, "due_at": due_at}
    return set_timer(session, schedule.name, now, now=now, key=key, facts=given)


def _latest_due(schedule: Schedule, now: datetime) -> datetime | None:
    """Return the latest instant up to now at which the schedule was due, None when it is too long ago."""
    oldest = now - timedelta(minutes=schedule.grace_minutes)
    latest = schedule.next_at if schedule.next_at >= oldest else None
    following = first_after(schedule.cron, schedule.zone, max(schedule.next_at, oldest))
    while following <= now:
        latest = following
        following = first_after(schedule.cron, schedule.zone, following)
    return latest
