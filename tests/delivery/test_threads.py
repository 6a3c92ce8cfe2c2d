"""Several threads and several workers send at once, are woken rather than polled, and stop in time."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from bot import clock
from bot.db import Database
from bot.delivery import listening, outbox, timers
from bot.delivery import sender as senders
from bot.delivery.jobs import DONE, Job
from bot.delivery.sender import Sender
from tests.databases import opened
from tests.delivery.slack import Slack, Words

PATIENCE = 30


@contextmanager
def at_work(
    db: Database, slack: Slack, timers: Mapping[str, Any] | None = None, **options: Any
) -> Iterator[Sender]:
    sender = Sender(db, Words(), slack, timers or {}, **{"pace": timedelta(0), **options})
    sender.start()
    try:
        yield sender
    finally:
        sender.stop()


def until(condition: Callable[[], bool]) -> None:
    """Wait for what other threads do."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.002)


def say(db: Database, to: str, *templates: str) -> None:
    with db.session() as session:
        for template in templates:
            outbox.say(session, to, template, now=clock.now())


class TimedSlack(Slack):
    """Notes when each call came."""

    def __init__(self) -> None:
        super().__init__()
        self.called_at: list[float] = []

    def call(self, method: str, /, **args: Any) -> dict[str, Any]:
        self.called_at.append(time.monotonic())
        return super().call(method, **args)


def listens(db: Database) -> bool:
    """Say whether somebody waits for the bell in this database."""
    waiting = (
        "SELECT true FROM pg_stat_activity WHERE datname = current_database()"
        " AND query LIKE 'LISTEN%' AND state = 'idle'"
    )
    with db.session() as session:
        return session.execute(sa.text(waiting)).first() is not None


def test_a_commit_wakes_the_sender(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "POLL", timedelta(seconds=60))
    slack = Slack()
    with at_work(db, slack):
        for number in range(10):
            say(db, "C1", str(number))
            until(lambda count=number: len(slack.calls) > count)  # type: ignore[misc]


def test_a_commit_of_another_process_wakes_the_sender(
    db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if db.is_sqlite:
        pytest.skip("SQLite serves one process")
    monkeypatch.setattr(senders, "POLL", timedelta(seconds=60))
    slack = Slack()
    with opened(database_url) as listener, at_work(db, slack):
        until(lambda: listens(listener))
        say(listener, "C1", "hello")
        until(lambda: slack.said() == ["hello"])


def test_polling_finds_what_nobody_rang_for(db: Database) -> None:
    slack = Slack()
    with at_work(db, slack):
        time.sleep(0.1)
        db.on_wake = lambda: None
        if db._doorbell:
            db._doorbell.close()
        say(db, "C1", "hello")
        until(lambda: slack.said() == ["hello"])


def test_what_becomes_due_is_sent_when_it_is_due(db: Database) -> None:
    slack = Slack()
    with at_work(db, slack):
        due_at = clock.now() + timedelta(seconds=0.5)
        with db.session() as session:
            outbox.say(session, "C1", "later", now=clock.now(), due_at=due_at)
        until(lambda: slack.said() == ["later"])
        assert clock.now() >= due_at


def test_the_pace_is_kept_by_several_threads(db: Database) -> None:
    slack = TimedSlack()
    with at_work(db, slack, pace=timedelta(seconds=0.2)):
        say(db, "C1", *"abcdef")
        until(lambda: len(slack.messages) == 6)
    assert slack.said() == list("abcdef")
    assert slack.called_at[5] - slack.called_at[0] >= 0.6 - 0.05  # three at once, three more at 0.2 s each


def test_several_workers_share_the_work_and_keep_each_order(db: Database, database_url: str) -> None:
    slack = Slack()
    with opened(database_url) as second_home:
        workers = [db, db] if db.is_sqlite else [db, second_home]
        with at_work(workers[0], slack), at_work(workers[1], slack):
            for number in range(20):
                for channel in ("C1", "C2", "C3", "U4"):
                    say(db, channel, str(number))
            until(lambda: len(slack.messages) >= 80)
    for channel in ("C1", "C2", "C3", "D4"):
        assert slack.said(channel) == [str(number) for number in range(20)]


def test_one_slow_conversation_does_not_hold_up_another(db: Database) -> None:
    slack = Slack()
    release = threading.Event()

    def stall(_method: str, _args: dict[str, Any], happen: Any) -> Any:
        release.wait(PATIENCE)
        return happen()

    slack.fails(stall)
    with at_work(db, slack):
        say(db, "C1", "slow", "after")
        until(lambda: len(slack.calls) == 1)
        say(db, "C2", "quick")
        until(lambda: slack.said() == ["quick"])
        release.set()
        until(lambda: slack.said("C1") == ["slow", "after"])


def test_timers_run_at_once_on_several_threads(db: Database) -> None:
    ran: list[int] = []

    def count(_session: Session, _now: Any, facts: Mapping[str, Any]) -> None:
        ran.append(facts["number"])

    with at_work(db, Slack(), {"count": count}):
        for number in range(30):
            with db.session() as session:
                timers.set_timer(session, "count", clock.now(), now=clock.now(), facts={"number": number})
        until(lambda: len(ran) >= 30)
    assert sorted(ran) == list(range(30))


def test_stopping_finishes_what_is_under_way(db: Database) -> None:
    slack = Slack()

    def slow(_method: str, _args: dict[str, Any], happen: Any) -> Any:
        time.sleep(0.3)
        return happen()

    slack.fails(slow)
    with at_work(db, slack):
        say(db, "C1", "under way", "waits")
        until(lambda: len(slack.calls) == 1)
    with db.read() as session:
        state = session.exec(select(Job.state).where(Job.name == "under way")).one()
    assert state == DONE
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("sender-")]


def test_stopping_waits_no_longer_than_it_may(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(senders, "DRAIN", timedelta(seconds=0.2))
    slack = Slack()
    release = threading.Event()

    def stall(_method: str, _args: dict[str, Any], happen: Any) -> Any:
        release.wait(PATIENCE)
        return happen()

    slack.fails(stall)
    with at_work(db, slack):
        say(db, "C1", "stuck")
        until(lambda: len(slack.calls) == 1)
        started = time.monotonic()
    assert time.monotonic() - started < PATIENCE / 2
    release.set()
    until(lambda: not [thread for thread in threading.enumerate() if thread.name.startswith("sender-")])


def test_a_database_that_goes_away_does_not_end_the_sender(
    db: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    slack = Slack()
    true_session = db.session
    failures = iter([OSError("gone"), OSError("gone")])

    def flaky() -> Any:
        if threading.current_thread().name.startswith("sender-") and (error := next(failures, None)):
            raise error
        return true_session()

    with at_work(db, slack):
        monkeypatch.setattr(db, "session", flaky)
        say(db, "C1", "hello")
        until(lambda: slack.said() == ["hello"])
    assert "goes on" in caplog.text


def test_a_listener_that_is_cut_off_listens_again(
    db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    if db.is_sqlite:
        pytest.skip("SQLite serves one process")
    monkeypatch.setattr(senders, "POLL", timedelta(seconds=60))
    slack = Slack()
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'"
    with opened(database_url) as other, at_work(db, slack):
        until(lambda: listens(other))
        with other.session() as session:
            session.execute(sa.text(cut))
        until(lambda: "not listening" in caplog.text)
        until(lambda: listens(other))
        say(other, "C1", "hello")
        until(lambda: slack.said() == ["hello"])


def test_a_listener_does_not_wait_for_a_ring_to_end(
    db: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if db.is_sqlite:
        pytest.skip("SQLite serves one process")
    monkeypatch.setattr(listening, "_LOOK_UP_S", PATIENCE)
    with opened(database_url) as other:
        with at_work(db, Slack()):
            until(lambda: listens(other))
            started = time.monotonic()
        assert time.monotonic() - started < PATIENCE / 2
