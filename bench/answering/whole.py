"""The whole way of a question in a direct message, from what was typed to the blocks that answer it."""

import gc
import time
from collections.abc import Sequence
from dataclasses import dataclass

from slack_bolt import BoltContext
from sqlmodel import col, select

from bench.ack import moved_in, whole_workspace
from bench.answering.sample import Question
from bench.percentiles import middle_and_slowest
from bot.delivery.facts import unpack
from bot.delivery.jobs import Job
from bot.desk import Desk
from handlers import ask

ROUNDS = 3
STEPS = ("understood, found, decided, on disk", "worded", "all of it")


@dataclass(frozen=True)
class Took:
    """Milliseconds of processor time of a step: the median and the 99th percentile."""

    step: str
    median: float
    p99: float


def measure(asked: Sequence[Question]) -> list[Took]:
    """Ask everything in turn as Ana, on an SQLite file; each time in other words, for the same are remembered.

    The first time is not counted: each template and each statement is made ready when it is first used.
    """
    workspace = whole_workspace()
    with moved_in(workspace) as desk:
        desk.renderer.prepare()
        ana = workspace.person("ana").id
        gc.collect()
        gc.freeze()  # as the bot does
        every = [each.ask + "?" * signs for signs in range(ROUNDS + 1) for each in asked]
        took = [_answer(desk, ana, question, number) for number, question in enumerate(every)]
        spent = took[len(asked) :]
    return [_took(step, times) for step, times in zip(STEPS, zip(*spent, strict=True), strict=True)]


def _answer(desk: Desk, person: str, question: str, number: int) -> tuple[float, ...]:
    event = {"channel_type": "im", "channel": "D1", "user": person, "ts": f"{number}.0", "text": question}
    begun = time.thread_time()
    ask.ask_privately(event, BoltContext(), desk)
    answered = time.thread_time() - begun
    with desk.read() as session:
        job = session.exec(
            select(Job).where(Job.kind == "show").order_by(col(Job.id).desc()).limit(1)
        ).first()
    assert job is not None
    begun = time.thread_time()
    desk.renderer.message(job.name, unpack(job.facts))
    worded = time.thread_time() - begun
    return answered * 1000, worded * 1000, (answered + worded) * 1000


def _took(step: str, times: Sequence[float]) -> Took:
    return Took(step, *middle_and_slowest(times))
