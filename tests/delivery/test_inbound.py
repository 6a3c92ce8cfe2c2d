"""A delivery changes the rows once, however often and however parallel it comes (faults 6 and 7)."""

import threading
from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from bot.db import Database
from bot.delivery import outbox
from bot.delivery.inbound import AlreadyHandled, Delivery, accept, forget
from bot.delivery.jobs import Job
from tests.databases import opened


def test_a_second_delivery_changes_nothing(db: Database, T0: datetime) -> None:
    with db.session() as session:
        accept(session, "Ev1", T0)
    with pytest.raises(AlreadyHandled), db.session() as session:
        accept(session, "Ev1", T0)
    with db.session() as session:
        accept(session, "Ev2", T0)


def test_a_delivery_that_failed_may_come_again(db: Database, T0: datetime) -> None:
    def fail() -> None:
        with db.session() as session:
            accept(session, "Ev1", T0)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with db.session() as session:
        accept(session, "Ev1", T0)


def test_four_at_the_same_moment_leave_one_row(db: Database, database_url: str, T0: datetime) -> None:
    barrier, duplicates = threading.Barrier(4), []

    def deliver(database: Database) -> None:
        barrier.wait()
        try:
            with database.session() as session:
                accept(session, "Ev1", T0)
                outbox.say(session, "C1", "a", now=T0)
        except AlreadyHandled as error:
            duplicates.append(error)

    with opened(database_url) as other_process:
        homes = [db, db, db, db] if db.is_sqlite else [db, db, other_process, other_process]
        threads = [threading.Thread(target=deliver, args=(home,)) for home in homes]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(10)
    assert len(duplicates) == 3
    with db.read() as session:
        assert len(session.exec(select(Job)).all()) == 1


def test_old_deliveries_are_forgotten(db: Database, T0: datetime) -> None:
    with db.session() as session:
        accept(session, "old", T0 - timedelta(days=8))
        accept(session, "new", T0)
    with db.session() as session:
        assert forget(session, T0 - timedelta(days=7)) == 1
    with db.read() as session:
        assert [delivery.key for delivery in session.exec(select(Delivery))] == ["new"]
