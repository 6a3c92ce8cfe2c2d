"""Telling: other systems hear of each step of an order, with the order as it is after it."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from bot.delivery import hooks

ENDED = ("closed", "declined", "cancelled")


@dataclass(frozen=True)
class Step:
    """A step in an order's life: the state it leads to, how the story calls it, by whom, when."""

    state: str
    what: str
    by: str
    at: datetime
    note: str = ""


def tell(session: Session, order_id: int, step: Step) -> None:
    """Have other systems hear of a step, if any are to hear anything."""
    if not hooks.are_told(session):
        return
    session.flush()
    table = SQLModel.metadata.tables["orders"]
    row = session.connection().execute(sa.select(table).where(table.c.id == order_id)).mappings().one()
    event = "order.closed" if row["state"] in ENDED else "order.changed"
    facts = {"order": dict(row), "what": step.what, "by": step.by, "note": step.note}
    hooks.tell(session, "order.created" if step.what == "placed" else event, facts, step.at)
