"""How far the clock is moved when a person at the page asks for a moment to come."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AHEAD = (
    ("hour", "+1 hour"),
    ("tomorrow", "Tomorrow 9:00"),
    ("monday", "Next Monday 9:00"),
    ("month", "1st of next month 9:00"),
)
_START = time(9)


def distance(to: str, now: datetime, zone: str) -> timedelta:
    """Return how far `to` (a key of AHEAD) lies ahead of `now` on the clocks of `zone`; LookupError else."""
    if to == "hour":
        return timedelta(hours=1)
    today = now.astimezone(ZoneInfo(zone)).date()
    days = {"tomorrow": today + timedelta(days=1), "monday": _next_monday(today), "month": _next_first(today)}
    there = datetime.combine(days[to], _START, ZoneInfo(zone))
    return there.astimezone(UTC) - now


def _next_monday(today: date) -> date:
    return today + timedelta(days=7 - today.weekday())


def _next_first(today: date) -> date:
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1)
