"""Home of who does the work: the queue, what they took, the remedies they owe, what nobody answered yet."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from bot.catalog import Catalog, Service
from bot.customer import people
from bot.customer.people import Person
from bot.process import queue
from bot.process.orders import Order
from bot.process.remedies import Remedy
from bot.value import gaps

MOST_WAITING = 5
MOST_TAKEN = 5
MOST_OWED = 3
AT_HAND = ("taken", "waiting")

Row = dict[str, Any]


def of(
    session: Session, catalog: Catalog, person: Person, owned: Collection[Service], on: date, now: datetime
) -> Row | None:
    """Return the work of somebody who is of IT, owns a service or owes a remedy; None of anybody else."""
    unit, owed = catalog.company.units.get(person.unit or ""), _owed(session, catalog, person.id, on)
    if not owned and not owed["remedies_total"] and (unit is None or unit.kind != "it_provider"):
        return None
    teams = queue.teams_of(session, catalog, person.email or "", person.id, people.place_ids(session))
    waiting = queue.of(session, catalog, team=teams, limit=MOST_WAITING)
    return {
        "queue": [queue.row(session, catalog, order, person.id) for order in waiting],
        "waiting": queue.count(session, team=teams),
        **_taken(session, catalog, person.id, {order.id for order in waiting}),
        **owed,
        "unanswered": gaps.count(session, catalog, person.email or "", now),
    }


def _taken(session: Session, catalog: Catalog, person: str, seen: Collection[int | None]) -> Row:
    mine = sa.and_(col(Order.assignee) == person, col(Order.state).in_(AT_HAND))
    rows = session.exec(
        select(Order)
        .where(mine, col(Order.id).not_in(seen))
        .order_by(col(Order.due_at).is_(None), col(Order.due_at), col(Order.id))
        .limit(MOST_TAKEN)
    ).all()
    total = session.exec(select(func.count(col(Order.id))).where(mine)).one()
    return {"taken": [queue.row(session, catalog, order, person) for order in rows], "taken_total": total}


def _owed(session: Session, catalog: Catalog, person: str, on: date) -> Row:
    owed = sa.and_(col(Remedy.owner) == person, col(Remedy.done_at).is_(None))
    rows = session.exec(select(Remedy).where(owed).order_by(col(Remedy.due_on)).limit(MOST_OWED)).all()
    return {
        "remedies": [
            {
                **each.model_dump(
                    include={"order_id", "what", "measure", "month", "value", "target", "action", "due_on"}
                ),
                "name": catalog.name_of(each.service),
                "late": each.due_on < on,
            }
            for each in rows
        ],
        "remedies_total": session.exec(select(func.count(col(Remedy.id))).where(owed)).one(),
    }
