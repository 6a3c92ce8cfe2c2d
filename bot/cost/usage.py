"""Usage: how many units of a service each business unit consumed in a month."""

from decimal import Decimal

from sqlmodel import Field, SQLModel, UniqueConstraint

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
