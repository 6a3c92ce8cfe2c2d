"""Quiet hours on every clock of the world, also on the days on which clocks are set."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog import ContactPolicy
from bot.customer.quiet import first_moment

SAMPLE = ContactPolicy()  # from six in the evening until eight, and at weekends
ODD = (
    "Asia/Kathmandu",  # 5:45 ahead
    "Australia/Lord_Howe",  # set by half an hour
    "Pacific/Chatham",
    "Pacific/Apia",  # left out a whole Friday in 2011
    "Africa/Cairo",  # set at midnight
    "America/Havana",
    "America/Sao_Paulo",
    "Europe/Berlin",
    "America/Denver",
)
zones = st.sampled_from(ODD) | st.sampled_from(sorted(available_timezones()))
instants = st.timedeltas(timedelta(0), timedelta(days=8000)).map(
    lambda t: datetime(2009, 1, 1, tzinfo=UTC) + t
)
policies = st.builds(
    ContactPolicy,
    quiet_from=st.times(),
    quiet_until=st.times(),
    quiet_weekends=st.booleans(),
) | st.just(SAMPLE)


def is_quiet(policy: ContactPolicy, zone: str, at: datetime) -> bool:
    """Say it in another way than the code does: by going forward from when the quiet hours began."""
    there = at.astimezone(ZoneInfo(zone))
    midnight = timedelta(hours=24)
    now, begins, ends = (
        timedelta(hours=each.hour, minutes=each.minute, seconds=each.second, microseconds=each.microsecond)
        for each in (there.time(), policy.quiet_from, policy.quiet_until)
    )
    at_night = (now - begins) % midnight < (ends - begins) % midnight
    return at_night or (policy.quiet_weekends and there.isoweekday() in (6, 7))


@given(policies, zones, instants)
def test_never_before_now_nor_in_a_quiet_hour_and_within_four_days(
    policy: ContactPolicy, zone: str, now: datetime
) -> None:
    moment = first_moment(policy, zone, now)
    assert now <= moment < now + timedelta(days=4)
    assert not is_quiet(policy, zone, moment)
    assert first_moment(policy, zone, moment) == moment


@given(policies, zones, instants)
def test_what_is_not_quiet_does_not_wait(policy: ContactPolicy, zone: str, now: datetime) -> None:
    assert (first_moment(policy, zone, now) == now) is not is_quiet(policy, zone, now)


@given(zones, instants, st.timedeltas(timedelta(0), timedelta(days=7)))
def test_who_asks_later_hears_no_earlier(zone: str, now: datetime, later: timedelta) -> None:
    assert first_moment(SAMPLE, zone, now) <= first_moment(SAMPLE, zone, now + later)


@pytest.mark.parametrize(
    ("zone", "now", "moment"),
    [
        ("America/Denver", "2026-11-20 17:59", "2026-11-20 17:59"),
        ("America/Denver", "2026-11-20 18:00", "2026-11-23 08:00"),
        ("America/Denver", "2026-11-24 03:00", "2026-11-24 08:00"),
        ("America/Denver", "2026-11-24 08:00", "2026-11-24 08:00"),
        ("Asia/Kathmandu", "2026-11-22 12:00", "2026-11-23 08:00"),
        ("Pacific/Apia", "2011-12-29 20:00", "2012-01-02 08:00"),
    ],
)
def test_an_evening_waits_for_the_morning_and_a_weekend_for_monday(zone: str, now: str, moment: str) -> None:
    asked = datetime.fromisoformat(now).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert f"{first_moment(SAMPLE, zone, asked).astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" == moment


def test_in_the_hour_that_comes_twice_it_is_not_sent_into_the_past() -> None:
    early = ContactPolicy(quiet_from=time(22), quiet_until=time(1, 30), quiet_weekends=False)
    second_quarter_past_one = datetime(2026, 11, 1, 1, 15, fold=1, tzinfo=ZoneInfo("America/Denver"))
    moment = first_moment(early, "America/Denver", second_quarter_past_one.astimezone(UTC))
    assert moment - second_quarter_past_one.astimezone(UTC) == timedelta(minutes=15)


def test_a_weekend_ends_at_midnight_where_nights_are_not_quiet() -> None:
    lunch = ContactPolicy(quiet_from=time(12), quiet_until=time(13))
    moment = first_moment(lunch, "UTC", datetime(2026, 11, 21, 10, tzinfo=UTC))
    assert moment == datetime(2026, 11, 23, tzinfo=UTC)


def test_both_times_the_same_is_no_quiet_hour() -> None:
    never = ContactPolicy(quiet_from=time(8), quiet_until=time(8), quiet_weekends=False)
    at_night = datetime(2026, 11, 21, 2, tzinfo=UTC)
    assert first_moment(never, "Europe/Berlin", at_night) == at_night
