"""Claims: one worker takes the next job, and nobody else does.

On PostgreSQL rows are locked with SKIP LOCKED, so a claim never waits for anybody; on SQLite there is one
writer at a time. Everywhere else locks are taken in the order card, job, lane.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlmodel import Session

from bot.db import insert_once
from bot.delivery import statements
from bot.delivery.jobs import HOME, HOOK, SENDING, TIMER, WHISPER, Job, Lane
from bot.delivery.pace import Pace

WORKSPACE = "*"  # the lane that holds everything
POST, EDIT, WHISPERED = "chat.postMessage", "chat.update", "chat.postEphemeral"
PUBLISH = "views.publish"
OUTSIDE = "outside"  # no method of Slack's: another system is told
REPEATABLE = (EDIT, PUBLISH)  # doing it twice changes nothing


@dataclass(frozen=True)
class Claim:
    """A job in one worker's hands until the lease ends."""

    job: Job
    word: str  # proves the claim when it is settled
    doubtful: bool = False  # an earlier attempt may have reached Slack
    place: tuple[str, str] | None = None  # channel and ts of the message to edit
    channel: str | None = None  # the D… id of a person's conversation, once Slack has told it

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
    keys = session.execute(statements.HELD, {"closed": closed}).scalars()
    return {key.removeprefix(WORKSPACE) or WORKSPACE for key in keys}


def _take(session: Session, job: Job, now: datetime, lease: timedelta, *, doubtful: bool = False) -> Claim:
    job.state = SENDING
    job.claimed_by = uuid4().hex
    job.lease_until = now + lease
    job.tried_at = job.tried_at or now
    job.attempts += 1
    lane = session.get(Lane, job.lane) if job.lane else None
    return Claim(job, job.claimed_by, doubtful, _place(session, job), lane.channel if lane else None)


def _place(session: Session, job: Job) -> tuple[str, str] | None:
    if job.card is None:
        return None
    for channel, ts in statements.PLACE.rows(session, card=job.card):
        return (channel, ts) if channel and ts else None
    return None


def _take_over(session: Session, now: datetime, lease: timedelta, in_hand: Collection[int]) -> Claim | None:
    job = session.execute(statements.EXPIRED, {"now": now, "in_hand": list(in_hand)}).scalar()
    return None if job is None else _take(session, job, now, lease, doubtful=True)


def _take_timer(session: Session, now: datetime, lease: timedelta) -> Claim | None:
    job = session.execute(statements.TIMER_DUE, {"now": now}).scalar()
    return None if job is None else _take(session, job, now, lease)


def _take_head(session: Session, now: datetime, pace: Pace, lease: timedelta, held: set[str]) -> Claim | None:
    for lane_key in _open_lanes(session, now, pace, held):
        lane = _lock_lane(session, lane_key, now)
        if lane is None or pace.opens_at(lane.full_at) > now:
            continue
        job = session.execute(statements.HEAD, {"lane": lane_key, "now": now}).scalar()
        if job is None:
            continue
        claim = _take(session, job, now, lease)
        if claim.method == POST:
            lane.full_at = pace.after_one(lane.full_at, now)
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


def _lock_lane(session: Session, key: str, now: datetime) -> Lane | None:
    lane: Lane | None = session.execute(statements.LANE, {"lane": key}).scalar()
    if lane is None and make_lane(session, key, now):
        lane = session.execute(statements.LANE, {"lane": key}).scalar()
    return lane


def hold_lane(session: Session, key: str, now: datetime) -> Lane:
    """Return the lane `key` for a change, made open if it is new."""
    make_lane(session, key, now)
    return session.get_one(Lane, key, with_for_update={"key_share": True})


def make_lane(session: Session, key: str, now: datetime) -> bool:
    """Make an open lane unless there is one; return whether it was made."""
    return insert_once(session, Lane, key=key, full_at=now)


def next_instant(session: Session, now: datetime, pace: Pace) -> datetime | None:
    """Return when something may be claimed next, `now` or earlier if at once, None when nothing waits."""
    instants = list(session.execute(statements.NEXT, {"now": now}).one())
    if session.execute(statements.ANY_DUE, {"now": now}).first():
        opening = session.execute(statements.OPENING, {"closed": pace.closed_until(now)}).scalar()
        instants.append(pace.opens_at(opening) if opening else now)
    return min((instant for instant in instants if instant), default=None)


def is_timer(claim: Claim) -> bool:
    """Return whether the claimed job is ours to do rather than Slack's."""
    return claim.job.kind == TIMER
