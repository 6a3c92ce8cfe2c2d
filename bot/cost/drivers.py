"""Drivers: what cost follows, such as sites, people or devices, and how many of each a month has."""

from decimal import Decimal

from sqlmodel import Field, SQLModel, UniqueConstraint

from bot.db import exact


class DriverLevel(SQLModel, table=True):
    """So many of a driver from a month on, until the next level; of one unit, or of the whole company."""

    __tablename__ = "driver_levels"
    __table_args__ = (UniqueConstraint("driver", "month", "unit"),)

    id: int | None = Field(default=None, primary_key=True)
    driver: str = Field(index=True)  # "sites"
    month: str = Field(index=True)  # YYYY-MM
    unit: str = ""  # "": the whole company
    level: Decimal = exact()
    batch_id: int | None = Field(default=None, index=True)
    row: int | None = None
