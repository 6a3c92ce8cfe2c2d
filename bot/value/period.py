"""The stretch of time that a report speaks about: a closed month for money, instants for what happened."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.catalog.dates import MONTH, month_number

_WRITTEN = re.compile(r"\b(20\d\d)-(0[1-9]|1[0-2])\b")
_NAMED = re.compile(rf"\b({MONTH})(?:\s+(20\d\d)\b)?", re.IGNORECASE)
_LAST = re.compile(r"\blast month\b", re.IGNORECASE)


@dataclass(frozen=True)
class Period:
    """Cost is of `month`; everything that happened is in [starts_at, ends_at)."""

    month: str  # "2026-10"
    starts_at: datetime
    ends_at: datetime

    @property
    def before(self) -> "Period":
        """The stretch of the same length just before, for comparing."""
        return Period(
            month_before(self.month), self.starts_at - (self.ends_at - self.starts_at), self.starts_at
        )


def of_month(month: str, zone: str) -> Period:
    """Return a whole calendar month as people in `zone` count it."""
    return Period(month, _begins(month, zone), _begins(month_after(month), zone))


def rolling(now: datetime, zone: str, days: int = 28) -> Period:
    """Return the last `days` days, with the last closed month for money."""
    return Period(closed_month(now, zone), now - timedelta(days=days), now)


def closed_month(now: datetime, zone: str) -> str:
    """Return the latest calendar month that is over in `zone`."""
    return month_before(f"{now.astimezone(ZoneInfo(zone)):%Y-%m}")


def read(text: str, today: date) -> tuple[str | None, str]:
    """Return the month that a text names ("2026-10", "October", "oct 2026", "last month"), and what else it says.

    A month without a year is the latest that has begun. None where it names no month.
    """
    if found := _WRITTEN.search(text):
        month = found[0]
    elif found := _LAST.search(text):
        month = month_before(f"{today:%Y-%m}")
    elif found := _NAMED.search(text):
        number = month_number(found[1])
        year = int(found[2]) if found[2] else today.year - (number > today.month)
        month = f"{year}-{number:02}"
    else:
        return None, text.strip()
    return month, f"{text[: found.start()]} {text[found.end() :]}".strip()


def month_before(month: str) -> str:
    """Return the calendar month before."""
    return f"{_first(month) - timedelta(days=1):%Y-%m}"


def last_day(month: str) -> date:
    """Return the month's last day."""
    return _first(month_after(month)) - timedelta(days=1)


def month_after(month: str) -> str:
    """Return the calendar month after."""
    return f"{_first(month) + timedelta(days=31):%Y-%m}"


def _first(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def _begins(month: str, zone: str) -> datetime:
    return datetime.combine(_first(month), datetime.min.time(), ZoneInfo(zone))
