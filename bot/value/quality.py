"""Quality: what stands beside every figure, so that a reader knows how far to trust it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, func, select

from bot.cost import lines
from bot.cost.lines import CostLine
from bot.money import Money


@dataclass(frozen=True)
class Note:
    """Where figures come from: how many rows of what, when they were read, whether sample data is among them.

    `coverage` is the share (0..1) of what there should be that is in them; None where nobody can know.
    """

    kind: str  # a key of templates/_quality.j2
    rows: int
    as_of: datetime
    sample: bool = False
    coverage: float | None = None


def note(
    session: Session,
    kind: str,
    table: type[SQLModel],
    which: Any,
    as_of: datetime,
    coverage: float | None = None,
) -> Note:
    """Count the rows of a table that figures are made of; one without `sample` holds nothing made up."""
    invented = getattr(table, "sample", None)
    of_sample = (
        sa.literal(0) if invented is None else func.coalesce(func.sum(sa.case((invented, 1), else_=0)), 0)
    )
    rows, made_up = session.exec(select(func.count(), of_sample).select_from(table).where(which)).one()
    return Note(kind, rows, as_of, made_up > 0, coverage if rows else None)


def cost(session: Session, month: str, as_of: datetime, whole: Money, unassigned: Money) -> Note:
    """Count the cost lines of a month; covered is what of the whole reached a service."""
    booked = sa.and_(col(CostLine.month) == month, lines.booked())
    reached = part((whole - unassigned).minor, whole.minor)
    return note(session, "cost_lines", CostLine, booked, as_of, reached)


def part(some: float, whole: float) -> float | None:
    """Return `some` as a share of `whole`, None of nothing."""
    return some / whole if whole else None
