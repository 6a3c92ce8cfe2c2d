"""SQLite's one writer: sessions queue fairly for it and share commits.

A session that ends while another waits hands the baton on, and returns only when the whole group is on disk.
Each after the first works in a savepoint, so that it can be undone alone. One fsync then serves many
sessions, and nothing acknowledged can be lost.
"""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlmodel import Session

from bot.db.trouble import NotStored

GROUP_SIZE = 64


class _Group:
    """Sessions that will reach the disk together, or not at all."""

    def __init__(self) -> None:
        self.size = 0
        self.done = threading.Event()
        self.error: BaseException | None = None

    @property
    def way_to_undo(self) -> Literal["rollback_only", "create_savepoint"]:
        """How its latest session is undone: the first takes the transaction back, for nobody else is in it yet."""
        return "rollback_only" if self.size == 1 else "create_savepoint"


class SharedWriter:
    """The one writing connection and the fair queue of those who wait for it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._gate = threading.Lock()
        self._waiting: deque[threading.Event] = deque()
        self._held = False
        self._connection: Connection | None = None
        self._transaction: sa.RootTransaction | None = None
        self._group: _Group | None = None

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One session whose rows are on disk when the block is left.

        Raises NotStored when they could not be written.
        """
        group: _Group | None = None
        self._take_baton()
        try:
            group = self._join_group()
            try:
                with Session(
                    self._connection, expire_on_commit=False, join_transaction_mode=group.way_to_undo
                ) as session:
                    yield from _whole(session)
            finally:
                self._leave(group)
        finally:
            self._pass_baton()
            if group is not None:
                self._hear(group)

    def _hear(self, group: _Group) -> None:
        """Wait until the group is on disk; before that, what a session found in it is no truth either."""
        group.done.wait()
        if group.error is not None:
            raise NotStored(f"not stored: {group.error}") from group.error

    def _take_baton(self) -> None:
        with self._gate:
            if not self._held:
                self._held = True
                return
            turn = threading.Event()
            self._waiting.append(turn)
        try:
            turn.wait()
        except BaseException:  # Ctrl-C while queueing: nobody may be left waiting for us
            self._give_up(turn)
            raise

    def _give_up(self, turn: threading.Event) -> None:
        with self._gate:
            if turn in self._waiting:
                self._waiting.remove(turn)
                return
        self._pass_baton()

    def _pass_baton(self) -> None:
        """Hand on to whoever waits longest; who finds nobody waiting brings the group to the disk."""
        while True:
            with self._gate:
                if self._waiting:
                    self._waiting.popleft().set()
                    return
                if self._group is None:
                    self._held = False
                    return
            self._commit(self._group)

    def _join_group(self) -> _Group:
        if self._group is None:
            if self._connection is None:
                self._connection = self._engine.connect()
            self._transaction = self._connection.begin()
            self._group = _Group()
        self._group.size += 1
        return self._group

    def _leave(self, group: _Group) -> None:
        if self._transaction is not None and not self._transaction.is_active:  # the first took it back
            self._end(group, None)
        elif not self._is_whole():
            self._end(group, RuntimeError("the database gave up the transaction"))
        elif group.size >= GROUP_SIZE:
            self._commit(group)

    def _is_whole(self) -> bool:
        """Return whether the transaction still stands: a full disk, for one, makes SQLite drop it unasked."""
        pooled = self._connection.connection if self._connection is not None else None
        return bool(pooled and pooled.dbapi_connection and pooled.dbapi_connection.in_transaction)

    def _commit(self, group: _Group) -> None:
        try:
            assert self._transaction is not None
            self._transaction.commit()
        except BaseException as error:  # whatever it is, every session of the group must hear of it
            self._end(group, error)
        else:
            self._end(group, None)

    def _end(self, group: _Group, error: BaseException | None) -> None:
        self._group = None
        if error is not None:
            group.error = error
            self.close()
        group.done.set()

    def close(self) -> None:
        """Let go of the connection; what was not committed is undone."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            connection.invalidate()
            connection.close()

    def dispose(self) -> None:
        """Let go of everything."""
        self.close()
        self._engine.dispose()


def _whole(session: Session) -> Iterator[Session]:
    """Hand the session out, and keep all of it or nothing."""
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
