"""Expedited: a change that cannot wait, from the wish with what is known about it to the decision."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from bot.catalog import Catalog, Service, Unit
from bot.cost import subscriptions
from bot.money import Money
from bot.process import expediting, orders
from bot.process.expediting import Expedite
from bot.process.orders import NewOrder, Order
from bot.value import deciders, purchases
from bot.value.purchases import FindTeam

STOPPED = 1  # urgency


@dataclass(frozen=True)
class Wish:
    """A change that cannot wait, in the words of who asks."""

    change: str
    wanted_by: datetime
    waiting_costs: str
    loss: Money | None = None  # a day
    risk: str = ""
    way_back: str = ""
    running: int | None = None  # number of the order it shall speed up


def place(
    session: Session,
    catalog: Catalog,
    wish: Wish,
    *,
    person: str,
    unit: Unit,
    service: Service,
    now: datetime,
) -> Order:
    """Ask whoever can say yes now.

    Raises Refused when nobody can, when the running order is not theirs or done, and when it was asked already.
    """
    if wish.running is not None:
        running = orders.find(session, wish.running)
        orders.check_requester(running, person)
        if running.state not in orders.UNFINISHED:
            raise orders.too_late(session, running)
    asked = deciders.reachable_first(session, catalog, service, person, now)[0]
    order = NewOrder(
        kind="expedite",
        state="approval",
        person=person,
        unit=unit.code,
        service=service.key,
        tier=subscriptions.tier_of(session, unit.code, service, catalog.company.day(now)),
        text=wish.change,
        impact=service.impact.level if service.impact else 3,
        urgency=STOPPED,
        opened_at=now,
        out_of_hours=not expediting.at_desks(catalog.company, now),
        approver=asked,
        approver_why="owner",
        way_forward="order",
    )
    row = Expedite(
        order_id=0,
        change=wish.change,
        wanted_by=wish.wanted_by,
        waiting_costs=wish.waiting_costs,
        loss_minor=wish.loss.minor if wish.loss else None,
        running_id=wish.running,
        asked=asked,
        risk=wish.risk,
        way_back=wish.way_back,
    )
    return expediting.place(session, order, row)


def ask_next(session: Session, catalog: Catalog, order_id: int, now: datetime) -> Order | None:
    """Ask the next who can say yes, because nobody has answered; None when it was decided or nobody is left."""
    order, found = orders.hold(session, order_id), expediting.of(session, order_id)
    if order.state != "approval" or found.also_asked is not None:
        return None
    service = catalog.services.get(order.service or "")
    if service is None:
        others = deciders.leads(session, catalog, order.person)
    else:
        others = deciders.reachable_first(session, catalog, service, order.person, now)
    left = [person for person in others if person != found.asked]
    if not left:
        return None
    found.also_asked = left[0]
    session.flush()
    return order


def go_ahead(
    session: Session,
    catalog: Catalog,
    order_id: int,
    *,
    by: str,
    now: datetime,
    find_team: FindTeam,
    at: datetime | None = None,
    risk: str | None = None,
    way_back: str | None = None,
) -> Order:
    """Let it go ahead, now or `at` another time; `risk` and `way_back` are put in where they are given.

    Raises Refused for anybody who is not asked, and when it was decided already.
    """
    order, found = expediting.hold(session, order_id)
    expediting.check_asked(order, found, by)
    found.risk, found.way_back = risk or found.risk, way_back or found.way_back
    team = None
    if found.running_id is None:
        team = purchases.team_of(session, catalog, catalog.services.get(order.service or ""), find_team)
    return expediting.go_ahead(session, order, found, by=by, now=now, at=max(at or now, now), team=team)


def decline(
    session: Session, order_id: int, *, by: str, now: datetime, reason: str, instead: str, again_on: date
) -> Order:
    """Say not now, with what helps until then. Raises ValueError without that, and Refused as `go_ahead` does."""
    if not instead.strip():
        raise ValueError("a no carries what would help instead")
    order, found = expediting.hold(session, order_id)
    return expediting.decline(
        session, order, found, by=by, now=now, reason=reason, instead=instead, again_on=again_on
    )
