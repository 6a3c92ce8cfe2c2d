"""SQLite's writers take turns in the order they came, share commits, and stand or fall together."""

import signal
import sqlite3
import sys
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from types import FrameType
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

from bot.db import Database, NotStored
from bot.db.baton import GROUP_SIZE
from bot.delivery.inbound import Delivery
from tests.databases import SQLiteFiles, opened

NOW = datetime(2026, 11, 23, tzinfo=UTC)


@pytest.fixture
def lite(sqlite_files: SQLiteFiles) -> Iterator[Database]:
    with sqlite_files.url() as url, opened(url) as database:
        yield database


@pytest.fixture
def commits(lite: Database) -> list[int]:
    seen: list[int] = []
    sa.event.listen(lite._writing, "commit", lambda _connection: seen.append(1))
    return seen


class Queue:
    """Writers that line up behind a session that is held open."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.order: list[str] = []
        self.errors: list[Exception] = []
        self.threads: list[threading.Thread] = []

    def join(self, key: str) -> None:
        """Put one more writer at the end."""
        length = len(self.db._writer._waiting) if self.db._writer else 0
        thread = threading.Thread(target=self._write, args=(key,))
        thread.start()
        self.threads.append(thread)
        while self.db._writer and len(self.db._writer._waiting) == length:
            time.sleep(0.001)

    def _write(self, key: str) -> None:
        try:
            with self.db.session() as session:
                self.order.append(key)
                session.add(Delivery(key=key, at=NOW))
        except Exception as error:  # told to the test
            self.errors.append(error)

    def end(self) -> None:
        for thread in self.threads:
            thread.join(10)
            assert not thread.is_alive()


def kept(db: Database) -> set[str]:
    with db.read() as session:
        return set(session.exec(select(Delivery.key)))


def test_writers_take_turns_in_order_and_share_one_commit(lite: Database, commits: list[int]) -> None:
    queue = Queue(lite)
    with lite.session() as session:
        session.add(Delivery(key="first", at=NOW))
        for number in range(10):
            queue.join(str(number))
    queue.end()
    assert queue.order == [str(number) for number in range(10)]
    assert kept(lite) == {"first", *queue.order}
    assert len(commits) == 1


def test_a_group_does_not_grow_without_end(lite: Database, commits: list[int]) -> None:
    queue = Queue(lite)
    with lite.session():
        for number in range(GROUP_SIZE + 5):
            queue.join(str(number))
    queue.end()
    assert len(kept(lite)) == GROUP_SIZE + 5
    assert len(commits) == 2


def test_one_that_fails_does_not_spoil_the_group(lite: Database) -> None:
    queue = Queue(lite)
    with lite.session() as session:
        session.add(Delivery(key="first", at=NOW))
        queue.join("a")
        queue.join("first")
        queue.join("b")
    queue.end()
    assert kept(lite) == {"first", "a", "b"}
    assert [type(error) for error in queue.errors] == [sa.exc.IntegrityError]


def test_a_first_one_that_fails_leaves_the_others_whole(lite: Database) -> None:
    queue = Queue(lite)

    def fail_first() -> None:
        with lite.session() as session:
            session.add(Delivery(key="first", at=NOW))
            session.flush()
            queue.join("a")
            queue.join("first")
            raise LookupError

    with pytest.raises(LookupError):
        fail_first()
    queue.end()
    assert kept(lite) == {"a", "first"}
    assert queue.errors == []


@pytest.mark.parametrize("company", [(), ("a", "b")])
def test_what_is_taken_back_is_gone_and_what_follows_is_kept(
    lite: Database, company: tuple[str, ...]
) -> None:
    queue = Queue(lite)
    with lite.session() as session:
        session.add(Delivery(key="taken back", at=NOW))
        session.flush()
        for key in company:
            queue.join(key)
        session.rollback()
        session.add(Delivery(key="kept", at=NOW))
    queue.end()
    assert kept(lite) == {"kept", *company}
    assert queue.errors == []


def test_one_that_takes_everything_back_ends_like_any_other(lite: Database) -> None:
    with lite.session() as session:
        session.add(Delivery(key="taken back", at=NOW))
        session.flush()
        session.rollback()
    with lite.session() as session:
        session.add(Delivery(key="later", at=NOW))
    assert kept(lite) == {"later"}


def fail(_transaction: Any) -> None:
    raise sa.exc.OperationalError("COMMIT", None, Exception("database or disk is full"))


def test_a_commit_that_fails_is_told_to_the_whole_group(
    lite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = Queue(lite)

    def write_first() -> None:
        with lite.session() as session:
            session.add(Delivery(key="first", at=NOW))
            queue.join("a")
            queue.join("b")
            monkeypatch.setattr(sa.RootTransaction, "commit", fail)

    with pytest.raises(NotStored, match="disk is full"):
        write_first()
    queue.end()
    monkeypatch.undo()
    assert [type(error) for error in queue.errors] == [NotStored, NotStored]
    assert kept(lite) == set()
    with lite.session() as session:
        session.add(Delivery(key="later", at=NOW))
    assert kept(lite) == {"later"}


def test_who_stopped_at_a_row_of_the_group_hears_that_it_was_not_stored(
    lite: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue = Queue(lite)

    def write_first() -> None:
        with lite.session() as session:
            session.add(Delivery(key="first", at=NOW))
            queue.join("first")  # a repeat: it must not be answered as one, as the first is not on disk
            queue.join("b")
            monkeypatch.setattr(sa.RootTransaction, "commit", fail)

    with pytest.raises(NotStored):
        write_first()
    queue.end()
    assert [type(error) for error in queue.errors] == [NotStored, NotStored]


def test_a_transaction_that_the_database_drops_is_told_to_all_who_were_in_it(lite: Database) -> None:
    queue = Queue(lite)

    def lose() -> None:
        with lite.session() as session:
            session.add(Delivery(key="lost", at=NOW))
            session.flush()
            session.connection().exec_driver_sql("ROLLBACK")  # as SQLite does when the disk is full
            raise OSError("disk full")

    def write_first() -> None:
        with lite.session() as session:
            session.add(Delivery(key="first", at=NOW))
            thread = threading.Thread(target=pytest.raises, args=(Exception, lose))
            thread.start()
            queue.threads.append(thread)
            while lite._writer and not lite._writer._waiting:
                time.sleep(0.001)

    with pytest.raises(NotStored):
        write_first()
    queue.end()
    assert kept(lite) == set()
    with lite.session() as session:
        session.add(Delivery(key="later", at=NOW))
    assert kept(lite) == {"later"}


def interrupt_once_it_waits(thread: int) -> None:
    """Press Ctrl-C as soon as that thread stands in the queue."""
    while not stands_in_the_queue(sys._current_frames()[thread]):
        time.sleep(0.001)
    signal.pthread_kill(thread, signal.SIGINT)


def stands_in_the_queue(frame: FrameType | None) -> bool:
    names = []
    while frame is not None:
        names.append(frame.f_code.co_name)
        frame = frame.f_back
    return "_take_baton" in names and names[0] == "wait"


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Let Ctrl-C interrupt also where the tests run in the background, which ignores it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("ctrl_c")
def test_who_is_interrupted_while_queueing_leaves_nobody_waiting(lite: Database) -> None:
    started, finish = threading.Event(), threading.Event()

    def hold() -> None:
        with lite.session() as session:
            session.add(Delivery(key="held", at=NOW))
            started.set()
            finish.wait(10)

    holder = threading.Thread(target=hold)
    holder.start()
    started.wait(10)
    interrupter = threading.Thread(target=interrupt_once_it_waits, args=(threading.main_thread().ident,))
    interrupter.start()
    with pytest.raises(KeyboardInterrupt), lite.session():
        pass
    interrupter.join(10)
    finish.set()
    holder.join(10)
    assert not holder.is_alive()
    with lite.session() as session:
        session.add(Delivery(key="later", at=NOW))
    assert kept(lite) == {"held", "later"}


def test_who_was_handed_the_baton_while_being_interrupted_hands_it_on(lite: Database) -> None:
    assert lite._writer
    lite._writer._take_baton()
    lite._writer._give_up(threading.Event())  # its turn had come: it is no longer waiting
    with lite.session():
        pass


def test_a_database_locked_by_somebody_else_is_told_and_does_not_block_the_queue(
    lite: Database,
) -> None:
    @sa.event.listens_for(lite._writing, "connect")
    def impatient(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA busy_timeout=10")

    backup = sqlite3.connect(str(lite.url.database), isolation_level=None)
    backup.execute("BEGIN IMMEDIATE")
    with pytest.raises(sa.exc.OperationalError, match="locked"), lite.session():
        pass
    backup.execute("ROLLBACK")
    backup.close()
    with lite.session():
        pass
