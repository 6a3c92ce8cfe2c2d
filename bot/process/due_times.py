"""Due times: fixed when a team gets an order, on the service hours of the level that is promised then."""

from datetime import datetime

from sqlmodel import Session

from bot.catalog import Catalog, Tier
from bot.catalog.hours import Hours
from bot.process import extensions, targets
from bot.process.orders import NewOrder
from bot.process.targets import Due


def fix(session: Session, catalog: Catalog, order: NewOrder, now: datetime) -> None:
    """Give a new order that its team gets `now` its due times; from then on only a pause moves them."""
    order.response_due_at, order.due_at = of(session, catalog, order, now)
    order.out_of_hours = not hours_of(session, catalog, order, now).open_at(now)


def of(session: Session, catalog: Catalog, order: NewOrder, now: datetime) -> Due:
    """Return when an order is due that its team gets `now`."""
    hours = hours_of(session, catalog, order, now)
    return targets.due(
        hours, promised(catalog, order), order.kind, now, order.priority, starts_on=order.starts_on
    )


def hours_of(session: Session, catalog: Catalog, order: NewOrder, since: datetime) -> Hours:
    """Return the service hours an order is measured by, with what was agreed beside them and ends after `since`.

    What concerns no service is measured by the help desk's.
    """
    hours = targets.hours_of(catalog.company, promised(catalog, order))
    return hours.extended(extensions.in_force(session, order.service, since)) if order.service else hours


def promised(catalog: Catalog, order: NewOrder) -> Tier | None:
    """Return the level whose promises count: the one named, else the first of the service; None without one."""
    service = catalog.services.get(order.service or "")
    if service is None:
        return None
    return service.find_tier(order.tier) or next(iter(service.tiers), None)
