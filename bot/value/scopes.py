"""Scopes: for how many an offer is made, so that it fits the funding and is worth its price by our count."""

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from sqlmodel import Session

from bot.catalog import Catalog
from bot.cost.funding import MONTHS_A_YEAR
from bot.money import Money
from bot.value import business_case
from bot.value.evidence import NOTHING, Need
from bot.value.offers import draft

NO_FUNDING, NOT_WORTH = "no_funding", "not_worth"


@dataclass(frozen=True)
class Plan:
    """What an offer would be made of: so many units, what they add a month, and what that is worth a month.

    `benefit` is None where nothing measures it. `why_not` says what speaks against making it, `fewer` what
    made it smaller than the need: NO_FUNDING or NOT_WORTH for the others.
    """

    quantity: int
    difference: Money
    benefit: Money | None = None
    why_not: str | None = None
    fewer: str | None = None


def plan_of(session: Session, catalog: Catalog, need: Need, now: datetime) -> Plan:
    """Return what is offered for a need: all of it, else as much as the funding carries and as pays.

    Where people of a unit may have different levels and the whole costs more than it is known to bring, it
    is made for those only who each gain more than they cost.
    """
    if need.to_tier == NOTHING:
        return Plan(need.quantity, catalog.company.nothing())
    whole = _planned(session, catalog, need, need.quantity, now)
    if whole.why_not != NOT_WORTH or not _mixes(catalog, need):
        return whole
    gaining = _who_gain(session, catalog, need, whole, now)
    if not 0 < gaining < whole.quantity:
        return whole
    fewer = _planned(session, catalog, need, gaining, now)
    return whole if fewer.why_not else replace(fewer, fewer=NOT_WORTH)


def _planned(session: Session, catalog: Catalog, need: Need, quantity: int, now: datetime) -> Plan:
    """Return the plan for so many units, or as many of them as the funding carries."""
    made = draft(session, catalog, need, quantity, now)
    if not made.quote.fits and made.ways.fewer:
        made = draft(session, catalog, need, made.ways.fewer, now)
    units, difference = made.ask.quantity, made.quote.change
    if not made.quote.fits:
        return Plan(units, difference, why_not=NO_FUNDING)
    benefit = monthly_benefit(session, catalog, need, units, now)
    dear = benefit is not None and benefit.minor < difference.minor
    part = NO_FUNDING if units < quantity else None
    return Plan(units, difference, benefit, NOT_WORTH if dear else None, part)


def monthly_benefit(
    session: Session, catalog: Catalog, need: Need, quantity: int, now: datetime
) -> Money | None:
    """Return what so many units are worth to the customer in a month, counted from rows; None where nothing is."""
    if NOTHING in (need.from_tier, need.to_tier):
        return None
    level = (need.unit, need.service, need.from_tier, need.to_tier)
    brings = business_case.benefit_of(session, catalog, *level, quantity, now)
    return brings.total * Fraction(1, MONTHS_A_YEAR) if brings else None


def _mixes(catalog: Catalog, need: Need) -> bool:
    service = catalog.service(need.service)
    return service.mixed_tiers and not service.quota and need.from_tier not in (NOTHING, need.to_tier)


def _who_gain(session: Session, catalog: Catalog, need: Need, whole: Plan, now: datetime) -> int:
    """Return for how many people each it brings what it costs."""
    yearly = whole.difference * Fraction(MONTHS_A_YEAR, whole.quantity)
    level = (need.unit, need.service, need.from_tier, need.to_tier)
    return business_case.who_gain(session, catalog, *level, yearly, now)
