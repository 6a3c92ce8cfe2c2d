"""Moments: days and times of day as people say them, and the stretch of time that is for whoever says it."""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from bot.catalog import holidays, times_of_day
from bot.catalog.times_of_day import DAY, HOUR

WEEK = timedelta(days=7)
NO_HOUR = 24  # from here on a figure is no hour of a time
RECENT = 256  # texts that are not read again: a message is looked at from more than one side

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = r"(mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?"
_MONTH = r"(jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_ISO = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
_DAY_MONTH = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH}(?![a-z])")
_MONTH_DAY = re.compile(rf"\b{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?\b(?!:)")
_SLASHED = re.compile(r"(?<![\d/])(?!24/[5-7]\b)(\d{1,2})/(\d{1,2})(?![\d/])")
_DOTTED = re.compile(
    r"(?<![\w$€£#.,:/-])(?<!version )(?<!release )(?<!windows )(\bon (?:the )?)?(\d{1,2})\.(\d{1,2})"
    r"(?:(\.)(20\d\d)?(?![\w.]))?(?![\w%:/]|[.,]\d| ?(?:[kmgt]b|percent|usd|eur|dollars?|euros?|per)\b)"
)
_NTH = re.compile(
    r"\b(?:the|on)\s+(\d{1,2})(?:st|nd|rd|th)\b(?!\s+(?:floor|level|line|one|time|party|street|avenue|quarter|hour)\b)"
)
_AHEAD = re.compile(
    r"\bin\s+(\d{1,3}|a\s+couple\s+of|[a-z]+)\s+(days?|d|weeks?|wks?)\b"
    r"|\b(\d{1,3}|[a-z]+)\s+(days?|d|weeks?|wks?)\s+from\s+(?:now|today)\b"
)
_NAMED_DAY = re.compile(rf"\b(next\s+)?{_WEEKDAY}\b")
_DAY_TO_DAY = re.compile(rf"\b{_WEEKDAY}\s*(?:-|–|to|thru|through|till?|until)\s*{_WEEKDAY}\b")
_PLAIN_DAY = re.compile(r"\b(day after tomorrow|tomorrow|tmrw?|today|tonight|right now|now|weekends?)\b")
_ALSO = {"right now": "now", "weekends": "weekend", "tonight": "today", "tmr": "tomorrow", "tmrw": "tomorrow"}
_BESIDE = re.compile(r"\bday\s+(before|after)\s+(?:the\s+)?$")
_LONGEST_BESIDE = len("day before the ") + 10
_PAST = re.compile(
    rf"\b(?:(?:day before )?yesterday|last (?:{_WEEKDAY}(?! (?:of|in)\b)|night|evening|week(?:end)?|month|year"
    r"|christmas|x-?mas|thanksgiving))\b"
)
_YEAR = re.compile(
    rf"(?:\b(?:in|since|from|starting|by|until|till?|year|fy)\s+|\b{_MONTH}\s+)(?:19|20)\d\d\b(?![%:/-]|[.,]\d)"
    r"|(?<![\w$€£#.,:/-])20[2-4]\d(?=[?!.,;]*(?:$|\s+(?:and|or|on|at|for|with|please|vs|versus|to)\b))"
)


@dataclass(frozen=True)
class Said:
    """A day and a time as somebody put them, before it is known when and where that was said.

    `day` is today, tomorrow, now, weekend, mon to sun, next mon, "mon to wed", 2026-12-24, 12-24, the 24,
    in 14 (days), in 14 mon, or a holiday by name, each but the first ones also with "before" or "after";
    `begins` and `ends` are minutes after midnight, past those of a day in a night that goes on, both None for
    the whole day.
    """

    day: str | None = None
    begins: int | None = None
    ends: int | None = None

    @property
    def until(self) -> int | None:
        """When it ends, as the clock shows it: an hour past midnight is one o'clock, midnight itself 24:00."""
        return self.ends - DAY if self.ends is not None and self.ends > DAY else self.ends


@dataclass(frozen=True)
class Stretch:
    """The time that was meant: two instants (UTC), the day it begins there, and how it was put."""

    start: datetime
    end: datetime
    on: date
    at: str  # "7:00", "" where a whole day is meant
    until: str  # "" but for a part of a day
    shape: Literal["now", "point", "part", "day", "days"]
    last: date | None = None  # of the days from one to another


@lru_cache(RECENT)
def read(text: str) -> Said | None:
    """Return the day and time that a text in lower case names, None when it names neither."""
    day, rest = _day(text)
    if day is None and _PAST.search(text):
        return None
    begins, ends = times_of_day.read(rest, on_a_day=day is not None)
    if day and begins is not None:
        day = day.split(" to ")[0]
    if day is None and begins is None:
        return None
    return Said(day, begins, ends)


@lru_cache(RECENT)
def without(text: str) -> str:
    """Return a text in lower case without its days, years and times, whose figures could pass for a quantity."""
    on_a_day = _day(text)[0] is not None
    for pattern, put in _WRITTEN.items():
        text = pattern.sub(lambda found, put=put: " " if put(found) else found[0], text)  # type: ignore[misc]
    text = _YEAR.sub(lambda found: found[0] if times_of_day.counts(found) else " ", text)
    return times_of_day.without(text, on_a_day=on_a_day)


@lru_cache(RECENT)
def _day(text: str) -> tuple[str | None, str]:
    """Return the day that is named, and the text without it where its figures could pass for a time."""
    text = _PAST.sub(" ", text)
    for pattern, put in _WRITTEN.items():
        for found in pattern.finditer(text):
            if day := put(found):
                return _beside(found, day), f"{text[: found.start()]} {text[found.end() :]}"
    named = _NAMED_DAY.search(text)
    weekday = f"{'next ' if named[1] else ''}{named[2][:3]}" if named else None
    if (ahead := _AHEAD.search(text)) and (days := _days_ahead(ahead)) is not None:
        rest = f"{text[: ahead.start()]} {text[ahead.end() :]}"
        return f"in {days} {weekday[-3:]}" if weekday and days % 7 == 0 else f"in {days}", rest
    for name, words in holidays.WORDS.items():
        if holiday := words.search(text):
            return _beside(holiday, name), text
    if plain := _PLAIN_DAY.search(text):
        return _ALSO.get(plain[1], plain[1]), text
    if span := _DAY_TO_DAY.search(text):
        return f"{span[1][:3]} to {span[2][:3]}", text
    return (_beside(named, weekday), text) if named and weekday else (None, text)


def _beside(found: re.Match[str], day: str) -> str:
    """Return a day, or the one before or after it where that is what was said."""
    begins = found.start()
    beside = _BESIDE.search(found.string[max(begins - _LONGEST_BESIDE, 0) : begins])
    return f"{beside[1]} {day}" if beside else day


def _days_ahead(found: re.Match[str]) -> int | None:
    """Return in how many days "in two weeks" is; None where no number is said ("in business days")."""
    said, unit = (found[1], found[2]) if found[1] else (found[3], found[4])
    if said == "a" and unit.startswith("w"):  # "in a day" is how much there is in one
        count = 1
    elif said.endswith("couple of"):
        count = 2
    elif said.isdecimal() or said in times_of_day.NUMBERS:
        count = times_of_day.number(said)
    else:
        return None
    return count * (7 if unit.startswith("w") else 1)


def _put(month: int, day: int) -> str | None:
    known = 1 <= month <= 12 and 1 <= day <= monthrange(2028, month)[1]  # a leap year: 29 February is a day
    return f"{month:02}-{day:02}" if known else None


def _put_iso(found: re.Match[str]) -> str | None:
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return None


def _put_dotted(found: re.Match[str]) -> str | None:
    """Read "24.12." and "on 3.12"; what could be a time or a version is none."""
    day, month, year = int(found[2]), int(found[3]), found[5]
    goes_on = found[4] and found.string[found.end() :].strip()
    if not (found[1] or year or day >= NO_HOUR or goes_on):
        return None
    known = _put(month, day)
    return f"{year}-{known}" if known and year and day <= monthrange(int(year), month)[1] else known


def _month(word: str) -> int:
    return _MONTHS.index(word[:3]) + 1


_WRITTEN: dict[re.Pattern[str], Callable[[re.Match[str]], str | None]] = {
    _ISO: _put_iso,
    _DAY_MONTH: lambda found: _put(_month(found[2]), int(found[1])),
    _MONTH_DAY: lambda found: _put(_month(found[1]), int(found[2])),
    _SLASHED: lambda found: _put(int(found[1]), int(found[2])) or _put(int(found[2]), int(found[1])),
    _DOTTED: _put_dotted,
    _NTH: lambda found: f"the {int(found[1])}" if 1 <= int(found[1]) <= 31 else None,
}


def stretch(said: Said, now: datetime, zone: str) -> Stretch:
    """Return when that is next for somebody in `zone` (an IANA name) at the instant `now`."""
    tz = ZoneInfo(zone)
    today = now.astimezone(tz).date()
    if said.day == "now" and said.begins is None:
        return Stretch(now, now + timedelta(minutes=1), today, "", "", "now")
    day = _date(said.day, today)
    if said.day == "today" and (said.begins or 0) > DAY and _before_dawn(now, tz):
        day -= timedelta(days=1)  # "tonight at 2", said at one
    found = _on(said, day, tz)
    if found.end <= now:
        found = _on(said, _again(said.day, day), tz)
    return found


def _before_dawn(now: datetime, tz: ZoneInfo) -> bool:
    return now.astimezone(tz).hour < times_of_day.NIGHT_UNTIL


def _on(said: Said, day: date, tz: ZoneInfo) -> Stretch:
    if said.begins is None or said.ends is None or said.until is None:
        if said.day and " to " in said.day:
            last = _date(said.day.split()[-1], day)
            end = _instant(last + timedelta(days=1), 0, tz)
            return Stretch(_instant(day, 0, tz), end, day, "", "", "days", last)
        days = 2 if said.day == "weekend" and day.weekday() == 5 else 1
        end = _instant(day + timedelta(days=days), 0, tz)
        return Stretch(_instant(day, 0, tz), end, day, "", "", "days" if days > 1 else "day")
    start = _instant(day, said.begins, tz)
    end = max(_instant(day, said.ends, tz), start + timedelta(minutes=1))
    point = said.ends - said.begins == 1
    on = start.astimezone(tz).date()
    until = "" if point else _wall(said.until)
    return Stretch(start, end, on, _wall(said.begins % DAY), until, "point" if point else "part")


def _instant(day: date, minutes: int, tz: ZoneInfo) -> datetime:
    wall = datetime.combine(day, time()) + timedelta(minutes=minutes)
    return wall.replace(tzinfo=tz).astimezone(UTC)


def _wall(minutes: int) -> str:
    return f"{minutes // HOUR}:{minutes % HOUR:02}"


_DAY_BESIDE = {"before": timedelta(days=-1), "after": timedelta(days=1)}


def _date(said: str | None, today: date) -> date:
    """Return the next date of that name, today included."""
    if said and (beside := _DAY_BESIDE.get(said.split()[0])):
        named = said.split(" ", 1)[1]
        relative = named.startswith("next ")
        return _date(named, today if relative else today - beside) + beside
    if said and said.startswith("in "):
        _, days, *of_week = said.split()
        return _date(of_week[0] if of_week else None, today) + timedelta(days=int(days))
    if said in (None, "today", "now"):
        return today
    if said == "tomorrow":
        return today + timedelta(days=1)
    if said == "day after tomorrow":
        return today + timedelta(days=2)
    if said == "weekend":
        return today if today.weekday() >= 5 else today + timedelta(days=5 - today.weekday())
    if said in holidays.DATES:
        return min(
            day for year in (today.year, today.year + 1) if (day := holidays.DATES[said](year)) >= today
        )
    weekday = said.removeprefix("next ").split(" to ")[0]
    if weekday in _DAYS:
        ahead = (_DAYS.index(weekday) - today.weekday()) % 7
        if said.startswith("next ") and ahead + today.weekday() < 7:
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
    if said in (None, "today"):
        return day + timedelta(days=1)
    return day + WEEK if said.split()[-1] in _DAYS else day
