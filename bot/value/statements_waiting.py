"""Waiting statements: by when a unit's word is wanted, one reminder before, and what says so when none came.

Silence is no yes: a statement that nobody answered by its day says that it was not answered, and still can be.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot.catalog import Catalog
from bot.customer import gate, people
from bot.customer.people import Person
from bot.db import get
from bot.delivery import timers
from bot.money import Money
from bot.process.orders import Order
from bot.value import statements
from bot.value.statements import Statement

REMIND = "statement.remind"  # its fact is `statement`
LATEST = 2  # statements that a report tells of
AHEAD = 2  # working days before its last day the reminder comes


@dataclass(frozen=True)
class Word:
    """What became of a statement: its state, who said it and when, and by when a word is or was wanted."""

    number: int
    unit_name: str
    month: str
    amount: Money
    state: str
    decided_by: str | None
    decided_at: datetime | None
    answer_by: date | None  # None: no word is wanted
    is_late: bool  # a word is wanted, and that day is past


def word(session: Session, catalog: Catalog, statement: Statement, now: datetime) -> Word:
    """Return what became of a statement so far."""
    until = answer_by(session, catalog, statement)
    return Word(
        number=statement.number,
        unit_name=catalog.company.units[statement.unit].name,
        month=statement.month,
        amount=Money(statement.minor, catalog.company.currency),
        state=statement.state,
        decided_by=statement.decided_by,
        decided_at=statement.decided_at,
        answer_by=until,
        is_late=until is not None and catalog.company.day(now) > until,
    )


def of_unit(session: Session, catalog: Catalog, unit: str, until: str, now: datetime) -> tuple[Word, ...]:
    """Return what became of a unit's two latest statements of months up to `until` that were sent, the last first."""
    sent = select(Statement).where(
        Statement.unit == unit, Statement.month <= until, col(Statement.sent_at).is_not(None)
    )
    latest = session.exec(sent.order_by(col(Statement.month).desc()).limit(LATEST))
    return tuple(word(session, catalog, each, now) for each in latest)


def answer_by(session: Session, catalog: Catalog, statement: Statement) -> date | None:
    """Return the last day for a word: so many working days after it was sent, or after what was said is answered.

    None while no word is wanted.
    """
    since = _asked_at(session, statement)
    return None if since is None else _working_days_on(catalog, since, catalog.company.costing.answer_days)


def _asked_at(session: Session, statement: Statement) -> datetime | None:
    if statement.state == "sent":
        return statement.sent_at
    order = get(session, Order, statement.order_id) if statement.state == "settled" else None
    return (order.done_at or order.closed_at) if order else None


def _working_days_on(catalog: Catalog, at: datetime, days: int) -> date:
    company = catalog.company
    return company.day(company.at_work.add_days(at, days))


def of_person(session: Session, catalog: Catalog, person: Person, now: datetime, most: int) -> list[Word]:
    """Return the statements that wait for this person's word and are not late yet, the earliest first."""
    email = (person.email or "").lower()
    units = [
        code
        for code, unit in catalog.company.units.items()
        if email in {each.lower() for each in statements.deciders(unit)}
    ]
    if not units:
        return []
    found = [word(session, catalog, each, now) for each in _waiting(session, units)]
    return [each for each in found if not each.is_late][:most]


def _waiting(session: Session, units: Sequence[str]) -> Sequence[Statement]:
    asked = col(Statement.state).in_(statements.TO_DECIDE)
    mine = select(Statement).where(asked, col(Statement.unit).in_(units))
    return session.exec(mine.order_by(col(Statement.month), col(Statement.id))).all()


def arrange(session: Session, catalog: Catalog, statement: Statement, now: datetime, late: str) -> None:
    """Have the budget owner reminded once, and the timer `late` look at it when its last day is over."""
    until = answer_by(session, catalog, statement)
    if until is None:
        return
    facts = {"statement": statement.number}
    over = datetime.combine(until + timedelta(days=1), time(), ZoneInfo(catalog.company.zone))
    timers.set_timer(session, late, over, now=now, key=f"{late}:{statement.number}:{until}", facts=facts)
    ahead = catalog.company.costing.answer_days - AHEAD
    if statement.state == "sent" and ahead > 0:
        _remind_at(session, catalog, statement, catalog.company.at_work.add_days(now, ahead), now)


def _remind_at(session: Session, catalog: Catalog, statement: Statement, at: datetime, now: datetime) -> None:
    reader = _reader(session, catalog, statement)
    if reader is None:
        return
    due = gate.moment(catalog.company, reader, at)
    key, facts = f"{REMIND}:{statement.number}:{due.isoformat()}", {"statement": statement.number}
    timers.set_timer(session, REMIND, due, now=now, key=key, facts=facts)


def _reader(session: Session, catalog: Catalog, statement: Statement) -> Person | None:
    return people.by_email(session, catalog.company.units[statement.unit].budget_owner)


def may_remind(session: Session, catalog: Catalog, number: int, now: datetime) -> Person | None:
    """Return whom to remind of a statement now, and note it; None where nobody is, or not yet.

    Where the contact policy allows it on a later day that is not past the last one, it comes then.
    """
    statement = statements.hold(session, number)
    until = answer_by(session, catalog, statement)
    reader = _reader(session, catalog, statement)
    if statement.state != "sent" or reader is None or until is None or catalog.company.day(now) > until:
        return None
    about = f"reminder:statement:{statement.number}"
    said = gate.remind(session, catalog.company, reader, now, about=about, unit=statement.unit)
    if said.allowed:
        return reader
    if said.again_on is not None and said.again_on <= until:
        later = datetime.combine(said.again_on, now.timetz())
        _remind_at(session, catalog, statement, later, now)
    return None
