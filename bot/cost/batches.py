"""Batches: files that were taken in, each once, and taken back as a whole."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Index, Session, SQLModel, col, select

from bot.db import Numbered, facts, instant

KINDS = (
    "cost",
    "focus",
    "usage",
    "planned",
    "funding",
    "drivers",
    "budget",
    "prices",
    "rates",
    "outcomes",
    "measures",
)


STATES = ("previewed", "storing", "stored", "undoing", "undone")
HALF = ("storing", "undoing")  # some of its rows are there, some are not
_TAKEN = sa.text("state IN ('storing', 'stored')")


class Batch(Numbered, SQLModel, table=True):
    """One file: `previewed` (nothing is stored of it), `storing`, `stored`, `undoing` or `undone`.

    Every row that it brought carries its id and the row number. What was rejected is in `rejected`, at
    most so many as are worth reading on a screen, and all of it in the file that goes back. A file is
    taken in once, whatever it is called: `sha256` is unique among those that are or are being stored.
    """

    __tablename__ = "batches"
    __table_args__ = (
        Index("uq_batches_taken", "sha256", unique=True, sqlite_where=_TAKEN, postgresql_where=_TAKEN),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str  # one of KINDS
    file_name: str
    sha256: str = Field(index=True)
    format: str = "csv"  # csv, xlsx, focus
    version: str = ""  # of the format, where it has one
    columns: dict[str, Any] = facts(default_factory=dict)  # our column -> the file's
    header: list[str] = facts(default_factory=list)  # of the file
    state: str = Field(default="previewed", index=True)
    rows: int = 0  # that can be, or were, taken
    done: int = 0  # rows stored so far
    touched_at: datetime | None = instant(default=None, nullable=True)  # when one was stored last
    rejected_rows: int = 0
    rejected: list[dict[str, Any]] = facts(default_factory=list)  # row, column, reason
    noted: list[dict[str, Any]] = facts(default_factory=list)  # what is odd and was taken all the same
    months: list[str] = facts(default_factory=list)
    totals: dict[str, Any] = facts(default_factory=dict)  # currency -> exact amount, as text
    file_id: str = ""  # what Slack calls the file, "" from the command line
    by: str  # Slack user id, or "" for the command line
    at: datetime = instant()
    stored_at: datetime | None = instant(default=None, nullable=True)
    undone_by: str | None = None
    undone_at: datetime | None = instant(default=None, nullable=True)


class KeptMonth(SQLModel, table=True):
    """A month that was closed when a file was taken back: its rows there stay."""

    __tablename__ = "kept_months"

    batch_id: int = Field(primary_key=True)
    month: str = Field(primary_key=True)  # YYYY-MM


def recent(session: Session, limit: int = 20) -> list[Batch]:
    """Return what was taken in or taken back lately, the newest first; what was only looked at is left out."""
    wanted = select(Batch).where(Batch.state != "previewed").order_by(col(Batch.id).desc()).limit(limit)
    return list(session.exec(wanted))


def taken(session: Session, sha256: str) -> Batch | None:
    """Return the batch of a file with this content that is, or is being, stored."""
    return session.exec(
        select(Batch).where(Batch.sha256 == sha256, col(Batch.state).in_(("storing", "stored")))
    ).first()


def half(*states: str) -> sa.Select[Any]:
    """Return the query for the ids of files that are only half there; `states` are some of HALF, else all."""
    return sa.select(col(Batch.id)).where(col(Batch.state).in_(states or HALF))


def kept() -> sa.Select[Any, Any]:
    """Return the query for files that were taken back, each with a month in which its rows stay."""
    return sa.select(col(KeptMonth.batch_id), col(KeptMonth.month))
