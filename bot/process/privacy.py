"""Privacy: who may read an order that is for the eyes of those concerned only."""

from sqlmodel import Session, col, select

from bot.catalog import Catalog
from bot.db import get
from bot.delivery.jobs import is_person
from bot.process.approvals import Approval
from bot.process.orders import Order


def is_private(catalog: Catalog, order: Order) -> bool:
    """Say whether an order is for the eyes of those concerned: by its own mark, or by its service's."""
    service = catalog.services.get(order.service or "")
    return order.private or (order.kind in ("order", "task") and service is not None and service.private)


def may_read(session: Session, catalog: Catalog, order: Order, person: str) -> bool:
    """Say whether a person (Slack user id) may read an order in full; what is not private, anybody may.

    Of a private one that is who asked, who gets it, who decides, who was given it or works on it or on a
    part of it, and for a part those of the whole.
    """
    return not is_private(catalog, order) or person in concerned(session, order)


def concerned(session: Session, order: Order) -> set[str]:
    """Return the Slack user ids of those whom an order concerns."""
    whole = get(session, Order, order.part_of) if order.part_of is not None else None
    parts = session.exec(select(Order.assignee).where(col(Order.part_of) == order.id))
    deciding = _deciding(session, order.part_of or order.id)
    return {*_named(order), *(_named(whole) if whole else ()), *deciding, *filter(None, parts)}


def _deciding(session: Session, order_id: int | None) -> set[str]:
    """Return who is asked about an order now, or said their word on it; not who let others decide."""
    words = select(Approval.approver).where(
        Approval.order_id == order_id, col(Approval.state).in_(("asked", "approved", "declined"))
    )
    return set(session.exec(words))


def _named(order: Order) -> set[str]:
    given = order.team if order.team and is_person(order.team) else None
    return set(filter(None, (order.person, order.for_person, order.approver, order.assignee, given)))
