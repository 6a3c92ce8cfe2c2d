"""Loading: whole rows as objects of the session, and single values, by statements that are prepared.

Unlike Prepared they flush first what changed in the session, as SQLAlchemy does. SQLAlchemy takes a quarter of a
millisecond to find one row by a select that is written where it is used, half of that by one written once, and a
Loader a fifth of it. Over twenty rows at once it takes no more than a Loader.
"""

from collections.abc import Collection
from functools import cache, cached_property
from typing import Any, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapper, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import Session, SQLModel
from sqlmodel.sql.expression import SelectOfScalar

from bot.db.prepared import Prepared, Statement

Row = TypeVar("Row", bound=SQLModel)
Value = TypeVar("Value")


class Values(Generic[Value]):
    """A select of one column, with every value a parameter or part of it. Errors are those of Prepared."""

    def __init__(self, say: SelectOfScalar[Value]) -> None:
        self._prepared = Prepared(say)

    def all(self, session: Session, **values: Any) -> list[Value]:
        """Return the values that it finds."""
        session.flush()
        return [value for (value,) in self._prepared.rows(session, **values)]

    def first(self, session: Session, **values: Any) -> Value | None:
        """Return the first value that it finds, None where it finds none."""
        return next(iter(self.all(session, **values)), None)


class Loader(Generic[Row]):
    """A select of whole rows of one kind, or a change that returns them, with every value a parameter or part of it.

    An object that the session has stays as it is there; with `anew` it takes on what its row says
    (populate_existing). Errors are those of Prepared.
    """

    def __init__(self, row: type[Row], say: Statement, *, anew: bool = False) -> None:
        self._row, self._say, self._anew = row, say, anew
        self._prepared = Prepared(say)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(map(str, self._say.exported_columns.keys()))

    @cached_property
    def _key(self) -> list[int]:
        """Where the columns of the key stand."""
        return [self._names.index(each.name) for each in _table(self._row).primary_key]

    def all(self, session: Session, **values: Any) -> list[Row]:
        """Return the rows that it finds."""
        session.flush()
        return [self._loaded(session, row) for row in self._prepared.rows(session, **values)]

    def first(self, session: Session, **values: Any) -> Row | None:
        """Return the first row that it finds, None where it finds none."""
        session.flush()
        rows = self._prepared.rows(session, **values)
        return self._loaded(session, rows[0]) if rows else None

    def _loaded(self, session: Session, values: Any) -> Row:
        mapper = _mapper(self._row)
        key = mapper.identity_key_from_primary_key(tuple(values[place] for place in self._key))
        there: Row | None = session.identity_map.get(key)
        if there is None:
            there = mapper.class_manager.new_instance()
            vars(there).update(zip(self._names, values, strict=True))
            make_transient_to_detached(there)
            session.add(there)
        elif self._anew or sa.inspect(there).expired:
            has = vars(there)
            for name, value in zip(self._names, values, strict=True):
                if name not in has or has[name] != value:
                    set_committed_value(there, name, value)
        return there


def get(session: Session, row: type[Row], *key: Any) -> Row | None:
    """Return the row of this kind that has this key, asking the database only for what the session has not."""
    if session.identity_map.get(_mapper(row).identity_key_from_primary_key(key)) is not None:
        return session.get(row, key)
    loader, names = _by_key(row)
    return loader.first(session, **dict(zip(names, key, strict=True)))


def either(column: Any, values: Collection[Any]) -> sa.ColumnElement[bool]:
    """Return the condition that a column has one of these values, so many that a prepared statement can name them."""
    condition: sa.ColumnElement[bool] = column.in_([sa.literal(value, column.type) for value in values])
    return condition


@cache
def _by_key(row: type[Row]) -> tuple[Loader[Row], tuple[str, ...]]:
    columns = _table(row).primary_key.columns
    asked = sa.select(row).where(*(each == sa.bindparam(f"key_{each.name}") for each in columns))
    return Loader(row, asked), tuple(f"key_{each.name}" for each in columns)


def _table(row: type[Row]) -> sa.Table:
    return SQLModel.metadata.tables[str(row.__tablename__)]


@cache
def _mapper(row: type[Row]) -> Mapper[Row]:
    mapper: Mapper[Row] = sa.inspect(row)
    return mapper
