"""Advocates: content users who say, with their name, that their unit wants a service or more of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from bot.catalog import Catalog
from bot.customer import contacts, gate, people, recoveries
from bot.customer.contacts import Contact
from bot.customer.satisfaction import SATISFIED
from bot.customer.surveys import Survey
from bot.customer.votes import Vote
from bot.db import Loader, alone
from bot.process.orders import Order
from bot.refusal import Refused
from bot.value import outreach
from bot.value.cases import Advocate, BusinessCase
from bot.value.offers import Offer

YEAR = timedelta(days=365)
HIGH_SCORES = 2  # within a year, with "worth it"
LIVE_CASES = ("draft", "asked", "deferred")
LIVE_OFFERS = ("shown", "later", "asked")


@dataclass(frozen=True)
class Cause:
    """What somebody may lend their name to; `reader` (Slack id) decides on it and reads name and words."""

    unit: str
    service: str
    reader: str
    case_id: int | None = None


@dataclass(frozen=True)
class Wanted:
    """Which level of a service is proposed, and whether that is more of what the unit has."""

    level: str
    more: bool


@dataclass(frozen=True)
class Outcome:
    """What became of what somebody wanted: approved, declined or deferred, by whom, when and why."""

    state: str
    by: str | None
    at: datetime | None
    reason: str
    until: date | None = None


def to_ask(
    session: Session, catalog: Catalog, person: str, unit: str, service: str, now: datetime
) -> Cause | None:
    """Return what a person may be asked to speak for at the end of a good contact about a service, if anything.

    They had something put right or two high scores within a year, nothing of theirs is open, somebody decides
    on a proposal for the service or they wish for one that is being prepared, the gate lets the bot talk to
    them, and they were not asked about the same within a year.
    """
    if not outreach.is_of(session, person, unit) or not _is_content(session, person, service, now):
        return None
    if recoveries.is_open(session, person) or outreach.has_trouble(session, person, unit, service):
        return None
    found = _causes(session, catalog, person, unit, service)
    cause = next((each for each in found if not _was_asked(session, person, each, now)), None)
    if cause is None:
        return None
    outreach.wait_turn(session)  # where they may not be asked, the contact may end with an offer
    return cause if gate.talk(session, catalog.company, people.meet(session, person), now).allowed else None


def _is_content(session: Session, person: str, service: str, now: datetime) -> bool:
    high = select(func.count(col(Survey.id))).where(
        Survey.person == person,
        Survey.service == service,
        col(Survey.score) >= SATISFIED,
        col(Survey.worth_it).is_(True),
        col(Survey.answered_at) >= now - YEAR,
    )
    put_right = recoveries.put_right_since(session, person, service, now - YEAR)
    return put_right or session.exec(high).one() >= HIGH_SCORES


def _causes(session: Session, catalog: Catalog, person: str, unit: str, service: str) -> Iterator[Cause]:
    case = _live_case(session, unit, service)
    if case is not None and case.author == person:
        return
    if case is not None or _has_offer(session, unit, service):
        case_id = case.id if case else None
        yield from _read_by_another(session, catalog, person, unit, service, case_id)
    wished = session.exec(select(Vote.service).where(Vote.person == person).order_by(col(Vote.id)))
    for key in wished.all():
        if key in catalog.services and catalog.services[key].stage == "pipeline":
            yield from _read_by_another(session, catalog, person, unit, key)


def _read_by_another(
    session: Session, catalog: Catalog, person: str, unit: str, service: str, case_id: int | None = None
) -> Iterator[Cause]:
    reader = reader_of(session, catalog, unit, case_id)
    if reader not in (None, person):
        yield Cause(unit, service, reader, case_id)


def reader_of(session: Session, catalog: Catalog, unit: str, case_id: int | None = None) -> str | None:
    """Return who decides (Slack id): on a case who is asked, else who holds the unit's budget.

    None while Slack has not shown them.
    """
    case = session.get(BusinessCase, case_id) if case_id else None
    if case is not None and case.asked_of:
        return case.asked_of
    known = catalog.company.units.get(unit)
    return people.id_of(session, known.budget_owner) if known else None


def _live_case(session: Session, unit: str, service: str) -> BusinessCase | None:
    live = select(BusinessCase).where(
        BusinessCase.unit == unit, BusinessCase.service == service, col(BusinessCase.state).in_(LIVE_CASES)
    )
    return session.exec(live.order_by(col(BusinessCase.id).desc())).first()


def _has_offer(session: Session, unit: str, service: str) -> bool:
    live = select(Offer.id).where(
        Offer.unit == unit, Offer.service == service, col(Offer.state).in_(LIVE_OFFERS)
    )
    return session.exec(live.limit(1)).first() is not None


def wanted(session: Session, unit: str, service: str, case_id: int | None = None) -> Wanted | None:
    """Return what is proposed: by a case, else by the latest offer that somebody saw; None without a level."""
    found: BusinessCase | Offer | None = session.get(BusinessCase, case_id) if case_id else None
    if found is None:
        seen = select(Offer).where(
            Offer.unit == unit, Offer.service == service, col(Offer.shown_at).is_not(None)
        )
        found = session.exec(seen.order_by(col(Offer.id).desc())).first()
    if found is None or not found.to_tier:
        return None
    return Wanted(found.to_tier, found.to_tier == found.from_tier)


def _about(cause: Cause) -> str:
    return f"advocate:{cause.unit}:{cause.service}"


def _was_asked(session: Session, person: str, cause: Cause, now: datetime) -> bool:
    asked = select(Contact.id).where(
        Contact.about == _about(cause), Contact.person == person, col(Contact.at) > now - YEAR
    )
    return of(session, person, cause.unit, cause.service) is not None or bool(session.exec(asked).first())


def note_asked(session: Session, person: str, cause: Cause, now: datetime) -> None:
    """Keep that a person was asked: one conversation that the bot started."""
    contacts.note(
        session,
        about=_about(cause),
        person=person,
        unit=cause.unit,
        intent="talk",
        started_by="bot",
        service=cause.service,
        engagement="advocate",
        now=now,
    )


def of(session: Session, person: str, unit: str, service: str) -> Advocate | None:
    """Return what a person lends their name to for a unit's service, None while they do not."""
    return _OF.first(session, person=person, unit=unit, service=service)


def all_of(session: Session, person: str) -> Sequence[Advocate]:
    """Return all that a person lends their name to, the latest first."""
    return _OF_PERSON.all(session, person=person)


def consented(session: Session, unit: str, service: str, case_id: int | None = None) -> Sequence[Advocate]:
    """Return who lends their name to a unit's wish for a service, and why; with a case, to that or to no other."""
    if case_id is None:
        return _CONSENTED.all(session, unit=unit, service=service)
    return _CONSENTED_TO.all(session, unit=unit, service=service, case=case_id)


def cases_of(session: Session, unit: str, service: str) -> Sequence[int]:
    """Return the numbers of the cases that somebody reads, and on which those names stand."""
    sent = select(BusinessCase.id).where(
        BusinessCase.unit == unit, BusinessCase.service == service, col(BusinessCase.asked_at).is_not(None)
    )
    return [number for number in session.exec(sent) if number is not None]


_LIVING = select(Advocate).where(col(Advocate.withdrawn_at).is_(None))
_WHO = Advocate.person == sa.bindparam("person")
_FOR = (Advocate.unit == sa.bindparam("unit"), Advocate.service == sa.bindparam("service"))
_OF = Loader(Advocate, _LIVING.where(_WHO, *_FOR))
_OF_PERSON = Loader(Advocate, _LIVING.where(_WHO).order_by(col(Advocate.id).desc()))
_IN_TURN = (col(Advocate.consented_at), col(Advocate.id))
_CONSENTED = Loader(Advocate, _LIVING.where(*_FOR).order_by(*_IN_TURN))
_CONSENTED_TO = Loader(
    Advocate,
    _LIVING.where(
        *_FOR, sa.or_(col(Advocate.case_id).is_(None), col(Advocate.case_id) == sa.bindparam("case"))
    ).order_by(*_IN_TURN),
)


def consent(
    session: Session,
    person: str,
    unit: str,
    service: str,
    *,
    statement: str,
    case_id: int | None = None,
    now: datetime,
) -> Advocate:
    """Keep that a person lends their name, and their words; said again, the words are replaced."""
    alone(session, f"advocate:{person}")  # of two forms sent at once, one replaces the other's words
    row = of(session, person, unit, service) or Advocate(
        person=person, unit=unit, service=service, case_id=case_id, statement="", consented_at=now
    )
    row.statement = statement.strip()
    session.add(row)
    session.flush()
    return row


def withdraw(session: Session, advocate_id: int, *, by: str, now: datetime) -> Advocate:
    """Take a name back, at any time. Raises Refused for anybody else."""
    row = session.exec(select(Advocate).where(Advocate.id == advocate_id).with_for_update()).first()
    if row is None or row.person != by:
        raise Refused("people/not_yours", ["talk"])
    row.withdrawn_at = row.withdrawn_at or now
    session.add(row)
    return row


def outcome(session: Session, advocate: Advocate) -> Outcome | None:
    """Return what became of what somebody lent their name to: of the case, else of the order after an offer."""
    case = _decided_case(session, advocate)
    if case is not None:
        return Outcome(case.state, case.decided_by, case.decided_at, case.reason, case.revisit_on)
    orders = (
        select(Order)
        .join(Offer, col(Offer.id) == col(Order.from_offer))
        .where(Offer.unit == advocate.unit, Offer.service == advocate.service)
        .where(col(Offer.decided_at) >= advocate.consented_at, col(Order.state) != "approval")
    )
    order = session.exec(orders.order_by(col(Order.id).desc())).first()
    if order is None or order.state == "cancelled":
        return None
    state = "declined" if order.state == "declined" else "approved"
    return Outcome(state, order.approver, None, order.note if state == "declined" else "")


def _decided_case(session: Session, advocate: Advocate) -> BusinessCase | None:
    mine = sa.and_(col(BusinessCase.unit) == advocate.unit, col(BusinessCase.service) == advocate.service)
    if advocate.case_id is not None:
        mine = col(BusinessCase.id) == advocate.case_id
    decided = select(BusinessCase).where(
        mine,
        col(BusinessCase.state).in_(("approved", "declined", "deferred")),
        col(BusinessCase.decided_at) >= advocate.consented_at,
    )
    return session.exec(decided.order_by(col(BusinessCase.decided_at).desc())).first()
