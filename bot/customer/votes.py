"""Votes: who would use a service that is being prepared, and what for."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from bot.db import Values, insert_once, instant

LONGEST_WISH = 500  # characters


class Vote(SQLModel, table=True):
    """That one person wants one service; taking it back removes the row.

    `told_at` is when the person heard that the service can be ordered: once, however often it is prepared.
    """

    __tablename__ = "votes"
    __table_args__ = (sa.UniqueConstraint("service", "person"),)

    id: int | None = Field(default=None, primary_key=True)
    service: str = Field(index=True)  # key
    person: str  # Slack user id
    unit: str | None = None  # business unit code
    wish: str = ""  # what they would use it for
    at: datetime = instant()
    told_at: datetime | None = instant(default=None, nullable=True)


def vote(session: Session, service: str, person: str, *, unit: str | None, now: datetime) -> bool:
    """Note that `person` wants `service`; return False when they said so before."""
    row = Vote(service=service, person=person, unit=unit, at=now)
    return insert_once(session, Vote, **row.model_dump(exclude={"id"}))


def take_back(session: Session, service: str, person: str) -> bool:
    """Forget that `person` wants `service`, and what for; return whether they did."""
    found = of(session, service, person)
    if found is not None:
        session.delete(found)
        session.flush()
    return found is not None


def wish(session: Session, service: str, person: str, words: str) -> bool:
    """Keep what `person` would use `service` for, in the place of what they said before; False without vote."""
    found = of(session, service, person)
    if found is not None:
        found.wish = words.strip()[:LONGEST_WISH]
        session.add(found)
        session.flush()
    return found is not None


def of(session: Session, service: str, person: str) -> Vote | None:
    """Return the vote of a person for a service."""
    mine = select(Vote).where(Vote.service == service, Vote.person == person)
    return session.exec(mine.with_for_update()).first()


def wanted_by(session: Session, person: str) -> set[str]:
    """Return the keys of the services that a person wants."""
    return set(_WANTED.all(session, person=person))


_WANTED = Values(select(Vote.service).where(Vote.person == sa.bindparam("person")))


def counts(session: Session, services: Collection[str]) -> dict[str, int]:
    """Return how many people want each of these services; who voted stays here."""
    voted = select(Vote.service, sa.func.count()).where(col(Vote.service).in_(services))
    counted = dict(session.exec(voted.group_by(Vote.service)).all())
    return {service: counted.get(service, 0) for service in services}


def wishes(session: Session, service: str) -> Sequence[str]:
    """Return what people would use a service for, the latest first, without their names."""
    said = select(Vote.wish).where(Vote.service == service, Vote.wish != "")
    return session.exec(said.order_by(col(Vote.at).desc(), col(Vote.id).desc())).all()


def waiting(session: Session) -> set[str]:
    """Return the keys of the services that somebody wants and was not told of yet."""
    return set(session.exec(select(Vote.service).where(col(Vote.told_at).is_(None)).distinct()))


def waiting_for(session: Session, service: str) -> Sequence[Vote]:
    """Return the votes for a service whose people were not told yet that it can be ordered."""
    untold = select(Vote).where(Vote.service == service, col(Vote.told_at).is_(None))
    return session.exec(untold.order_by(col(Vote.id)).with_for_update()).all()
