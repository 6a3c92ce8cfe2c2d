"""Engines: how each database is opened for writing, for looking, and for changing its schema."""

import math
import sqlite3
import time
from contextlib import suppress
from typing import Any, Literal

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from bot.db import trouble

BUSY_TIMEOUT_S = 5
SCHEMA_PATIENCE_S = 60  # as long as another process may take to change the schema
CONNECTIONS = 20
CONNECT_TIMEOUT_S = 5
TRUSTED_S = 1  # a connection that worked this recently is not asked whether it lives
_BREATH_S = 0.05
POOL_TIMEOUT_S = 3  # Slack waits no longer either
Purpose = Literal["write", "look", "schema"]
_BEGIN = {"write": "BEGIN IMMEDIATE", "look": "BEGIN", "schema": "BEGIN IMMEDIATE"}
_PRAGMAS = {"write": ("foreign_keys=ON",), "look": ("query_only=ON",), "schema": ("foreign_keys=OFF",)}
_SETTINGS = (
    "SET lock_timeout = '{patience}s'; SET idle_in_transaction_session_timeout = '60s'; SET TimeZone = 'UTC'"
)


def parse(url: str) -> sa.URL:
    """Return the address with the driver that we use; raises Unusable when it is none."""
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):
        raise trouble.no_address(url) from None
    kind = parsed.drivername.split("+")[0]
    if kind == "sqlite" and parsed.database not in (None, "", ":memory:"):
        return parsed
    if kind == "sqlite":
        raise trouble.no_file()
    if kind in ("postgresql", "postgres"):
        return parsed.set(drivername="postgresql+psycopg")
    raise trouble.no_such_kind(kind)


def open_engine(url: sa.URL, purpose: Purpose) -> Engine:
    """Open a pool of connections; raises Unusable when the driver is not installed."""
    return (
        _open_sqlite(url, purpose) if url.get_backend_name() == "sqlite" else _open_postgresql(url, purpose)
    )


def _patience(purpose: Purpose) -> int:
    return SCHEMA_PATIENCE_S if purpose == "schema" else BUSY_TIMEOUT_S


def _open_postgresql(url: sa.URL, purpose: Purpose) -> Engine:
    try:
        engine = sa.create_engine(
            url,
            pool_size=CONNECTIONS,
            max_overflow=CONNECTIONS,
            pool_timeout=POOL_TIMEOUT_S,
            connect_args={"connect_timeout": CONNECT_TIMEOUT_S, "application_name": "domestique"},
        )
    except ModuleNotFoundError:
        raise trouble.no_driver() from None

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(_SETTINGS.format(patience=_patience(purpose)))
        connection.commit()

    _check_the_rested(engine)
    if purpose == "look":
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine


def _check_the_rested(engine: Engine) -> None:
    """Ask a connection that rested whether it lives; one that just worked is trusted, for one round trip less.

    HikariCP does the same (`aliveBypassWindowMs`).
    """

    @sa.event.listens_for(engine, "checkin")
    def note(_connection: Any, record: Any) -> None:
        record.info["rests_since"] = time.monotonic()

    @sa.event.listens_for(engine, "checkout")
    def ask(connection: Any, record: Any, _proxy: Any) -> None:
        if time.monotonic() - record.info.get("rests_since", math.inf) < TRUSTED_S:
            return
        try:
            engine.dialect.do_ping(connection)
        except Exception as error:
            raise sa.exc.DisconnectionError from error


def _open_sqlite(url: sa.URL, purpose: Purpose) -> Engine:
    engine = sa.create_engine(
        url,
        pool_size=CONNECTIONS,
        max_overflow=CONNECTIONS,
        pool_timeout=POOL_TIMEOUT_S,
        poolclass=sa.QueuePool,
        connect_args={"check_same_thread": False, "timeout": _patience(purpose)},
    )

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        _keep_a_log(connection, _patience(purpose))
        for pragma in ("synchronous=FULL", *_PRAGMAS[purpose]):
            connection.execute(f"PRAGMA {pragma}")

    def begin(dbapi_connection: Any) -> None:
        dbapi_connection.execute(_BEGIN[purpose])

    engine.dialect.do_begin = begin  # type: ignore[method-assign]
    engine.dialect.do_savepoint = _directly("SAVEPOINT")  # type: ignore[method-assign]
    engine.dialect.do_release_savepoint = _directly("RELEASE SAVEPOINT")  # type: ignore[method-assign]
    return engine


def _keep_a_log(connection: Any, patience_s: int) -> None:
    """Have the file write ahead. Of two that open a new file at once SQLite turns one away, however patient it is."""
    for _ in range(int(patience_s / _BREATH_S)):
        with suppress(sqlite3.OperationalError):
            connection.execute("PRAGMA journal_mode=WAL")
            return
        time.sleep(_BREATH_S)
    connection.execute("PRAGMA journal_mode=WAL")


def _directly(words: str) -> Any:
    """Return what SQLAlchemy would compile anew for every session of a group, for a tenth of its time."""

    def say(connection: Connection, name: str) -> None:
        driver: Any = connection.connection.driver_connection
        driver.execute(f"{words} {name}")

    return say
