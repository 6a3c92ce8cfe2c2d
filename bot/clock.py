"""The only reader of the wall clock: whoever needs the time asks here, once, at the edge."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_ahead = timedelta()


def now() -> datetime:
    """Return the present instant, aware and in UTC, moved ahead as far as the sandbox asked for."""
    return datetime.now(UTC) + _ahead


def day(at: datetime, zone: str) -> date:
    """Return the date that people in `zone` (an IANA name) have on their calendar at that instant."""
    return at.astimezone(ZoneInfo(zone)).date()


def today(zone: str) -> date:
    """Return the date that people in `zone` (an IANA name) have on their calendar now."""
    return day(now(), zone)


def move_ahead(by: timedelta) -> datetime:
    """Move the clock ahead for this whole process (the sandbox only) and return the new now.

    Raises ValueError when `by` is negative: time that was lived cannot be taken back.
    """
    global _ahead
    if by < timedelta():
        raise ValueError("the clock moves forward only")
    _ahead += by
    return now()


def reset() -> None:
    """Return to the true time; for tests."""
    global _ahead
    _ahead = timedelta()
