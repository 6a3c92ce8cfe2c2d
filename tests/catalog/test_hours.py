"""Service hours: the published vectors, clock changes, and laws that hold for every instant."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog.hours import Hours, Unreadable

BERLIN, DENVER = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Denver")
OFFICE = Hours.parse("Mo-Fr 08-17", "Europe/Berlin", frozenset({date(2009, 5, 1)}))


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


@pytest.mark.parametrize(
    ("opened", "minutes", "due"),
    [
        ("2009-04-30 12:00", 60, "2009-04-30 13:00"),  # Matrix42 service desk guide, example 5
        ("2009-04-30 12:00", 24 * 60, "2009-05-06 09:00"),
        ("2026-11-20 16:30", 4 * 60, "2026-11-23 11:30"),  # Friday afternoon
        ("2026-11-21 10:00", 2 * 60, "2026-11-23 10:00"),  # Saturday
        ("2026-11-20 16:30", 30, "2026-11-20 17:00"),  # up to the last minute, not into the next day
        ("2026-11-20 17:00", 0, "2026-11-23 08:00"),
    ],
)
def test_due_times_count_service_hours_only(opened: str, minutes: int, due: str) -> None:
    assert OFFICE.add(at(opened), minutes) == at(due)


def test_a_day_is_a_working_day_not_24_hours() -> None:
    assert OFFICE.add_days(at("2009-04-30 12:00"), 1) == at("2009-05-04 12:00")
    assert OFFICE.add_days(at("2009-05-02 12:00"), 1) == at("2009-05-05 08:00"), "counting begins on Monday"


def test_a_pause_stops_the_clock() -> None:
    """3 h used before waiting for the customer leave 5 of 8 h, whenever it goes on."""
    used = OFFICE.minutes_between(at("2026-11-23 16:00"), at("2026-11-24 10:00"))
    assert used == 3 * 60
    assert OFFICE.add(at("2026-11-24 15:00"), 8 * 60 - used) == at("2026-11-25 11:00")


def test_only_downtime_inside_the_hours_counts_against_availability() -> None:
    """22 working days of 12 h, down 18:00 to 21:00: 1 of 264 h, so 99.621 %."""
    hours = Hours.parse("Mo-Fr 07-19", "Europe/Berlin")
    agreed = hours.minutes_between(at("2026-09-01"), at("2026-10-01"))
    down = hours.minutes_between(at("2026-09-02 18:00"), at("2026-09-02 21:00"))
    assert (agreed, down) == (264 * 60, 60)
    assert round(float(1 - Fraction(down, agreed)) * 100, 3) == 99.621


@pytest.mark.parametrize(
    ("spec", "moment", "is_open"),
    [
        ("Mo-Fr 07-19", "2026-11-23 07:00", True),
        ("Mo-Fr 07-19", "2026-11-23 19:00", False),
        ("Mo-Fr 07-19", "2026-11-26 12:00", False),  # a holiday
        ("7d 08-20", "2026-11-26 12:00", True),  # every day means every day
        ("24x7", "2026-11-26 03:00", True),
        ("Mo-Sa 05-23", "2026-11-22 12:00", False),
        ("Mo-Fr 08-17:30, Sa 09-12", "2026-11-21 11:59", True),
        ("Mo-Fr 08-17:30, Sa 09-12", "2026-11-23 17:29", True),
        ("Mo-Fr 08-12, Mo-Fr 13-17", "2026-11-23 12:30", False),
    ],
)
def test_open_or_not(spec: str, moment: str, is_open: bool) -> None:
    hours = Hours.parse(spec, "America/Denver", frozenset({date(2026, 11, 26)}))
    assert hours.open_at(at(moment, DENVER)) is is_open
    assert str(hours) == spec


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-24 03:00", False),  # Tuesday: four working days left
        ("2026-11-24 12:00", True),
        ("2026-11-25 03:00", True),  # Wednesday: with the holiday on Thursday, third-last
        ("2026-11-26 03:00", True),  # the holiday inside the close
        ("2026-11-28 03:00", True),  # the weekend inside the close
        ("2026-12-03 23:00", True),  # third working day of December
        ("2026-12-04 03:00", False),
        ("2026-12-05 12:00", False),
    ],
)
def test_the_close_of_a_month_is_round_the_clock(moment: str, is_open: bool) -> None:
    hours = Hours.parse("24x7 at close", "America/Denver", frozenset({date(2026, 11, 26)}))
    assert hours.open_at(at(moment, DENVER)) is is_open


def test_a_clock_change_makes_days_shorter_and_longer() -> None:
    always = Hours.parse("24x7", "America/Denver")
    assert always.minutes_between(at("2026-03-08", DENVER), at("2026-03-09", DENVER)) == 23 * 60
    assert always.minutes_between(at("2026-11-01", DENVER), at("2026-11-02", DENVER)) == 25 * 60


def test_opening_inside_the_hour_the_clock_skips_is_its_end() -> None:
    hours = Hours.parse("7d 02:30-05", "America/Denver")
    assert hours.next_open(at("2026-03-08 00:00", DENVER)) == datetime(2026, 3, 8, 9, 0, tzinfo=UTC)
    assert hours.minutes_between(at("2026-03-08 00:00", DENVER), at("2026-03-08 12:00", DENVER)) == 120
    never = Hours.parse("7d 02:10-02:50", "America/Denver")
    assert never.next_open(at("2026-03-08 00:00", DENVER)) == at("2026-03-09 02:10", DENVER)


def test_opening_in_the_hour_that_comes_twice_is_the_first() -> None:
    hours = Hours.parse("7d 01:30-03", "America/Denver")
    assert hours.next_open(at("2026-11-01 00:00", DENVER)) == datetime(2026, 11, 1, 7, 30, tzinfo=UTC)


def test_time_runs_forward_only() -> None:
    with pytest.raises(ValueError, match="forward"):
        OFFICE.add(at("2026-11-23 12:00"), -1)
    assert OFFICE.minutes_between(at("2026-11-24 12:00"), at("2026-11-23 12:00")) == 0


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        ("at night", "not readable"),
        ("Mo-Fr mornings", "not readable"),
        ("Mo-Fr 19-07", "close before they open"),
        ("Mo-Xx 07-19", "none of Mo Tu"),
        ("Fr-Mo 07-19", "past Sunday"),
        ("7d 08-25", "no clock shows"),
        ("7d 08:75-19", "no clock shows"),
        ("Mo-Fr 07-19, Fr 18-22", "overlap"),
    ],
)
def test_unreadable_hours_say_how_to_write_them(spec: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        Hours.parse(spec, "America/Denver")


SPECS = ("Mo-Fr 07-19", "7d 08-20", "24x7", "24x7 at close", "Mo-Sa 05-23", "7d 01:30-02:30, Mo-Fr 09-17")
ZONES = ("America/Denver", "Europe/Berlin", "Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu")
any_hours = st.builds(
    lambda spec, zone: Hours.parse(spec, zone, frozenset({date(2026, 12, 25), date(2026, 3, 30)})),
    st.sampled_from(SPECS),
    st.sampled_from(ZONES),
)
instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda each: each.replace(tzinfo=UTC))  # noqa: DTZ001
around_changes = st.tuples(
    st.sampled_from(
        [
            datetime(2026, 3, 8, 9, tzinfo=UTC),
            datetime(2026, 11, 1, 8, tzinfo=UTC),
            datetime(2026, 3, 29, 1, tzinfo=UTC),
            datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
        ]
    ),
    st.integers(-300, 300),
).map(lambda each: each[0] + timedelta(minutes=each[1]))
moments = st.one_of(instants, around_changes)


@settings(max_examples=2 * settings().max_examples)
@given(any_hours, moments, st.integers(0, 3000))
def test_adding_and_measuring_undo_each_other(hours: Hours, start: datetime, minutes: int) -> None:
    assert hours.minutes_between(start, hours.add(start, minutes)) == minutes


@given(any_hours, moments, st.integers(0, 3000), st.integers(0, 500))
def test_later_and_longer_never_end_sooner(hours: Hours, start: datetime, minutes: int, more: int) -> None:
    assert hours.add(start, minutes) <= hours.add(start, minutes + more)
    assert hours.add(start, minutes) <= hours.add(start + timedelta(minutes=more), minutes)


@given(any_hours, moments, st.integers(0, 4000), st.integers(0, 4000))
def test_service_time_adds_up_and_never_exceeds_real_time(
    hours: Hours, a: datetime, one: int, two: int
) -> None:
    a = a.replace(second=0, microsecond=0)
    b, c = a + timedelta(minutes=one), a + timedelta(minutes=one + two)
    assert hours.minutes_between(a, c) == hours.minutes_between(a, b) + hours.minutes_between(b, c)
    assert hours.minutes_between(a, c) <= one + two


@given(any_hours, moments)
def test_what_opens_next_is_open(hours: Hours, start: datetime) -> None:
    opens = hours.next_open(start)
    assert hours.open_at(opens)
    assert (opens == start) is hours.open_at(start)
    assert hours.minutes_between(start, opens) == 0


def test_an_extension_opens_the_service_for_once() -> None:
    friday = OFFICE.extended([(at("2026-11-21 09:00"), at("2026-11-21 11:00"))])
    assert OFFICE.add(at("2026-11-20 16:30"), 4 * 60) == at("2026-11-23 11:30")
    assert friday.add(at("2026-11-20 16:30"), 4 * 60) == at("2026-11-23 09:30")
    assert friday.open_at(at("2026-11-21 09:00"))
    assert not friday.open_at(at("2026-11-21 11:00"))
    assert friday.next_open(at("2026-11-20 18:00")) == at("2026-11-21 09:00")
    assert friday.minutes_between(at("2026-11-20 16:00"), at("2026-11-23 09:00")) == 60 + 120 + 60
    assert friday.add_days(at("2026-11-20 10:00"), 1) == at("2026-11-21 10:00")
    assert OFFICE.extended([]) == OFFICE


def test_extensions_that_overlap_each_other_or_the_hours_count_once() -> None:
    longer = OFFICE.extended(
        [
            (at("2026-11-23 16:00"), at("2026-11-23 19:00")),
            (at("2026-11-23 18:00"), at("2026-11-23 20:00")),
        ]
    ).extended([(at("2026-11-23 20:00"), at("2026-11-23 20:30"))])
    assert longer.minutes_between(at("2026-11-23 00:00"), at("2026-11-24 00:00")) == (9 + 3) * 60 + 30
    assert longer.open_at(at("2026-11-23 18:30"))


def test_an_extension_past_midnight_is_one() -> None:
    night = OFFICE.extended([(at("2026-11-23 22:00"), at("2026-11-24 02:00"))])
    assert night.add(at("2026-11-23 22:00"), 180) == at("2026-11-24 01:00")
    assert night.minutes_between(at("2026-11-23 17:00"), at("2026-11-24 08:00")) == 240


def test_an_extension_that_ends_before_it_begins_is_none() -> None:
    with pytest.raises(ValueError, match="after it begins"):
        OFFICE.extended([(at("2026-11-23 22:00"), at("2026-11-23 22:00"))])


openings = st.lists(
    st.tuples(moments, st.integers(1, 3000)).map(
        lambda each: (each[0], each[0] + timedelta(minutes=each[1]))
    ),
    max_size=3,
)


@settings(max_examples=2 * settings().max_examples)
@given(any_hours, openings, moments, st.integers(0, 3000), st.integers(0, 5))
def test_extensions_never_make_anything_due_later(
    hours: Hours, more: list[tuple[datetime, datetime]], start: datetime, minutes: int, days: int
) -> None:
    longer = hours.extended(more)
    assert longer.add(start, minutes) <= hours.add(start, minutes)
    assert longer.add_days(start, days) <= hours.add_days(start, days)
    assert longer.minutes_between(start, hours.add(start, minutes)) >= minutes


@settings(max_examples=2 * settings().max_examples)
@given(any_hours, openings, moments, st.integers(0, 3000), st.integers(0, 500))
def test_extended_hours_keep_every_law(
    hours: Hours, more: list[tuple[datetime, datetime]], start: datetime, minutes: int, shift: int
) -> None:
    longer = hours.extended(more)
    opens = longer.next_open(start)
    assert longer.open_at(opens)
    assert (opens == start) is longer.open_at(start)
    assert longer.minutes_between(start, longer.add(start, minutes)) == minutes
    assert longer.add(start, minutes) <= longer.add(start, minutes + shift)
    assert longer.add(start, minutes) <= longer.add(start + timedelta(minutes=shift), minutes)


@settings(max_examples=2 * settings().max_examples)
@given(any_hours, openings, moments, st.integers(1, 3000), st.integers(0, 2000), st.integers(1, 3000))
def test_a_pause_of_so_many_service_minutes_moves_what_is_due_by_just_as_many(
    hours: Hours,
    more: list[tuple[datetime, datetime]],
    opened: datetime,
    target: int,
    used: int,
    waited: int,
) -> None:
    """What is left of the target when waiting begins is left when it ends, across every clock change."""
    clock = hours.extended(more)
    due = clock.add(opened, target)
    since = clock.add(opened, min(used, target))
    until = clock.add(since, waited)
    moved = clock.add(due, clock.minutes_between(since, until))
    assert clock.minutes_between(due, moved) == waited
    assert clock.minutes_between(until, moved) == clock.minutes_between(since, due)
