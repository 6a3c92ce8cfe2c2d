"""Settling: what came of a claim becomes a row, unless the claim was lost meanwhile."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.delivery import statements
from bot.delivery.claims import REPEATABLE, WORKSPACE, Claim, hold_lane
from bot.delivery.jobs import DEAD, DONE, READY, Card, Job, Lane
from bot.delivery.pace import Pace
from bot.delivery.policy import MAX_ATTEMPTS, REST_WHEN_UNKNOWN, rest_after

log = logging.getLogger(__name__)

CROWDED = "ratelimited"


@dataclass(frozen=True)
class Sent:
    """Slack has it; `channel` and `ts` say where, when Slack tells."""

    channel: str | None = None
    ts: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Again:
    """Nothing happened: try again, after `rest` if given; only real failures count."""

    error: str
    rest: timedelta | None = None
    counts: bool = True
    holds: str | None = None  # the lane to hold; None: the job's own


@dataclass(frozen=True)
class Unsure:
    """It may have happened: look, but not at once."""

    error: str
    rest: timedelta = REST_WHEN_UNKNOWN
    counts: bool = True


@dataclass(frozen=True)
class Gone:
    """The message to edit is no more: post it again."""


@dataclass(frozen=True)
class Hopeless:
    """It will never be taken."""

    error: str


Outcome = Sent | Again | Unsure | Gone | Hopeless


def held_job(session: Session, claim: Claim) -> Job | None:
    """Return the claimed job for settling, None when the lease ran out and another worker has it."""
    mine = {"job": claim.job.id, "word": claim.word}
    job: Job | None = session.execute(statements.MINE, mine).scalar()
    if job is None:
        log.warning("job %s was taken over before it was settled", claim.job.id)
    return job


def _held_card(session: Session, claim: Claim) -> Card | None:
    """Return the card that the job shows, locked before the job is; None if it shows none."""
    if not claim.job.card:
        return None
    card: Card | None = session.execute(statements.CARD, {"card": claim.job.card}).scalar()
    return card


def settle(session: Session, claim: Claim, outcome: Outcome, now: datetime, pace: Pace) -> Job | None:
    """Write down the outcome; return the job when it is dead now, for somebody to be told."""
    held = _held_card(session, claim)
    job = held_job(session, claim)
    if job is None:
        return None
    session.add(job)
    job.claimed_by = None
    match outcome:
        case Sent():
            _sent(session, claim, job, held, outcome, now)
        case Again():
            _again(session, claim, job, outcome, now, pace)
        case Unsure():
            _unsure(job, outcome, now)
        case Gone():
            _gone(session, job, held)
        case Hopeless():
            finish(job, DEAD, now, outcome.error)
    return job if job.state == DEAD else None


def finish(job: Job, state: str, now: datetime, error: str | None = None) -> None:
    """End a job's life, well or badly."""
    job.state, job.settled_at, job.error, job.lease_until = state, now, error, None


def _sent(session: Session, claim: Claim, job: Job, held: Card | None, sent: Sent, now: datetime) -> None:
    finish(job, DONE, now, sent.note)
    job.channel, job.ts = sent.channel, sent.ts
    if sent.channel is None or sent.ts is None:
        return
    if job.card:
        card = _card(session, job.card, held)
        card.channel, card.ts = sent.channel, sent.ts
    if job.to and job.lane == job.to != sent.channel != claim.channel:
        hold_lane(session, job.to, now).channel = sent.channel


def _again(session: Session, claim: Claim, job: Job, again: Again, now: datetime, pace: Pace) -> None:
    if not again.counts:
        job.attempts -= 1
    elif job.attempts >= MAX_ATTEMPTS:
        finish(job, DEAD, now, again.error)
        return
    job.state, job.error, job.lease_until = READY, again.error, None
    until = now + (rest_after(job.attempts) if again.rest is None else again.rest)
    if job.lane is None:
        job.due_at = until
        return
    key = again.holds or job.lane
    if again.error == CROWDED and again.holds is None:
        key = _crowded_lane(session, claim, now, pace)
    lane = hold_lane(session, key, now)
    lane.full_at, lane.note = pace.closed_until(until), again.error


def _crowded_lane(session: Session, claim: Claim, now: datetime, pace: Pace) -> str:
    """Return whom a "too fast" is meant for: the conversation, or the method for everybody.

    Edits are counted by method. Posts are counted by conversation, and again for the workspace: when a
    second conversation is turned away while a first one still is, the workspace is full.
    """
    own = claim.job.lane or ""
    others = select(Lane.key).where(
        Lane.note == CROWDED,
        Lane.key != own,
        Lane.full_at > pace.closed_until(now),
        col(Lane.key).not_like(f"{WORKSPACE}%"),
    )
    crowded = claim.method in REPEATABLE or session.exec(others.limit(1)).first() is not None
    return WORKSPACE + claim.method if crowded else own


def _unsure(job: Job, unsure: Unsure, now: datetime) -> None:
    if not unsure.counts:
        job.attempts -= 1
    elif job.attempts >= MAX_ATTEMPTS:
        finish(job, DEAD, now, unsure.error)
        return
    job.error, job.lease_until = unsure.error, now + unsure.rest


def _gone(session: Session, job: Job, held: Card | None) -> None:
    job.state, job.lease_until = READY, None
    if job.card:
        card = _card(session, job.card, held)
        card.channel = card.ts = None


def _card(session: Session, key: str, held: Card | None) -> Card:
    """Return the card of this key: the one that is held, unless it was renamed meanwhile."""
    return held if held is not None and held.key == key else session.get_one(Card, key)
