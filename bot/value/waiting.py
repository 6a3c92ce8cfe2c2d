"""Waiting: who wanted a service while it was being prepared, and may be told that it is there."""

from collections.abc import Iterator
from datetime import datetime

from sqlmodel import Session, select

from bot.catalog import Catalog, Service
from bot.customer import contacts, gate, votes
from bot.customer.people import Person
from bot.customer.policy import Standing
from bot.customer.votes import Vote
from bot.delivery import schedules
from bot.value import outreach

LOOK, TELL = "portfolio.tell_waiting", "portfolio.tell_one"
WORKING_MORNINGS = "30 9 * * mon-fri"


def arrange(session: Session, zone: str, now: datetime) -> None:
    """Look every working morning in the company's zone; again changes the zone only."""
    schedules.keep(session, LOOK, WORKING_MORNINGS, zone, now=now)


def ready(session: Session, catalog: Catalog, now: datetime) -> Iterator[tuple[Vote, Service]]:
    """Yield whom to tell that what they wanted can be ordered; who may not be told now waits on."""
    orderable = {service.key: service for service in catalog.orderable()}
    for key in sorted(votes.waiting(session) & orderable.keys()):
        for vote in votes.waiting_for(session, key):
            if _may_hear(session, catalog, vote, orderable[key], now):
                yield vote, orderable[key]


def still_ready(
    session: Session, catalog: Catalog, vote_id: int, now: datetime
) -> tuple[Vote, Service] | None:
    """Return the vote and its service once the person's day has begun; None where they may not be told now."""
    vote = session.exec(select(Vote).where(Vote.id == vote_id).with_for_update()).first()
    if vote is None or vote.told_at is not None:
        return None
    service = next((each for each in catalog.orderable() if each.key == vote.service), None)
    if service is None or not _may_hear(session, catalog, vote, service, now):
        return None
    return vote, service


def _may_hear(session: Session, catalog: Catalog, vote: Vote, service: Service, now: datetime) -> bool:
    """Say whether the bot may start this: they asked to hear it, so that only what forbids every offer counts."""
    person = session.get_one(Person, vote.person)
    unit = catalog.company.units.get(person.unit or "")
    trouble = outreach.has_trouble(session, person.id, person.unit or "", service.key)
    verdict = gate.offer(session, catalog.company, person, Standing(open_trouble=trouble), now)
    return service.is_for(unit) and verdict.allowed


def told(session: Session, vote: Vote, now: datetime) -> None:
    """Note that this person heard it: they are told once, however often the service comes and goes."""
    vote.told_at = now
    session.add(vote)
    contacts.note(
        session,
        about=f"service:{vote.service}",
        person=vote.person,
        unit=session.get_one(Person, vote.person).unit,
        service=vote.service,
        intent="offer",
        started_by="bot",
        engagement="offer",
        now=now,
    )
