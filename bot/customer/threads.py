"""Threads: what a conversation is about, so that a follow-up need not say it again."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Field, Session, SQLModel, col, delete, select

from bot.db import facts, insert_once, instant

GOES_ON = timedelta(minutes=10)  # a new message may still be about the last one for so long
KEPT = timedelta(days=30)  # after that a thread begins anew


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


def recall(session: Session, root: str, person: str, now: datetime) -> Thread | None:
    """Return what a thread is about; in a new one, what the same person just spoke of in the same place."""
    known = session.get(Thread, root)
    if known is not None:
        return known
    place = root.partition(":")[0]
    latest = (
        select(Thread)
        .where(Thread.person == person, col(Thread.at) > now - GOES_ON)
        .where(col(Thread.root).startswith(f"{place}:", autoescape=True))
    )
    return session.exec(latest.order_by(col(Thread.at).desc()).limit(1)).first()


def remember(session: Session, thread: Thread) -> None:
    """Keep what a thread is about now."""
    values = thread.model_dump()
    if not insert_once(session, Thread, **values):
        session.merge(Thread(**values))


def forget(session: Session, now: datetime) -> int:
    """Drop what nobody went on with for a month; return how many threads."""
    return session.exec(delete(Thread).where(col(Thread.at) < now - KEPT)).rowcount
