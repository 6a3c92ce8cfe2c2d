"""Budget lists: what a vendor's new price list would do to the budget, and to whom, before it is applied."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog
from bot.cost import budget, price_lists
from bot.cost.budget import BudgetLine
from bot.cost.planning import Ground
from bot.cost.price_lists import PriceList
from bot.money import Money, split, total
from bot.value import budget_page

SHOWN = 12  # lines


def month_of(found: PriceList) -> str:
    """Return the first month that a list counts for: one that begins within a month counts from the next."""
    since = found.effective_from
    return f"{since:%Y-%m}" if since.day == 1 else budget.after(f"{since:%Y-%m}")


def can_be_told(session: Session, number: int) -> bool:
    """Tell whether a list is still there and waits, and there is a budget that it could hit."""
    found = session.get(PriceList, number)
    return found is not None and found.state == "proposed" and budget.is_there(session)


def affected(session: Session, catalog: Catalog, number: int, today: date) -> dict[str, Any]:
    """Return who pays how much more by a list: lines, services and units, this fiscal year and a full one.

    Raises Refused when the list was taken back, or there is no budget yet.
    """
    found, company = price_lists.find(session, number), catalog.company
    begins = month_of(found)
    year = max(budget.year_of(company, begins), company.fiscal_year(today))
    seen = budget_page.view(session, catalog, None, today, year=year)
    before = replace(seen.ground, prices=price_lists.prices(session, company.currency, without=number))
    after = replace(seen.ground, prices=price_lists.prices(session, company.currency, also=number))
    skus = {item.sku for item in price_lists.items_of(session, number)}
    of_vendor = [line for line in seen.ground.lines if line.vendor == found.vendor and line.sku]
    touched = [line for line in of_vendor if line.sku in skus]
    full = budget.months(company, year + 1)
    rows = [
        row
        for line in touched
        if (row := _row(catalog, before, after, line, seen.months, full, begins))["changes"]
    ]
    rows.sort(key=lambda row: (-abs(row["full"].minor), row["name"]))
    return {
        "list": {name: getattr(found, name) for name in ("id", "vendor", "version", "state", "by", "at")},
        "effective_from": found.effective_from,
        "begins": begins,
        "year": year,
        "this_year": total([row["year"] for row in rows], company.currency),
        "full_year": total([row["full"] for row in rows], company.currency),
        "rows": rows[:SHOWN],
        "more": max(0, len(rows) - SHOWN),
        "services": _by_service(rows, company.currency),
        "units": _by_unit(catalog, seen.ground, touched, rows, begins),
        "unused": len(skus - {line.sku for line in of_vendor}),
        "missing": [line.name for line in of_vendor if line.sku not in skus],
        "unknown": [line.name for line in touched if after.price(line, begins) is None],
    }


def _row(
    catalog: Catalog,
    before: Ground,
    after: Ground,
    line: BudgetLine,
    months: list[str],
    full: list[str],
    begins: str,
) -> dict[str, Any]:
    old, new = before.price(line, begins), after.price(line, begins)
    service = catalog.services.get(line.service or "")
    return {
        "id": line.id,
        "name": line.name,
        "service": service.name if service else line.service,
        "currency": before.currency,
        "old": budget_page.price_said(old.price, before.currency) if old else None,
        "new": budget_page.price_said(new.price, before.currency) if new else None,
        "item": vars(new) if new else None,
        "share": (new.price / old.price - 1) if old and new and old.price else None,
        "year": _more(before, after, line, months),
        "full": _more(before, after, line, full),
        "changes": bool(new and (old is None or old.price != new.price)),
    }


def _more(before: Ground, after: Ground, line: BudgetLine, months: list[str]) -> Money:
    old, new = before.span(line, months), after.span(line, months)
    return Money.zero(before.currency) if old is None or new is None else new - old


def _by_service(rows: list[dict[str, Any]], currency: str) -> list[dict[str, Any]]:
    """Return what a full year costs for each service more, the dearest first; no service's comes last."""
    more: dict[str, Money] = defaultdict(lambda: Money.zero(currency))
    for row in rows:
        more[row["service"] or ""] += row["full"]
    found = [{"name": name, "full": amount} for name, amount in more.items() if amount]
    return sorted(found, key=lambda each: (not each["name"], -abs(each["full"].minor), each["name"]))


def _by_unit(
    catalog: Catalog, ground: Ground, lines: list[BudgetLine], rows: list[dict[str, Any]], month: str
) -> list[dict[str, Any]]:
    """Return what a full year costs each unit more, by its part of the drivers; what has none is everybody's."""
    more: dict[str, Money] = defaultdict(lambda: Money.zero(ground.currency))
    named = {line.id: line for line in lines}
    for row in rows:
        driver = named[row["id"]].driver
        parts = ground.levels.by_unit(driver, month) if driver else {}
        whole: Money = row["full"]
        shared = split(whole, parts) if any(parts.values()) else {"": whole}
        for code, part in shared.items():
            more[code] += part
    units = catalog.company.units
    found = [
        {"name": units[code].name if code in units else code, "full": amount, "is_shared": not code}
        for code, amount in more.items()
        if amount
    ]
    return sorted(found, key=lambda each: (each["is_shared"], -each["full"].minor, each["name"]))
