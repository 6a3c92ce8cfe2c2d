"""Rules between the fields of one object, or between the items of one array."""

from collections.abc import Callable, Iterable
from typing import Any

from bot.blockkit.shapes import Path, Rule, Tell


def needs_one(*names: str) -> Rule:
    """Want at least one of the fields."""

    def rule(value: dict[str, Any], path: Path, tell: Tell) -> None:
        if not any(value.get(name) for name in names):
            tell(path, f"one of {', '.join(names)} must be there")

    return rule


def exactly_one(*names: str) -> Rule:
    """Want one of the fields, and only one."""

    def rule(value: dict[str, Any], path: Path, tell: Tell) -> None:
        found = [name for name in names if name in value]
        if len(found) != 1:
            tell(path, f"exactly one of {', '.join(names)} must be there, not {len(found)}")

    return rule


def not_both(one: str, other: str) -> Rule:
    """Want two fields not to be set together."""

    def rule(value: dict[str, Any], path: Path, tell: Tell) -> None:
        if value.get(one) and value.get(other):
            tell(path, f"{one} and {other} cannot both be there")

    return rule


def only_with(one: str, other: str) -> Rule:
    """Want one field only where another one is set."""

    def rule(value: dict[str, Any], path: Path, tell: Tell) -> None:
        if value.get(one) and not value.get(other):
            tell([*path, one], f"{one} works only together with {other}")

    return rule


def in_order(low: str, high: str) -> Rule:
    """Want a lower bound that is not above the upper one; both may be numbers or numbers as words."""

    def rule(value: dict[str, Any], path: Path, tell: Tell) -> None:
        bounds = _number(value.get(low)), _number(value.get(high))
        if bounds[0] is not None and bounds[1] is not None and bounds[0] > bounds[1]:
            tell([*path, low], f"{low} {value[low]} is above {high} {value[high]}")

    return rule


def _number(value: Any) -> float | None:
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def one_of_a_kind(key: str) -> Callable[[Iterable[Any], Path, Tell], None]:
    """Want no two items of an array with the same `key`."""

    def rule(value: Iterable[Any], path: Path, tell: Tell) -> None:
        seen: set[Any] = set()
        for at, item in enumerate(value):
            mark = item.get(key) if isinstance(item, dict) else None
            if isinstance(mark, str) and mark in seen:
                tell([*path, at, key], f"{key} {mark!r} is there twice")
            elif isinstance(mark, str):
                seen.add(mark)

    return rule
