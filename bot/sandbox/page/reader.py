"""Who looks at the page: their zone, the names they know, and how instants read to them."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_skeleton, format_time

_TOKEN = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Reader:
    """One person at the page. `people` and `channels` map Slack ids to names; `files` ids to addresses."""

    person: str
    zone: str
    now: datetime
    people: Mapping[str, str] = field(default_factory=dict)
    channels: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    locale: str = "en-US"

    def local(self, ts: str | float) -> datetime:
        """Return the instant `ts` (Slack's seconds since 1970, as text or number) on this person's clock."""
        return datetime.fromtimestamp(float(ts), UTC).astimezone(ZoneInfo(self.zone))

    @property
    def today(self) -> date:
        """The date on this person's calendar."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()

    def clock(self, ts: str | float) -> str:
        """Return the time of day, as `9:05 AM`."""
        return _clock(self.local(ts))

    def day(self, ts: str | float) -> str:
        """Return the heading over a day's messages: Today, Yesterday, or `Monday, November 23rd`."""
        on = self.local(ts).date()
        near = _near(on, self.today)
        words = f"{on:%A, %B} {_ordinal(on.day)}"
        return near.capitalize() or (words if on.year == self.today.year else f"{words}, {on.year}")

    def full(self, ts: str | float) -> str:
        """Return date and time in full, as a tooltip shows them."""
        at = self.local(ts)
        return f"{at:%A}, {at.day} {at:%B} {at.year} at {_clock(at)}"

    def ago(self, ts: str | float) -> str:
        """Return how long since (or until) `ts`, in its largest whole unit."""
        seconds = int((self.now - datetime.fromtimestamp(float(ts), UTC)).total_seconds())
        size = abs(seconds)
        for unit, length in (("day", 86400), ("hour", 3600), ("minute", 60)):
            if size >= length:
                count = size // length
                words = f"{count} {unit}{'' if count == 1 else 's'}"
                return f"{words} ago" if seconds > 0 else f"in {words}"
        return "just now"

    def spell(self, ts: int, pattern: str) -> str:
        """Fill Slack's date tokens (`{date_short} at {time}`) for this reader; unknown tokens stay."""
        at = self.local(ts)

        def word(match: re.Match[str]) -> str:
            token = match[1]
            if token == "ago":
                return self.ago(ts)
            spelled = _WORDS.get(token.removesuffix("_pretty"))
            if spelled is None:
                return match[0]
            language = self.locale.partition("-")[0]
            near = _near(at.date(), self.today, language) if token.endswith("_pretty") else ""
            return near or (spelled(at) if language == "en" else _abroad(at, token, self.locale))

        return _TOKEN.sub(word, pattern)


def _clock(at: datetime) -> str:
    return f"{at.hour % 12 or 12}:{at:%M} {at:%p}"


def _near(on: date, today: date, language: str = "en") -> str:
    away = (on - today) // timedelta(days=1)
    return _NEAR[language][away + 1] if abs(away) <= 1 and language in _NEAR else ""


def _abroad(at: datetime, token: str, locale: str) -> str:
    """Return a date token for who has Slack in another language than English."""
    spoken = locale.replace("-", "_")
    name = token.removesuffix("_pretty")
    if name.startswith("time"):
        return format_time(at, "medium" if name == "time_secs" else "short", locale=spoken)
    if name in _SIZES:
        return format_date(at, _SIZES[name], locale=spoken)
    return format_skeleton(_SKELETONS[name], at, locale=spoken)


def _ordinal(day: int) -> str:
    ending = "th" if 11 <= day % 100 <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


_NEAR = {"en": ("yesterday", "today", "tomorrow"), "de": ("gestern", "heute", "morgen")}
_SIZES = {"date": "long", "date_long": "full"}
_SKELETONS = {"date_num": "yMMdd", "date_slash": "yMd", "date_short": "yMMMd"}
_WORDS: dict[str, Callable[[datetime], str]] = {
    "date_num": lambda at: f"{at:%Y-%m-%d}",
    "date_slash": lambda at: f"{at:%m/%d/%Y}",
    "date": lambda at: f"{at:%B} {_ordinal(at.day)}, {at.year}",
    "date_short": lambda at: f"{at:%b} {at.day}, {at.year}",
    "date_long": lambda at: f"{at:%A, %B} {_ordinal(at.day)}, {at.year}",
    "time": _clock,
    "time_secs": lambda at: f"{at.hour % 12 or 12}:{at:%M:%S} {at:%p}",
}
