"""Bills: made-up usage and cost lines, near the company's plan, with growth, seasons and a few surprises."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import floor
from random import Random
from typing import Any

from bot.catalog import Catalog
from bot.cost.allocation import Direct, allocate, shares_of
from bot.demo.sample import Sample
from bot.demo.seasons import Year
from bot.money import Money, split

NEARLY_FULL = ("CC-100", "FIL.Standard")  # so that the quota rule has something to find
FULL_SHARE, FULL_GROWTH = Decimal("0.94"), Decimal("0.03")
FALLING = ("CC-200", "CRM.Standard")  # so that somebody is asked whether we have lost them
FALLEN, FALLEN_SINCE = 0.45, 1  # to this share of the plan, this many months before the last one
MEASURED = ("TB",)  # the rest is counted
GROWTH = 0.006  # a month
SURPRISES = 0.06  # of all lines are used much more than planned in the last month
SUPPORT_SHARE = 0.45  # of a service's cost comes at most from the services below it

Used = dict[tuple[str, str, str, str], Decimal]  # month, unit, service, tier -> units


def use(rng: Random, catalog: Catalog, months: Sequence[str]) -> Used:
    """Return what each unit used of each tier that it planned."""
    used: Used = {}
    year = Year(catalog.company, months)
    for unit in catalog.company.units.values():
        plans = {month: year.plan(unit, month) for month in months}
        for key in unit.plan:
            service, _, tier = key.partition(".")
            quota, measured = catalog.services[service].quota, catalog.services[service].unit in MEASURED
            level = rng.uniform(0.62, 0.78) if quota else rng.uniform(0.95, 1.01)
            surprise = rng.uniform(1.12, 1.2) if not quota and rng.random() < SURPRISES else 1.0
            for index, month in enumerate(months):
                left = len(months) - 1 - index
                share = level * (1 - GROWTH * left) * rng.uniform(0.985, 1.015) * (1 if left else surprise)
                if (unit.code, key) == NEARLY_FULL:
                    share = float(FULL_SHARE - FULL_GROWTH * left)
                if (unit.code, key) == FALLING and left <= FALLEN_SINCE:
                    share = FALLEN
                wanted = plans[month][key] * share * year.busy(service, month)
                units = _units(wanted, measured, quota) + year.joining(unit.code, key, month)
                used[month, unit.code, service, tier] = units
    return used


def _units(amount: float, measured: bool, quota: bool) -> Decimal:
    """Round to what can be counted; of a quota downwards, so that a small one is not full by rounding."""
    if measured:
        return Decimal(str(round(amount, 1)))
    return Decimal(floor(amount) if quota else round(amount))


def usage_rows(used: Used) -> list[dict[str, Any]]:
    """Return the same as rows."""
    return [
        {
            "month": month,
            "unit": unit,
            "service": service,
            "tier": tier,
            "quantity": quantity,
            "source": "sample meter",
            "sample": True,
        }
        for (month, unit, service, tier), quantity in used.items()
    ]


def cost_rows(
    rng: Random, sample: Sample, catalog: Catalog, months: Sequence[str], used: Used
) -> list[dict[str, Any]]:
    """Return cost lines whose fully loaded sum follows plan and use, service by service.

    What comes from supporting services is taken off first; the rest is booked on the service itself.
    """
    year = Year(catalog.company, months)
    support = _support(catalog, _plan(catalog, year, months[0]))
    levels = {service: rng.uniform(0.96, 1.03) for service in catalog.services}
    rows: list[dict[str, Any]] = []
    for month in months:
        plan = _plan(catalog, year, month)
        inside = _vary(rng, support)
        direct: dict[str | None, dict[str, int]] = {key: {"all": minor} for key, minor in inside.items()}
        below = allocate(direct, shares_of(catalog), list(plan), catalog.company.currency)
        for service, planned in plan.items():
            level = year.level(service, month, levels[service])
            busy = _busy(used, catalog, month, service, planned)
            wanted = planned * level * (0.7 + 0.3 * busy) * rng.uniform(0.985, 1.015)
            direct[service] = {"all": max(int(wanted) - below.of(service).minor, 0)}
        rows += _lines(sample, catalog, year, month, direct)
    return rows


def _plan(catalog: Catalog, year: Year, month: str) -> dict[str, int]:
    """Return what is planned for a month by service, in minor units at the rate card."""
    plan: dict[str, int] = {}
    for unit in catalog.company.units.values():
        for key, units in year.plan(unit, month).items():
            service, _, tier = key.partition(".")
            plan[service] = plan.get(service, 0) + units * catalog.tier(service, tier).price.minor
    return plan


def _support(catalog: Catalog, plan: Mapping[str, int]) -> dict[str, int]:
    """Return what each supporting service may cost so that no user pays too much for it."""
    shares = shares_of(catalog)
    stands_on = {user: sum(user in users for users in shares.values()) for user in plan}
    return {
        service: min(
            (
                int(plan[user] * SUPPORT_SHARE / stands_on[user] / share)
                for user, share in users.items()
                if user in plan
            ),
            default=0,
        )
        for service, users in shares.items()
    }


def _vary(rng: Random, amounts: Mapping[str, int]) -> dict[str, int]:
    return {service: int(amount * rng.uniform(0.97, 1.03)) for service, amount in amounts.items()}


def _busy(used: Used, catalog: Catalog, month: str, service: str, planned: int) -> float:
    """Return use against plan at the rate card; 1 is as planned."""
    worth = sum(
        float(units) * catalog.tier(service, tier).price.minor
        for (when, _, which, tier), units in used.items()
        if (when, which) == (month, service)
    )
    return worth / planned if planned else 1.0


def _lines(sample: Sample, catalog: Catalog, year: Year, month: str, direct: Direct) -> list[dict[str, Any]]:
    rows = []
    for service, parts in direct.items():
        if service is not None:
            mix = sample.mix(service, catalog.services[service].kind)
            for category, part in split(Money(parts["all"], catalog.company.currency), mix).items():
                minor = year.at_its_price(service, category, month, part.minor)
                rows.append(_line(month, service, category, minor, sample.vendors.get(category, "")))
    nobodys = sample.unassigned
    return [*rows, _line(month, None, nobodys["category"], nobodys["dollars"] * 100, nobodys["vendor"])]


def _line(month: str, service: str | None, category: str, minor: int, vendor: str = "") -> dict[str, Any]:
    return {
        "month": month,
        "service": service,
        "category": category,
        "minor": minor,
        "vendor": vendor,
        "source": "sample ledger",
        "sample": True,
    }
