"""Evidence that comes later: what happens to a unit with a service attaches itself to the cases about it."""

from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.customer.satisfaction import FLOOR
from bot.customer.surveys import LOW, Survey
from bot.db import insert_once
from bot.delivery import schedules
from bot.process.orders import Order
from bot.value.cases import OPEN, BusinessCase, CaseEvidence

GATHER = "case.evidence"
EVERY_NIGHT = "20 3 * * *"
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
    """Yield the bad answers since, as often as five more people answered: no one answer is known by a count."""
    answered = select(Survey).where(
        Survey.unit == case.unit,
        Survey.service == case.service,
        col(Survey.answered_at) > case.written_at,
    )
    waiting: list[Survey] = []
    for survey in session.exec(answered.order_by(col(Survey.answered_at), col(Survey.id))):
        waiting.append(survey)
        if len({each.person for each in waiting}) >= FLOOR:
            yield from (_bad(each) for each in waiting if _is_bad(each))
            waiting = []


def _is_bad(survey: Survey) -> bool:
    low = survey.score is not None and survey.score <= LOW
    return low or survey.mood == "negative" or survey.outcome_met is False


def _bad(survey: Survey) -> Found:
    assert survey.answered_at is not None
    return f"survey:{survey.id}", "score", survey.answered_at
