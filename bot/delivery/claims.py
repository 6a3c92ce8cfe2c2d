"""Claims: one worker takes the next job, and nobody else does.

On PostgreSQL rows are locked with SKIP LOCKED, so a claim never waits for anybody; on SQLite there is one
writer at a time. Everywhere else locks are taken in the order card, job, lane.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlmodel import Session

from bot.db import Prepared, insert_once
from bot.delivery import statements
from bot.delivery.jobs import HOME, HOOK, TIMER, WHISPER, Lane, Taken
from bot.delivery.pace import Pace

WORKSPACE = "*"  # the lane that holds everything
POST, EDIT, WHISPERED = "chat.postMessage", "chat.update", "chat.postEphemeral"
PUBLISH = "views.publish"
OUTSIDE = "outside"  # no method of Slack's: another system is told
REPEATABLE = (EDIT, PUBLISH)  # doing it twice changes nothing


@dataclass(frozen=True)
class Claim:
    """A job in one worker's hands until the lease ends."""

    job: Taken
    doubtful: bool = False  # an earlier attempt may have reached Slack
    place: tuple[str, str] | None = None  # channel and ts of the message to edit
    channel: str | None = None  # the D… id of a person's conversation, once Slack has told it

    @property
    def word(self) -> str:
        """What proves the claim when it is settled."""
        return self.job.claimed_by

    @property
    def method(self) -> str:
        """The Slack method that this job needs, OUTSIDE if none."""
        return _method(self.job.kind, is_posted=self.place is not None)


def _method(kind: str, *, is_posted: bool) -> str:
    if kind == HOOK:
        return OUTSIDE
    if kind in (WHISPER, HOME):
        return WHISPERED if kind == WHISPER else PUBLISH
    return EDIT if is_posted else POST


def claim_next(
    session: Session,
    now: datetime,
    *,
    pace: Pace,
    lease: timedelta,
    in_hand: Collection[int] = (),
    timers_first: bool = False,
) -> Claim | None:
    """Take the job that is due longest and may go now; None when there is nothing to do.

    A job whose lease ran out comes first: its worker died or is lost, and Slack may have its message.
    Jobs `in_hand` of this very process are never taken over.
    """
    closed = pace.closed_until(now)
    ((any_held, any_lost, any_due),) = statements.GLANCE.rows(session, now=now, closed=closed)
    if not any_lost and not any_due:
        return None
    held = _held(session, closed) if any_held else set()
    if WORKSPACE in held:  # Slack takes nothing; the clock goes on, and other systems do
        return _take_timer(session, now, lease) or _take_head(session, now, pace, lease, held)
    claim = _take_over(session, now, lease, in_hand) if any_lost else None
    if claim is None and timers_first:
        claim = _take_timer(session, now, lease)
    return claim or _take_head(session, now, pace, lease, held) or _take_timer(session, now, lease)


def _held(session: Session, closed: datetime) -> set[str]:
    return {
        key.removeprefix(WORKSPACE) or WORKSPACE for (key,) in statements.HELD.rows(session, closed=closed)
    }


def _take(
    session: Session, which: Prepared, now: datetime, lease: timedelta, *, doubtful: bool = False, **of: Any
) -> Claim | None:
    for row in which.rows(session, now=now, word=uuid4().hex, until=now + lease, **of):
        *columns, lane_channel, channel, ts = row
        return Claim(Taken(*columns), doubtful, (channel, ts) if channel and ts else None, lane_channel)
    return None


def _take_over(session: Session, now: datetime, lease: timedelta, in_hand: Collection[int]) -> Claim | None:
    job = session.execute(statements.EXPIRED, {"now": now, "in_hand": list(in_hand)}).scalar()
    return None if job is None else _take(session, statements.TAKE, now, lease, doubtful=True, job=job)


def _take_timer(session: Session, now: datetime, lease: timedelta) -> Claim | None:
    return _take(session, statements.TAKE_TIMER, now, lease)


def _take_head(session: Session, now: datetime, pace: Pace, lease: timedelta, held: set[str]) -> Claim | None:
    for lane in _open_lanes(session, now, pace, held):
        full_at = _lock_lane(session, lane, now)
        if full_at is None or pace.opens_at(full_at) > now:
            continue
        claim = _take(session, statements.TAKE_HEAD, now, lease, lane=lane)
        if claim is None:
            continue
        if claim.method == POST:
            statements.FILL.count(session, lane=lane, full_at=pace.after_one(full_at, now))
        return claim
    return None


def _open_lanes(session: Session, now: datetime, pace: Pace, held: set[str]) -> list[str]:
    """Return lanes whose head may go now, the head due longest first."""
    with_slack = WORKSPACE not in held
    oldest = statements.OLDEST.rows(session, now=now, closed=pace.closed_until(now), with_slack=with_slack)
    heads: dict[str, str] = {}
    for lane, kind, is_posted in oldest:
        heads.setdefault(lane, _method(kind, is_posted=is_posted))
    return [lane for lane, needed in heads.items() if needed not in held]


def _lock_lane(session: Session, key: str, now: datetime) -> datetime | None:
    """Return how far the lane is filled, None while somebody else holds it."""
    found = statements.LANE.rows(session, lane=key)
    if not found and make_lane(session, key, now):
        found = statements.LANE.rows(session, lane=key)
    return found[0][0] if found else None


def change_lane(session: Session, key: str, change: Prepared, now: datetime, **values: Any) -> None:
    """Change the lane `key`, made open if it is new."""
    make_lane(session, key, now)
    change.count(session, lane=key, **values)


def make_lane(session: Session, key: str, now: datetime) -> bool:
    """Make an open lane unless there is one; return whether it was made."""
    return insert_once(session, Lane, key=key, full_at=now)


def next_instant(session: Session, now: datetime, pace: Pace) -> datetime | None:
    """Return when something may be claimed next, `now` or earlier if at once, None when nothing waits."""
    ((*instants, any_due),) = statements.NEXT.rows(session, now=now)
    if any_due:
        ((opening,),) = statements.OPENING.rows(session, closed=pace.closed_until(now))
        instants.append(pace.opens_at(opening) if opening else now)
    return min((instant for instant in instants if instant), default=None)


def is_timer(claim: Claim) -> bool:
    """Return whether the claimed job is ours to do rather than Slack's."""
    return claim.job.kind == TIMER
