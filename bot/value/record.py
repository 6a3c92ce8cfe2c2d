"""Record: what IT did for a business unit in a period, and what its people say about it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from bot.customer.rating import Rating, rating
from bot.customer.satisfaction import share
from bot.customer.surveys import Survey
from bot.process.measures import NEVER_WORK
from bot.process.orders import Order
from bot.value import tallies
from bot.value.offers import Offer
from bot.value.period import Period
from bot.value.tallies import Span, Tallies

UNDECIDED = ("shown", "later")


@dataclass(frozen=True)
class Work:
    """Orders, incidents and questions of one unit, or about one service, in one period.

    `due` counts what was due in it and `in_time` what of that was done by then, so what is late and still
    open counts as late. `done` counts all that was done in the period, with or without a target. The tasks
    of an order count as that order.
    """

    done: int
    due: int
    in_time: int
    incidents: int
    out_of_hours: int  # incidents opened outside the service hours that are paid for


@dataclass(frozen=True)
class Feedback:
    """Answers of one unit in one span of months; `trend` compares them with as many months before.

    A few that were not enough before come with them, so they are those from the day `since` to `until`.
    """

    asked: int
    satisfied: Rating
    worth_it: Rating
    trend: str | None  # up, down, unclear; None where either period has too few answers
    by_service: dict[str, Rating]
    since: date
    until: date


@dataclass(frozen=True)
class Offers:
    """Offers shown in one period, the share accepted, and how many still wait for a decision."""

    shown: int
    accepted: Rating
    waiting: int


def work(session: Session, unit: str, period: Period) -> Work:
    """Count what was done for a unit, what was due and what broke."""
    return _work(session, Order.unit == unit, period)


def work_on(session: Session, service: str, period: Period) -> Work:
    """Count the same for a service, whoever it was for."""
    return _work(session, Order.service == service, period)


def _work(session: Session, which: Any, period: Period) -> Work:
    orders = session.exec(select(Order).where(which, worked_on(period))).all()
    due = [order for order in orders if _inside(period, order.due_at)]
    broken = [order for order in orders if order.kind == "incident" and _inside(period, order.opened_at)]
    return Work(
        done=sum(_inside(period, order.done_at) for order in orders),
        due=len(due),
        in_time=sum(_in_time(order) for order in due),
        incidents=len(broken),
        out_of_hours=sum(order.out_of_hours for order in broken),
    )


def worked_on(period: Period) -> sa.ColumnElement[bool]:
    """Return the condition of orders that were opened, due or done in a period, their tasks left out."""
    happened = sa.or_(*(within(period, at) for at in (Order.opened_at, Order.due_at, Order.done_at)))
    return sa.and_(col(Order.kind) != "task", col(Order.state).not_in(NEVER_WORK), happened)


def within(period: Period, at: Any) -> sa.ColumnElement[bool]:
    """Return the condition that an instant (a column) is in a period."""
    return sa.and_(col(at) >= period.starts_at, col(at) < period.ends_at)


def _inside(period: Period, at: datetime | None) -> bool:
    return at is not None and period.starts_at <= at < period.ends_at


def _in_time(order: Order) -> bool:
    return order.done_at is not None and order.due_at is not None and order.done_at <= order.due_at


def feedback(session: Session, unit: str, period: Period, zone: str, now: datetime) -> Feedback:
    """Gather what people answered, as far as it may be shown, and whether it changed from the month before.

    It is that of the period's month or, while that still runs in `zone`, of the last one that is over.
    """
    said = tallies.of_unit(session, unit, zone, now)
    month = min(said.last().last, (int(period.month[:4]), int(period.month[5:])))
    sent = Survey.unit == unit, Survey.kind == "csat", within(period, Survey.sent_at)
    asked = session.exec(select(func.count()).select_from(Survey).where(*sent)).one()
    return of_span(said, Span(month, month), asked)


def of_span(said: Tallies, span: Span, asked: int = 0) -> Feedback:
    """Return what people answered in a span of months."""
    return Feedback(
        asked=asked,
        satisfied=said.satisfied(span),
        worth_it=said.worth_it(span),
        trend=said.trend(span),
        by_service=said.by_service(span),
        since=said.since(span),
        until=tallies.ends(span.last),
    )


def offers(session: Session, unit: str, period: Period) -> Offers:
    """Count offers from shown to accepted; acceptance = accepted / shown, with its range."""
    states = session.exec(select(Offer.state).where(Offer.unit == unit, within(period, Offer.shown_at))).all()
    accepted = rating(share(states.count("accepted"), len(states)), floor=1)
    return Offers(len(states), accepted, sum(state in UNDECIDED for state in states))
