"""Votes: who would use a service that is being prepared, and what for."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.db import instant


class Vote(SQLModel, table=True):
    """That one person wants one service; taking it back removes the row."""

    __tablename__ = "votes"
    __table_args__ = (sa.UniqueConstraint("service", "person"),)

    id: int | None = Field(default=None, primary_key=True)
    service: str = Field(index=True)  # key
    person: str  # Slack user id
    unit: str | None = None  # business unit code
    wish: str = ""  # what they would use it for
    at: datetime = instant()
