"""YAML files read so that every value remembers the line it was written on."""

import re
from collections.abc import Hashable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from bot.catalog.mistakes import Mistake

Way = tuple[Hashable, ...]  # keys and indexes from the top of a file to a value in it


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


def read(folder: Path, path: Path) -> Sheet:
    """Read one YAML file; what cannot be read is in the sheet's mistakes, never raised."""
    sheet = Sheet(path.relative_to(folder).as_posix())
    try:
        loader = _Loader(path.read_text("utf-8"))
        node = loader.get_single_node()
        if node is not None:
            sheet.data = _unfold(sheet, loader, node, (), ())
    except OSError as error:
        sheet.mistakes.append(Mistake(sheet.file, 0, f"The file cannot be read: {error.strerror}."))
    except UnicodeDecodeError:
        sheet.mistakes.append(Mistake(sheet.file, 0, "The file is not UTF-8 text.", "Save it as UTF-8."))
    except yaml.YAMLError as error:
        sheet.mistakes.append(_syntax(sheet.file, error))
    if not sheet.mistakes and not isinstance(sheet.data, dict):
        sheet.mistakes.append(Mistake(sheet.file, 1, "The file should be a list of `key: value` lines."))
    return sheet


def _syntax(file: str, error: yaml.YAMLError) -> Mistake:
    if not isinstance(error, yaml.MarkedYAMLError) or error.problem_mark is None:
        return Mistake(file, 0, f"The file holds a character that YAML does not allow: {error}.")
    mark = error.problem_mark
    said = f"This is not valid YAML: {error.problem}."
    hint = "Often a missing space after a colon, a quote left open, or a wrong indent is the cause."
    return Mistake(file, mark.line + 1, said, hint, mark.column + 1)


def _unfold(sheet: Sheet, loader: _Loader, node: yaml.Node, way: Way, above: tuple[int, ...]) -> Any:
    sheet.values[way] = Mark(node.start_mark.line + 1, node.start_mark.column + 1)
    if id(node) in above:
        sheet.mistakes.append(sheet.mistake(way, "This refers to itself, so it would never end."))
        return None
    above = (*above, id(node))
    if isinstance(node, yaml.MappingNode):
        return _unfold_mapping(sheet, loader, node, way, above)
    if isinstance(node, yaml.SequenceNode):
        return tuple(_unfold(sheet, loader, each, (*way, at), above) for at, each in enumerate(node.value))
    return _scalar(sheet, loader, node, way)


def _unfold_mapping(
    sheet: Sheet, loader: _Loader, node: yaml.MappingNode, way: Way, above: tuple[int, ...]
) -> dict[Hashable, Any]:
    found: dict[Hashable, Any] = {}
    for key_node, value_node in node.value:
        mark = Mark(key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        if not isinstance(key_node, yaml.ScalarNode):
            message = "A key should be plain text, not a list or a group."
            sheet.mistakes.append(Mistake(sheet.file, mark.line, message, None, mark.column))
            continue
        key = _scalar(sheet, loader, key_node, way)
        if isinstance(key, bool):
            key = key_node.value  # YAML takes `on:` for a yes
        if key in found:
            message = f"`{key}` is written twice; the first is on line {sheet.keys[*way, key].line}."
            sheet.mistakes.append(Mistake(sheet.file, mark.line, message, "Keep one of them.", mark.column))
            continue
        sheet.keys[*way, key] = mark
        found[key] = _unfold(sheet, loader, value_node, (*way, key), above)
    return found


def _scalar(sheet: Sheet, loader: _Loader, node: yaml.Node, way: Way) -> Any:
    try:
        return loader.construct_object(node)
    except (yaml.YAMLError, ArithmeticError, ValueError) as error:
        why = error.problem if isinstance(error, yaml.MarkedYAMLError) else error
        mark = node.start_mark
        message = f"`{node.value}` cannot be read: {why}."
        sheet.mistakes.append(Mistake(sheet.file, mark.line + 1, message, None, mark.column + 1))
        return None
