"""The database: one write session at a time for whoever asks first, many readers, exact column types.

SQLite has one writer. Its write sessions queue fairly and share commits: a session that ends while
another waits leaves its work in a savepoint, hands the baton on, and returns only when the whole group
is on disk. One fsync then serves many sessions, and nothing acknowledged can be lost.
"""

import fcntl
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine
from sqlmodel import Field, Session, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

GROUP_SIZE = 64
BUSY_TIMEOUT_MS = 5000


class Unusable(Exception):  # noqa: N818  # it names a state, and its message is the remedy
    """The database cannot be used as it is; the message says why and what to do."""


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An instant: aware on both databases, refused when naive."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Turn an aware instant into UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """Give the instant back aware, also from SQLite, which forgets zones."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Exact(sa.types.TypeDecorator[Decimal]):
    """A decimal kept digit for digit, as text: SQLite would make a float of it."""

    impl = sa.String(40)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: sa.Dialect) -> str | None:
        """Write plain digits."""
        return None if value is None else format(value, "f")

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> Decimal | None:
        """Read them back."""
        return None if value is None else Decimal(value)


def instant(**kwargs: Any) -> Any:
    """Declare a column that holds an instant."""
    return Field(sa_type=UtcDateTime, **kwargs)


def exact(**kwargs: Any) -> Any:
    """Declare a column that holds an exact decimal."""
    return Field(sa_type=Exact, **kwargs)


def facts(**kwargs: Any) -> Any:
    """Declare a column that holds JSON."""
    return Field(sa_type=sa.JSON, **kwargs)


class _Group:
    """Sessions that will reach the disk together, or not at all."""

    def __init__(self) -> None:
        self.size = 0
        self.done = threading.Event()
        self.error: BaseException | None = None


class _SharedWriter:
    """SQLite's one writing connection and the fair queue of those who wait for it."""

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
        self._take_baton()
        group = self._join_group()
        try:
            with Session(
                self._connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
            ) as session:
                yield session
                session.commit()
        finally:
            self._leave(group)
        group.done.wait()
        if group.error is not None:
            raise group.error

    def _take_baton(self) -> None:
        with self._gate:
            if not self._held:
                self._held = True
                return
            turn = threading.Event()
            self._waiting.append(turn)
        turn.wait()

    def _pass_baton(self) -> None:
        with self._gate:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._held = False

    def _join_group(self) -> _Group:
        try:
            if self._group is None:
                if self._connection is None:
                    self._connection = self._engine.connect()
                self._transaction = self._connection.begin()
                self._group = _Group()
        except BaseException:
            self._pass_baton()
            raise
        self._group.size += 1
        return self._group

    def _leave(self, group: _Group) -> None:
        if not self._waiting or group.size >= GROUP_SIZE:
            self._commit(group)
        self._pass_baton()

    def _commit(self, group: _Group) -> None:
        self._group = None
        try:
            assert self._transaction is not None
            self._transaction.commit()
        except BaseException as error:
            group.error = error
            self.close()
        finally:
            group.done.set()

    def close(self) -> None:
        """Let go of the connection; what was not committed is undone."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Database:
    """Where every row lives.

    `session()` is one write transaction, committed when the block ends and undone when it raises;
    `read()` is a snapshot for looking only. Neither nests, and nobody talks to Slack inside one.
    """

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url)
        self.engine = _open_engine(self.url, "BEGIN")
        self._writer = _SharedWriter(_open_engine(self.url, "BEGIN IMMEDIATE")) if self.is_sqlite else None
        self._open_here = threading.local()
        self._lock_file: IO[str] | None = None
        self.on_wake: Callable[[], None] = lambda: None

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
                    yield session
            else:
                with Session(self.engine, expire_on_commit=False) as session:
                    yield session
                    session.commit()
        if session.info.get("wake"):
            self.on_wake()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One consistent look at the rows."""
        with self._alone(), Session(self.engine, expire_on_commit=False) as session:
            yield session

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
        """Make this the only process on an SQLite file.

        Raises Unusable when another process has it.
        """
        if not self.is_sqlite or self.url.database in (None, "", ":memory:"):
            return
        lock = Path(f"{self.url.database}.lock").open("w")  # noqa: SIM115  # held as long as the process lives
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            raise Unusable(
                f"Another process is using {self.url.database}, and SQLite serves only one. "
                "Stop the other one, or set DATABASE_URL to a PostgreSQL database to run several."
            ) from None
        self._lock_file = lock

    def close(self) -> None:
        """Let go of every connection and of the claim."""
        if self._writer is not None:
            self._writer.close()
            self._writer._engine.dispose()
        self.engine.dispose()
        if self._lock_file is not None:
            self._lock_file.close()
            self._lock_file = None


def wake_sender(session: Session) -> None:
    """Ask that the sender be woken once this session is on disk."""
    session.info["wake"] = True
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.text("NOTIFY domestique_jobs"))


def _open_engine(url: sa.URL, begin: Literal["BEGIN", "BEGIN IMMEDIATE"]) -> Engine:
    if url.get_backend_name() != "sqlite":
        return sa.create_engine(url, pool_size=20, max_overflow=20, pool_pre_ping=True)
    patience = {"check_same_thread": False, "timeout": BUSY_TIMEOUT_MS / 1000}
    engine = sa.create_engine(url, connect_args=patience)

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @sa.event.listens_for(engine, "begin")
    def begin_as_told(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
