"""Availability: the published figures, and laws that hold whatever broke when."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.hours import Hours
from bot.process import availability
from bot.process.availability import Outage

BERLIN = ZoneInfo("Europe/Berlin")
HOURS = Hours.parse("Mo-Fr 07-19", "Europe/Berlin")
ALWAYS = Hours.parse("24x7", "UTC")
SEPTEMBER = (datetime(2026, 9, 1, tzinfo=BERLIN), datetime(2026, 10, 1, tzinfo=BERLIN))  # 22 days of 12 hours


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 9, day, hour, tzinfo=BERLIN)


def percent(share: Fraction, digits: int = 3) -> float:
    return round(float(share) * 100, digits)


def test_two_of_a_hundred_hours_down_are_98_percent() -> None:
    assert percent(availability.share(100 * 60, 2 * 60)) == 98.0


def test_only_downtime_inside_the_hours_counts() -> None:
    agreed = HOURS.minutes_between(*SEPTEMBER)
    down = availability.downtime(HOURS, *SEPTEMBER, [(at(2, 18), at(2, 21))])
    assert (agreed, down) == (264 * 60, 60)
    assert percent(availability.share(agreed, down)) == 99.621


def test_three_hours_that_hit_a_fifth_of_the_users() -> None:
    hit = (at(2, 9), at(2, 12))
    some = availability.weighted(HOURS, *SEPTEMBER, [Outage(hit, 100)], 500)
    everyone = availability.weighted(HOURS, *SEPTEMBER, [Outage(hit)], 500)
    assert (percent(some), percent(everyone)) == (99.773, 98.864)


def test_a_chain_is_weaker_than_its_parts() -> None:
    assert percent(availability.chain([Fraction("0.999")] * 4)) == 99.601
    assert availability.chain([]) == 1


@pytest.mark.parametrize(
    ("promise", "always", "days"),
    [
        ("0.99", 438.0, 158.4),
        ("0.995", 219.0, 79.2),
        ("0.999", 43.8, 15.8),
        ("0.9995", 21.9, 7.9),
        ("0.9999", 4.4, 1.6),
    ],
)
def test_how_long_it_may_be_down(promise: str, always: float, days: float) -> None:
    allowed = [availability.allowed(Fraction(promise), hours * 60) for hours in (730, 264)]
    assert [round(float(each), 1) for each in allowed] == [always, days]


def test_what_overlaps_is_down_once_and_what_lies_outside_the_month_is_not() -> None:
    spans = [(at(2, 9), at(2, 12)), (at(2, 10), at(2, 11)), (at(2, 11), at(2, 13))]
    assert availability.downtime(HOURS, *SEPTEMBER, spans) == 4 * 60
    since, until = at(2, 10), at(2, 12)
    assert availability.downtime(HOURS, since, until, spans) == 2 * 60
    assert availability.downtime(HOURS, at(3, 0), at(4, 0), spans) == 0


minutes = st.integers(0, 60 * 24 * 40)
spans = st.lists(
    st.tuples(minutes, st.integers(0, 3000)).map(
        lambda each: (
            datetime(2026, 8, 28, tzinfo=UTC) + timedelta(minutes=each[0]),
            datetime(2026, 8, 28, tzinfo=UTC) + timedelta(minutes=each[0] + each[1]),
        )
    ),
    max_size=6,
)


@given(spans, spans)
def test_more_outages_never_help_and_nothing_is_more_than_all_the_time(
    some: list[tuple[datetime, datetime]], more: list[tuple[datetime, datetime]]
) -> None:
    for hours in (HOURS, ALWAYS):
        agreed = hours.minutes_between(*SEPTEMBER)
        down = availability.downtime(hours, *SEPTEMBER, some)
        assert 0 <= down <= availability.downtime(hours, *SEPTEMBER, [*some, *more]) <= agreed
        assert down <= availability.downtime(ALWAYS, *SEPTEMBER, some)


@given(spans, st.integers(1, 500))
def test_by_users_it_is_the_same_where_everybody_is_hit_apart(
    given_spans: list[tuple[datetime, datetime]], users: int
) -> None:
    agreed = HOURS.minutes_between(*SEPTEMBER)
    apart = given_spans[:1]
    plain = availability.share(agreed, availability.downtime(HOURS, *SEPTEMBER, apart))
    assert availability.weighted(HOURS, *SEPTEMBER, [Outage(each) for each in apart], users) == plain
