"""Measures: what a process is judged by, who answers for it, and what it is to reach."""

from datetime import date
from decimal import Decimal

from sqlmodel import Field, SQLModel

from bot.db import exact


class ProcessMeasure(SQLModel, table=True):
    """One measure of the ones that the bot can compute, by its key, with who owns it and its target."""

    __tablename__ = "process_measures"

    key: str = Field(primary_key=True)
    owner: str | None = None  # e-mail
    target: Decimal | None = exact(default=None, nullable=True)  # in the measure's own unit
    reviewed_on: date | None = None
