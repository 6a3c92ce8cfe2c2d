"""Steps: what changes the state of an order, each once: of two hurried people only one wins."""

from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from bot.db import Loader, either
from bot.delivery import timers
from bot.process import orders
from bot.process.orders import AT_WORK, CANCELLABLE, CLOCK, Order
from bot.process.telling import Step


class Unless(NamedTuple):
    """What stands there already, else this value."""

    value: Any


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
    return move(session, order_id, AT_WORK, step, assignee=by, responded_at=Unless(now))


def wait(session: Session, order_id: int, *, by: str, now: datetime, note: str = "") -> Order:
    """Say that it goes on when the customer did something; whoever says so answers for it from now on."""
    step = Step("waiting", "waiting", by, now, note)
    begun = {"assignee": Unless(by), "responded_at": Unless(now), "waiting_since": now}
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
        assignee=Unless(by),
        responded_at=Unless(now),
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
    return _change(session, order_id, ("done",), Step("closed", "closed", by, now), closed_at=now) is not None


def reopen(session: Session, order_id: int, *, by: str, now: datetime, note: str = "") -> Order:
    """Give back to the team what does not work after all; its first due time stays.

    Raises Refused when it is not finished.
    """
    step = Step("open", "reopened", by, now, note)
    return move(
        session, order_id, ("done", "closed"), step, done_at=None, closed_at=None, working_again=False
    )


def move(session: Session, order_id: int, states: tuple[str, ...], step: Step, **values: Any) -> Order:
    """Change the state in one statement that only one of two hurried people can win."""
    order = _change(session, order_id, states, step, **values)
    if order is None:
        raise orders.too_late(session, orders.again(session, order_id))
    return order


def _change(
    session: Session, order_id: int, states: tuple[str, ...], step: Step, **values: Any
) -> Order | None:
    kept = frozenset(name for name, value in values.items() if isinstance(value, Unless))
    changing = _changing(states, frozenset(values), kept)
    given = {f"to_{name}": value.value if name in kept else value for name, value in values.items()}
    order = changing.first(session, number=order_id, to_state=step.state, **given)
    if order is not None:
        timers.soon(session, CLOCK, now=step.at, facts={"order_id": order_id})
        orders.add_step(session, order_id, step)
    return order


@cache
def _changing(states: tuple[str, ...], names: frozenset[str], kept: frozenset[str]) -> Loader[Order]:
    """Return the statement that leaves one of these states and sets these columns, `kept` only where they are empty."""
    table = SQLModel.metadata.tables["orders"].c
    given = {name: sa.bindparam(f"to_{name}", type_=table[name].type) for name in ("state", *names)}
    said = {name: sa.func.coalesce(table[name], to) if name in kept else to for name, to in given.items()}
    fits = (table.id == sa.bindparam("number"), either(table.state, states))
    return Loader(Order, sa.update(Order).where(*fits).values(said).returning(Order), anew=True)
