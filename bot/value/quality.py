"""Quality: what stands beside every figure, so that a reader knows how far to trust it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel, func, select


@dataclass(frozen=True)
class Note:
    """Where figures come from: how many rows of what, when they were read, whether sample data is among them.

    `coverage` is the share (0..1) of what there should be that is in them; None where nobody can know.
    """

    kind: str  # cost_lines, usage, orders, surveys, offers
    rows: int
    as_of: datetime
    sample: bool
    coverage: float | None = None


def note(
    session: Session,
    kind: str,
    table: type[SQLModel],
    which: Any,
    as_of: datetime,
    coverage: float | None = None,
) -> Note:
    """Count the rows of a table that figures are made of."""
    rows = session.exec(select(func.count()).select_from(table).where(which)).one()
    sample = session.exec(
        select(func.count()).select_from(table).where(which, table.sample)  # type: ignore[attr-defined]
    ).one()
    return Note(kind, rows, as_of, sample > 0, coverage if rows else None)


def part(some: float, whole: float) -> float | None:
    """Return `some` as a share of `whole`, None of nothing."""
    return some / whole if whole else None
