"""Approvals: each yes that an order needs, one after the other, and who stands in for whom."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from bot.db import instant


class Approval(SQLModel, table=True):
    """One level's word on an order; the levels are asked one after the other."""

    __tablename__ = "approvals"
    __table_args__ = (sa.UniqueConstraint("order_id", "level"),)

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(foreign_key="orders.id", index=True)
    level: int  # 1 is asked first
    approver: str = Field(index=True)  # Slack user id; never the person who asked when money moves
    why: str  # budget_owner, head, lead, named, delegate, pool
    asked_of: str | None = None  # Slack user id of who gave it to the approver
    state: str = "waiting"  # waiting, asked, approved, declined
    asked_at: datetime | None = instant(default=None, nullable=True)
    reminded_at: datetime | None = instant(default=None, nullable=True)
    decided_at: datetime | None = instant(default=None, nullable=True)
    note: str = ""


class Delegation(SQLModel, table=True):
    """Who decides instead of somebody, from one day to another; both days count."""

    __tablename__ = "delegations"

    id: int | None = Field(default=None, primary_key=True)
    person: str = Field(index=True)  # Slack user id
    delegate: str
    starts_on: date
    ends_on: date | None = None  # None: until it is taken back
