"""What people write in the catalog's files for money, hours and shares, and what it becomes."""

import re
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, LiteralString, TypedDict, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainValidator,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
)
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from bot.catalog.hours import EXAMPLES, PATTERN, Hours, Unreadable
from bot.catalog.walls import HOUR, MINUTES_A_DAY
from bot.money import Money

STRICT = ConfigDict(
    extra="forbid",  # an unknown key is a typing slip
    arbitrary_types_allowed=True,
    validate_by_name=True,
    use_attribute_docstrings=True,  # what an editor shows beside a key
)


class House(TypedDict):
    """What a figure in a file is to be read by: the company's money, clock and calendar."""

    currency: str
    zone: str
    holidays: frozenset[date]


def _house(info: ValidationInfo) -> House:
    return cast("House", info.context)


def _read_money(value: Any, info: ValidationInfo) -> Money:
    if isinstance(value, Money):
        return value
    currency = _house(info)["currency"]
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _wrong(
            "should be an amount in {currency}, such as 165 or 12.50, not `{given}`", value, currency
        )
    money = Money.of(value, currency)
    if money.amount != value:
        raise _wrong("is finer than {currency} can pay: `{given}`", value, currency)
    if money < Money.zero(currency):
        raise _wrong("should be 0 or more, not less than nothing: `{given}`", value, currency)
    return money


def _wrong(message: LiteralString, given: object, currency: str) -> PydanticCustomError:
    return PydanticCustomError("money", message, {"given": str(given), "currency": currency})


def _read_hours(value: Any, info: ValidationInfo) -> Hours:
    if isinstance(value, Hours):
        return value
    house = _house(info)
    try:
        return Hours.parse(str(value), house["zone"], house["holidays"])
    except Unreadable as error:
        raise PydanticCustomError("hours", "cannot be used: {why}", {"why": str(error)}) from None


def _read_percent(value: Any, info: ValidationInfo) -> Decimal:
    if info.context is None and isinstance(value, Decimal):  # not from a file: a share already
        return value
    number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if not number or not 0 < value <= 100:
        raise PydanticCustomError(
            "percent", "should be a percentage such as 99.5, not `{given}`", {"given": str(value)}
        )
    return Decimal(value) / 100


def _read_share(value: Any) -> Fraction:
    if isinstance(value, Fraction):
        return value
    number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    if not number or not 0 < value <= 1:
        raise PydanticCustomError(
            "share", "should be a share such as 0.25, not `{given}`", {"given": str(value)}
        )
    return Fraction(value)


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise PydanticCustomError(
            "zone", "should be a time zone such as America/Denver, not `{given}`", {"given": name}
        ) from None
    return name


def _read_time(value: Any) -> time:
    """Return a time of day; YAML reads 18:30 without quotes as that many minutes."""
    if isinstance(value, time):
        return value
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < MINUTES_A_DAY:
        return time(*divmod(value, HOUR))
    try:
        return time.fromisoformat(str(value))
    except ValueError:
        raise PydanticCustomError(
            "time_of_day", "should be a time of day such as 18:00, not `{given}`", {"given": str(value)}
        ) from None


def _as_many(value: Any) -> Any:
    return frozenset(value) if isinstance(value, tuple) else value


@dataclass(frozen=True)
class Shaped:
    """Text of one shape: `pattern` is the shape, `what` names it for people."""

    pattern: str
    what: LiteralString

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self._check, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {**handler(schema), "pattern": f"^{self.pattern}$"}

    def _check(self, value: str) -> str:
        if not re.fullmatch(self.pattern, value):
            raise PydanticCustomError(
                "shape", "should be {what}, not `{given}`", {"what": self.what, "given": value}
            )
        return value


def _number(**bounds: float) -> WithJsonSchema:
    return WithJsonSchema({"type": "number", **bounds})


_HOURS = WithJsonSchema({"type": "string", "pattern": f"^{PATTERN}$", "examples": list(EXAMPLES)})

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Key = Annotated[str, Shaped(r"[A-Z]{2,5}", "two to five capital letters, such as ERP")]
Currency = Annotated[str, Shaped(r"[A-Z]{3}", "an ISO currency code such as USD")]
Email = Annotated[str, StringConstraints(to_lower=True), Shaped(r"[^@\s]+@[^@\s]+", "an e-mail address")]
Decider = Annotated[
    str,
    StringConstraints(to_lower=True),
    Shaped(r"budget_owner|head|lead|[^@\s]+@[^@\s]+", "`budget_owner`, `head`, `lead` or an e-mail address"),
]
Channel = Annotated[str, Shaped(r"#[a-z0-9_-]+", "a channel such as #finance, in quotes")]
Count = Annotated[int, Field(ge=0)]
TimeOfDay = Annotated[
    time, PlainValidator(_read_time), WithJsonSchema({"type": "string", "examples": ["18:00"]})
]
Zone = Annotated[str, AfterValidator(_known_zone)]
Price = Annotated[Money, PlainValidator(_read_money), _number(minimum=0)]
ServiceHours = Annotated[Hours, PlainValidator(_read_hours), _HOURS]
Percent = Annotated[Decimal, PlainValidator(_read_percent), _number(exclusiveMinimum=0, maximum=100)]
Share = Annotated[Fraction, PlainValidator(_read_share), _number(exclusiveMinimum=0, maximum=1)]
Days = Annotated[frozenset[date], BeforeValidator(_as_many)]
