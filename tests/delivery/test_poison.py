"""What can never work ends as a dead letter, and a flood keeps its order (faults 16 and 17)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.db import Database
from bot.delivery import timers
from bot.delivery.jobs import DEAD, READY, Job
from bot.delivery.policy import MAX_ATTEMPTS
from bot.delivery.sender import Sender
from tests.conftest import Frozen
from tests.delivery.conftest import MakeSender
from tests.delivery.slack import Slack
from tests.delivery.steps import SECOND, job, pass_time, say


def test_a_template_that_is_broken_is_a_dead_letter_at_once(
    db: Database, sender: Sender, slack: Slack
) -> None:
    say(db, "C1", "broken", "fine")
    sender.run_once()
    assert slack.said() == ["fine"]
    assert (job(db).state, job(db).attempts) == (DEAD, 1)
    assert "templates/broken.j2, line 1" in (job(db).error or "")


def test_a_timer_nobody_knows_is_a_dead_letter_at_once(db: Database, sender: Sender, T0: datetime) -> None:
    with db.session() as session:
        timers.set_timer(session, "gone", T0, now=T0)
    sender.run_once()
    assert (job(db).state, job(db).error) == (DEAD, "no timer is called 'gone'")


def test_a_timer_that_always_fails_is_given_up(
    db: Database, make_sender: MakeSender, at_t0: Frozen, T0: datetime
) -> None:
    def fail(_session: Session, _now: datetime, _facts: Mapping[str, Any]) -> None:
        raise LookupError("always")

    with db.session() as session:
        timers.set_timer(session, "fail", T0, now=T0)
    sender = make_sender({"fail": fail})
    for _ in range(MAX_ATTEMPTS + 2):
        sender.run_once()
        at_t0.tick(timedelta(minutes=5))
    assert (job(db).state, job(db).attempts, job(db).error) == (DEAD, MAX_ATTEMPTS, "LookupError: always")


def test_ten_thousand_due_at_once_go_in_order_one_a_second(
    db: Database, make_sender: MakeSender, slack: Slack, T0: datetime, at_t0: Frozen
) -> None:
    row = {
        "kind": "say",
        "state": READY,
        "lane": "C1",
        "to": "C1",
        "facts": {},
        "due_at": T0,
        "created_at": T0,
        "attempts": 0,
    }
    with db.session() as session:
        session.execute(Job.__table__.insert(), [{**row, "name": f"{n:05d}"} for n in range(10_000)])  # type: ignore[attr-defined]
    sender = make_sender(pace=SECOND)
    sender.run_once()
    pass_time(sender, at_t0, 20)
    assert slack.said() == [f"{number:05d}" for number in range(23)]
