"""Timers: something to do later, kept as a row, done inside the transaction that settles it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.db import Prepared, UtcDateTime, wake_sender
from bot.delivery.facts import pack
from bot.delivery.jobs import READY, TIMER, Job, enqueue
from bot.delivery.outbox import NOTHING

Timer = Callable[[Session, datetime, Mapping[str, Any]], None]

_waiting = (
    sa.select(col(Job.id))
    .where(col(Job.key) == sa.bindparam("of"), col(Job.kind) == TIMER, col(Job.state) == READY)
    .with_for_update(skip_locked=True)
    .scalar_subquery()
)
_MOVE = Prepared(
    sa.update(Job)
    .where(col(Job.id) == _waiting)
    .values(
        name=sa.bindparam("name"),
        due_at=sa.bindparam("due_at", type_=UtcDateTime()),
        facts=sa.bindparam("facts", type_=sa.JSON()),
    )
)
_CANCEL = Prepared(sa.delete(Job).where(col(Job.id) == _waiting))


def soon(session: Session, name: str, *, now: datetime, facts: Mapping[str, Any] = NOTHING) -> None:
    """Run the timer `name` as soon as this session is on disk."""
    enqueue(session, TIMER, name, now=now, facts=pack(facts))


def set_timer(
    session: Session,
    name: str,
    due_at: datetime,
    *,
    now: datetime,
    key: str | None = None,
    facts: Mapping[str, Any] = NOTHING,
) -> bool:
    """Run the timer `name` at `due_at`; return whether it is a new one.

    The same `key` again moves a timer that still waits and leaves one that has run as it is.
    """
    packed = pack(facts)
    if key and _MOVE.count(session, of=key, name=name, due_at=due_at, facts=packed):
        wake_sender(session)
        return False
    return enqueue(session, TIMER, name, now=now, due_at=due_at, key=key, facts=packed)


def cancel_timer(session: Session, key: str) -> bool:
    """Take back a timer that still waits; return whether there was one."""
    return _CANCEL.count(session, of=key) == 1
