"""Refusals: each no that a person was told, with the way forward that it offered; nobody's name is kept."""

from collections.abc import Collection
from datetime import datetime, timedelta
from hashlib import sha256

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col

from bot.db import insert_once, instant

KEPT = timedelta(days=180)


class Refusal(SQLModel, table=True):
    """One no, or one apology, as it was told."""

    __tablename__ = "refusals"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)  # digest of what the delivery is known by: told again, it counts once
    template: str
    ways: str  # what it offered, "talk,order_other"; "" where it offered nothing
    at: datetime = instant(index=True)


def note(session: Session, key: str, template: str, ways: Collection[str], now: datetime) -> None:
    """Write down a no that is told now; the same delivery's is written once."""
    insert_once(
        session,
        Refusal,
        key=sha256(key.encode()).hexdigest(),
        template=template,
        ways=",".join(ways),
        at=now,
    )


def forget(session: Session, now: datetime) -> int:
    """Delete what has been kept long enough; return how many."""
    old = sa.delete(Refusal).where(col(Refusal.at) < now - KEPT)
    return session.connection().execute(old).rowcount
