"""How far the clock leaps, on the clocks of the person who asks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.sandbox.page.leap import AHEAD, distance

DENVER = ZoneInfo("America/Denver")


@pytest.mark.parametrize(
    ("to", "now", "there"),
    [
        ("hour", "2026-11-23 09:00", "2026-11-23 10:00"),
        ("evening", "2026-11-23 09:00", "2026-11-23 18:40"),
        ("evening", "2026-11-23 18:40", "2026-11-24 18:40"),
        ("saturday", "2026-11-23 09:00", "2026-11-28 08:00"),
        ("saturday", "2026-11-28 07:00", "2026-12-05 08:00"),
        ("tomorrow", "2026-11-23 23:30", "2026-11-24 09:00"),
        ("monday", "2026-11-23 08:00", "2026-11-30 09:00"),
        ("monday", "2026-11-29 08:00", "2026-11-30 09:00"),
        ("month", "2026-11-30 10:00", "2026-12-01 09:00"),
        ("month", "2026-12-31 10:00", "2027-01-01 09:00"),
        ("month", "2027-01-31 10:00", "2027-02-01 09:00"),
        ("monday", "2026-10-31 12:00", "2026-11-02 09:00"),  # over the end of summer time
    ],
)
def test_where_the_clock_lands(to: str, now: str, there: str) -> None:
    start = datetime.fromisoformat(now).replace(tzinfo=DENVER).astimezone(UTC)
    landed = (start + distance(to, start, "America/Denver")).astimezone(DENVER)
    assert landed.strftime("%Y-%m-%d %H:%M") == there


def test_every_leap_goes_forward_and_an_unknown_one_is_refused() -> None:
    now = datetime(2026, 11, 23, 16, tzinfo=UTC)
    assert all(distance(to, now, "Europe/Berlin") > timedelta() for to, _ in AHEAD)
    with pytest.raises(LookupError):
        distance("yesterday", now, "Europe/Berlin")
