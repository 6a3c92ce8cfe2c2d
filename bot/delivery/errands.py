"""Errands: long work outside any session, a row like every message; those for one place go one after another."""

import logging
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.delivery import hooks
from bot.delivery.claims import Claim
from bot.delivery.facts import pack, unpack
from bot.delivery.hooks import Outlet
from bot.delivery.jobs import HOOK, Job, enqueue
from bot.delivery.outbox import NOTHING
from bot.delivery.settling import Again, Hopeless, Outcome, Sent
from bot.delivery.wire import TooFast, Unmet

log = logging.getLogger(__name__)

_LANE = "errand:"
LEASE = timedelta(minutes=1)  # from one sign of life to the next


class Later(Exception):  # noqa: N818  # it says what to do
    """Not now: somebody else is at it. Try again after `rest`."""

    def __init__(self, rest: timedelta) -> None:
        super().__init__(f"again in {rest}")
        self.rest = rest


@dataclass(frozen=True)
class Trip:
    """One attempt at an errand; `attempt` is 1 for the first."""

    claim: Claim

    @property
    def attempt(self) -> int:
        """Which try this is."""
        return self.claim.job.attempts

    def hold(self, session: Session, now: datetime) -> None:
        """Give a sign of life, so that no other worker takes the errand over."""
        mine = (col(Job.id) == self.claim.job.id, col(Job.claimed_by) == self.claim.word)
        session.connection().execute(sa.update(Job).where(*mine).values(lease_until=now + LEASE))


Errand = Callable[[Trip, Mapping[str, Any]], None]
"""Runs with no session open. It may run twice, so it does nothing twice; raises Later, or as Wire.call does."""


def send(
    session: Session, name: str, place: str, *, now: datetime, facts: Mapping[str, Any] = NOTHING
) -> None:
    """Have the errand `name` run once this session is on disk, after those that were sent to `place` before."""
    enqueue(session, HOOK, name, now=now, lane=_LANE + place, to=place, facts=pack(facts))


def reference(error: Exception) -> str:
    """Log what nobody thought of, and return the word by which a person finds it there."""
    word = secrets.token_hex(4)
    log.error("an errand failed, reference %s", word, exc_info=error)
    return word


class Errands:
    """Runs errands, and leaves what is for other systems to who tells those."""

    def __init__(self, errands: Mapping[str, Errand], others: Outlet) -> None:
        self._errands = errands
        self._others = others

    def deliver(self, claim: Claim) -> Outcome:
        """Run the errand of a claimed job, and say what came of it."""
        job = claim.job
        if not (job.lane or "").startswith(_LANE):
            return self._others.deliver(claim)
        errand = self._errands.get(job.name)
        if errand is None:
            return Hopeless(f"no errand is called {job.name!r}")
        try:
            errand(Trip(claim), unpack(job.facts))
        except Later as later:
            return Again(str(later), later.rest, counts=False)
        except TooFast as wait:
            return Again(str(wait), timedelta(seconds=wait.retry_after), counts=False)
        except Unmet as unmet:
            return hooks.again(str(unmet), job.attempts)
        return Sent()
