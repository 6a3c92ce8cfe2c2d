"""Kept forms: what somebody had filled in when they closed a form without sending it."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from bot.db import facts, instant


class KeptForm(SQLModel, table=True):
    """The last thing that a person left half done in one form."""

    __tablename__ = "kept_forms"

    person: str = Field(primary_key=True)  # Slack user id
    form: str = Field(primary_key=True)  # "order", "help", "hours", "expedite"
    filled: dict[str, Any] = facts()
    at: datetime = instant(index=True)
