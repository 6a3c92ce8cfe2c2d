"""Recoveries: who was let down is called by a named person by a named time, and asked again afterwards."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from bot.customer.satisfaction import Share, share
from bot.db import Loader, Numbered, Values, get, insert_once, instant
from bot.refusal import Refused

MOST_TRIES = 2  # after so many calls that reached nobody it is left to the person


class Recovery(Numbered, SQLModel, table=True):
    """One person who was let down, and what is done to put it right."""

    __tablename__ = "recoveries"

    id: int | None = Field(default=None, primary_key=True)
    source: str = Field(
        unique=True
    )  # what told of it: "survey:7", "order:12", "recovery:3" that was not enough
    person: str = Field(index=True)
    unit: str = Field(index=True)
    service: str | None = Field(default=None, index=True)
    owner: str | None = Field(default=None, index=True)  # Slack user id of who will call
    agreed: bool | None = None  # the person lets the owner see their name and call; None: not said yet
    state: str = Field(default="open", index=True)  # open, called, settled, unsettled, unwanted, unreached
    opened_at: datetime = instant(index=True)
    call_by: datetime = instant()
    first_call_by: datetime | None = instant(
        default=None, nullable=True
    )  # before a colleague got a date of their own
    called_at: datetime | None = instant(default=None, nullable=True)
    unreached: int = 0  # how often the owner tried and did not reach them
    result: str = ""  # what the owner and the person agreed
    reminded_at: datetime | None = instant(default=None, nullable=True)  # the owner, last
    closed_at: datetime | None = instant(default=None, nullable=True)
    sample: bool = False

    @property
    def is_open(self) -> bool:
        """Whether it is still to be put right."""
        return self.closed_at is None

    @property
    def is_promised(self) -> bool:
        """Whether somebody has to call now, and may."""
        return self.state == "open" and self.agreed is True


@dataclass(frozen=True)
class FollowUp:
    """Calls that fell due in a period, and the share made by their date; None (not measured) when none did.

    `unwanted` were not wanted or answered by the person themselves, `unsaid` wait for their yes: neither counts.
    """

    due: int
    in_time: int
    unwanted: int
    unsaid: int
    rate: Share | None


def is_open(session: Session, person: str) -> bool:
    """Say whether it is still to be put right for this person."""
    return _OPEN.first(session, person=person) is not None


def open_about(session: Session, services: Collection[str]) -> Sequence[Recovery]:
    """Return what is still to be put right about these services, who is to be called first at the top."""
    waiting = select(Recovery).where(col(Recovery.service).in_(services), col(Recovery.closed_at).is_(None))
    return session.exec(waiting.order_by(col(Recovery.call_by), col(Recovery.id))).all()


def open_for(session: Session, new: Recovery) -> bool:
    """Store a recovery; False when its source has one already."""
    return insert_once(session, Recovery, **new.model_dump(exclude={"id"}))


def of(session: Session, source: str) -> Recovery | None:
    """Return the recovery that this source led to, held until the session ends."""
    return _OF.first(session, source=source)


def last_of(session: Session, source: str) -> Recovery | None:
    """Return the latest recovery about this source: where one was not enough, the one that went on."""
    found = of(session, source)
    while found is not None and (following := of(session, f"recovery:{found.number}")) is not None:
        found = following
    return found


def root(session: Session, recovery: Recovery) -> str:
    """Return what first told of it: "survey:7" or "order:12"."""
    while recovery.source.startswith("recovery:"):
        recovery = session.get_one(Recovery, int(recovery.source.partition(":")[2]))
    return recovery.source


def find(session: Session, number: int) -> Recovery:
    """Return a recovery, to look at. Raises Refused when there is none of that number."""
    found = get(session, Recovery, number)
    if found is None:
        raise Refused("recovering/gone", ["talk"])
    return found


def hold(session: Session, number: int) -> Recovery:
    """Return a recovery that nobody else changes until the session ends. Raises Refused as `find` does."""
    return _HELD.first(session, number=number) or find(session, number)


_OPEN = Values(
    select(Recovery.source)
    .where(Recovery.person == sa.bindparam("person"), col(Recovery.closed_at).is_(None))
    .limit(1)
)
_OF = Loader(
    Recovery, select(Recovery).where(Recovery.source == sa.bindparam("source")).with_for_update(), anew=True
)
_HELD = Loader(
    Recovery, select(Recovery).where(Recovery.id == sa.bindparam("number")).with_for_update(), anew=True
)


def check_person(recovery: Recovery, by: str) -> None:
    """Let only the person who was let down answer. Raises Refused for anybody else."""
    if recovery.person != by:
        raise Refused("people/not_yours", ["talk"])


def check_owner(recovery: Recovery, by: str) -> None:
    """Let only the owner say what was done. Raises Refused, which names them, for anybody else."""
    if recovery.owner != by:
        raise Refused("recovering/not_yours", ["talk"], owner=recovery.owner)


def agree(recovery: Recovery, call_by: datetime) -> None:
    """Let the owner call by `call_by` and see the name; also after a no, and where nobody was reached."""
    if recovery.state in ("open", "unwanted", "unreached"):
        recovery.state, recovery.agreed, recovery.closed_at = "open", True, None
        recovery.call_by = call_by


def refuse(recovery: Recovery, now: datetime) -> None:
    """Let nobody call: on the person's word, or because they never said yes."""
    if recovery.state == "open":
        recovery.state, recovery.closed_at = "unwanted", now


def call(recovery: Recovery, result: str, now: datetime) -> None:
    """Keep that the owner called, and what was agreed; said again, only the words change."""
    if recovery.state in ("open", "unreached"):
        recovery.state, recovery.called_at, recovery.closed_at = "called", now, None
    recovery.result = result


def hand_over(recovery: Recovery, to: str, call_by: datetime) -> None:
    """Let somebody else call, by `call_by`; the date that was promised first is the one that counts."""
    if recovery.call_by != call_by:
        recovery.first_call_by = recovery.first_call_by or recovery.call_by
    recovery.owner, recovery.call_by = to, call_by


def miss(recovery: Recovery, call_by: datetime, now: datetime) -> None:
    """Keep that the owner did not reach the person: tried again by `call_by`, or left to the person."""
    if recovery.is_promised:
        recovery.unreached += 1
        if recovery.unreached >= MOST_TRIES:
            recovery.state, recovery.closed_at = "unreached", now
        else:
            recovery.call_by = call_by


def settle(recovery: Recovery, now: datetime) -> None:
    """Close it on the person's word that it is put right, however late."""
    if recovery.is_open or recovery.state == "called":
        recovery.state, recovery.closed_at = "settled", now


def unsettle(recovery: Recovery, now: datetime) -> bool:
    """Close it on the person's word that it is not right yet; say whether another one has to follow."""
    if not recovery.is_open and recovery.state != "called":
        return False
    recovery.state, recovery.closed_at = "unsettled", now
    return True


def waiting(
    session: Session, *, late: datetime | None = None, owner: str | None = None
) -> Sequence[Recovery]:
    """Return the calls that are to be made, the most urgent first: of one owner, or those late at an instant."""
    given = {name: each for name, each in (("owner", owner), ("late", late)) if each is not None}
    return _waiting(*given).all(session, **given)


@cache
def _waiting(*given: str) -> Loader[Recovery]:
    narrowed = {
        "owner": col(Recovery.owner) == sa.bindparam("owner"),
        "late": col(Recovery.call_by) < sa.bindparam("late"),
    }
    found = select(Recovery).where(Recovery.state == "open", col(Recovery.agreed).is_(True))
    found = found.where(*(narrowed[name] for name in given))
    return Loader(Recovery, found.order_by(col(Recovery.call_by), col(Recovery.id)))


def put_right_since(session: Session, person: str, service: str, since: datetime) -> bool:
    """Say whether something about this service was put right for a person since then, on their word."""
    good = select(Recovery.id).where(
        Recovery.person == person,
        Recovery.service == service,
        Recovery.state == "settled",
        col(Recovery.called_at).is_not(None),
        col(Recovery.closed_at) >= since,
    )
    return session.exec(good.limit(1)).first() is not None


def follow_up(
    session: Session,
    since: datetime,
    until: datetime,
    *,
    service: str | None = None,
    unit: str | None = None,
) -> FollowUp:
    """Return which share of the calls due from `since` until before `until` was made by its date.

    share = called by their date / due, with Wilson's range. A call is due when the person agreed to it, unless
    they did without it before its date; where a colleague got a later date, by the first. Trying and reaching
    nobody, twice, counts as not called.
    """
    due_at = sa.func.coalesce(col(Recovery.first_call_by), col(Recovery.call_by))
    found = select(Recovery).where(due_at >= since, due_at < until)
    if service is not None:
        found = found.where(Recovery.service == service)
    if unit is not None:
        found = found.where(Recovery.unit == unit)
    rows = session.exec(found).all()
    unwanted = [each for each in rows if _did_without(each)]
    unsaid = [each for each in rows if each.agreed is None and each not in unwanted]
    due = len(rows) - len(unwanted) - len(unsaid)
    in_time = sum(each.called_at is not None and each.called_at <= _due(each) for each in rows)
    return FollowUp(due, in_time, len(unwanted), len(unsaid), share(in_time, due))


def _due(recovery: Recovery) -> datetime:
    return recovery.first_call_by or recovery.call_by


def _did_without(recovery: Recovery) -> bool:
    before = recovery.closed_at is not None and recovery.closed_at <= _due(recovery)
    never = recovery.state == "unwanted" and recovery.agreed is None
    return recovery.called_at is None and recovery.state in ("settled", "unwanted") and (before or never)
