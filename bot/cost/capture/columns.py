"""Columns: which of the file's are ours, and what the file is about by that."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.cost.capture import focus, natives
from bot.cost.capture.files import Table
from bot.cost.capture.kinds import Kind
from bot.cost.capture.listing import KINDS
from bot.cost.capture.trouble import Unreadable

REJECT_COLUMNS = ("Rejected row", "Rejected columns", "Reason")  # of the file that goes back
_SIGNS = re.compile(r"[\W_]+")
_PLACE = re.compile(r" \(column \d+\)$")  # see files.told_apart


@dataclass(frozen=True)
class Guess:
    """What a file seems to be: `columns` are ours by the file's; `missing` ours that it does not have.

    `torn` are ours that more than one of the file's is called.
    """

    kind: Kind
    columns: dict[str, str]
    missing: tuple[str, ...]
    torn: Mapping[str, tuple[str, ...]]


def _simple(name: str) -> str:
    return _SIGNS.sub(" ", name.casefold()).strip()


def is_same(name: str, other: str) -> bool:
    """Return whether two columns are called the same but for capitals, spaces and signs."""
    return natives.simple(name) == natives.simple(other)


def own(header: Sequence[str]) -> tuple[str, ...]:
    """Return a header without what the file that goes back has behind it."""
    if set(header).issuperset(REJECT_COLUMNS):
        return tuple(name for name in header if name not in REJECT_COLUMNS)
    return tuple(header)


def _called(header: Sequence[str]) -> dict[str, list[str]]:
    """Return the columns of a file by what they are called but for capitals, signs and place."""
    called: defaultdict[str, list[str]] = defaultdict(list)
    for name in header:
        if name and name not in REJECT_COLUMNS:
            called[_simple(_PLACE.sub("", name))].append(name)
    return called


def is_header(names: Sequence[str]) -> bool:
    """Return whether at least two of these names are those of columns of one kind."""
    return any(
        len(found) + len(torn) > 1 for found, torn in (_matched(kind, names) for kind in KINDS.values())
    )


def match(kind: Kind, header: Sequence[str]) -> dict[str, str]:
    """Return which column of the file is which of ours, by name; each is used once, and none that has a namesake."""
    return _matched(kind, header)[0]


def _matched(
    kind: Kind, header: Sequence[str], given: Mapping[str, str] | None = None
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """Return ours by the file's, those `given` left out, and ours that several of the file's could be."""
    given = given or {}
    called = {
        name: [each for each in names if each not in given.values()]
        for name, names in _called(header).items()
    }
    found: dict[str, str] = {}
    torn: dict[str, tuple[str, ...]] = {}
    for names in (lambda each: (each.name,), lambda each: each.also):
        for column in kind.columns:
            if column.name in found or column.name in torn or column.name in given:
                continue
            for name in names(column):
                theirs = called.get(_simple(name), [])
                if len(theirs) > 1:
                    torn[column.name] = tuple(theirs)
                elif theirs and theirs[0] not in found.values():
                    found[column.name] = theirs[0]
                else:
                    continue
                break
    return dict(sorted(found.items(), key=lambda pair: header.index(pair[1]))), torn


def guess(table: Table, file_name: str) -> Guess:
    """Return what a file is about.

    Raises Unreadable with all kinds when it could be anything, or nothing, and when two columns are called what
    one of ours is.
    """
    guesses = [_guess(kind, table) for kind in KINDS.values() if not kind.format]
    whole = [each for each in guesses if set(each.missing) <= each.torn.keys()]
    if not whole:
        nearest = max(guesses, key=lambda each: len(each.columns) - 2 * len(each.missing))
        raise Unreadable(
            "which", header=list(table.header), nearest=nearest.kind.name, missing=list(nearest.missing)
        )
    said = " ".join([_simple(Path(file_name).stem), *map(_simple, table.header)])
    best = max(
        whole,
        key=lambda each: (
            bool(each.kind.hint) and each.kind.hint in said,
            len(each.columns),
            -len(each.torn),
        ),
    )
    _refuse_torn(best, table)
    return best


def _refuse_torn(found: Guess, table: Table) -> None:
    for ours, names in found.torn.items():
        raise Unreadable(
            "twice", column=ours, names=list(names), kind=found.kind.name, header=list(table.header)
        )


def is_called(kind: Kind, file_name: str) -> bool:
    """Return whether a file's name speaks for a kind."""
    return bool(kind.hint) and kind.hint in _simple(Path(file_name).stem)


def _guess(kind: Kind, table: Table) -> Guess:
    columns, torn = _matched(kind, table.header)
    return Guess(kind, columns, tuple(name for name in kind.needed if name not in columns), torn)


def chosen(kind: Kind, table: Table, columns: Mapping[str, str] | None) -> Guess:
    """Return a file as a person said what it is: their columns first, the others by name.

    An empty name means that the file's column of ours is left out. Raises Unreadable for names that are not
    there, when a column that is needed is missing, and when one of ours could be several of the file's.
    """
    theirs = {called: names[0] for called, names in _called(table.header).items() if len(names) == 1}
    theirs = {_simple(name): name for name in table.header if name} | theirs
    given: dict[str, str] = {}
    for ours, name in (columns or {}).items():
        if ours not in {each.name for each in kind.columns}:
            raise Unreadable(
                "not_ours", column=ours, kind=kind.name, columns=[each.name for each in kind.columns]
            )
        if name and name not in table.header and _simple(name) not in theirs:
            raise Unreadable("not_theirs", column=name, header=list(table.header))
        given[ours] = name if not name or name in table.header else theirs[_simple(name)]
    matched, torn = _matched(kind, table.header, given)
    found = {ours: name for ours, name in (matched | given).items() if name}
    missing = tuple(name for name in kind.needed if name not in found)
    guessed = Guess(kind, found, missing, torn)
    _refuse_torn(guessed, table)
    if missing:
        raise Unreadable(
            "columns",
            kind=kind.name,
            header=list(table.header),
            missing=[*map(kind.said, missing)],
            strange=focus.strange(table.header) if kind.format else [],
        )
    return guessed


def places(table: Table, columns: Mapping[str, str]) -> dict[str, int]:
    """Return where in the file each of our columns is."""
    return {ours: table.header.index(name) for ours, name in columns.items()}
