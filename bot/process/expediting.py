"""Expediting: a change that cannot wait, what waiting costs, what may go wrong, and the look back afterwards."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from bot.db import instant


class Expedite(SQLModel, table=True):
    """What is to be known of a change before somebody says that it may go ahead now."""

    __tablename__ = "expedites"

    order_id: int = Field(primary_key=True, foreign_key="orders.id")
    change: str  # what is to be changed
    wanted_by: datetime = instant()
    waiting_costs: str  # what the business loses by waiting, in its words
    loss_minor: int | None = None  # the same in money a day, if they can say
    risk: str = ""  # what may go wrong, as who does it sees it
    way_back: str = ""  # how it is undone then
    decided_by: str | None = None
    decided_at: datetime | None = instant(default=None, nullable=True)
    review_due_at: datetime | None = instant(default=None, nullable=True)
    reviewed_by: str | None = None
    reviewed_at: datetime | None = instant(default=None, nullable=True)
    outcome: str | None = None  # well, trouble, undone
    lesson: str = ""
