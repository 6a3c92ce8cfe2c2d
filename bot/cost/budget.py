"""Budget: lines that follow a driver, a contract or last year, each from a price-list item or an amount."""

from decimal import Decimal

from sqlmodel import Field, SQLModel

from bot.db import exact

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
