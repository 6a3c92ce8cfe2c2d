"""Funding lines: what a unit may spend, as finance's file says; they stand in for the company file's figure."""

from sqlmodel import Field, SQLModel

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
