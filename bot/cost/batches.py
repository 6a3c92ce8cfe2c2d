"""Batches: files that were taken in, each once, and taken back as a whole."""

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from bot.db import facts, instant

KINDS = ("cost", "usage", "planned", "funding", "drivers", "budget", "prices", "rates", "outcomes")


class Batch(SQLModel, table=True):
    """One file: `previewed` (nothing is stored of it), `storing`, `stored` or `undone`.

    Every row that it brought carries its id and the row number. What was rejected is in `rejected`, at
    most so many as are worth reading on a screen, and all of it in the file that goes back.
    """

    __tablename__ = "batches"

    id: int | None = Field(default=None, primary_key=True)
    kind: str  # one of KINDS
    file_name: str
    sha256: str = Field(index=True)
    format: str = "csv"  # csv, xlsx, focus
    version: str = ""  # of the format, where it has one
    columns: dict[str, Any] = facts(default_factory=dict)  # our column -> the file's
    state: str = Field(default="previewed", index=True)
    rows: int = 0
    rejected_rows: int = 0
    rejected: list[dict[str, Any]] = facts(default_factory=list)  # row, column, reason
    noted: list[dict[str, Any]] = facts(default_factory=list)  # what is odd and was taken all the same
    months: list[str] = facts(default_factory=list)
    totals: dict[str, Any] = facts(default_factory=dict)  # currency -> exact amount, as text
    by: str  # Slack user id, or "" for the command line
    at: datetime = instant()
    stored_at: datetime | None = instant(default=None, nullable=True)
    undone_by: str | None = None
    undone_at: datetime | None = instant(default=None, nullable=True)

    @property
    def number(self) -> int:
        """The id of a batch that is stored."""
        assert self.id is not None
        return self.id
