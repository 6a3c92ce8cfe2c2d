"""How far the clock is moved when a person at the page asks for a moment to come."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AHEAD = (
    ("hour", "+1 hour"),
    ("evening", "Next evening 18:40"),
    ("tomorrow", "Tomorrow 9:00"),
    ("saturday", "Next Saturday 8:00"),
    ("monday", "Next Monday 9:00"),
    ("month", "1st of next month 9:00"),
)
_EARLY, _START, _EVENING = time(8), time(9), time(18, 40)
_MONDAY, _SATURDAY = 0, 5


def distance(to: str, now: datetime, zone: str) -> timedelta:
    """Return how far `to` (a key of AHEAD) lies ahead of `now` on the clocks of `zone`; LookupError else."""
    if to == "hour":
        return timedelta(hours=1)
    here = now.astimezone(ZoneInfo(zone))
    today = here.date()
    moments = {
        "evening": (today + timedelta(days=here.time() >= _EVENING), _EVENING),
        "tomorrow": (today + timedelta(days=1), _START),
        "saturday": (_next(_SATURDAY, today), _EARLY),
        "monday": (_next(_MONDAY, today), _START),
        "month": (_next_first(today), _START),
    }
    there = datetime.combine(*moments[to], ZoneInfo(zone))
    return there.astimezone(UTC) - now


def _next(weekday: int, today: date) -> date:
    """Return the next such day after today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _next_first(today: date) -> date:
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1)
