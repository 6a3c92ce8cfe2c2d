"""Claims: one worker takes the next job, and nobody else does.

On PostgreSQL rows are locked with SKIP LOCKED, so a claim never waits for anybody; on SQLite there is one
writer at a time. Everywhere else locks are taken in the order card, job, lane.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from bot.delivery.jobs import HOME, READY, SENDING, SHOW, TIMER, WHISPER, Card, Job, Lane
from bot.delivery.pace import Pace

WORKSPACE = "*"  # the lane that holds everything
POST, EDIT, WHISPERED = "chat.postMessage", "chat.update", "chat.postEphemeral"
PUBLISH = "views.publish"
REPEATABLE = (EDIT, PUBLISH)  # doing it twice changes nothing
_LOOKED_AT = 32  # jobs looked at before giving up: others are claiming those right now


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
        """The Slack method that this job needs."""
        if self.job.kind == WHISPER:
            return WHISPERED
        if self.job.kind == HOME:
            return PUBLISH
        return EDIT if self.place else POST


def claim_next(
    session: Session, now: datetime, *, pace: Pace, lease: timedelta, in_hand: Collection[int] = ()
) -> Claim | None:
    """Take the job that is due longest and may go now; None when there is nothing to do.

    A job whose lease ran out comes first: its worker died or is lost, and Slack may have its message.
    Jobs `in_hand` of this very process are never taken over.
    """
    held = _held(session, now, pace)
    if WORKSPACE in held:
        return _take_timer(session, now, lease)
    return (
        _take_over(session, now, lease, in_hand)
        or _take_head(session, now, pace, lease, held)
        or _take_timer(session, now, lease)
    )


def _held(session: Session, now: datetime, pace: Pace) -> set[str]:
    closed = select(Lane.key).where(
        col(Lane.key).startswith(WORKSPACE), Lane.full_at > pace.closed_until(now)
    )
    return {key.removeprefix(WORKSPACE) or WORKSPACE for key in session.exec(closed)}


def _take(session: Session, job: Job, now: datetime, lease: timedelta, *, doubtful: bool = False) -> Claim:
    job.state = SENDING
    job.claimed_by = uuid4().hex
    job.lease_until = now + lease
    job.tried_at = job.tried_at or now
    job.attempts += 1
    session.add(job)
    session.flush()
    lane = session.get(Lane, job.lane) if job.lane else None
    return Claim(job, job.claimed_by, doubtful, _place(session, job), lane.channel if lane else None)


def _place(session: Session, job: Job) -> tuple[str, str] | None:
    card = session.get(Card, job.card) if job.card else None
    return (card.channel, card.ts) if card and card.channel and card.ts else None


def _take_over(session: Session, now: datetime, lease: timedelta, in_hand: Collection[int]) -> Claim | None:
    expired = select(Job).where(
        Job.state == SENDING, col(Job.lease_until) <= now, col(Job.id).not_in(in_hand)
    )
    job = session.exec(
        expired.order_by(col(Job.lease_until)).limit(1).with_for_update(skip_locked=True)
    ).first()
    return None if job is None else _take(session, job, now, lease, doubtful=True)


def _take_timer(session: Session, now: datetime, lease: timedelta) -> Claim | None:
    due = select(Job).where(Job.state == READY, col(Job.lane).is_(None), Job.due_at <= now)
    first = due.order_by(col(Job.due_at), col(Job.id)).limit(1).with_for_update(skip_locked=True)
    job = session.exec(first).first()
    return None if job is None else _take(session, job, now, lease)


def _take_head(session: Session, now: datetime, pace: Pace, lease: timedelta, held: set[str]) -> Claim | None:
    for lane_key in _open_lanes(session, now, pace, held):
        lane = _lock_lane(session, lane_key, now)
        if lane is None or pace.opens_at(lane.full_at) > now:
            continue
        job = _lock_head(session, lane_key, now)
        if job is None:
            continue
        claim = _take(session, job, now, lease)
        if claim.method == POST:
            lane.full_at = pace.after_one(lane.full_at, now)
            session.add(lane)
        return claim
    return None


def _open_lanes(session: Session, now: datetime, pace: Pace, held: set[str]) -> list[str]:
    """Return lanes whose head may go now, the head due longest first.

    The oldest job of all lanes that are neither closed nor busy is the head of its lane, so the index on
    due_at gives it without ranking what waits behind it.
    """
    busy = sa.select(col(Job.lane)).where(col(Job.state) == SENDING, col(Job.lane).is_not(None))
    closed = sa.select(col(Lane.key)).where(col(Lane.full_at) > pace.closed_until(now))
    method = sa.case(
        (col(Job.kind) == WHISPER, WHISPERED),
        (col(Job.kind) == HOME, PUBLISH),
        (sa.and_(col(Job.kind) == SHOW, col(Card.ts).is_not(None)), EDIT),
        else_=POST,
    )
    oldest = (
        sa.select(col(Job.lane), method)
        .outerjoin(Card, col(Card.key) == Job.card)
        .where(col(Job.state) == READY, col(Job.lane).is_not(None), col(Job.due_at) <= now)
        .where(col(Job.lane).not_in(closed), col(Job.lane).not_in(busy))
        .order_by(col(Job.due_at), col(Job.id))
        .limit(_LOOKED_AT)
    )
    heads: dict[str, str] = {}
    for lane, needed in session.execute(oldest):
        heads.setdefault(lane, needed)
    return [lane for lane, needed in heads.items() if needed not in held]


def _lock_lane(session: Session, key: str, now: datetime) -> Lane | None:
    locked = select(Lane).where(Lane.key == key).with_for_update(key_share=True, skip_locked=True)
    lane = session.exec(locked).first()
    if lane is None and make_lane(session, key, now):
        lane = session.exec(locked).first()
    return lane


def hold_lane(session: Session, key: str, now: datetime) -> Lane:
    """Return the lane `key` for a change, made open if it is new."""
    make_lane(session, key, now)
    return session.get_one(Lane, key, with_for_update={"key_share": True})


def make_lane(session: Session, key: str, now: datetime) -> bool:
    """Make an open lane unless there is one; return whether it was made."""
    insert = sqlite.insert if session.get_bind().dialect.name == "sqlite" else postgresql.insert
    made = session.execute(insert(Lane).values(key=key, full_at=now).on_conflict_do_nothing())
    return bool(made.rowcount)  # type: ignore[attr-defined]


def _lock_head(session: Session, lane: str, now: datetime) -> Job | None:
    busy = select(Job.id).where(Job.lane == lane, Job.state == SENDING).limit(1)
    if session.exec(busy).first() is not None:
        return None
    head = (
        select(Job.id)
        .where(Job.lane == lane, Job.state == READY, Job.due_at <= now)
        .order_by(col(Job.due_at), col(Job.id))
        .limit(1)
        .scalar_subquery()
    )
    return session.exec(
        select(Job).where(Job.id == head, Job.state == READY).with_for_update(skip_locked=True)
    ).first()


def next_instant(session: Session, now: datetime, pace: Pace) -> datetime | None:
    """Return when something may be claimed next, `now` or earlier if at once, None when nothing waits."""
    waiting = select(sa.func.min(Job.due_at)).where(Job.state == READY)
    leases = select(sa.func.min(col(Job.lease_until))).where(Job.state == SENDING)
    instants = [session.exec(leases).one(), session.exec(waiting.where(Job.due_at > now)).one()]
    if session.exec(select(Job.id).where(Job.state == READY, Job.due_at <= now).limit(1)).first():
        closed = select(sa.func.min(Lane.full_at)).where(Lane.full_at > pace.closed_until(now))
        opening = session.exec(closed).one()
        instants.append(pace.opens_at(opening) if opening else now)
    return min((instant for instant in instants if instant), default=None)


def is_timer(claim: Claim) -> bool:
    """Return whether the claimed job is ours to do rather than Slack's."""
    return claim.job.kind == TIMER
