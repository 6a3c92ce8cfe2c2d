"""Departures: somebody has left the company, and nothing they asked for or decided on is left lying."""

from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.customer import people
from bot.customer.people import Profile
from bot.desk import Desk
from bot.process import cards, orders
from bot.process.orders import Order
from bot.value import departures, drafts
from bot.value.departures import Left
from handlers import more_funding, recovering, teamwork


def learn(session: Session, desk: Desk, profile: Profile) -> None:
    """Keep what Slack tells about a person; of whoever has left, others take over."""
    known = people.find(session, profile.id)
    was_there = known is not None and known.active
    people.learn(session, profile, desk.catalog.company, clock.now())
    if was_there and not profile.active:
        session.flush()
        _show(session, desk, departures.follow(session, desk.catalog, profile.id, clock.now(), desk.team))
        recovering.pass_on(session, desk, profile.id)


def _show(session: Session, desk: Desk, left: Left) -> None:
    changed = (*left.moved, *left.running, *left.received, *left.given_back, *left.no_more_for)
    for order in {order.number: order for order in changed}.values():
        cards.show(session, desk.catalog, order, clock.now())
    for order in left.given_back:
        teamwork.tell_team(desk, session, order, "departures/given_back", person=left.person)
    for grant in left.grants:
        order = orders.find(session, grant.order_id or 0)
        draft = drafts.if_known(session, desk.catalog, order, clock.now())
        more_funding.show(session, desk, grant, draft)
    _tell_askers(session, desk, left)
    if left.waiting or left.running:
        _tell_head(session, desk, left)


def _tell_askers(session: Session, desk: Desk, left: Left) -> None:
    """Tell each who had asked for something for who left, in one message."""
    for asker in dict.fromkeys(order.person for order in left.no_more_for):
        received = [
            cards.facts_of(desk.catalog, order) for order in left.no_more_for if order.person == asker
        ]
        desk.say(session, asker, "departures/receiver", person=left.person, received=received)


def _tell_head(session: Session, desk: Desk, left: Left) -> None:
    """Bring the one message about somebody's orders up to date."""
    facts: dict[str, Any] = {
        "waiting": [cards.facts_of(desk.catalog, order) for order in left.waiting],
        "running": [cards.facts_of(desk.catalog, order) for order in left.running],
    }
    if left.head is not None:
        desk.show(session, f"left:{left.person}", left.head, "departures/left", person=left.person, **facts)


def keep_order(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The head of the unit still wants it."""
    _decide(desk, body, int(action["value"]), departures.keep)
    ack()


def drop_order(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The head of the unit does not want it any more."""
    _decide(desk, body, int(action["value"]), departures.drop)
    ack()


def _decide(desk: Desk, body: dict[str, Any], number: int, decide: Callable[..., Order]) -> None:
    by = body["user"]["id"]
    with desk.session() as session:
        order = decide(session, desk.catalog, number, by=by, now=clock.now())
        cards.show(session, desk.catalog, order, clock.now())
        asker = departures.asker_of(session, number)
        _tell_head(session, desk, departures.rest(session, desk.catalog, asker, by))


def register(app: App) -> None:
    """Say what starts what."""
    app.action("left.keep")(keep_order)
    app.action("left.drop")(drop_order)
