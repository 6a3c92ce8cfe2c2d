"""Spend: what each service cost a business unit in a month, against its plan and the month before."""

from dataclasses import dataclass, replace
from decimal import Decimal

from sqlmodel import Session

from bot.catalog import Catalog, Service
from bot.cost import allocation, lines, subscriptions, usage
from bot.cost.unit_cost import (
    Prices,
    Quantities,
    at_rate_card,
    prices_of,
    showback,
    unit_cost,
    variance,
)
from bot.money import Money, total
from bot.value.period import last_day, month_before

OVER_PLAN = Decimal("1.1")  # more than a tenth over plan asks for a decision


@dataclass(frozen=True)
class ServiceSpend:
    """One service in one business unit and month.

    `cost` is showback of full cost (None: the month is not booked), `plan` the units subscribed on the
    month's last day (an upgrade within it counts once) and `charge` the units used, both at the rate card;
    `volume` + `price` = cost - plan, plus is more to pay.
    """

    service: str
    name: str
    outcome: str
    units: str
    used: Decimal
    planned: Decimal
    plan: Money
    charge: Money
    cost: Money | None = None
    unit_cost: Money | None = None
    volume: Money | None = None
    price: Money | None = None
    last_cost: Money | None = None
    last_unit_cost: Money | None = None

    @property
    def over(self) -> Money | None:
        """How far cost is over plan, when it is by more than a tenth."""
        if self.cost is None or not self.plan or self.cost <= self.plan * OVER_PLAN:
            return None
        return self.cost - self.plan


@dataclass(frozen=True)
class Spend:
    """A business unit's month: its services, dearest first, and what the company could not place."""

    month: str
    services: tuple[ServiceSpend, ...]
    unassigned: Money  # of the whole company; None of it is in any service's cost
    whole: Money  # all IT cost of the company in that month
    cost_lines: int
    unused: Money  # of the whole company: capacity that nobody used, in no unit's cost


def of_unit(session: Session, catalog: Catalog, unit: str, month: str) -> Spend:
    """Work a unit's month out from cost lines, usage and subscriptions, beside the month before."""
    now, last = (_month(session, catalog, unit, m) for m in (month, month_before(month)))
    before = {line.service: line for line in last.services}
    compared = [_beside(line, before.get(line.service)) for line in now.services]
    ranked = sorted(compared, key=lambda line: (-(line.cost or line.plan).minor, line.service))
    return replace(now, services=tuple(ranked))


def _beside(line: ServiceSpend, last: ServiceSpend | None) -> ServiceSpend:
    return replace(line, last_cost=last.cost, last_unit_cost=last.unit_cost) if last else line


def _month(session: Session, catalog: Catalog, unit: str, month: str) -> Spend:
    allocated = allocation.of_month(session, catalog, month)
    used, held = usage.of_month(session, month), subscriptions.held(session, unit, last_day(month))
    booked = lines.count(session, month)
    services = []
    for key, service in catalog.services.items():
        by_unit = used.get(key, {})
        mine = by_unit.get(unit, {})
        wanted = {tier: Decimal(quantity) for tier, quantity in held.get(key, {}).items()}
        if service.kind == "customer_facing" and (mine or wanted):
            prices = prices_of(service, month)
            line = _line(service, mine, wanted, prices, catalog.company.currency)
            if booked:
                cost = showback(allocated.carried_by(key), by_unit, prices).get(
                    unit, Money.zero(allocated.currency)
                )
                line = _costed(line, cost, mine, wanted, prices)
            services.append(line)
    return Spend(
        month,
        tuple(services),
        allocated.unassigned_total,
        allocated.whole,
        booked,
        allocated.unused_total,
    )


def _line(
    service: Service, used: Quantities, planned: Quantities, prices: Prices, currency: str
) -> ServiceSpend:
    return ServiceSpend(
        service.key,
        service.name,
        service.outcome,
        service.units or "",
        used=sum(used.values(), Decimal(0)),
        planned=sum(planned.values(), Decimal(0)),
        plan=at_rate_card(planned, prices, currency),
        charge=at_rate_card(used, prices, currency),
    )


def _costed(
    line: ServiceSpend, cost: Money, used: Quantities, planned: Quantities, prices: Prices
) -> ServiceSpend:
    each = unit_cost(cost, line.used)
    why = variance(planned, used, prices, cost)
    return replace(
        line,
        cost=cost,
        unit_cost=None if each is None else Money.of(each, cost.currency),
        volume=why.volume,
        price=why.price,
    )


@dataclass(frozen=True)
class Sum:
    """Several services added up; None where a month is not booked."""

    services: int
    plan: Money
    charge: Money
    cost: Money | None
    volume: Money | None
    price: Money | None
    last_cost: Money | None


def add_up(services: tuple[ServiceSpend, ...], currency: str) -> Sum:
    """Add services up; one that was not there last month adds nothing to it, and no services are nothing."""

    def of(amounts: list[Money | None]) -> Money | None:
        known = [amount for amount in amounts if amount is not None]
        return total(known, currency) if known or not amounts else None

    return Sum(
        len(services),
        plan=total([line.plan for line in services], currency),
        charge=total([line.charge for line in services], currency),
        cost=of([line.cost for line in services]),
        volume=of([line.volume for line in services]),
        price=of([line.price for line in services]),
        last_cost=of([line.last_cost for line in services]),
    )
