"""Prepared: statements on the way to an ack, compiled once and said to the driver itself.

SQLAlchemy takes ten times as long as SQLite, and twice as long as PostgreSQL, over a statement that it compiled
before. What is rare, or made up as it goes, is better left to it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import SessionTransaction
from sqlalchemy.sql.compiler import SQLCompiler
from sqlmodel import Session

Convert = Callable[[Any], Any]
Coming = tuple[tuple[int, Convert], ...]  # by the place of a column
Type = sa.types.TypeEngine[Any]
Place = TypeVar("Place", int, str)
Statement = sa.SelectBase | sa.Insert | sa.Update | sa.Delete


class _Compiled(NamedTuple):
    """A statement in the words of one database, what becomes of the values that go in, and what comes out."""

    words: str
    known: dict[str, Any]  # values that are part of the statement
    order: Sequence[str] | None  # in which the driver wants the values; None: by name
    going: tuple[tuple[str, Convert], ...]
    columns: tuple[Type, ...]  # of what comes out
    dialect: sa.Dialect


class Prepared:
    """A statement with every value a parameter, or part of it.

    `say` returns it for the database of that name, where the two need different words. Nothing is flushed for
    it. Errors are SQLAlchemy's; ValueError for a statement with a list of any length.
    """

    def __init__(self, say: Statement | Callable[[str], Statement]) -> None:
        self._say = say
        self._compiled: dict[str, _Compiled] = {}
        self._coming: dict[str, Coming] = {}

    def rows(self, session: Session, **values: Any) -> list[Any]:
        """Return the rows that it finds, or that it wrote and names."""
        cursor, of = self._run(session, values)
        rows: list[Any] = cursor.fetchall()
        coming = self._coming.get(of.dialect.name)
        if coming is None:
            coming = self._coming[of.dialect.name] = _heard(of, cursor.description)
        return [_converted(row, coming) for row in rows] if coming else rows

    def count(self, session: Session, **values: Any) -> int:
        """Return how many rows it wrote."""
        cursor, _ = self._run(session, values)
        return int(cursor.rowcount)

    def _run(self, session: Session, values: dict[str, Any]) -> tuple[Any, _Compiled]:
        cursor, dialect = _line(session)
        of = self._compiled.get(dialect.name)
        if of is None:
            of = self._compiled[dialect.name] = self._compile(dialect)
        given = {**of.known, **values}
        for name, convert in of.going:
            given[name] = convert(given[name])
        try:
            cursor.execute(of.words, [given[name] for name in of.order] if of.order else given)
        except dialect.loaded_dbapi.Error as error:
            raise sa.exc.DBAPIError.instance(
                of.words, None, error, dialect.loaded_dbapi.Error, dialect=dialect
            ) from error
        return cursor, of

    def _compile(self, dialect: sa.Dialect) -> _Compiled:
        statement = self._say(dialect.name) if callable(self._say) else self._say
        compiled = statement.compile(dialect=dialect)
        assert isinstance(compiled, SQLCompiler)
        if compiled.post_compile_params:
            raise ValueError(f"a list of any length is written out anew each time: {compiled.string}")
        types = {name: bind.type.dialect_impl(dialect) for name, bind in compiled.binds.items()}
        return _Compiled(
            words=compiled.string,
            known={name: bind.value for name, bind in compiled.binds.items() if not bind.required},
            order=compiled.positiontup,
            going=_converts({name: kind.bind_processor(dialect) for name, kind in types.items()}),
            columns=tuple(column.type.dialect_impl(dialect) for column in statement.exported_columns),
            dialect=dialect,
        )


def _converts(found: Mapping[Place, Convert | None]) -> tuple[tuple[Place, Convert], ...]:
    return tuple((place, convert) for place, convert in found.items() if convert)


def _heard(of: _Compiled, description: Sequence[Sequence[Any]]) -> Coming:
    """Return what becomes of the values that come out, which may depend on the type that the driver says they have."""
    spoken = zip(of.columns, description, strict=True)
    return _converts(dict(enumerate(kind.result_processor(of.dialect, each[1]) for kind, each in spoken)))


def _converted(row: Sequence[Any], coming: Coming) -> list[Any]:
    values = list(row)
    for place, convert in coming:
        if values[place] is not None:  # nothing is nothing in every type
            values[place] = convert(values[place])
    return values


def _line(session: Session) -> tuple[Any, sa.Dialect]:
    """Return the driver's own cursor in this session's transaction or savepoint, one for all that is prepared.

    To look it up begins them. Raises PendingRollbackError where something failed that was not rolled back.
    """
    within = _innermost(session)
    held = session.info.get("line")
    if within is None or not within.is_active or held is None or held[0] is not within:
        connection = session.connection()
        cursor = connection.connection.cursor()
        held = session.info["line"] = _innermost(session), (cursor, connection.dialect)
    line: tuple[Any, sa.Dialect] = held[1]
    return line


def _innermost(session: Session) -> SessionTransaction | None:
    return session.get_nested_transaction() or session.get_transaction()
