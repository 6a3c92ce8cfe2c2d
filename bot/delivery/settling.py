"""Settling: what came of a claim becomes a row, unless the claim was lost meanwhile."""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlmodel import Session, col, select

from bot.delivery import statements
from bot.delivery.claims import REPEATABLE, WORKSPACE, Claim, change_lane
from bot.delivery.jobs import DEAD, DONE, READY, SENDING, Lane
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


class Settled(NamedTuple):
    """What a job is once its outcome is written down; the names are those of its columns."""

    state: str
    attempts: int
    error: str | None = None
    due_at: datetime | None = None  # None: as it was
    lease_until: datetime | None = None
    settled_at: datetime | None = None
    channel: str | None = None
    ts: str | None = None


def settle(session: Session, claim: Claim, outcome: Outcome, now: datetime, pace: Pace) -> Settled | None:
    """Write down the outcome and return what the job is now; None when another worker took it over meanwhile."""
    if claim.job.card:
        statements.CARD.rows(session, of=claim.job.card)
    settled = _settled(claim, outcome, now)
    found = statements.SETTLE.rows(session, job=claim.job.id, word=claim.word, **settled._asdict())
    if not found:
        log.warning("job %s was taken over before it was settled", claim.job.id)
        return None
    ((card,),) = found
    match outcome:
        case Sent(channel, ts) if channel and ts:
            _note_place(session, claim, card, channel, ts, now)
        case Gone() if card:
            statements.PLACE_CARD.count(session, of=card, channel=None, ts=None)
        case Again() if settled.state == READY and claim.job.lane:
            until = now + _rest(outcome, settled.attempts)
            _hold(session, claim, claim.job.lane, outcome, now, until, pace)
    return settled


def _settled(claim: Claim, outcome: Outcome, now: datetime) -> Settled:
    attempts = claim.job.attempts
    match outcome:
        case Sent(channel, ts, note):
            return Settled(DONE, attempts, note, settled_at=now, channel=channel, ts=ts)
        case Hopeless(error):
            return Settled(DEAD, attempts, error, settled_at=now)
        case Gone():
            return Settled(READY, attempts)
    if outcome.counts and attempts >= MAX_ATTEMPTS:
        return Settled(DEAD, attempts, outcome.error, settled_at=now)
    counted = attempts if outcome.counts else attempts - 1
    if isinstance(outcome, Unsure):
        return Settled(SENDING, counted, outcome.error, lease_until=now + outcome.rest)
    due_at = None if claim.job.lane else now + _rest(outcome, counted)
    return Settled(READY, counted, outcome.error, due_at=due_at)


def _rest(again: Again, attempts: int) -> timedelta:
    return rest_after(attempts) if again.rest is None else again.rest


def _note_place(
    session: Session, claim: Claim, card: str | None, channel: str, ts: str, now: datetime
) -> None:
    if card and claim.place != (channel, ts):
        statements.PLACE_CARD.count(session, of=card, channel=channel, ts=ts)
    to = claim.job.to
    if to and claim.job.lane == to != channel != claim.channel:
        change_lane(session, to, statements.PLACE_LANE, now, channel=channel)


def _hold(
    session: Session, claim: Claim, own: str, again: Again, now: datetime, until: datetime, pace: Pace
) -> None:
    """Let nothing go on this lane, or on the one that the outcome names, until then."""
    key = again.holds or own
    if again.error == CROWDED and again.holds is None:
        key = _crowded_lane(session, claim, now, pace)
    change_lane(session, key, statements.HOLD, now, full_at=pace.closed_until(until), note=again.error)


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
