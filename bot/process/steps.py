"""Steps: what changes the state of an order, each once: of two hurried people only one wins."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.db import UtcDateTime
from bot.delivery import timers
from bot.process import orders, telling
from bot.process.orders import AT_WORK, CANCELLABLE, CLOCK, Order, OrderEvent
from bot.process.telling import Step


def approve(
    session: Session,
    order_id: int,
    *,
    by: str,
    now: datetime,
    team: str | None,
    due_at: datetime,
    note: str = "",
    **terms: Any,
) -> Order:
    """Open an order to the team on the last yes it needs; `terms` are what the approver changed.

    Who may say it, `approvals` knows. Raises Refused when the order was decided already.
    """
    return move(
        session,
        order_id,
        ("approval",),
        Step("open", "approved", by, now, note),
        approver=by,
        team=team,
        due_at=due_at,
        note=note,
        **terms,
    )


def decline(session: Session, order_id: int, *, by: str, now: datetime, reason: str, **terms: Any) -> Order:
    """Turn an order down with the reason, which the person who asked reads with the ways forward.

    Raises Refused as `approve` does.
    """
    step = Step("declined", "declined", by, now, reason)
    ends = {"note": reason, "closed_at": now, "way_forward": "alternative", **terms}
    return move(session, order_id, ("approval",), step, **ends)


def take(session: Session, order_id: int, *, by: str, now: datetime) -> Order:
    """Let `by` answer for it from now on; a colleague may take it over."""
    step = Step("taken", "taken", by, now)
    return move(session, order_id, AT_WORK, step, assignee=by, responded_at=first_response(now))


def wait(session: Session, order_id: int, *, by: str, now: datetime, note: str = "") -> Order:
    """Say that it goes on when the customer did something; whoever says so answers for it from now on."""
    step, worker = Step("waiting", "waiting", by, now, note), sa.func.coalesce(col(Order.assignee), by)
    begun = {"assignee": worker, "responded_at": first_response(now), "waiting_since": now}
    return move(session, order_id, ("open", "taken"), step, **begun)


def go_on(session: Session, order_id: int, *, by: str, now: datetime, note: str, **moved: Any) -> Order:
    """Say that it waits no longer; `moved` is what the waiting did to its clock."""
    step = Step("taken", "resumed", by, now, note)
    return move(session, order_id, ("waiting",), step, waiting_since=None, **moved)


def finish(session: Session, order_id: int, *, by: str, now: datetime) -> Order:
    """Say that it is delivered.

    Raises Refused when it was finished, cancelled or never approved.
    """
    return move(
        session,
        order_id,
        AT_WORK,
        Step("done", "done", by, now),
        assignee=sa.func.coalesce(col(Order.assignee), by),
        responded_at=first_response(now),
        done_at=now,
    )


def cancel(session: Session, order_id: int, *, by: str, now: datetime) -> Order:
    """Take back what one asked for, as long as it is not delivered.

    Raises Refused for anybody but who asked and who gets it, and when it is too late.
    """
    orders.check_requester(orders.find(session, order_id), by)
    step = Step("cancelled", "cancelled", by, now)
    return move(session, order_id, CANCELLABLE, step, closed_at=now, way_forward="alternative")


def close(session: Session, order_id: int, *, by: str, now: datetime) -> bool:
    """Close what is done, once; say whether this call did it."""
    return _change(session, order_id, ("done",), Step("closed", "closed", by, now), closed_at=now)


def reopen(session: Session, order_id: int, *, by: str, now: datetime, note: str = "") -> Order:
    """Give back to the team what does not work after all; its first due time stays.

    Raises Refused when it is not finished.
    """
    step = Step("open", "reopened", by, now, note)
    return move(session, order_id, ("done", "closed"), step, done_at=None, closed_at=None)


def move(session: Session, order_id: int, states: tuple[str, ...], step: Step, **values: Any) -> Order:
    """Change the state in one statement that only one of two hurried people can win."""
    won = _change(session, order_id, states, step, **values)
    order = session.get(Order, order_id, populate_existing=True) or orders.find(session, order_id)
    if not won:
        raise orders.too_late(session, order)
    return order


def _change(session: Session, order_id: int, states: tuple[str, ...], step: Step, **values: Any) -> bool:
    fits = sa.and_(col(Order.id) == order_id, col(Order.state).in_(states))
    changed = sa.update(Order).where(fits).values(state=step.state, **values)
    won = session.execute(changed.returning(col(Order.id))).first() is not None
    if won:
        session.add(OrderEvent(order_id=order_id, at=step.at, by=step.by, what=step.what, note=step.note))
        timers.soon(session, CLOCK, now=step.at, facts={"order_id": order_id})
        telling.tell(session, order_id, step)
    return won


def first_response(now: datetime) -> Any:
    """Return the SQL for when somebody first was at it: the time that stands there, else `now`."""
    return sa.func.coalesce(col(Order.responded_at), sa.literal(now, UtcDateTime))
