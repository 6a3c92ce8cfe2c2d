"""Budget page: a year's budget as somebody may see it, and any line of it opened down to its price."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.catalog import Catalog, Unit
from bot.cost import budget, drivers, price_lists
from bot.cost.batches import Batch
from bot.cost.budget import BudgetLine
from bot.cost.drivers import DriverLevel
from bot.cost.planning import Change, Ground
from bot.cost.price_lists import Price, PriceItem
from bot.money import Money, total
from bot.refusal import Refused
from bot.value import quality, talking_points
from bot.value.quality import Note

A_PAGE = 8  # lines


@dataclass(frozen=True)
class Scope:
    """What somebody may see: the whole of it, or the part that follows the drivers of units they speak for."""

    whole: bool
    units: tuple[Unit, ...]

    def unit(self, code: str) -> Unit | None:
        """Return the unit that is meant, None for the whole; of what one may not see, what comes nearest."""
        named = next((unit for unit in self.units if unit.code == code), None)
        return named or (None if self.whole else self.units[0])


@dataclass(frozen=True)
class View:
    """A fiscal year's budget as it stands; `unit` None is the whole of it."""

    year: int
    written_for: int
    months: list[str]
    month: str  # the one that is now, else the year's first
    ground: Ground
    unit: Unit | None

    def next(self) -> list[str]:
        """Return the months of the year after."""
        return [f"{int(month[:4]) + 1}{month[4:]}" for month in self.months]


def scope(catalog: Catalog, email: str | None) -> Scope:
    """Return what a person may see; raises Refused for who speaks for nobody and keeps no books."""
    found = scope_of(catalog, email)
    if found is None:
        company = catalog.company
        raise Refused("planning/not_yours", ["talk"], keepers=[*company.leads, *company.it_finance])
    return found


def scope_of(catalog: Catalog, email: str | None) -> Scope | None:
    """Return what a person may see; None for nothing."""
    company = catalog.company
    if company.keeps_books(email):
        return Scope(True, tuple(company.units.values()))
    units = tuple(talking_points.spoken_for(company, email))
    return Scope(False, units) if units else None


def view(
    session: Session, catalog: Catalog, unit: Unit | None, today: date, *, year: int | None = None
) -> View:
    """Return the budget of a fiscal year, this one if none is named; raises Refused when there is none yet."""
    company = catalog.company
    wanted = company.fiscal_year(today) if year is None else year
    lines, written_for = budget.of_year(session, wanted)
    if written_for is None:
        raise Refused("planning/no_budget", ["import"], year=wanted)
    months = budget.months(company, wanted)
    now = f"{today:%Y-%m}"
    whole = Ground(
        lines, drivers.levels(session), price_lists.prices(session, company.currency), company.currency
    )
    ground = replace(whole, levels=whole.levels.of(unit.code)).follows() if unit else whole
    return View(wanted, written_for, months, now if now in months else months[0], ground, unit)


def notes(session: Session, seen: View, as_of: datetime) -> tuple[Note, ...]:
    """Return how far the figures of a budget can be trusted; lines without a level or a price are in none of them."""
    count, priced = len(seen.ground.lines), len(seen.ground.lines) - len(seen.ground.unknown(seen.months))
    listed = {each.sku for each in seen.ground.lines if each.sku}
    mine = col(DriverLevel.unit) == seen.unit.code if seen.unit else sa.true()
    return (
        Note("budget_lines", count, as_of, coverage=quality.part(priced, count)),
        quality.note(session, "levels", DriverLevel, mine, as_of),
        quality.note(session, "prices", PriceItem, col(PriceItem.sku).in_(listed), as_of),
    )


def page(session: Session, catalog: Catalog, seen: View, offset: int, now: datetime) -> dict[str, Any]:
    """Return what a page of the budget shows, the dearest lines first."""
    ground = seen.ground
    spans = {each.id: ground.span(each, seen.months) for each in ground.lines}
    ranked = sorted(ground.lines, key=lambda each: (-(spans[each.id] or _nothing(ground)).minor, each.name))
    year, tied = ground.whole(seen.months), [line for line in ground.lines if line.driver]
    return {
        "year": seen.year,
        "written_for": seen.written_for,
        "unit_name": seen.unit.name if seen.unit else None,
        "unit_code": seen.unit.code if seen.unit else "",
        "month": seen.month,
        "whole": year,
        "this_month": ground.whole([seen.month]),
        "count": len(ranked),
        "tied": len(tied),
        "tied_share": _share(
            total([spans[each.id] or _nothing(ground) for each in tied], year.currency), year
        ),
        "rows": [_row(catalog, seen, each, spans[each.id]) for each in ranked[offset : offset + A_PAGE]],
        "offset": offset,
        "step": A_PAGE,
        "drivers": _drivers(seen),
        "unknown": [line.name for line in ground.unknown(seen.months)],
        "notes": notes(session, seen, now),
        "lists": [] if seen.unit else [each.model_dump() for each in price_lists.proposed(session)],
    }


def _nothing(ground: Ground) -> Money:
    return Money.zero(ground.currency)


def _share(part: Money, whole: Money) -> Decimal | None:
    return part.amount / whole.amount if whole else None


def _drivers(seen: View) -> list[dict[str, Any]]:
    """Return each driver with its level and what one more of it costs in a month, the dearest first."""
    found = []
    for name, each in seen.ground.marginal(seen.month).items():
        level = seen.ground.levels.at(name, seen.month)
        found.append({"name": name, "level": level, "each": price_said(each, seen.ground.currency)})
    return sorted(found, key=lambda one: (-(one["level"] or 0) * one["each"]["exact"], one["name"]))


def price_said(exact: Any, currency: str) -> dict[str, Any]:
    """Return a price in a form for words: `cents` where it is whole cents, else its plain digits."""
    amount = Decimal(exact.numerator) / exact.denominator if not isinstance(exact, Decimal) else exact
    rounded = Money.of(amount, currency)
    plain = f"{amount.normalize():f}"
    return {"exact": amount, "cents": rounded if rounded.amount == amount else None, "plain": plain}


def _row(catalog: Catalog, seen: View, line: BudgetLine, year: Money | None) -> dict[str, Any]:
    level, price = seen.ground.level(line, seen.month), seen.ground.price(line, seen.month)
    known = catalog.seen_by(seen.unit) if seen.unit else catalog
    service = known.services.get(line.service or "")
    return {
        "id": line.id,
        "name": line.name,
        "service": service.name if service else (None if seen.unit else line.service),
        "category": line.category,
        "method": line.method,
        "driver": line.driver,
        "level": level,
        "per_driver": line.per_driver,
        "price": price_said(price.price, seen.ground.currency) if price else None,
        "currency": seen.ground.currency,
        "year": year,
        "month": seen.ground.span(line, [seen.month]),
    }


def opened(session: Session, catalog: Catalog, seen: View, line_id: int) -> dict[str, Any]:
    """Return what one line is made of; raises Refused when it is not there, or not theirs to see."""
    line = next((each for each in seen.ground.lines if each.id == line_id), None)
    if line is None:
        raise Refused("planning/no_line", ["budget"])
    price = seen.ground.price(line, seen.month)
    by_unit = seen.ground.levels.by_unit(line.driver, seen.month) if line.driver and not seen.unit else {}
    return {
        **_row(catalog, seen, line, seen.ground.span(line, seen.months)),
        "at": seen.month,
        "fiscal_year": seen.year,
        "unit_name": seen.unit.name if seen.unit else None,
        "owner": line.owner,
        "runs": stretches(session, seen, line),
        "item": _item(session, price),
        "by_unit": [
            {
                "name": catalog.company.units[code].name if code in catalog.company.units else code,
                "level": level,
            }
            for code, level in by_unit.items()
        ],
        "file": _file(session, line.batch_id, line.row),
    }


def stretches(
    session: Session, seen: View, line: BudgetLine, changes: Sequence[Change] = ()
) -> list[dict[str, Any]]:
    """Return the year in stretches of months that are alike: what a month of it is made of, and what it costs.

    Each has "now", as it is planned, and with changes "then" as well: "level", "price", the price-list "item"
    that it stands in, "month" and "amount".
    """
    ground = seen.ground

    def alike(month: str) -> tuple[Any, ...]:
        ways = [(ground.level(line, month, way), ground.price(line, month, way)) for way in ((), changes)]
        return line.runs_in(month), *ways

    runs = []
    for (runs_in, *_), grouped in groupby(seen.months, alike):
        months = list(grouped)
        whole = {"first": months[0], "last": months[-1], "count": len(months), "in_force": runs_in}
        then = _made_of(session, ground, line, months, changes) if changes else None
        runs.append({**whole, "now": _made_of(session, ground, line, months), "then": then})
    return runs


def _made_of(
    session: Session, ground: Ground, line: BudgetLine, months: list[str], changes: Sequence[Change] = ()
) -> dict[str, Any]:
    price = ground.price(line, months[0], changes)
    return {
        "level": ground.level(line, months[0], changes),
        "price": price_said(price.price, ground.currency) if price else None,
        "item": _item(session, price),
        "month": ground.span(line, months[:1], changes),
        "amount": ground.span(line, months, changes),
    }


def _item(session: Session, price: Price | None) -> dict[str, Any] | None:
    if price is None or not price.sku:
        return None
    return {**vars(price), "file": _file(session, price.batch_id, price.row)}


def _file(session: Session, batch_id: int | None, row: int | None) -> dict[str, Any] | None:
    batch = session.get(Batch, batch_id) if batch_id else None
    return {"name": batch.file_name, "row": row} if batch else None
