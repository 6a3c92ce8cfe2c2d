"""YAML files read so that every value remembers the line it was written on."""

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from bot.catalog import unreadable
from bot.catalog.mistakes import Mistake

Way = tuple[Hashable, ...]  # keys and indexes from the top of a file to a value in it

MOST_BYTES = 3_000_000  # of a company of 50,000 people are two million
MOST_VALUES = 200_000
MOST_LEVELS = 50  # by which groups and lists stand within one another
MOST_COPIES = 10_000  # values that stand in a file once and count again
QUOTES = ("'", '"')
_ZERO_FIRST = re.compile(r"[-+]?0[0-9a-z_]+", re.IGNORECASE)


class Mark(NamedTuple):
    """A place in a file, counted from 1."""

    line: int
    column: int


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]  # the fast one, if built
    """Plain values; numbers with a point stay exact, 12_000 is 12000."""


def _decimal(_loader: yaml.SafeLoader, node: yaml.ScalarNode) -> Decimal:
    try:
        return Decimal(node.value.replace("_", ""))
    except ArithmeticError:
        raise ValueError("it is no figure that anybody could count with") from None


def _whole(loader: yaml.SafeLoader, node: yaml.ScalarNode) -> int:
    """Return a whole number; YAML would read 0165 as 117, which nobody who writes it means."""
    if _ZERO_FIRST.fullmatch(node.value):
        raise ValueError(
            "YAML takes a number that begins with 0 for another one; leave out the 0, or quote it"
        )
    return loader.construct_yaml_int(node)


_Loader.add_constructor("tag:yaml.org,2002:float", _decimal)
_Loader.add_constructor("tag:yaml.org,2002:int", _whole)


@dataclass
class Sheet:
    """One file: what it says as plain values (lists are tuples), where it says it, what cannot be read."""

    file: str
    data: Any = None
    keys: dict[Way, Mark] = field(default_factory=dict)
    values: dict[Way, Mark] = field(default_factory=dict)
    mistakes: list[Mistake] = field(default_factory=list)

    def has(self, way: Way) -> bool:
        """Whether the key at the end of `way` is written in the file."""
        return way in self.keys

    def mistake(self, way: Way, message: str, suggestion: str | None = None, *, key: bool = False) -> Mistake:
        """Return a mistake at the value found along `way`, at its key, or as near to it as is written."""
        marks = [self.keys, self.values] if key else [self.values, self.keys]
        nearest = (each.get(way[:length]) for length in range(len(way), 0, -1) for each in marks)
        mark = next(filter(None, nearest), self.values[()])
        return Mistake(self.file, mark.line, message, suggestion, mark.column)


def of_service(key: str) -> str:
    """Return the file that says a service, relative to the catalog's folder."""
    return f"services/{key.lower()}.yaml"


def read(folder: Path, path: Path) -> Sheet:
    """Read one YAML file; what cannot be read is in the sheet's mistakes, never raised."""
    sheet = Sheet(path.relative_to(folder).as_posix())
    try:
        if (size := path.stat().st_size) > MOST_BYTES:
            message = f"The file has {size:,} bytes; {MOST_BYTES:,} are read at most."
            sheet.mistakes.append(Mistake(sheet.file, 0, message, "Take out what is no part of the catalog."))
        else:
            _take(sheet, path.read_bytes().decode("utf-8"))
    except OSError as error:
        sheet.mistakes.append(Mistake(sheet.file, 0, f"The file cannot be read: {error.strerror}."))
    except UnicodeDecodeError as error:
        sheet.mistakes.append(unreadable.text(sheet.file, error))
    return sheet


def _take(sheet: Sheet, text: str) -> None:
    found = sheet.mistakes
    try:
        _measure(text)
        node = _Loader(text).get_single_node()
        if node is None:
            found.append(
                Mistake(sheet.file, 1, "Nothing is written in the file.", "Fill it in, or remove it.")
            )
            return
        sheet.data = _Unfolding(sheet, text).value(node, (), ())
    except yaml.YAMLError as error:
        found.append(unreadable.syntax(sheet.file, text, error))
    except _Endless as endless:
        found.append(
            Mistake(sheet.file, endless.line, str(endless), "Write it as the other files are written.")
        )
    if not found and not isinstance(sheet.data, dict):
        found.append(Mistake(sheet.file, 1, "The file should be a list of `key: value` lines."))


class _Endless(Exception):  # noqa: N818  # it names what the file nearly is
    """Reading on would take for ever, or more memory than there is."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def _measure(text: str) -> None:
    """Raise Endless for what nobody writes by hand; going through it in order takes little, however deep it is."""
    loader = _Loader(text)
    depth = values = 0
    while (event := loader.get_event()) and not isinstance(event, yaml.StreamEndEvent):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        values += isinstance(event, yaml.NodeEvent)
        if depth > MOST_LEVELS:
            raise _Endless(f"Groups and lists stand more than {MOST_LEVELS} deep.", event.start_mark.line + 1)
        if values > MOST_VALUES:
            raise _Endless(f"There are more than {MOST_VALUES:,} values.", event.start_mark.line + 1)


class _Unfolding:
    """Makes plain values of a file's nodes and notes on its sheet where each was written."""

    def __init__(self, sheet: Sheet, text: str) -> None:
        self._sheet = sheet
        self._values = _Loader("")  # makes values of nodes that another one has read
        self._lines = text.splitlines()
        self._seen: set[int] = set()
        self._copies = 0

    def value(self, node: yaml.Node, way: Way, above: tuple[int, ...]) -> Any:
        """Return what a node says; `above` are those that it stands in."""
        self._sheet.values[way] = Mark(node.start_mark.line + 1, node.start_mark.column + 1)
        if id(node) in above:
            self._sheet.mistakes.append(
                self._sheet.mistake(way, "This refers to itself, so it would never end.")
            )
            return None
        self._count(node)
        above = (*above, id(node))
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, way, above)
        if isinstance(node, yaml.SequenceNode):
            return tuple(self.value(each, (*way, at), above) for at, each in enumerate(node.value))
        return self._scalar(node)

    def _count(self, node: yaml.Node) -> None:
        self._copies += id(node) in self._seen
        self._seen.add(id(node))
        if self._copies > MOST_COPIES:
            message = f"What is written once and repeated by `*` comes to more than {MOST_COPIES:,} values."
            raise _Endless(message, node.start_mark.line + 1)

    def _mapping(self, node: yaml.MappingNode, way: Way, above: tuple[int, ...]) -> dict[Hashable, Any]:
        keys = self._sheet.keys
        found: dict[Hashable, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._note(key_node, "A key should be plain text, not a list or a group.")
                continue
            key = self._scalar(key_node)
            if isinstance(key, bool):
                key = key_node.value  # YAML takes `on:` for a yes
            if key in found:
                message = f"`{key}` is written twice; the first is on line {keys[*way, key].line}."
                self._note(key_node, message, "Keep one of them.")
                continue
            keys[*way, key] = Mark(key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            found[key] = self.value(value_node, (*way, key), above)
        return found

    def _scalar(self, node: yaml.Node) -> Any:
        first, last = node.start_mark.line, node.end_mark.line
        quoted = isinstance(node, yaml.ScalarNode) and node.style in QUOTES
        if quoted and (late := unreadable.closed_late(self._lines, first, last)):
            self._note(node, late, unreadable.CLOSE)
            return None
        try:
            return self._values.construct_object(node)
        except (yaml.YAMLError, ArithmeticError, ValueError) as error:
            self._note(node, unreadable.value(node, error))
            return None

    def _note(self, node: yaml.Node, message: str, suggestion: str | None = None) -> None:
        mark = node.start_mark
        self._sheet.mistakes.append(
            Mistake(self._sheet.file, mark.line + 1, message, suggestion, mark.column + 1)
        )
