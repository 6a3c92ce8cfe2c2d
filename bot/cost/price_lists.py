"""Price lists: what vendors ask, in versions, each in force from a day on."""

from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Field, SQLModel, UniqueConstraint

from bot.db import exact, instant


class PriceList(SQLModel, table=True):
    """One version of a vendor's list; only an `applied` one counts, from `effective_from` on."""

    __tablename__ = "price_lists"
    __table_args__ = (UniqueConstraint("vendor", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    vendor: str = Field(index=True)
    version: str
    effective_from: date
    state: str = "proposed"  # proposed, applied, dropped
    by: str = ""
    at: datetime = instant()
    batch_id: int | None = Field(default=None, index=True)


class PriceItem(SQLModel, table=True):
    """What one unit of something costs in a list."""

    __tablename__ = "price_items"
    __table_args__ = (UniqueConstraint("list_id", "sku"),)

    id: int | None = Field(default=None, primary_key=True)
    list_id: int = Field(index=True)
    sku: str = Field(index=True)
    description: str = ""
    unit: str = ""
    price: Decimal = exact()
    currency: str
    row: int | None = None
