"""Grants: money that was given to a unit beyond what the company file funds it with."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from bot.db import instant


class Grant(SQLModel, table=True):
    """More funding for one unit in one fiscal year, asked for by its budget owner."""

    __tablename__ = "grants"

    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(index=True)
    fiscal_year: int
    minor: int
    why: str
    order_id: int | None = None  # the order for which it was asked
    asked_by: str
    asked_at: datetime = instant()
    decided_by: str | None = None
    decided_at: datetime | None = instant(default=None, nullable=True)
    state: str = "asked"  # asked, granted, declined
    note: str = ""
