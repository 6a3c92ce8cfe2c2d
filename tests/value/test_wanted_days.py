"""The day from which something is wanted, at T0: Monday, 23 November 2026, 9:00 in Denver."""

from datetime import date

import pytest

from bot.value import wanted_days
from tests.conftest import T0


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("three seats from 1 december", date(2026, 12, 1)),
        ("three seats from 1 to 5 december", date(2026, 12, 1)),
        ("three seats from 1 december 2027", date(2027, 12, 1)),
        ("three seats on monday", date(2026, 11, 30)),  # which is today
        ("three seats on tuesday or wednesday", date(2026, 11, 24)),
        ("three seats from today", date(2026, 11, 23)),
        ("three seats now", None),
        ("three seats at 10", None),
        ("three seats from 3 november 2026", None),  # it has passed
        ("three seats from 2026-11-03", None),
        ("three seats", None),
        ("three seats from jan", date(2027, 1, 1)),
        ("three seats from sept", date(2027, 9, 1)),
        ("three seats from jan 15", date(2027, 1, 15)),
        ("three seats from january", date(2027, 1, 1)),
        ("three seats from 1 march until june", date(2027, 3, 1)),
        ("three seats from march until june", date(2027, 3, 1)),
        ("three seats until june", None),
    ],
)
def test_a_wish_is_for_the_first_day_that_is_named(words: str, day: date | None) -> None:
    assert wanted_days.day(words, T0, "America/Denver") == day
