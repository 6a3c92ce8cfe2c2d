"""Ending: each contact that a customer began is written down when it ends, with what it led to or why to nothing."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.customer import contacts
from bot.customer.asked import Noted, Question
from bot.customer.contacts import Contact, Engagement
from bot.customer.people import Person
from bot.customer.surveys import Survey
from bot.delivery import schedules
from bot.process.orders import Order

END, GATHER = "contact.end", "contact.gather"  # of a question, soon after its answer; of what ended otherwise
EVERY_NIGHT = "20 3 * * *"
AT_ONCE = 500
OVER = ("closed", "declined", "cancelled")
INTENTS = {
    "hours": "request",
    "expedite": "request",
    "capability": "request",
}  # others are what they are called
_OF_ORDER = (
    *("id", "kind", "state", "person", "unit", "service"),
    *("done_at", "closed_at", "working_again", "sample"),
)


def arrange(session: Session, zone: str, now: datetime) -> None:
    """Write down every night what ended otherwise than by its asker's word."""
    schedules.keep(session, GATHER, EVERY_NIGHT, zone, now=now)


def answered(session: Session, question: Question | Noted, now: datetime, *, has_answer: bool) -> bool:
    """Write down a question; say whether its contact can be ended with something about a service."""
    about_one = has_answer and question.unit is not None and bool(service_of(question))
    why = "no_service" if has_answer else "unanswered"
    note_question(session, question, now, why="no_evidence" if about_one else why)
    return about_one


def note_question(
    session: Session,
    question: Question | Noted,
    now: datetime,
    *,
    engagement: Engagement = "none",
    why: str | None = None,
) -> None:
    """Write down what became of a question beside its answer."""
    contacts.note(
        session,
        about=f"question:{question.id}",
        person=question.person,
        unit=question.unit,
        service=service_of(question),
        intent="question",
        engagement=engagement,
        why=why,
        now=now,
    )


def service_of(question: Question | Noted) -> str | None:
    """Return the service that a question was about: what was chosen, else what was found."""
    return (question.meant.partition("#")[0] if question.meant is not None else question.service) or None


def note_order(session: Session, order_id: int, now: datetime) -> None:
    """Write down what became of an order that is over, or of an incident, a complaint or another wish."""
    for over in session.execute(_ONE, {"number": order_id}):
        contacts.note(session, **_ended(over, now))


def note_more(session: Session, order_id: int, engagement: Engagement, now: datetime) -> None:
    """Write down that a contact about an order ended with more than a value check."""
    order = session.get_one(Order, order_id)
    contacts.note(session, **_known(order, now), engagement=engagement)


def gather(session: Session, now: datetime) -> bool:
    """Write down what is over and was not yet, some hundred at once; return whether that was all."""
    known = sa.exists().where(col(Contact.about) == "order:" + sa.cast(col(Order.id), sa.String))
    missing = _with_survey().where(col(Order.state).in_(OVER), ~known).order_by(col(Order.id)).limit(AT_ONCE)
    found = session.execute(missing).all()
    contacts.note_all(
        session,
        [_ended(over, over.closed_at or over.done_at or now) for over in found],
    )
    return len(found) < AT_ONCE


def _with_survey() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            *(getattr(Order, name) for name in _OF_ORDER),
            col(Survey.id).label("survey"),
            col(Survey.sent_at).label("asked_at"),
            col(Survey.suppressed),
            col(Person.refuses_surveys),
        )
        .outerjoin(Survey, col(Survey.order_id) == col(Order.id))
        .outerjoin(Person, col(Person.id) == col(Order.person))
        .where(col(Order.kind) != "task")
    )


_ONE = _with_survey().where(col(Order.id) == sa.bindparam("number"))


def _ended(over: sa.Row[*tuple[Any, ...]], now: datetime) -> dict[str, Any]:
    engagement: Engagement = "none" if over.asked_at is None else "value_check"
    why = _why(over) if over.asked_at is None else None
    return {**_known(over, now), "engagement": engagement, "why": why, "sample": over.sample}


def _known(order: Order | sa.Row[*tuple[Any, ...]], now: datetime) -> dict[str, Any]:
    return {
        "about": f"order:{order.id}",
        "person": order.person,
        "unit": order.unit,
        "service": order.service,
        "intent": INTENTS.get(order.kind, order.kind),
        "now": now,
    }


def _why(over: sa.Row[*tuple[Any, ...]]) -> str:
    if over.survey is not None:
        return over.suppressed or "not_yet"
    if over.state != "closed":
        return "not_delivered"
    if over.refuses_surveys:
        return "opted_out"
    return "not_sampled" if over.working_again else "no_answer"
