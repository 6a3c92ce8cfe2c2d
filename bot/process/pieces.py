"""Pieces: how much a business unit has used up of what it plans for a month and pays piece by piece."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.process.orders import Order


def drawn(
    session: Session, unit: str, service: str, tier: str, since: datetime, before: int | None = None
) -> int:
    """Return how many pieces of a tier a unit ordered since then, whatever was not taken back.

    With `before`, the number of an order, only what was ordered before that one counts.
    """
    pieces = select(sa.func.coalesce(sa.func.sum(Order.quantity), 0)).where(
        Order.unit == unit,
        Order.service == service,
        Order.tier == tier,
        Order.kind == "order",
        col(Order.opened_at) >= since,
        col(Order.state).not_in(("declined", "cancelled")),
    )
    if before is not None:
        pieces = pieces.where(col(Order.id) < before)
    return session.exec(pieces).one()
