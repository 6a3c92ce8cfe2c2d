"""Subscriptions: which business unit has which tier, how many units of it, and since when."""

from datetime import date
from decimal import Decimal

from sqlmodel import Field, SQLModel

from bot.db import exact


class Subscription(SQLModel, table=True):
    """A unit's right to so many units of a tier, at the price agreed; [starts_on, ends_on)."""

    __tablename__ = "subscriptions"

    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(index=True)
    service: str = Field(index=True)
    tier: str
    quantity: int
    unit_price: Decimal = exact()  # major units per unit and month
    starts_on: date
    ends_on: date | None = None
    order_id: int | None = Field(default=None, unique=True)  # None: from the company file's plan
