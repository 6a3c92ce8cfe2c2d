"""Instants as the person at the page reads them."""

import pytest

from bot.sandbox.page.reader import Reader
from tests.sandbox.page.conftest import NOON

T0 = int(NOON.timestamp())
DAY = 86400


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("{date_num}", "2026-11-23"),
        ("{date_slash}", "11/23/2026"),
        ("{date}", "November 23rd, 2026"),
        ("{date_short}", "Nov 23, 2026"),
        ("{date_long}", "Monday, November 23rd, 2026"),
        ("{date_pretty} / {date_short_pretty}", "today / today"),
        ("{time} {time_secs}", "9:00 AM 9:00:00 AM"),
        ("{ago} {nonsense} {nonsense_pretty}", "just now {nonsense} {nonsense_pretty}"),
    ],
)
def test_date_tokens(reader: Reader, pattern: str, words: str) -> None:
    assert reader.spell(T0, pattern) == words


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("{date_short_pretty} um {time}", "heute um 17:00"),
        ("{date_short} {time_secs}", "23. Nov. 2026 17:00:00"),
        ("{date} {date_slash}", "23. November 2026 23.11.2026"),
        ("{date_num} {date_long}", "23.11.2026 Montag, 23. November 2026"),
    ],
)
def test_who_has_slack_in_german_reads_german_dates(pattern: str, words: str) -> None:
    reader = Reader("U0EVE", "Europe/Berlin", NOON, locale="de-DE")
    assert reader.spell(T0, pattern) == words


def test_days_near_have_names(reader: Reader) -> None:
    assert reader.spell(T0 - DAY, "{date_long_pretty}") == "yesterday"
    assert reader.spell(T0 + DAY, "{date_long_pretty}") == "tomorrow"
    assert reader.spell(T0 + 9 * DAY, "{date_long_pretty}") == "Wednesday, December 2nd, 2026"
    assert [reader.day(T0), reader.day(T0 - DAY)] == ["Today", "Yesterday"]
    assert reader.day(T0 - 12 * DAY) == "Wednesday, November 11th"
    assert reader.day(T0 - 400 * DAY) == "Sunday, October 19th, 2025"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-30, "just now"),
        (-60, "1 minute ago"),
        (-7200, "2 hours ago"),
        (3 * DAY, "in 3 days"),
        (-DAY, "1 day ago"),
    ],
)
def test_how_long_ago(reader: Reader, seconds: int, words: str) -> None:
    assert reader.ago(T0 + seconds) == words


def test_the_clock_is_that_of_the_zone() -> None:
    assert Reader("U0EVE", "Europe/Berlin", NOON).clock(str(T0)) == "5:00 PM"
    assert Reader("U0EVE", "Europe/Berlin", NOON).clock(T0 + 8 * 3600) == "1:00 AM"
