"""Surveys: one short question after each closed interaction, privately, and what people answered."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from bot.db import instant


class Survey(SQLModel, table=True):
    """One invitation about one order, and its answers as they come."""

    __tablename__ = "surveys"

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(unique=True)  # once per interaction
    person: str = Field(index=True)
    unit: str = Field(index=True)
    service: str | None = Field(default=None, index=True)
    sent_at: datetime | None = instant(default=None, nullable=True, index=True)
    suppressed: str | None = None  # why it was not sent: opted_out, too_soon
    working: bool | None = None  # is it working for you?
    score: int | None = None  # 1 to 5
    worth_it: bool | None = None
    comment: str | None = None
    answered_at: datetime | None = instant(default=None, nullable=True)  # the score's time
    sample: bool = False
