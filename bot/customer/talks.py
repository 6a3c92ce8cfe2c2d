"""Talks: what a business unit requires, what IT answers, and the step both agreed on, over the year."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, func, select

from bot.customer import contacts
from bot.db import Numbered, Values, instant
from bot.refusal import Refused

NUDGED_AGAIN = timedelta(days=7)  # nobody is nudged more often about the same
WAITS_FOR_UNIT = timedelta(days=7)  # so long a unit may think about an answer

Turn = Literal["answer", "agree", "step", "done"]


class Talk(Numbered, SQLModel, table=True):
    """One requirement of one unit, IT's answer and the agreed step."""

    __tablename__ = "talks"

    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(index=True)
    service: str | None = Field(default=None, index=True)
    requirement: str
    said_by: str  # Slack user id of who stated it
    opened_at: datetime = instant(index=True)
    asked_of: str | None = None  # Slack user id of who is to answer: the relationship owner
    answer: str = ""
    answered_by: str | None = None
    answered_at: datetime | None = instant(default=None, nullable=True)
    step: str = ""
    step_owner: str | None = Field(default=None, index=True)  # Slack user id
    due_on: date | None = Field(default=None, index=True)  # of the answer first, then of the step
    agreed_at: datetime | None = instant(default=None, nullable=True)  # when the unit agreed to the step
    done_at: datetime | None = instant(default=None, nullable=True)
    helped: bool | None = None  # the unit says that it is what they needed; None: not said
    nudged_at: datetime | None = instant(default=None, nullable=True)
    sample: bool = False

    @property
    def turn(self) -> Turn:
        """What comes next: IT's answer, the unit's word on it, the agreed step, or nothing."""
        if self.done_at is not None:
            return "done"
        if self.answered_at is None:
            return "answer"
        return "agree" if self.agreed_at is None else "step"

    def is_late(self, today: date, now: datetime) -> bool:
        """Say whether what comes next should have come already."""
        match self.turn:
            case "agree":
                return self.answered_at is not None and self.answered_at + WAITS_FOR_UNIT <= now
            case "done":
                return False
            case _:
                return self.due_on is not None and self.due_on < today


class Loss(Numbered, SQLModel, table=True):
    """A unit that falls silent: what fell, told to the relationship owner, and what was heard."""

    __tablename__ = "losses"

    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(index=True)
    service: str | None = Field(default=None, index=True)  # None: contacts of the whole unit
    measure: str  # use, contacts
    before: int
    after: int
    since: date
    until: date
    owner: str | None = None  # Slack user id of the relationship owner who was told
    told_at: datetime = instant(index=True)
    asked_of: str | None = None  # Slack user id of who was asked about it: the head of the unit
    asked_at: datetime | None = instant(default=None, nullable=True)
    finding: str = ""  # what was heard: still_here, other_tool, outside_provider, season
    note: str = ""
    closed_at: datetime | None = instant(default=None, nullable=True)
    sample: bool = False


def state(
    session: Session,
    *,
    unit: str,
    service: str | None,
    requirement: str,
    by: str,
    asked_of: str | None,
    due_on: date,
    now: datetime,
) -> Talk:
    """Keep what a unit requires; `asked_of` is to answer until the end of `due_on`."""
    talk = Talk(
        unit=unit,
        service=service,
        requirement=requirement.strip(),
        said_by=by,
        opened_at=now,
        asked_of=asked_of,
        due_on=due_on,
    )
    session.add(talk)
    session.flush()
    return talk


def hold(session: Session, number: int, *turns: Turn) -> Talk:
    """Return a talk that nobody else changes until the session ends.

    Raises Refused when something else comes next by now than any of `turns`.
    """
    held = select(Talk).where(Talk.id == number).with_for_update()
    talk = session.exec(held.execution_options(populate_existing=True)).one()
    if turns and talk.turn not in turns:
        raise Refused("talks/moved_on", ["list"], turn=talk.turn)
    return talk


def find(session: Session, number: int) -> Talk:
    """Return a talk, to look at."""
    return session.exec(select(Talk).where(Talk.id == number)).one()


def answer(talk: Talk, *, by: str, said: str, step: str, owner: str, due_on: date, now: datetime) -> None:
    """Keep IT's answer and the step that it proposes, who takes it, and until when; without a step: ""."""
    talk.answer, talk.answered_by, talk.answered_at = said.strip(), by, now
    talk.step, talk.step_owner, talk.due_on = step.strip(), (owner if step.strip() else None), due_on
    talk.nudged_at = None


def agree(session: Session, talk: Talk, now: datetime) -> None:
    """Let the step be agreed; an answer without a step settles what the unit asked for."""
    talk.agreed_at, talk.nudged_at = now, None
    if not talk.step:
        talk.done_at, talk.helped = now, True
        _end(session, talk, now)


def object_to(talk: Talk, words: str, due_on: date) -> None:
    """Give it back to IT with the unit's words: what is proposed, or was done, is not what they need."""
    talk.requirement = f"{talk.requirement}\n{words.strip()}"
    talk.answered_at = talk.agreed_at = talk.done_at = talk.helped = talk.nudged_at = None
    talk.due_on = due_on


def finish(session: Session, talk: Talk, now: datetime) -> None:
    """Let the step be done; the unit says whether it helped."""
    talk.done_at, talk.nudged_at = now, None
    _end(session, talk, now)


def confirm(session: Session, talk: Talk, now: datetime) -> None:
    """Keep that what was done is what the unit needed."""
    talk.helped = True
    _end(session, talk, now)


def withdraw(session: Session, talk: Talk, now: datetime) -> None:
    """Let a requirement go, on the unit's own word."""
    talk.done_at = now
    _end(session, talk, now, "not_delivered")


def _end(session: Session, talk: Talk, now: datetime, why: str = "no_answer") -> None:
    """Note the contact: whether it helped tells of value."""
    contacts.note(
        session,
        about=f"talk:{talk.id}",
        person=talk.said_by,
        unit=talk.unit,
        service=talk.service,
        intent="talk",
        engagement="value_check" if talk.helped else "none",
        why=None if talk.helped else why,
        now=now,
    )


def open_ones(
    session: Session,
    person: str,
    units: Collection[str] = (),
    services: Collection[str] = (),
    *,
    everything: bool = False,
) -> Sequence[Talk]:
    """Return what is not done and concerns a person: said, to be answered or to be done by them.

    Also what these `units` said, or somebody of these `services`; `everything` is all there is. What is due
    first comes first.
    """
    theirs = sa.or_(
        col(Talk.said_by) == person,
        col(Talk.asked_of) == person,
        col(Talk.step_owner) == person,
        col(Talk.unit).in_(units),
        col(Talk.service).in_(services),
    )
    open_now = select(Talk).where(col(Talk.done_at).is_(None), sa.true() if everything else theirs)
    return session.exec(open_now.order_by(col(Talk.due_on), col(Talk.id))).all()


def waiting(session: Session, person: str) -> int:
    """Count what waits for a person's word: their answer, their agreement, or the step they took."""
    return _WAITING.first(session, person=person) or 0


_WHO: sa.BindParameter[str] = sa.bindparam("person")
_ANSWER = sa.and_(col(Talk.asked_of) == _WHO, col(Talk.answered_at).is_(None))
_AGREE = sa.and_(col(Talk.said_by) == _WHO, col(Talk.answered_at).is_not(None), col(Talk.agreed_at).is_(None))
_STEP = sa.and_(col(Talk.step_owner) == _WHO, col(Talk.agreed_at).is_not(None))
_WAITING = Values(
    select(func.count(col(Talk.id))).where(col(Talk.done_at).is_(None), sa.or_(_ANSWER, _AGREE, _STEP))
)


def of_unit(session: Session, unit: str) -> Sequence[Talk]:
    """Return what is open with a unit, what is due first in front."""
    mine = select(Talk).where(Talk.unit == unit, col(Talk.done_at).is_(None))
    return session.exec(mine.order_by(col(Talk.due_on), col(Talk.id))).all()


def of_units(session: Session, units: Collection[str]) -> dict[str, list[Talk]]:
    """Return what is open with each of these units."""
    found: dict[str, list[Talk]] = {unit: [] for unit in units}
    for talk in session.exec(select(Talk).where(col(Talk.unit).in_(units), col(Talk.done_at).is_(None))):
        found[talk.unit].append(talk)
    return found


def to_nudge(session: Session, today: date, now: datetime) -> list[Talk]:
    """Return what is late and nobody was nudged about in the last seven days."""
    rested = sa.or_(col(Talk.nudged_at).is_(None), col(Talk.nudged_at) <= now - NUDGED_AGAIN)
    waiting = select(Talk).where(col(Talk.done_at).is_(None), rested).order_by(col(Talk.due_on), col(Talk.id))
    return [talk for talk in session.exec(waiting) if talk.is_late(today, now)]


def together(session: Session, number: int) -> Sequence[Loss]:
    """Return the losses of one unit that were told together, held until the session ends."""
    first = session.exec(select(Loss).where(Loss.id == number)).one()
    same = select(Loss).where(
        Loss.unit == first.unit, Loss.told_at == first.told_at, Loss.owner == first.owner
    )
    held = same.order_by(col(Loss.id)).with_for_update()
    return session.exec(held.execution_options(populate_existing=True)).all()


def told_with(session: Session, loss: Loss) -> Sequence[Loss]:
    """Return all that the same message tells of."""
    same = select(Loss).where(Loss.told_at == loss.told_at, Loss.owner == loss.owner)
    return session.exec(same.order_by(col(Loss.unit), col(Loss.id))).all()


def hear(found: Sequence[Loss], finding: str, note: str, now: datetime) -> None:
    """Keep what was heard about a unit that fell silent; the last word counts."""
    for loss in found:
        loss.finding, loss.note, loss.closed_at = finding, note.strip(), now
