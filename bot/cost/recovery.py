"""Recovery: what the rate card brought in beside what a service cost, and the price that would break even."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlmodel import Session

from bot.catalog import Catalog, Service
from bot.cost import allocation, lines, usage
from bot.cost.allocation import Allocation
from bot.cost.unit_cost import Quantities, at_rate_card, prices_of, unit_cost
from bot.money import Money, total


@dataclass(frozen=True)
class Recovery:
    """One service in one month or several: `over` is what was recovered beyond cost, below zero: short.

    `recovered` is units x price on the rate card, of all business units, whether they pay or are shown it.
    """

    service: str
    name: str
    cost: Money
    recovered: Money
    units: Decimal

    @property
    def over(self) -> Money:
        """What the rate card brought in beyond cost; below zero, what it left uncovered."""
        return self.recovered - self.cost

    @property
    def unit_cost(self) -> Decimal | None:
        """What a unit cost, in major units to 4 places; None when nothing was used."""
        return unit_cost(self.cost, self.units)

    @property
    def revised(self) -> Money | None:
        """The price at which this cost and use would have broken even; None when nothing was used.

        Source: rate true-up, by which more use lowers the rate (mass.gov, rate changes of FY14).
        """
        if self.units <= 0:
            return None
        return Money.of(self.cost.amount / self.units, self.cost.currency)


def of_month(session: Session, catalog: Catalog, month: str) -> tuple[Recovery, ...]:
    """Return every customer-facing service's recovery in a month, by key; none while no cost is booked."""
    if not lines.count(session, month):
        return ()
    return of(catalog, allocation.of_month(session, catalog, month), usage.of_month(session, month), month)


def of(
    catalog: Catalog, found: Allocation, used: Mapping[str, Mapping[str, Quantities]], month: str
) -> tuple[Recovery, ...]:
    """Return the recovery of each service that cost or brought in anything, by key."""
    facing = sorted({*found.cost, *used} & catalog.services.keys())
    all_ = [_of_service(catalog.services[key], found, used.get(key, {}), month) for key in facing]
    return tuple(each for each in all_ if each.cost or each.recovered)


def _of_service(
    service: Service, found: Allocation, by_unit: Mapping[str, Quantities], month: str
) -> Recovery:
    prices = prices_of(service, month)
    recovered = [at_rate_card(used, prices, found.currency) for used in by_unit.values()]
    units = sum((sum(used.values(), Decimal()) for used in by_unit.values()), Decimal())
    return Recovery(service.key, service.name, found.of(service.key), total(recovered, found.currency), units)
