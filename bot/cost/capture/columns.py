"""Columns: which of the file's are ours, and what the file is about by that."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.cost.capture import focus
from bot.cost.capture.files import Table
from bot.cost.capture.kinds import Kind
from bot.cost.capture.listing import KINDS
from bot.cost.capture.trouble import Unreadable

REJECT_COLUMNS = ("Rejected row", "Rejected columns", "Reason")  # of the file that goes back
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Guess:
    """What a file seems to be: `columns` are ours by the file's; `missing` ours that it does not have."""

    kind: Kind
    columns: dict[str, str]
    missing: tuple[str, ...]


def _simple(name: str) -> str:
    return _SIGNS.sub(" ", name.casefold()).strip()


def match(kind: Kind, header: Sequence[str]) -> dict[str, str]:
    """Return which column of the file is which of ours, by name; each is used once."""
    theirs = {_simple(name): name for name in reversed(header) if name and name not in REJECT_COLUMNS}
    found: dict[str, str] = {}
    for names in (lambda each: (each.name,), lambda each: each.also):
        for column in kind.columns:
            if column.name in found:
                continue
            for name in names(column):
                if (said := theirs.get(_simple(name))) and said not in found.values():
                    found[column.name] = said
                    break
    return dict(sorted(found.items(), key=lambda pair: header.index(pair[1])))


def guess(table: Table, file_name: str) -> Guess:
    """Return what a file is about. Raises Unreadable with all kinds when it could be anything, or nothing."""
    guesses = [_guess(kind, table) for kind in KINDS.values() if not kind.format]
    whole = [each for each in guesses if not each.missing]
    if not whole:
        nearest = max(guesses, key=lambda each: len(each.columns) - 2 * len(each.missing))
        raise Unreadable(
            "which", header=list(table.header), nearest=nearest.kind.name, missing=list(nearest.missing)
        )
    said = " ".join([_simple(Path(file_name).stem), *map(_simple, table.header)])
    return max(whole, key=lambda each: (bool(each.kind.hint) and each.kind.hint in said, len(each.columns)))


def is_called(kind: Kind, file_name: str) -> bool:
    """Return whether a file's name speaks for a kind."""
    return bool(kind.hint) and kind.hint in _simple(Path(file_name).stem)


def _guess(kind: Kind, table: Table) -> Guess:
    columns = match(kind, table.header)
    return Guess(kind, columns, tuple(name for name in kind.needed if name not in columns))


def chosen(kind: Kind, table: Table, columns: Mapping[str, str] | None) -> Guess:
    """Return a file as a person said what it is: their columns first, the others by name.

    An empty name means that the file's column of ours is left out. Raises Unreadable for names that are not
    there, and when a column that is needed is missing.
    """
    theirs = {_simple(name): name for name in table.header if name}
    given: dict[str, str] = {}
    for ours, name in (columns or {}).items():
        if ours not in {each.name for each in kind.columns}:
            raise Unreadable(
                "not_ours", column=ours, kind=kind.name, columns=[each.name for each in kind.columns]
            )
        if name and _simple(name) not in theirs:
            raise Unreadable("not_theirs", column=name, header=list(table.header))
        given[ours] = theirs[_simple(name)] if name else ""
    found = {ours: name for ours, name in match(kind, table.header).items() if name not in given.values()}
    found = {ours: name for ours, name in (found | given).items() if name}
    missing = tuple(name for name in kind.needed if name not in found)
    if missing:
        raise Unreadable(
            "columns",
            kind=kind.name,
            header=list(table.header),
            missing=[*map(kind.said, missing)],
            strange=focus.strange(table.header) if kind.format else [],
        )
    return Guess(kind, found, ())


def places(table: Table, columns: Mapping[str, str]) -> dict[str, int]:
    """Return where in the file each of our columns is."""
    return {ours: table.header.index(name) for ours, name in columns.items()}
