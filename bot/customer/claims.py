"""Claims: somebody says for which unit they work, and somebody who answers for it confirms that, or does not."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from bot.customer import people
from bot.customer.people import Person
from bot.db import Numbered, instant

TOGETHER = timedelta(days=1)  # who is asked about several within this time reads of them in one message
AGAIN = timedelta(days=7)  # who is asked the same again within this time reads it where it stands
_OPEN = sa.text("state = 'open'")


class Claim(Numbered, SQLModel, table=True):
    """One person's word for which unit they work, and what became of it; one of a person is open."""

    __tablename__ = "claims"
    __table_args__ = (
        sa.Index("uq_claims_open", "person", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: int | None = Field(default=None, primary_key=True)
    person: str = Field(index=True)  # Slack user id
    unit: str
    state: str = Field(default="open", index=True)  # or "confirmed", "refused", "gone": it is said no more
    at: datetime = instant()
    asked: str | None = Field(default=None, index=True)  # Slack id of who is to confirm it, if any is known
    card: str | None = Field(default=None, index=True)  # the message in which they are asked
    decided_by: str | None = None
    decided_at: datetime | None = instant(default=None, nullable=True)


def begin(session: Session, person: Person, unit: str, now: datetime) -> Claim:
    """Note that a person says to work for a unit; what they said before, and might read, ends with it.

    Said again while it is open, it stays one claim.
    """
    people.hold(session, person)
    before = open_of(session, person.id)
    if before is not None and before.unit == unit:
        return before
    if before is not None:
        close(session, before, "gone", None, now)
    person.unit, person.claim, person.vouched_by = None, unit, None
    claim = Claim(person=person.id, unit=unit, at=now)
    session.add(claim)
    session.flush()
    return claim


def decide(session: Session, claim: Claim, *, yes: bool, by: str, now: datetime) -> bool:
    """Confirm a claim, or refuse it; return whether it was still open. That of who has left ends."""
    person = people.meet(session, claim.person)
    people.hold(session, person)
    session.refresh(claim)
    if claim.state != "open" or person.claim != claim.unit:
        return False
    if not person.active:
        close(session, claim, "gone", None, now)
        return False
    person.claim = None
    if yes:
        person.unit, person.vouched_by = claim.unit, by
    close(session, claim, "confirmed" if yes else "refused", by, now)
    return True


def close(session: Session, claim: Claim, state: str, by: str | None, now: datetime) -> None:
    """End a claim."""
    claim.state, claim.decided_by, claim.decided_at = state, by, now
    session.add(claim)
    session.flush()


def find(session: Session, number: int) -> Claim | None:
    """Return a claim by its number."""
    return session.get(Claim, number)


def open_of(session: Session, person: str) -> Claim | None:
    """Return what a person says and nobody confirmed yet, as far as somebody is asked or is to be."""
    return session.exec(select(Claim).where(Claim.person == person, Claim.state == "open")).first()


def all_open(session: Session) -> Sequence[Claim]:
    """Return what is not confirmed yet, the oldest first."""
    return session.exec(select(Claim).where(Claim.state == "open").order_by(col(Claim.id))).all()


def waiting(session: Session, asked: str, *, since: datetime | None, most: int) -> Sequence[Claim]:
    """Return what waits for this person's word, the oldest first, and with `since` all that waits since before."""
    late = col(Claim.at) <= since if since else sa.false()
    mine = sa.or_(col(Claim.asked) == asked, late)
    found = select(Claim).where(Claim.state == "open", mine, Claim.person != asked)
    return session.exec(found.order_by(col(Claim.id)).limit(most)).all()


def on_card(session: Session, card: str) -> Sequence[Claim]:
    """Return what one message asks about, of each person what they said last."""
    found = session.exec(select(Claim).where(Claim.card == card).order_by(col(Claim.id))).all()
    return list({claim.person: claim for claim in found}.values())


def card_for(session: Session, claim: Claim, asked: str, now: datetime) -> str:
    """Return the message in which somebody is asked about a claim.

    It is the one in which they were asked the same lately, or one of the last day in which something still
    waits for their word, or a new one.
    """
    lately = col(Claim.at) > now - AGAIN
    same = sa.and_(col(Claim.person) == claim.person, col(Claim.unit) == claim.unit, lately)
    open_now = sa.and_(col(Claim.state) == "open", col(Claim.at) > now - TOGETHER)
    mine = select(Claim.card).where(Claim.asked == asked, col(Claim.card).is_not(None))
    for which in (same, open_now):
        if found := session.exec(mine.where(which).order_by(col(Claim.id).desc())).first():
            return found
    return f"claims:{claim.number}:{asked}"


def without_claim(session: Session) -> Sequence[Person]:
    """Return who says to work for a unit with nobody being asked about it: from before it was asked at all."""
    asked = sa.exists().where(col(Claim.person) == Person.id, col(Claim.state) == "open")
    real = col(Person.sample).is_(False), col(Person.active)
    return session.exec(select(Person).where(col(Person.claim).is_not(None), *real, ~asked)).all()
