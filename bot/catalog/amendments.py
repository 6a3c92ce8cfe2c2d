"""Amendments: what people add to the catalog in Slack; the files stay as they are until somebody folds it in."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from bot.db import facts, instant
from bot.delivery.facts import pack, unpack
from bot.refusal import Refused

PROPOSED, ACCEPTED, DECLINED, FOLDED = "proposed", "accepted", "declined", "folded"
KINDS = ("service", "faq", "phrasing", "impact", "agreement")


class Amendment(SQLModel, table=True):
    """One addition to the catalog: a service, a question and its answer, a way to ask, an impact.

    It counts once it is accepted, and no longer once it is folded into the files. `facts` are in the words
    of the catalog's files: for a `service` its file, or those keys of it that change; for a `faq` and an
    `impact` that group; for a `phrasing` it and its `question`, or it alone as a word for the service; for
    an `agreement` the tier, `agreed_by` and `agreed_on`, or its targets as None when they are dropped.
    """

    __tablename__ = "amendments"
    __table_args__ = (
        sa.CheckConstraint("state IN ('proposed', 'accepted', 'declined', 'folded')", name="state"),
        sa.CheckConstraint("kind IN ('service', 'faq', 'phrasing', 'impact', 'agreement')", name="kind"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    service: str | None = Field(default=None, index=True)  # key; None for a question about IT as a whole
    facts: dict[str, Any] = facts()  # packed; `said` has them as the files would
    state: str = Field(default=PROPOSED, index=True)
    by: str  # Slack user id
    name: str = ""  # of that person then, for whoever reads about it where Slack is not
    at: datetime = instant()
    asked: str | None = None  # Slack id of who is asked to decide
    decided_by: str | None = None
    decided_at: datetime | None = instant(default=None, nullable=True)
    note: str | None = None  # what the decider wrote with it

    @property
    def number(self) -> int:
        """The number of an addition that is on disk."""
        if self.id is None:
            raise ValueError("it has no number before it is flushed")
        return self.id

    @property
    def said(self) -> dict[str, Any]:
        """The facts with dates and amounts as a file would hold them."""
        said: dict[str, Any] = unpack(self.facts)
        return said


def propose(
    session: Session,
    *,
    kind: str,
    service: str | None,
    facts: Mapping[str, Any],
    by: str,
    now: datetime,
    name: str = "",
    asked: str | None = None,
) -> Amendment:
    """Keep what somebody wants to add until it is decided; the same from the same person is kept once."""
    packed = pack(facts)
    for waiting in _of(session, service, kind):
        if waiting.by == by and waiting.facts == packed:
            return waiting
    amendment = Amendment(
        kind=kind,
        service=service,
        facts=packed,
        by=by,
        name=name,
        at=now,
        asked=None if asked == by else asked,
    )
    session.add(amendment)
    session.flush()
    return amendment


def decide(
    session: Session, id: int, *, by: str, accept: bool, now: datetime, note: str | None = None
) -> Amendment:
    """Accept or decline what is proposed; who may, and whether the catalog bears it, is checked before.

    Raises Refused when it was decided already.
    """
    amendment = find(session, id)
    decided = (
        sa.update(Amendment)
        .where(col(Amendment.id) == id, col(Amendment.state) == PROPOSED)
        .values(state=ACCEPTED if accept else DECLINED, decided_by=by, decided_at=now, note=note)
    )
    changed = session.connection().execute(decided).rowcount
    session.refresh(amendment)
    if not changed:
        raise Refused("defining/decided", ["talk"], amendment=_outcome(amendment))
    return amendment


def check_open(amendment: Amendment) -> None:
    """Raise Refused when it was declined, so that it never comes to count."""
    if amendment.state == DECLINED:
        raise Refused("defining/decided", ["talk"], amendment=_outcome(amendment))


def change(session: Session, id: int, facts: Mapping[str, Any]) -> Amendment:
    """Put other words into a proposal; raises Refused when it was decided already."""
    amendment = find(session, id)
    if amendment.state != PROPOSED:
        raise Refused("defining/decided", ["talk"], amendment=_outcome(amendment))
    amendment.facts = pack(facts)
    session.flush()
    return amendment


def withdraw(session: Session, id: int, *, by: str, now: datetime) -> Amendment:
    """Take an addition out of the catalog that is not in the files yet; raises Refused when it is."""
    amendment = find(session, id)
    if amendment.state not in (PROPOSED, ACCEPTED):
        raise Refused("defining/decided", ["talk"], amendment=_outcome(amendment))
    amendment.state, amendment.decided_by, amendment.decided_at = DECLINED, by, now
    session.flush()
    return amendment


def find(session: Session, id: int) -> Amendment:
    """Return the addition with this number; raises Refused when there is none."""
    amendment = session.get(Amendment, id)
    if amendment is None:
        raise Refused("defining/gone", ["talk"])
    return amendment


def pending(session: Session) -> list[Amendment]:
    """Return what waits for a decision, the oldest first."""
    return _in_state(session, PROPOSED)


def in_force(session: Session) -> list[Amendment]:
    """Return what counts and is not in the files yet, in the order in which it came to count."""
    return _in_state(session, ACCEPTED)


def fold(session: Session, amendments: Iterable[Amendment]) -> None:
    """Note that these are in the files now."""
    ids = [each.number for each in amendments]
    folded = sa.update(Amendment).where(col(Amendment.id).in_(ids)).values(state=FOLDED)
    session.connection().execute(folded)


def digest(session: Session) -> str:
    """Return what changes whenever other additions are in force; what is accepted is never reworded."""
    ids = [each.number for each in in_force(session)]
    return hashlib.sha256(json.dumps(ids).encode()).hexdigest()


def _in_state(session: Session, state: str) -> list[Amendment]:
    wanted = select(Amendment).where(Amendment.state == state)
    return list(session.exec(wanted.order_by(col(Amendment.decided_at), col(Amendment.id))).all())


def _of(session: Session, service: str | None, kind: str) -> list[Amendment]:
    same = col(Amendment.service).is_(None) if service is None else col(Amendment.service) == service
    wanted = select(Amendment).where(same, Amendment.kind == kind, Amendment.state == PROPOSED)
    return list(session.exec(wanted).all())


def _outcome(amendment: Amendment) -> dict[str, Any]:
    return amendment.model_dump(include={"id", "kind", "service", "state", "decided_by", "decided_at"})
