"""Untaken: what nobody takes is brought up to its owner, and then to who leads IT."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.catalog import Catalog
from bot.db import Values, either
from bot.delivery import timers
from bot.process import due_times, orders, targets, working
from bot.process.orders import Order, OrderEvent

TIMER = "order.untaken"
TO_WHOM = ("owner", "lead")  # after the time to respond, and after twice of it
GIVEN = ("approved", "opened", "handed_over")  # when a team gets something


def watch(session: Session, catalog: Catalog, order: Order, now: datetime, to: str = "owner") -> None:
    """Have it brought up if nobody takes it in time; again moves nothing, a new team gets its time anew."""
    if order.state == "open" and order.assignee is None and order.team is not None:
        facts = {"order_id": order.number, "team": order.team, "to": to}
        due_at = _due(session, catalog, order, TO_WHOM.index(to) + 1)
        key = f"untaken:{to}:{order.number}:{order.team}:{due_at.isoformat()}"
        timers.set_timer(session, TIMER, max(due_at, now), now=now, key=key, facts=facts)


def is_untaken(order: Order, team: str) -> bool:
    """Say whether still nobody of that team has it."""
    return order.state == "open" and order.assignee is None and order.team == team


def bring_up(session: Session, order: Order, to: str, now: datetime) -> bool:
    """Note that somebody is told; once each. Return whether they are to be told.

    Who asked is not, nor who has the team's card themselves, with the nudges below it.
    """
    if to in (order.person, order.team) or to in working.told(session, order.number):
        return False
    orders.record(session, order, now, orders.NOBODY, "brought_up", to)
    return True


def _due(session: Session, catalog: Catalog, order: Order, times: int) -> datetime:
    """Return when so many times the minutes to respond have passed, on the clock of its service hours."""
    promise = due_times.promised(catalog, order)
    minutes = (promise and promise.response_minutes) or targets.RESPONSE_MINUTES
    whole = minutes * targets.FACTORS[order.priority] * times
    since = _GIVEN.first(session, order_id=order.number) or order.opened_at
    return due_times.hours_of(session, catalog, order, since).add(since, whole)


_GIVEN = Values(
    select(OrderEvent.at)
    .where(OrderEvent.order_id == sa.bindparam("order_id"), either(col(OrderEvent.what), GIVEN))
    .order_by(col(OrderEvent.at).desc())
    .limit(1)
)
