"""A schedule comes when the clocks on the wall say so, in every zone, on every day of the year (fault 12)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.delivery.wall_clock import Unschedulable, check, first_after

HOUR = timedelta(hours=1)
ZONES = sorted(
    zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "posix/"))
)
RESTLESS = [
    "America/New_York",
    "Europe/Berlin",
    "America/Santiago",  # its gap is at midnight
    "Africa/Cairo",
    "Australia/Lord_Howe",  # half an hour
    "Africa/Casablanca",
    "America/Havana",
    "Asia/Kathmandu",
]


def on_the_wall(zone: str, *when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo(zone)).astimezone(UTC)  # type: ignore[arg-type,misc]


@pytest.mark.parametrize(
    ("cron", "zone", "after", "comes"),
    [
        (
            "30 2 * * *",
            "America/New_York",
            (2026, 3, 7, 12),
            (2026, 3, 8, 3, 0),
        ),  # the end of the gap
        ("30 2 * * *", "America/New_York", (2026, 3, 8, 3), (2026, 3, 9, 2, 30)),
        (
            "30 1 * * *",
            "America/New_York",
            (2026, 10, 31, 12),
            (2026, 11, 1, 1, 30),
        ),  # the first of two
        ("0 0 * * *", "America/Santiago", (2026, 9, 5, 12), (2026, 9, 6, 1, 0)),
        ("0 9 * * mon", "Europe/Berlin", (2026, 10, 19, 9), (2026, 10, 26, 9, 0)),  # an hour more apart
        ("0 9 last * *", "America/Denver", (2026, 11, 23, 9), (2026, 11, 30, 9, 0)),
        ("0 9 1-7 * mon", "UTC", (2026, 11, 23, 9), (2026, 12, 7, 9, 0)),  # the first Monday
    ],
)
def test_it_comes_when_the_wall_says(
    cron: str, zone: str, after: tuple[int, ...], comes: tuple[int, ...]
) -> None:
    assert first_after(cron, zone, on_the_wall(zone, *after)) == on_the_wall(zone, *comes)


def test_a_time_shown_twice_comes_once() -> None:
    first = first_after("30 1 * * *", "America/New_York", datetime(2026, 11, 1, tzinfo=UTC))
    second = first_after("30 1 * * *", "America/New_York", first)
    assert (first, second - first) == (datetime(2026, 11, 1, 5, 30, tzinfo=UTC), 25 * HOUR)


def test_a_day_that_a_country_skipped_comes_as_its_end() -> None:
    before = datetime(2011, 12, 29, 20, tzinfo=UTC)
    assert first_after("0 12 30 12 *", "Pacific/Apia", before) == datetime(2011, 12, 30, 10, tzinfo=UTC)


def expected(day: date, at: time, zone: str) -> datetime:
    """Say by brute force, minute by minute, when the walls of `zone` first show `at` or later on that day."""
    place = ZoneInfo(zone)
    instant = datetime.combine(day, at, UTC) - 16 * HOUR
    while (shown := instant.astimezone(place).replace(tzinfo=None)) < datetime.combine(day, at):
        instant += timedelta(minutes=1)
    del shown
    return instant


@settings(max_examples=2 * settings().max_examples)
@given(
    zone=st.sampled_from(RESTLESS) | st.sampled_from(ZONES),
    day=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
    at=st.sampled_from([time(0, 0), time(2, 0), time(2, 30), time(3, 15)])
    | st.builds(time, st.integers(0, 23), st.integers(0, 59)),
)
def test_it_comes_once_on_every_day(zone: str, day: date, at: time) -> None:
    cron = f"{at.minute} {at.hour} * * *"
    wanted = expected(day, at, zone)
    came = first_after(cron, zone, wanted - timedelta(seconds=1))
    assert came == wanted
    assert first_after(cron, zone, came) == expected(day + timedelta(days=1), at, zone)


@pytest.mark.parametrize("zone", RESTLESS)
@pytest.mark.parametrize("at", ["0 0", "30 2", "0 9"])
def test_no_day_is_skipped_or_doubled_in_two_years(zone: str, at: str) -> None:
    instant = on_the_wall(zone, 2026, 1, 1, 12)
    days = []
    for _ in range(730):
        instant = first_after(f"{at} * * *", zone, instant)
        days.append(instant.astimezone(ZoneInfo(zone)).date())
    assert days == [date(2026, 1, 2) + timedelta(days=number) for number in range(730)]


@pytest.mark.parametrize(
    ("cron", "zone", "words"),
    [
        ("0 9 * * mon", "Europe/Berlim", "Europe/Berlin"),
        ("0 9 * * mon", "../etc/passwd", "time zone"),
        ("0 9 * * 1", "UTC", "by name"),
        ("0 9 * *", "UTC", "minute hour day month weekday"),
        ("0 25 * * *", "UTC", "not a schedule"),
        ("0 0 31 2 *", "UTC", "never comes"),
        ("*/4 * * * *", "UTC", "every 5 minutes"),
        ("0,58 0,23 * * *", "UTC", "every 5 minutes"),
        ("* 9 1 1 *", "UTC", "every 5 minutes"),
    ],
)
def test_what_cannot_be_used_is_refused_in_a_sentence(cron: str, zone: str, words: str) -> None:
    with pytest.raises(Unschedulable, match=words):
        check(cron, zone)


def test_five_minutes_apart_is_fine() -> None:
    check("*/5 * * * *", "Asia/Kathmandu")


def test_a_line_that_never_comes_has_no_next() -> None:
    with pytest.raises(Unschedulable, match="never comes"):
        first_after("0 0 31 2 *", "UTC", datetime(2026, 1, 1, tzinfo=UTC))
