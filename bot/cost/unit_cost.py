"""Unit cost: what one unit took, what each business unit's use took, and why it differs from the plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from bot.catalog import Service
from bot.money import Money, split, total

Quantities = Mapping[str, Decimal]  # tier name -> units
Prices = Mapping[str, Money]  # tier name -> price per unit


def prices_of(service: Service, month: str) -> dict[str, Money]:
    """Return the price of each level in a month ("2026-10"): the one that holds on its first day."""
    first = date.fromisoformat(f"{month}-01")
    return {tier.name: tier.price_on(first) for tier in service.tiers}


def unit_cost(cost: Money, units: Decimal) -> Decimal | None:
    """Return cost per unit in major units to 4 places; None when nothing was used.

    Source: fully loaded cost of a period / units consumed (informit.com p=1397671).
    """
    if units <= 0:
        return None
    return (cost.amount / units).quantize(Decimal("0.0001"), ROUND_HALF_UP)


def at_rate_card(used: Quantities, prices: Prices, currency: str) -> Money:
    """Return price x units over all tiers; a tier without a price adds nothing."""
    return total([prices[tier] * units for tier, units in used.items() if tier in prices], currency)


def showback(cost: Money, used: Mapping[str, Quantities], prices: Prices) -> dict[str, Money]:
    """Share a service's full cost among business units by what they used, to the cent.

    Units of different tiers are made comparable by their rate-card price (equivalent units); with one
    tier, or none priced, it is plain units. Nobody used it, or as much was given back: an empty dict, and the
    cost stays where it is.
    """
    priced = {unit: _weight(tiers, prices) for unit, tiers in used.items()}
    plain = {unit: Fraction(sum(tiers.values())) for unit, tiers in used.items()}
    weights = next((each for each in (priced, plain) if sum(each.values()) > 0), None)
    return split(cost, weights) if weights else {}


def _weight(used: Quantities, prices: Prices) -> Fraction:
    return sum((Fraction(n) * Fraction(prices[t].amount) for t, n in used.items() if t in prices), Fraction())


@dataclass(frozen=True)
class Variance:
    """Why cost differs from plan, for the payer: plus is more to pay; the two add up exactly."""

    volume: Money  # from using more or less than planned
    price: Money  # from a unit costing more or less than planned


def variance(planned: Quantities, used: Quantities, prices: Prices, cost: Money) -> Variance:
    """Split cost - plan: volume = (used - planned) x planned price, price = the rest.

    Something used without a planned price is new: all of its difference is volume.
    Source: two-way split with the joint term in price (justaaa.com 227084).
    """
    plan = at_rate_card(planned, prices, cost.currency)
    if any(tier not in prices for tier, units in used.items() if units):
        return Variance(cost - plan, Money.zero(cost.currency))
    flexible = at_rate_card(used, prices, cost.currency)
    return Variance(flexible - plan, cost - flexible)


@dataclass(frozen=True)
class ThreeWay:
    """Why cost differs from plan with what both causes did together apart; the three add up exactly."""

    volume: Money  # (Qa - Qp) x Pp
    price: Money  # (Pa - Pp) x Qp
    joint: Money  # (Qa - Qp) x (Pa - Pp)


def three_way(planned: Quantities, used: Quantities, prices: Prices, cost: Money) -> ThreeWay:
    """Split cost - plan in three: the two-way split, with the joint term taken out of price.

    Over several levels Pa : Pp is what was paid to what the used units cost at planned prices.
    Source: flexible budget with mixed variance (W2).
    """
    both = variance(planned, used, prices, cost)
    plan = at_rate_card(planned, prices, cost.currency)
    flexible = plan + both.volume
    pure = plan * Fraction(both.price.minor, flexible.minor) if flexible else Money.zero(cost.currency)
    return ThreeWay(both.volume, pure, both.price - pure)
