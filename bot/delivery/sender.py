"""The sender: takes what is due, says it, writes down what came of it; woken, not polled for."""

import logging
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import cycle
from types import MappingProxyType

from bot import clock as wall
from bot.db import Database
from bot.delivery.bell import Bell
from bot.delivery.claims import Claim, claim_next, is_timer, next_instant
from bot.delivery.dead_letters import ALARM, raise_alarm
from bot.delivery.facts import unpack
from bot.delivery.hooks import NOWHERE, Outlet
from bot.delivery.jobs import DEAD, HOOK
from bot.delivery.listening import Listener
from bot.delivery.pace import Pace
from bot.delivery.pictures import Picture
from bot.delivery.settling import Again, Hopeless, Outcome, Sent, Unsure, settle
from bot.delivery.talking import Talk, Words
from bot.delivery.timers import Timer
from bot.delivery.wire import Wire

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=30)  # three times what any call may take
POLL = timedelta(seconds=1)
_BREATH = timedelta(milliseconds=20)
_REMIND = timedelta(milliseconds=250)  # while due jobs wait for a busy lane, a held method or a free thread
DRAIN = timedelta(seconds=10)
NO_PICTURES: Mapping[str, Picture] = MappingProxyType({})


class Sender:
    """Sends what is due, one message at a time per conversation, several conversations at once.

    `pace` is how fast one conversation may be talked to (timedelta(0): no limit, for tests); `lease` how
    long a claim lasts before another worker takes it over.
    """

    def __init__(
        self,
        db: Database,
        renderer: Words,
        wire: Wire,
        timers: Mapping[str, Timer],
        *,
        pictures: Mapping[str, Picture] = NO_PICTURES,
        outlet: Outlet = NOWHERE,
        clock: Callable[[], datetime] = wall.now,
        pace: timedelta = timedelta(seconds=1),
        lease: timedelta = LEASE,
        threads: int = 4,
    ) -> None:
        self._db = db
        self._talk = Talk(renderer, wire, pictures, self._lasts)
        self._outlet = outlet
        self._timers = timers
        self._now = clock
        self._pace = Pace(pace)
        self._lease = lease
        self._size = threads
        self._bell = Bell()
        self._threads: list[threading.Thread] = []
        self._stopping = threading.Event()
        self._in_hand: set[int] = set()
        self._turns = cycle((False, False, False, True))  # so that no flood of messages holds timers up
        self._listener = Listener(db, self._bell.ring)

    def run_once(self) -> int:
        """Do all that is due now; return how many jobs were taken up."""
        count = 0
        while self._one():
            count += 1
        return count

    def start(self) -> None:
        """Work in threads until stopped."""
        self._stopping.clear()
        self._db.on_wake = self._bell.ring
        jobs = [("watch", self._watch), *[(f"sender-{n}", self._work) for n in range(self._size)]]
        self._threads = [threading.Thread(target=work, name=name, daemon=True) for name, work in jobs]
        for thread in self._threads:
            thread.start()
        self._listener.start()

    def stop(self) -> None:
        """Finish what is under way, 10 s at most; what waits stays a row."""
        self._stopping.set()
        self._listener.stop()
        deadline = threading.Event()
        timer = threading.Timer(DRAIN.total_seconds(), deadline.set)
        timer.start()
        for thread in self._threads:
            while thread.is_alive() and not deadline.is_set():
                self._bell.ring()
                thread.join(_BREATH.total_seconds())
        timer.cancel()
        self._threads = []

    def _work(self) -> None:
        while not self._stopping.is_set():
            self._bell.wait()
            while not self._stopping.is_set() and self._safely_one():
                pass

    def _safely_one(self) -> bool:
        try:
            return self._one()
        except Exception:
            log.exception("the sender stumbled and goes on")
            return False

    def _watch(self) -> None:
        """Ring when the next job is due, and once a second in case nobody else did."""
        while not self._stopping.is_set():
            pause = POLL
            with suppress(Exception):  # the database is away: the next look will tell
                pause = self._until_next()
            if not self._stopping.wait(pause.total_seconds()):
                self._bell.ring()

    def _until_next(self) -> timedelta:
        now = self._now()
        with self._db.read() as session:
            due_at = next_instant(session, now, self._pace)
        if due_at is None:
            return POLL
        ahead = due_at - now
        return min(POLL, max(_BREATH, ahead)) if ahead > timedelta() else _REMIND

    def _one(self) -> bool:
        claim = self._claim()
        if claim is None:
            return False
        self._bell.ring()  # there may be more: let somebody else look meanwhile
        try:
            if is_timer(claim):
                self._run_timer(claim)
            else:
                self._settle(claim, self._deliver(claim))
        finally:
            self._in_hand.discard(claim.job.id)
        return True

    def _claim(self) -> Claim | None:
        with self._db.session() as session:
            claim = claim_next(
                session,
                self._now(),
                pace=self._pace,
                lease=self._lease,
                in_hand=self._in_hand.copy(),
                timers_first=next(self._turns),
            )
        if claim:
            self._in_hand.add(claim.job.id)
        return claim

    def _deliver(self, claim: Claim) -> Outcome:
        try:
            deliver = self._outlet.deliver if claim.job.kind == HOOK else self._talk.deliver
            return deliver(claim)
        except Exception as error:
            log.exception("job %s failed in a way nobody thought of", claim.job.id)
            return Unsure(f"{type(error).__name__}: {error}")  # perhaps at reading Slack's yes

    def _lasts(self, claim: Claim) -> bool:
        """Return whether a call that starts now is over before somebody else may take the job."""
        return self._now() + self._lease / 3 <= claim.job.lease_until

    def _settle(self, claim: Claim, outcome: Outcome) -> None:
        with self._db.session() as session:
            now = self._now()
            settled = settle(session, claim, outcome, now, self._pace)
            if settled and settled.state == DEAD and ALARM in self._timers:
                raise_alarm(session, claim.job, settled.error, now)

    def _run_timer(self, claim: Claim) -> None:
        timer = self._timers.get(claim.job.name)
        if timer is None:
            self._settle(claim, Hopeless(f"no timer is called {claim.job.name!r}"))
            return
        try:
            self._run_and_settle(claim, timer)
        except Exception as error:
            log.exception("timer %s of job %s failed", claim.job.name, claim.job.id)
            self._settle(claim, Again(f"{type(error).__name__}: {error}"))

    def _run_and_settle(self, claim: Claim, timer: Timer) -> None:
        with self._db.session() as session:
            now = self._now()
            if settle(session, claim, Sent(), now, self._pace):
                timer(session, now, unpack(claim.job.facts))
