"""Budget form: what the form of a what-if shows, and what was said in it."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog
from bot.cost import budget, price_lists
from bot.cost.price_lists import PriceList
from bot.value import budget_lists
from bot.value.budget_page import View

MOST_DRIVERS = 10
MONTHS_AHEAD = 18
VALUE = ("what", "count", "each", "share", "other")
NEEDED = ("count", "each", "share")

Field = Callable[[str], str | None]


def facts(
    session: Session, catalog: Catalog, seen: View, today: date, asked: Mapping[str, Any], *, unread: str = ""
) -> dict[str, Any]:
    """Return what the form shows, with what was asked before filled in."""
    parts: Sequence[Mapping[str, Any]] = asked.get("parts") or ()
    moved = next((part for part in parts if "levels" in part), {})
    listed = next((part for part in parts if "list" in part), {})
    months = _ahead(f"{today:%Y-%m}", [part["from"] for part in parts])
    value = asked.get("value") or {}
    share = {"share": f"{(Decimal(value['share']) * 100).normalize():f}"} if value.get("share") else {}
    waiting = [] if seen.unit else price_lists.proposed(session)
    return {
        "unit_code": seen.unit.code if seen.unit else "",
        "drivers": _drivers(seen, moved.get("levels", {})),
        "months": months,
        "begins": moved.get("from") or months[1],
        "one_off": moved.get("one_off"),
        "lists": [_list(each) for each in waiting],
        "list": next((_list(each)["value"] for each in waiting if each.id == listed.get("list")), None),
        "list_from": listed.get("from"),
        "value": {**dict.fromkeys(VALUE), **value, **share},
        "unread": unread,
    }


def _list(found: PriceList) -> dict[str, str]:
    """Return a list as an option; its value says from which month it counts by itself."""
    value = f"{found.id}:{budget_lists.month_of(found)}"
    return {"value": value, "vendor": found.vendor, "version": found.version}


def _drivers(seen: View, more: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the drivers that cost most a month for each one more, with how many more were said."""
    marginal = seen.ground.marginal(seen.month)
    ranked = sorted(marginal, key=lambda name: (-marginal[name], name))[:MOST_DRIVERS]
    levels = {name: seen.ground.levels.at(name, seen.month) for name in ranked}
    return [
        {"name": name, "level": level, "more": more.get(name)}
        for name, level in levels.items()
        if level is not None
    ]


def _ahead(month: str, also: Sequence[str]) -> list[str]:
    found = [month]
    while len(found) < MONTHS_AHEAD:
        found.append(budget.after(found[-1]))
    return sorted({*found, *also})


def said(field: Field, drivers: Sequence[str]) -> dict[str, Any] | str:
    """Return what was asked in the form; else what is wrong: "nothing" was said, or the "value" is half."""
    levels = {name: count for at, name in enumerate(drivers) if (count := _figure(field(f"d{at}")))}
    once = _figure(field("once"))
    begins = field("from") or ""
    parts: list[dict[str, Any]] = []
    if levels or once:
        parts.append({"from": begins, "levels": levels, **({"one_off": once} if once else {})})
    if chosen := field("list"):
        number, _, month = chosen.partition(":")
        parts.append({"from": field("list_from") or month, "list": int(number)})
    if not parts:
        return "nothing"
    value = {name: figure for name in VALUE[1:] if (figure := _figure(field(name)))}
    if any(value.values()) and not all(name in value for name in NEEDED):
        return "value"
    if not value:
        return {"parts": parts, "value": None}
    share = format(Decimal(value["share"]) / 100, "f")
    return {"parts": parts, "value": {**value, "share": share, "what": field("what") or ""}}


def _figure(typed: str | None) -> str | None:
    with suppress(InvalidOperation):
        if typed and Decimal(typed):
            return format(Decimal(typed), "f")
    return None
