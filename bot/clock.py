"""The only reader of the wall clock, asked once, at the edge; and what an instant is on the clock of a zone."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_ahead = timedelta()


def now() -> datetime:
    """Return the present instant, aware and in UTC, moved ahead as far as the sandbox asked for."""
    return datetime.now(UTC) + _ahead


def day(at: datetime, zone: str) -> date:
    """Return the date that people in `zone` (an IANA name) have on their calendar at that instant."""
    return at.astimezone(ZoneInfo(zone)).date()


def instant(shown: datetime, zone: ZoneInfo) -> datetime:
    """Return the first instant (UTC) at which the clock in `zone` shows at least `shown`."""
    at = shown.replace(tzinfo=zone).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == shown:
        return at
    skipped = shown.replace(tzinfo=zone, fold=1).astimezone(UTC)  # before the gap; `at` is after it
    before = skipped.astimezone(zone).utcoffset()
    while at - skipped > timedelta(seconds=1):
        middle = skipped + (at - skipped) // 2
        if middle.astimezone(zone).utcoffset() == before:
            skipped = middle
        else:
            at = middle
    return at.replace(microsecond=0)


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
