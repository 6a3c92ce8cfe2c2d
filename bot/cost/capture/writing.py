"""Writing: many rows at once, in the quickest way that each database has."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session


def write(session: Session, table: str, columns: Mapping[str, Sequence[Any]]) -> None:
    """Add rows, given by column as the database keeps them."""
    connection = session.connection()
    same = {name: each[0] for name, each in columns.items() if _is_same(each)}
    named = [name for name in columns if name not in same]
    if connection.dialect.name == "sqlite":
        marks = [*["?"] * len(named), *map(_literal, same.values())]
        into = ", ".join(f'"{name}"' for name in (*named, *same))
        words = f'INSERT INTO "{table}" ({into}) VALUES ({", ".join(marks)})'
        connection.exec_driver_sql(words, list(zip(*(columns[name] for name in named), strict=True)))
        return
    into = ", ".join(f'"{name}"' for name in columns)
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table}" ({into}) FROM STDIN') as copy:
        for row in zip(*columns.values(), strict=True):
            copy.write_row(row)


def _is_same(column: Sequence[Any]) -> bool:
    """Return whether all rows say the same, and nothing that anybody wrote."""
    first = column[0]
    return (first is None or first == "" or isinstance(first, int)) and column.count(first) == len(column)


def _literal(value: int | str | None) -> str:
    if value is None:
        return "NULL"
    return "''" if value == "" else str(int(value))
