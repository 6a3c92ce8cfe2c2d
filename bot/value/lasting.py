"""Lasting: when somebody means who wants a service open so many hours more, "3 more hours tonight"."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.catalog import Hours
from bot.catalog.moments import Said, Stretch
from bot.catalog.walls import HOUR, Wall, wall
from bot.value import longer

MOST = 23  # hours that are counted; a whole day is one


def meant(
    said: Said | None, count: int | None, hours: Hours | None, now: datetime, zone: str
) -> tuple[Stretch, ...]:
    """Return the times for which somebody wants more than `hours`, each `count` hours long where so many were said."""
    if count is None or count > MOST or hours is None or (said and said.only_ends):
        return longer.meant(said, hours, now, zone)
    if said and said.begins is not None and said.ends is not None and said.ends - said.begins <= HOUR:
        return longer.meant(replace(said, ends=said.begins + count * HOUR), hours, now, zone)
    return tuple(_from_closing(longer.meant(said, hours, now, zone), count, hours, now, zone))


def _from_closing(
    when: tuple[Stretch, ...], count: int, hours: Hours, now: datetime, zone: str
) -> Iterator[Stretch]:
    """Yield so many hours of each time, from the first instant in it at which it is closed."""
    for each in when:
        starts = max(each.start, now.replace(second=0, microsecond=0))
        if each.shape == "day":
            day, begins, _ = longer.prefilled(hours, each, now, zone)
            starts = Wall(day, begins).instant(zone)
        elif hours.open_at(starts):
            starts = hours.closes(starts) or starts
        ends = starts + timedelta(hours=count)
        begins_at, ends_at = wall(starts, zone), wall(ends, zone)
        yield Stretch(starts, ends, begins_at.on, each.named, begins_at.at, ends_at.at, "part")
