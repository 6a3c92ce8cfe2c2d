"""Effects: whom a change of the catalog concerns, how many they are, what it costs them, and what waits for it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, Unit
from bot.catalog.company import is_among
from bot.catalog.sheets import of_service
from bot.catalog.unannounced import Felt
from bot.cost import subscriptions
from bot.money import Money, total
from bot.process import orders

_OF_ALL_LEVELS = ("removed", "retired", "pipeline", "audience", "restore", "owner", "team")
_GONE = ("removed", "retired", "pipeline")
_WORST_FIRST = (*_GONE, "level", "price", "restore", "target", "hours", "audience", "plan")

Held = Mapping[str, Mapping[str, Mapping[str, int]]]  # unit → service → level → units
Line = dict[str, Any]


def of(session: Session | None, catalog: Catalog, felt: Sequence[Felt], on: date) -> list[Line]:
    """Return the facts of what changed, with the units that have it on that day, the largest first.

    What waits for something comes first, then what hurts most. Of plans it is told what is left of them without
    the services that are gone. Without a session nobody has anything, and nothing waits.
    """
    held = subscriptions.held_by(session, on) if session else {}
    gone = {one.service for one in felt if one.what in _GONE}
    lines = [
        _planned(catalog, held, one, gone) if one.what == "plan" else _of(session, catalog, held, one)
        for one in felt
    ]
    return sorted((line for line in lines if line["what"] != "plan" or line["levels"]), key=_turn)


def _turn(line: Line) -> tuple[bool, int]:
    known = line["what"] in _WORST_FIRST
    return not line["waiting"], _WORST_FIRST.index(line["what"]) if known else len(_WORST_FIRST)


def _of(session: Session | None, catalog: Catalog, held: Held, one: Felt) -> Line:
    service, said = catalog.services.get(one.service), one.said
    having = _having(catalog, held, one)
    units = [unit for unit, _ in having]
    price = _dearer_by(said) if one.what in ("price", "announced") else None
    by_unit = [(unit.name, count, price * count if price else None) for unit, count in having]
    waiting = _waiting(session, catalog, one)
    return {
        **said,
        "what": one.what,
        "about": one.about,
        "service": one.service,
        "file": of_service(one.service),
        "units": [unit.name for unit in units],
        "people": sum(unit.headcount for unit in units),
        "quantity": sum(count for _, count in having),
        "measure": service.unit if service else None,
        "measures": service.units if service else None,
        "monthly": service.monthly if service else True,
        "by_unit": by_unit,
        "difference": total([each for *_, each in by_unit if each], price.currency) if price else None,
        "waiting": waiting.total(),
        "waiting_units": [name for name, _ in waiting.most_common()],
        "unseen": _unseen(catalog, said) if one.what == "audience" else [],
    }


def _dearer_by(said: Mapping[str, Any]) -> Money | None:
    """Return by how much a price moved; None where it is another currency's by now."""
    before, after = said["before"], said["after"]
    return after - before if before.currency == after.currency else None


def _having(catalog: Catalog, held: Held, one: Felt) -> list[tuple[Unit, int]]:
    """Return who has what changed, the largest first; of a narrowed audience, who has it and loses sight of it."""
    whole = one.what in _OF_ALL_LEVELS
    found = []
    for unit in catalog.company.units.values():
        by_level = held.get(unit.code, {}).get(one.service, {})
        count = sum(count for level, count in by_level.items() if whole or level == one.about)
        if count and not (one.what == "audience" and is_among(one.said["after"], unit)):
            found.append((unit, count))
    return sorted(found, key=lambda having: -having[1])


def _unseen(catalog: Catalog, said: Mapping[str, Any]) -> list[str]:
    """Return the units that could see a service and cannot any more."""
    return [
        unit.name
        for unit in catalog.company.units.values()
        if is_among(said["before"], unit) and not is_among(said["after"], unit)
    ]


def _waiting(session: Session | None, catalog: Catalog, one: Felt) -> Counter[str]:
    """Return how many orders wait for what is gone, by the name of the unit."""
    if session is None or one.what not in (*_GONE, "level"):
        return Counter()
    waiting = orders.waiting_for(session, one.service)
    units = catalog.company.units
    return Counter(
        units[each.unit].name if each.unit in units else each.unit
        for each in waiting
        if one.what in _GONE or each.tier == one.about
    )


def _planned(catalog: Catalog, held: Held, one: Felt, gone: set[str]) -> Line:
    """Return what a unit plans now and did before, and whether that counts: what it has already stays as it is."""
    unit, has = catalog.company.units.get(one.about), held.get(one.about, {})
    levels = [level for level in _levels(catalog, one.said, has) if level["service"] not in gone]
    return {
        **one.said,
        "what": "plan",
        "about": one.about,
        "service": one.service,
        "file": "company.yaml",
        "unit_name": unit.name if unit else one.about,
        "counts": unit is not None and not has,
        "levels": levels,
        "waiting": 0,
    }


def _levels(
    catalog: Catalog, said: Mapping[str, Any], has: Mapping[str, Mapping[str, int]]
) -> Iterator[Line]:
    for level in sorted(said["before"].keys() | said["after"].keys()):
        before, after = said["before"].get(level, 0), said["after"].get(level, 0)
        key, _, tier = level.partition(".")
        service = catalog.services.get(key)
        known = service.find_tier(tier) if service else None
        if before != after:
            yield {
                "service": key,
                "name": catalog.name_of(key),
                "tier": tier,
                "before": before,
                "after": after,
                "has": has.get(key, {}).get(tier, 0),
                "monthly": bool(service and service.monthly),
                "difference": known.price * (after - before) if known else None,
            }
