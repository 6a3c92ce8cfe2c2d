"""What the tests send to each database, so that PostgreSQL reads every statement, and none of them a thousand times.

To a test of what people do, PostgreSQL adds only that it reads the statements in its own way. So after its turn on
SQLite what such a test sent is said to PostgreSQL, too, in a transaction that is rolled back; or, if that is asked
for, the test has a turn there. Either way only if it sent a statement that no test of this run, in whichever
process, has sent there yet.
"""

import hashlib
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from itertools import count, takewhile
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql.compiler import SQLCompiler
from sqlmodel import Session

from bot.db import Database, Prepared
from tests.databases import PostgreSQLDatabases, opened

_READ = sa.make_url("postgresql+psycopg://").get_dialect()()
_MEANT = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")  # SAVEPOINT is how SQLite's writers share a commit
_texts: "WeakKeyDictionary[SQLCompiler, str]" = WeakKeyDictionary()
_prepared: "WeakKeyDictionary[Prepared, str]" = WeakKeyDictionary()
_sent: dict[str, set[str]] = defaultdict(set)  # by test, to SQLite
_test = ""
_unread: dict[
    str, Callable[[Session], Any]
] = {}  # to SQLite in this test, and how each is said to PostgreSQL
_listeners: list[list[str]] = []


class Read:
    """The statements that PostgreSQL has read, by their digests; several processes tell one another in a file."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self._file: Path | None = None
        self._heard = 0  # bytes of the file

    def share(self, file: Path) -> None:
        """Tell the other processes of this run, and hear of them, from now on."""
        self._file = file

    def add(self, text: str) -> None:
        """Note a statement that PostgreSQL has read."""
        digest = _digest(text)
        if digest not in self._known:
            self._known.add(digest)
            if self._file is not None:
                with self._file.open("a") as file:
                    file.write(f"{digest}\n")

    def __contains__(self, text: str) -> bool:
        """Tell whether it has read this one, as far as this process has heard."""
        return _digest(text) in self._known

    def has_all(self, texts: set[str]) -> bool:
        """Tell whether it has read them all."""
        if self._file is not None:
            with suppress(FileNotFoundError), self._file.open() as file:
                file.seek(self._heard)
                self._known.update(file.read().split())
                self._heard = file.tell()
        return self._known.issuperset(map(_digest, texts))


_read = Read()


class _Undone(Exception):  # noqa: N818  # it says what to do
    """Ends a transaction of which nothing stays."""


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def pytest_configure(config: pytest.Config) -> None:
    """Join the other workers of this run, if it has several."""
    if worker := getattr(config, "workerinput", None):
        _read.share(Path(worker["read_by_postgresql"]))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Name the workers one file, which goes when the run ends."""
    if not hasattr(node.config, "read_by_postgresql"):
        folder = tempfile.TemporaryDirectory(prefix="domestique-")
        node.config.add_cleanup(folder.cleanup)
        node.config.read_by_postgresql = str(Path(folder.name, "read"))
    node.workerinput["read_by_postgresql"] = node.config.read_by_postgresql


@sa.event.listens_for(Engine, "before_cursor_execute")
def _note(connection: Connection, _cursor: Any, _said: str, _values: Any, context: Any, _many: bool) -> None:
    compiled = getattr(context, "compiled", None)
    if isinstance(compiled, SQLCompiler) and (text := _text(compiled)).startswith(_MEANT):
        if connection.dialect.name == "sqlite":
            _sent[_test].add(text)
            _unread.setdefault(text, partial(_say, compiled, context.compiled_parameters[0]))
        else:
            _read.add(text)


def _say(compiled: SQLCompiler, values: dict[str, Any], session: Session) -> None:
    session.connection().execute(_meant(compiled), {**values, **_lists(compiled, values)}).close()


def _lists(compiled: SQLCompiler, values: dict[str, Any]) -> dict[str, list[Any]]:
    """Return the lists that were written out value by value when the statement was sent."""
    names = [compiled.bind_names[bind] for bind in compiled.post_compile_params if bind.required]
    called = {name: (f"{name}_{at}" for at in count(1)) for name in names}
    return {name: [values[each] for each in takewhile(values.__contains__, called[name])] for name in names}


_run = vars(Prepared)["_run"]


def _note_prepared(self: Prepared, session: Session, values: dict[str, Any]) -> Any:
    """Note what goes past SQLAlchemy to the driver, too."""
    cursor, of = _run(self, session, values)
    if self not in _prepared:
        say = vars(self)["_say"]
        _prepared[self] = str((say("postgresql") if callable(say) else say).compile(dialect=_READ))
    if of.dialect.name == "sqlite":
        _sent[_test].add(_prepared[self])
        _unread.setdefault(_prepared[self], lambda other: _run(self, other, values))
    else:
        _read.add(_prepared[self])
    for said in _listeners:
        said.append(of.words)
    return cursor, of


setattr(Prepared, "_run", _note_prepared)  # noqa: B010  # mypy would hold it for a mistake


@contextmanager
def listening() -> Iterator[list[str]]:
    """Collect the words of every statement that is sent meanwhile."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, words: str, *_rest: Any) -> None:
        said.append(words)

    _listeners.append(said)
    sa.event.listen(Engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        sa.event.remove(Engine, "before_cursor_execute", note)
        _listeners.remove(said)


def _text(compiled: SQLCompiler) -> str:
    """Return the statement as PostgreSQL reads it, whichever database it is on its way to."""
    if compiled not in _texts:
        _texts[compiled] = str(_meant(compiled).compile(dialect=_READ, column_keys=compiled.column_keys))
    return _texts[compiled]


def _meant(compiled: SQLCompiler) -> Any:
    """Return the statement that PostgreSQL is sent where SQLite is sent this one."""
    wanted: Any = compiled.statement
    if isinstance(wanted, sqlite.Insert):  # each database has its own word for "unless it is there"
        return postgresql.insert(wanted.table).on_conflict_do_nothing().inline()
    return wanted


@pytest.fixture(scope="session")
def beside(request: pytest.FixtureRequest) -> Iterator[Database | None]:
    """Open a database on PostgreSQL, in which nothing stays; None where there is none."""
    try:
        databases: PostgreSQLDatabases = request.getfixturevalue("postgresql_databases")
    except pytest.skip.Exception:
        yield None
        return
    with databases.url() as url, opened(url) as db:
        yield db


@pytest.fixture
def read_beside(request: pytest.FixtureRequest) -> Iterator[None]:
    """Have PostgreSQL read what a test said to SQLite that has no turn there."""
    marked = request.node.get_closest_marker("read_beside")
    db: Database | None = request.getfixturevalue("beside") if marked else None
    yield
    if db is not None and not _read.has_all(set(_unread)):
        say_to(db)


def unread() -> set[str]:
    """Return what this test has said to SQLite only."""
    return {text for text in _unread if text not in _read}


def say_to(db: Database) -> None:
    """Say to PostgreSQL what this test has said to SQLite only; nothing of it stays.

    Raises AssertionError with the statement that it does not take. That rows are not there, or there already, is
    no fault of a statement.
    """
    for text, say in _unread.items():
        if text not in _read:
            with suppress(_Undone), db.session() as session:
                _try(text, say, session)
                raise _Undone


def _try(text: str, say: Callable[[Session], Any], session: Session) -> None:
    _read.add(text)
    try:
        say(session)
    except sa.exc.IntegrityError:
        return
    except sa.exc.DBAPIError as error:
        raise AssertionError(f"PostgreSQL does not take this: {text}") from error


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out the turn on PostgreSQL of a test that sends nothing new there."""
    global _test
    _test = item.nodeid
    _unread.clear()
    if item.get_closest_marker("if_new") is None:
        return
    before = _sent.get(item.nodeid.replace("postgresql", "sqlite"))
    if before is not None and _read.has_all(before):
        pytest.skip("PostgreSQL has read every statement of it in another test")
