"""Planned consumption: how many units of a level a unit means to use in a month, and at which price."""

from decimal import Decimal

from sqlmodel import Field, SQLModel, UniqueConstraint

from bot.db import exact


class Planned(SQLModel, table=True):
    """What was planned for one month; where a month has none for a unit and service, what it holds counts."""

    __tablename__ = "planned"
    __table_args__ = (UniqueConstraint("month", "unit", "service", "tier"),)

    id: int | None = Field(default=None, primary_key=True)
    month: str = Field(index=True)  # YYYY-MM
    unit: str = Field(index=True)
    service: str
    tier: str
    quantity: Decimal = exact()
    unit_price: Decimal | None = exact(default=None, nullable=True)  # None: the rate card's
    batch_id: int | None = Field(default=None, index=True)
    row: int | None = None
