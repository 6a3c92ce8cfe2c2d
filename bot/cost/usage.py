"""Usage: how many units of a service each business unit consumed in a month."""

from collections.abc import Collection
from decimal import Decimal

from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, select

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


def of_month(
    session: Session, month: str, units: Collection[str] | None = None
) -> dict[str, dict[str, dict[str, Decimal]]]:
    """Return what was used in a month, by all or by these units: service -> business unit -> tier -> units."""
    used: dict[str, dict[str, dict[str, Decimal]]] = {}
    wanted = select(Usage).where(Usage.month == month)
    for row in session.exec(wanted if units is None else wanted.where(col(Usage.unit).in_(units))):
        used.setdefault(row.service, {}).setdefault(row.unit, {})[row.tier] = row.quantity
    return used
