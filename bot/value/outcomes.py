"""Outcomes: what a service's measures, named by the business, came to in a month, beside what it cost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, select

from bot.catalog import Catalog, Service
from bot.cost import lines, recovery
from bot.cost.allocation import ClosedLoop
from bot.cost.lines import CostLine
from bot.cost.recovery import Recovery
from bot.db import exact, insert_once
from bot.money import Money
from bot.refusal import Refused
from bot.value import quality
from bot.value.quality import Note


class Reading(SQLModel, table=True):
    """What one measure of one service came to in one month, as its file or a person said."""

    __tablename__ = "readings"
    __table_args__ = (UniqueConstraint("service", "measure", "month"),)

    id: int | None = Field(default=None, primary_key=True)
    service: str = Field(index=True)
    measure: str  # in the words of the service's file
    month: str = Field(index=True)
    value: Decimal = exact()
    unit: str = ""
    target: Decimal | None = exact(default=None, nullable=True)
    by: str = ""
    batch_id: int | None = Field(default=None, index=True)
    row: int | None = None


@dataclass(frozen=True)
class Said:
    """One measure: its latest reading up to a month and the one before that, None where it was never read."""

    measure: str
    latest: Reading | None
    before: Reading | None


@dataclass(frozen=True)
class Beside:
    """What a service is for and what its measures came to, beside its full cost in a month.

    `cost` is None while the month is not booked, `unit_cost` also where nothing was used. It `is_read` once any
    of its measures was.
    """

    service: str
    name: str
    outcome: str
    unit: str
    cost: Money | None
    unit_cost: Money | None
    measures: tuple[Said, ...]
    is_read: bool


def beside_cost(session: Session, catalog: Catalog, services: Sequence[Service], month: str) -> list[Beside]:
    """Return the outcomes of services up to a month ("2026-10"), beside what they cost in it."""
    cost = _recovered(session, catalog, month)
    said = _readings(session, [each.key for each in services], month)
    return [_beside(each, cost, said.get(each.key, {}), catalog.company.currency) for each in services]


def _recovered(session: Session, catalog: Catalog, month: str) -> dict[str, Recovery]:
    try:
        return {each.service: each for each in recovery.of_month(session, catalog, month)}
    except ClosedLoop:
        return {}


def _readings(session: Session, keys: Sequence[str], month: str) -> dict[str, dict[str, list[Reading]]]:
    """Return readings by service and measure, the latest first."""
    wanted = select(Reading).where(col(Reading.service).in_(keys), Reading.month <= month)
    found: dict[str, dict[str, list[Reading]]] = {}
    for each in session.exec(wanted.order_by(col(Reading.month).desc())):
        found.setdefault(each.service, {}).setdefault(each.measure, []).append(each)
    return found


def _beside(
    service: Service, cost: dict[str, Recovery], said: dict[str, list[Reading]], currency: str
) -> Beside:
    known = cost.get(service.key)
    each = known.unit_cost if known else None
    named = dict.fromkeys(
        [*service.measures, *said]
    )  # what was read stays, also when it is called otherwise now
    return Beside(
        service.key,
        service.name,
        service.outcome,
        service.unit or "",
        cost=known.cost if known else Money.zero(currency) if cost else None,
        unit_cost=None if each is None else Money.of(each, currency),
        measures=tuple(_said(name, said.get(name, [])) for name in named),
        is_read=bool(said),
    )


def _said(name: str, readings: Sequence[Reading]) -> Said:
    latest, before = (*readings[:2], None, None)[:2]
    return Said(name, latest, before)


def notes(
    session: Session, catalog: Catalog, found: Sequence[Beside], month: str, as_of: datetime
) -> tuple[Note, ...]:
    """Return how far outcomes and cost beside them can be trusted: readings of the month, and its cost lines."""
    read = {
        each.service for each in found for one in each.measures if one.latest and one.latest.month == month
    }
    mine = sa.and_(col(Reading.month) == month, col(Reading.service).in_([each.service for each in found]))
    booked = sa.and_(col(CostLine.month) == month, lines.booked())
    return (
        quality.note(session, "readings", Reading, mine, as_of, quality.part(len(read), len(found))),
        quality.note(session, "cost_lines", CostLine, booked, as_of),
    )


def groups(found: Sequence[Beside], rows: int) -> list[list[Beside]]:
    """Return services in groups of so many rows at most, one for each measure or for having none.

    A service with more measures than that is a group of its own.
    """
    grouped: list[list[Beside]] = []
    left = 0
    for each in found:
        size = max(len(each.measures), 1)
        if size > left:
            grouped.append([])
            left = rows
        grouped[-1].append(each)
        left -= size
    return grouped


def mine(catalog: Catalog, email: str | None) -> list[Service]:
    """Return the live services whose outcomes and cost somebody reads: all for who sees all cost, else their own."""
    live = [each for each in catalog.live() if each.kind == "customer_facing"]
    if catalog.company.keeps_books(email):
        return live
    return [each for each in live if each.owner == (email or "").lower()]


def note(
    session: Session,
    service: Service,
    measure: str,
    month: str,
    *,
    value: Decimal,
    unit: str,
    target: Decimal | None,
    by: str,
) -> None:
    """Keep what a measure of a service came to in a month; said again, the last word counts.

    Raises Refused for a measure that the service does not name.
    """
    if measure not in service.measures:
        raise Refused("balance/no_measure", ["show"], name=service.name)
    which = {"service": service.key, "measure": measure, "month": month}
    said = {"value": value, "unit": unit, "target": target, "by": by}
    if not insert_once(session, Reading, **which, **said):
        known = session.exec(select(Reading).filter_by(**which)).one()
        for name, given in {**said, "batch_id": None, "row": None}.items():
            setattr(known, name, given)
        session.add(known)
