"""Database: sessions that write, snapshots to look at, and the claim of one process on an SQLite file."""

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlmodel import Session

from bot.db import trouble
from bot.db.baton import SharedWriter
from bot.db.doorbell import Doorbell
from bot.db.engines import open_engine, parse

_SCHEMA_LOCK = 0x646F6D65  # any number, as long as it is always the same


class Database:
    """Where every row lives.

    `session()` is one write transaction, committed when the block ends and undone when it raises;
    `read()` is a snapshot for looking only. Neither nests, and nobody talks to Slack inside one.
    """

    def __init__(self, url: str) -> None:
        self.url = parse(url)
        self._looking = open_engine(self.url, "look")
        writing = open_engine(self.url, "write")
        self._writing = writing
        self._writer = SharedWriter(writing) if self.is_sqlite else None
        self._doorbell = None if self.is_sqlite else Doorbell(writing)
        self._open_here = threading.local()
        self._lock_file: IO[str] | None = None
        self.on_wake: Callable[[], None] = lambda: None
        self.told: tuple[str, ...] = ()  # addresses of other systems that hear what changes

    @property
    def is_sqlite(self) -> bool:
        """Whether this is the embedded database."""
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def session(self) -> Iterator[Session]:
        """One transaction that may write; after it is on disk the sender is woken if asked for."""
        with self._alone():
            if self._writer is not None:
                with self._writer.session() as session:
                    session.info["told"] = self.told
                    yield session
            else:
                with Session(self._writing, expire_on_commit=False) as session:
                    session.info["told"] = self.told
                    yield session
                    session.commit()
        if session.info.get("wake"):
            self.on_wake()
            if self._doorbell is not None:
                self._doorbell.ring()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent look at the rows; writing raises."""
        with self._alone(), Session(self._looking, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def schema_change(self) -> Iterator[Connection]:
        """One transaction in which the schema may change; a second process waits until it is over."""
        engine = open_engine(self.url, "schema")
        try:
            with engine.begin() as connection:
                if not self.is_sqlite:
                    connection.execute(sa.text(f"SELECT pg_advisory_xact_lock({_SCHEMA_LOCK})"))
                yield connection
        finally:
            engine.dispose()

    @property
    def in_session(self) -> bool:
        """Whether this thread has a session open."""
        return getattr(self._open_here, "yes", False)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if self.in_session:
            raise RuntimeError("a session is already open in this thread; pass it on instead")
        self._open_here.yes = True
        try:
            yield
        finally:
            self._open_here.yes = False

    def claim(self) -> None:
        """Make sure that the database answers, and on SQLite that no other process uses it.

        Raises Unusable with the sentence that says what to do.
        """
        if self.is_sqlite:
            self._lock(Path(f"{self.url.database}.lock"))
        try:
            with self._writing.connect() as connection:
                connection.execute(sa.text("SELECT 1"))
        except sa.exc.DBAPIError as error:
            self._unlock()
            raise trouble.unreachable(self.url, error) from None

    def _lock(self, path: Path) -> None:
        try:
            lock = path.open("w")
        except OSError as error:
            raise trouble.no_place(path.parent, error) from None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            raise trouble.in_use(str(self.url.database)) from None
        self._lock_file = lock

    def _unlock(self) -> None:
        if self._lock_file is not None:
            self._lock_file.close()
            self._lock_file = None

    def close(self) -> None:
        """Let go of every connection and of the claim."""
        if self._doorbell is not None:
            self._doorbell.close()
        if self._writer is not None:
            self._writer.dispose()
        self._writing.dispose()
        self._looking.dispose()
        self._unlock()


def wake_sender(session: Session) -> None:
    """Ask that the sender be woken once this session is on disk."""
    session.info["wake"] = True


def alone(session: Session, what: str, patience_s: int | None = None) -> None:
    """Let nobody else do `what` until this session ends; on SQLite nobody else writes meanwhile anyway.

    Waits for its turn as long as for any lock, or `patience_s` seconds for this and all later ones.
    """
    if session.get_bind().dialect.name == "postgresql":
        if patience_s is not None:
            session.execute(
                sa.text("SELECT set_config('lock_timeout', :wait, true)"), {"wait": f"{patience_s}s"}
            )
        session.execute(sa.text("SELECT pg_advisory_xact_lock(hashtext(:what))"), {"what": what})
