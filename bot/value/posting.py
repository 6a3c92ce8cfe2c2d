"""Posting: which value report goes to which channel and when, and who may say so."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot.catalog import Catalog, Company, Unit
from bot.cost import months
from bot.customer.reading import FIRST_WEEK
from bot.db import alone
from bot.delivery import schedules
from bot.delivery.facts import unpack
from bot.delivery.schedules import Schedule, first_after
from bot.value import period
from bot.value.period import Period

TIMER, RELEASE = "report.post", "report.release"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
KINDS = ("unit", "service", "owner", "executive", "scorecard")
KEPT = ("kind", "about", "channel", "every", "weekday", "at", "by")
AFTERNOON = 18  # the hour after which what was held waits for the next working morning


@dataclass(frozen=True)
class Posting:
    """A value report that comes again and again; `every` is week or month, `at` "09:00" in `zone`.

    `about` is the code of a unit, the key of a service or the e-mail address of an owner, as `kind` says; the
    executive report and the scorecard are about all of IT.

    Every month means the first such weekday of the month, with the month before in the report. While that
    is not closed the report is held: `held` are the months ("2026-10") that it waits for.
    """

    about: str
    channel: str  # Slack id, as is `by`
    every: str
    weekday: str
    at: str
    zone: str
    by: str = ""  # who arranged it
    kind: str = "unit"
    id: int | None = None
    paused: bool = False
    next_at: datetime | None = None
    held: tuple[str, ...] = ()


def may_arrange(company: Company, unit: Unit, email: str | None) -> bool:
    """Say whether this person may have the unit's figures posted: its head, its budget owner, IT leads."""
    return email is not None and email in (unit.head, unit.budget_owner, *company.leads)


def may_post(catalog: Catalog, kind: str, about: str, email: str | None) -> bool:
    """Say whether this person may have that report posted."""
    return about in choices(catalog, kind, email)


def choices(catalog: Catalog, kind: str, email: str | None) -> list[str]:
    """Return what this person may have reports of that kind about; [""] where it is about all of IT.

    Of a unit its head, its budget owner and IT leads decide, of a service its owner and who keeps IT's books,
    of an owner they and IT leads, of all of IT who keeps its books.
    """
    company = catalog.company
    if email is None:
        return []
    if kind == "unit":
        return [code for code, unit in company.units.items() if may_arrange(company, unit, email)]
    if kind == "service":
        offered = [each for each in catalog.live() if each.kind == "customer_facing"]
        return [each.key for each in offered if each.owner == email or company.keeps_books(email)]
    if kind == "owner":
        owners = sorted({each.owner for each in catalog.live() if each.kind == "customer_facing"})
        return [owner for owner in owners if owner == email or email in company.leads]
    return [""] if company.keeps_books(email) else []


def arrange(session: Session, wanted: Posting, now: datetime) -> Posting:
    """Post `wanted` from now on; a channel has one posting of each report, so the one before is replaced.

    Raises Unschedulable when the zone or the time cannot be.
    """
    cron = _cron(wanted)
    alone(session, schedules.ARRANGING)
    for row in _rows(session):
        known = _posting(row)
        if _what(known) == _what(wanted):
            held = known.held if wanted.every == "month" else ()
            facts = _facts(replace(wanted, held=held))
            changed = schedules.change(
                session, row.id or 0, now=now, cron=cron, zone=wanted.zone, facts=facts
            )
            changed.paused = False
            return _posting(changed)
    row = schedules.add(
        session, TIMER, cron, wanted.zone, now=now, facts=_facts(wanted), created_by=wanted.by
    )
    return _posting(row)


def _what(wanted: Posting) -> tuple[str, str, str]:
    return wanted.kind, wanted.about, wanted.channel


def _facts(wanted: Posting) -> dict[str, Any]:
    return {name: getattr(wanted, name) for name in KEPT} | {"held": list(wanted.held)}


def _cron(wanted: Posting) -> str:
    hour, minute = _time(wanted)
    return f"{minute} {hour} {FIRST_WEEK if wanted.every == 'month' else '*'} * {wanted.weekday}"


def _rows(session: Session) -> list[Schedule]:
    return list(session.exec(select(Schedule).where(Schedule.name == TIMER).order_by(col(Schedule.id))))


def _posting(row: Schedule) -> Posting:
    given = unpack(row.facts)
    given = {"kind": "unit", "about": given.get("unit"), **given}  # arranged when there were units' only
    kept = {name: given[name] for name in KEPT}
    return Posting(
        **kept,
        held=tuple(given.get("held", ())),
        zone=row.zone,
        id=row.id,
        paused=row.paused,
        next_at=row.next_at,
    )


def of_unit(session: Session, unit: str) -> list[Posting]:
    """Return where the unit's report is posted, the first arranged first."""
    return of(session, "unit", unit)


def of(session: Session, kind: str, about: str) -> list[Posting]:
    """Return where a report is posted, the first arranged first."""
    every = [_posting(row) for row in _rows(session)]
    return [each for each in every if (each.kind, each.about) == (kind, about)]


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
        _keep_held(session, schedules.pause(session, schedule_id), ())
    else:
        schedules.resume(session, schedule_id, now)


def pause_channel(session: Session, channel: str) -> None:
    """Let everything rest that goes to a channel where nothing can be posted."""
    for row in _rows(session):
        if _posting(row).channel == channel:
            row.paused = True
            _keep_held(session, row, ())


def hold(session: Session, posting: Posting, month: str) -> bool:
    """Hold a posting until its month is closed; return whether it has to wait.

    Nobody closes the month meanwhile, so that no report is held for good.
    """
    months.steady(session)
    if months.is_closed(session, month):
        return False
    row = session.get_one(Schedule, posting.id, with_for_update=True)
    _keep_held(session, row, sorted({*_posting(row).held, month}))
    return True


def release(session: Session, month: str) -> list[Posting]:
    """Return what was held for a month, which is closed now; it is held no more."""
    waiting = [posting for row in _rows(session) if month in (posting := _posting(row)).held]
    for posting in waiting:
        row = session.get_one(Schedule, posting.id, with_for_update=True)
        _keep_held(session, row, [each for each in _posting(row).held if each != month])
    return waiting


def goes_out_at(posting: Posting, now: datetime) -> datetime:
    """Return when a posting that was held goes out: now in its readers' working hours, else on their next morning."""
    here = now.astimezone(ZoneInfo(posting.zone))
    hour, minute = _time(posting)
    began = (here.hour, here.minute) >= (hour, minute)
    if here.weekday() < len(WEEKDAYS) and began and here.hour < max(AFTERNOON, hour + 1):
        return now
    return first_after(f"{minute} {hour} * * mon-fri", posting.zone, now - timedelta(minutes=1))


def _time(posting: Posting) -> tuple[int, int]:
    hour, minute = posting.at.split(":")
    return int(hour), int(minute)


def _keep_held(session: Session, row: Schedule, held: Sequence[str]) -> None:
    row.facts = {**row.facts, "held": list(held)}
    session.add(row)


def covers(wanted: Posting, now: datetime, zone: str) -> Period:
    """Return what a report posted now speaks about: the month before, or, every week, the last four weeks.

    Which month it is, the readers' calendar says (theirs may be on the first while the company's is on the
    last, and no month shall be left out); when it began, the company's `zone`.
    """
    if wanted.every == "month":
        return period.of_month(period.closed_month(now, wanted.zone), zone)
    return period.rolling(now, zone)
