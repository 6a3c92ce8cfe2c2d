"""Target votes: whether a target still matters to those who agreed to it, asked once a year."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.db import instant


class TargetVote(SQLModel, table=True):
    """One customer's word on the targets of one level, for one year."""

    __tablename__ = "target_votes"
    __table_args__ = (sa.UniqueConstraint("service", "tier", "person", "year"),)

    id: int | None = Field(default=None, primary_key=True)
    service: str = Field(index=True)
    tier: str
    person: str = Field(index=True)  # Slack user id
    unit: str
    year: int  # calendar year in which it was asked
    asked_at: datetime = instant()
    voted_at: datetime | None = instant(default=None, nullable=True)
    matters: bool | None = None  # None: no answer is no vote
    note: str = ""
