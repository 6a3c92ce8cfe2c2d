"""Threads: what a conversation is about, so that a follow-up need not say it again."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from bot.db import facts, instant


class Thread(SQLModel, table=True):
    """What was last spoken of in one thread."""

    __tablename__ = "threads"

    root: str = Field(primary_key=True)  # "channel:ts" of its first message
    person: str
    service: str | None = None
    tier: str | None = None
    aspect: str = "what"
    facts: dict[str, Any] = facts()  # what else was said: quantity, day, time
    at: datetime = instant(index=True)
