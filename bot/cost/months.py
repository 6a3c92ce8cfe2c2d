"""Months: a calendar month is open until it is closed; what it came to then stays as it was."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, func, select

from bot.catalog import Catalog
from bot.catalog.costing_checks import closed_loop
from bot.cost import allocation, lines
from bot.cost.allocation import Allocated, ClosedLoop
from bot.cost.batches import Batch
from bot.cost.lines import CostLine
from bot.cost.planned import Planned
from bot.cost.subscriptions import Subscription
from bot.cost.usage import Usage
from bot.db import alone, instant
from bot.delivery import schedules, timers
from bot.money import Money
from bot.refusal import Refused

CLOSED = "month.closed"  # the timer of what follows when a month is closed; its fact is `month`
LOOK = "month.look"
EVERY_MORNING = "0 6 * * *"


class Month(SQLModel, table=True):
    """A month that was closed; a month without a row is open."""

    __tablename__ = "months"

    month: str = Field(primary_key=True)  # YYYY-MM
    closed_at: datetime = instant()
    closed_by: str  # Slack user id, or "" for the clock
    method: str  # reciprocal, step_down, direct
    inputs: str  # sha256 of the lines and shares that it was computed from
    capacity: str = "used"  # used, or practical: what unit cost was divided by
    note: str = ""  # why it was closed although something was missing


@dataclass(frozen=True)
class Gap:
    """What a month lacks before it can be closed with a good conscience.

    `no_cost`; `no_usage` of a service that units hold; `no_plan` of a unit that used something;
    `unassigned` cost that no rule knows (`count` lines, `amount`); `unknown`, cost of a `service` that the
    catalog does not have; `waiting`, `count` files that were looked at and not stored; `closed_loop`,
    `service` names those whose cost reaches nobody.
    """

    code: str
    service: str = ""
    unit: str = ""
    count: int = 0
    amount: Money | None = None


def is_closed(session: Session, month: str) -> bool:
    """Tell whether a month ("2026-10") is closed."""
    return closed(session, month) is not None


def closed(session: Session, month: str) -> Month | None:
    """Return a month that was closed, None while it is open."""
    return session.get(Month, month)


def latest_closed(session: Session) -> str | None:
    """Return the latest month that is closed, None before the first."""
    return session.exec(select(func.max(Month.month))).one()


def open_after(session: Session, month: str) -> str:
    """Return the first month after this one that is open: where corrections of it are booked.

    Have the months `steady` before anything is booked there.
    """
    shut = set(session.exec(select(Month.month).where(Month.month > month)))
    following = after(month)
    while following in shut:
        following = after(following)
    return following


def after(month: str) -> str:
    """Return the calendar month after this one."""
    return f"{date.fromisoformat(f'{month}-01') + timedelta(days=31):%Y-%m}"


def is_over(month: str, now: datetime, zone: str) -> bool:
    """Tell whether a month lies behind us on the company's clock."""
    return month < f"{now.astimezone(ZoneInfo(zone)):%Y-%m}"


def close(session: Session, catalog: Catalog, month: str, *, by: str, now: datetime, note: str = "") -> Month:
    """Close a month, and let the timer CLOSED tell those who wait for it. See `shut`."""
    fresh = shut(session, catalog, month, by=by, now=now, note=note)
    timers.soon(session, CLOSED, now=now, facts={"month": month})
    return fresh


def shut(session: Session, catalog: Catalog, month: str, *, by: str, now: datetime, note: str = "") -> Month:
    """Store what a month came to; from now on only corrections change it, and nobody is told.

    `by` is a Slack user id, or "" for the clock; what is missing does not stop it, so ask `missing` first,
    and say in `note` why it is closed all the same. Raises Refused when it is closed already, is not over,
    or holds cost that supporting services only pass to one another.
    """
    steady(session)
    check_open(session, catalog, month, now)
    try:
        found = allocation.of_month(session, catalog, month)
    except ClosedLoop as loop:
        raise Refused("months/closed_loop", ["define"], month=month, services=loop.services) from None
    costing = catalog.company.costing
    fresh = Month(
        month=month,
        closed_at=now,
        closed_by=by,
        method=costing.method,
        inputs=fingerprint(session, catalog, month),
        capacity=costing.capacity,
        note=note,
    )
    session.add(fresh)
    if rows := allocation.kept(found, month):
        session.execute(sa.insert(Allocated), rows)
    return fresh


def steady(session: Session) -> None:
    """Let nobody else close a month, nor book by which are closed, until this session ends.

    It is one turn for all months, so that no two who need several wait for each other.
    """
    alone(session, "months")


def check_open(session: Session, catalog: Catalog, month: str, now: datetime) -> None:
    """Let only a month be closed that is over and open. Raises Refused for any other."""
    if known := closed(session, month):
        raise Refused("months/already_closed", ["correct"], month=month, closed=known.model_dump())
    if not is_over(month, now, catalog.company.zone):
        raise Refused("months/not_over", ["wait"], month=month)


def fingerprint(session: Session, catalog: Catalog, month: str) -> str:
    """Return the SHA-256 of what a month is computed from: the sums of its lines, the shares, the settings."""
    booked = lines.direct(session, month)
    shares = allocation.shares_of(catalog)
    costing = catalog.company.costing
    said = {
        "lines": {service or "": dict(sorted(parts.items())) for service, parts in booked.items()},
        "shares": {s: {user: str(share) for user, share in users.items()} for s, users in shares.items()},
        "settings": [costing.method, list(costing.order), costing.capacity],
    }
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def missing(session: Session, catalog: Catalog, month: str) -> tuple[Gap, ...]:
    """Return what a month still lacks; nothing at all: it can be closed."""
    return tuple(_gaps(session, catalog, month))


def _gaps(session: Session, catalog: Catalog, month: str) -> Iterator[Gap]:
    booked = lines.direct(session, month)
    if not booked:
        yield Gap("no_cost")
    yield from _unplaced(session, catalog, month)
    if going_round := closed_loop(allocation.shares_of(catalog)):
        yield Gap("closed_loop", service=", ".join(going_round), count=len(going_round))
    yield from _unused_or_unplanned(session, catalog, month)
    if waiting := _waiting(session, month):
        yield Gap("waiting", count=waiting)


def _waiting(session: Session, month: str) -> int:
    """Count the files that may still change a month: looked at and taken by nobody, or just being stored."""
    taken = sa.select(col(Batch.sha256)).where(col(Batch.state) == "stored")
    looked_at = sa.and_(col(Batch.state) == "previewed", col(Batch.sha256).not_in(taken))
    files = session.exec(select(Batch.months).where(sa.or_(col(Batch.state) == "storing", looked_at)))
    return sum(month in each for each in files)


def _unplaced(session: Session, catalog: Catalog, month: str) -> Iterator[Gap]:
    rows = session.exec(
        select(CostLine.service, func.count(), func.sum(CostLine.minor))
        .where(
            CostLine.month == month,
            sa.or_(col(CostLine.service).is_not(None), col(CostLine.rule_id).is_(None)),
            lines.booked(),
        )
        .group_by(col(CostLine.service))
    )
    for service, count, minor in sorted(rows, key=lambda row: row[0] or ""):
        amount = Money(int(minor), catalog.company.currency)
        if service is None:
            yield Gap("unassigned", count=count, amount=amount)
        elif service not in catalog.services:
            yield Gap("unknown", service=service, count=count, amount=amount)


def _unused_or_unplanned(session: Session, catalog: Catalog, month: str) -> Iterator[Gap]:
    of_month = sa.select(col(Usage.service), col(Usage.unit)).where(col(Usage.month) == month)
    used = session.execute(of_month.distinct())
    behind = {each.key for each in catalog.supporting()}
    measured = [(row[0], row[1]) for row in used if row[0] not in behind]
    held = _held(session, month)
    services = {service for service, _ in measured}
    for key in sorted({service for service, _ in held} - services):
        if key in catalog.services and catalog.services[key].stage == "live":
            yield Gap("no_usage", service=key)
    for code in sorted({unit for _, unit in measured} - {unit for _, unit in held}):
        yield Gap("no_plan", unit=code)


def _held(session: Session, month: str) -> set[tuple[str, str]]:
    """Return which service which unit has on the month's last day, or planned for the month."""
    last = date.fromisoformat(f"{after(month)}-01") - timedelta(days=1)
    ends_on = col(Subscription.ends_on)
    running = sa.select(col(Subscription.service), col(Subscription.unit)).where(
        col(Subscription.starts_on) <= last, sa.or_(ends_on.is_(None), ends_on > last)
    )
    planned = sa.select(col(Planned.service), col(Planned.unit)).where(col(Planned.month) == month)
    return {(service, unit) for service, unit in session.execute(running.union(planned))}


def disturbed(session: Session) -> dict[str, int]:
    """Return closed months whose cost lines no longer add up to what was kept, and by how many minor units."""
    shut = select(Month.month)
    kept = select(Allocated.month, func.sum(Allocated.minor)).group_by(col(Allocated.month))
    stored = {month: int(minor) for month, minor in session.exec(kept)}
    booked = select(CostLine.month, func.sum(CostLine.minor)).where(lines.booked())
    now = dict(session.exec(booked.group_by(col(CostLine.month))).all())
    off = {month: int(now.get(month, 0)) - stored.get(month, 0) for month in session.exec(shut)}
    return {month: minor for month, minor in sorted(off.items()) if minor}


def due(session: Session, catalog: Catalog, now: datetime) -> list[str]:
    """Return the open months with cost whose closing day has come, the earliest first."""
    return over(session, catalog, now - timedelta(days=catalog.company.costing.close_day))


def over(session: Session, catalog: Catalog, now: datetime) -> list[str]:
    """Return the open months with cost that are over, the earliest first."""
    shut = select(Month.month)
    found = select(CostLine.month).where(col(CostLine.month).not_in(shut), lines.booked()).distinct()
    zone = catalog.company.zone
    return sorted(month for month in session.exec(found) if is_over(month, now, zone))


def arrange(session: Session, zone: str, now: datetime) -> None:
    """Have somebody look each morning which months can be closed."""
    schedules.keep(session, LOOK, EVERY_MORNING, zone, now=now)
