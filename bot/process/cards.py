"""Cards: the messages that show one order to who asked, who decides and who works, edited as things move."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog
from bot.delivery import outbox
from bot.money import Money
from bot.process import orders, privacy
from bot.process.orders import CANCELLABLE, Order

OPEN_TO_ALL = ("id", "kind", "state", "service_name", "due_at", "assignee", "priority", "opened_at")


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
        "private": privacy.is_private(catalog, order),
    }


def show(session: Session, catalog: Catalog, order: Order, now: datetime, **more: Any) -> None:
    """Bring every card of an order up to date; whoever has none yet gets one.

    `more` are facts that only the moment knows: `remaining`, what the unit has left before this order,
    and `by`, who did what changed it.
    """
    facts = {"order": facts_of(catalog, order), "remaining": None, "by": None, **more}
    places = {"requester": order.person, "receiver": order.for_person, "approver": order.approver}
    for reader, place in places.items():
        if place is not None:
            outbox.show(
                session, f"order:{order.id}:{reader}", place, f"orders/{reader}", now=now, facts=facts
            )
    if privacy.is_private(catalog, order):
        _show_in_private(session, order, facts, now)
    elif order.team is not None:
        outbox.show(session, f"order:{order.id}:team", order.team, "orders/team", now=now, facts=facts)


def _show_in_private(session: Session, order: Order, facts: dict[str, Any], now: datetime) -> None:
    """Show the team that there is something to take, and what it is only to who took it."""
    without = {"order": {name: facts["order"][name] for name in OPEN_TO_ALL}}
    if order.team is not None:
        outbox.show(
            session, f"order:{order.id}:team", order.team, "orders/team_private", now=now, facts=without
        )
    for person in {*orders.takers(session, order.number), *filter(None, [order.assignee])}:
        card, mine = f"order:{order.id}:worker:{person}", person == order.assignee
        if mine:
            outbox.show(session, card, person, "orders/team", now=now, facts=facts)
        else:
            outbox.show(session, card, person, "orders/team_private", now=now, facts=without)


def team_card(catalog: Catalog, order: Order) -> tuple[str, str] | None:
    """Return the card on which the team talks about an order, and where it is; None where it has none yet.

    Of a private order that is the card of who took it.
    """
    if privacy.is_private(catalog, order):
        return (f"order:{order.id}:worker:{order.assignee}", order.assignee) if order.assignee else None
    return (f"order:{order.id}:team", order.team) if order.team else None


def _day(at: datetime) -> date:
    return at.date()
