"""Walls: what a clock shows, and the instants that are meant, also where it is put forward or back."""

from datetime import UTC, date, datetime

import pytest

from bot.catalog import walls
from bot.catalog.walls import Wall

DENVER = "America/Denver"
FORWARD, BACK = date(2027, 3, 14), date(2026, 11, 1)  # from 2:00 to 3:00, from 2:00 to 1:00


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("wall", "instant"),
    [
        (Wall(date(2026, 11, 23), "07:00"), "2026-11-23 14:00"),
        (Wall(FORWARD, "02:30"), "2027-03-14 09:00"),  # no clock shows it: the first after it
        (Wall(BACK, "01:30"), "2026-11-01 07:30"),  # shown twice: the first
    ],
)
def test_what_a_clock_shows_is_one_instant(wall: Wall, instant: str) -> None:
    assert wall.instant(DENVER) == utc(instant)


@pytest.mark.parametrize("text", ["2026-11-23 14:00", "2026-11-24 06:59", "2027-03-14 09:00"])
def test_an_instant_is_what_its_clock_shows(text: str) -> None:
    assert walls.wall(utc(text), DENVER).instant(DENVER) == utc(text)


@pytest.mark.parametrize(
    ("day", "begins", "until", "instants"),
    [
        (date(2026, 11, 23), "19:00", "22:00", ("2026-11-24 02:00", "2026-11-24 05:00")),
        (date(2026, 11, 23), "19:00", "07:00", ("2026-11-24 02:00", "2026-11-24 14:00")),
        (date(2026, 11, 23), "19:00", "19:00", ("2026-11-24 02:00", "2026-11-25 02:00")),
        (FORWARD, "02:10", "02:50", ("2027-03-14 09:00", "2027-03-14 09:01")),
    ],
)
def test_what_ends_earlier_than_it_begins_ends_a_day_later(
    day: date, begins: str, until: str, instants: tuple[str, str]
) -> None:
    assert walls.between(day, begins, until, DENVER) == tuple(map(utc, instants))


@pytest.mark.parametrize(
    ("minutes", "shown"), [(0, "00:00"), (425, "07:05"), (1439, "23:59"), (1440, "24:00")]
)
def test_minutes_after_midnight_are_a_time(minutes: int, shown: str) -> None:
    assert walls.time_of(minutes) == shown
