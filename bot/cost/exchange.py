"""Exchange: what another currency was worth on a day; without a dated rate nothing is converted."""

from datetime import date
from decimal import Decimal

from sqlmodel import Field, SQLModel, UniqueConstraint

from bot.db import exact


class Rate(SQLModel, table=True):
    """One unit of `currency` was worth so much of the company's from that day on."""

    __tablename__ = "exchange_rates"
    __table_args__ = (UniqueConstraint("currency", "since"),)

    id: int | None = Field(default=None, primary_key=True)
    currency: str
    since: date
    rate: Decimal = exact()
    source: str = ""
    batch_id: int | None = Field(default=None, index=True)
    row: int | None = None
