"""Quotes: what an order adds to a unit's commitments, and what would fit where it does not.

A monthly price is charged by the day: a month that is only partly used costs its share of days. The
commitment of an order is what it adds until the fiscal year ends (line-driven funding check), at the price
of the day on which it starts and at each announced price from its day.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from bot.catalog import Service, Tier
from bot.cost.funding import Held, Standing, cost_of
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
    change: Money  # a month for a subscription from its first day on, once for a piece
    commitment: Money  # until the fiscal year ends
    next_year: Money  # the whole year after; zero for what is paid once
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

    commitment = (new price x units - what the replaced units cost) x months left in the fiscal year, each
    announced price from its day, and what setting it up costs; a piece is paid once, and only for what the
    month's plan does not cover.
    """
    currency = standing.funding.currency
    price = ask.tier.price_on(ask.starts_on)
    one_off = ask.one_off or Money.zero(currency)
    covered = 0
    gone = _gone(standing, ask)
    if ask.service.monthly:
        fresh = _fresh(standing, ask)
        own = [row for row in gone if row.pool == standing.pool]
        change = _monthly([fresh], ask.starts_on) - _monthly(own, ask.starts_on)
        ends_on = standing.ends_on
        year_after = ends_on.replace(year=ends_on.year + 1)
        commitment, next_year = (
            cost_of([fresh], *span) - cost_of(own, *span)
            for span in ((ask.starts_on, ends_on), (ends_on, year_after))
        )
    else:
        planned = standing.holds(ask.service.key, ask.starts_on).get(ask.tier.name, 0)
        covered = min(ask.quantity, max(planned - ask.drawn, 0))
        change = price.amount * (ask.quantity - covered)
        commitment, next_year = Fraction(change), Fraction()
    return Quote(
        quantity=ask.quantity,
        unit_price=price,
        change=Money.of(change, currency),
        commitment=Money.of(commitment, currency) + one_off,
        next_year=Money.of(next_year, currency),
        days=max((standing.ends_on - ask.starts_on).days, 0),
        moved=sum(row.quantity for row in gone),
        one_off=one_off,
        covered=covered,
        remaining=standing.remaining,
        ends_on=standing.ends_on,
    )


def _gone(standing: Standing, ask: Ask) -> tuple[Held, ...]:
    """Return the units that leave the replaced tier; what another purse pays for is no saving to this one."""
    if ask.replaces is None or not ask.service.monthly:
        return ()
    return standing.giving_up(ask.service.key, ask.replaces, ask.quantity, ask.starts_on, ask.leaving)


def _fresh(standing: Standing, ask: Ask) -> Held:
    """Return what the unit has by the order."""
    price, later = ask.tier.price_on(ask.starts_on).amount, ask.tier.later_prices(ask.starts_on)
    return Held(
        ask.service.key,
        ask.tier.name,
        ask.quantity,
        price,
        ask.starts_on,
        None,
        pool=standing.pool,
        later=later,
    )


def _monthly(held: Iterable[Held], on: date) -> Decimal:
    return sum((row.quantity * row.price_on(on) for row in held), Decimal())


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
