"""Usage: how many units of a service each business unit consumed in a month."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col

from bot.db import exact


class Usage(SQLModel, table=True):
    """Units of one service that one business unit consumed in one calendar month."""

    __tablename__ = "usage"
    __table_args__ = (UniqueConstraint("month", "unit", "service", "tier"),)

    id: int | None = Field(default=None, primary_key=True)
    month: str = Field(index=True)  # YYYY-MM
    unit: str = Field(index=True)
    service: str = Field(index=True)
    tier: str
    quantity: Decimal = exact()
    source: str
    sample: bool = False
    batch_id: int | None = Field(default=None, index=True)
    row: int | None = None  # in the batch's file; its first line is 1


def of_month(
    session: Session, month: str, units: Collection[str] | None = None
) -> dict[str, dict[str, dict[str, Decimal]]]:
    """Return what was used in a month, by all or by these units: service -> business unit -> tier -> units."""
    used: dict[str, dict[str, dict[str, Decimal]]] = {}
    columns = (Usage.service, Usage.unit, Usage.tier, Usage.quantity)
    wanted = sa.select(*map(col, columns)).where(col(Usage.month) == month)
    rows = session.execute(wanted if units is None else wanted.where(col(Usage.unit).in_(units)))
    for service, unit, tier, quantity in rows:
        used.setdefault(service, {}).setdefault(unit, {})[tier] = quantity
    return used


@dataclass(frozen=True)
class Used:
    """What was used in some months by month, service and unit, and which sources reported what."""

    amounts: Mapping[tuple[str, str, str], Decimal]  # month, service, unit
    sources: Mapping[str, frozenset[str]]  # by service
    reported: Mapping[str, frozenset[str]]  # sources by month

    def of(self, month: str, service: str, unit: str) -> Decimal | None:
        """Return the units used of all levels; None (not measured) in a month nobody reported it for.

        In a month that whoever reports the service did report, what is not there was not used.
        """
        known = self.amounts.get((month, service, unit))
        if known is not None:
            return known
        heard = self.sources.get(service, frozenset()) & self.reported.get(month, frozenset())
        return Decimal() if heard else None


def of_months(session: Session, months: Collection[str]) -> Used:
    """Return what was used in these months ("2026-10")."""
    amounts = defaultdict[tuple[str, str, str], Decimal](Decimal)
    sources, reported = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    columns = (Usage.month, Usage.service, Usage.unit, Usage.source, Usage.quantity)
    rows = sa.select(*map(col, columns)).where(col(Usage.month).in_(months))
    for month, service, unit, source, quantity in session.execute(rows):
        amounts[month, service, unit] += quantity
        sources[service].add(source)
        reported[month].add(source)
    return Used(
        dict(amounts),
        {service: frozenset(known) for service, known in sources.items()},
        {month: frozenset(known) for month, known in reported.items()},
    )
