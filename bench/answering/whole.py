"""The whole way of a question in a direct message: understood, found, decided, put together, noted and worded."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from bench.ack import moved_in, whole_workspace
from bench.answering.sample import Question
from bot import clock
from bot.delivery.facts import pack, unpack
from bot.desk import Desk
from handlers import ask

ROUNDS = 3
STEPS = ("understood, found and decided", "put together and noted", "worded", "all of it")


@dataclass(frozen=True)
class Took:
    """Milliseconds of processor time of one step, or of all: the median and the 99th percentile."""

    step: str
    median: float
    p99: float


def measure(asked: Sequence[Question]) -> list[Took]:
    """Ask everything in turn as Ana, on an SQLite file; each time in other words, for the same are remembered."""
    workspace = whole_workspace()
    with moved_in(workspace) as desk:
        ana = workspace.person("ana").id
        _answer(desk, ana, "is anybody there to help me")
        spent = [
            _answer(desk, ana, each.ask + "!" * signs) for signs in range(1, ROUNDS + 1) for each in asked
        ]
    return [_took(step, times) for step, times in zip(STEPS, zip(*spent, strict=True), strict=True)]


def _answer(desk: Desk, person: str, question: str) -> tuple[float, ...]:
    asking = ask.Asking(person, question, person, "", f"{person}:{clock.now().timestamp()}")
    begun = time.thread_time()
    decided = ask.decide(desk, asking)
    found = time.thread_time()
    with desk.session() as session:
        reply = ask.answer(desk, session, asking, decided)
    noted = time.thread_time()
    desk.renderer.message(reply.template, unpack(pack({**reply.facts, "root": asking.root})))
    worded = time.thread_time()
    return tuple((end - start) * 1000 for start, end in _pairs(begun, found, noted, worded))


def _pairs(begun: float, found: float, noted: float, worded: float) -> tuple[tuple[float, float], ...]:
    return (begun, found), (found, noted), (noted, worded), (begun, worded)


def _took(step: str, times: Sequence[float]) -> Took:
    ranked = sorted(times)
    return Took(step, ranked[len(ranked) // 2], ranked[len(ranked) * 99 // 100])
