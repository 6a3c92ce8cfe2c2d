"""Wording: what a template says for a drawing or a page, row by row; the first cell says what a row is."""

from collections.abc import Sequence

Rows = Sequence[Sequence[str]]


def cells(rows: Rows, kind: str) -> list[Sequence[str]]:
    """Return what the rows of a kind say."""
    return [row[1:] for row in rows if row[0] == kind]


def one(rows: Rows, kind: str) -> str:
    """Return what the one row of a kind says; raises IndexError without such a row."""
    return cells(rows, kind)[0][0]
