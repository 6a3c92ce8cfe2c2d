"""Offers: a higher tier or an extra service, made only where the data shows a need."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from bot.db import facts, instant


class Offer(SQLModel, table=True):
    """One offer to one person and what became of it."""

    __tablename__ = "offers"

    id: int | None = Field(default=None, primary_key=True)
    person: str = Field(index=True)
    unit: str = Field(index=True)
    service: str = Field(index=True)
    from_tier: str
    to_tier: str
    quantity: int
    rule: str  # out_of_hours, quota
    evidence: dict[str, Any] = facts()
    monthly_difference_minor: int
    shown_at: datetime | None = instant(default=None, nullable=True, index=True)
    state: str = "shown"  # shown, asked, accepted, later, declined, stopped
    decided_at: datetime | None = instant(default=None, nullable=True)
    sample: bool = False
