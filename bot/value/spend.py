"""Spend: what each service cost a business unit in a month, against its plan and the month before."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from sqlmodel import Session

from bot.catalog import Catalog, Service
from bot.cost import allocation, lines, planned, usage
from bot.cost.planned import Plan
from bot.cost.unit_cost import (
    Prices,
    Quantities,
    at_rate_card,
    prices_of,
    showback,
    three_way,
    unit_cost,
)
from bot.money import Money, total
from bot.value.period import month_before

OVER_PLAN = Decimal("1.1")  # more than a tenth over plan asks for a decision


@dataclass(frozen=True)
class ServiceSpend:
    """One service in one business unit and month.

    `cost` is showback of full cost (None: the month is not booked), `plan` the units subscribed on the
    month's last day (an upgrade within it counts once) and `charge` the units used, both at the rate card;
    `volume` + `price` = cost - plan, plus is more to pay; `joint` is the part of `price` that more or less use
    made larger or smaller.
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
    joint: Money | None = None
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
    return of_units(session, catalog, month, [unit])[unit]


def of_units(
    session: Session, catalog: Catalog, month: str, units: Collection[str] | None = None
) -> dict[str, Spend]:
    """Work out a month of all units of the company, or of these, with as many queries as for one."""
    wanted = catalog.company.units if units is None else units
    books, before = (Books(session, catalog, each) for each in (month, month_before(month)))
    ours, earlier = (_Lines(session, each, units) for each in (books, before))
    return {unit: _spend(books, ours.of(unit), earlier.of(unit)) for unit in wanted}


def _spend(books: "Books", ours: list[ServiceSpend], earlier: list[ServiceSpend]) -> Spend:
    before = {line.service: line for line in earlier}
    compared = [_beside(line, before.get(line.service)) for line in ours]
    allocated = books.allocated
    return Spend(
        books.month,
        tuple(sorted(compared, key=lambda line: (-(line.cost or line.plan).minor, line.service))),
        allocated.unassigned_total,
        allocated.whole,
        books.booked,
        allocated.unused_total,
    )


def _beside(line: ServiceSpend, last: ServiceSpend | None) -> ServiceSpend:
    return replace(line, last_cost=last.cost, last_unit_cost=last.unit_cost) if last else line


class Books:
    """What all units used in a month and what it cost, read once; each service's cost is shared among them once."""

    def __init__(self, session: Session, catalog: Catalog, month: str) -> None:
        self.month, self.catalog = month, catalog
        self.booked = lines.count(session, month)
        self.allocated = allocation.of_month(session, catalog, month)
        self.used = usage.of_month(session, month)
        self._cards: dict[str, Prices] = {}
        self._shown: dict[str, Mapping[str, Money]] = {}

    def services(self) -> Iterator[tuple[Service, Mapping[str, Quantities]]]:
        """Yield each customer-facing service that was used, with what each unit used of its levels."""
        for key, by_unit in self.used.items():
            service = self.catalog.services.get(key)
            if service is not None and service.kind == "customer_facing":
                yield service, by_unit

    def card(self, service: Service) -> Prices:
        """Return the price of each level in that month."""
        if service.key not in self._cards:
            self._cards[service.key] = prices_of(service, self.month)
        return self._cards[service.key]

    def cost(self, service: Service, unit: str) -> Money | None:
        """Return a unit's part of what a service cost (showback of full cost); None: the month is not booked."""
        if not self.booked:
            return None
        if service.key not in self._shown:
            cost, used = self.allocated.carried_by(service.key), self.used.get(service.key, {})
            self._shown[service.key] = showback(cost, used, self.card(service))
        return self._shown[service.key].get(unit, Money.zero(self.allocated.currency))


class _Lines:
    """What each service was to a unit in the month of some books, beside what it planned."""

    def __init__(self, session: Session, books: Books, units: Collection[str] | None) -> None:
        self._books = books
        self._plans = planned.of_month(session, books.catalog, books.month, units)
        self._using: dict[str, set[str]] = {}  # unit -> services
        for service, by_unit in books.used.items():
            for unit in by_unit:
                self._using.setdefault(unit, set()).add(service)

    def of(self, unit: str) -> list[ServiceSpend]:
        """Return what each service was to a unit, by key."""
        plans, services = self._plans.get(unit, {}), self._books.catalog.services
        return [
            self._line(services[key], unit, plans.get(key, {}))
            for key in sorted({*plans, *self._using.get(unit, ())} & services.keys())
            if services[key].kind == "customer_facing"
        ]

    def _line(self, service: Service, unit: str, plans: Mapping[str, Plan]) -> ServiceSpend:
        books = self._books
        mine = books.used.get(service.key, {}).get(unit, {})
        cost, currency = books.cost(service, unit), books.allocated.currency
        return of_service(service, mine, plans, books.card(service), cost, currency)


def of_service(
    service: Service,
    used: Quantities,
    plans: Mapping[str, Plan],
    card: Prices,
    cost: Money | None,
    currency: str,
) -> ServiceSpend:
    """Return what a service was to one unit that used and planned so much of each level.

    `card` is the price of each level; `cost` the unit's part of full cost, None where it is not booked.
    """
    wanted = {tier: plan.quantity for tier, plan in plans.items()}
    own = {tier: plan.unit_price for tier, plan in plans.items() if plan.unit_price is not None}
    line = _line(service, used, wanted, card, {**card, **own}, currency)
    return line if cost is None else _costed(line, cost, used, wanted, {**card, **own})


def _line(
    service: Service, used: Quantities, planned: Quantities, card: Prices, plan: Prices, currency: str
) -> ServiceSpend:
    return ServiceSpend(
        service.key,
        service.name,
        service.outcome,
        service.units or "",
        used=sum(used.values(), Decimal(0)),
        planned=sum(planned.values(), Decimal(0)),
        plan=at_rate_card(planned, plan, currency),
        charge=at_rate_card(used, card, currency),
    )


def _costed(
    line: ServiceSpend, cost: Money, used: Quantities, planned: Quantities, prices: Prices
) -> ServiceSpend:
    each = unit_cost(cost, line.used)
    why = three_way(planned, used, prices, cost)
    return replace(
        line,
        cost=cost,
        unit_cost=None if each is None else Money.of(each, cost.currency),
        volume=why.volume,
        price=why.price + why.joint,
        joint=why.joint,
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
