"""Departures: what happens to the approvals and the orders of somebody who has left the company."""

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.catalog import Catalog
from bot.cost.grants import Grant
from bot.customer import people
from bot.delivery import outbox
from bot.process import cards, orders, privacy, working
from bot.process.approvals import Approval, Delegation
from bot.process.orders import AT_WORK, NOBODY, UNFINISHED, Order, OrderEvent
from bot.refusal import Refused
from bot.value import approving, more_funding, undelivered
from bot.value.purchases import FindTeam


@dataclass
class Left:
    """What somebody left behind: whose approval moved on, what waits for a word, and what goes on."""

    person: str
    head: str | None  # who speaks for their unit now
    moved: list[Order] = field(default_factory=list)
    waiting: list[Order] = field(default_factory=list)
    running: list[Order] = field(default_factory=list)
    received: list[Order] = field(default_factory=list)  # private ones, which go on with who gets them
    given_back: list[Order] = field(default_factory=list)  # what they had taken: nobody has it now
    no_more_for: list[Order] = field(default_factory=list)  # what they were to get: for who asked now
    grants: list[Grant] = field(default_factory=list)  # requests for money that somebody else decides on now


def follow(session: Session, catalog: Catalog, person: str, now: datetime, find_team: FindTeam) -> Left:
    """Ask the next in line wherever somebody who left was asked, and give their orders a new contact.

    What the team works on goes on, with the head of the unit as contact, or what is private with who gets
    it, if somebody does; what waits for approval waits until the head says whether it is still wanted. What
    they had taken is their team's again, and what they were to get is for who asked.
    """
    session.execute(sa.delete(Delegation).where(col(Delegation.delegate) == person))
    unit = people.works_for(session, person) or ""
    left = Left(person, head_of(session, catalog, unit, person))
    asked = select(Approval.order_id).where(Approval.approver == person, Approval.state == "asked")
    for number in session.exec(asked).all():
        order = orders.hold(session, number)
        if order.state == "approval" and approving.mend(session, catalog, order, now):
            left.moved.append(order)
    left.grants = more_funding.pass_on(session, catalog, person)
    left.given_back = _give_back(session, catalog, person, now, find_team)
    mine = select(Order).where(Order.person == person).order_by(col(Order.id)).with_for_update()
    left.waiting = list(session.exec(mine.where(Order.state == "approval")))
    if left.head is not None:
        for order in session.exec(mine.where(col(Order.state).in_((*AT_WORK, "planned")))).all():
            receiver = _receiver_of(session, catalog, order)
            if receiver:
                _give(session, order, receiver, now)
            else:
                _move(session, order, left.head, now)
            if order.kind != "task":  # it goes with its whole
                (left.received if receiver else left.running).append(order)
    left.no_more_for = _leave_to_asker(session, person, now)
    return left


def _give_back(
    session: Session, catalog: Catalog, person: str, now: datetime, find_team: FindTeam
) -> list[Order]:
    """Give what somebody who left had, or was given alone, to a team; what is private to who leads IT."""
    theirs = sa.or_(col(Order.assignee) == person, col(Order.team) == person)
    found = select(Order).where(theirs, col(Order.state).in_(AT_WORK)).order_by(col(Order.id))
    given = []
    for order in session.exec(found.with_for_update()).all():
        team = order.team if order.team != person else _other_team(session, catalog, order, find_team)
        if team is None:
            continue
        was = order.team
        order = working.hand_over(session, catalog, order.number, by=NOBODY, team=team, now=now, note="")
        if was != team:
            outbox.rename(session, f"order:{order.id}:team", f"order:{order.id}:left:{person}")
        given.append(order)
    return given


def _other_team(session: Session, catalog: Catalog, order: Order, find_team: FindTeam) -> str | None:
    if not privacy.is_private(catalog, order):
        return find_team(session, catalog.services.get(order.service or ""))
    leads = people.ids(session, list(catalog.company.leads)).values()
    return next((lead for lead in leads if lead not in (order.team, order.person)), None)


def _leave_to_asker(session: Session, person: str, now: datetime) -> list[Order]:
    """Let what somebody who left was to get be for who asked for it; return it without its tasks."""
    theirs = select(Order).where(Order.for_person == person, col(Order.state).in_((*UNFINISHED, "planned")))
    found = session.exec(theirs.order_by(col(Order.id)).with_for_update()).all()
    for order in found:
        order.for_person = None
        orders.record(session, order, now, NOBODY, "receiver_left", person)
        session.add(order)
    return [order for order in found if order.kind != "task"]


def rest(session: Session, catalog: Catalog, person: str, head: str) -> Left:
    """Return what of somebody's orders still waits for the head's word, and what goes on with them."""
    moved = select(OrderEvent.order_id).where(OrderEvent.what == "moved", OrderEvent.note == person)
    every = select(Order).order_by(col(Order.id))
    waiting = session.exec(every.where(Order.person == person, Order.state == "approval")).all()
    mine = sa.and_(col(Order.id).in_(moved), col(Order.person) == head)
    whole = col(Order.kind) != "task"
    running = session.exec(every.where(mine, whole, col(Order.state).in_(UNFINISHED))).all()
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
    return undelivered.cancel(session, order_id, by=by, now=now)


def _left_behind(session: Session, catalog: Catalog, order_id: int, by: str) -> Order:
    order = orders.hold(session, order_id)
    orders.check_undecided(session, order)
    asker = people.find(session, order.person)
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
