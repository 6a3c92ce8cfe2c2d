"""Service hours: when a service is promised, and arithmetic that counts only those minutes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import pairwise, takewhile
from zoneinfo import ZoneInfo

from bot.catalog.spoken_hours import written
from bot.catalog.walls import MINUTES_A_DAY, after_midnight
from bot.clock import instant

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
NEVER_CLOSED = timedelta(weeks=5)  # what is open for so long; a month's close with its holidays is shorter
CLOSE_DAYS = 3  # working days before and after a month's end that count as its close
_ROUND_THE_CLOCK = ((0, MINUTES_A_DAY),)
_TIME = r"(\d\d(?::\d\d)?)"
_PART = re.compile(rf"(7d|[A-Z][a-z](?:-[A-Z][a-z])?) +{_TIME}-{_TIME}")
PATTERN = (
    rf"(24x7( at close)?|{_PART.pattern}( *, *{_PART.pattern})*)"  # as files write them; more is understood
)
EXAMPLES = ("Mo-Fr 07-19", "7d 06-22", "Mo-Fr 08-17:30, Sa 09-12", "24x7", "24x7 at close")

Span = tuple[int, int]  # minutes after midnight on the wall: opens, closes
Week = tuple[tuple[Span, ...], ...]  # Monday to Sunday
Opening = tuple[datetime, datetime]  # instants: from, until


class Unreadable(ValueError):  # noqa: N818  # it names what was found
    """Service hours that cannot be understood; the message says how to write them."""


@dataclass(frozen=True)
class Hours:
    """Service hours on the wall clock of `zone` (an IANA name).

    Holidays are closed where the week names working days ("Mo-Fr 07-19"); "7d" and "24x7" promise every
    day of the year. A clock change makes a day shorter or longer, never wrong: an opening time that the
    clock skips is the first instant after the gap, one that comes twice is the first of the two.
    """

    spec: str
    zone: str
    week: Week
    holidays: frozenset[date] = field(default=frozenset(), repr=False)
    every_day: bool = False
    at_close: bool = False  # also round the clock while a month is being closed
    extra: tuple[Opening, ...] = field(default=(), repr=False)  # open for once, whatever the week says

    @classmethod
    def parse(cls, spec: str, zone: str, holidays: frozenset[date] = frozenset()) -> "Hours":
        """Read "Mo-Fr 07-19", "7d 08-20", "Mo-Fr 08-17:30, Sa 09-12", "24x7" or "24x7 at close".

        "24x7 at close" is round the clock from the third-last working day of a month to the third
        working day of the next, weekends between them included, and Mo-Fr 07-19 otherwise.
        What people say instead, "24/7" or "Mon-Fri 9-5", is read as that. Raises Unreadable.
        """
        spec = written(spec)
        if spec == "24x7":
            return cls(spec, zone, (_ROUND_THE_CLOCK,) * 7, every_day=True)
        at_close = spec == "24x7 at close"
        parts = ("Mo-Fr 07-19" if at_close else spec).split(",")
        return cls(spec, zone, _read_week(spec, parts), holidays, "7d" in spec, at_close)

    def __str__(self) -> str:
        return self.spec

    def extended(self, openings: Iterable[Opening]) -> "Hours":
        """Return these hours that are also open in each of `openings`, from its first instant until its second.

        Raises ValueError for one that ends before it begins.
        """
        added = tuple(openings)
        if any(end <= start for start, end in added):
            raise ValueError("an extension ends after it begins")
        return replace(self, extra=(*self.extra, *added)) if added else self

    def covers(self, other: "Hours") -> bool:
        """Tell whether an ordinary week, holidays and a month's close of these hours hold all of the other's."""
        if other.every_day and not self.every_day:
            return False
        round_the_clock = self.week == (_ROUND_THE_CLOCK,) * 7
        if other.at_close and not (self.at_close or round_the_clock):
            return False
        return all(
            _minutes(theirs) <= _minutes(own) for own, theirs in zip(self.week, other.week, strict=True)
        )

    def open_at(self, at: datetime) -> bool:
        """Tell whether the service is promised at this instant."""
        return any(start <= at < end for start, end in self._spans_of(self._day(at)))

    def open_on(self, day: date) -> bool:
        """Tell whether the service is promised on that day of its zone, at any time."""
        return bool(self._spans_of(day))

    def next_open(self, at: datetime) -> datetime:
        """Return `at` when it is open then, else the instant it opens next (UTC)."""
        return self.add(at, 0)

    def closes(self, opens: datetime) -> datetime | None:
        """Return when it closes that is open at `opens`; None when it never does."""
        until = opens
        for start, end in self._spans_from(opens):
            if start > until:
                return until
            if end - opens > NEVER_CLOSED:
                return None
            until = end
        raise AssertionError("a week without hours cannot be written")  # pragma: no cover

    def add(self, at: datetime, minutes: int) -> datetime:
        """Return the instant (UTC) at which so many service minutes after `at` have passed.

        Raises ValueError when `minutes` is negative.
        """
        if minutes < 0:
            raise ValueError(f"{minutes} minutes: service time runs forward only")
        left = timedelta(minutes=minutes)
        for start, end in self._spans_from(at):
            if left <= end - start:
                return start + left
            left -= end - start
        raise AssertionError("a week without hours cannot be written")  # pragma: no cover

    def add_days(self, at: datetime, days: int) -> datetime:
        """Return the same time of day so many service days later: a day is a working day, not 24 hours.

        Counting begins when the service is next open.
        """
        begins = self.next_open(at).astimezone(self._tz)
        day = begins.date()
        for _ in range(days):
            day += timedelta(days=1)
            while not self._spans_of(day):
                day += timedelta(days=1)
        return self.next_open(instant(datetime.combine(day, begins.time()), self._tz))

    def minutes_between(self, a: datetime, b: datetime) -> int:
        """Return the whole service minutes between two instants; 0 when `b` is not after `a`."""
        begun_by_then = takewhile(lambda span: span[0] < b, self._spans_from(a))
        spent = sum((min(end, b) - start for start, end in begun_by_then), timedelta())
        return spent // timedelta(minutes=1)

    @cached_property
    def _tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)

    def _day(self, at: datetime) -> date:
        return at.astimezone(self._tz).date()

    def _spans_from(self, at: datetime) -> Iterator[Opening]:
        """Yield what is left of the open time from `at` on."""
        day, at = self._day(at), at.astimezone(UTC)
        while True:
            for start, end in self._spans_of(day):
                if end > at:
                    yield max(start, at), end
            day += timedelta(days=1)

    @cached_property
    def _days(self) -> dict[date, tuple[Opening, ...]]:
        """The days that were asked for: a year of incidents asks for the same ones again and again."""
        return {}

    def _spans_of(self, day: date) -> tuple[Opening, ...]:
        if day not in self._days:
            self._days[day] = tuple(self._worked_out(day))
        return self._days[day]

    def _worked_out(self, day: date) -> list[Opening]:
        spans = [self._between(day, opens, closes) for opens, closes in self._walls_of(day)]
        if self.extra:
            begins, ends = self._between(day, 0, MINUTES_A_DAY)
            spans = _merged([*spans, *((max(start, begins), min(end, ends)) for start, end in self.extra)])
        return [span for span in spans if span[0] < span[1]]

    def _between(self, day: date, opens: int, closes: int) -> Opening:
        return after_midnight(day, opens, self._tz), after_midnight(day, closes, self._tz)

    def _walls_of(self, day: date) -> tuple[Span, ...]:
        if self.at_close and self._is_close(day):
            return _ROUND_THE_CLOCK
        if self.every_day or day not in self.holidays:
            return self.week[day.weekday()]
        return ()

    def _is_working(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.holidays

    def _is_close(self, day: date) -> bool:
        """Tell whether `day` is at most the third working day of its month, or the third-last or later."""
        first = day.replace(day=1)
        next_first = (first + timedelta(days=31)).replace(day=1)
        working_before = self._working_days(first, day)
        working_after = self._working_days(day + timedelta(days=1), next_first)
        return working_before < CLOSE_DAYS or working_after < CLOSE_DAYS

    def _working_days(self, start: date, end: date) -> int:
        return sum(self._is_working(start + timedelta(days=each)) for each in range((end - start).days))


def _merged(spans: Iterable[Opening]) -> list[Opening]:
    """Return the same time in spans that neither overlap nor touch, in order; empty ones are left out."""
    merged: list[Opening] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _minutes(spans: Iterable[Span]) -> set[int]:
    return {minute for opens, closes in spans for minute in range(opens, closes)}


def _read_week(spec: str, parts: list[str]) -> Week:
    week: list[list[Span]] = [[] for _ in DAYS]
    for part in parts:
        for day, span in _read_part(spec, part.strip()):
            week[day].append(span)
    for spans in week:
        spans.sort()
        if any(later[0] < earlier[1] for earlier, later in pairwise(spans)):
            raise Unreadable(f"the hours `{spec}` overlap")
    return tuple(map(tuple, week))


def _read_part(spec: str, part: str) -> list[tuple[int, Span]]:
    found = _PART.fullmatch(part)
    if not found:
        raise Unreadable(
            f"the hours `{spec}` are not readable; write them like `Mo-Fr 07-19`, `7d 08-20` or `24x7`"
        )
    opens, closes = _read_time(spec, found[2]), _read_time(spec, found[3])
    if opens >= closes:
        raise Unreadable(
            f"the hours `{spec}` close before they open; write a night as two parts, each in its own day"
        )
    return [(day, (opens, closes)) for day in _read_days(spec, found[1])]


def _read_days(spec: str, days: str) -> range:
    if days == "7d":
        return range(7)
    first, _, last = days.partition("-")
    if first not in DAYS or (last or first) not in DAYS:
        raise Unreadable(f"the hours `{spec}` name a day that is none of {' '.join(DAYS)}")
    start, end = DAYS.index(first), DAYS.index(last or first)
    if start > end:
        raise Unreadable(f"the hours `{spec}` run past Sunday; write them as two parts")
    return range(start, end + 1)


def _read_time(spec: str, text: str) -> int:
    hour, _, minute = text.partition(":")
    minutes = int(hour) * 60 + int(minute or 0)
    if minutes > MINUTES_A_DAY or int(minute or 0) > 59:
        raise Unreadable(f"the hours `{spec}` name a time that no clock shows")
    return minutes
