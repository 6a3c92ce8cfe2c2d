"""Statements: what a unit got in a month, what it came to and why, and what the unit says to it."""

from datetime import datetime
from decimal import Decimal

from sqlmodel import Field, SQLModel, UniqueConstraint

from bot.db import exact, instant, minor_units


class Statement(SQLModel, table=True):
    """One unit's statement of one closed month.

    `draft`, `sent`, then `accepted`, `questioned`, `disputed`; `settled` is what was disputed and answered.
    """

    __tablename__ = "statements"
    __table_args__ = (UniqueConstraint("month", "unit"),)

    id: int | None = Field(default=None, primary_key=True)
    month: str = Field(index=True)
    unit: str = Field(index=True)
    mode: str  # showback, chargeback
    state: str = Field(default="draft", index=True)
    minor: int = minor_units()  # what the unit is charged or shown, to the cent
    drawn_at: datetime = instant()
    sent_at: datetime | None = instant(default=None, nullable=True)
    decided_by: str | None = None
    decided_at: datetime | None = instant(default=None, nullable=True)
    order_id: int | None = Field(default=None, index=True)  # the question or complaint it became

    @property
    def number(self) -> int:
        """The id of a statement that is stored."""
        assert self.id is not None
        return self.id


class Charge(SQLModel, table=True):
    """One level of one service in a statement: units x price as they were in its month, and full cost."""

    __tablename__ = "charges"
    __table_args__ = (UniqueConstraint("statement_id", "service", "tier"),)

    id: int | None = Field(default=None, primary_key=True)
    statement_id: int = Field(index=True)
    service: str
    tier: str
    quantity: Decimal = exact()
    unit_price: Decimal | None = exact(default=None, nullable=True)  # None: the level has no price
    minor: int = minor_units()  # units x price
    cost_minor: int | None = minor_units(
        default=None, nullable=True
    )  # showback of full cost; None: not booked
