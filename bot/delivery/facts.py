"""Facts: values on their way through a JSON column, back as the same kinds of values."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from pydantic import BaseModel

from bot.money import Money

_TAG = "$"

_RESTORE: dict[str, Callable[[Any], Any]] = {
    "$decimal": Decimal,
    "$fraction": Fraction,
    "$money": lambda pair: Money(pair[0], pair[1]),
    "$date": date.fromisoformat,
    "$instant": datetime.fromisoformat,
}


def pack(value: Any) -> Any:
    """Turn facts into JSON: rows and dataclasses become dicts, exact values are tagged.

    Raises TypeError for a kind that templates cannot read, ValueError for an instant without a zone.
    """
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {_plain_key(key): pack(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [pack(item) for item in value]
    return _pack_exact(value) or _pack_record(value)


def _plain_key(key: Any) -> str:
    if not isinstance(key, str) or key.startswith(_TAG):
        raise TypeError(f"{key!r} cannot be the name of a fact")
    return key


def _pack_exact(value: Any) -> dict[str, Any] | None:
    match value:
        case Money():
            return {"$money": [value.minor, value.currency]}
        case Decimal():
            return {"$decimal": str(value)}
        case Fraction():
            return {"$fraction": str(value)}
        case datetime():
            if value.tzinfo is None:
                raise ValueError(f"{value} has no time zone")
            return {"$instant": value.astimezone(UTC).isoformat()}
        case date():
            return {"$date": value.isoformat()}
    return None


def _pack_record(value: Any) -> dict[str, Any]:
    if isinstance(value, BaseModel):
        return {name: pack(getattr(value, name)) for name in type(value).model_fields}
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: pack(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"{type(value).__name__} cannot travel as a fact: {value!r}")


def unpack(value: Any) -> Any:
    """Turn packed JSON back into dicts, lists and the exact values that went in."""
    if isinstance(value, list):
        return [unpack(item) for item in value]
    if not isinstance(value, dict):
        return value
    if len(value) == 1 and (restore := _RESTORE.get(next(iter(value)))):
        return restore(next(iter(value.values())))
    return {key: unpack(item) for key, item in value.items()}
