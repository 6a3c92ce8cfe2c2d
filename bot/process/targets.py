"""Targets: how urgent a thing is, and when it is due by the service hours of its tier."""

from datetime import date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.catalog import Company, Service, Tier
from bot.catalog.hours import Hours

# Rows: impact 1 (the whole service is down) to 4 (one person); columns: urgency 1 (stopped) to 4 (can wait).
PRIORITIES = ((1, 1, 2, 3), (1, 2, 3, 3), (2, 3, 3, 4), (3, 3, 4, 4))
# A tier promises times for priority 1; what is less pressing gets a multiple of them.
FACTORS = {1: 1, 2: 2, 3: 4, 4: 8}
HELP_HOURS = "Mo-Fr 07-19"  # for what belongs to no service yet
RESPONSE_MINUTES = 60
RESOLVE_MINUTES = 8 * 60
ANSWERED = ("question", "hours", "expedite")  # done with an answer
MADE = ("order", "task")  # done with a delivery, on the day it is wanted for
REACH = {"me": 4, "team": 3, "everyone": 2}  # who cannot work, as impact


class Due(NamedTuple):
    """By when somebody is at it, and by when it is done."""

    response: datetime
    resolution: datetime


def priority(impact: int, urgency: int) -> int:
    """Return 1 (first) to 4 (last) from the matrix of impact and urgency."""
    return PRIORITIES[impact - 1][urgency - 1]


def impact_of(service: Service | None, reach: str) -> int:
    """Return the impact of what hits `reach`; for everyone, what the business assessed for the service.

    A full outage never counts for less than that, nor for less than one team.
    """
    if reach == "everyone" and service is not None and service.impact is not None:
        return min(service.impact.level, REACH["team"])
    return REACH[reach]


def hours_of(company: Company, tier: Tier | None) -> Hours:
    """Return the service hours of a tier, or the help desk's."""
    return tier.hours if tier else Hours.parse(HELP_HOURS, company.zone, company.holidays)


def due(
    hours: Hours,
    tier: Tier | None,
    kind: str,
    opened_at: datetime,
    rank: int,
    *,
    starts_on: date | None = None,
) -> Due:
    """Return by when somebody is at it and by when it is done, in service minutes of `hours`.

    A tier promises minutes for priority 1, and a multiple for `rank` 2 to 4. What is answered rather than
    made is done within the time to respond; an order is done in the tier's plain time to resolve, and not
    before the day it is wanted for begins.
    """
    response = hours.add(opened_at, ((tier and tier.response_minutes) or RESPONSE_MINUTES) * FACTORS[rank])
    if kind in ANSWERED:
        return Due(response, response)
    minutes = (tier and tier.resolve_minutes) or RESOLVE_MINUTES
    if kind not in MADE:
        return Due(response, hours.add(opened_at, minutes * FACTORS[rank]))
    done = hours.add(opened_at, minutes)
    wanted = _begins(hours, starts_on) if starts_on else done
    done = max(done, wanted)
    return Due(min(response, done), done)


def _begins(hours: Hours, day: date) -> datetime:
    return hours.next_open(datetime.combine(day, time(), ZoneInfo(hours.zone)))
