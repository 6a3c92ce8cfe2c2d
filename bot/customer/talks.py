"""Talks: what a business unit requires, what IT answers, and the step both agreed on, over the year."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from bot.db import instant


class Talk(SQLModel, table=True):
    """One requirement of one unit, IT's answer and the agreed step."""

    __tablename__ = "talks"

    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(index=True)
    service: str | None = Field(default=None, index=True)
    requirement: str
    said_by: str  # Slack user id of who stated it
    opened_at: datetime = instant(index=True)
    asked_of: str | None = None  # Slack user id of who is to answer: the relationship owner
    answer: str = ""
    answered_by: str | None = None
    answered_at: datetime | None = instant(default=None, nullable=True)
    step: str = ""
    step_owner: str | None = Field(default=None, index=True)  # Slack user id
    due_on: date | None = Field(default=None, index=True)  # of the answer first, then of the step
    agreed_at: datetime | None = instant(default=None, nullable=True)  # when the unit agreed to the step
    done_at: datetime | None = instant(default=None, nullable=True)
    nudged_at: datetime | None = instant(default=None, nullable=True)
    sample: bool = False

    @property
    def number(self) -> int:
        """The id of a talk that is stored."""
        assert self.id is not None
        return self.id


class Loss(SQLModel, table=True):
    """A unit that falls silent: what fell, told to the relationship owner, and what was heard."""

    __tablename__ = "losses"

    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(index=True)
    service: str | None = Field(default=None, index=True)  # None: contacts of the whole unit
    measure: str  # use, contacts
    before: int
    after: int
    since: date
    until: date
    owner: str | None = None  # Slack user id of the relationship owner who was told
    told_at: datetime = instant(index=True)
    finding: str = ""  # what was heard: still_here, other_tool, outside_provider, season, ...
    note: str = ""
    closed_at: datetime | None = instant(default=None, nullable=True)
    sample: bool = False
