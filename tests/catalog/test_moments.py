"""Days and times as people say them, at T0: Monday, 23 November 2026, 9:00 in Denver."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as some

from bot.catalog import dates, holidays, moments
from bot.catalog.moments import Said, Stretch

NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
DENVER = "America/Denver"
ZONES = ("America/Denver", "Europe/Berlin", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Auckland")


def meant(words: str, now: datetime = NOW, zone: str = DENVER) -> Stretch:
    return all_meant(words, now, zone)[0]


def all_meant(words: str, now: datetime = NOW, zone: str = DENVER) -> tuple[Stretch, ...]:
    said = moments.read(words)
    assert said is not None, words
    return moments.stretches(said, now, zone)


@pytest.mark.parametrize(
    ("words", "on", "at", "until"),
    [
        ("open saturday at 7?", "2026-11-28", "07:00", ""),
        ("sat at 7pm", "2026-11-28", "19:00", ""),
        ("on saturday evening at 7", "2026-11-28", "19:00", ""),
        ("tomorrow morning at 6", "2026-11-24", "06:00", ""),
        ("tmrw 5 in the morning", "2026-11-24", "05:00", ""),
        ("tmr 9 at night", "2026-11-24", "21:00", ""),
        ("tomorrow 2 at night", "2026-11-24", "02:00", ""),
        ("tomorrow 12 at night", "2026-11-25", "00:00", ""),
        ("tomorrow twelve in the afternoon", "2026-11-24", "12:00", ""),
        ("tomorrow 6 in the morning or in the evening", "2026-11-24", "06:00", ""),
        ("for a priority 1 tomorrow at night", "2026-11-24", "20:00", "24:00"),
        ("tomorrow on windows 11 at night", "2026-11-24", "20:00", "24:00"),
        ("at 3", "2026-11-23", "15:00", ""),
        ("at 8", "2026-11-24", "08:00", ""),  # eight has passed today
        ("monday at 8", "2026-11-30", "08:00", ""),
        ("monday at 10", "2026-11-23", "10:00", ""),
        ("next monday at 10", "2026-11-30", "10:00", ""),
        ("next friday", "2026-12-04", "", ""),
        ("day after tomorrow at noon", "2026-11-25", "12:00", ""),
        ("at midnight", "2026-11-24", "00:00", ""),
        ("tonight", "2026-11-23", "18:00", "24:00"),
        ("until ten at night", "2026-11-23", "21:00", "22:00"),
        ("from 6 to 8pm", "2026-11-23", "18:00", "20:00"),
        ("friday 9-5", "2026-11-27", "09:00", "17:00"),
        ("after 7pm on sunday", "2026-11-29", "19:00", "20:00"),
        ("thanksgiving", "2026-11-26", "", ""),
        ("black friday at 6am", "2026-11-27", "06:00", ""),
        ("on christmas eve", "2026-12-24", "", ""),
        ("good friday", "2027-03-26", "", ""),
        ("on easter sunday at 10", "2027-03-28", "10:00", ""),
        ("easter monday 9-5", "2027-03-29", "09:00", "17:00"),
        ("on new year's day", "2027-01-01", "", ""),
        ("4th of july", "2027-07-04", "", ""),
        ("memorial day", "2027-05-31", "", ""),
        ("dec 24 at 9pm", "2026-12-24", "21:00", ""),
        ("24 december", "2026-12-24", "", ""),
        ("24 dec 9-12", "2026-12-24", "09:00", "12:00"),
        ("the 24th december 9-12", "2026-12-24", "09:00", "12:00"),
        ("12/24", "2026-12-24", "", ""),
        ("2027-02-03 at 14:30", "2027-02-03", "14:30", ""),
        ("on the 24th", "2026-11-24", "", ""),
        ("on the 31st", "2026-12-31", "", ""),
        ("open around 7", "2026-11-24", "07:00", ""),
        ("til 22", "2026-11-23", "21:00", "22:00"),
        ("saturday from 19 to 22", "2026-11-28", "19:00", "22:00"),
        ("open sat between 14 and 18", "2026-11-28", "14:00", "18:00"),
        ("sat from 22 to 6", "2026-11-28", "22:00", "06:00"),
        ("sat 10pm to 6am", "2026-11-28", "22:00", "06:00"),
        ("sat 22 to 2", "2026-11-28", "22:00", "02:00"),
        ("sat 16 to 2", "2026-11-28", "16:00", "02:00"),
        ("sat 5pm to 1am", "2026-11-28", "17:00", "01:00"),
        ("sat 5pm to 1", "2026-11-28", "17:00", "01:00"),
        ("sat 10pm-10am", "2026-11-28", "22:00", "10:00"),
        ("sat 9am to 5", "2026-11-28", "09:00", "17:00"),
        ("sat 9am to 8", "2026-11-28", "09:00", "20:00"),
        ("sat 10 to 2am", "2026-11-28", "22:00", "02:00"),
        ("sat 10 to 2pm", "2026-11-28", "10:00", "14:00"),
        ("sat 22 to 13", "2026-11-28", "22:00", "13:00"),
        ("sat 22 to 12", "2026-11-28", "22:00", "24:00"),
        ("tonight 9 to 7", "2026-11-23", "21:00", "07:00"),
        ("saturday morning 11 to 3", "2026-11-28", "11:00", "15:00"),
        ("sat at 10 and 14:30", "2026-11-28", "10:00", ""),
        ("sat noon to midnight", "2026-11-28", "12:00", "24:00"),
        ("sat 5am to 6", "2026-11-28", "05:00", "06:00"),
        ("sat 7am to 6", "2026-11-28", "07:00", "18:00"),
        ("sat 23:30-0:30", "2026-11-28", "23:30", "00:30"),
        ("sat 20-24", "2026-11-28", "20:00", "24:00"),
        ("sat 22 to midnight", "2026-11-28", "22:00", "24:00"),
        ("sat from midnight to 6", "2026-11-28", "00:00", "06:00"),
        ("sat from noon to 5", "2026-11-28", "12:00", "17:00"),
        ("between noon and 2", "2026-11-23", "12:00", "14:00"),
        ("sat 8 to noon", "2026-11-28", "08:00", "12:00"),
        ("sat 8 until 12 noon", "2026-11-28", "08:00", "12:00"),
        ("sat 10 to midnight", "2026-11-28", "10:00", "24:00"),
        ("tonight from midnight to 3", "2026-11-24", "00:00", "03:00"),
        ("sat at 24:00", "2026-11-29", "00:00", ""),
        ("sat until 24", "2026-11-28", "23:00", "24:00"),
        ("sat at 0:00", "2026-11-28", "00:00", ""),
        ("sat 12am", "2026-11-28", "00:00", ""),
        ("sat 12pm", "2026-11-28", "12:00", ""),
        ("sat at midnight", "2026-11-29", "00:00", ""),
        ("sat after midnight", "2026-11-29", "00:00", "01:00"),
        ("sat after 23:30", "2026-11-28", "23:30", "00:30"),
        ("new year's eve 22 to 2", "2026-12-31", "22:00", "02:00"),
        ("tonight at 2", "2026-11-24", "02:00", ""),
        ("wednesday until 1am", "2026-11-26", "00:00", "01:00"),
        ("wednesday until 0:30", "2026-11-26", "00:00", "00:30"),
        ("wednesday until 12am", "2026-11-25", "23:00", "24:00"),
        ("tomorrow until 7am", "2026-11-24", "06:00", "07:00"),
        ("tomorrow by 2am", "2026-11-24", "01:00", "02:00"),
        ("tonight 1am", "2026-11-24", "01:00", ""),
        ("tonight at 12:30", "2026-11-24", "00:30", ""),
        ("tonight at 5", "2026-11-23", "17:00", ""),
        ("tonight at 9", "2026-11-23", "21:00", ""),
        ("tonight from 10 to 2", "2026-11-23", "22:00", "02:00"),
        ("tonight after 1am", "2026-11-24", "01:00", "02:00"),
        ("friday night at 2", "2026-11-28", "02:00", ""),
        ("on friday 3 at night", "2026-11-27", "03:00", ""),
        ("at 2 in the night", "2026-11-24", "02:00", ""),
        ("3 at night", "2026-11-24", "03:00", ""),
        ("12 in the morning", "2026-11-24", "00:00", ""),
        ("saturday morning 9 to 12", "2026-11-28", "09:00", "12:00"),
        ("today at 8", "2026-11-24", "08:00", ""),
        ("today 7-8", "2026-11-24", "07:00", "08:00"),
        ("xmas eve", "2026-12-24", "", ""),
        ("xmas-eve at 7", "2026-12-24", "07:00", ""),
        ("new years eve", "2026-12-31", "", ""),
        ("open nye?", "2026-12-31", "", ""),
        ("the day before thanksgiving", "2026-11-25", "", ""),
        ("the day after thanksgiving at 10", "2026-11-27", "10:00", ""),
        ("the day after monday", "2026-11-24", "", ""),
        ("the day before monday", "2026-11-29", "", ""),
        ("the day before monday at 8", "2026-11-29", "08:00", ""),
        ("day after next monday", "2026-12-01", "", ""),
        ("the day before dec 24", "2026-12-23", "", ""),
        ("the day after the 24th", "2026-11-25", "", ""),
        ("the day after 2026-12-24", "2026-12-25", "", ""),
        ("the day after tomorrow", "2026-11-25", "", ""),
        ("24.12. open?", "2026-12-24", "", ""),
        ("24.12 at 9", "2026-12-24", "09:00", ""),
        ("on 3.12", "2026-12-03", "", ""),
        ("24.12.2027", "2027-12-24", "", ""),
        ("until 14.30", "2026-11-23", "13:30", "14:30"),
        ("at 14.10", "2026-11-23", "14:10", ""),
        ("25/12", "2026-12-25", "", ""),
        ("open on the 5th", "2026-12-05", "", ""),
        ("on 5th at 10", "2026-12-05", "10:00", ""),
        ("tomorrow half past six", "2026-11-24", "18:30", ""),
        ("tomorrow at half past 6 in the morning", "2026-11-24", "06:30", ""),
        ("tomorrow from half past 9 to quarter to 12", "2026-11-24", "09:30", "11:45"),
        ("tomorrow quarter to 7", "2026-11-24", "06:45", ""),
        ("tomorrow quarter to 7 in the evening", "2026-11-24", "18:45", ""),
        ("tomorrow quarter to 1", "2026-11-24", "12:45", ""),
        ("tomorrow quarter to 22", "2026-11-24", "21:45", ""),
        ("tomorrow ten past eight", "2026-11-24", "08:10", ""),
        ("tomorrow 75 past 8", "2026-11-24", "08:00", "09:00"),
        ("tomorrow 0700", "2026-11-24", "07:00", ""),
        ("tomorrow 0700-1900", "2026-11-24", "07:00", "19:00"),
        ("tomorrow at 1930", "2026-11-24", "19:30", ""),
        ("down yesterday, is it up today at 10", "2026-11-23", "10:00", ""),
        ("in 2 weeks", "2026-12-07", "", ""),
        ("in two weeks at 10", "2026-12-07", "10:00", ""),
        ("in fifteen days at 10", "2026-12-08", "10:00", ""),
        ("saturday in 2 weeks at 10", "2026-12-12", "10:00", ""),
        ("in a couple of days", "2026-11-25", "", ""),
        ("in a week", "2026-11-30", "", ""),
        ("3 days from now", "2026-11-26", "", ""),
        ("in 3 days on thursday", "2026-11-26", "", ""),
    ],
)
def test_a_moment_is_the_next_of_its_name(words: str, on: str, at: str, until: str) -> None:
    found = meant(words)

    assert (found.on.isoformat(), found.at, found.until) == (on, at, until)


@pytest.mark.parametrize(
    ("words", "at", "until"),
    [
        ("saturday 6:30", "06:30", ""),
        ("saturday at 7", "19:00", ""),
        ("sat at seven o'clock", "19:00", ""),
        ("tomorrow half past six", "06:30", ""),
        ("tuesday until 7", "18:00", "19:00"),
        ("tuesday after 11", "23:00", "24:00"),
        ("tuesday by 1", "00:00", "01:00"),
        ("tue 6-8", "18:00", "20:00"),
        ("tue 8 to 12", "20:00", "24:00"),
        ("mon-fri at 7", "19:00", ""),
    ],
)
def test_a_time_in_either_half_of_the_day_may_be_the_other(words: str, at: str, until: str) -> None:
    said = moments.read(words)

    assert said is not None
    assert said.other is not None
    found = moments.stretch(said.other, NOW, DENVER)
    assert (found.at, found.until) == (at, until)
    assert said.other.other is None


@pytest.mark.parametrize(
    "words",
    [
        "saturday",
        "saturday 6:30am",
        "saturday 06:30",
        "saturday at 0700",
        "saturday at 18:30",
        "saturday at 12",
        "saturday at noon",
        "saturday morning at 7",
        "saturday 6 in the evening",
        "tonight at 9",
        "friday night at 2",
        "sat 9-5",
        "sat 11 to 1",
        "sat 6-8pm",
        "sat 8-14",
        "sat 22 to 6",
    ],
)
def test_what_says_its_half_of_the_day_is_no_other(words: str) -> None:
    said = moments.read(words)

    assert said is not None
    assert said.other is None


@pytest.mark.parametrize(
    "words",
    [
        "24x7",
        "40 people",
        "office 365",
        "at 40",
        "2026-13-45",
        "the first floor",
        "for 20",
        "in version 9.2",
        "6 at last",
        "yesterday at 7",
        "last friday",
        "last christmas at 7",
        "was it open the day before yesterday",
        "open 24/7",
        "support 24/5",
        "version 24.12",
        "we pay $24.12",
        "the 5th floor",
        "from 20 users",
        "after 3 days",
        "from 20 to 40",
        "ticket 0700",
        "in business days",
        "how many in a day",
        "by 20 new seats",
        "20 marketing people",
        "5 decent laptops",
    ],
)
def test_what_is_no_time_is_none(words: str) -> None:
    assert moments.read(words) is None


def test_right_now_is_a_minute() -> None:
    assert meant("is it up right now").start == NOW


def test_the_day_is_that_of_the_asker() -> None:
    late = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)  # Monday evening in Denver, Tuesday morning in Berlin

    assert meant("today at 23:30", late).on == date(2026, 11, 23)
    assert meant("today at 23:30", late, "Europe/Berlin").on == date(2026, 11, 24)


@pytest.mark.parametrize(
    ("words", "days"),
    [
        ("open tue thru thu", "11-24 11-25 11-26"),
        ("open tue-thu", "11-24 11-25 11-26"),
        ("tuesday to thursday", "11-24 11-25 11-26"),
        ("between tue and thu", "11-24 11-25 11-26"),
        ("sun to tue", "11-29 11-30 12-01"),  # what began before today is next week's
        ("mon to mon", "11-23"),
        ("mon-tue at 10", "11-23 11-24"),
        ("mon-tue at 7", "11-30 12-01"),  # seven has passed today
        ("at the weekend", "11-28 11-29"),
        ("next weekend at 10", "12-05 12-06"),
        ("next mon to wed", "11-30 12-01 12-02"),
        ("next mon to next wed", "11-30 12-01 12-02"),
        ("mon-wed next week at 10", "11-30 12-01 12-02"),
        ("tuesday next week", "12-01"),
        ("next week on tuesday or friday", "12-01 12-04"),
        ("on weekdays", "11-23 11-24 11-25 11-26 11-27"),
        ("weekdays at 7", "11-30 12-01 12-02 12-03 12-04"),
        ("weekdays and saturday", "11-23 11-24 11-25 11-26 11-27 11-28"),
        ("today until wednesday", "11-23 11-24 11-25"),
        ("thanksgiving to sunday", "11-26 11-27 11-28 11-29"),
        ("24 to 26 december", "12-24 12-25 12-26"),
        ("24-26 dec", "12-24 12-25 12-26"),
        ("24th - 26th of december at 9", "12-24 12-25 12-26"),
        ("between the 24th and 26th of december", "12-24 12-25 12-26"),
        ("from 24 december to 26 december", "12-24 12-25 12-26"),
        ("dec 24-26", "12-24 12-25 12-26"),
        ("december 24th to the 26th from 8 to 10", "12-24 12-25 12-26"),
        ("12/24-12/26", "12-24 12-25 12-26"),
        ("24.-26.12.", "12-24 12-25 12-26"),
        ("3.12.-5.12.", "12-03 12-04 12-05"),
        ("3.12. to 4.12. at 8", "12-03 12-04"),
        ("24. to 25.12.2027", "2027-12-24 2027-12-25"),
        ("2026-12-24 to 2026-12-26", "12-24 12-25 12-26"),
        ("the 24th to the 26th", "11-24 11-25 11-26"),
        ("from the 24th to 25th", "11-24 11-25"),
        ("the 20th to the 25th", "11-23 11-24 11-25"),  # what is left of it
        ("20 to 24 november", "11-23 11-24"),
        ("30 dec to 2 jan", "12-30 12-31 2027-01-01 2027-01-02"),
        ("december 31 to january 1", "12-31 2027-01-01"),
        ("new year's eve to new year", "12-31 2027-01-01"),
        ("24 to 25 december 2027", "2027-12-24 2027-12-25"),
        ("30 december to 1 january 2028", "2027-12-30 2027-12-31 2028-01-01"),
        ("sat or sun", "11-28 11-29"),
        ("sat/sun at 9", "11-28 11-29"),
        ("saturdays and sundays", "11-28 11-29"),
        ("on monday, or on wednesday", "11-23 11-25"),
        ("mon, wed and fri", "11-23 11-25 11-27"),
        ("mon-tue and fri at 10", "11-23 11-24 11-27"),
        ("next mon and tue", "11-30 12-01"),
        ("today or tomorrow at 10", "11-23 11-24"),
        ("now or on friday", "11-23 11-27"),
        ("24, 25 and 31 december", "12-24 12-25 12-31"),
        ("dec 24, 25 and 31 at 10", "12-24 12-25 12-31"),
        ("dec 24 and 31 december", "12-24 12-31"),
        ("the 24th and 26th", "11-24 11-26"),
        ("24. and 26.12.", "12-24 12-26"),
        ("christmas eve, christmas and boxing day", "12-24 12-25 12-26"),
        ("christmas eve and the day after christmas", "12-24 12-26"),
        ("saturday, 28 november", "11-28"),
        ("saturday the 28th", "11-28"),
        ("tomorrow, tuesday", "11-24"),
        ("saturday 28 november and sunday 29 november", "11-28 11-29"),
        ("weekend or monday", "11-23 11-28 11-29"),
        ("dec 24, 2026", "12-24"),
        ("24 december 2027", "2027-12-24"),
        ("24. december", "12-24"),
        ("dec 24, 8-12", "12-24"),
        ("dec 3 or 5 pm", "12-03"),
        ("dec 3 and 5 laptops", "12-03"),
        ("january 30 to 1 february", "2027-01-30 2027-01-31 2027-02-01"),
        ("december 2 to 3 december", "12-02 12-03"),
    ],
)
def test_of_several_days_each_is_meant(words: str, days: str) -> None:
    found = [each.on.isoformat().removeprefix("2026-") for each in all_meant(words)]

    assert " ".join(found) == days


def test_each_of_several_days_has_the_time() -> None:
    found = all_meant("mon-fri from 7 to 9")

    assert {(each.at, each.until, each.shape) for each in found} == {("07:00", "09:00", "part")}
    assert len(found) == 5


def test_a_long_range_is_a_month_of_days() -> None:
    assert len(all_meant("from 1 december to 31 march")) == dates.MOST_DAYS


def test_on_sunday_the_weekend_is_what_is_left_of_it_or_the_next() -> None:
    sunday = datetime(2026, 11, 29, 16, 0, tzinfo=UTC)

    assert [each.on.day for each in all_meant("this weekend", sunday)] == [29]
    assert [each.on.day for each in all_meant("weekend at 7am", sunday)] == [5, 6]
    assert [each.on.day for each in all_meant("next weekend", sunday)] == [5, 6]


def test_a_range_of_the_year_that_has_begun_is_not_next_years() -> None:
    new_year = datetime(2027, 1, 1, 16, 0, tzinfo=UTC)

    assert [each.on.day for each in all_meant("28 december to 3 january", new_year)] == [1, 2, 3]


def test_tonight_said_after_midnight_is_this_night() -> None:
    one = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)  # Tuesday at one in Denver

    assert meant("until 2am", one).end == one + timedelta(hours=1)
    assert meant("until 2am", one + timedelta(hours=2)).end == one + timedelta(hours=25)
    assert meant("tonight at 2", one).start == one + timedelta(hours=1)
    assert meant("tonight at 2", one + timedelta(hours=2)).start == one + timedelta(hours=25)


@pytest.mark.parametrize(
    ("words", "until"),
    [("until 22:30", 1350), ("until midnight", 1440), ("tonight until 1am", 60), ("friday 22 to 5", 300)],
)
def test_an_end_past_midnight_is_what_the_clock_shows_then(words: str, until: int) -> None:
    said = moments.read(words)

    assert said is not None
    assert said.until == until


@pytest.mark.parametrize(
    ("words", "apart"),
    [
        ("mon 9-5 and sat 10-2", [("mon", 9, 17), ("sat", 10, 14)]),
        ("sat 10-12 or sun", [("sat", 10, 12), ("sun", None, None)]),
        ("at 10 on sat and at 9 on sun", [("sat", 10, None), ("sun", 9, None)]),
        ("saturday morning or sunday evening", [("sat", 6, 12), ("sun", 18, 22)]),
        ("24 december at 9, 26 december at 10", [("12-24", 9, None), ("12-26", 10, None)]),
        ("sat or sun at 9", [("sat sun", 9, None)]),
        ("sat from 9am to 1pm and 3pm to 5pm", [("sat", 9, 13)]),
        ("erp on saturday at 9 and crm on sunday at 10", [("sat", 9, None)]),
        ("from mon 9am to tue 5pm", [("mon", 9, None)]),
    ],
)
def test_days_that_have_their_own_time_are_apart(
    words: str, apart: list[tuple[str, int | None, int | None]]
) -> None:
    found = [
        (
            " ".join(each.days),
            each.begins and each.begins // 60,
            each.ends // 60 if each.ends and each.begins != each.ends - 1 else None,
        )
        for each in moments.each(words)
    ]

    assert found == apart


@pytest.mark.parametrize(
    ("year", "on"),
    [
        (1954, "04-18"),  # where simpler rules are a week late
        (1981, "04-19"),
        (2008, "03-23"),
        (2024, "03-31"),
        (2038, "04-25"),  # as late as it can be
        (2049, "04-18"),
        (2285, "03-22"),  # as early as it can be
    ],
)
def test_easter_is_when_the_churches_have_it(year: int, on: str) -> None:
    assert holidays.DATES["easter"](year) == date.fromisoformat(f"{year}-{on}")


def test_a_whole_day_ends_at_no_time() -> None:
    assert Said(("sat",)).until is None


def test_a_clock_change_makes_a_day_shorter() -> None:
    before = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)

    assert meant("sunday", before).end - meant("sunday", before).start == timedelta(hours=23)
    assert meant("sunday at 7", before).start == datetime(2026, 3, 8, 13, 0, tzinfo=UTC)


WRITTEN: dict[str, Callable[[date], str]] = {
    "2026-12-24": date.isoformat,
    "24 december 2026": lambda day: f"{day.day} {day:%B %Y}".lower(),
    "dec 24th, 2026": lambda day: f"{day:%b} {day.day}th, {day.year}".lower(),
    "24.12.2026": lambda day: f"{day.day}.{day.month}.{day.year}",
}


@given(
    some.dates(date(2026, 11, 23), date(2028, 3, 1)),
    some.integers(0, dates.MOST_DAYS - 1),
    some.sampled_from([*WRITTEN]),
    some.sampled_from([" to ", "-", " - ", " until "]),
    some.sampled_from(["", " at 10:30", " from 8pm to 9pm"]),
)
def test_a_range_however_it_is_written_has_each_of_its_days(
    first: date, more: int, how: str, to: str, time: str
) -> None:
    days = [first + timedelta(days=each) for each in range(more + 1)]
    words = f"is it open {WRITTEN[how](first)}{to}{WRITTEN[how](days[-1])}{time}?"

    assert [each.on for each in all_meant(words)] == days


@pytest.mark.parametrize(
    ("words", "until"),
    [("until 8", 20), ("until 6", 18), ("until 8am", 8), ("until 14", 14), ("tonight until 1", 1)],
)
def test_later_is_in_the_second_half_of_the_day_unless_it_was_said(words: str, until: int) -> None:
    said = moments.read(words)

    assert said is not None
    assert said.later.until == until * 60


@given(some.integers(0, 23), some.integers(1, 23), some.sampled_from(["", ":30"]))
def test_hours_of_24_end_when_they_say_next_after_they_begin(begins: int, hours: int, minutes: str) -> None:
    ends = (begins + hours) % 24
    assume(ends != 12 and not {begins, ends} <= {10, 11, 12})  # these may be in either half
    said = moments.read(f"sat {begins:02}{minutes or ':00'} to {ends:02}{minutes or ':00'}")

    assert said is not None
    assert said.begins is not None
    assert said.ends is not None
    assert said.begins // 60 == begins
    assert said.ends - said.begins == hours * 60


@example(11, ":15", "after ", "")
@given(
    some.integers(1, 11),
    some.sampled_from(["", ":15", ":30"]),
    some.sampled_from(["at ", "until ", "after ", "by "]),
    some.sampled_from(["", "sat ", "mon-fri ", "24 december "]),
)
def test_one_half_or_the_other_is_the_time_in_the_morning_and_the_one_in_the_evening(
    hour: int, minutes: str, how: str, day: str
) -> None:
    said = moments.read(f"{day}{how}{hour}{minutes}")
    halves = [moments.read(f"{day}{how}{hour}{minutes}{half}") for half in ("am", "pm")]

    assert said is not None
    assert said.other is not None
    meant = {(each.days, each.begins, each.ends) for each in (said, said.other)}
    assert meant == {(each.days, each.begins, each.ends) for each in halves if each}


def test_a_time_that_the_clock_skips_is_the_first_one_after_it() -> None:
    before = datetime(2026, 3, 5, 12, 0, tzinfo=UTC)

    assert meant("sunday at 2:30am", before).start == datetime(2026, 3, 8, 9, 0, tzinfo=UTC)
    assert meant("sunday 2:15am to 2:45am", before).start == datetime(2026, 3, 8, 9, 0, tzinfo=UTC)
    assert meant("saturday 22 to 3", before).end == datetime(2026, 3, 8, 9, 0, tzinfo=UTC)


def test_of_a_time_that_the_clock_shows_twice_it_is_the_first() -> None:
    before = datetime(2026, 10, 29, 12, 0, tzinfo=UTC)
    found = meant("saturday 22 to 3", before)

    assert meant("sunday at 1:30am", before).start == datetime(2026, 11, 1, 7, 30, tzinfo=UTC)
    assert found.end - found.start == timedelta(hours=6)


WORDS = """
sat sun monday next week weekend weekdays today tomorrow tonight now christmas nye day before after last yesterday
to until - and or , the on in of at from between by 2 7 11 22 24 29 31 6:30 0:00 24:00 pm am noon midnight night
morning 24th 31st december feb jan. 2026 2027 12/24 30/2 2026-12-24 24.12. 29.2. 24.-28.12. weeks days a couple
"""


@given(some.lists(some.sampled_from(WORDS.split()), max_size=12), some.sampled_from(ZONES))
def test_however_days_and_times_are_put_together_they_are_stretches_in_their_order(
    words: list[str], zone: str
) -> None:
    text = " ".join(words)
    said = moments.read(text)
    moments.without(text)
    if said is not None:
        found = moments.stretches(said, NOW, zone)
        assert found
        assert list(found) == sorted(found, key=lambda each: each.start)
        assert all(each.start < each.end for each in found)


@given(some.text(max_size=200))
def test_no_text_is_too_strange(text: str) -> None:
    said = moments.read(text.lower())
    if said is not None:
        found = moments.stretch(said, NOW, DENVER)
        assert found.start < found.end


@given(
    some.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun", "today", "tomorrow"]),
    some.integers(0, 23),
    some.integers(0, 730 * 24 * 60).map(lambda each: NOW + timedelta(minutes=each)),
    some.sampled_from(ZONES),
)
def test_an_hour_that_the_clock_shows_is_that_hour_in_the_askers_zone(
    day: str, hour: int, now: datetime, zone: str
) -> None:
    found = moments.stretch(Said((day,), hour * 60, hour * 60 + 1), now, zone)
    local = found.start.astimezone(ZoneInfo(zone))
    skipped = local.replace(tzinfo=None) != datetime.combine(found.on, local.time())

    assert skipped or local.hour == hour or local.utcoffset() != (local - timedelta(hours=2)).utcoffset()
    assert found.on == local.date()
    if day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun"):
        assert local.strftime("%a").lower() == day
