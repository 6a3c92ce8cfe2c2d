"""Months: a calendar month is open until it is closed; what it came to then stays as it was."""

from datetime import datetime
from decimal import Decimal

from sqlmodel import Field, SQLModel, UniqueConstraint

from bot.db import exact, instant, minor_units


class Month(SQLModel, table=True):
    """A month that was closed; a month without a row is open."""

    __tablename__ = "months"

    month: str = Field(primary_key=True)  # YYYY-MM
    closed_at: datetime = instant()
    closed_by: str  # Slack user id, or "" for the clock
    method: str  # reciprocal, step_down, direct
    inputs: str  # sha256 of the lines and shares that it was computed from
    capacity: str = "used"  # used, or practical: what unit cost was divided by


class Allocated(SQLModel, table=True):
    """What one service cost in a closed month in one category; service "" is what nobody accounts for.

    `minor` is in customer-facing services only, and adds up to the month's lines. `loaded` is the exact
    cost of a service, supporting ones included, before anything is passed on, in minor units.
    """

    __tablename__ = "allocated"
    __table_args__ = (UniqueConstraint("month", "service", "category"),)

    id: int | None = Field(default=None, primary_key=True)
    month: str = Field(index=True)
    service: str
    category: str
    minor: int = minor_units(default=0)
    loaded: Decimal | None = exact(default=None, nullable=True)
