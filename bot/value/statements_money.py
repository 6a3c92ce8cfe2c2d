"""A statement's month in money: what was stored when it was closed, beside what the unit had planned for it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from sqlmodel import Session

from bot.catalog import Catalog
from bot.cost import allocation, lines, planned
from bot.cost.planned import Plan
from bot.cost.unit_cost import Prices, prices_of
from bot.money import Money, total
from bot.value import spend
from bot.value.spend import ServiceSpend, Spend
from bot.value.statements import Charge, Statement


def of(session: Session, catalog: Catalog, statement: Statement, charges: Iterable[Charge]) -> Spend:
    """Return a unit's month as its statement has it: no other unit's use is read for it."""
    month = statement.month
    used = defaultdict[str, list[Charge]](list)
    for charge in charges:
        used[charge.service].append(charge)
    plans = planned.of_month(session, catalog, month, [statement.unit]).get(statement.unit, {})
    booked, found = lines.count(session, month), allocation.of_month(session, catalog, month)
    services = [
        _of_service(catalog, key, used.get(key, []), plans.get(key, {}), month, booked > 0)
        for key in sorted({*used, *plans} & catalog.services.keys())
        if catalog.services[key].kind == "customer_facing"
    ]
    services.sort(key=lambda line: (-(line.cost or line.plan).minor, line.service))
    return Spend(month, tuple(services), found.unassigned_total, found.whole, booked, found.unused_total)


def _of_service(
    catalog: Catalog, key: str, charges: list[Charge], plans: Mapping[str, Plan], month: str, booked: bool
) -> ServiceSpend:
    service, currency = catalog.services[key], catalog.company.currency
    stored: Prices = {
        each.tier: Money.of(each.unit_price, currency) for each in charges if each.unit_price is not None
    }
    used: dict[str, Decimal] = {each.tier: each.quantity for each in charges}
    known = [Money(each.cost_minor, currency) for each in charges if each.cost_minor is not None]
    cost = total(known, currency) if booked else None
    return spend.of_service(service, used, plans, {**prices_of(service, month), **stored}, cost, currency)
