"""On PostgreSQL a committed job is heard of by other processes, and many at once ring once."""

import threading
from collections.abc import Iterator

import psycopg
import pytest

from bot.db import Database, wake_sender
from bot.db.doorbell import CHANNEL, Doorbell


@pytest.fixture
def ear(shared: Database) -> Iterator[psycopg.Connection]:
    address = shared.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"LISTEN {CHANNEL}")
        yield connection


def rings(ear: psycopg.Connection, seconds: float) -> int:
    return len(list(ear.notifies(timeout=seconds)))


def test_a_commit_is_heard_and_a_silent_one_is_not(shared: Database, ear: psycopg.Connection) -> None:
    with shared.session():
        pass
    assert rings(ear, 0.2) == 0
    with shared.session() as session:
        wake_sender(session)
    assert rings(ear, 0.5) == 1


def test_many_commits_ring_less_often(shared: Database, ear: psycopg.Connection) -> None:
    def work() -> None:
        for _ in range(25):
            with shared.session() as session:
                wake_sender(session)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert 1 <= rings(ear, 0.5) <= 100


def test_a_lost_line_is_taken_up_again(shared: Database, ear: psycopg.Connection) -> None:
    with shared.session() as session:
        wake_sender(session)
    assert rings(ear, 0.5) == 1
    ear.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    heard = 0
    for _ in range(20):
        with shared.session() as session:
            wake_sender(session)
        if heard := rings(ear, 0.2):
            break
    assert heard


def test_a_bell_that_is_taken_down_rings_no_more(shared: Database) -> None:
    bell = Doorbell(shared._writing)
    bell.close()
    bell.ring()
    assert bell._thread is None
