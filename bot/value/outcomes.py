"""Outcomes: what a service's measures, named by the business, came to in a month."""

from decimal import Decimal

from sqlmodel import Field, SQLModel, UniqueConstraint

from bot.db import exact


class Reading(SQLModel, table=True):
    """What one measure of one service came to in one month, as its file or a person said."""

    __tablename__ = "readings"
    __table_args__ = (UniqueConstraint("service", "measure", "month"),)

    id: int | None = Field(default=None, primary_key=True)
    service: str = Field(index=True)
    measure: str  # in the words of the service's file
    month: str = Field(index=True)
    value: Decimal = exact()
    unit: str = ""
    target: Decimal | None = exact(default=None, nullable=True)
    by: str = ""
    batch_id: int | None = Field(default=None, index=True)
    row: int | None = None
