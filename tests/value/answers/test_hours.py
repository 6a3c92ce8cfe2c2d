"""Whether a service is promised at a time, on the asker's clock, at T0."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.catalog import Catalog, Hours, moments
from bot.catalog.aspects import Asked
from bot.value.answers import Asker, Topic, entry
from bot.value.answers.hours import DeskAnswer, HoursAnswer, desk, hours
from tests.conftest import T0

ZONES = ("America/Denver", "Europe/Berlin", "Asia/Kolkata")


def of(
    catalog: Catalog, words: str, tier: str | None = None, zone: str = "America/Denver", now: datetime = T0
) -> HoursAnswer:
    asked = Asked(words, "hours", moment=moments.read(words))
    asker = Asker("", None, None, zone, now)
    erp = catalog.service("ERP")
    topic, known = Topic(asked, "hours", "ERP", tier), entry(None, catalog, erp, asker)
    return hours(None, catalog, erp, topic, asker, known)


def there(catalog: Catalog, words: str) -> DeskAnswer:
    asked = Asked(words, "hours", moment=moments.read(words), about_it=True)
    return desk(None, catalog, Topic(asked, "hours"), Asker("", None, None, "America/Denver", T0))


@pytest.mark.parametrize(
    ("words", "tier", "open_"),
    [
        ("saturday at 7", "Standard", "no"),
        ("saturday at 7", "Extended hours", "yes"),
        ("saturday at 5:30am", "Extended hours", "no"),
        ("tuesday at 7", "Standard", "yes"),
        ("tuesday at 6:59pm", "Standard", "yes"),
        ("tuesday at 7pm", "Standard", "no"),
        ("tonight", "Standard", "partly"),
        ("saturday", "Extended hours", "yes"),
        ("the weekend", "Extended hours", "yes"),
        ("mon thru wed", "Standard", "yes"),
        ("wed to fri", "Standard", "partly"),
        ("sat or sun", "Standard", "no"),
        ("sat or sun at 7", "Extended hours", "yes"),
        ("mon-wed at 18:59", "Standard", "yes"),
        ("mon-wed 18-20", "Standard", "partly"),
        ("30 december to 2 january", "Standard", "partly"),
        ("thanksgiving", "Standard", "no"),
        ("thanksgiving", "Extended hours", "yes"),
        ("nov 30 at 3am", "Quarter-end care", "yes"),
    ],
)
def test_open_or_not(sample_catalog: Catalog, words: str, tier: str, open_: str) -> None:
    (promise,) = of(sample_catalog, words, tier).promises

    assert promise.open == open_


def test_days_from_one_to_another_show_each_day(sample_catalog: Catalog) -> None:
    (promise,) = of(sample_catalog, "mon-sun", "Standard").promises
    open_, holiday, weekend = promise.verdicts

    assert [day.day for day in open_.days] == [23, 24, 25, 27]
    assert (holiday.holiday, [day.day for day in holiday.days]) == (True, [26])
    assert (weekend.holiday, [day.day for day in weekend.days]) == (False, [28, 29])
    assert promise.opens is None


def test_days_on_which_it_is_open_at_other_times_are_told_apart(sample_catalog: Catalog) -> None:
    (promise,) = of(
        sample_catalog, "mon to wed", "Quarter-end care"
    ).promises  # the books close from Wednesday

    assert promise.open == "yes"
    assert [(len(each.days), each.all_of_it) for each in promise.verdicts] == [(2, False), (1, True)]


@pytest.mark.parametrize(
    ("words", "tier", "other"),
    [
        ("tuesday 6:30", "Standard", ["no"]),
        ("tuesday at 7", "Standard", ["no"]),
        ("tuesday at 7", "Extended hours", None),  # open at both
        ("saturday at 6", "Standard", None),  # closed at both
        ("saturday at 7am", "Standard", None),
        ("saturday", "Standard", None),
        ("tue 6-8", "Standard", ["partly"]),  # for an hour in each, another one
        ("mon-wed at 8", "Standard", ["no"]),
        ("tuesday 6:30", None, ["no", "yes", "no"]),
    ],
)
def test_the_other_half_of_the_day_is_told_where_it_is_not_the_same(
    sample_catalog: Catalog, words: str, tier: str | None, other: list[str] | None
) -> None:
    found = of(sample_catalog, words, tier).other

    assert (found and [each.open for each in found.promises]) == other


def test_of_today_the_half_that_is_to_come_is_told(sample_catalog: Catalog) -> None:
    found = of(sample_catalog, "at 8", "Standard")  # eight has passed this morning

    assert found.when[0].on.day == 24
    assert found.other is not None
    assert found.other.when[0].on.day == 23


def test_who_is_there_in_the_other_half_is_told_where_it_is_not_the_same(sample_catalog: Catalog) -> None:
    found = there(sample_catalog, "tuesday at 6").other

    assert found is not None
    assert found.staffed[0].closed
    assert there(sample_catalog, "tuesday at 6pm").other is None


def test_what_is_open_when_the_time_ends_opens_no_more(sample_catalog: Catalog) -> None:
    assert of(sample_catalog, "tue 6am-8am", "Standard").promises[0].opens is None
    assert of(sample_catalog, "tue 6pm-8pm", "Standard").promises[0].opens is not None


def test_to_be_kept_open_is_the_first_time_at_which_it_is_not(sample_catalog: Catalog) -> None:
    found = of(sample_catalog, "mon, sat and sun at 10", "Standard").extendable

    assert found is not None
    assert found.on.day == 28
    assert of(sample_catalog, "mon and tue at 10", "Standard").extendable is None


@pytest.mark.parametrize(
    "now", [datetime(2027, 3, 12, 16, tzinfo=UTC), datetime(2027, 11, 5, 16, tzinfo=UTC)]
)
def test_a_weekend_on_which_clocks_change_has_two_days(sample_catalog: Catalog, now: datetime) -> None:
    erp = sample_catalog.service("ERP")
    but_sundays = replace(erp.tiers[0], hours=Hours.parse("Mo-Sa 08-18", "America/Denver"))
    services = {**sample_catalog.services, "ERP": replace(erp, tiers=(but_sundays,))}

    (promise,) = of(replace(sample_catalog, services=services), "the weekend", "Standard", now=now).promises

    assert promise.open == "partly"


def test_when_it_opens_next_and_which_level_would_be_open(sample_catalog: Catalog) -> None:
    found = of(sample_catalog, "saturday at 7", "Standard")
    opens = found.promises[0].opens

    assert opens is not None
    assert (opens.on.isoformat(), opens.at) == ("2026-11-30", "07:00")
    assert found.wider is not None
    assert found.wider.level == "Extended hours"
    assert str(found.more.amount if found.more else "") == "40.00"


def test_a_holiday_is_named_as_the_reason(sample_catalog: Catalog) -> None:
    assert of(sample_catalog, "thanksgiving", "Standard").promises[0].verdicts[0].holiday
    assert not of(sample_catalog, "saturday", "Standard").promises[0].verdicts[0].holiday


def test_the_clock_is_the_askers(sample_catalog: Catalog) -> None:
    """9:00 in Berlin is 1:00 in Denver; 15:00 is 7:00."""
    early = of(sample_catalog, "tuesday at 9", "Standard", "Europe/Berlin")

    assert early.promises[0].open == "no"
    assert early.promises[0].opens is not None
    assert early.promises[0].opens.at == "15:00"
    assert of(sample_catalog, "tuesday at 3pm", "Standard", "Europe/Berlin").promises[0].open == "yes"


def test_who_has_no_level_learns_of_each(sample_catalog: Catalog) -> None:
    found = of(sample_catalog, "saturday")

    assert [promise.open for promise in found.promises] == ["no", "yes", "yes"]
    assert found.wider is None


def test_it_itself_is_there_where_something_is_promised(sample_catalog: Catalog) -> None:
    (found,) = there(sample_catalog, "thanksgiving").staffed

    assert found.open
    assert found.closed


def test_days_on_which_the_same_is_there_are_told_together(sample_catalog: Catalog) -> None:
    week, weekend = there(sample_catalog, "mon-tue and sat to sun").staffed

    assert [day.day for day in week.days] == [23, 24]
    assert [day.day for day in weekend.days] == [28, 29]
    assert len(weekend.open) + weekend.more_open < len(week.open) + week.more_open


def test_what_never_closes_has_no_end() -> None:
    always = Hours.parse("24x7", "America/Denver")

    assert always.closes(T0) is None


def test_what_is_open_for_more_than_a_week_has_an_end(sample_catalog: Catalog) -> None:
    """The books are closed from Tuesday, 29 December, to Wednesday, 6 January."""
    found = of(sample_catalog, "29 december at 10am", "Quarter-end care").promises[0]
    until = found.verdicts[0].spans[0].until

    assert until is not None
    assert (until.on.isoformat(), until.at) == ("2027-01-07", "00:00")


@settings(deadline=None)
@given(
    some.sampled_from(["mon", "wed", "sat", "sun", "today", "tomorrow"]),
    some.integers(0, 23),
    some.integers(0, 500 * 24),
    some.sampled_from(ZONES),
)
def test_open_is_what_the_calendar_says_of_that_instant_across_clock_changes(
    sample_catalog: Catalog, day: str, hour: int, later: int, zone: str
) -> None:
    now = T0 + timedelta(hours=later)
    found = of(sample_catalog, f"{day} at {hour:02}:00", "Standard", zone, now)
    promised = sample_catalog.tier("ERP", "Standard").hours.open_at(found.when[0].start)

    assert found.promises[0].open == ("yes" if promised else "no")


@given(
    some.integers(0, 600),
    some.lists(some.integers(0, 60), min_size=1, max_size=6),
    some.integers(0, 20),
)
def test_each_day_that_was_asked_about_has_the_verdict_that_it_has_alone(
    sample_catalog: Catalog, later: int, days: list[int], more: int
) -> None:
    now = T0 + timedelta(days=later)
    asked = [(now + timedelta(days=each)).date() for each in days]
    until = asked[0] + timedelta(days=more)
    found = of(sample_catalog, f"{asked[0]} to {until}, {' and '.join(map(str, asked))}", "Standard", now=now)
    standard = sample_catalog.tier("ERP", "Standard").hours
    verdicts = {day: each.open for each in found.promises[0].verdicts for day in each.days}

    assert set(verdicts) == {*asked, *(asked[0] + timedelta(days=each) for each in range(more + 1))}
    assert verdicts == {day: "yes" if standard.open_on(day) else "no" for day in verdicts}
    assert {each.on for each in found.when} == set(verdicts)
