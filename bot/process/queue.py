"""Queue: what is to be done, first what matters most to the business, each with the reason why it stands there."""

from collections.abc import Collection, Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from bot.catalog import Catalog
from bot.process import cards, working
from bot.process.orders import AT_WORK, Order
from bot.process.targets import PRIORITIES

NOT_ASSESSED = 5  # after every level of impact that the business has assessed, 1 to 4
PAGE = 10

# The matrix of impact and urgency as SQL, and what sorts after everything that waits for us.
_PRIORITY = sa.case(
    *(
        (sa.and_(col(Order.impact) == impact, col(Order.urgency) == urgency), rank)
        for impact, row in enumerate(PRIORITIES, 1)
        for urgency, rank in enumerate(row, 1)
    ),
    else_=NOT_ASSESSED,
)
_WAITS = sa.case((col(Order.state) == "waiting", 1), else_=0)


def of(
    session: Session,
    catalog: Catalog,
    *,
    team: Collection[str] | str | None = None,
    assignee: str | None = None,
    limit: int = PAGE,
    offset: int = 0,
) -> Sequence[Order]:
    """Return what is at work, in the order in which it is to be done.

    That is: what waits for the customer last; then by priority (impact x urgency), by what the business
    loses without the service, units that earn money first, and what is due first. `team` is one place or
    several (ids of channels or people); with `assignee` what that person has counts as well. Without either
    what is private is left out: it is for those who work on it.
    """
    most_pressing = (
        _WAITS,
        _PRIORITY,
        _level(catalog),
        _unit_kind(catalog),
        col(Order.due_at).is_(None),
        col(Order.due_at),
        col(Order.id),
    )
    waiting = select(Order).where(_at_work(team, assignee)).order_by(*most_pressing)
    return session.exec(waiting.limit(limit).offset(offset)).all()


def count(session: Session, *, team: Collection[str] | str | None = None, assignee: str | None = None) -> int:
    """Return how many are at work, as `of` with the same arguments lists them."""
    return session.exec(select(func.count()).select_from(Order).where(_at_work(team, assignee))).one()


def teams_of(session: Session, catalog: Catalog, email: str, slack_id: str, ids: dict[str, str]) -> set[str]:
    """Return the places that are a person's own: their services' teams, where they took something, their own.

    `ids` gives the id of a channel by its name.
    """
    mine = {each.team for each in catalog.services.values() if each.owner.lower() == email.lower()}
    channels = {each.team_channel for each in catalog.services.values() if each.team in mine}
    known = {ids[name] for name in channels if name in ids}
    return {slack_id, *known, *working.taken_anywhere(session, slack_id)}


def reason(catalog: Catalog, order: Order) -> dict[str, Any]:
    """Return why an order stands where it does, for the macro `reason` of `orders/_queue.j2`."""
    service = catalog.services.get(order.service or "")
    unit = catalog.company.units.get(order.unit)
    return {
        "priority": order.priority,
        "impact": order.impact,
        "urgency": order.urgency,
        "level": service.impact.level if service and service.impact else None,
        "earns": unit is not None and unit.kind == "revenue_earning",
        "unit_name": unit.name if unit else order.unit,
        "due_at": order.due_at,
        "waits": order.state == "waiting",
    }


def row(session: Session, catalog: Catalog, order: Order, reader: str) -> dict[str, Any]:
    """Return all that one row of the queue says to a person."""
    facts, why = cards.facts_for(session, catalog, order, reader), reason(catalog, order)
    return {**facts, "reason": {**why, "earns": why["earns"] and not facts["hidden"]}}


def _at_work(team: Collection[str] | str | None, assignee: str | None) -> Any:
    mine: list[Any] = (
        [] if team is None else [col(Order.team).in_([team] if isinstance(team, str) else sorted(team))]
    )
    mine += [] if assignee is None else [col(Order.assignee) == assignee]
    shown = sa.or_(*mine) if mine else col(Order.private).is_(False)
    return sa.and_(col(Order.state).in_(AT_WORK), shown)


def _level(catalog: Catalog) -> Any:
    levels = {key: each.impact.level for key, each in catalog.services.items() if each.impact}
    return sa.case(levels, value=col(Order.service), else_=NOT_ASSESSED) if levels else sa.literal(0)


def _unit_kind(catalog: Catalog) -> Any:
    earning = [code for code, each in catalog.company.units.items() if each.kind == "revenue_earning"]
    return sa.case((col(Order.unit).in_(earning), 0), else_=1)
