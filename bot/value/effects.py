"""Effects: whom a change of the catalog concerns, how many they are, and what it costs them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog
from bot.catalog.unannounced import Felt
from bot.cost import subscriptions

_OF_ALL_LEVELS = ("removed", "retired", "pipeline")


def of(session: Session, catalog: Catalog, felt: Sequence[Felt], on: date) -> list[dict[str, Any]]:
    """Return the facts of what customers feel, with the units that have it on that day, the largest first."""
    held = subscriptions.held_by(session, on)
    return [_of(catalog, held, one) for one in felt]


def _of(catalog: Catalog, held: dict[str, dict[str, dict[str, int]]], one: Felt) -> dict[str, Any]:
    service, said = catalog.services.get(one.service), one.said
    having = {
        unit: sum(
            count for level, count in by_level.items() if one.what in _OF_ALL_LEVELS or level == one.about
        )
        for unit in catalog.company.units
        if (by_level := held.get(unit, {}).get(one.service))
    }
    units = [
        catalog.company.units[code] for code in sorted(having, key=lambda code: -having[code]) if having[code]
    ]
    quantity = sum(having.values())
    return {
        **said,
        "what": one.what,
        "about": one.about,
        "service": one.service,
        "file": f"services/{one.service.lower()}.yaml",
        "units": [unit.name for unit in units],
        "people": sum(unit.headcount for unit in units),
        "quantity": quantity,
        "measure": service.unit if service else None,
        "measures": service.units if service else None,
        "monthly": service.monthly if service else True,
        "difference": (said["after"] - said["before"]) * quantity if one.what == "price" else None,
    }
