"""Timers: something to do later, kept as a row, done inside the transaction that settles it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from bot.db import Prepared, wake_sender
from bot.delivery.facts import pack
from bot.delivery.jobs import READY, TIMER, Job, enqueue
from bot.delivery.outbox import NOTHING

Timer = Callable[[Session, datetime, Mapping[str, Any]], None]


_GIVEN = ("name", "facts", "due_at", "created_at")
_SOON = Prepared(
    sa.insert(SQLModel.metadata.tables["jobs"])
    .values(kind=TIMER, state=READY, attempts=0, **{name: sa.bindparam(name) for name in _GIVEN})
    .inline()
)


def soon(session: Session, name: str, *, now: datetime, facts: Mapping[str, Any] = NOTHING) -> None:
    """Run the timer `name` as soon as this session is on disk."""
    _SOON.count(session, name=name, facts=pack(facts), due_at=now, created_at=now)
    wake_sender(session)


def set_timer(
    session: Session,
    name: str,
    due_at: datetime,
    *,
    now: datetime,
    key: str | None = None,
    facts: Mapping[str, Any] = NOTHING,
) -> Job:
    """Run the timer `name` at `due_at`.

    The same `key` again moves a timer that still waits and leaves one that has run as it is.
    """
    waiting = _waiting(session, key) if key else None
    if waiting is None:
        job = Job(kind=TIMER, name=name, key=key, due_at=due_at, created_at=now, facts=pack(facts))
        return enqueue(session, job)
    waiting.name, waiting.due_at, waiting.facts = name, due_at, pack(facts)
    session.add(waiting)
    wake_sender(session)
    return waiting


def _waiting(session: Session, key: str) -> Job | None:
    waiting = select(Job).where(Job.key == key, Job.kind == TIMER, Job.state == READY)
    return session.exec(waiting.with_for_update(skip_locked=True)).first()


def cancel_timer(session: Session, key: str) -> bool:
    """Take back a timer that still waits; return whether there was one."""
    job = _waiting(session, key)
    if job is None:
        return False
    session.delete(job)
    return True
