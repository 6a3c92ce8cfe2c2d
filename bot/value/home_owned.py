"""Home of who answers for services: of each what is open and late, missed, due for a look, and who waits for it."""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func

from bot.catalog import Catalog, Service
from bot.catalog.sheets import of_service
from bot.customer import votes
from bot.db import Prepared, either
from bot.process import measures
from bot.process.measures import Tally
from bot.process.orders import AT_WORK, Order
from bot.value import upkeep
from bot.value.dead_ends import SPAN

MOST_OWNED = 5
NOTHING = Tally(0, 0)

Row = dict[str, Any]


def of(session: Session, catalog: Catalog, owned: Collection[Service], on: date, now: datetime) -> Row:
    """Return how these services of one owner stand, what needs a look first.

    Late is what is past its due time and waits for IT. Missed is what fell due in the last 30 days and was not
    done by then.
    """
    if not owned:
        return {"services": [], "more": 0}
    at_work = {key: (count, late) for key, count, late in _AT_WORK.rows(session, now=now)}
    due = measures.by_service(session, now - SPAN, now)
    wanted = votes.counts(session, [each.key for each in owned if each.stage == "pipeline"])
    email = next(iter(owned)).owner
    to_check = Counter(entry.service for entry in upkeep.late(session, catalog, email, on))
    rows = [
        {
            "key": each.key,
            "name": each.name,
            "stage": each.stage,
            "open": at_work.get(each.key, (0, 0))[0],
            "late": at_work.get(each.key, (0, 0))[1],
            "due": due.get(each.key, NOTHING).of,
            "missed": due.get(each.key, NOTHING).of - due.get(each.key, NOTHING).kept,
            "to_check": to_check[each.name],
            "votes": wanted.get(each.key, 0),
            "next_review": each.next_review,
            "review_late": each.next_review is not None and each.next_review < on,
            "weak": sum(spot.file == of_service(each.key) for spot in catalog.weak),
        }
        for each in owned
    ]
    rows.sort(key=_urgency)
    return {"services": rows[:MOST_OWNED], "more": max(len(rows) - MOST_OWNED, 0)}


def _urgency(row: Row) -> tuple[bool, int, int, int, int, str]:
    return not row["review_late"], -row["late"], -row["missed"], -row["to_check"], -row["weak"], row["name"]


_LATE = sa.and_(col(Order.state) != "waiting", col(Order.due_at) < sa.bindparam("now"))
# A complaint may be about the owner, and a task counts as its order.
_COUNTED = sa.not_(either(col(Order.kind), ("complaint", "task")))
_AT_WORK = Prepared(
    sa.select(col(Order.service), func.count(), func.sum(sa.case((_LATE, 1), else_=0)))
    .where(either(col(Order.state), AT_WORK), _COUNTED, col(Order.service).is_not(None))
    .group_by(col(Order.service))
)
