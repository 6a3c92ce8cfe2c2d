"""Working: who has an order, to whom it goes instead, and what its customer says in the end."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.catalog import Catalog, Service
from bot.db import Loader, Values
from bot.process import orders, pauses, steps
from bot.process.orders import AT_WORK, Order, OrderEvent
from bot.process.telling import Step
from bot.refusal import Refused

FINISHED = ("done", "closed")
ABOUT_IT = (
    "incident",
    "question",
    "complaint",
    "task",
)  # what belongs to another service once it is handed there


def take(session: Session, order_id: int, *, by: str, now: datetime) -> Order:
    """Let `by` answer for what nobody has; the first of two wins.

    Raises Refused, naming who has it, when somebody does.
    """
    order = orders.find(session, order_id)
    session.refresh(order)
    if order.state in ("taken", "waiting"):
        raise Refused(
            "orders/has_it",
            ["take_over"],
            number=order_id,
            assignee=order.assignee,
            mine=order.assignee == by,
        )
    step = Step("taken", "taken", by, now)
    return steps.move(session, order_id, ("open",), step, assignee=by, responded_at=steps.Unless(now))


def take_over(session: Session, catalog: Catalog, order_id: int, *, by: str, now: datetime) -> Order:
    """Let `by` answer for it instead of who has it; what waited goes on."""
    pauses.end(session, catalog, order_id, by=by, now=now)
    return steps.take(session, order_id, by=by, now=now)


def assign(session: Session, order_id: int, *, by: str, to: str, now: datetime) -> Order:
    """Let a colleague answer for it; what waits goes on waiting."""
    waits = orders.find(session, order_id).state == "waiting"
    step = Step("waiting" if waits else "taken", "assigned", by, now, to)
    states = ("waiting",) if waits else ("open", "taken")
    return steps.move(session, order_id, states, step, assignee=to, responded_at=steps.Unless(now))


def hand_over(
    session: Session,
    catalog: Catalog,
    order_id: int,
    *,
    by: str,
    team: str,
    now: datetime,
    note: str,
    service: Service | None = None,
) -> Order:
    """Give it to another team, or to one person: its card goes there, its due time stays.

    What somebody only asked or reported is from then on about the team's `service`.
    Raises Refused when nobody works on it any more.
    """
    pauses.end(session, catalog, order_id, by=by, now=now)
    order = orders.find(session, order_id)
    moved = {"service": service.key, "tier": None} if service and order.kind in ABOUT_IT else {}
    step = Step("open", "handed_over", by, now, note)
    return steps.move(session, order_id, AT_WORK, step, team=team, assignee=None, **moved)


def confirm(session: Session, order_id: int, *, by: str, now: datetime) -> Order:
    """Close what works for the person who asked, on their word.

    Raises Refused for anybody else, and when it is not done.
    """
    check_asked(orders.find(session, order_id), by)
    step = Step("closed", "works", by, now)
    return steps.move(session, order_id, FINISHED, step, working_again=True, closed_at=now)


def object_to(session: Session, order_id: int, *, by: str, now: datetime) -> Order:
    """Open again what does not work for the person who asked; who had it has it again.

    Raises Refused for anybody else, and when it is open already.
    """
    check_asked(orders.find(session, order_id), by)
    return steps.reopen(session, order_id, by=by, now=now)


def check_asked(order: Order, by: str) -> None:
    """Let only the person who asked for it say whether it works. Raises Refused for anybody else."""
    if by != order.person:
        raise Refused("people/not_yours", ["talk"])


def told(session: Session, order_id: int) -> list[str]:
    """Return the Slack ids of those who were told that nobody had taken it yet, in turn."""
    return _TOLD.all(session, order_id=order_id)


def say_how(session: Session, order: Order, *, by: str, now: datetime, note: str) -> None:
    """Note how it was done, for the person who asked and for who meets the same again."""
    if note.strip():
        orders.record(session, order, now, by, "how", note.strip())


def last(session: Session, order_id: int, what: str) -> OrderEvent | None:
    """Return the last step of a kind, None when there was none."""
    return _LAST.first(session, order_id=order_id, what=what)


_OF_ORDER = OrderEvent.order_id == sa.bindparam("order_id")
_TOLD = Values(
    select(OrderEvent.note).where(_OF_ORDER, OrderEvent.what == "brought_up").order_by(col(OrderEvent.id))
)
_LAST = Loader(
    OrderEvent,
    select(OrderEvent)
    .where(_OF_ORDER, OrderEvent.what == sa.bindparam("what"))
    .order_by(col(OrderEvent.id).desc())
    .limit(1),
)


def taken_anywhere(session: Session, person: str) -> set[str]:
    """Return the places whose orders a person took, which are those of their teams."""
    places = select(Order.team).where(Order.assignee == person, col(Order.team).is_not(None)).distinct()
    return {place for place in session.exec(places) if place}
