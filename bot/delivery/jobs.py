"""Jobs: every message to send, word to another system and timer to run is a row; its conversation is a lane."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col

from bot.db import Prepared, facts, insert_once, instant, wake_sender

SAY, SHOW, WHISPER, HOME, HOOK, TIMER = "say", "show", "whisper", "home", "hook", "timer"
READY, SENDING, DONE, DEAD = "ready", "sending", "done", "dead"


class Job(SQLModel, table=True):
    """One thing to do once: say, show or whisper a message, tell another system, or run a timer."""

    __tablename__ = "jobs"
    __table_args__ = (
        sa.CheckConstraint("kind IN ('say', 'show', 'whisper', 'home', 'hook', 'timer')", name="kind"),
        sa.CheckConstraint("state IN ('ready', 'sending', 'done', 'dead')", name="state"),
        sa.Index("ix_jobs_waiting", "state", "due_at", "id"),
        sa.Index("ix_jobs_lane", "lane", "state", "due_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    state: str = READY
    key: str | None = Field(default=None, unique=True)  # at most one job ever has it
    lane: str | None = None  # the conversation whose order it keeps; None for a timer
    name: str  # the template, or the timer
    facts: dict[str, Any] = facts()
    to: str | None = None  # channel or person id, or the other system
    person: str | None = None  # who alone sees a whisper or a Home
    thread: str | None = None
    card: str | None = Field(default=None, index=True)
    starts: str | None = None  # the kind of conversation that it begins: taken back when that is refused
    due_at: datetime = instant()
    created_at: datetime = instant()
    attempts: int = 0
    claimed_by: str | None = None  # a fresh word for every claim: who lost it cannot settle
    lease_until: datetime | None = instant(default=None, nullable=True)
    tried_at: datetime | None = instant(default=None, nullable=True)  # since when Slack may have it
    settled_at: datetime | None = instant(default=None, nullable=True, index=True)
    channel: str | None = None  # where Slack put it
    ts: str | None = None
    error: str | None = None  # why it failed last, in Slack's word or ours


class Taken(NamedTuple):
    """A job as the worker who took it reads it; the names are those of its columns."""

    id: int
    kind: str
    name: str
    key: str | None
    lane: str | None
    facts: dict[str, Any]
    to: str | None
    person: str | None
    thread: str | None
    card: str | None
    attempts: int
    claimed_by: str
    lease_until: datetime
    tried_at: datetime


class Lane(SQLModel, table=True):
    """A conversation, a method or the whole workspace, and how far ahead of its pace it is."""

    __tablename__ = "lanes"

    key: str = Field(primary_key=True)
    full_at: datetime = instant()  # may run ahead of now by the burst allowance, no further
    channel: str | None = Field(default=None, index=True)  # the D… id that Slack gave to a person's U…
    note: str | None = None  # why it is held


class Card(SQLModel, table=True):
    """A message that is edited in place as things move."""

    __tablename__ = "cards"
    __table_args__ = (sa.Index("ix_cards_channel_ts", "channel", "ts"),)  # whose thread is written in

    key: str = Field(primary_key=True)
    lane: str
    channel: str | None = None
    ts: str | None = None


def is_person(to: str) -> bool:
    """Tell whether an id is a person's, `W…` in an Enterprise Grid; what goes there is a direct message."""
    return to.startswith(("U", "W"))


def is_private(place: str) -> bool:
    """Tell whether only one person reads what stands there: a direct message, or a person's id."""
    return place.startswith("D") or is_person(place)


_LANE_OF = Prepared(sa.select(col(Lane.key)).where(col(Lane.channel) == sa.bindparam("channel")))


def lane_of(session: Session, to: str) -> str:
    """Return the lane of a conversation; a person and their direct messages share one."""
    if not to.startswith("D"):
        return to
    found = _LANE_OF.rows(session, channel=to)
    return str(found[0][0]) if found else to


def enqueue(
    session: Session,
    kind: str,
    name: str,
    *,
    now: datetime,
    facts: Mapping[str, Any],
    due_at: datetime | None = None,
    key: str | None = None,
    lane: str | None = None,
    to: str | None = None,
    person: str | None = None,
    thread: str | None = None,
    card: str | None = None,
    starts: str | None = None,
) -> bool:
    """Add a job with packed facts, unless one has its `key`; return whether it was added.

    The sender is woken when it is due now.
    """
    if due_at is None or due_at <= now:
        wake_sender(session)
    return insert_once(
        session,
        Job,
        kind=kind,
        name=name,
        facts=facts,
        due_at=due_at or now,
        created_at=now,
        key=key,
        lane=lane,
        to=to,
        person=person,
        thread=thread,
        card=card,
        starts=starts,
    )
