"""Budget: lines that follow a driver, a contract or last year, each from a price-list item or an amount."""

from datetime import date, timedelta
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, func, select

from bot.catalog import Company
from bot.db import Values, exact

A_YEAR = 12
METHODS = ("driver", "contract", "last_year")


class BudgetLine(SQLModel, table=True):
    """One line of a fiscal year's budget, in force in [from_month, until_month) of it.

    A month costs driver level x `per_driver` x unit price; the price is that of `sku` in the vendor's list
    in force, or `unit_price`. A line without a driver has level 1.
    """

    __tablename__ = "budget_lines"

    id: int | None = Field(default=None, primary_key=True)
    fiscal_year: int = Field(index=True)
    name: str
    service: str | None = None
    category: str  # one of bot.cost.lines.CATEGORIES
    driver: str | None = Field(default=None, index=True)
    per_driver: Decimal = exact(default=Decimal(1))
    vendor: str = ""
    sku: str = Field(default="", index=True)
    unit_price: Decimal | None = exact(default=None, nullable=True)
    from_month: str | None = None  # YYYY-MM; None: the year's first
    until_month: str | None = None
    owner: str = ""
    method: str = "driver"  # one of METHODS
    batch_id: int | None = Field(default=None, index=True)
    row: int | None = None

    @property
    def priced_as(self) -> tuple[str, str]:
        """What its price hangs on: vendor and number of article, or else the line itself."""
        return (self.vendor, self.sku) if self.sku else ("", self.name)

    def runs_in(self, month: str) -> bool:
        """Tell whether the line is in force in a month."""
        return (self.from_month or month) <= month and (self.until_month is None or month < self.until_month)


def of_year(session: Session, year: int) -> tuple[list[BudgetLine], int | None]:
    """Return a fiscal year's lines and the year they were written for.

    A year without lines goes on with those of the latest year before it that has some; None: there is none.
    """
    latest = latest_by(session, year)
    lines = select(BudgetLine).where(BudgetLine.fiscal_year == latest).order_by(col(BudgetLine.id))
    return (list(session.exec(lines)) if latest is not None else []), latest


_LATEST = Values(
    select(func.max(BudgetLine.fiscal_year)).where(col(BudgetLine.fiscal_year) <= sa.bindparam("year"))
)


def latest_by(session: Session, year: int) -> int | None:
    """Return the latest fiscal year up to this one that has lines, None where none has."""
    return _LATEST.first(session, year=year)


def is_there(session: Session) -> bool:
    """Tell whether any year has a budget."""
    return session.exec(select(BudgetLine.id).limit(1)).first() is not None


def months(company: Company, year: int) -> list[str]:
    """Return the months of a fiscal year, the first one first ("2026-07")."""
    starts = company.fiscal_year_starts
    found = [f"{year if starts == 1 else year - 1}-{starts:02}"]
    while len(found) < A_YEAR:
        found.append(after(found[-1]))
    return found


def after(month: str) -> str:
    """Return the calendar month after this one."""
    return f"{date.fromisoformat(f'{month}-01') + timedelta(days=31):%Y-%m}"


def year_of(company: Company, month: str) -> int:
    """Return the fiscal year that a month is in."""
    return company.fiscal_year(date.fromisoformat(f"{month}-01"))
