"""Orders, incidents and questions: everything a customer asked for, from placing to closing."""

from datetime import datetime
from decimal import Decimal

from sqlmodel import Field, SQLModel

from bot.db import exact, instant


class Order(SQLModel, table=True):
    """One thing a customer asked for and its way to the end."""

    __tablename__ = "orders"

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(index=True)  # order, incident, question
    state: str = Field(index=True)  # approval, open, taken, done, closed, declined, cancelled
    person: str = Field(index=True)  # Slack user id of who asked
    unit: str = Field(index=True)  # business unit code
    service: str | None = Field(default=None, index=True)
    tier: str | None = None  # the tier ordered, or the one the unit had when it asked
    quantity: int = 1
    unit_price: Decimal | None = exact(default=None, nullable=True)  # major units of the company's currency
    text: str = ""
    origin: str | None = None  # permalink of the message it was made from
    impact: int = 3
    urgency: int = 3
    opened_at: datetime = instant(index=True)
    due_at: datetime | None = instant(default=None, nullable=True)  # fixed at opening
    responded_at: datetime | None = instant(default=None, nullable=True)
    done_at: datetime | None = instant(default=None, nullable=True)
    closed_at: datetime | None = instant(default=None, nullable=True)
    approver: str | None = None  # Slack user id; never the person who asked when money moves
    assignee: str | None = None
    out_of_hours: bool = False  # opened outside the tier's service hours
    way_forward: str | None = None  # answer, order, alternative, person
    from_offer: int | None = Field(default=None, index=True)
    sample: bool = False


class OrderEvent(SQLModel, table=True):
    """One step in an order's life: who did what, when."""

    __tablename__ = "order_events"

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id", index=True)
    at: datetime = instant()
    by: str
    what: str
    note: str = ""
