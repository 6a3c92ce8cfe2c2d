"""The weekly digest for a service owner: how people found their services, and the one next step."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from bot.catalog import Catalog, Service
from bot.customer.satisfaction import csat
from bot.customer.surveys import Survey
from bot.delivery import schedules
from bot.process.orders import Order, OrderEvent
from bot.value.decisions import GOAL
from bot.value.rating import Rating, rating
from bot.value.record import trend

TIMER = "digest.post"
MONDAY_MORNING = "0 9 * * mon"
WEEK = timedelta(days=7)
SPAN = timedelta(days=28)  # a week alone seldom has the answers that a share needs
MEDIOCRE = 3  # a comment with this score or a lower one is worth reading
POOR = 2


@dataclass(frozen=True)
class Comment:
    """What somebody wrote, without who."""

    score: int
    text: str


@dataclass(frozen=True)
class ServiceDigest:
    """One service: the week's answers, and satisfaction over four weeks against the four before."""

    service: str
    name: str
    answered: int
    not_working: int
    poor: int  # answers of this week with a score of 1 or 2
    satisfied: Rating
    trend: str | None  # up, down, unclear; None where either span has too few answers
    worst: Comment | None


@dataclass(frozen=True)
class Digest:
    """An owner's week; `step` is call, ask_why, read, ask, thank or wait, about the service named `about`."""

    since: datetime
    until: datetime
    services: tuple[ServiceDigest, ...]
    step: str
    about: str


def of_week(session: Session, catalog: Catalog, owner: str, now: datetime) -> Digest | None:
    """Return the week of the owner with this e-mail address, None when nobody answered anything."""
    found = [
        part
        for service in catalog.live()
        if service.owner == owner and (part := _service(session, service, now)) is not None
    ]
    if not found:
        return None
    step, about = _step(found)
    return Digest(now - WEEK, now, tuple(found), step, about)


def _service(session: Session, service: Service, now: datetime) -> ServiceDigest | None:
    answers = session.exec(
        select(Survey).where(
            Survey.service == service.key,
            col(Survey.answered_at) >= now - 2 * SPAN,
            col(Survey.answered_at) < now,
        )
    ).all()
    week = [each for each in answers if each.answered_at and each.answered_at >= now - WEEK]
    not_working = _not_working(session, service, now)
    if not week and not not_working:
        return None
    before, recent = _scores(answers, now - 2 * SPAN, now - SPAN), _scores(answers, now - SPAN, now)
    return ServiceDigest(
        service.key,
        service.name,
        answered=len(week),
        not_working=not_working,
        poor=sum(each.score is not None and each.score <= POOR for each in week),
        satisfied=rating(csat(recent)),
        trend=trend(before, recent),
        worst=_worst(week),
    )


def _not_working(session: Session, service: Service, now: datetime) -> int:
    """Count what was done and in this week did not work for the person who asked."""
    said_no = select(OrderEvent.order_id).where(OrderEvent.what == "reopened", OrderEvent.at >= now - WEEK)
    broken = select(func.count()).where(Order.service == service.key, col(Order.id).in_(said_no))
    return session.exec(broken).one()


def _scores(answers: Sequence[Survey], since: datetime, until: datetime) -> list[int]:
    return [
        each.score
        for each in answers
        if each.score is not None and each.answered_at and since <= each.answered_at < until
    ]


def _worst(week: Sequence[Survey]) -> Comment | None:
    written = [Comment(each.score, each.comment) for each in week if each.comment and each.score is not None]
    poor = [comment for comment in written if comment.score <= MEDIOCRE]
    return min(poor, key=lambda comment: comment.score, default=None)


def _step(found: Sequence[ServiceDigest]) -> tuple[str, str]:
    """Choose the one thing to do: first what does not work, then what got worse, then what people wrote.

    Too few answers to show a share are no reason for praise, and none to overlook a poor score.
    """
    broken = max(found, key=lambda part: part.not_working)
    if broken.not_working:
        return "call", broken.name
    for part in found:
        if part.trend == "down":
            return "ask_why", part.name
    for part in found:
        if part.worst:
            return "read", part.name
    for part in found:
        if part.poor if part.satisfied.value is None else part.satisfied.value < GOAL:
            return "ask", part.name
    well = [part for part in found if part.satisfied.value is not None]
    return "thank" if well else "wait", max(well or found, key=lambda part: part.answered).name


def arrange(session: Session, owner: str, zone: str, now: datetime) -> None:
    """Send the owner a digest every Monday morning in their zone; again changes the zone only."""
    schedules.keep(session, TIMER, MONDAY_MORNING, zone, now=now, facts={"owner": owner})
