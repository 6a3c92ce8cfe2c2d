"""Record: what IT did for a business unit in a period, and what its people say about it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.customer.satisfaction import FLOOR, change, csat, share
from bot.customer.surveys import Survey
from bot.process.orders import Order
from bot.value.offers import Offer
from bot.value.period import Period
from bot.value.rating import Rating, rating

NEVER_WORK = ("approval", "declined", "cancelled")  # nobody was to do these
UNDECIDED = ("shown", "later")


@dataclass(frozen=True)
class Work:
    """Orders, incidents and questions of one unit in one period.

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
    """Answers of one unit in one period; `trend` compares them with the period before."""

    asked: int
    satisfied: Rating
    worth_it: Rating
    trend: str | None  # up, down, unclear; None where either period has too few answers
    by_service: dict[str, Rating]


@dataclass(frozen=True)
class Funnel:
    """Offers shown in one period, the share accepted, and how many still wait for a decision."""

    shown: int
    accepted: Rating
    waiting: int


def work(session: Session, unit: str, period: Period) -> Work:
    """Count what was done, what was due and what broke."""
    worked_on = (Order.unit == unit, Order.kind != "task", col(Order.state).not_in(NEVER_WORK))
    orders = session.exec(select(Order).where(*worked_on)).all()
    due = [order for order in orders if _inside(period, order.due_at)]
    broken = [order for order in orders if order.kind == "incident" and _inside(period, order.opened_at)]
    return Work(
        done=sum(_inside(period, order.done_at) for order in orders),
        due=len(due),
        in_time=sum(_in_time(order) for order in due),
        incidents=len(broken),
        out_of_hours=sum(order.out_of_hours for order in broken),
    )


def _inside(period: Period, at: datetime | None) -> bool:
    return at is not None and period.starts_at <= at < period.ends_at


def _in_time(order: Order) -> bool:
    return order.done_at is not None and order.due_at is not None and order.done_at <= order.due_at


def feedback(session: Session, unit: str, period: Period) -> Feedback:
    """Gather what people answered, and say whether it changed from the period before."""
    answers, before = _answers(session, unit, period), _answers(session, unit, period.before)
    by_service: dict[str, list[int]] = defaultdict(list)
    for survey in answers:
        by_service[survey.service or ""].append(survey.score or 0)
    worth = [survey.worth_it for survey in answers if survey.worth_it is not None]
    sent = Survey.unit == unit, Survey.kind == "csat", col(Survey.sent_at).is_not(None)
    asked = session.exec(select(Survey.sent_at).where(*sent))
    return Feedback(
        asked=sum(_inside(period, at) for at in asked),
        satisfied=rating(csat(_scores(answers))),
        worth_it=rating(share(sum(worth), len(worth))),
        trend=trend(_scores(before), _scores(answers)),
        by_service={service: rating(csat(scores)) for service, scores in by_service.items() if service},
    )


def _answers(session: Session, unit: str, period: Period) -> Sequence[Survey]:
    return session.exec(
        select(Survey).where(
            Survey.unit == unit,
            col(Survey.score).is_not(None),
            col(Survey.answered_at) >= period.starts_at,
            col(Survey.answered_at) < period.ends_at,
        )
    ).all()


def _scores(surveys: Sequence[Survey]) -> list[int]:
    return [survey.score for survey in surveys if survey.score is not None]


def trend(before: list[int], after: list[int]) -> str | None:
    """Say how satisfaction moved: up, down, unclear (it could be chance); None with too few answers."""
    was, is_now = csat(before), csat(after)
    if was is None or is_now is None or min(was.n, is_now.n) < FLOOR:
        return None
    moved = change(was, is_now)
    if not moved.clear:
        return "unclear"
    return "up" if moved.difference > 0 else "down"


def funnel(session: Session, unit: str, period: Period) -> Funnel:
    """Count offers from shown to accepted; acceptance = accepted / shown, with its range."""
    offers = [
        offer
        for offer in session.exec(select(Offer).where(Offer.unit == unit))
        if _inside(period, offer.shown_at)
    ]
    accepted = sum(offer.state == "accepted" for offer in offers)
    waiting = sum(offer.state in UNDECIDED for offer in offers)
    return Funnel(len(offers), rating(share(accepted, len(offers)), floor=1), waiting)
