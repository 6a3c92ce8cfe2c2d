"""Business cases: what is proposed, what it brings and costs, who vouches for it, and what was decided."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, func, select

from bot.catalog import Catalog
from bot.cost.payoff import Plan
from bot.customer import people
from bot.customer.people import Person
from bot.db import Loader, Numbered, exact, facts, get, instant
from bot.money import Money
from bot.refusal import Refused
from bot.value import talking_points

KINDS = ("incident", "breach", "score")  # of evidence
OPEN = ("asked", "deferred", "declined")  # what happens now may still change what is decided


class BusinessCase(Numbered, SQLModel, table=True):
    """One proposal to the budget owner, in the business's words; it stays in the register once decided."""

    __tablename__ = "cases"

    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(index=True)
    service: str | None = Field(default=None, index=True)
    from_tier: str | None = None
    to_tier: str | None = None
    quantity: int = 0
    pool: str | None = None  # whose shared money pays, instead of the unit's
    offer_id: int | None = Field(default=None, index=True)
    author: str = Field(index=True)  # Slack user id
    problem: str
    process: str = ""  # the business process that it is about
    yearly_minor: int = 0  # what it costs a year beyond today
    one_off_minor: int = 0
    risk_factor: Decimal = exact()  # the share of the benefit that a cautious reader counts on
    discount: Decimal = exact()
    years: int = 3
    state: str = Field(default="draft", index=True)  # draft, asked, approved, deferred, declined, withdrawn
    written_at: datetime = instant(index=True)
    asked_of: str | None = Field(default=None, index=True)  # Slack user id of the budget owner
    asked_at: datetime | None = instant(default=None, nullable=True)
    decided_by: str | None = None
    decided_at: datetime | None = instant(default=None, nullable=True)
    reason: str = ""
    revisit_on: date | None = Field(default=None, index=True)
    order_id: int | None = Field(default=None, index=True)
    weighed: dict[str, Any] = facts(default_factory=dict)  # doing nothing and other levels, as it was sent
    questions: list[dict[str, Any]] = facts(default_factory=list)  # of who decides: text, at, answer
    sample: bool = False


class Benefit(SQLModel, table=True):
    """One thing that a case brings in a year, where its figure comes from, and who in the business answers for it."""

    __tablename__ = "benefits"

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    what: str
    yearly_minor: int
    source: str  # where the figure comes from: the impact assessment, the count of incidents, ...
    owner: str  # Slack user id of somebody outside IT
    answer: str = ""  # of the owner: confirmed, corrected, not_mine
    answered_at: datetime | None = instant(default=None, nullable=True)
    claimed_minor: int | None = None  # what the author had written, where the owner corrected it


class CaseEvidence(SQLModel, table=True):
    """Something that happened and speaks for a case, also after it was decided."""

    __tablename__ = "case_evidence"
    __table_args__ = (UniqueConstraint("case_id", "about", "kind"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="cases.id", index=True)
    about: str  # "order:12", "survey:7"
    kind: str  # incident, breach, score
    at: datetime = instant()


class Advocate(SQLModel, table=True):
    """Somebody of the business who wants a service, or more of it, and lets their name stand for it."""

    __tablename__ = "advocates"

    id: int | None = Field(default=None, primary_key=True)
    person: str = Field(index=True)
    unit: str = Field(index=True)
    service: str = Field(index=True)
    case_id: int | None = Field(default=None, foreign_key="cases.id", index=True)
    statement: str
    consented_at: datetime = instant()
    withdrawn_at: datetime | None = instant(default=None, nullable=True)
    sample: bool = False


def find(session: Session, number: int) -> BusinessCase:
    """Return a case. Raises Refused when there is none of that number."""
    case = get(session, BusinessCase, number)
    if case is None:
        raise Refused("cases/gone", ["register", "talk"])
    return case


def hold(session: Session, number: int) -> BusinessCase:
    """Return a case that nobody else changes until the session ends. Raises Refused as `find` does."""
    return _HELD.first(session, case=number) or find(session, number)


def check_decider(case: BusinessCase, by: str) -> None:
    """Let only who is asked decide, never the author, and only once. Raises Refused otherwise."""
    if by != case.asked_of or by == case.author:
        raise Refused("cases/not_yours", ["talk"], asked_of=case.asked_of, author=case.author)
    if case.state != "asked":
        raise Refused("cases/already", ["register"], by=case.decided_by, at=case.decided_at, state=case.state)


def benefits(session: Session, case_id: int) -> Sequence[Benefit]:
    """Return what a case brings, line by line."""
    return _BENEFITS.all(session, case=case_id)


_CASE: sa.BindParameter[int] = sa.bindparam("case")
_HELD = Loader(
    BusinessCase, select(BusinessCase).where(BusinessCase.id == _CASE).with_for_update(), anew=True
)
_BENEFITS = Loader(Benefit, select(Benefit).where(Benefit.case_id == _CASE).order_by(col(Benefit.id)))


def plan(session: Session, catalog: Catalog, case: BusinessCase) -> Plan:
    """Return the figures of a case, as its author sent them."""
    currency = catalog.company.currency
    claimed = sum(each.yearly_minor for each in benefits(session, case.number))
    return Plan(
        benefit=Money(claimed, currency),
        cost=Money(case.yearly_minor, currency),
        one_off=Money(case.one_off_minor, currency),
        years=case.years,
        discount=case.discount,
    )


def may_read(session: Session, catalog: Catalog, case: BusinessCase, reader: str) -> bool:
    """Say whether a person may read a case: who wrote it, who is asked or decided, who leads the unit or IT."""
    if reader in (case.author, case.asked_of, case.decided_by):
        return True
    person = people.meet(session, reader)
    return _leads(catalog, person) or case.unit in _units_of(catalog, person)


def of(
    session: Session, catalog: Catalog, reader: str, most: int, offset: int = 0
) -> tuple[Sequence[BusinessCase], int]:
    """Return the cases that a person may read, what waits first, then the latest; and how many there are."""
    person = people.meet(session, reader)
    mine = _readable(person, _units_of(catalog, person), everything=_leads(catalog, person))
    count = session.exec(select(func.count(col(BusinessCase.id))).where(mine)).one()
    waits = sa.case((col(BusinessCase.state) == "asked", 0), else_=1)
    page = select(BusinessCase).where(mine).order_by(waits, col(BusinessCase.id).desc())
    return session.exec(page.offset(offset).limit(most)).all(), count


def _readable(person: Person, units: Collection[str], *, everything: bool) -> Any:
    if everything:
        return sa.true()
    named = [
        col(column) == person.id
        for column in (BusinessCase.author, BusinessCase.asked_of, BusinessCase.decided_by)
    ]
    return sa.or_(*named, col(BusinessCase.unit).in_(units))


def _leads(catalog: Catalog, person: Person) -> bool:
    return person.email in catalog.company.leads


def _units_of(catalog: Catalog, person: Person) -> list[str]:
    """Return the codes of the units that a person leads, or whose budget they hold."""
    return [unit.code for unit in talking_points.spoken_for(catalog.company, person.email)]


def evidence(session: Session, numbers: Collection[int]) -> dict[int, dict[str, int]]:
    """Return how much of each kind happened since each of these cases was written."""
    counted = (
        select(CaseEvidence.case_id, CaseEvidence.kind, func.count(col(CaseEvidence.id)))
        .where(col(CaseEvidence.case_id).in_(numbers))
        .group_by(col(CaseEvidence.case_id), col(CaseEvidence.kind))
    )
    found: dict[int, dict[str, int]] = {number: dict.fromkeys(KINDS, 0) for number in numbers}
    for number, kind, count in session.exec(counted):
        found[number][kind] = count
    return found
