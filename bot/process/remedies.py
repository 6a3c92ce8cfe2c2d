"""Remedies: what is done about a target that was missed, by whom, until when."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from bot.db import instant


class Remedy(SQLModel, table=True):
    """One missed target, and what is done so that it is not missed again."""

    __tablename__ = "remedies"

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id", unique=True)
    service: str | None = Field(default=None, index=True)
    what: str  # response, resolution
    owner: str = Field(index=True)  # Slack user id of who is to say what is done
    opened_at: datetime = instant(index=True)
    due_on: date
    action: str = ""
    done_at: datetime | None = instant(default=None, nullable=True)
    result: str = ""
