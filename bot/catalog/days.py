"""Days as people say them: "saturday", "sat or sun", "24 to 28 december", "the day after thanksgiving".

The name of a day is today, tomorrow, day after tomorrow, now, weekday, weekend, next weekend, mon to sun, next mon,
2026-12-24, 12-24, the 24, in 14 (days), in 14 mon, or a holiday's, each also with "before" or "after" in front;
"mon to wed" are the days from one to another. `dates` says when they are.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from enum import IntEnum
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from bot.catalog import holidays, times_of_day
from bot.catalog.dates import MONTH, WEEKDAY_NAMES, WEEKDAYS, month_number
from bot.catalog.numbers import NUMBERS, number

NO_HOUR = 24  # from here on a figure is no hour of a time
RECENT = 256  # texts that are not read again: a message is looked at from more than one side

_WEEKDAY = rf"({WEEKDAY_NAMES})(?:days?)?"
_TH = r"(?:st|nd|rd|th)"
_YEAR_AFTER = r"(?:,?\s+(20[2-4]\d)\b(?![%:/]|[.,]\d))?"
_ISO = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:{_TH}|\.)?(?:\s+of)?\s+({MONTH}){_YEAR_AFTER}")
_MONTH_DAY = re.compile(rf"\b({MONTH})\s+(\d{{1,2}}){_TH}?\b(?!:){_YEAR_AFTER}")
_SLASHED = re.compile(r"(?<![\d/])(?!24/[5-7]\b)(\d{1,2})/(\d{1,2})(?![\d/])")
_DOTTED = re.compile(
    r"(?<![\w$€£#.,:/-])(?<!version )(?<!release )(?<!windows )(\bon (?:the )?)?(\d{1,2})\.(\d{1,2})"
    r"(?:(\.)(20\d\d)?(?![\w.]))?(?![\w%:/]|[.,]\d| ?(?:[kmgt]b|percent|usd|eur|dollars?|euros?|per)\b)"
)
_NO_FLOOR = r"(?!\s+(?:floor|level|line|one|time|party|street|avenue|quarter|hour)\b)"
_NTH = re.compile(rf"\b(?:the|on)\s+(\d{{1,2}}){_TH}\b{_NO_FLOOR}")
_AHEAD = re.compile(
    r"\bin\s+(\d{1,3}|a\s+couple\s+of|[a-z]+)\s+(days?|d|weeks?|wks?)\b"
    r"|\b(\d{1,3}|[a-z]+)\s+(days?|d|weeks?|wks?)\s+from\s+(?:now|today)\b"
)
_PLAIN = re.compile(
    r"\b(day after tomorrow|tomorrow|tmrw?|today|tonight|right now|now|(?:next )?weekend|weekday)s?\b"
)
_ALSO = {
    "right now": "now",
    "tonight": "today",
    "tmr": "tomorrow",
    "tmrw": "tomorrow",
}
_NAMED = re.compile(rf"\b(next\s+)?{_WEEKDAY}\b")
_NEXT_WEEK = re.compile(r"\bnext\s+(?:week|wk)\b")
_BESIDE = re.compile(r"\bday\s+(before|after)\s+(?:the\s+)?$")
_LONGEST_BESIDE = len("day before the ") + 10
_PAST = re.compile(
    rf"\b(?:(?:day before )?yesterday|last (?:{_WEEKDAY}(?! (?:of|in)\b)|night|evening|week(?:end)?|month|year"
    r"|christmas|x-?mas|thanksgiving))\b"
)
_YEAR = re.compile(
    rf"(?:\b(?:in|since|from|starting|by|until|till?|year|fy)\s+|\b{MONTH}\s+)(?:19|20)\d\d\b(?![%:/-]|[.,]\d)"
    r"|(?<![\w$€£#.,:/-])20[2-4]\d(?=[?!.,;]*(?:$|\s+(?:and|or|on|at|for|with|please|vs|versus|to)\b))"
)

# What stands between two days that are one, the ends of a range, or two of a list.
_ONE = re.compile(r"[\s,(]*(?:(?:on|the)\s+)*")
_TO = r"-|–|to|thru|through|till?|until"
_RANGE = re.compile(rf"\s*(?:{_TO})\s*(?:(?:on|the|this|and|including)\s+)*")
_BETWEEN = re.compile(r"\bbetween\s+(?:the\s+)?$")
_AND = re.compile(r"\s+and\s+(?:the\s+)?")
_LIST = re.compile(r"[\s,)]*(?:/|&|\+|and|or|plus)?\s*(?:(?:and|or|also|on|the|this|even|maybe|again)\s+)*")
_JOINED = re.compile(r"(?:[,/&+]|\b(?:and|or|plus)\b)(?=[\s\w]*$)")
_PART_OF_DAY = re.compile(r"\b(?:in the )?(?:mornings?|afternoons?|evenings?|nights?)\b")

# Days that share a month, which is said once: "24, 25 and 26 december", "dec 24-28", "24.-28.12.".
_JOIN = rf"\s*(?:{_TO}|/|&|\b(?:and|or)\b)\s*(?:the\s+)?"
_FIGURE = rf"\d{{1,2}}(?:{_TH}|\.)?"
_FIGURES = rf"(?P<days>(?:{_FIGURE},\s*)*{_FIGURE},?(?P<join>{_JOIN}){_FIGURE})"
_BEFORE_MONTH = re.compile(
    rf"(?<![\w$€£#.,:/-])(?<!\bat ){_FIGURES}(?:\s+of)?\s+(?P<month>{MONTH}){_YEAR_AFTER}"
)
_AFTER_MONTH = re.compile(
    r"(?<!\d )(?<!\d\. )(?<!st )(?<!nd )(?<!rd )(?<!th )\b"  # "24 dec 9-12" is a time on that day
    rf"(?P<month>{MONTH})\s+{_FIGURES}(?![\d%/]|[:.]\d|\s*(?:am|pm|o'?clock|h)\b|\s+(?:of\s+)?{MONTH})"
    rf"{_YEAR_AFTER}"
)
_AFTER_A_MONTH = re.compile(rf"{MONTH}\s+$")
_NTHS = re.compile(
    rf"\b(the|on|from|between)\s+((?:\d{{1,2}}{_TH},\s*)*\d{{1,2}}{_TH},?{_JOIN}\d{{1,2}}{_TH})\b{_NO_FLOOR}"
)
_DOTTED_DAYS = re.compile(
    rf"(?<![\w$€£#.,:/-])(\d{{1,2}})\.(\d{{1,2}}\.)?(20\d\d)?({_JOIN})(?:on\s+)?(\d{{1,2}})\.(\d{{1,2}}\.)(20\d\d)?"
)


class _Kind(IntEnum):
    """What says more of a day than another word beside it comes first."""

    DATE = 0
    AHEAD = 1
    HOLIDAY = 2
    PLAIN = 3
    WEEKDAY = 4


class _Day(NamedTuple):
    """A day, and where in a text it stands."""

    begins: int
    ends: int
    kind: _Kind
    name: str


_Item = list[_Day]  # one day, or the first and the last of a range


@lru_cache(RECENT)
def read(text: str) -> tuple[tuple[str, ...], str]:
    """Return the days that a text in lower case names, and it without what could pass for a time.

    Of several that do not belong together it is the first of those that say most: a date, then a holiday.
    """
    text = _each_spelled(_PAST.sub(" ", text))
    found = _found(text)
    groups: list[list[_Item]] = []
    for day in found:
        _join(groups, day, text)
    names = _names(min(groups, key=_kind)) if groups else ()
    return names, _cut(text, [day for day in found if day.kind in (_Kind.DATE, _Kind.AHEAD)])


def apart(text: str) -> list[str]:
    """Return a text in lower case in parts, each with days that have their own time: "sat at 6" and "sun at 8"."""
    text = _each_spelled(_PAST.sub(" ", text))
    parts, begins = list[str](), 0
    for before, after in pairwise(_found(text)):
        joined = _JOINED.search(text, before.ends, after.begins)
        timeless = times_of_day.without(text[before.ends : after.begins], on_a_day=True)
        is_list = _LIST.fullmatch(text[before.ends : after.begins]) is not None
        if joined and not is_list and _LIST.fullmatch(_PART_OF_DAY.sub(" ", timeless)):
            parts.append(text[begins : joined.start()])
            begins = joined.end()
    return [*parts, text[begins:]]


def is_past(text: str) -> bool:
    """Tell whether a text in lower case names a day that is over: "last friday"."""
    return _PAST.search(text) is not None


def without(text: str) -> str:
    """Return a text in lower case without its days and years."""
    text = _each_spelled(text)
    text = _cut(text, _found(text))
    return _YEAR.sub(lambda found: found[0] if times_of_day.counts(found) else " ", text)


def _cut(text: str, days: Sequence[_Day]) -> str:
    for day in reversed(days):
        text = f"{text[: day.begins]} {text[day.ends :]}"
    return text


def _found(text: str) -> list[_Day]:
    """Return the days in a text in their order; where two overlap, what says more."""
    found: list[_Day] = []
    for day in _all(text):
        if not any(each.begins < day.ends and day.begins < each.ends for each in found):
            found.append(day)
    return sorted(found)


def _all(text: str) -> Iterator[_Day]:
    for kind, pattern, put in _NAMES:
        for found in pattern.finditer(text):
            if name := put(found):
                yield _beside(found, kind, name)


def _beside(found: re.Match[str], kind: _Kind, name: str) -> _Day:
    """Return a day, or the one before or after it where that is what was said."""
    begins = found.start()
    nearby = max(begins - _LONGEST_BESIDE, 0)
    beside = _BESIDE.search(found.string[nearby:begins])
    if beside is None:
        return _Day(begins, found.end(), kind, name)
    return _Day(nearby + beside.start(), found.end(), kind, f"{beside[1]} {name}")


def _join(groups: list[list[_Item]], day: _Day, text: str) -> None:
    """Put a day to those before it, if what stands between says so."""
    if not groups:
        groups.append([[day]])
        return
    items = groups[-1]
    before = items[-1][-1]
    between = text[before.ends : day.begins]
    if before.kind != day.kind and _ONE.fullmatch(between):
        items[-1][-1] = _one(before, day)
    elif len(items[-1]) == 1 and _is_range(between, before, text):
        items[-1].append(day)
    elif _LIST.fullmatch(between):
        again = before.name.startswith("next ") and day.name in WEEKDAYS
        items.append([day._replace(name=f"next {day.name}") if again else day])
    else:
        groups.append([[day]])


def _one(before: _Day, after: _Day) -> _Day:
    """Return a day that is said in two ways: "saturday, 28 november", "in two weeks on saturday"."""
    more, less = sorted((before, after), key=lambda day: day.kind)
    is_week = more.kind == _Kind.AHEAD and int(more.name.split()[-1]) % 7 == 0
    name = f"{more.name} {less.name[-3:]}" if is_week and less.kind == _Kind.WEEKDAY else more.name
    return _Day(before.begins, after.ends, more.kind, name)


def _is_range(between: str, before: _Day, text: str) -> bool:
    if _RANGE.fullmatch(between):
        return True
    return _AND.fullmatch(between) is not None and _BETWEEN.search(text[: before.begins]) is not None


def _kind(group: list[_Item]) -> _Kind:
    return min(day.kind for item in group for day in item)


def _names(group: list[_Item]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(" to ".join(day.name for day in item) for item in group))


def _each_spelled(text: str) -> str:
    """Give each of several days its own month, where it is said once."""
    text = _AFTER_MONTH.sub(_each_with_month, _BEFORE_MONTH.sub(_each_with_month, text))
    text = _NTHS.sub(lambda found: f"{found[1]} {_nths(found[2])}", text)
    return _DOTTED_DAYS.sub(_each_dotted, text)


def _each_with_month(found: re.Match[str]) -> str:
    said, month, year = found["days"], found["month"], found[found.re.groups]
    days = [int(each) for each in re.findall(r"\d+", said)]
    is_list = found["join"].split()[:1] in (["and"], ["or"], ["&"])
    of_another = _AFTER_A_MONTH.search(found.string[: found.start()]) or times_of_day.counts(found)
    if of_another or days != sorted(set(days)) or days[-1] > 31 or ("," in said and not is_list):
        return found[0]
    return re.sub(_FIGURE, lambda day: f"{int(day[0].rstrip('.sndrth'))} {month} {year or ''}".rstrip(), said)


def _nths(said: str) -> str:
    return re.sub(rf"(?:the\s+)?(\d{{1,2}}{_TH})", r"the \1", said)


def _each_dotted(found: re.Match[str]) -> str:
    """Write "24.-28.12." as "on 24.12. to on 28.12."."""
    day, month, year, join, last, last_month, last_year = found.groups()
    joined = join.strip().replace("-", "to").replace("–", "to")
    first = f"on {day}.{month or last_month}{year or (last_year or '' if not month else '')}"
    return f"{first} {joined} on {last}.{last_month}{last_year or ''}"


def _put(month: int, day: int, year: str | None = None) -> str | None:
    known = 1 <= month <= 12 and 1 <= day <= monthrange(int(year or 2028), month)[1]  # 2028 is a leap year
    return f"{year + '-' if year else ''}{month:02}-{day:02}" if known else None


def _put_iso(found: re.Match[str]) -> str | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return None


def _put_dotted(found: re.Match[str]) -> str | None:
    """Read "24.12." and "on 3.12"; what could be a time or a version is none."""
    day, month, year = int(found[2]), int(found[3]), found[5]
    goes_on = found[4] and found.string[found.end() :].strip()
    return _put(month, day, year) if found[1] or year or day >= NO_HOUR or goes_on else None


def _put_ahead(found: re.Match[str]) -> str | None:
    """Read "in two weeks"; None where no number is said ("in business days")."""
    said, unit = (found[1], found[2]) if found[1] else (found[3], found[4])
    if said == "a" and unit.startswith("w"):  # "in a day" is how much there is in one
        count = 1
    elif said.endswith("couple of"):
        count = 2
    elif said.isdecimal() or said in NUMBERS:
        count = number(said)
    else:
        return None
    return f"in {count * (7 if unit.startswith('w') else 1)}"


def _put_named(found: re.Match[str]) -> str:
    is_next = found[1] or _NEXT_WEEK.search(found.string)
    return f"{'next ' if is_next else ''}{found[2][:3]}"


_Put = Callable[[re.Match[str]], str | None]
_DATES: dict[re.Pattern[str], _Put] = {
    _ISO: _put_iso,
    _DAY_MONTH: lambda found: _put(month_number(found[2]), int(found[1]), found[3]),
    _MONTH_DAY: lambda found: _put(month_number(found[1]), int(found[2]), found[3]),
    _SLASHED: lambda found: _put(int(found[1]), int(found[2])) or _put(int(found[2]), int(found[1])),
    _DOTTED: _put_dotted,
    _NTH: lambda found: f"the {int(found[1])}" if 1 <= int(found[1]) <= 31 else None,
}
_NAMES: tuple[tuple[_Kind, re.Pattern[str], _Put], ...] = (
    *((_Kind.DATE, pattern, put) for pattern, put in _DATES.items()),
    (_Kind.AHEAD, _AHEAD, _put_ahead),
    *((_Kind.HOLIDAY, words, lambda _, name=name: name) for name, words in holidays.WORDS.items()),
    (_Kind.PLAIN, _PLAIN, lambda found: _ALSO.get(found[1], found[1])),
    (_Kind.WEEKDAY, _NAMED, _put_named),
)
