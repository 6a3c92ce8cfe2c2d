"""Two processes that say the same at the same moment say it once."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlmodel import Session, select

from bot.db import Database
from bot.delivery import outbox, timers
from bot.delivery.jobs import Card, Job
from tests.databases import opened


def together(db: Database, url: str, act: Callable[[Session], object]) -> None:
    """Do the same in two processes, the second beginning before the first has committed."""
    began, committed = threading.Event(), threading.Event()

    def first() -> None:
        with db.session() as session:
            act(session)
            session.flush()
            began.set()
            committed.wait(0.3)

    def second(home: Database) -> None:
        began.wait(10)
        with home.session() as session:
            act(session)

    with opened(url) as other:
        homes = db if db.is_sqlite else other
        threads = [threading.Thread(target=first), threading.Thread(target=second, args=(homes,))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)


def names(db: Database) -> list[str]:
    with db.read() as session:
        return list(session.exec(select(Job.name)))


def test_a_key_is_said_once(db: Database, database_url: str, T0: datetime) -> None:
    together(db, database_url, lambda session: outbox.say(session, "C1", "a", now=T0, key="once"))
    assert names(db) == ["a"]


def test_a_timer_is_set_once(db: Database, database_url: str, T0: datetime) -> None:
    due_at = T0 + timedelta(hours=1)
    together(db, database_url, lambda s: timers.set_timer(s, "survey.ask", due_at, now=T0, key="survey:1"))
    assert names(db) == ["survey.ask"]


def test_a_card_is_posted_once(db: Database, database_url: str, T0: datetime) -> None:
    together(db, database_url, lambda session: outbox.show(session, "order:1", "C1", "card", now=T0))
    assert names(db) == ["card"]
    with db.read() as session:
        assert [card.key for card in session.exec(select(Card))] == ["order:1"]
