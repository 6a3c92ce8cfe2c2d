"""Reading: how each reader wants their digests, when, how long, or not at all."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from bot.db import instant


class Habit(SQLModel, table=True):
    """How one reader wants one kind of digest; without a row it comes as it comes to everybody."""

    __tablename__ = "habits"

    reader: str = Field(primary_key=True)  # Slack user id
    kind: str = Field(primary_key=True)  # owner, unit, agenda
    muted: bool = False
    condensed: bool = False
    weekday: int | None = None  # 0 is Monday; of a monthly digest the first such day of the month
    hour: int | None = None
    at: datetime = instant()
