"""Waiting cases: by when one is to be decided, and one reminder before, where the contact policy allows it."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.catalog import Catalog
from bot.catalog.hours import Hours
from bot.customer import gate, people
from bot.db import Loader
from bot.delivery import timers
from bot.value import cases
from bot.value.cases import BusinessCase

REMIND = "case.remind"
PATIENCE, AHEAD = 10, 2  # working days until a decision is wanted, and before that day the reminder comes
AWAKE = "Mo-Fr 08-17"


def decide_by(catalog: Catalog, case: BusinessCase) -> date | None:
    """Return by when a case is to be decided, None while nobody is asked."""
    if case.state != "asked" or case.asked_at is None:
        return None
    return _working_days_on(catalog, case.asked_at, PATIENCE).date()


def of(session: Session, person: str, most: int) -> Sequence[BusinessCase]:
    """Return the cases that wait for a person's decision, the longest first."""
    return _OF.all(session, person=person, most=most)


_OF = Loader(
    BusinessCase,
    select(BusinessCase)
    .where(BusinessCase.asked_of == sa.bindparam("person"), BusinessCase.state == "asked")
    .order_by(col(BusinessCase.asked_at), col(BusinessCase.id))
    .limit(sa.bindparam("most", type_=sa.Integer)),
)


def set_reminder(session: Session, catalog: Catalog, case: BusinessCase, now: datetime) -> None:
    """Have whoever is asked reminded once, before the day on which the decision is wanted."""
    _remind_at(session, catalog, case, _working_days_on(catalog, now, PATIENCE - AHEAD), now)


def may_remind(
    session: Session, catalog: Catalog, case_id: int, asked_at: datetime, now: datetime
) -> BusinessCase | None:
    """Return a case whose reminder may go out now, and note it; None where it may not, or not yet.

    Where the contact policy allows it on a later day before the decision is wanted, it comes then.
    """
    case = cases.hold(session, case_id)
    by = decide_by(catalog, case)
    if by is None or case.asked_of is None or case.asked_at != asked_at:
        return None
    reader = people.meet(session, case.asked_of)
    about = f"reminder:case:{case.number}:{asked_at:%Y%m%d}"
    company, unit, service = catalog.company, case.unit, case.service
    said = gate.remind(session, company, reader, now, about=about, unit=unit, service=service)
    if said.allowed:
        return case
    if said.again_on is not None and said.again_on <= by:
        morning = datetime.combine(said.again_on, now.timetz())
        _remind_at(session, catalog, case, morning, now)
    return None


def _remind_at(session: Session, catalog: Catalog, case: BusinessCase, at: datetime, now: datetime) -> None:
    reader = people.meet(session, case.asked_of or case.author)
    due = gate.moment(catalog.company, reader, at)
    key = f"{REMIND}:{case.number}:{due.isoformat()}"
    facts = {"case": case.number, "asked_at": case.asked_at}
    timers.set_timer(session, REMIND, due, now=now, key=key, facts=facts)


def _working_days_on(catalog: Catalog, at: datetime, days: int) -> datetime:
    company = catalog.company
    later = Hours.parse(AWAKE, company.zone, company.holidays).add_days(at, days)
    return later.astimezone(ZoneInfo(company.zone))
