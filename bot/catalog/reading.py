"""From a sheet to a checked object; what does not fit becomes a sentence with its line."""

import types
from dataclasses import is_dataclass
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from bot.catalog.mistakes import Mistake, did_you_mean, nearest
from bot.catalog.sheets import Sheet, Way
from bot.catalog.written import House

T = TypeVar("T")

PYDANTICS = ("Input ", "String ")  # how sentences begin that are not ours
MISSING, UNKNOWN = "missing", "unexpected_keyword_argument"
NOTHING = ", but nothing is written"
_WANTED = {"price": "Write `price`, or `prices` where it changes."}
_UNWANTED = {"until": "Each price ends where the next one begins."}
_CALLED = {  # what people call a stage
    **dict.fromkeys(("planned", "planning", "proposed", "draft", "upcoming", "preparing"), "pipeline"),
    **dict.fromkeys(("active", "production", "operational", "running", "available"), "live"),
    **dict.fromkeys(("ended", "gone", "withdrawn", "decommissioned", "obsolete", "archived"), "retired"),
}
_PLAINER = {
    "Input should be a valid string": "should be text",
    "Input should be a valid integer": "should be a whole number",
    "Input should be a valid tuple": "should be a list",
    "Input should be a valid dictionary": "should be a group of `key: value` lines",
    "Input should be a valid boolean": "should be yes or no",
    "Input should be a valid date or datetime": "should be a date such as 2027-03-31",
    "Input should be a valid date": "should be a date such as 2027-03-31",
    "String should have at least 1 character": "should not be empty",
    "Input should": "should",
}


def fit(kind: type[T], sheet: Sheet, data: Any, house: House) -> T | None:
    """Return `data` as a `kind`, or None after noting in the sheet everything that does not fit."""
    try:
        return TypeAdapter(kind).validate_python(data, context=house)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        slips = {_slip(kind, each) for each in errors if each["type"] == UNKNOWN}
        told = [each for each in errors if each["type"] != MISSING or each["loc"] not in slips]
        sheet.mistakes.extend(_explain(kind, sheet, each) for each in told)
        return None


def _slip(kind: type, error: ErrorDetails) -> Way:
    """Return the way to the key that was probably meant: that it is missing is told by the slip."""
    way: Way = error["loc"]
    return (*way[:-1], nearest(way[-1], _fields(kind, way[:-1])))


def _explain(kind: type, sheet: Sheet, error: ErrorDetails) -> Mistake:
    way: Way = error["loc"]
    name = _name(way)
    if error["type"] == MISSING:
        return sheet.mistake(way[:-1], f"{name} is missing.", _WANTED.get(str(way[-1])), key=True)
    if error["type"] == UNKNOWN:
        hint = did_you_mean(way[-1], _fields(kind, way[:-1])) or _UNWANTED.get(str(way[-1]))
        return sheet.mistake(way, f"{name} is not known here.", hint, key=True)
    if error["type"] == "literal_error":
        expected = error["ctx"]["expected"].replace("'", "`")
        words = expected.replace("`", "").replace(" or ", ", ").split(", ")
        given = _CALLED.get(str(error["input"]).lower(), error["input"])
        return sheet.mistake(
            way, f"{name} should be {expected}, not `{error['input']}`.", did_you_mean(given, words)
        )
    return sheet.mistake(way, f"{name} {_say(error)}.")


def _name(way: Way) -> str:
    words = [step for step in way if isinstance(step, str) and step != "[key]"]
    position = f", entry {way[-1] + 1}," if way and isinstance(way[-1], int) else ""
    return f"`{words[-1]}`{position}" if words else "This file"


def _say(error: ErrorDetails) -> str:
    said = error["msg"]
    if error["type"].startswith("date"):
        said = "Input should be a valid date"
    if not said.startswith(PYDANTICS):
        return said.replace(", not `None`", NOTHING)
    said = "should be a group of `key: value` lines" if "instance of" in said else said.partition(", ")[0]
    for theirs, plain in _PLAINER.items():
        said = said.replace(theirs, plain)
    if error["input"] is None:
        return said + NOTHING
    return said + (f", not `{error['input']}`" if isinstance(error["input"], str | int) else "")


def _fields(kind: Any, way: Way) -> list[str]:
    """Return the keys that may stand at `way` in a `kind`."""
    for step in way:
        kind = _inner(kind, step)
    return list(_written(kind).values()) if is_dataclass(kind) else []


def _written(kind: Any) -> dict[str, str]:
    """Return what each field of a dataclass is called in the files, by its name."""
    return {name: field.alias or name for name, field in kind.__pydantic_fields__.items()}


def _inner(kind: Any, step: Any) -> Any:
    if is_dataclass(kind):
        names = {written: name for name, written in _written(kind).items()}
        kind = get_type_hints(kind).get(names.get(step, step))
    else:
        kind = get_args(kind)[1 if get_origin(kind) is dict else 0]
    if get_origin(kind) in (Union, types.UnionType):
        kind = next(each for each in get_args(kind) if each is not types.NoneType)
    return kind
