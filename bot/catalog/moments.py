"""Moments: days and times of day as people say them, and the stretches of time they are for whoever says it."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from bot.catalog import dates, days, times_of_day
from bot.catalog.days import RECENT
from bot.catalog.times_of_day import NIGHT_UNTIL, NOON
from bot.catalog.walls import HOUR, MINUTES_A_DAY, after_midnight, time_of


@dataclass(frozen=True)
class Said:
    """Days and a time as somebody put them, before it is known when and where that was said.

    `days` are names as in `bot.catalog.days`; without one it is the next such time. `begins` and `ends` are
    minutes after midnight, past those of a day in a night that goes on, both None for the whole day; `either`
    tells that nobody said which half of the day is meant, `only_ends` that it was said until when.
    """

    days: tuple[str, ...] = ()
    begins: int | None = None
    ends: int | None = None
    either: bool = False
    only_ends: bool = False

    @property
    def until(self) -> int | None:
        """When it ends, as the clock shows it: an hour past midnight is one o'clock, midnight itself 24:00."""
        return self.ends - MINUTES_A_DAY if self.ends is not None and self.ends > MINUTES_A_DAY else self.ends

    @property
    def other(self) -> "Said | None":
        """The same in the other half of the day, which may have been meant."""
        if not self.either or self.begins is None or self.ends is None:
            return None
        by = NOON if self.begins < NOON else -NOON
        return replace(self, begins=self.begins + by, ends=self.ends + by, either=False)

    @property
    def later(self) -> "Said":
        """The same in the second half of the day, unless the first was said: whoever stays open means that."""
        is_early = self.begins is not None and self.begins < NOON
        return (self.other if is_early else None) or self

    @property
    def in_its_night(self) -> "Said":
        """The same, where it lasts until before dawn in the night after its day: "wednesday until 1am"."""
        if not self.only_ends or self.begins is None or self.ends is None or self.ends > NIGHT_UNTIL * HOUR:
            return self
        return replace(self, begins=self.begins + MINUTES_A_DAY, ends=self.ends + MINUTES_A_DAY)

    def going_on_from(self, before: "Said | None") -> "Said":
        """Return a time alone on the days that were spoken of before: "and at eight?"."""
        if before is None or self.days or before.days == ("now",):
            return self
        return replace(self, days=before.days)


@dataclass(frozen=True)
class Stretch:
    """A time that was meant: two instants (UTC), the day it begins there, and how it was put.

    `named` is the day that was said, which is the one before `on` after midnight in a night that goes on.
    """

    start: datetime
    end: datetime
    on: date
    named: date
    at: str  # "07:00", "" where a whole day is meant
    until: str  # "" but for a part of a day
    shape: Literal["now", "point", "part", "day"]


@lru_cache(RECENT)
def read(text: str) -> Said | None:
    """Return the days and the time that a text in lower case names, None when it names neither."""
    named, rest = days.read(text)
    if not named and days.is_past(text):
        return None
    span = times_of_day.read(rest, on_a_day=bool(named))
    if span is None:
        return Said(named) if named else None
    return Said(named, *span)


@lru_cache(RECENT)
def each(text: str) -> tuple[Said, ...]:
    """Return the days and the time that a text in lower case names; those that have their own time apart."""
    said = [read(part) for part in days.apart(text)]
    apart = tuple(found for found in said if found and found.days)
    whole = read(text)
    return apart if len(apart) > 1 else (whole,) if whole else ()


@lru_cache(RECENT)
def without(text: str) -> str:
    """Return a text in lower case without its days, years and times: their figures are no quantity."""
    return times_of_day.without(days.without(text), on_a_day=bool(days.read(text)[0]))


def stretch(said: Said, now: datetime, zone: str) -> Stretch:
    """Return when that is first, for somebody in `zone` (an IANA name) at the instant `now`."""
    return stretches(said, now, zone)[0]


def stretches(said: Said, now: datetime, zone: str) -> tuple[Stretch, ...]:
    """Return when that is next, on each of its days, for somebody in `zone` at the instant `now`."""
    tz, said = ZoneInfo(zone), said.in_its_night
    today = now.astimezone(tz).date()
    if said.days == ("now",) and said.begins is None:
        return (Stretch(now, now + timedelta(minutes=1), today, today, "", "", "now"),)
    each = [found for name in said.days or ("today",) for found in _of(name, said, now, tz)]
    by_start = {found.start: found for found in each}
    return tuple(by_start[start] for start in sorted(by_start))


def goes_on(said: Said, now: datetime, zone: str) -> bool:
    """Tell whether it is for more days than its stretches, for somebody in `zone` at the instant `now`."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return any(dates.goes_on(name, today) for name in said.days)


def _of(name: str, said: Said, now: datetime, tz: ZoneInfo) -> list[Stretch]:
    """Return when that is on the days of a name; what has passed is another time, or no more."""
    local = now.astimezone(tz)
    today = local.date()
    if name == "today" and (said.begins or 0) >= MINUTES_A_DAY and local.hour < NIGHT_UNTIL:
        today -= dates.DAY  # "tonight at 2", said at one
    named = dates.days(name, today)
    found = [_on(said, day, tz) for day in named]
    if found[0].end <= now and dates.comes_again(name):
        found = [_on(said, day, tz) for day in dates.days(name, named[0] + dates.DAY)]
    return [each for each in found if each.end > now] or found


def _on(said: Said, day: date, tz: ZoneInfo) -> Stretch:
    if said.begins is None or said.ends is None:
        return Stretch(
            after_midnight(day, 0, tz), after_midnight(day + dates.DAY, 0, tz), day, day, "", "", "day"
        )
    start = after_midnight(day, said.begins, tz)
    end = max(after_midnight(day, said.ends, tz), start + timedelta(minutes=1))
    point = said.ends - said.begins == 1
    on = start.astimezone(tz).date()
    at = time_of(said.begins % MINUTES_A_DAY)
    until = "" if point or said.until is None else time_of(said.until)
    return Stretch(start, end, on, day, at, until, "point" if point else "part")
