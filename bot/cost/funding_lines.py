"""Funding lines: what a unit may spend, as finance's file says; they stand in for the company file's figure."""

from sqlmodel import Field, Session, SQLModel, col, func, select

from bot.cost.batches import Batch
from bot.db import minor_units

KINDS = ("line", "corporate_overhead")


class FundingLine(SQLModel, table=True):
    """Money for a unit in a fiscal year, for one service or for all; the lines of a year add up."""

    __tablename__ = "funding_lines"

    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(index=True)
    fiscal_year: int = Field(index=True)
    service: str | None = None
    minor: int = minor_units()
    kind: str = "line"  # one of KINDS
    approved_by: str = ""
    batch_id: int | None = Field(default=None, index=True)
    row: int | None = None


def files(session: Session, unit: str, fiscal_year: int) -> dict[str, int]:
    """Return how many lines of a unit's year each file brought, by its name, "" where it is not known."""
    counted = (
        select(func.coalesce(Batch.file_name, ""), func.count())
        .select_from(FundingLine)
        .join(Batch, col(Batch.id) == col(FundingLine.batch_id), isouter=True)
        .where(FundingLine.unit == unit, FundingLine.fiscal_year == fiscal_year)
        .group_by(Batch.file_name)
        .order_by(Batch.file_name)
    )
    return dict(session.exec(counted).all())
