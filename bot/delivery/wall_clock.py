"""Wall-clock time: when a cron line means, in a zone whose clocks jump forward and fall back."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from bot.clock import instant

CLOSEST = timedelta(minutes=5)
_ENOUGH = 300  # more than five-minute steps in a day
_INSTANT = timedelta(microseconds=1)
_ANY_NEW_YEAR = datetime(2028, 1, 1, tzinfo=UTC).replace(tzinfo=None)


class Unschedulable(Exception):  # noqa: N818  # it names a state, and its message is the remedy
    """A cron line or a zone that cannot be used; the message says why and what would be right."""


def first_after(cron: str, zone: str, after: datetime) -> datetime:
    """Return the first instant after `after` that the clocks on the walls of `zone` show as due.

    A time that the clocks skip counts as the first instant after the gap; of a time that they show twice
    the first counts. Raises Unschedulable when there is none.
    """
    place = ZoneInfo(zone)
    wall = after.astimezone(place).replace(tzinfo=None)
    for shown in _shown(cron, wall):
        at = instant(shown, place)
        if at > after:
            return at
    raise Unschedulable(f"{cron!r} never comes. Check the day and the month.")


def _shown(cron: str, after: datetime) -> Iterator[datetime]:
    """Yield the wall-clock times after `after`, as if every day had 24 hours."""
    trigger = _fields(cron)
    last = after
    while upcoming := trigger.get_next_fire_time(None, last.replace(tzinfo=UTC) + _INSTANT):
        last = upcoming.replace(tzinfo=None)
        yield last


@lru_cache(maxsize=512)
def _fields(cron: str) -> CronTrigger:
    return CronTrigger.from_crontab(cron, UTC)


def check(cron: str, zone: str) -> None:
    """Accept a cron line of five fields and an IANA zone.

    Raises Unschedulable with a sentence for a person when either cannot be used.
    """
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise Unschedulable(f"There is no time zone {zone!r}. Use a name such as Europe/Berlin.") from None
    fields = cron.split()
    if len(fields) == 5 and re.search(r"\d", fields[4]):
        raise Unschedulable(
            f"{cron!r}: write weekdays by name (mon-fri), as their numbers differ by program."
        )
    try:
        _fields(cron)
    except ValueError as error:
        raise Unschedulable(
            f"{cron!r} is not a schedule ({error}). Use: minute hour day month weekday, e.g. 0 9 * * mon."
        ) from None
    _check_distance(cron)


@lru_cache(maxsize=512)
def _check_distance(cron: str) -> None:
    times = list(islice(_shown(cron, _ANY_NEW_YEAR), _ENOUGH))
    if not times:
        raise Unschedulable(f"{cron!r} never comes. Check the day and the month.")
    if any(later - earlier < CLOSEST for earlier, later in pairwise(times)):
        raise Unschedulable(f"{cron!r} comes more often than every 5 minutes. Take a longer step: */5.")
