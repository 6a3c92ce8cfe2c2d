"""Questions about an order: what the team wants to know, and what the person who asked for it answers."""

from datetime import datetime

from sqlmodel import Session

from bot.process import orders
from bot.process.orders import AT_WORK, Order, OrderEvent
from bot.refusal import Refused


def ask(session: Session, order_id: int, *, by: str, note: str, now: datetime) -> tuple[Order, OrderEvent]:
    """Store a question to the person who wants it. Raises Refused when nobody works on it any more."""
    order = orders.find(session, order_id)
    if order.state not in AT_WORK:
        raise orders.too_late(session, order)
    return order, orders.record(session, order, now, by, "asked", note)


def find(session: Session, order_id: int, question_id: int) -> OrderEvent:
    """Return a question about an order. Raises Refused when there is none of that number."""
    question = session.get(OrderEvent, question_id)
    if question is None or question.order_id != order_id or question.what != "asked":
        raise Refused("orders/unknown", ["my_orders"], number=order_id)
    return question


def answer(
    session: Session, order_id: int, question_id: int, *, by: str, note: str, now: datetime
) -> tuple[Order, OrderEvent, OrderEvent]:
    """Store the answer; return the order, the question and the answer.

    Raises Refused for anybody but the person who asked for the order.
    """
    order = orders.find(session, order_id)
    orders.check_requester(order, by)
    question = find(session, order_id, question_id)
    return order, question, orders.record(session, order, now, by, "answered", note)
