"""Expediting: a change that cannot wait, what waiting costs, what may go wrong, and the look back afterwards."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from bot.catalog import Catalog, Company, Service
from bot.db import Loader, Values, either, instant
from bot.delivery import timers
from bot.money import Money
from bot.process import orders, steps, verdicts
from bot.process.orders import NewOrder, Order
from bot.process.telling import Step
from bot.refusal import Refused

REVIEW_AFTER = 2  # working days after it is done
NOW_URGENT = 1
OUTCOMES = ("well", "trouble", "undone")


class Expedite(SQLModel, table=True):
    """What is to be known of a change before somebody says that it may go ahead now."""

    __tablename__ = "expedites"

    order_id: int = Field(primary_key=True, foreign_key="orders.id")
    change: str  # what is to be changed
    wanted_by: datetime = instant()
    waiting_costs: str  # what the business loses by waiting, in its words
    loss_minor: int | None = None  # the same in money a day, if they can say
    running_id: int | None = Field(default=None, foreign_key="orders.id", index=True)  # the order to speed up
    asked: str | None = None  # Slack user id of who is asked to decide
    also_asked: str | None = None  # who is asked as well, because nobody had answered
    risk: str = ""  # what may go wrong, as who does it sees it
    way_back: str = ""  # how it is undone then
    decided_by: str | None = None
    decided_at: datetime | None = instant(default=None, nullable=True)
    go_at: datetime | None = instant(default=None, nullable=True)  # when it goes ahead
    again_on: date | None = None  # after a no: when it is looked at again
    instead: str = ""  # after a no: what helps until then
    review_due_at: datetime | None = instant(default=None, nullable=True)
    reviewed_by: str | None = None
    reviewed_at: datetime | None = instant(default=None, nullable=True)
    outcome: str | None = None  # well, trouble, undone
    lesson: str = ""


@dataclass(frozen=True)
class Known:
    """What is known of a service by whoever decides on a change to it."""

    level: int | None  # what an outage means to the business, 1 to 4, as the business assessed it
    loss_per_hour: Money | None
    peaks: str | None
    open_orders: int  # what its team works on besides


@dataclass(frozen=True)
class Figures:
    """How changes that could not wait went: so many went ahead, were looked back on, and went well."""

    expedited: int
    reviewed: int
    went_well: int


def at_desks(company: Company, now: datetime) -> bool:
    """Tell whether those who decide are at work; at other times who is on call is asked first."""
    return company.at_work.open_at(now)


def known(session: Session, service: Service) -> Known:
    """Return what the catalog and the rows say about a service, for whoever decides."""
    busy = select(sa.func.count()).where(Order.service == service.key, col(Order.state).in_(orders.AT_WORK))
    impact = service.impact
    return Known(
        level=impact.level if impact else None,
        loss_per_hour=impact.loss_per_hour if impact else None,
        peaks=impact.peaks if impact else None,
        open_orders=session.exec(busy).one(),
    )


def of(session: Session, order_id: int) -> Expedite:
    """Return what is known of a change that cannot wait. Raises Refused when that is none."""
    found = _OF.first(session, order_id=order_id)
    if found is None:
        raise Refused("orders/unknown", ["my_orders"], number=order_id)
    return found


_OF = Loader(Expedite, select(Expedite).where(Expedite.order_id == sa.bindparam("order_id")), anew=True)


def hold(session: Session, order_id: int) -> tuple[Order, Expedite]:
    """Return a change and its order that nobody else changes until the session ends.

    A running order is held before the wish to speed it up, as by whoever finishes or cancels it. Raises Refused
    when there is none, and when it is decided already.
    """
    running = of(session, order_id).running_id
    if running is not None:
        orders.hold(session, running)
    return verdicts.hold(session, order_id), of(session, order_id)


def check_asked(order: Order, expedite: Expedite, person: str) -> None:
    """Let only those decide who are asked, and nobody on their own wish. Raises Refused, naming who does."""
    if person not in (expedite.asked, expedite.also_asked) or person == order.person:
        raise Refused("orders/not_approver", ["talk"], number=order.number, approver=expedite.asked)


def place(session: Session, order: NewOrder, expedite: Expedite) -> Order:
    """Store a change that cannot wait. Raises Refused when the running order is being sped up already."""
    if expedite.running_id is not None:
        orders.hold(session, expedite.running_id)  # two wishes for one order: one of them
        _check_new(session, expedite.running_id)
    expedite.order_id = orders.place(session, order)
    session.add(expedite)
    session.flush()
    return orders.find(session, expedite.order_id)


def _check_new(session: Session, running_id: int) -> None:
    found = _wish_for(session, running_id)
    if found is not None:
        raise Refused("expediting/asked", ["my_orders", "talk"], number=running_id, asked=found.number)


def go_ahead(
    session: Session,
    order: Order,
    expedite: Expedite,
    *,
    by: str,
    now: datetime,
    at: datetime,
    team: str | None,
) -> Order:
    """Let the change be made at `at`; a running order that waits for it is due by then, and never later."""
    check_asked(order, expedite, by)
    expedite.decided_by, expedite.decided_at, expedite.go_at = by, now, at
    session.flush()
    running, due = expedite.running_id, max(at, expedite.wanted_by)
    decided = verdicts.agree(
        session, order.number, by=by, now=now, team=None if running else team, due_at=due, responded_at=now
    )
    if running is not None:
        _speed_up(session, running, due, expedite.waiting_costs, by, now)
    return decided


def _speed_up(session: Session, order_id: int, due: datetime, why: str, by: str, now: datetime) -> None:
    order = orders.hold(session, order_id)
    if order.state not in orders.UNFINISHED:
        raise orders.too_late(session, order)
    if order.due_at is not None:
        order.due_at = min(order.due_at, due)
        order.response_due_at = min(order.response_due_at or order.due_at, order.due_at)
    order.urgency = NOW_URGENT
    session.add(order)
    orders.record(session, order, now, by, "expedited", why)


def decline(
    session: Session,
    order: Order,
    expedite: Expedite,
    *,
    by: str,
    now: datetime,
    reason: str,
    instead: str,
    again_on: date,
) -> Order:
    """Say not now, with what helps until then and the day on which it is looked at again."""
    check_asked(order, expedite, by)
    expedite.decided_by, expedite.decided_at = by, now
    expedite.instead, expedite.again_on = instead, again_on
    session.flush()
    return steps.decline(session, order.number, by=by, now=now, reason=reason)


def reason(session: Session, order_id: int) -> str | None:
    """Return why an order was brought forward, in the words of who asked; None when it was not."""
    return _REASON.first(session, running=order_id)


_RUNNING = Expedite.running_id == sa.bindparam("running")
_REASON = Values(
    select(Expedite.waiting_costs)
    .where(_RUNNING, col(Expedite.go_at).is_not(None))
    .order_by(col(Expedite.order_id).desc())
    .limit(1)
)


def finished(session: Session, company: Company, order: Order, by: str, now: datetime) -> None:
    """Have a change that is done looked back on two working days later, when it was made as one that cannot wait.

    A wish that made a running order urgent is done with it; one that nobody decided has become needless.
    """
    wish = order if order.kind == "expedite" else _wish_for(session, order.number)
    if wish is None:
        return
    if wish is not order:
        state = "done" if wish.state != "approval" else "cancelled"
        step = Step(state, state, by, now)
        ended = {"done_at": now} if state == "done" else {"closed_at": now}
        steps.move(session, wish.number, orders.CANCELLABLE, step, **ended)
        timers.soon(session, "expedite.show", now=now, facts={"order_id": wish.number})
    if wish.state == "done":
        due = _review_due(company, now)
        of(session, wish.number).review_due_at = due
        key, facts = f"expedite:{wish.number}:{now.isoformat()}", {"order_id": wish.number}
        timers.set_timer(session, "expedite.review", due, now=now, key=key, facts=facts)


def dropped(session: Session, order: Order, by: str, now: datetime) -> None:
    """Take back with a running order the wish to speed it up."""
    wish = _wish_for(session, order.number)
    if wish is not None:
        step = Step("cancelled", "cancelled", by, now)
        steps.move(session, wish.number, orders.CANCELLABLE, step, closed_at=now)
        timers.soon(session, "expedite.show", now=now, facts={"order_id": wish.number})


def _wish_for(session: Session, order_id: int) -> Order | None:
    return _WISH_FOR.first(session, running=order_id)


_WISH_FOR = Loader(
    Order,
    select(Order)
    .join(Expedite, col(Expedite.order_id) == col(Order.id))
    .where(_RUNNING, either(col(Order.state), orders.UNFINISHED)),
)


def _review_due(company: Company, now: datetime) -> datetime:
    return company.at_work.add_days(now, REVIEW_AFTER)


def review(session: Session, order_id: int, *, by: str, now: datetime, outcome: str, lesson: str) -> Expedite:
    """Keep how it went, once. Raises Refused when somebody said so already, and for an outcome of another name."""
    if outcome not in OUTCOMES:
        raise ValueError(f"{outcome} is none of {OUTCOMES}")
    told = (
        sa.update(Expedite)
        .where(col(Expedite.order_id) == order_id, col(Expedite.reviewed_at).is_(None))
        .values(reviewed_by=by, reviewed_at=now, outcome=outcome, lesson=lesson)
        .returning(col(Expedite.order_id))
    )
    won = session.execute(told).first() is not None
    found = of(session, order_id)
    if not won:
        raise Refused("expediting/reviewed", ["talk"], number=order_id, by=found.reviewed_by)
    return found


def figures(session: Session, since: datetime, until: datetime, service: str | None = None) -> Figures:
    """Count what went ahead in [since, until), what of it was looked back on, and what of that went well."""
    counted = select(
        sa.func.count(),
        sa.func.count(col(Expedite.outcome)),
        sa.func.count(sa.case((col(Expedite.outcome) == "well", 1))),
    )
    inside = counted.join(Order, col(Order.id) == col(Expedite.order_id)).where(
        col(Expedite.go_at).is_not(None), col(Expedite.decided_at) >= since, col(Expedite.decided_at) < until
    )
    if service is not None:
        inside = inside.where(Order.service == service)
    return Figures(*session.exec(inside).one())


def awaiting(person: sa.BindParameter[str]) -> Any:
    """Return in SQL which orders wait for a person's word on a change."""
    return select(Expedite.order_id).where(
        sa.or_(col(Expedite.asked) == person, col(Expedite.also_asked) == person)
    )


def cards(session: Session, catalog: Catalog, order: Order) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yield the cards of a change that cannot wait: the reader, the place, the template and the facts."""
    found = of(session, order.number)
    for reader, (place, template) in _readers(order, found).items():
        yield reader, place, template, facts_of(session, catalog, order, found, place)


def _readers(order: Order, expedite: Expedite) -> dict[str, tuple[str, str]]:
    """Return who sees a change that cannot wait: for each card its place and its template."""
    places = {"requester": (order.person, "expediting/requester")}
    for person in filter(None, (expedite.asked, expedite.also_asked)):
        places[f"decider:{person}"] = (person, "expediting/decider")
    if order.team is not None:
        places["team"] = (order.team, "expediting/team")
    return places


def facts_of(
    session: Session, catalog: Catalog, order: Order, expedite: Expedite, place: str
) -> dict[str, Any]:
    """Return what a card says of the change; `yours` tells whether the one who reads it there decides."""
    service = catalog.services.get(order.service or "")
    mine = place in (expedite.asked, expedite.also_asked) and place != order.person
    loss = expedite.loss_minor
    return {
        "expedite": expedite.model_dump(exclude={"order_id"}),
        "loss": None if loss is None else Money(loss, catalog.company.currency),
        "known": vars(known(session, service)) if service else None,
        "yours": mine and order.state == "approval",
    }
