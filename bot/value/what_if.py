"""What if: what a year's budget would be if something changed, what that would be worth, and last year's way.

What was asked is kept as JSON: `parts`, each with `from` (YYYY-MM) and either `levels` (driver to how many
more, and `one_off`), `list` (the id of a price list) or `rises` (a budget line and its factor); `value`
with `what`, `count`, `each`, `share` and `other`; `unit`; `words`; `strange`: what no driver is called.
Figures in it are plain digits.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlmodel import Session, col, select

from bot.catalog import Catalog
from bot.cost import budget, lines, planning, price_lists
from bot.cost.planning import Change, Effect, Ground, Value
from bot.cost.price_lists import Price
from bot.cost.scenarios import Scenario
from bot.delivery import facts
from bot.money import Money, total
from bot.refusal import Refused
from bot.value import budget_lists, budget_page, what_if_lines
from bot.value.budget_page import Scope, View
from bot.value.supposing import Known

Asked = Mapping[str, Any]
LISTED = 5  # scenarios


def known(session: Session, seen: View, today: date) -> Known:
    """Return what words about this budget can name."""
    waiting = [] if seen.unit else price_lists.proposed(session)
    levels = seen.ground.levels
    return Known(
        {name: level for name in levels.names if (level := levels.at(name, seen.month)) is not None},
        [line.name for line in seen.ground.lines],
        [(each.id or 0, each.vendor, budget_lists.month_of(each)) for each in waiting],
        seen.months,
        f"{today:%Y-%m}",
    )


def keep(
    session: Session, catalog: Catalog, scope: Scope, asked: Asked, *, by: str, now: datetime, today: date,
    number: int | None = None,
) -> Scenario:  # fmt: skip
    """Work a what-if out and keep it, in the place of `number` if that is given and theirs."""
    found = figures(session, catalog, scope, asked, today, now)
    kept = (
        find(session, catalog, number, by, whole=False)
        if number
        else Scenario(name="", fiscal_year=0, by=by, at=now)
    )
    kept.name, kept.fiscal_year, kept.at = str(asked.get("words") or "")[:200], found["year"], now
    kept.changes, kept.figures = dict(asked), facts.pack(found)
    session.add(kept)
    session.flush()
    return kept


def find(session: Session, catalog: Catalog, number: int, person: str, *, whole: bool) -> Scenario:
    """Return a scenario of this person, or of anybody for who sees the whole; raises Refused otherwise."""
    found = session.get(Scenario, number)
    if found is None or (found.by != person and not whole):
        raise Refused("planning/no_scenario", ["ask"])
    return found


def latest(session: Session, person: str) -> list[Scenario]:
    """Return what somebody asked last, the newest first."""
    mine = (
        select(Scenario)
        .where(Scenario.by == person)
        .order_by(col(Scenario.at).desc(), col(Scenario.id).desc())
    )
    return list(session.exec(mine.limit(LISTED)))


def figures(
    session: Session, catalog: Catalog, scope: Scope, asked: Asked, today: date, now: datetime
) -> dict[str, Any]:
    """Return all that is said of a what-if; its year is the one in which the last of its changes begins.

    Raises Refused where there is no budget, or nothing of it would change.
    """
    company, unit = catalog.company, scope.unit(asked.get("unit") or "")
    starts = [part["from"] for part in asked["parts"]]
    this_year = company.fiscal_year(today)
    year = max(this_year, budget.year_of(company, max(starts)))
    seen = budget_page.view(session, catalog, unit, today, year=year)
    named = [_change(session, seen, part) for part in asked["parts"]]
    changes = [change for change, _ in named]
    if not any(change.levels or change.prices or change.one_off for change in changes):
        raise Refused("planning/nothing_changes", ["ask"], words=asked.get("words") or "")
    ground, found = seen.ground, planning.compare(seen.ground, seen.months, changes)
    earlier = range(max(this_year, budget.year_of(company, min(starts))), year)
    before = [(each, planning.effect(ground, budget.months(company, each), changes)) for each in earlier]
    return {
        "year": year,
        "written_for": seen.written_for,
        "unit_name": unit.name if unit else None,
        "asked": [said for _, said in named],
        "strange": list(asked.get("strange") or ()),
        "base": found.budgeted,
        "each": [_sums(effect) for effect in found.each],
        "together": _sums(found.together),
        "interaction": found.interaction,
        **what_if_lines.of(session, seen, changes, found),
        "earlier": [{"year": each, "whole": effect.whole} for each, effect in before],
        "unknown": [line.name for line in ground.unknown(seen.months)],
        "notes": budget_page.notes(session, seen, now),
        **_afterwards(session, catalog, seen, changes, this_year, today),
        **_worth(ground, changes, asked.get("value")),
    }


def _change(session: Session, seen: View, part: Mapping[str, Any]) -> tuple[Change, dict[str, Any]]:
    """Return a change, and how it is said."""
    begins, ground = part["from"], seen.ground
    if "list" in part:
        found = price_lists.find(session, int(part["list"]))
        offered = price_lists.prices(session, ground.currency, also=found.id or 0)
        skus = {item.sku for item in price_lists.items_of(session, found.id or 0)}
        at = max(begins, budget_lists.month_of(found))
        prices = {
            line.priced_as: price
            for line in ground.lines
            if line.vendor == found.vendor
            and line.sku in skus
            and (price := offered.at(line.vendor, line.sku, at))
        }
        return Change(begins, prices=prices), {
            "from": begins,
            "vendor": found.vendor,
            "version": found.version,
        }
    if "rises" in part:
        prices = {
            line.priced_as: Price(old.price * Decimal(factor))
            for name, factor in part["rises"]
            for line in ground.lines
            if line.name == name and (old := ground.price(line, begins)) is not None
        }
        rises = [{"name": name, "share": Decimal(factor) - 1} for name, factor in part["rises"]]
        return Change(begins, prices=prices), {"from": begins, "rises": rises}
    levels = {driver: Decimal(count) for driver, count in part.get("levels", {}).items()}
    for name, count in levels.items():
        there = ground.levels.at(name, begins)
        if there is not None and there + count < 0:
            raise Refused("planning/too_few", ["ask"], driver=name, level=there, fewer=-count, at=begins)
    known_levels = {name: count for name, count in levels.items() if name in ground.marginal(begins)}
    once = Decimal(part.get("one_off") or 0)
    said = {
        "from": begins,
        "levels": [{"name": name, "count": count} for name, count in levels.items()],
        "one_off": Money.of(once, ground.currency),
        "unmoved": sorted(set(levels) - set(known_levels)),
    }
    return Change(begins, known_levels, one_off=once), said


def _sums(effect: Effect) -> dict[str, Money]:
    return {"recurring": effect.recurring, "one_off": effect.one_off, "whole": effect.whole}


def _afterwards(
    session: Session, catalog: Catalog, seen: View, changes: Sequence[Change], this_year: int, today: date
) -> dict[str, Any]:
    """Return next year by its drivers, beside this year's spending extended and five per cent."""
    following = budget.months(catalog.company, this_year + 1)
    more = planning.effect(seen.ground, following, changes)
    by_drivers = seen.ground.whole(following, changes) + more.one_off
    spent, months, booked = _spent(session, catalog, seen, this_year, today)
    shortcut = planning.extended(spent, months)
    return {
        "next_year": this_year + 1,
        "by_drivers": by_drivers,
        "next_more": more.whole,
        "spent": spent,
        "spent_months": months,
        "spent_booked": booked,
        "shortcut": shortcut,
        "gap": by_drivers - shortcut,
    }


def _spent(session: Session, catalog: Catalog, seen: View, year: int, today: date) -> tuple[Money, int, bool]:
    """Return what was spent in a year's months that are over, and whether it was booked; else as planned."""
    company, months = catalog.company, budget.months(catalog.company, year)
    over = [month for month in months if month < f"{today:%Y-%m}"]
    booked = [lines.direct(session, month) for month in over] if seen.unit is None else []
    if over and booked and all(booked):
        minor = sum(sum(parts.values()) for month in booked for parts in month.values())
        return Money(minor, company.currency), len(over), True
    counted = over or months
    return seen.ground.whole(counted), len(counted), False


def _worth(ground: Ground, changes: Sequence[Change], value: Mapping[str, str] | None) -> dict[str, Any]:
    """Return what more drivers cost in a full year, for each thousand of the busiest one, and what they protect."""
    moved = [change for change in changes if change.levels]
    if not moved:
        return {"run_rate": None, "per_thousand": None, "value": None}
    begins = min(change.from_month for change in moved)
    it = total([planning.run_rate(ground, begins, change) for change in moved], ground.currency)
    return {
        "run_rate": it,
        "a_month": Money.of(Fraction(it.amount) / budget.A_YEAR, ground.currency),
        "per_thousand": _per_thousand(ground, moved, it, begins),
        "value": _weighed(value, it) if value else None,
    }


def _per_thousand(ground: Ground, moved: Sequence[Change], it: Money, month: str) -> dict[str, Any] | None:
    """Return cost for each thousand of the driver with the highest level, before and after; None below 1,000."""
    levels = {name: ground.levels.at(name, month) or Decimal(0) for name in ground.levels.names}
    busiest = max(levels, key=lambda name: (levels[name], name), default=None)
    if busiest is None or levels[busiest] < planning.COUNTED_IN_THOUSANDS:
        return None
    more = sum((change.levels.get(busiest, Decimal(0)) for change in moved), Decimal(0))
    cost = ground.whole([month])
    after_cost = cost + Money.of(Fraction(it.amount) / budget.A_YEAR, ground.currency)
    before = planning.per_thousand(cost, levels[busiest])
    after = planning.per_thousand(after_cost, levels[busiest] + more)
    if not before or not after:
        return None
    return {"driver": busiest, "before": before, "after": after, "share": after.amount / before.amount - 1}


def _weighed(value: Mapping[str, str], it: Money) -> dict[str, Any]:
    given = Value(
        Decimal(value["count"]),
        Decimal(value["each"]),
        Decimal(value["share"]),
        Decimal(value.get("other") or 0),
    )
    found = planning.weigh(given, it)
    other = Money.of(given.other, it.currency)
    each = Money.of(given.worth_each, it.currency)
    said = {
        "what": value.get("what") or "",
        "count": given.count,
        "each": each,
        "share": given.share,
        "other": other,
    }
    return {**vars(found), **said}
