"""Times of day as people say them: "at 7", "until ten at night", "6-8pm", "half past six", "in the evening"."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from bot.catalog.dates import WEEKDAY_NAMES
from bot.catalog.numbers import UP_TO_TWELVE, number
from bot.catalog.walls import HOUR, MINUTES_A_DAY

NOON, AFTERNOON_UNTIL = 12 * HOUR, 7  # "at 6" is in the afternoon, "at 7" in the morning, unless it is said
EVENING = 18 * HOUR
NIGHT_UNTIL = 6  # "5 at night" is before dawn, "6 at night" in the evening
TONIGHT_UNTIL = 5  # "tonight at 4" is before dawn, "tonight at 5" in the afternoon


class Span(NamedTuple):
    """A stretch of a day in minutes after midnight; of a night that goes on, more than a day has."""

    begins: int
    ends: int
    either: bool = False  # nobody said which half of the day is meant
    only_ends: bool = False  # it was said until when: it begins an hour before


UNITS = (  # of time: so many of them count nothing else
    r"h|hrs?|hours?|mins?|minutes?|secs?|seconds?|d|days?|wks?|weeks?|fortnights?|mths?|mos?|months?"
    r"|qtrs?|quarters?|yrs?|years?|decades?"
)
_THING = re.compile(  # behind a figure: it counts that
    r"\s+(?!(?:(?:extra|additional|more) )?(?:costs?|prices?|fees?|charges?)\b)"
    r"(?:(?:more|new|extra|additional|other|of|people|staff|[kmgt]b)\b"
    r"|(?!(?:is|was|has|does|as|us|its|this|plus|vs|versus|always|perhaps|hours|mornings|afternoons|evenings|nights|weekends"
    r"|[a-z]*days|christmas|xmas)\b)[a-z-]+s\b)"
)

_PARTS = {
    "morning": Span(6 * HOUR, NOON),
    "mornings": Span(6 * HOUR, NOON),
    "afternoon": Span(NOON, EVENING),
    "afternoons": Span(NOON, EVENING),
    "evening": Span(EVENING, 22 * HOUR),
    "evenings": Span(EVENING, 22 * HOUR),
    "tonight": Span(EVENING, MINUTES_A_DAY),
    "night": Span(20 * HOUR, MINUTES_A_DAY),
    "nights": Span(20 * HOUR, MINUTES_A_DAY),
    "overnight": Span(20 * HOUR, MINUTES_A_DAY),
}

_FIGURE = r"\d{1,2}|" + "|".join(UP_TO_TWELVE)
_CLOCK = rf"({_FIGURE})(?:[:.]([0-5]\d))?\s*(am|pm|a\.m\.?|p\.m\.?|o'?clock)?"
_HOW = r"\b(at|by|from|after|past|before|until|till?|around)\s+"
_UNTIL = ("until", "till", "til")
_ALONE = r"(?<![\w$€£.:/#-])"
_NO_CLOCK = "".join(
    rf"(?<!\b{word} )"
    for word in (
        *("for", "level", "priority", "room", "shift", "site", "store", "version", "windows"),
        *("order", "request", "ticket", "number", "code", "pin"),
    )
)
_TO = r"-|–|to|till?|until"
_BETWEEN = rf"(?:{_TO}|and)"
_RANGE = re.compile(
    rf"(?:\b(from|between)\s+|{_ALONE}{_NO_CLOCK}){_CLOCK}\s*{_BETWEEN}\s*{_CLOCK}(?![\w:%/])(?!\.\d)"
)
_TIME = re.compile(rf"(?:{_HOW}|{_ALONE}){_CLOCK}(?![\w:%/])")
_OF_A_PART = re.compile(  # "6 in the morning": the part makes a time of a bare number
    rf"(?:{_HOW}|{_ALONE}){_NO_CLOCK}"
    rf"(1[0-2]|[1-9]|{'|'.join(UP_TO_TWELVE)})(?:[:.]([0-5]\d))?"
    r"\s+(?:in\s+the\s+(morning|afternoon|evening|night)|at\s+(night))\b(?!\s+shift)"
)
_FROM_NAMED = re.compile(rf"(?:\b12\s+)?\b(noon|midnight)\b(?=\s*{_BETWEEN}\s*(?:{_FIGURE}|noon|midnight)\b)")
_TO_NAMED = re.compile(
    rf"(?P<from>(?:\bbetween\s+{_CLOCK}\s+and\s+|{_ALONE}{_CLOCK}\s*(?:{_TO})\s*))(?:12\s+)?(?P<to>noon|midnight)\b"
)
_NAMED = re.compile(rf"(?:{_HOW})?(?:\b12\s+)?\b(noon|midnight)\b")
_PART = re.compile(r"\b(" + "|".join(_PARTS) + r")\b")
_NIGHT_AFTER = re.compile(  # a night that begins on the day that is named
    rf"\btonight\b|\b(?:\w+day|{WEEKDAY_NAMES}|tomorrow|tmrw?)\s+night\b"
)
_SPAN_FOLLOWS = re.compile(rf"\s*(?:{UNITS})\b")
_RANGE_FOLLOWS = re.compile(rf"\s*{_BETWEEN}\s*\d")

_FOUR_FIGURES = re.compile(rf"{_ALONE}{_NO_CLOCK}(?:(0\d)|(?<=\bat )(1\d|2[0-3]))([0-5]\d)(?![\w%:/]|[.,]\d)")
_FOUR_FIGURES_AFTER = re.compile(rf"(\b0\d:[0-5]\d\s*{_BETWEEN}\s*)([012]\d)([0-5]\d)\b(?![%:/])")
_EXTENDED_TO = re.compile(rf"\b((?:extend|prolong)(?:ed|ing)?\b.{{0,60}}?) to (?={_CLOCK}(?![\w:%/]))")
_PAST_OR_TO = re.compile(
    r"\b(?:(half)\s+past|(?:a\s+)?(quarter)\s+(?:(past)|to)|(\d{1,2}|five|ten|twenty)\s+(?:minutes\s+)?past)\s+"
    rf"({_FIGURE})\b(?![:.]\d)"
)
_MINUTES_PAST = {"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20}


@dataclass(frozen=True)
class _Context:
    """What a text says beside its figures."""

    parts: frozenset[str] = frozenset()
    goes_on: bool = False  # a night that begins on the day that is named: after midnight it is the next
    on_a_day: bool = False

    def is_in(self, *names: str) -> bool:
        """Tell whether it is said to be in such a part of the day."""
        return any(each.startswith(names) for each in self.parts)

    @property
    def at_night(self) -> bool:
        return self.is_in("night", "tonight", "overnight")


def read(text: str, *, on_a_day: bool = False) -> Span | None:
    """Return the stretch of a day that a text in lower case names: one minute for a time, an hour around "after"."""
    text = _in_figures(text)
    context = _context(text, on_a_day)
    for pattern, put in _READERS.items():
        for found in pattern.finditer(text):
            if span := put(found, context):
                return span
    part = _PART.search(text)
    return _PARTS[part[1]] if part else None


def without(text: str, *, on_a_day: bool = False) -> str:
    """Return a text in lower case without its times of day, whose figures could pass for a quantity."""
    text = _in_figures(text)
    context = _context(text, on_a_day)
    for pattern, put in _READERS.items():
        text = pattern.sub(lambda found, put=put: " " if put(found, context) else found[0], text)  # type: ignore[misc]
    return text


def counts(found: re.Match[str]) -> bool:
    """Tell whether a figure that was found counts what follows it: things, or units of time."""
    after = found.string, found.end()
    return _THING.match(*after) is not None or _SPAN_FOLLOWS.match(*after) is not None


def _in_figures(text: str) -> str:
    """Write "half past six" as 6:30, "0700" as 07:00, noon in a span as 12pm, "extend it to 10pm" as until."""
    text = _EXTENDED_TO.sub(r"\1 until ", text)
    text = _FROM_NAMED.sub(lambda found: "12pm" if found[1] == "noon" else "00:00", text)
    text = _TO_NAMED.sub(lambda found: f"{found['from']}{'12pm' if found['to'] == 'noon' else '24:00'}", text)
    text = _FOUR_FIGURES.sub(lambda found: f"{found[1] or found[2]}:{found[3]}", text)
    return _PAST_OR_TO.sub(_clock, _FOUR_FIGURES_AFTER.sub(r"\1\2:\3", text))


def _clock(found: re.Match[str]) -> str:
    said = found[1] or found[2] or found[4]
    minutes = _MINUTES_PAST.get(said) or int(said)
    if not found[2] or found[3]:
        return f"{number(found[5])}:{minutes:02}" if minutes < HOUR else found[0]
    hour = number(found[5])
    before = (hour - 1) % 12 or 12 if hour <= 12 else hour - 1
    early = "0" if before < AFTERNOON_UNTIL <= hour else ""  # "quarter to 7" is in the morning as 7 is
    return f"{early}{before}:{HOUR - minutes}"


def _context(text: str, on_a_day: bool) -> _Context:
    parts = frozenset(found[1] for found in _PART.finditer(text))
    return _Context(parts, _NIGHT_AFTER.search(text) is not None, on_a_day)


def _span(found: re.Match[str], context: _Context) -> Span | None:
    """Return "from 6 to 8pm"; what is said of the end holds for the beginning, too."""
    if _is_list(found) or (
        not (found[3] or found[4] or found[6] or found[7]) and not _may_be_a_span(found, context)
    ):
        return None
    ends = _minutes(found[5], found[6], found[7], context)
    begins = _minutes(found[2], found[3], found[4] or found[7], context)
    if begins is None or ends is None:
        return None
    span = _in_order(begins, ends, found, context)
    in_one_half = span.begins // NOON == (span.ends - 1) // NOON
    either = in_one_half and _is_either(found[2], found[4] or found[7], context)
    return (
        span._replace(either=either) if 0 <= span.begins < span.ends <= span.begins + MINUTES_A_DAY else None
    )


def _in_order(begins: int, ends: int, found: re.Match[str], context: _Context) -> Span:
    """Return a span that ends after it begins, as people mean it."""
    bare_begins, bare_ends = _is_bare(found[2], found[4]), _is_bare(found[5], found[7])
    if bare_ends and number(found[2]) > 12:  # "22 to 6", "14 to 6"
        return Span(begins, ends if begins < ends else MINUTES_A_DAY + ends % NOON)
    if bare_ends and (context.parts or not bare_begins):  # "5pm to 1", "0:00 to 6", "tonight 9 to 7"
        return Span(begins, begins + (ends - begins - 1) % NOON + 1)
    if begins < ends:
        return Span(begins, ends)
    if bare_begins and bare_ends:  # "6-8", "11 to 8"
        return Span(begins - NOON, ends) if begins >= NOON + HOUR else Span(begins, ends + NOON)
    if bare_begins and _says_half(found[7]):  # "10 to 2pm", "10 to 2am"
        begins += NOON if begins < NOON else -NOON
    return Span(begins, ends if begins < ends else ends + MINUTES_A_DAY)


def _is_list(found: re.Match[str]) -> bool:
    """Tell whether two times are joined and not the ends of one: "at 10 and 14:30"."""
    return found[1] != "between" and re.search(r"\band\b", found[0]) is not None


def _may_be_a_span(found: re.Match[str], context: _Context) -> bool:
    """Tell whether bare figures are times: beside a day or "from", and counting nothing."""
    if counts(found):
        return False
    dashed = "-" in found[0] or "–" in found[0]
    return dashed or found[1] is not None or bool(context.parts) or context.on_a_day


def _time(found: re.Match[str], context: _Context) -> Span | None:
    how, bare = found[1], not (found[3] or found[4])
    if bare and (how is None or _SPAN_FOLLOWS.match(found.string, found.end())):
        return None
    if bare and how != "at" and (counts(found) or _RANGE_FOLLOWS.match(found.string, found.end())):
        return None
    if bare and how == "around" and not context.on_a_day and number(found[2]) > 12:
        return None  # "around 20 on Plus"
    minutes = _minutes(found[2], found[3], found[4], context)
    either = _is_either(found[2], found[4], context)
    return None if minutes is None else _around(minutes, how or "at", either=either)


def _time_of_a_part(found: re.Match[str], context: _Context) -> Span | None:
    part = found[4] or found[5]
    hour = "0" if part == "morning" and number(found[2]) == 12 else found[2]
    own = _Context(frozenset({part, *context.parts & {"tonight"}}), context.goes_on and part == "night")
    minutes = _minutes(hour, found[3], None, own)
    return None if minutes is None else _around(minutes, found[1] or "at")


def _named(found: re.Match[str], _: _Context) -> Span:
    return _around(NOON if found[2] == "noon" else MINUTES_A_DAY, found[1] or "at")


_READERS: dict[re.Pattern[str], Callable[[re.Match[str], _Context], Span | None]] = {
    _RANGE: _span,
    _OF_A_PART: _time_of_a_part,
    _TIME: _time,
    _NAMED: _named,
}


def _minutes(hour: str, minute: str | None, half: str | None, context: _Context) -> int | None:
    """Return minutes after midnight of a time on the wall; None for a time that no clock shows."""
    hours = number(hour)
    if hours > 24 or (_says_half(half) and hours > 12):
        return None
    if half and _says_half(half):
        hours = hours % 12 + (12 if half[0] == "p" else 0)
    elif hours <= 12:
        hours = _on_24_hours(hours, context, exact=hour.startswith("0"))
    if context.goes_on and hours < NIGHT_UNTIL:
        hours += 24
    minutes = hours * HOUR + int(minute or 0)
    return minutes if minutes <= MINUTES_A_DAY or context.at_night else None


def _is_either(hour: str, half: str | None, context: _Context) -> bool:
    """Tell whether an hour may be in either half of the day: nothing says which, as "06" does."""
    return _is_bare(hour, half) and not context.parts and 0 < number(hour) < 12


def _is_bare(hour: str, half: str | None) -> bool:
    """Tell whether a figure alone leaves open which half of the day it is in."""
    return not _says_half(half) and not hour.startswith("0") and number(hour) <= 12


def _says_half(half: str | None) -> bool:
    return half is not None and half[0] in "ap"


def _on_24_hours(hours: int, context: _Context, *, exact: bool) -> int:
    """Return the hour that is meant by a figure up to twelve."""
    if context.at_night:
        dawn = TONIGHT_UNTIL if "tonight" in context.parts else NIGHT_UNTIL
        return hours if hours < dawn else hours + 12
    if context.is_in("evening") or (context.is_in("afternoon") and hours < 12):
        return hours + 12
    in_the_afternoon = not context.is_in("morning") and 0 < hours < AFTERNOON_UNTIL and not exact
    return hours + 12 if in_the_afternoon else hours


def _around(minutes: int, how: str, *, either: bool = False) -> Span:
    """Return the minute at that time; the hour before it or after it where that is what was said."""
    if how in _UNTIL:
        minutes = minutes or MINUTES_A_DAY
        return Span(max(minutes - HOUR, 0), minutes, either, only_ends=True)
    if how in ("by", "before"):
        return Span(max(minutes - HOUR, 0), max(minutes, 1), either)
    lasts = HOUR if how in ("after", "past", "from") else 1
    return Span(minutes, minutes + lasts, either)
