"""Scenarios: what a year would cost if something changed, and what that would be worth."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from bot.db import facts, instant


class Scenario(SQLModel, table=True):
    """A what-if that somebody asked and kept: its changes as asked, and its figures as they were then."""

    __tablename__ = "scenarios"

    id: int | None = Field(default=None, primary_key=True)
    name: str
    fiscal_year: int
    changes: dict[str, Any] = facts(default_factory=dict)
    figures: dict[str, Any] = facts(default_factory=dict)
    by: str = Field(index=True)
    at: datetime = instant()
