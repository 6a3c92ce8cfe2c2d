"""Hooks: other systems hear what changed, from rows of the same transaction, each address in its own order."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlsplit
from uuid import uuid4

from sqlmodel import Session, col, func, select

from bot.db import wake_sender
from bot.delivery.claims import Claim
from bot.delivery.facts import pack
from bot.delivery.jobs import HOOK, READY, Job, Taken, enqueue
from bot.delivery.settling import Again, Hopeless, Outcome, Sent

_LANE = "hook:"
_FIRST_REST, _SLOWER, _LONGEST_REST = timedelta(seconds=5), 3, timedelta(hours=1)
_WRONG = (400, 409, 413, 415, 422)  # about this one event: the next may be fine


class Outlet(Protocol):
    """Tells other systems what happened."""

    def deliver(self, claim: Claim) -> Outcome:
        """Tell the address of a claimed job; no session is open."""


class _Nowhere:
    def deliver(self, claim: Claim) -> Outcome:
        return Hopeless("no address is set up here")


NOWHERE: Outlet = _Nowhere()


def are_told(session: Session) -> bool:
    """Tell whether any other system hears what changes."""
    return bool(session.info.get("told"))


def tell(session: Session, event: str, facts: Mapping[str, Any], now: datetime) -> None:
    """Have every address told of an event once this session is on disk; all are given the same event id."""
    told = session.info.get("told", ())
    if not told:
        return
    packed = pack({"id": uuid4().hex, "at": now, **facts})
    for address in told:
        lane, to = _LANE + address, urlsplit(address).hostname or address
        due_at = max(
            now, _last(session, lane) or now
        )  # of two at once the second to get the order comes second
        enqueue(session, HOOK, event, now=now, due_at=due_at, lane=lane, to=to, facts=packed)
    wake_sender(session)


def _last(session: Session, lane: str) -> datetime | None:
    waiting = select(func.max(col(Job.due_at))).where(Job.lane == lane, Job.state == READY)
    return session.exec(waiting).one()


def address_of(job: Taken) -> str:
    """Return whom a job of this kind is for."""
    return (job.lane or "").removeprefix(_LANE)


def outcome_of(status: int, retry_after: float | None, attempts: int) -> Outcome:
    """Return what an HTTP status means: told; never taken, where the event is at fault; else try again."""
    if 200 <= status < 300:
        return Sent()
    if status in _WRONG:
        return Hopeless(f"HTTP {status}")
    return again(f"HTTP {status}", attempts, retry_after)


def again(error: str, attempts: int, retry_after: float | None = None) -> Again:
    """Try again after a rest: 5, 15, 45 seconds … an hour at most; ten tries take some three and a half hours."""
    rest = min(_FIRST_REST * _SLOWER ** (attempts - 1), _LONGEST_REST)
    asked = timedelta(seconds=min(retry_after or 0, _LONGEST_REST.total_seconds()))
    return Again(error, max(rest, asked))
