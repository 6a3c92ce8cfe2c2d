"""The words in which Block Kit is written down here: a shape is data, and knows how to find what is wrong."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

Path = list[str | int]
Tell = Callable[[Path, str], None]
Rule = Callable[[dict[str, Any], Path, Tell], None]


class Node(Protocol):
    """Anything that can be checked: it tells what is wrong with `value`, which stands at `path`."""

    def check(self, value: Any, path: Path, tell: Tell) -> None:
        """Tell every problem of `value`."""


def amount(count: int, noun: str) -> str:
    """Return a count with its noun: "1 block", "3,000 characters", "7 series"."""
    return f"{count:,} {noun}" if count == 1 or noun.endswith("s") else f"{count:,} {noun}s"


def array(value: Any) -> list[Any]:
    """Return an array as it is; anything else, which its own check tells of, as an empty one."""
    return value if isinstance(value, list) else []


def _kind(value: Any) -> str:
    names = {dict: "an object", list: "an array", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")


@dataclass(frozen=True, slots=True)
class Words:
    """A string of `least` to `most` characters, of one of `choices` or in one form where given."""

    most: int = 0
    least: int = 1
    choices: frozenset[str] = frozenset()
    form: re.Pattern[str] | None = None
    like: str = ""

    def check(self, value: Any, path: Path, tell: Tell) -> None:
        """Tell every problem of `value`."""
        if not isinstance(value, str):
            tell(path, f"{_kind(value)} stands where a string belongs")
        elif self.choices and value not in self.choices:
            tell(path, f"{value!r} is not one of {', '.join(sorted(self.choices))}")
        elif self.most and len(value) > self.most:
            tell(path, f"{amount(len(value), 'character')}, but Slack takes at most {self.most:,}")
        elif len(value) < self.least:
            tell(path, f"{amount(len(value), 'character')}, but Slack wants at least {self.least:,}")
        elif self.form and not self.form.fullmatch(value):
            tell(path, f"{value[:60]!r} is not {self.like}")


@dataclass(frozen=True, slots=True)
class Number:
    """A number from `least` to `most`; `whole` wants an integer."""

    least: int | None = None
    most: int | None = None
    whole: bool = True

    def check(self, value: Any, path: Path, tell: Tell) -> None:
        """Tell every problem of `value`."""
        if isinstance(value, bool) or not isinstance(value, int if self.whole else int | float):
            tell(path, f"{_kind(value)} stands where {'an integer' if self.whole else 'a number'} belongs")
        elif self.least is not None and value < self.least:
            tell(path, f"{value:,} is too small: Slack wants at least {self.least:,}")
        elif self.most is not None and value > self.most:
            tell(path, f"{value:,} is too large: Slack takes at most {self.most:,}")


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def check(self, value: Any, path: Path, tell: Tell) -> None:
        """Tell every problem of `value`."""
        if not isinstance(value, bool):
            tell(path, f"{_kind(value)} stands where true or false belongs")


@dataclass(frozen=True, slots=True)
class Anything:
    """Any JSON object; Slack passes it on unread."""

    def check(self, value: Any, path: Path, tell: Tell) -> None:
        """Tell every problem of `value`."""
        if not isinstance(value, dict):
            tell(path, f"{_kind(value)} stands where an object belongs")


@dataclass(frozen=True, slots=True)
class Many:
    """An array of `least` to `most` items of one shape; `noun` names an item, `gaps` allows null."""

    item: Node
    most: int = 0
    least: int = 1
    noun: str = "item"
    gaps: bool = False
    rules: tuple[Callable[[list[Any], Path, Tell], None], ...] = ()

    def check(self, value: Any, path: Path, tell: Tell) -> None:
        """Tell every problem of `value`."""
        if not isinstance(value, list):
            tell(path, f"{_kind(value)} stands where an array belongs")
            return
        if len(value) < self.least:
            tell(path, f"{amount(len(value), self.noun)}, but Slack wants at least {self.least:,}")
        if self.most and len(value) > self.most:
            tell(path, f"{amount(len(value), self.noun)}, but Slack takes at most {self.most:,}")
        check = self.item.check
        for at, item in enumerate(value):
            if item is None and self.gaps:
                continue
            path.append(at)
            check(item, path, tell)
            path.pop()
        for rule in self.rules:
            rule(value, path, tell)


@dataclass(frozen=True, slots=True)
class Shape:
    """An object: its fields, which of them must be there, and rules between them."""

    fields: Mapping[str, Node]
    required: frozenset[str]
    rules: tuple[Rule, ...] = ()
    kind: str = ""
    name: str = "this object"

    def check(self, value: Any, path: Path, tell: Tell) -> None:
        """Tell every problem of `value`."""
        if not isinstance(value, dict):
            tell(path, f"{_kind(value)} stands where an object belongs")
            return
        fields = self.fields
        for key, inner in value.items():
            path.append(key)
            if (node := fields.get(key)) is None:
                tell(path, f"{self.name} has no field {key!r}, only {', '.join(sorted(fields))}")
            else:
                node.check(inner, path, tell)
            path.pop()
        if not self.required <= value.keys():
            missing = ", ".join(sorted(self.required - value.keys()))
            tell(path, f"{self.name} lacks {missing}")
        for rule in self.rules:
            rule(value, path, tell)


@dataclass(frozen=True, slots=True)
class OneOf:
    """An object whose `type` says which of several shapes it has; `noun` names them all."""

    noun: str
    kinds: Mapping[str, Node] = field(default_factory=dict)

    def check(self, value: Any, path: Path, tell: Tell) -> None:
        """Tell every problem of `value`."""
        if not isinstance(value, dict):
            tell(path, f"{_kind(value)} stands where {self.noun} belongs")
            return
        kind = value.get("type")
        node = self.kinds.get(kind) if isinstance(kind, str) else None
        if node is not None:
            node.check(value, path, tell)
        elif kind is None:
            tell(path, f"{self.noun} lacks type")
        else:
            tell(
                [*path, "type"],
                f"{kind!r} cannot stand here; {self.noun} is one of {', '.join(sorted(self.kinds))}",
            )


def shape(
    kind: str, required: Mapping[str, Node], optional: Mapping[str, Node] | None = None, *rules: Rule
) -> Shape:
    """Return the shape of objects of that `type`; an empty `kind` is for objects without one."""
    typed = {"type": Words(choices=frozenset({kind}))} if kind else {}
    fields = {**typed, **required, **(optional or {})}
    must = frozenset({*typed, *required})
    return Shape(fields, must, rules, kind, kind or "this object")


def by_kind(shapes: Iterable[Shape]) -> dict[str, Node]:
    """Return shapes by the `type` that their objects carry."""
    return {one.kind: one for one in shapes}


def of(shapes: Mapping[str, Node], noun: str, names: str) -> OneOf:
    """Return a choice of the named shapes."""
    return OneOf(noun, {name: shapes[name] for name in names.split()})
