"""Silence: units whose use or contacts fell clearly, whom to ask about it, and what was heard."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from bot.catalog import Catalog, Unit
from bot.cost import usage
from bot.customer import talks
from bot.customer.talks import Loss
from bot.process.orders import Order
from bot.refusal import Refused
from bot.value import calendar, talking_points
from bot.value.falling import MONTHS, contacts_fell, mean, use_fell
from bot.value.period import closed_month, last_day, month_before

LOOK, TELL, ASK = "loss.look", "loss.tell", "loss.ask"
SIXTH_OF_THE_MONTH = "0 9 6 * *"  # in the company's zone; by then what was used is mostly reported
SPAN = timedelta(days=91)  # thirteen weeks
YEAR = timedelta(days=364)  # 52 weeks, so that weekdays fall alike
REST = timedelta(days=180)  # the same is not raised again before
STALE = 2  # months after which use that was not reported says nothing of today
AWAY = ("other_tool", "outside_provider")
FINDINGS = ("still_here", *AWAY, "season")

Row = dict[str, Any]


@dataclass(frozen=True)
class Fall:
    """What fell in one unit: use of a service, units a month; or contacts of all its people, in 91 days."""

    unit: str
    service: str | None
    measure: str  # use, contacts
    before: int
    after: int
    since: date
    until: date


def look(session: Session, catalog: Catalog, now: datetime) -> list[Loss]:
    """Keep what fell and was not raised in the last half year, for whoever keeps the conversation with the unit."""
    found = []
    for fall in (*contacts(session, catalog, now), *use(session, catalog, now)):
        unit = catalog.company.units[fall.unit]
        owner = talking_points.owner_of(session, catalog.company, unit)
        if owner is not None and not _raised(session, fall, now):
            found.append(Loss(**vars(fall), owner=owner, told_at=now))
    session.add_all(found)
    session.flush()
    return found


def _raised(session: Session, fall: Fall, now: datetime) -> bool:
    same = select(Loss.id).where(
        Loss.unit == fall.unit,
        Loss.measure == fall.measure,
        col(Loss.service).is_(None) if fall.service is None else col(Loss.service) == fall.service,
        col(Loss.told_at) > now - REST,
    )
    return session.exec(same).first() is not None


def contacts(session: Session, catalog: Catalog, now: datetime) -> Iterator[Fall]:
    """Yield the units that turned to IT clearly less in the last 91 days than in the 91 before.

    Counted is what their people ordered, reported or asked a person for. Time before the bot ran is not
    measured: without 182 days nothing can be told, and without a year and a quarter no season.
    """
    began, zone = calendar.began(session), ZoneInfo(catalog.company.zone)
    today = catalog.company.day(now)
    until = datetime.combine(today, datetime.min.time(), zone)
    since = until - SPAN
    if began is None or began > since - SPAN:
        return
    recent, before = _asked(session, since, until), _asked(session, since - SPAN, since)
    year_ago = _asked(session, since - YEAR, until - YEAR) if began <= since - YEAR else None
    for unit in _customers(catalog):
        then = year_ago[unit.code] if year_ago is not None else None
        if contacts_fell(before[unit.code], recent[unit.code], then):
            yield Fall(unit.code, None, "contacts", before[unit.code], recent[unit.code], today - SPAN, today)


def _customers(catalog: Catalog) -> list[Unit]:
    return [unit for unit in catalog.company.units.values() if unit.kind != "it_provider"]


def _asked(session: Session, since: datetime, until: datetime) -> Counter[str]:
    asked = sa.select(col(Order.unit), func.count(col(Order.id))).where(
        col(Order.kind) != "task", col(Order.opened_at) >= since, col(Order.opened_at) < until
    )
    found = Counter[str]()
    for unit, count in session.execute(asked.group_by(col(Order.unit))):
        found[unit] = count
    return found


def use(session: Session, catalog: Catalog, now: datetime) -> Iterator[Fall]:
    """Yield the services that a unit used clearly less in the last three months reported than in those before."""
    last = closed_month(now, catalog.company.zone)
    oldest = _months(last, STALE)[0]
    months = _months(last, 2 * MONTHS + STALE)
    used = usage.of_months(session, [*months, *map(_year_before, months)])
    while last >= oldest and not used.reported.get(last):
        last = month_before(last)
    if last < oldest:
        return
    recent = _months(last, MONTHS)
    before = _months(month_before(recent[0]), MONTHS)
    for service in catalog.live():
        for unit in _customers(catalog):
            spans = [
                [used.of(month, service.key, unit.code) for month in span]
                for span in (before, recent, [*map(_year_before, recent)])
            ]
            was, is_now, year_ago = ([amount for amount in span if amount is not None] for span in spans)
            known = len(was) == len(is_now) == MONTHS
            if known and use_fell(was, is_now, year_ago if len(year_ago) == MONTHS else None):
                first, end = date.fromisoformat(f"{recent[0]}-01"), last_day(last)
                yield Fall(unit.code, service.key, "use", round(mean(was)), round(mean(is_now)), first, end)


def _months(last: str, count: int) -> list[str]:
    """Return so many calendar months up to the last one, the earliest first."""
    found = [last]
    while len(found) < count:
        found.insert(0, month_before(found[0]))
    return found


def _year_before(month: str) -> str:
    return f"{int(month[:4]) - 1}{month[4:]}"


def ask(found: Sequence[Loss], head: str | None, at: datetime | None) -> None:
    """Keep who is asked about it, and since when; nobody after all: None."""
    for loss in found:
        loss.asked_of, loss.asked_at = head, at


def check_owner(catalog: Catalog, found: Sequence[Loss], by: str, email: str | None) -> None:
    """Let who was told, or a lead, go on. Raises Refused, with who that is, for anybody else."""
    if by != found[0].owner and email not in catalog.company.leads:
        raise Refused("talks/not_yours", ["talk"], who=[each for each in (found[0].owner,) if each])


def check_asked(found: Sequence[Loss], by: str) -> None:
    """Let who was asked answer. Raises Refused for anybody else."""
    if by != found[0].asked_of:
        raise Refused("people/not_yours", ["talk"])


def units_told(session: Session, catalog: Catalog, loss: Loss) -> list[Row]:
    """Return what one message to the relationship owner says, unit by unit."""
    by_unit: dict[str, list[Loss]] = {}
    for each in talks.told_with(session, loss):
        by_unit.setdefault(each.unit, []).append(each)
    return [facts(session, catalog, found) for found in by_unit.values()]


def facts(session: Session, catalog: Catalog, found: Sequence[Loss]) -> Row:
    """Return what is said of one unit that fell silent."""
    first = found[0]
    unit = catalog.company.units.get(first.unit)
    return {
        "id": first.number,
        "unit_name": unit.name if unit else first.unit,
        "head": talking_points.head_of(session, unit) if unit else None,
        "asked_of": first.asked_of,
        "asked_at": first.asked_at,
        "finding": first.finding,
        "note": first.note,
        "lines": [_line(catalog, loss) for loss in found],
    }


def _line(catalog: Catalog, loss: Loss) -> Row:
    service = catalog.services.get(loss.service or "")
    return {
        "measure": loss.measure,
        "service_name": catalog.name_of(loss.service),
        "units": service.units if service else None,
        "before": loss.before,
        "after": loss.after,
        "since": loss.since,
        "until": loss.until,
    }


@dataclass(frozen=True)
class Alternative:
    """What a unit uses instead of a service of IT, as somebody who speaks for it said."""

    service_name: str | None
    finding: str  # other_tool, outside_provider
    note: str
    on: date


def alternatives(session: Session, catalog: Catalog, unit: str, since: datetime) -> list[Alternative]:
    """Return what was heard of other tools and providers, the latest first."""
    heard = select(Loss).where(Loss.unit == unit, col(Loss.finding).in_(AWAY), col(Loss.closed_at) >= since)
    return [
        Alternative(
            catalog.name_of(loss.service),
            loss.finding,
            loss.note,
            catalog.company.day(loss.closed_at),
        )
        for loss in session.exec(heard.order_by(col(Loss.closed_at).desc()))
        if loss.closed_at is not None
    ]
