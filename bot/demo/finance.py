"""Finance: the sample company's drivers, its budget by them, its vendor's price lists, funding and past plans."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml
from sqlmodel import Session

from bot.catalog import Catalog, Company, Unit
from bot.cost.budget import BudgetLine
from bot.cost.drivers import DriverLevel
from bot.cost.funding_lines import FundingLine
from bot.cost.planned import Planned
from bot.cost.price_lists import PriceItem, PriceList
from bot.demo.seasons import Year

NEW_LIST_AFTER = 5  # months until the list that waits is in force


def write(session: Session, catalog: Catalog, now: datetime) -> int:
    """Write what the plan of this fiscal year stands on; return how many budget lines it has."""
    plan = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
    company = catalog.company
    today = company.day(now)
    began = company.fiscal_year_began(today)
    before = began.replace(year=began.year - 1)
    for name, said in plan["drivers"].items():
        session.add_all(_levels(company, name, said, before, began))
    for since, price, state in (
        (before, "was", "applied"),
        (began, "price", "applied"),
        (_months_on(today), "new", "proposed"),
    ):
        fresh = PriceList(
            vendor=plan["vendor"], version=f"{since:%Y-%m}", effective_from=since, state=state, at=now
        )
        session.add(fresh)
        session.flush()
        session.add_all(_items(fresh.id, plan["items"], price, company.currency))
    session.add_all(_line(plan["vendor"], company.fiscal_year(today), line) for line in plan["lines"])
    session.add_all(_funding(company))
    return len(plan["lines"])


def planned(catalog: Catalog, months: Sequence[str]) -> list[Planned]:
    """Return finance's plan where it was other than what is held today, for a unit and service as a whole."""
    year = Year(catalog.company, months)
    rows = []
    for month in months:
        for unit in catalog.company.units.values():
            plan = year.plan(unit, month)
            other = {_service(key) for key, count in plan.items() if count != unit.plan[key]}
            rows += [
                Planned(
                    month=month,
                    unit=unit.code,
                    service=_service(key),
                    tier=key.partition(".")[2],
                    quantity=Decimal(n),
                )
                for key, n in plan.items()
                if _service(key) in other
            ]
    return rows


def _service(level: str) -> str:
    return level.partition(".")[0]


def _funding(company: Company) -> list[FundingLine]:
    """Return what pays for IT in each fiscal year: units that are charged pay a line, others overhead."""
    return [
        FundingLine(
            unit=unit.code,
            fiscal_year=year,
            minor=amount.minor,
            kind="line" if unit.charge_mode == "chargeback" else "corporate_overhead",
            approved_by=unit.budget_owner,
        )
        for unit in company.units.values()
        for year, amount in unit.funding.items()
    ]


def _levels(
    company: Company, name: str, said: dict[str, Any], before: date, began: date
) -> list[DriverLevel]:
    """Return the levels of a driver: of the company as the file says, or of each unit as the catalog does."""
    if "level" in said:
        return [DriverLevel(driver=name, month=f"{before:%Y-%m}", level=Decimal(said["level"]))]
    rows = []
    for code, unit in company.units.items():
        if count := _count(unit, said["of"]):
            fewer = said.get("joined", {}).get(code, said.get("before", 0))
            rows += [
                DriverLevel(driver=name, unit=code, month=f"{since:%Y-%m}", level=Decimal(level))
                for since, level in ((before, count - fewer), (began, count))
            ]
    return rows


def _count(unit: Unit, of: str) -> int:
    if of == "headcount":
        return unit.headcount
    return sum(units for level, units in unit.plan.items() if _service(level) == of)


def _items(list_id: int | None, items: list[dict[str, Any]], price: str, currency: str) -> list[PriceItem]:
    return [
        PriceItem(
            list_id=list_id or 0,
            sku=item["sku"],
            description=item["description"],
            unit=item["unit"],
            price=Decimal(item.get(price) or item["price"]),
            currency=currency,
            row=row,
        )
        for row, item in enumerate(items, 2)
    ]


def _months_on(today: date) -> date:
    month = today.month - 1 + NEW_LIST_AFTER
    return date(today.year + month // 12, month % 12 + 1, 1)


def _line(vendor: str, year: int, said: dict[str, Any]) -> BudgetLine:
    price = said.get("unit_price")
    return BudgetLine(
        fiscal_year=year,
        name=said["name"],
        service=said.get("service"),
        category=said["category"],
        driver=said.get("driver"),
        per_driver=Decimal(said.get("per_driver", 1)),
        vendor=vendor if "sku" in said else "",
        sku=said.get("sku", ""),
        unit_price=None if price is None else Decimal(price),
        method=said.get("method", "driver"),
    )
