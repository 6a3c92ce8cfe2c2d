"""Cards: the messages that show one order to who asked, who decides and who works, edited as things move."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog
from bot.delivery import outbox
from bot.money import Money
from bot.process.orders import CANCELLABLE, Order


def facts_of(catalog: Catalog, order: Order) -> dict[str, Any]:
    """Return what the templates say about an order: the row, with names, amounts and dates worked out."""
    company = catalog.company
    service = catalog.services.get(order.service or "")
    unit = company.units.get(order.unit)
    year_ends_on = company.fiscal_year_ends(order.starts_on or _day(order.opened_at)) - timedelta(days=1)
    return {
        **order.model_dump(exclude={"unit_price", "change_minor", "commitment_minor", "sample"}),
        "unit_name": unit.name if unit else order.unit,
        "service_name": service.name if service else order.service,
        "owner": service.owner_role if service else None,
        "measure": service.unit if service else None,
        "measures": service.units if service else None,
        "monthly": service.monthly if service else False,
        "price": None if order.unit_price is None else Money.of(order.unit_price, company.currency),
        "change": Money(order.change_minor, company.currency),
        "commitment": Money(order.commitment_minor, company.currency),
        "year_ends_on": year_ends_on,
        "priority": order.priority,
        "can_cancel": order.state in CANCELLABLE,
    }


def show(session: Session, catalog: Catalog, order: Order, now: datetime, **more: Any) -> None:
    """Bring every card of an order up to date; whoever has none yet gets one.

    `more` are facts that only the moment knows: `remaining`, what the unit has left before this order.
    """
    facts = {"order": facts_of(catalog, order), "remaining": None, **more}
    places = {"requester": order.person, "approver": order.approver, "team": order.team}
    for reader, place in places.items():
        if place is not None:
            card = f"order:{order.id}:{reader}"
            outbox.show(session, card, place, f"orders/{reader}", now=now, facts=facts)


def _day(at: datetime) -> date:
    return at.date()
