"""Once: a row is added unless its key is taken, however many try at the same moment."""

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel


def insert_once(session: Session, row: type[SQLModel], **values: Any) -> bool:
    """Add a row of this kind; return False when one of its keys is taken.

    Of two processes at the same moment one waits for the other's transaction, then sees its row.
    """
    statement = _statement(session.get_bind().dialect.name, str(row.__tablename__))
    return session.connection().execute(statement, values).rowcount == 1


@cache
def _statement(dialect: str, table: str) -> sa.Insert:
    rows = SQLModel.metadata.tables[table]
    insert = sqlite.insert(rows) if dialect == "sqlite" else postgresql.insert(rows)
    return insert.on_conflict_do_nothing().inline().execution_options(preserve_rowcount=True)
