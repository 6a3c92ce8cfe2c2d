"""What the tests of faults do again and again: say, look, let time pass, be killed."""

from datetime import timedelta
from typing import Any

from sqlmodel import col, select

from bot import clock
from bot.db import Database
from bot.delivery import outbox
from bot.delivery.jobs import Job
from bot.delivery.sender import Sender
from tests.conftest import Frozen

SECOND = timedelta(seconds=1)


class Killed(BaseException):
    """Ends a sender as kill -9 would: nothing after it runs."""


def say(db: Database, to: str = "C1", *templates: str, **options: Any) -> None:
    with db.session() as session:
        for template in templates or ("hello",):
            outbox.say(session, to, template, now=clock.now(), **options)


def job(db: Database) -> Job:
    with db.read() as session:
        return session.exec(select(Job).order_by(col(Job.id))).all()[0]


def pass_time(sender: Sender, frozen: Frozen, seconds: int) -> None:
    for _ in range(seconds):
        frozen.tick(SECOND)
        sender.run_once()
