"""The rhythm of a year of talks: what is at its end only, what has gaps, and what nobody measured."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.value.calendar import Calendar, Line, _longest_gap

MONTHS = tuple(f"2026-{number:02}" for number in range(1, 13))
COUNT = st.one_of(st.none(), st.integers(0, 9))
YEAR = st.lists(COUNT, min_size=12, max_size=12)


def rhythm(*talked: int | None, year_ends: int = 6) -> str:
    line = Line("Finance", talked, talked)
    return Calendar(MONTHS, (line,), date(2026, 1, 1), year_ends).rhythm(line)


def test_rhythms_by_hand() -> None:
    assert rhythm(*[1] * 12) == "steady"
    assert rhythm(1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0) == "steady"
    assert rhythm(1, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1) == "gaps"
    assert rhythm(0, 0, 0, 2, 1, 3, 0, 0, 0, 0, 0, 0) == "year_end"
    assert rhythm(0, 0, 0, 2, 1, 3, 0, 0, 0, 0, 0, 1) == "gaps"
    assert rhythm(*[0] * 12) == "silent"
    assert rhythm(*[None] * 7, *[1] * 5) == "unknown"
    assert rhythm(*[None] * 6, *[1] * 6) == "steady"
    assert rhythm(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4, year_ends=1) == "year_end"


@given(talked=YEAR, year_ends=st.integers(1, 12))
def test_each_rhythm_is_what_it_says(talked: list[int | None], year_ends: int) -> None:
    said = rhythm(*talked, year_ends=year_ends)
    known = [count for count in talked if count is not None]
    busy = [number for number, count in enumerate(talked, 1) if count]
    last = {(year_ends - back - 1) % 12 + 1 for back in range(3)}
    assert (said == "unknown") == (len(known) < 6)
    if said == "silent":
        assert busy == []
    if said == "year_end":
        assert set(busy) <= last
    if said == "steady":
        assert _longest_gap([bool(count) for count in known]) < 3


@given(talked=YEAR)
def test_surveys_alone_are_no_talk(talked: list[int | None]) -> None:
    quiet = tuple(None if count is None else 0 for count in talked)
    line = Line("Finance", tuple(talked), quiet)
    said = Calendar(MONTHS, (line,), date(2026, 1, 1), 6).rhythm(line)
    assert said in ("unknown", "silent")


def test_the_line_of_the_fiscal_year_stands_after_its_last_month() -> None:
    ends = [Calendar(MONTHS, (), None, number).year_end for number in (1, 6, 12)]
    assert ends == [1, 6, None]
