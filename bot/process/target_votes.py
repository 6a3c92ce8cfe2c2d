"""Target votes: whether a target still matters to those who agreed to it, asked once a year."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from bot.db import insert_once, instant
from bot.refusal import Refused


class TargetVote(SQLModel, table=True):
    """One customer's word on the targets of one level, for one year."""

    __tablename__ = "target_votes"
    __table_args__ = (sa.UniqueConstraint("service", "tier", "person", "year"),)

    id: int | None = Field(default=None, primary_key=True)
    service: str = Field(index=True)
    tier: str
    person: str = Field(index=True)  # Slack user id
    unit: str
    year: int  # calendar year in which it was asked
    asked_at: datetime = instant()
    voted_at: datetime | None = instant(default=None, nullable=True)
    matters: bool | None = None  # None: no answer is no vote
    note: str = ""


def of_target(session: Session, service: str, tier: str) -> TargetVote | None:
    """Return what was last said of a level's targets, None while nobody was asked."""
    asked = select(TargetVote).where(TargetVote.service == service, TargetVote.tier == tier)
    return session.exec(asked.order_by(col(TargetVote.asked_at).desc(), col(TargetVote.id).desc())).first()


def ask(session: Session, service: str, tier: str, person: str, unit: str, now: datetime) -> TargetVote:
    """Note that a person is asked; a second time in a year takes back what they said before."""
    fresh = {"asked_at": now, "voted_at": None, "matters": None, "note": "", "unit": unit}
    target = {"service": service, "tier": tier, "person": person, "year": now.year}
    same = sa.and_(*(col(getattr(TargetVote, name)) == value for name, value in target.items()))
    if not insert_once(session, TargetVote, **target, **fresh):
        session.execute(sa.update(TargetVote).where(same).values(**fresh))
    return session.exec(select(TargetVote).where(same).execution_options(populate_existing=True)).one()


def find(session: Session, vote_id: int, by: str) -> TargetVote:
    """Return what a person was asked. Raises Refused for anybody else, and when it is gone."""
    vote = session.get(TargetVote, vote_id)
    if vote is None or vote.person != by:
        raise Refused("targets/not_asked", ["talk"], person=vote.person if vote else None)
    return vote


def vote(session: Session, vote_id: int, *, by: str, matters: bool, now: datetime) -> TargetVote:
    """Keep whether the targets matter to this person; the last tap wins. Raises Refused as `find` does."""
    said = find(session, vote_id, by)
    said.matters, said.voted_at = matters, now
    session.add(said)
    return said


def explain(session: Session, vote_id: int, *, by: str, note: str) -> TargetVote:
    """Keep why they do not matter. Raises Refused as `find` does."""
    said = find(session, vote_id, by)
    said.note = note
    session.add(said)
    return said


def asked_together(session: Session, person: str, asked_at: datetime) -> Sequence[TargetVote]:
    """Return what one message asked."""
    same = select(TargetVote).where(TargetVote.person == person, TargetVote.asked_at == asked_at)
    return session.exec(same.order_by(col(TargetVote.id))).all()
