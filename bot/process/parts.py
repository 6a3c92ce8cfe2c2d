"""Parts: what several teams do for one order, each a task of its own on its team's card."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.catalog import Catalog, Service
from bot.catalog.forms import Part
from bot.db import Loader
from bot.process import due_times, orders, privacy, steps
from bot.process.orders import NewOrder, Order
from bot.process.telling import Step
from bot.refusal import Refused

OVER = ("done", "closed", "cancelled")
BEFORE_THE_END = ("planned", "open", "taken", "waiting")
FindTeam = Callable[[Session, Service | None], str | None]


def hold(session: Session, order: Order) -> Order:
    """Return an order that nobody else changes until the session ends; of a task the whole is held before it."""
    if order.part_of is not None:
        orders.hold(session, order.part_of)
    return orders.hold(session, order.number)


def begin(session: Session, catalog: Catalog, order: Order, now: datetime, find_team: FindTeam) -> None:
    """Give each team its part of an order that has just opened; nothing when it has no parts, or has them.

    A part that comes after others waits until they are done.
    """
    wanted = _wanted(catalog, order)
    if order.kind != "order" or order.state != "open" or not wanted or of(session, order.number):
        return
    for part in wanted:
        team = find_team(session, catalog.services.get(part.service))
        number = orders.place(session, _task(catalog, order, part, now, team or order.team))
        if not _holds_it(part, wanted):
            _open(session, catalog, orders.find(session, number), order, now)


def of(session: Session, order_id: int) -> Sequence[Order]:
    """Return the tasks of an order as they stand, in the order in which the catalog lists them."""
    return _OF.all(session, order_id=order_id)


_OF = Loader(
    Order,
    select(Order).where(Order.part_of == sa.bindparam("order_id")).order_by(col(Order.id)),
    anew=True,
)


def go_on(session: Session, catalog: Catalog, task: Order, now: datetime) -> Order:
    """Open what comes after a task that is over; return the order it is a part of.

    It is held meanwhile: of two teams that finish at the same moment the second sees what the first did.
    """
    whole = session.get_one(Order, task.part_of, with_for_update=True, populate_existing=True)
    tasks = of(session, whole.number)
    over = {each.text for each in tasks if each.state in OVER}
    wanted = _wanted(catalog, whole)
    after = {part.text: _holds_it(_named(wanted, part.text), wanted) for part in tasks}
    for each in tasks:
        if each.state == "planned" and after[each.text] <= over:
            _open(session, catalog, each, whole, now)
    return whole


def is_over(session: Session, whole: Order) -> bool:
    """Say whether an order that has tasks is done, because each of them is."""
    tasks = of(session, whole.number)
    return bool(tasks) and all(each.state in OVER for each in tasks)


def check_over(session: Session, order: Order) -> None:
    """Let nobody finish an order whose tasks are open. Raises Refused, naming them."""
    still = unfinished(session, order)
    if still:
        raise Refused(
            "orders/parts_open",
            ["finish_tasks", "skip_tasks"],
            number=order.number,
            tasks=[each.text for each in still],
        )


def unfinished(session: Session, order: Order) -> list[Order]:
    """Return the tasks of an order that are not over; while there are any, their teams have it."""
    return [each for each in of(session, order.number) if each.state in BEFORE_THE_END]


def skip(session: Session, task_id: int, *, by: str, now: datetime, note: str) -> Order:
    """Leave a task out, with the reason. Raises Refused when it is over, and for what is no task."""
    if hold(session, orders.find(session, task_id)).kind != "task":
        raise Refused("orders/unknown", ["my_orders"], number=task_id)
    step = Step("cancelled", "skipped", by, now, note)
    return steps.move(session, task_id, BEFORE_THE_END, step, note=note, closed_at=now)


def cancel(session: Session, order: Order, *, by: str, now: datetime) -> list[Order]:
    """Take back every task of an order that was taken back; return those that somebody may be at."""
    step = Step("cancelled", "cancelled", by, now)
    still = unfinished(session, order)
    begun = [each.number for each in still if each.state != "planned"]
    gone = [steps.move(session, each.number, BEFORE_THE_END, step, closed_at=now) for each in still]
    return [each for each in gone if each.number in begun]


def progress(catalog: Catalog, tasks: Sequence[Order]) -> dict[str, Any] | None:
    """Return how far the tasks of an order are, None for one without."""
    if not tasks:
        return None
    rows = [
        {
            "id": each.id,
            "title": each.text,
            "state": each.state,
            "team": _team(catalog, each),
            "assignee": each.assignee,
            "due_at": each.due_at,
            "note": each.note,
        }
        for each in tasks
    ]
    return {"over": sum(each.state in OVER for each in tasks), "all": len(tasks), "tasks": rows}


def _open(session: Session, catalog: Catalog, task: Order, whole: Order, now: datetime) -> None:
    """Give a task to its team: due as that team promises, and no later than the whole if that can be."""
    due = due_times.of(session, catalog, task, now)
    done = due.resolution
    if whole.due_at is not None and whole.due_at > now:
        done = min(done, whole.due_at)
    step = Step("open", "opened", whole.person, now)
    times = {"response_due_at": min(due.response, done), "due_at": done}
    steps.move(session, task.number, ("planned",), step, **times)


def _wanted(catalog: Catalog, order: Order) -> list[Part]:
    """Return the parts that what was filled in asks for."""
    service = catalog.services.get(order.service or "")
    given = {each["key"]: each.get("value") for each in order.details} | {"tier": order.tier}
    return [part for part in service.parts if _asked_for(part, given)] if service else []


def _asked_for(part: Part, given: dict[str, Any]) -> bool:
    return all(
        any(str(each) in values for each in _listed(given.get(key))) for key, values in part.when.items()
    )


def _listed(value: Any) -> list[Any]:
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    return value if isinstance(value, list) else [value]


def _named(wanted: Sequence[Part], title: str) -> Part | None:
    """Return the part of that title, None when the catalog has it no more."""
    return next((part for part in wanted if part.title == title), None)


def _holds_it(part: Part | None, wanted: Sequence[Part]) -> set[str]:
    """Return the titles that must be over first; a part that is not wanted holds nothing up."""
    return set(part.after) & {each.title for each in wanted} if part else set()


def _task(catalog: Catalog, whole: Order, part: Part, now: datetime, team: str | None) -> NewOrder:
    return NewOrder(
        kind="task",
        state="planned",
        part_of=whole.number,
        person=whole.person,
        for_person=whole.for_person,
        unit=whole.unit,
        service=part.service,
        quantity=whole.quantity,
        starts_on=whole.starts_on,
        text=part.title,
        details=whole.details,
        private=privacy.is_private(catalog, whole),
        impact=whole.impact,
        urgency=whole.urgency,
        opened_at=now,
        team=team,
    )


def _team(catalog: Catalog, task: Order) -> str | None:
    service = catalog.services.get(task.service or "")
    return service.team if service else None
