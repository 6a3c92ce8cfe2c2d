"""Playing events through the order engine, each at its own time, many in one transaction."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import Any

from sqlmodel import Session, col, func, select

from bench.replaying.reading import Event, Log
from bot.catalog import Catalog
from bot.db import Database
from bot.process import due_times, orders, pauses, steps, targets
from bot.process.orders import NewOrder, Order, OrderEvent
from bot.refusal import Refused

AT_ONCE = 500  # events in one transaction
WORKER, NOBODY, PERSON = "outside:log", "", "outside:log"
# An impact and an urgency that make each priority.
RANKS = {
    targets.priority(impact, urgency): (impact, urgency) for impact in (3, 2, 1) for urgency in (4, 3, 2, 1)
}


@dataclass
class Played:
    """What came of a log: every event moved an order, changed nothing, or is listed as not mapped."""

    orders: int = 0
    moved: int = 0
    unchanged: int = 0
    steps: int = 0  # calls of the engine that changed a state: a reopening for work is two
    seconds: float = 0.0
    states: Counter[str] = field(default_factory=Counter)
    kept: dict[int, dict[str, int]] = field(
        default_factory=dict
    )  # by priority: orders, and targets kept of those met


class Player:
    """Plays one log into an empty database."""

    def __init__(self, db: Database, catalog: Catalog, log: Log) -> None:
        self._db, self._catalog, self._log = db, catalog, log
        self._numbers: dict[str, int] = {}
        self._states: dict[str, str] = {}
        self.played = Played()

    def play(self) -> Played:
        """Play everything, and count what stands in the database then."""
        began = perf_counter()
        for events in _batches(self._log.events):
            with self._db.session() as session:
                for event in events:
                    self._apply(session, event)
        self.played.seconds = perf_counter() - began
        with self._db.read() as session:
            self._count(session)
        return self.played

    def _apply(self, session: Session, event: Event) -> None:
        is_new = event.number not in self._numbers
        if is_new:
            self._place(session, event)
        if self._states[event.number] == event.state:
            self.played.moved += is_new
            self.played.unchanged += not is_new
            return
        try:
            self._move(session, event)
        except Refused as refused:
            reason = f"{self._states[event.number]} cannot become {event.state}: {refused.template}"
            self._log.leave_out(reason, event.row, "state", event.state)
            return
        self.played.moved += 1

    def _place(self, session: Session, event: Event) -> None:
        impact, urgency = RANKS[event.priority]
        new = NewOrder(
            kind="incident",
            state="open",
            person=PERSON,
            unit="",
            service=event.service,
            impact=impact,
            urgency=urgency,
            opened_at=event.opened,
            way_forward="person",
        )
        due_times.fix(session, self._catalog, new, event.opened)
        self._numbers[event.number] = orders.place(session, new)
        self._states[event.number] = "open"
        self.played.orders += 1

    def _move(self, session: Session, event: Event) -> None:
        number, state, at = self._numbers[event.number], self._states[event.number], event.at
        if state in ("done", "closed") and event.state not in ("done", "closed"):
            steps.reopen(session, number, by=NOBODY, now=at)
            self._now(event, "open")
            if event.state == "open":
                return
        self._go(session, number, event, at)
        self._now(event, event.state)

    def _go(self, session: Session, number: int, event: Event, at: datetime) -> None:
        waits = self._states[event.number] == "waiting"
        if waits and event.state in ("taken", "done", "closed"):
            pauses.resume(session, self._catalog, number, by=WORKER, now=at)
            self._now(event, "taken")
        match event.state:
            case "taken" if not waits:
                steps.take(session, number, by=WORKER, now=at)
            case "waiting":
                pauses.wait(session, number, by=WORKER, now=at)
            case "done":
                steps.finish(session, number, by=WORKER, now=at)
            case "closed":
                self._close(session, number, event, at)
            case "cancelled":
                steps.cancel(session, number, by=PERSON, now=at)
            case "open":
                raise Refused("orders/already", ["talk"])

    def _close(self, session: Session, number: int, event: Event, at: datetime) -> None:
        if self._states[event.number] != "done":
            steps.finish(session, number, by=WORKER, now=at)
            self._now(event, "done")
        steps.close(session, number, by=NOBODY, now=at)

    def _now(self, event: Event, state: str) -> None:
        if state != self._states[event.number]:
            self.played.steps += 1
        self._states[event.number] = state

    def _count(self, session: Session) -> None:
        self.played.states = Counter(
            dict(session.exec(select(Order.state, func.count()).group_by(Order.state)).all())
        )
        for order in session.exec(select(Order).execution_options(yield_per=AT_ONCE)):
            row = self.played.kept.setdefault(order.priority, Counter())
            row["orders"] += 1
            for name, was, due in (
                ("response", order.responded_at, order.response_due_at),
                ("resolution", order.done_at, order.due_at),
            ):
                row[f"{name} met"] += was is not None
                row[f"{name} kept"] += was is not None and due is not None and was <= due
            session.expunge(order)


def _batches(events: Sequence[Event]) -> Iterator[Sequence[Event]]:
    for start in range(0, len(events), AT_ONCE):
        yield events[start : start + AT_ONCE]


def check(db: Database, log: Log, played: Played) -> list[str]:
    """Return what does not add up: nothing, if no event was lost."""
    with db.read() as session:
        stored = session.exec(select(func.count()).select_from(Order)).one()
        steps = session.exec(select(func.count(col(OrderEvent.id)))).one()
    sums: list[tuple[str, Any, Any]] = [
        (
            "events read, and moved + unchanged + not mapped",
            log.rows,
            played.moved + played.unchanged + log.lost,
        ),
        ("orders placed, and stored", played.orders, stored),
        ("steps taken, and stored", played.steps, steps),
        ("orders placed, and counted by state", played.orders, sum(played.states.values())),
    ]
    return [f"{what}: {one} is not {other}" for what, one, other in sums if one != other]
