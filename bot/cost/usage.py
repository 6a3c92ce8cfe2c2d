"""Usage: how many units of a service each business unit consumed in a month."""

from decimal import Decimal

from sqlmodel import Field, Session, SQLModel, UniqueConstraint, select

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


def of_month(session: Session, month: str) -> dict[str, dict[str, dict[str, Decimal]]]:
    """Return what was used in a month: service -> business unit -> tier -> units."""
    used: dict[str, dict[str, dict[str, Decimal]]] = {}
    for row in session.exec(select(Usage).where(Usage.month == month)):
        used.setdefault(row.service, {}).setdefault(row.unit, {})[row.tier] = row.quantity
    return used
