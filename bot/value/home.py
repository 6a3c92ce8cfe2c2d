"""Home: one person's view of what they asked for, what their unit has, and what it may still spend."""

from datetime import date
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, Unit
from bot.cost import funding
from bot.customer.people import Person
from bot.money import Money, total
from bot.process import cards, orders


def facts(session: Session, catalog: Catalog, person: Person, on: date) -> dict[str, Any]:
    """Return all that a person's Home shows on that day."""
    unit = catalog.company.units.get(person.unit or "")
    units = [{"code": each.code, "name": each.name} for each in catalog.company.units.values()]
    return {
        "person": person,
        "units": units,
        "unit_name": unit.name if unit else None,
        "mine": [cards.facts_of(catalog, order) for order in orders.of(session, person.id)],
        "awaiting": [cards.facts_of(catalog, order) for order in orders.awaiting(session, person.id)],
        "on": on,
        **(
            _unit_facts(session, catalog, unit, on)
            if unit
            else {"holdings": [], "standing": None, "monthly": None}
        ),
    }


def _unit_facts(session: Session, catalog: Catalog, unit: Unit, on: date) -> dict[str, Any]:
    standing = funding.standing(session, catalog.company, unit, on)
    holdings = _holdings(catalog, standing, on)
    return {
        "standing": {
            "funding": standing.funding,
            "remaining": standing.remaining,
            "fiscal_year": standing.fiscal_year,
            "ends_on": standing.ends_on,
        },
        "holdings": holdings,
        "monthly": total([row["monthly"] for row in holdings], catalog.company.currency),
    }


def _holdings(catalog: Catalog, standing: funding.Standing, on: date) -> list[dict[str, Any]]:
    """Return what the unit has, what costs it most first."""
    currency = catalog.company.currency
    rows = [
        {
            "service": catalog.service(held.service).name,
            "tier": held.tier,
            "quantity": held.quantity,
            "unit": catalog.service(held.service).unit,
            "units": catalog.service(held.service).units,
            "monthly": Money.of(held.unit_price * held.quantity, currency),
        }
        for held in standing.held
        if held.runs_on(on)
    ]
    return sorted(rows, key=lambda row: (-row["monthly"].minor, row["service"], row["tier"]))
