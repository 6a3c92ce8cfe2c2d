"""Evidence that comes later: what happens to a unit with a service attaches itself to the cases about it."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from bot.customer.surveys import LOW, Survey
from bot.db import insert_once
from bot.delivery import schedules
from bot.process.orders import Order
from bot.value.cases import OPEN, BusinessCase, CaseEvidence

GATHER = "case.evidence"
EVERY_NIGHT = "20 3 * * *"
ENOUGH_ANSWERS = 5  # below it no answers of a group are shown
NOT_COUNTED = ("cancelled", "declined")

Found = tuple[str, str, datetime]  # what it is about, its kind, when


def arrange(session: Session, zone: str, now: datetime) -> None:
    """Gather what happened every night, in the company's zone."""
    schedules.keep(session, GATHER, EVERY_NIGHT, zone, now=now)


def gather_all(session: Session, now: datetime) -> list[BusinessCase]:
    """Attach what happened to each case that may still be decided otherwise; return those that got something."""
    waiting = select(BusinessCase).where(col(BusinessCase.state).in_(OPEN))
    found = session.exec(waiting.order_by(col(BusinessCase.id))).all()
    return [case for case in found if gather(session, case, now)]


def gather(session: Session, case: BusinessCase, now: datetime) -> int:
    """Attach the incidents, missed promises and bad answers since a case was written; return how many are new."""
    if case.service is None:
        return 0
    of_case = select(CaseEvidence.about, CaseEvidence.kind).where(CaseEvidence.case_id == case.id)
    known = set(session.exec(of_case).all())
    found = [*_orders(session, case, now), *_answers(session, case)]
    new = [each for each in found if each[:2] not in known]
    for about, kind, at in new:
        insert_once(session, CaseEvidence, case_id=case.number, about=about, kind=kind, at=at)
    return len(new)


def _orders(session: Session, case: BusinessCase, now: datetime) -> Iterator[Found]:
    """Yield what broke since, and what was promised for a time since and not done by then."""
    mine = select(Order).where(
        Order.unit == case.unit,
        Order.service == case.service,
        col(Order.kind).in_(("incident", "order")),
        col(Order.state).not_in(NOT_COUNTED),
        sa.or_(col(Order.opened_at) > case.written_at, col(Order.due_at) > case.written_at),
    )
    for order in session.exec(mine.order_by(col(Order.id))):
        if order.kind == "incident" and order.opened_at > case.written_at:
            yield f"order:{order.id}", "incident", order.opened_at
        if order.due_at and case.written_at < order.due_at < (order.done_at or now):
            yield f"order:{order.id}", "breach", order.due_at


def _answers(session: Session, case: BusinessCase) -> Iterator[Found]:
    """Yield the bad answers since, once enough people answered that none of them is known by it."""
    answered = (
        Survey.unit == case.unit,
        Survey.service == case.service,
        col(Survey.answered_at) > case.written_at,
    )
    people = session.exec(select(func.count(sa.distinct(col(Survey.person)))).where(*answered)).one()
    if people < ENOUGH_ANSWERS:
        return
    bad = sa.or_(col(Survey.score) <= LOW, col(Survey.mood) == "negative", col(Survey.outcome_met).is_(False))
    for survey in session.exec(select(Survey).where(*answered, bad).order_by(col(Survey.id))):
        assert survey.answered_at is not None
        yield f"survey:{survey.id}", "score", survey.answered_at
