"""Errands: long work outside any session, one after the other for a place, told apart from other systems' hooks."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from bot import clock
from bot.db import Database
from bot.delivery import errands
from bot.delivery.errands import Errand, Errands, Later, Trip
from bot.delivery.hooks import NOWHERE
from bot.delivery.jobs import DEAD, DONE, READY, Job
from bot.delivery.sender import Sender
from bot.delivery.wire import TooFast, Unreached
from tests.conftest import Frozen
from tests.delivery.slack import Slack, Words


class Road:
    """An errand that does as it is told, and notes what it was given."""

    def __init__(self, *troubles: Exception) -> None:
        self.troubles, self.came = list(troubles), list[tuple[int, str]]()

    def __call__(self, trip: Trip, facts: Mapping[str, Any]) -> None:
        self.came.append((trip.attempt, facts["what"]))
        if self.troubles:
            raise self.troubles.pop(0)


def sender_of(db: Database, road: Errand) -> Sender:
    return Sender(db, Words(), Slack(), {}, outlet=Errands({"walk": road}, NOWHERE), pace=timedelta(0))


def send(db: Database, *whats: str, name: str = "walk") -> None:
    with db.session() as session:
        for what in whats:
            errands.send(session, name, "town", now=clock.now(), facts={"what": what})


def states(db: Database) -> list[str]:
    with db.read() as session:
        return [session.get_one(Job, number).state for number in range(1, 4) if session.get(Job, number)]


def test_errands_of_a_place_go_one_after_another(db: Database, at_t0: Frozen) -> None:
    road = Road()
    send(db, "one", "two")
    sender_of(db, road).run_once()
    assert road.came == [(1, "one"), (1, "two")]
    assert states(db) == [DONE, DONE]


@pytest.mark.parametrize(
    ("trouble", "wait", "attempt"),
    [
        (Later(timedelta(seconds=30)), 30, 1),
        (TooFast(20), 20, 1),
        (Unreached("nobody there"), 5, 2),
    ],
)
def test_what_does_not_go_now_goes_later(
    db: Database, at_t0: Frozen, trouble: Exception, wait: int, attempt: int
) -> None:
    road = Road(trouble)
    sender = sender_of(db, road)
    send(db, "one")
    sender.run_once()
    at_t0.tick(timedelta(seconds=wait - 1))
    sender.run_once()
    assert states(db) == [READY]
    at_t0.tick(timedelta(seconds=2))
    sender.run_once()
    assert road.came == [(1, "one"), (attempt, "one")]
    assert states(db) == [DONE]


def test_nobody_knows_that_errand(db: Database, at_t0: Frozen) -> None:
    send(db, "one", name="fly")
    sender_of(db, Road()).run_once()
    assert states(db) == [DEAD]


def test_a_sign_of_life_keeps_it_from_others(db: Database, at_t0: Frozen) -> None:
    other = Road()

    def long(trip: Trip, facts: Mapping[str, Any]) -> None:
        for _ in range(4):
            at_t0.tick(timedelta(seconds=25))
            with db.session() as session:
                trip.hold(session, clock.now())
            sender_of(db, other).run_once()

    send(db, "one")
    sender_of(db, long).run_once()
    assert other.came == []
    assert states(db) == [DONE]
