"""Verdicts: what is decided by several people, or by whoever of several answers first."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.process import orders, steps
from bot.process.orders import Order
from bot.process.telling import Step


def hold(session: Session, order_id: int) -> Order:
    """Return an order that waits for a verdict and nobody else changes until the session ends.

    Raises Refused when there is none, and when it was decided.
    """
    order = orders.hold(session, order_id)
    orders.check_undecided(session, order)
    return order


def undecided(session: Session, order_id: int) -> Order:
    """Return an order that waits for a verdict. Raises Refused when there is none, and when it was decided."""
    order = orders.find(session, order_id)
    orders.check_undecided(session, order)
    return order


def agree(session: Session, order_id: int, *, by: str, now: datetime, note: str = "", **terms: Any) -> Order:
    """Open an order on the last yes of several who were asked; `terms` are when it is due, and whose it is.

    Who may say yes is for the caller to check. Raises Refused when it was decided already.
    """
    return steps.move(
        session, order_id, ("approval",), Step("open", "agreed", by, now, note), note=note, **terms
    )
