"""Counted: what a file or a person says that a measure came to in a month, where another system counts it."""

from typing import NamedTuple

from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, select

from bot.cost.batches import Batch
from bot.db import insert_once


class Counted(SQLModel, table=True):
    """So many of so many went as they should, in one month, by one measure of the balance."""

    __tablename__ = "counted"
    __table_args__ = (UniqueConstraint("measure", "month"),)

    id: int | None = Field(default=None, primary_key=True)
    measure: str  # a key of bot.catalog.measured
    month: str = Field(index=True)
    good: int
    counted: int  # never less than `good`
    by: str = ""  # Slack id
    batch_id: int | None = Field(default=None, index=True)
    row: int | None = None


class Told(NamedTuple):
    """So many of so many, and the file that says so; "" where a person noted it."""

    good: int
    counted: int
    file: str


def of_month(session: Session, month: str) -> dict[str, Told]:
    """Return what was told of a month, by the key of the measure."""
    rows = session.exec(
        select(Counted.measure, Counted.good, Counted.counted, Batch.file_name)
        .outerjoin(Batch, col(Batch.id) == Counted.batch_id)
        .where(Counted.month == month)
    )
    return {measure: Told(good, counted, file or "") for measure, good, counted, file in rows}


def note(session: Session, measure: str, month: str, *, good: int, counted: int, by: str) -> None:
    """Keep what a person says that a measure came to in a month; the last word counts, also after a file's."""
    which = {"measure": measure, "month": month}
    said = {"good": good, "counted": counted, "by": by}
    if not insert_once(session, Counted, **which, **said):
        known = session.exec(select(Counted).filter_by(**which)).one()
        for name, value in {**said, "batch_id": None, "row": None}.items():
            setattr(known, name, value)
        session.add(known)
