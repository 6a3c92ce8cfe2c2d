"""Counted: what a file says that a measure came to in a month, where another system counts it."""

from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, select

from bot.cost.batches import Batch


class Counted(SQLModel, table=True):
    """So many of so many went as they should, in one month, by one measure of the balance."""

    __tablename__ = "counted"
    __table_args__ = (UniqueConstraint("measure", "month"),)

    id: int | None = Field(default=None, primary_key=True)
    measure: str  # a key of bot.catalog.measured
    month: str = Field(index=True)
    good: int
    counted: int  # never less than `good`
    by: str = ""
    batch_id: int | None = Field(default=None, index=True)
    row: int | None = None


def of_month(session: Session, month: str) -> dict[str, tuple[int, int, str]]:
    """Return how many went well, of how many, and in which file that stands, by the key of the measure."""
    rows = session.exec(
        select(Counted.measure, Counted.good, Counted.counted, Batch.file_name)
        .outerjoin(Batch, col(Batch.id) == Counted.batch_id)
        .where(Counted.month == month)
    )
    return {measure: (good, counted, file or "") for measure, good, counted, file in rows}
