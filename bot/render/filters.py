"""How numbers, money, dates, people and links are put for a reader."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from itertools import accumulate
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency, format_decimal
from markupsafe import Markup

from bot.money import Money
from bot.render.records import escape, marked, shown

ENGLISH = Locale.parse("en_US")

_PERSON = re.compile(r"[UW][A-Z0-9]{2,}")
_CHANNEL = re.compile(r"[CDG][A-Z0-9]{2,}")
_ADDRESS = re.compile(r"(?:https?://|mailto:|slack://)[^\s<>|]+")
_MOMENTS = {  # Slack puts the day into the reader's language, not what stands around it
    "en": {"both": "{date_short_pretty} at {time}", "by": "{time} {date_short_pretty}"},
    "de": {"both": "{date_short_pretty} um {time}", "by": "{date_short_pretty} um {time}"},
}
_ALONE = {"date": "{date_short_pretty}", "time": "{time}"}


@lru_cache(64)
def _locale(language: str) -> Locale:
    """Return how figures and days are written in a language (`de`); as in English where nobody knows."""
    try:
        return ENGLISH if language == "en" else Locale.parse(language)
    except (UnknownLocaleError, ValueError):
        return ENGLISH


@lru_cache(4096)
def money(value: Money, signed: bool = False, language: str = "en") -> str:
    """Return "$1,240.00", in German "1.240,00 $"; with `signed`, "+$1,240.00" for what is above zero."""
    return _sign(value, signed) + format_currency(value.amount, value.currency, locale=_locale(language))


@lru_cache(4096)
def money0(value: Money, signed: bool = False) -> str:
    """Return "$1,240": whole units, rounded half up."""
    words = format_currency(
        whole(value).amount, value.currency, locale=ENGLISH, format="¤#,##0", currency_digits=False
    )
    return _sign(value, signed) + words


def whole(value: Money) -> Money:
    """Return an amount in whole units, rounded half up."""
    return Money.of(value.amount.quantize(Decimal(1), ROUND_HALF_UP), value.currency)


def _sign(value: Money, signed: bool) -> str:
    return "+" if signed and value.minor > 0 else ""


def exact_money(value: str | Decimal, currency: str) -> str:
    """Return "$14.976514": an amount with every digit that it has, as sums of bills below a cent need."""
    return format_currency(Decimal(value), currency, locale=ENGLISH, decimal_quantization=False)


def number(value: int | float | Decimal, digits: int | None = None, language: str = "en") -> str:
    """Return "1,240.5"; with `digits`, that many after the point."""
    if digits is None:
        return format_decimal(value, locale=_locale(language))
    return format_decimal(_rounded(value, digits), locale=_locale(language), format=_pattern(digits))


def percent(value: int | float | Decimal, digits: int = 0) -> str:
    """Return "84 %" for 0.84, a share of one."""
    share = _rounded(Decimal(str(value)) * 100, digits)
    return f"{format_decimal(share, locale=ENGLISH, format=_pattern(digits))} %"


def _rounded(value: int | float | Decimal, digits: int) -> Decimal:
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def _pattern(digits: int) -> str:
    return "#,##0." + "0" * digits if digits else "#,##0"


def day(value: date | str, language: str = "en") -> str:
    """Return "24 Nov 2026", in German "24. Nov. 2026"; of a datetime, the day it is in UTC.

    A text is a day as `2026-11-24`.
    """
    if isinstance(value, str):
        return _day(date.fromisoformat(value), language)
    return _day(value.astimezone(UTC).date() if isinstance(value, datetime) else value, language)


@lru_cache(1024)
def _day(on: date, language: str) -> str:
    if language == "en":
        return format_date(on, "d MMM y", locale=ENGLISH)
    return format_skeleton("yMMMd", datetime.combine(on, time()), locale=_locale(language))


def month(value: str, language: str = "en") -> str:
    """Return "Nov 2026" for the month `2026-11`."""
    return format_skeleton("yMMM", date.fromisoformat(f"{value}-01"), locale=_locale(language))


def weekday(value: date, language: str = "en") -> str:
    """Return "Tuesday"."""
    return format_date(value, "EEEE", locale=_locale(language))


def clock(value: str) -> str:
    """Return "7:00" for the time of day `07:00`."""
    return value.removeprefix("0")


def when(value: datetime, show: str = "both", language: str = "en") -> Markup:
    """Return a moment that Slack shows in each reader's own zone.

    `show` is both, date, time, or `by` for what reads well after that word: "5:00 PM today".
    """
    at = value.astimezone(UTC)
    on, at_utc = day(at, language), f"{at:%H:%M} UTC"
    pattern = (_ALONE | _MOMENTS.get(language, _MOMENTS["en"]))[show]
    spare = {"both": f"{on}, {at_utc}", "by": f"{on}, {at_utc}", "date": on, "time": at_utc}[show]
    return Markup(f"<!date^{int(at.timestamp())}^{pattern}|{spare}>")


def hours_minutes(value: int | float | Decimal) -> str:
    """Return "3 h 20 min" for 200 minutes."""
    hours, minutes = divmod(round(value), 60)
    if hours and minutes:
        return f"{hours} h {minutes} min"
    return f"{hours} h" if hours else f"{minutes} min"


def person(value: str) -> Markup:
    """Return the mention of a person by Slack id, the name of another system; what is neither is shown as it is."""
    return Markup(f"<@{value}>" if _PERSON.fullmatch(value) else escape(value.removeprefix("outside:")))


def channel(value: str) -> Markup:
    """Return the link to a channel by Slack id; what is no id is shown as it is."""
    return Markup(f"<#{value}>" if _CHANNEL.fullmatch(value) else escape(value))


def link(value: object, url: str) -> Markup:
    """Return `value` as a link; an address that is not a web, mail or Slack one is left out."""
    words = marked(value).replace("\n", " ")
    if not _ADDRESS.fullmatch(url):
        return Markup(words)
    return Markup(f"<{escape(url)}|{words}>")


def plural(value: int, one: str, many: str) -> str:
    """Return the noun that goes with a count, without the count."""
    return one if value == 1 else many


def clip(value: object, length: int) -> str:
    """Cut words so that they take at most `length` characters in Slack, escapes counted, ending in "…"."""
    words = shown(value)
    if len(escape(words)) <= length:
        return words
    ends = accumulate(len(escape(character)) for character in words[:length])
    return words[: sum(end < length for end in ends)].rstrip() + "…"


def quote(value: object) -> Markup:
    """Return somebody's words as a quotation, each line marked."""
    return Markup("\n".join(f">{line}" for line in marked(value).splitlines()))


def format(value: str, *args: object) -> str:
    """Fill in a pattern with %s and %d as Jinja does; where a mention or link goes in, it stays one."""
    if any(hasattr(one, "__html__") for one in (value, *args)):
        value = Markup.escape(value)
    return value % args


def runs(days: Iterable[date]) -> list[tuple[date, date]]:
    """Return days in their order as the first and the last of those that follow one another."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and day - found[-1][1] <= timedelta(days=1):
            found[-1] = found[-1][0], day
        else:
            found.append((day, day))
    return found


def options(
    rows: Iterable[Any], text: str = "text", value: str = "value", description: str | None = None
) -> list[Any]:
    """Return choices for a menu from rows, by the names of the fields that hold their words and value."""
    named = {"text": text, "value": value, "description": description}
    return [{key: _field(row, name) for key, name in named.items() if name} for row in rows]


def _field(row: Any, name: str) -> Any:
    return row[name] if isinstance(row, Mapping) else getattr(row, name)


FILTERS: dict[str, Callable[..., Any]] = {
    filter_.__name__: filter_
    for filter_ in (
        money, money0, whole, exact_money, number, percent, day, month, weekday, clock, when, hours_minutes,
        person, channel, link, plural, clip, quote, format, runs, options,
    )
}  # fmt: skip
