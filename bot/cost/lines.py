"""Cost lines: what IT paid in a month, by service and category."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, func, select

from bot.catalog import CATEGORIES
from bot.cost import batches
from bot.db import exact, minor_units

__all__ = [
    "CATEGORIES",
    "CHARGES",
    "CostLine",
    "booked",
    "correct",
    "corrected",
    "correcting",
    "count",
    "direct",
]

CHARGES = ("usage", "purchase", "tax", "credit", "adjustment")
_OWN = {  # what a line does not have in common with what corrects it
    "id",
    "month",
    "minor",
    "corrects",
    "starts_on",
    "ends_on",
    "amount",
    "paid_in",
    "rate",
    "batch_id",
    "row",
    "rule_id",
}


class CostLine(SQLModel, table=True):
    """One cost of one month, in minor units of the company's currency.

    An imported one keeps what its source said: `row` of the batch's file, `amount` as written there in
    `paid_in`, turned into the company's currency at `rate`; `label`, `account` and `tags` are what rules
    find its service by. Amounts below a cent are rounded so that a group's lines add up to its amounts.
    """

    __tablename__ = "cost_lines"

    id: int | None = Field(default=None, primary_key=True)
    month: str = Field(index=True)  # YYYY-MM
    service: str | None = Field(default=None, index=True)  # customer-facing or supporting; None: unassigned
    category: str  # one of CATEGORIES
    minor: int = minor_units()
    vendor: str = ""
    source: str = ""
    sample: bool = False
    charge: str = "usage"  # one of CHARGES
    label: str = ""  # what the source calls it
    account: str = ""
    tags: str = ""  # JSON, as the source gives it
    starts_on: date | None = None  # when it was used, [starts_on, ends_on); booked in `month` all the same
    ends_on: date | None = None
    amount: Decimal | None = exact(default=None, nullable=True)
    paid_in: str = ""  # ISO 4217, when not the company's currency
    rate: Decimal | None = exact(default=None, nullable=True)
    corrects: str | None = None  # the closed month that this line puts right
    batch_id: int | None = Field(default=None, index=True)
    row: int | None = None  # in the file; its first line is 1
    rule_id: int | None = None  # the mapping rule that found its service, or that it is nobody's


def booked() -> sa.ColumnElement[bool]:
    """Return the condition that every query of cost lines needs: no lines of a file that is only half there.

    Of one that is being taken back, what stays counts at every moment: its lines in months that were closed by
    then, and those in no row of the file, which reverse them.
    """
    batch = sa.func.coalesce(col(CostLine.batch_id), 0)
    kept = sa.tuple_(col(CostLine.batch_id), col(CostLine.month)).in_(batches.kept())
    taken_back = sa.or_(batch.not_in(batches.half("undoing")), col(CostLine.row).is_(None), kept)
    return sa.and_(batch.not_in(batches.half("storing")), taken_back)


def direct(session: Session, month: str) -> dict[str | None, dict[str, int]]:
    """Return a month's cost lines added up: service (None: unassigned) -> category -> minor units."""
    rows = session.exec(
        select(CostLine.service, CostLine.category, func.sum(CostLine.minor))
        .where(CostLine.month == month, booked())
        .group_by(CostLine.service, CostLine.category)
    )
    sums: dict[str | None, dict[str, int]] = {}
    for service, category, minor in rows:
        sums.setdefault(service, {})[category] = int(minor)
    return sums


def count(session: Session, month: str) -> int:
    """Return how many cost lines a month has; none means that its cost is not booked yet."""
    return session.exec(
        select(func.count()).select_from(CostLine).where(CostLine.month == month, booked())
    ).one()


def corrected(session: Session, month: str) -> tuple[int, int]:
    """Return by how much a closed month was corrected since, and how much of this one corrects others.

    Both are minor units; two corrections that cancel out are nothing.
    """
    amount = func.coalesce(func.sum(CostLine.minor), 0)
    since = session.exec(select(amount).where(CostLine.corrects == month, booked())).one()
    of_others = select(amount).where(CostLine.month == month, col(CostLine.corrects).is_not(None), booked())
    return int(since), int(session.exec(of_others).one())


def correcting(session: Session, month: str) -> dict[tuple[str, str], int]:
    """Return what of a month's cost puts closed months right: (service, closed month) -> minor units."""
    rows = session.exec(
        select(CostLine.service, CostLine.corrects, func.sum(CostLine.minor))
        .where(
            CostLine.month == month,
            col(CostLine.corrects).is_not(None),
            col(CostLine.service).is_not(None),
            booked(),
        )
        .group_by(col(CostLine.service), col(CostLine.corrects))
    )
    return {(service, corrects): int(minor) for service, corrects, minor in rows if service and corrects}


def correct(line: CostLine, into: str, *, minor: int | None = None, **said: object) -> CostLine:
    """Return what changes in the closed month of `line` as a line of the open month `into`; add it to book it.

    Without `minor` (cents) the line is taken back whole; else that is the difference. `said` stands in for what
    the line says, as `service="ERP"`. Raises ValueError where `into` is the month itself: that is no correction.
    """
    if into == line.month:
        raise ValueError(f"{into} cannot be corrected in itself")
    return CostLine(
        **{**line.model_dump(exclude=_OWN), **said},
        month=into,
        minor=-line.minor if minor is None else minor,
        corrects=line.corrects or line.month,
    )
