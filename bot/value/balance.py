"""Balance: how strong customer focus, process orientation and cost optimization are, by what is measured."""

from decimal import Decimal

from sqlmodel import Field, SQLModel, UniqueConstraint

from bot.db import exact


class Score(SQLModel, table=True):
    """One measure of the balance in one closed month; `value` None: not measured, which counts as 0."""

    __tablename__ = "scores"
    __table_args__ = (UniqueConstraint("month", "measure"),)

    id: int | None = Field(default=None, primary_key=True)
    month: str = Field(index=True)
    element: str  # customer, process, cost
    measure: str
    value: Decimal | None = exact(default=None, nullable=True)  # 0 to 100
    n: int | None = None  # how many it was worked out from
