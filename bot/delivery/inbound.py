"""Inbound: a delivery from Slack changes the rows once, however often it comes."""

from datetime import datetime

from sqlmodel import Field, Session, SQLModel, col, delete

from bot.db import Prepared, instant, unless_there


class AlreadyHandled(Exception):  # noqa: N818  # a fact about the delivery, not an error
    """The delivery was handled before; answer it and change nothing."""


class Delivery(SQLModel, table=True):
    """One delivery from Slack that was handled."""

    __tablename__ = "deliveries"

    key: str = Field(primary_key=True)  # event id, view id and hash, action and trigger
    at: datetime = instant(index=True)


_ACCEPT = Prepared(lambda dialect: unless_there(dialect, "deliveries"))


def accept(session: Session, key: str, now: datetime) -> None:
    """Note that the delivery `key` is handled in this transaction; call it first.

    Raises AlreadyHandled when it was handled before; of two at the same moment one waits for the other.
    """
    if not _ACCEPT.count(session, key=key, at=now):
        raise AlreadyHandled(key)


def forget(session: Session, before: datetime) -> int:
    """Drop what was handled before an instant that Slack no longer redelivers; return how many."""
    return session.exec(delete(Delivery).where(col(Delivery.at) < before)).rowcount
