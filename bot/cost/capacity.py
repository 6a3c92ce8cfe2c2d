"""Capacity: what a unit costs where cost is divided by what could be served, and the unused part apart.

Divided by what is used, each unit that a customer gives up makes the others dearer, and they leave, too
(the "death spiral"); divided by practical capacity the price stays and what nobody used is seen.
Source: capacity cost rate (costandprofitability.com).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bot.catalog import Catalog
from bot.cost.unit_cost import Quantities, unit_cost
from bot.money import Money, split, total


@dataclass(frozen=True)
class Capacity:
    """What could be served beside what was used; `carried` + `unused` = cost."""

    practical: Decimal  # units a month
    used: Decimal
    cost: Money

    @property
    def rate(self) -> Decimal | None:
        """What one unit costs, in major units to 4 places: by capacity, or by use where that was more."""
        return unit_cost(self.cost, max(self.practical, self.used))

    @property
    def carried(self) -> Money:
        """What those who used it carry."""
        return self.cost * self._share

    @property
    def unused(self) -> Money:
        """What paid for capacity that nobody used."""
        return self.cost - self.carried

    @property
    def _share(self) -> Fraction:
        return min(Fraction(self.used) / Fraction(self.practical), Fraction(1))


def unused(
    cost: Mapping[str, Mapping[str, Money]], catalog: Catalog, used: Mapping[str, Mapping[str, Quantities]]
) -> dict[str, dict[str, Money]]:
    """Return what paid for unused capacity: service -> category; only of services that say what they could serve.

    `cost` is by service and category, `used` by service, business unit and tier. A service that nobody
    measured is left out: not measured is not unused.
    """
    found: dict[str, dict[str, Money]] = {}
    for key, parts in cost.items():
        practical = catalog.services[key].practical_capacity
        if practical and key in used and parts:
            units = sum((sum(tiers.values(), Decimal()) for tiers in used[key].values()), Decimal())
            whole = total(list(parts.values()), catalog.company.currency)
            found[key] = _by_category(Capacity(Decimal(practical), units, whole).unused, parts)
    return found


def idle(catalog: Catalog, used: Mapping[str, Mapping[str, Quantities]]) -> dict[str, Fraction]:
    """Return which part (0..1) of each supporting service nobody used, of those that say what they could serve.

    One that nobody measured is left out: not measured is not unused.
    """
    found = {}
    for service in catalog.supporting():
        practical = service.practical_capacity
        if practical and service.key in used:
            units = sum((sum(tiers.values(), Decimal()) for tiers in used[service.key].values()), Decimal())
            if rest := max(1 - Fraction(units) / practical, Fraction()):
                found[service.key] = rest
    return found


def _by_category(amount: Money, parts: Mapping[str, Money]) -> dict[str, Money]:
    weights = {category: part.minor for category, part in parts.items()}
    if min(weights.values()) < 0 or not any(weights.values()):  # credits: all of it where most was spent
        return {max(sorted(weights), key=weights.__getitem__): amount}
    return split(amount, weights)
