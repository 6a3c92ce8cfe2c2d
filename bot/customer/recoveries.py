"""Recoveries: who was let down is called by a named person by a named time, and asked again afterwards."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, select

from bot.db import instant


class Recovery(SQLModel, table=True):
    """One person who was let down, and what is done to put it right."""

    __tablename__ = "recoveries"

    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(unique=True)  # what told of it: "survey:7", "order:12"
    person: str = Field(index=True)
    unit: str = Field(index=True)
    service: str | None = Field(default=None, index=True)
    owner: str | None = Field(default=None, index=True)  # Slack user id of who will call
    agreed: bool | None = None  # the person lets the owner see their name and call; None: not asked yet
    state: str = Field(default="open", index=True)  # open, called, settled, unsettled, unwanted
    opened_at: datetime = instant(index=True)
    call_by: datetime = instant()
    called_at: datetime | None = instant(default=None, nullable=True)
    result: str = ""  # what the owner and the person agreed
    reminded_at: datetime | None = instant(default=None, nullable=True)
    closed_at: datetime | None = instant(default=None, nullable=True)
    sample: bool = False

    @property
    def number(self) -> int:
        """The id of a recovery that is stored."""
        assert self.id is not None
        return self.id


def is_open(session: Session, person: str) -> bool:
    """Say whether it is still to be put right for this person."""
    waiting = select(Recovery.id).where(Recovery.person == person, col(Recovery.closed_at).is_(None))
    return session.exec(waiting).first() is not None


def open_about(session: Session, services: Collection[str]) -> Sequence[Recovery]:
    """Return what is still to be put right about these services, who is to be called first at the top."""
    waiting = select(Recovery).where(col(Recovery.service).in_(services), col(Recovery.closed_at).is_(None))
    return session.exec(waiting.order_by(col(Recovery.call_by), col(Recovery.id))).all()
