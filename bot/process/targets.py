"""Targets: how urgent a thing is, and when it is due by the service hours of its tier."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.catalog import Catalog, Company, Service, Tier
from bot.catalog.hours import Hours

# Rows: impact 1 (the whole service is down) to 4 (one person); columns: urgency 1 (stopped) to 4 (can wait).
PRIORITIES = ((1, 1, 2, 3), (1, 2, 3, 3), (2, 3, 3, 4), (3, 3, 4, 4))
# A tier promises times for priority 1; what is less pressing gets a multiple of them.
FACTORS = {1: 1, 2: 2, 3: 4, 4: 8}
HELP_HOURS = "Mo-Fr 07-19"  # for what belongs to no service yet
RESPONSE_MINUTES = 60
RESOLVE_MINUTES = 8 * 60
REACH = {"me": 4, "team": 3, "everyone": 2}  # who cannot work, as impact


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


def tier_for(catalog: Catalog, service: str | None, tier: str | None) -> Tier | None:
    """Return the tier whose promises count: the one named, else the service's first."""
    if service is None:
        return None
    if tier is not None:
        return catalog.tier(service, tier)
    tiers = catalog.service(service).tiers
    return tiers[0] if tiers else None


def hours_of(company: Company, tier: Tier | None) -> Hours:
    """Return the service hours of a tier, or the help desk's."""
    return tier.hours if tier else Hours.parse(HELP_HOURS, company.zone, company.holidays)


def incident_due(company: Company, tier: Tier | None, opened_at: datetime, rank: int) -> datetime:
    """Return when an incident of this priority is due to be resolved, in service hours."""
    minutes = (tier and tier.resolve_minutes) or RESOLVE_MINUTES
    return hours_of(company, tier).add(opened_at, minutes * FACTORS[rank])


def question_due(company: Company, tier: Tier | None, opened_at: datetime, rank: int) -> datetime:
    """Return when a question of this priority is due to be answered, in service hours."""
    minutes = (tier and tier.response_minutes) or RESPONSE_MINUTES
    return hours_of(company, tier).add(opened_at, minutes * FACTORS[rank])


def order_due(company: Company, tier: Tier | None, opened_at: datetime, starts_on: date | None) -> datetime:
    """Return when an order is due: the tier's time to resolve, and not before the day it is wanted for."""
    hours = hours_of(company, tier)
    due = hours.add(opened_at, (tier and tier.resolve_minutes) or RESOLVE_MINUTES)
    if starts_on is None:
        return due
    return max(due, hours.next_open(datetime.combine(starts_on, time(), ZoneInfo(company.zone))))
