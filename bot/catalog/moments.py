"""Moments: days and times of day as people say them, and the stretch of time that is for whoever says it."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from bot.catalog import times_of_day
from bot.catalog.times_of_day import DAY, HOUR

WEEK = timedelta(days=7)
RECENT = 256  # texts that are not read again: a message is looked at from more than one side

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = r"(mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?"
_MONTH = r"(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_ISO = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}(?![a-z])")
_MONTH_DAY = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)")
_SLASHED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d/])")
_NTH = re.compile(r"\bthe\s+(\d{1,2})(?:st|nd|rd|th)\b")
_NAMED_DAY = re.compile(rf"\b(next\s+)?{_WEEKDAY}\b")
_PLAIN_DAY = re.compile(r"\b(day after tomorrow|tomorrow|tmrw?|today|tonight|right now|now|weekends?)\b")
_ALSO = {"right now": "now", "weekends": "weekend", "tonight": "today", "tmr": "tomorrow", "tmrw": "tomorrow"}


@dataclass(frozen=True)
class Said:
    """A day and a time as somebody put them, before it is known when and where that was said.

    `day` is today, tomorrow, now, weekend, mon to sun, next mon, 2026-12-24, 12-24, the 24, or a holiday
    by name; `begins` and `ends` are minutes after midnight, both None for the whole day.
    """

    day: str | None = None
    begins: int | None = None
    ends: int | None = None


@dataclass(frozen=True)
class Stretch:
    """The time that was meant: two instants (UTC), the day it begins there, and how it was put."""

    start: datetime
    end: datetime
    on: date
    at: str  # "7:00", "" where a whole day is meant
    until: str  # "" but for a part of a day
    shape: Literal["now", "point", "part", "day", "days"]


@lru_cache(RECENT)
def read(text: str) -> Said | None:
    """Return the day and time that a text in lower case names, None when it names neither."""
    day, rest = _day(text)
    begins, ends = times_of_day.read(rest)
    if day is None and begins is None:
        return None
    return Said(day, begins, ends)


def without_day(text: str) -> str:
    """Return a text in lower case without the day that it names, whose figures could pass for a quantity."""
    return _day(text)[1]


@lru_cache(RECENT)
def _day(text: str) -> tuple[str | None, str]:
    """Return the day that is named, and the text without it where its figures could pass for a time."""
    for pattern, put in _WRITTEN.items():
        for found in pattern.finditer(text):
            if day := put(found):
                return day, f"{text[: found.start()]} {text[found.end() :]}"
    for name, words in _HOLIDAY_WORDS.items():
        if words.search(text):
            return name, text
    if plain := _PLAIN_DAY.search(text):
        return _ALSO.get(plain[1], plain[1]), text
    if named := _NAMED_DAY.search(text):
        return f"{'next ' if named[1] else ''}{named[2][:3]}", text
    return None, text


def _put(month: int, day: int) -> str | None:
    known = 1 <= month <= 12 and 1 <= day <= monthrange(2028, month)[1]  # a leap year: 29 February is a day
    return f"{month:02}-{day:02}" if known else None


def _put_iso(found: re.Match[str]) -> str | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return None


def _month(word: str) -> int:
    return _MONTHS.index(word[:3]) + 1


_WRITTEN: dict[re.Pattern[str], Callable[[re.Match[str]], str | None]] = {
    _ISO: _put_iso,
    _DAY_MONTH: lambda found: _put(_month(found[2]), int(found[1])),
    _MONTH_DAY: lambda found: _put(_month(found[1]), int(found[2])),
    _SLASHED: lambda found: _put(int(found[1]), int(found[2])),
    _NTH: lambda found: f"the {int(found[1])}" if 1 <= int(found[1]) <= 31 else None,
}


def stretch(said: Said, now: datetime, zone: str) -> Stretch:
    """Return when that is next for somebody in `zone` (an IANA name) at the instant `now`."""
    tz = ZoneInfo(zone)
    today = now.astimezone(tz).date()
    if said.day == "now" and said.begins is None:
        return Stretch(now, now + timedelta(minutes=1), today, "", "", "now")
    day = _date(said.day, today)
    found = _on(said, day, tz)
    if found.end <= now:
        found = _on(said, _again(said.day, day), tz)
    return found


def _on(said: Said, day: date, tz: ZoneInfo) -> Stretch:
    if said.begins is None or said.ends is None:
        days = 2 if said.day == "weekend" and day.weekday() == 5 else 1
        end = _instant(day + timedelta(days=days), 0, tz)
        return Stretch(_instant(day, 0, tz), end, day, "", "", "days" if days > 1 else "day")
    start = _instant(day, said.begins, tz)
    end = max(_instant(day, said.ends, tz), start + timedelta(minutes=1))
    point = said.ends - said.begins == 1
    on = start.astimezone(tz).date()
    until = "" if point else _wall(said.ends)
    return Stretch(start, end, on, _wall(said.begins % DAY), until, "point" if point else "part")


def _instant(day: date, minutes: int, tz: ZoneInfo) -> datetime:
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return wall.replace(tzinfo=tz).astimezone(UTC)


def _wall(minutes: int) -> str:
    return f"{minutes // HOUR}:{minutes % HOUR:02}"


def _date(said: str | None, today: date) -> date:
    """Return the next date of that name, today included."""
    if said in (None, "today", "now"):
        return today
    if said == "tomorrow":
        return today + timedelta(days=1)
    if said == "day after tomorrow":
        return today + timedelta(days=2)
    if said == "weekend":
        return today if today.weekday() >= 5 else today + timedelta(days=5 - today.weekday())
    if said in _HOLIDAYS:
        return min(day for year in (today.year, today.year + 1) if (day := _HOLIDAYS[said](year)) >= today)
    weekday = said.removeprefix("next ")
    if weekday in _DAYS:
        ahead = (_DAYS.index(weekday) - today.weekday()) % 7
        if said != weekday and ahead + today.weekday() < 7:
            ahead += 7  # "next Friday" is next week's
        return today + timedelta(days=ahead)
    return _calendar_date(said, today)


def _calendar_date(said: str, today: date) -> date:
    if said.startswith("the "):
        return _next_of_month(int(said.removeprefix("the ")), today)
    if len(said) == len("2026-12-24"):
        return date.fromisoformat(said)
    month, day = (int(part) for part in said.split("-"))
    dates = (_clipped(today.year + ahead, month, day) for ahead in (0, 1))
    return next(each for each in dates if each >= today)


def _next_of_month(day: int, today: date) -> date:
    first = today.replace(day=1)
    while day > monthrange(first.year, first.month)[1] or first.replace(day=day) < today:
        first = (first + timedelta(days=31)).replace(day=1)
    return first.replace(day=day)


def _clipped(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))


def _again(said: str | None, day: date) -> date:
    """Return the day after one whose time has passed: the next such day, or tomorrow."""
    if said is None:
        return day + timedelta(days=1)
    return day + WEEK if said.removeprefix("next ") in _DAYS else day


def _nth(weekday: int, nth: int, month: int) -> Callable[[int], date]:
    """Return a rule for the nth such weekday of a month; the last one for -1."""

    def of(year: int) -> date:
        if nth < 0:
            last = date(year, month, monthrange(year, month)[1])
            return last - timedelta(days=(last.weekday() - weekday) % 7)
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))

    return of


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _day_after(rule: Callable[[int], date]) -> Callable[[int], date]:
    return lambda year: rule(year) + timedelta(days=1)


_THANKSGIVING = _nth(3, 4, 11)
_HOLIDAYS: dict[str, Callable[[int], date]] = {
    "black friday": _day_after(_THANKSGIVING),
    "thanksgiving": _THANKSGIVING,
    "christmas eve": _fixed(12, 24),
    "boxing day": _fixed(12, 26),
    "christmas": _fixed(12, 25),
    "new year's eve": _fixed(12, 31),
    "new year": _fixed(1, 1),
    "memorial day": _nth(0, -1, 5),
    "independence day": _fixed(7, 4),
    "labor day": _nth(0, 1, 9),
}
_HOLIDAY_WORDS = {
    name: re.compile(
        r"\b(?:"
        + {
            "christmas": r"christmas|x-?mas",
            "new year": r"new year'?s?(?: day)?",
            "new year's eve": r"new year'?s? eve",
            "independence day": r"independence day|(?:the )?(?:4th|fourth) of july",
            "labor day": r"labou?r day",
        }.get(name, name)
        + r")\b"
    )
    for name in _HOLIDAYS
}
