"""Quotes: what an order adds to a unit's commitments, and what would fit where it does not.

A monthly price is charged by the day: a month that is only partly used costs its share of days. The
commitment of an order is what it adds until the fiscal year ends (line-driven funding check).
"""

from bisect import bisect_left
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from bot.catalog import Service, Tier
from bot.cost.funding import MONTHS_A_YEAR, Standing, months
from bot.money import Money


@dataclass(frozen=True)
class Ask:
    """What somebody wants to buy for their unit."""

    service: Service
    tier: Tier
    quantity: int
    starts_on: date
    replaces: str | None = None  # the tier whose units move to `tier`
    one_off: Money | None = None  # what setting it up costs, beside the price
    leaving: int = 0  # how many of these units approved orders, not yet delivered, move already
    drawn: int = 0  # of a service paid per piece: how many of this month's planned pieces are used


@dataclass(frozen=True)
class Quote:
    """What an Ask costs and whether the funding carries it; all amounts are what it adds to today's cost."""

    quantity: int
    unit_price: Money
    change: Money  # a month for a subscription, once for a piece
    commitment: Money  # until the fiscal year ends
    next_year: Money  # a full year at this price; zero for what is paid once
    days: int  # from the start to the fiscal year's end
    moved: int  # units that leave the replaced tier
    one_off: Money  # what setting it up costs, part of the commitment
    covered: int  # pieces that the unit's plan already pays for
    remaining: Money  # before this order
    ends_on: date  # the first day of the next fiscal year

    @property
    def left(self) -> Money:
        """What remains after this order."""
        return self.remaining - self.commitment

    @property
    def moves_money(self) -> bool:
        """Whether a budget owner has to decide."""
        return bool(self.commitment) or bool(self.change)

    @property
    def fits(self) -> bool:
        """Whether the funding carries it; what costs nothing more always fits."""
        return self.commitment.minor <= max(self.remaining.minor, 0)

    @property
    def short(self) -> Money:
        """How much is missing, zero when it fits."""
        missing = self.commitment.minor - max(self.remaining.minor, 0)
        return Money(max(missing, 0), self.remaining.currency)


@dataclass(frozen=True)
class Ways:
    """What would fit instead; asking for more funding is always open and therefore not listed."""

    fewer: int | None = None
    later: date | None = None
    lower: str | None = None  # a tier of the same service

    def __bool__(self) -> bool:
        return any((self.fewer, self.later, self.lower))


def quote(standing: Standing, ask: Ask) -> Quote:
    """Work out what `ask` adds to the unit's commitments of this fiscal year and of the next.

    commitment = (new price x units - what the replaced units cost) x months left in the fiscal year, and
    what setting it up costs; a piece is paid once, and only for what the month's plan does not cover.
    """
    currency = standing.funding.currency
    price = ask.tier.price.amount
    one_off = ask.one_off or Money.zero(currency)
    moved = covered = 0
    if ask.service.monthly:
        given_up = Decimal()
        if ask.replaces is not None:
            moved, given_up = standing.giving_up(
                ask.service.key, ask.replaces, ask.quantity, ask.starts_on, ask.leaving
            )
        change = price * ask.quantity - given_up
        commitment = Fraction(change) * months(ask.starts_on, standing.ends_on)
        next_year = change * MONTHS_A_YEAR
    else:
        planned = standing.holds(ask.service.key, ask.starts_on).get(ask.tier.name, 0)
        covered = min(ask.quantity, max(planned - ask.drawn, 0))
        change = price * (ask.quantity - covered)
        commitment, next_year = Fraction(change), Decimal()
    return Quote(
        quantity=ask.quantity,
        unit_price=ask.tier.price,
        change=Money.of(change, currency),
        commitment=Money.of(commitment, currency) + one_off,
        next_year=Money.of(next_year, currency),
        days=max((standing.ends_on - ask.starts_on).days, 0),
        moved=moved,
        one_off=one_off,
        covered=covered,
        remaining=standing.remaining,
        ends_on=standing.ends_on,
    )


def ways(standing: Standing, ask: Ask, at_least: int = 1) -> Ways:
    """Look for what fits: fewer units (but `at_least` so many), a later start, a lower tier."""
    return Ways(
        fewer=_fewer(standing, ask, at_least), later=_later(standing, ask), lower=_lower(standing, ask)
    )


def _fits(standing: Standing, ask: Ask) -> bool:
    return quote(standing, ask).fits


def _fewer(standing: Standing, ask: Ask, at_least: int) -> int | None:
    """Return the most units that fit, below the number asked for; more units never cost less."""
    amounts = range(at_least, ask.quantity)
    too_many = bisect_left(
        amounts, True, key=lambda quantity: not _fits(standing, replace(ask, quantity=quantity))
    )
    return amounts[too_many - 1] if too_many else None


def _later(standing: Standing, ask: Ask) -> date | None:
    """Return the first month in this fiscal year with which the same order fits."""
    if not ask.service.monthly:
        return None
    starts = []
    first = (ask.starts_on.replace(day=1) + timedelta(days=31)).replace(day=1)
    while first < standing.ends_on:
        starts.append(first)
        first = (first + timedelta(days=31)).replace(day=1)
    return next((day for day in starts if _fits(standing, replace(ask, starts_on=day))), None)


def _lower(standing: Standing, ask: Ask) -> str | None:
    """Return the best tier below the one asked for that fits and is not the one to be replaced."""
    below = [tier for tier in ask.service.tiers if tier.rank < ask.tier.rank and tier.name != ask.replaces]
    ranked = sorted(below, key=lambda tier: -tier.rank)
    return next((tier.name for tier in ranked if _fits(standing, replace(ask, tier=tier))), None)
