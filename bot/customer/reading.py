"""Reading: how each reader wants their digests, when, how long, or not at all."""

from datetime import datetime
from typing import Literal

from sqlmodel import Field, Session, SQLModel

from bot.db import instant

Kind = Literal["owner", "unit", "agenda"]
Length = Literal["whole", "line", "none"]

MONDAY, MORNING = 0, 9
CRON_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EVERY_WEEK, FIRST_WEEK = "*", "1-7"  # days of the month: with a weekday, each one or the first


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

    @property
    def moved(self) -> bool:
        """Whether the reader chose when it comes: then it comes at that hour, quiet or not."""
        return self.weekday is not None or self.hour is not None

    @property
    def length(self) -> Length:
        """How much of it the reader wants."""
        if self.muted:
            return "none"
        return "line" if self.condensed else "whole"

    def cron(self, days: str) -> str:
        """Return when it comes: on Monday at nine unless it was moved; `days` is one of the two above."""
        weekday = CRON_DAYS[MONDAY if self.weekday is None else self.weekday]
        return f"0 {MORNING if self.hour is None else self.hour} {days} * {weekday}"


def of(session: Session, reader: str, kind: Kind, now: datetime) -> Habit:
    """Return how this person wants this kind of digest."""
    return session.get(Habit, (reader, kind)) or Habit(reader=reader, kind=kind, at=now)


def keep(session: Session, habit: Habit) -> Habit:
    """Keep how somebody wants it; the last word counts."""
    return session.merge(habit)
