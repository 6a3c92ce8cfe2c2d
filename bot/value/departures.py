"""Departures: what happens to the approvals and the orders of somebody who has left the company."""

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.catalog import Catalog
from bot.customer import people
from bot.customer.people import Person
from bot.delivery import outbox
from bot.process import cards, orders, privacy
from bot.process.approvals import Approval, Delegation
from bot.process.orders import AT_WORK, UNFINISHED, Order, OrderEvent
from bot.refusal import Refused
from bot.value import approving, purchases


@dataclass
class Left:
    """What somebody left behind: whose approval moved on, what waits for a word, and what goes on."""

    person: str
    head: str | None  # who speaks for their unit now
    moved: list[Order] = field(default_factory=list)
    waiting: list[Order] = field(default_factory=list)
    running: list[Order] = field(default_factory=list)
    received: list[Order] = field(default_factory=list)  # private ones, which go on with who gets them


def follow(session: Session, catalog: Catalog, person: str, now: datetime) -> Left:
    """Ask the next in line wherever somebody who left was asked, and give their orders a new contact.

    What the team works on goes on, with the head of the unit as contact, or what is private with who gets
    it, if somebody does; what waits for approval waits until the head says whether it is still wanted.
    """
    session.execute(sa.delete(Delegation).where(col(Delegation.delegate) == person))
    unit = people.unit_of(session, person) or ""
    left = Left(person, head_of(session, catalog, unit, person))
    asked = select(Approval.order_id).where(Approval.approver == person, Approval.state == "asked")
    for number in session.exec(asked).all():
        order = orders.hold(session, number)
        if order.state == "approval" and approving.mend(session, catalog, order, now):
            left.moved.append(order)
    mine = select(Order).where(Order.person == person).order_by(col(Order.id)).with_for_update()
    left.waiting = list(session.exec(mine.where(Order.state == "approval")))
    if left.head is not None:
        for order in session.exec(mine.where(col(Order.state).in_(AT_WORK))).all():
            if receiver := _receiver_of(session, catalog, order):
                _give(session, order, receiver, now)
                left.received.append(order)
            else:
                _move(session, order, left.head, now)
                left.running.append(order)
    return left


def rest(session: Session, catalog: Catalog, person: str, head: str) -> Left:
    """Return what of somebody's orders still waits for the head's word, and what goes on with them."""
    moved = select(OrderEvent.order_id).where(OrderEvent.what == "moved", OrderEvent.note == person)
    every = select(Order).order_by(col(Order.id))
    waiting = session.exec(every.where(Order.person == person, Order.state == "approval")).all()
    mine = sa.and_(col(Order.id).in_(moved), col(Order.person) == head)
    running = session.exec(every.where(mine, col(Order.state).in_(UNFINISHED))).all()
    return Left(person, head, [], list(waiting), list(running))


def _receiver_of(session: Session, catalog: Catalog, order: Order) -> str | None:
    """Return who gets what is private, where that is another who is still there."""
    getter = order.for_person if privacy.is_private(catalog, order) else None
    return getter if getter and approving.is_active(session, getter) else None


def asker_of(session: Session, order_id: int) -> str:
    """Return who asked for an order, also where somebody else is its contact by now."""
    return orders.story(session, order_id)[0].by


def head_of(session: Session, catalog: Catalog, unit: str, but: str) -> str | None:
    """Return who speaks for a unit: its head, who holds its budget, or a lead; never who has left."""
    company = catalog.company
    known = company.units.get(unit)
    named = [*((known.head, known.budget_owner) if known else ()), *company.leads]
    ids = people.ids(session, named)
    return next((ids[email] for email in named if ids.get(email, but) != but), None)


def keep(session: Session, catalog: Catalog, order_id: int, *, by: str, now: datetime) -> Order:
    """Go on with what somebody who left had asked for: the head asks for it now, somebody else decides.

    Raises Refused for anybody but the head, when it was decided meanwhile, and when nobody could decide.
    """
    order = _left_behind(session, catalog, order_id, by)
    _move(session, order, by, now)
    session.flush()
    approving.mend(session, catalog, order, now)
    approving.check_somebody(session, catalog, order, now)
    return order


def drop(session: Session, catalog: Catalog, order_id: int, *, by: str, now: datetime) -> Order:
    """Cancel what somebody who left had asked for. Raises Refused as `keep` does."""
    order = _left_behind(session, catalog, order_id, by)
    _move(session, order, by, now)
    session.flush()
    return purchases.cancel(session, order_id, by=by, now=now)


def _left_behind(session: Session, catalog: Catalog, order_id: int, by: str) -> Order:
    order = orders.hold(session, order_id)
    orders.check_undecided(session, order)
    asker = session.get(Person, order.person)
    if asker is None or asker.active or by != head_of(session, catalog, order.unit, order.person):
        raise Refused("orders/not_requester", ["talk"], number=order_id, person=order.person)
    return order


def _give(session: Session, order: Order, receiver: str, now: datetime) -> None:
    """Make who gets it the contact, on the card they have already."""
    _move(session, order, receiver, now)
    order.for_person = None
    session.flush()
    outbox.rename(session, f"order:{order.number}:receiver", cards.requester_card(session, order))


def _move(session: Session, order: Order, to: str, now: datetime) -> None:
    """Make somebody the contact of an order; who asked for it stays in its story."""
    orders.record(session, order, now, to, "moved", order.person)
    order.person = to
    session.add(order)
