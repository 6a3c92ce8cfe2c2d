"""Undelivered: an order that ends before it is delivered, and what it held is free again."""

from datetime import datetime

from sqlmodel import Session

from bot.catalog import Catalog
from bot.cost import funding, subscriptions
from bot.process import approvals, cards, expediting, extensions, orders, steps
from bot.process.orders import Order
from bot.process.telling import Step
from bot.refusal import Refused
from bot.value import purchases


def cancel(session: Session, order_id: int, *, by: str, now: datetime) -> Order:
    """Take an order back and give the money it held back to the unit.

    Raises Refused as `steps.cancel` does, and for what was delivered once and runs, though it is open again.
    """
    order = steps.cancel(session, order_id, by=by, now=now)
    _let_go(session, order, by, now)
    return order


def end(session: Session, catalog: Catalog, order_id: int, *, by: str, now: datetime, reason: str) -> Order:
    """Turn down, wherever it is, what was asked of a service that the catalog no longer has; IT may.

    Raises Refused as `cancel` does, and where the service is there again.
    """
    order = purchases.alone(session, orders.find(session, order_id))
    if order.service in catalog.services:
        raise Refused("orders/there_again", ["goes_on", "talk"], order=cards.facts_of(catalog, order))
    step = Step("declined", "declined", by, now, reason)
    told = {"approver": by, "note": reason, "closed_at": now, "way_forward": "alternative"}
    order = steps.move(session, order_id, orders.UNFINISHED, step, **told)
    _let_go(session, order, by, now)
    return order


def _let_go(session: Session, order: Order, by: str, now: datetime) -> None:
    """Give back what an order held that ends undelivered. Raises Refused as `cancel` does."""
    if order.kind == "hours":
        extensions.take_back(session, order, now)
    expediting.dropped(session, order, by, now)
    if subscriptions.started(session, order.number):
        raise Refused("orders/running", ["talk", "order_other"], number=order.number, service=order.service)
    approvals.close(session, order.number, now)
    funding.release(session, order.number)
