"""Once: a row is added unless its key is taken, however many try at the same moment."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from bot.db.prepared import Prepared


def insert_once(session: Session, row: type[SQLModel], **values: Any) -> bool:
    """Add a row of this kind; return False when one of its keys is taken.

    Of two processes at the same moment one waits for the other's transaction, then sees its row.
    """
    return _once(str(row.__tablename__), tuple(values)).count(session, **values) == 1


def insert_missing(session: Session, row: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Add those rows of this kind whose keys are free; all of them name the same columns."""
    if rows:
        session.connection().execute(
            unless_there(session.get_bind().dialect.name, str(row.__tablename__)), rows
        )


@cache
def _once(table: str, columns: tuple[str, ...]) -> Prepared:
    rows = SQLModel.metadata.tables[table].c
    given = {name: sa.bindparam(name, type_=rows[name].type) for name in columns}
    begun = {each.name: _begins_as(each.default) for each in rows if each.default is not None}
    return Prepared(lambda dialect: unless_there(dialect, table).values({**begun, **given}))


def _begins_as(default: Any) -> Any:
    """Return what a column begins with: a value, or an empty list or dictionary."""
    return default.arg(None) if default.is_callable else default.arg


@cache
def unless_there(dialect: str, table: str) -> sa.Insert:
    """Return the insert into a table that passes over a row whose key is taken, in the words of this database."""
    rows = SQLModel.metadata.tables[table]
    insert = sqlite.insert(rows) if dialect == "sqlite" else postgresql.insert(rows)
    return insert.on_conflict_do_nothing().inline().execution_options(preserve_rowcount=True)
