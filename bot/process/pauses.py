"""Pauses: while an order waits for the customer its clock stands still."""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog
from bot.process import due_times, orders, steps
from bot.process.orders import Order


def wait(session: Session, order_id: int, by: str, now: datetime, note: str = "") -> Order:
    """Stop the clock until the customer did something; the note says what.

    Raises Refused when nobody works on it any more, and when it waits already.
    """
    return steps.wait(session, order_id, by=by, now=now, note=note)


def resume(
    session: Session, catalog: Catalog, order_id: int, by: str, now: datetime, note: str = ""
) -> Order:
    """Let the clock go on: what it is due moves by the service minutes in which it waited.

    Raises Refused when it does not wait.
    """
    order = orders.find(session, order_id)
    session.refresh(order)
    moved = _moved(session, catalog, order, now)
    return steps.go_on(session, order_id, by=by, now=now, note=note, **moved)


def end(session: Session, catalog: Catalog, order_id: int, by: str, now: datetime) -> None:
    """Let the clock go on if it stands still, because somebody takes the order over or finishes it."""
    if orders.find(session, order_id).state == "waiting":
        resume(session, catalog, order_id, by, now)


def _moved(session: Session, catalog: Catalog, order: Order, now: datetime) -> dict[str, Any]:
    if order.waiting_since is None or order.due_at is None:
        return {}
    earliest = min(order.waiting_since, order.due_at)
    hours = due_times.hours_of(session, catalog, order, earliest)
    paused = hours.minutes_between(order.waiting_since, now)
    if not paused:  # adding nothing to closing time would make it the next opening
        return {}
    return {"paused_minutes": order.paused_minutes + paused, "due_at": hours.add(order.due_at, paused)}
