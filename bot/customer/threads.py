"""Threads: what a conversation is about, so that a follow-up need not say it again."""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col, delete

from bot.db import Prepared, UtcDateTime, facts, instant

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


class About(NamedTuple):
    """What was last spoken of; `facts` are what else was said: quantity, day, time."""

    service: str | None
    tier: str | None
    aspect: str
    facts: dict[str, Any]


_ABOUT = sa.select(*(getattr(Thread, name) for name in About._fields))
_OF = Prepared(_ABOUT.where(col(Thread.root) == sa.bindparam("of")))
_LATEST = Prepared(
    _ABOUT.where(col(Thread.person) == sa.bindparam("who"))
    .where(col(Thread.at) > sa.bindparam("since", type_=UtcDateTime()))
    .where(sa.func.substr(col(Thread.root), 1, sa.bindparam("length")) == sa.bindparam("place"))
    .order_by(col(Thread.at).desc())
    .limit(1)
)


def recall(session: Session, root: str, person: str, now: datetime, *, begins: bool = True) -> About | None:
    """Return what a thread is about; in one that `begins`, what the same person just spoke of in the same place."""
    known = _OF.rows(session, of=root)
    if begins and not known:
        place = f"{root.partition(':')[0]}:"
        known = _LATEST.rows(session, who=person, since=now - GOES_ON, length=len(place), place=place)
    return About(*known[0]) if known else None


def _keep(dialect: str) -> sa.Insert:
    rows = SQLModel.metadata.tables["threads"]
    given = {each.name: sa.bindparam(each.name, type_=each.type) for each in rows.columns}
    insert = (sqlite if dialect == "sqlite" else postgresql).insert(rows).values(given).inline()
    fresh = {name: insert.excluded[name] for name in given if name != "root"}
    kept: sa.Insert = insert.on_conflict_do_update(index_elements=["root"], set_=fresh)
    return kept


_KEEP = Prepared(_keep)


def remember(session: Session, root: str, person: str, about: About, now: datetime) -> None:
    """Keep what a thread is about now."""
    _KEEP.count(session, root=root, person=person, **about._asdict(), at=now)


def forget(session: Session, now: datetime) -> int:
    """Drop what nobody went on with for a month; return how many threads."""
    return session.exec(delete(Thread).where(col(Thread.at) < now - KEPT)).rowcount
