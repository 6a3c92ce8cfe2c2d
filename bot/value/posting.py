"""Posting: which business unit's value report goes to which channel and when, and who may say so."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.catalog import Company, Unit
from bot.customer.reading import FIRST_WEEK
from bot.db import alone
from bot.delivery import schedules
from bot.delivery.facts import unpack
from bot.delivery.schedules import Schedule
from bot.value import period
from bot.value.period import Period

TIMER = "report.post"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


@dataclass(frozen=True)
class Posting:
    """A value report that comes again and again; `every` is week or month, `at` "09:00" in `zone`.

    Every month means the first such weekday of the month, with the month before in the report.
    """

    unit: str
    channel: str  # Slack id, as is `by`
    every: str
    weekday: str
    at: str
    zone: str
    by: str = ""  # who arranged it
    id: int | None = None
    paused: bool = False
    next_at: datetime | None = None


def may_arrange(company: Company, unit: Unit, email: str | None) -> bool:
    """Say whether this person may have the unit's figures posted: its head, its budget owner, IT leads."""
    return email is not None and email in (unit.head, unit.budget_owner, *company.leads)


def arrange(session: Session, wanted: Posting, now: datetime) -> Posting:
    """Post `wanted` from now on; a unit has one posting in a channel, so the one before is replaced.

    Raises Unschedulable when the zone or the time cannot be.
    """
    cron = _cron(wanted)
    facts = {name: getattr(wanted, name) for name in ("unit", "channel", "every", "weekday", "at", "by")}
    alone(session, schedules.ARRANGING)
    for row in _rows(session):
        known = _posting(row)
        if (known.unit, known.channel) == (wanted.unit, wanted.channel):
            changed = schedules.change(
                session, row.id or 0, now=now, cron=cron, zone=wanted.zone, facts=facts
            )
            changed.paused = False
            return _posting(changed)
    row = schedules.add(session, TIMER, cron, wanted.zone, now=now, facts=facts, created_by=wanted.by)
    return _posting(row)


def _cron(wanted: Posting) -> str:
    hour, minute = (int(part) for part in wanted.at.split(":"))
    return f"{minute} {hour} {FIRST_WEEK if wanted.every == 'month' else '*'} * {wanted.weekday}"


def _rows(session: Session) -> list[Schedule]:
    return list(session.exec(select(Schedule).where(Schedule.name == TIMER).order_by(col(Schedule.id))))


def _posting(row: Schedule) -> Posting:
    return Posting(**unpack(row.facts), zone=row.zone, id=row.id, paused=row.paused, next_at=row.next_at)


def of_unit(session: Session, unit: str) -> list[Posting]:
    """Return where the unit's report is posted, the first arranged first."""
    return [posting for row in _rows(session) if (posting := _posting(row)).unit == unit]


def find(session: Session, schedule_id: int) -> Posting | None:
    """Return one posting, None when it was removed."""
    row = session.get(Schedule, schedule_id)
    return _posting(row) if row else None


def change(session: Session, posting: Posting, how: str, now: datetime) -> None:
    """Pause, resume or remove a posting; what a paused one would have brought is left out."""
    schedule_id = posting.id or 0
    if how == "remove":
        schedules.remove(session, schedule_id)
    elif how == "pause":
        schedules.pause(session, schedule_id)
    else:
        schedules.resume(session, schedule_id, now)


def pause_channel(session: Session, channel: str) -> None:
    """Let everything rest that goes to a channel where nothing can be posted."""
    for row in _rows(session):
        if _posting(row).channel == channel:
            row.paused = True
            session.add(row)


def covers(wanted: Posting, now: datetime, zone: str) -> Period:
    """Return what a report posted now speaks about: the month before, or, every week, the last four weeks.

    Which month it is, the readers' calendar says (theirs may be on the first while the company's is on the
    last, and no month shall be left out); when it began, the company's `zone`.
    """
    if wanted.every == "month":
        return period.of_month(period.closed_month(now, wanted.zone), zone)
    return period.rolling(now, zone)
