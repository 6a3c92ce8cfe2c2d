"""Definitions: a service that somebody is describing in Slack, kept while they think."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from bot.db import facts, instant


class Definition(SQLModel, table=True):
    """What a person has said of one service so far, in the words of the catalog's files."""

    __tablename__ = "definitions"

    id: int | None = Field(default=None, primary_key=True)
    person: str = Field(index=True)  # Slack user id
    facts: dict[str, Any] = facts()
    at: datetime = instant()
    amendment_id: int | None = None  # once it is handed in
