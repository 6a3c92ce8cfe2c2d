"""Offers: looking for needs each day, ending a good contact with one, and what people answer."""

from collections.abc import Callable, Mapping
from datetime import datetime
from html import unescape
from re import compile as pattern
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.customer import contacts, gate
from bot.customer.people import Person
from bot.delivery import timers
from bot.desk import Desk, Timer
from bot.process import cards
from bot.process.orders import Order
from bot.value import approving, evidence, offers, outreach, proposals, stopping
from bot.value.offers import Offer
from handlers import advocates


def keep_schedules(session: Session, desk: Desk, now: datetime) -> None:
    """See to it that somebody looks for needs every working morning."""
    outreach.arrange(session, desk.catalog.company.zone, now)


def look(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Look each working day for needs, a few units at a time, and back at what was taken."""
    offers.look_back(session, desk.catalog, now)
    for units in outreach.together(desk.catalog):
        desk.soon(session, outreach.LOOK_AT, units=units)


def look_at(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Offer each person of some units the best that the data shows."""
    units = [code for code in facts["units"] if code in desk.catalog.company.units]
    needs = evidence.needs(session, desk.catalog, now, units=units)
    for offer in outreach.look(session, desk.catalog, needs, now):
        _plan(session, desk, offer, now)


def _plan(session: Session, desk: Desk, offer: Offer, now: datetime) -> None:
    """Have an offer open a conversation: now, or when it is no longer quiet for its reader."""
    person = desk.person(session, offer.person)
    offer.shown_at = gate.moment(desk.catalog.company, person, now)
    if offer.shown_at > now:
        facts = {"offer_id": offer.number}
        timers.set_timer(session, outreach.BEGIN, offer.shown_at, now=now, facts=facts)
    else:
        _begin(session, desk, offer, person, now)


def begin(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of an offer that waited: not where something has happened since that speaks against it."""
    offer, why_not = outreach.whose_moment_came(session, desk.catalog, facts["offer_id"], now)
    if offer.state != "shown":
        return
    if why_not is None:
        _plan(session, desk, offer, now)
    else:
        offers.hold_back(offer, why_not, now)


def _begin(session: Session, desk: Desk, offer: Offer, person: Person, now: datetime) -> None:
    card, facts = _card(offer), _facts(session, desk, offer, now)
    desk.start(session, "offers", person, "offers/offer", card=card, offer=facts, number=None)
    contacts.note(
        session,
        about=card,
        person=offer.person,
        unit=offer.unit,
        service=offer.service,
        intent="offer",
        started_by="bot",
        engagement="offer",
        now=now,
    )


def end_contact(
    session: Session, desk: Desk, person: str, unit: str, service: str, now: datetime
) -> str | None:
    """End a contact with one offer about the same service, where a need shows; return why not, None if so."""
    if not outreach.is_of(session, person, unit):
        return "no_evidence"
    needs = evidence.needs(session, desk.catalog, now, units=[unit], service=service)
    made = outreach.look(session, desk.catalog, needs, now, to=[person])
    for offer in made:
        _show(session, desk, offer, now)
    silences = [outreach.silence(session, need, person) or "offered" for need in needs]
    return None if made else (silences or ["no_evidence"])[-1]


def follow(session: Session, desk: Desk, order: Order, now: datetime) -> None:
    """Let an offer's message say what became of the order it led to."""
    offer = offers.follow(session, order, now)
    if offer is not None:
        _show(session, desk, offer, now)
        advocates.follow(session, desk, offer.unit, offer.service)


def ask_owner(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Ask my budget owner: turn the offer into an order that waits for approval."""
    now = clock.now()
    with desk.session() as session:
        offer = offers.hold(session, _mine(session, action, body))
        facts = _facts(session, desk, offer, now)
        order = offers.ask(
            session, desk.catalog, offer.number, wish=_wish(desk, facts), now=now, find_team=desk.team
        )
        order = approving.begin(session, desk.catalog, order.number, now)
        cards.show(session, desk.catalog, order, now, remaining=facts["remaining"])
        _show(session, desk, offer, now)
    ack()


def back(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """We want it: a vote for what is still being prepared."""
    _settle(desk, action, body, offers.back)
    ack()


def show_details(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Details: the levels side by side, and how sure the need is."""
    now = clock.now()
    with desk.session() as session:
        facts = _facts(session, desk, offers.open_details(session, _mine(session, action, body), now), now)
    desk.open(body["trigger_id"], "offers/details", offer=facts)
    ack()


def put_off(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Leave it for later."""
    _settle(desk, action, body, offers.put_off)
    ack()


def decline(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Keep a No, and ask for the reason."""
    _settle(desk, action, body, offers.decline)
    ack()


def give_reason(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Keep the reason of a No."""
    reason = action["action_id"].rpartition(".")[2]
    with desk.session() as session:
        _show(session, desk, offers.give_reason(session, _mine(session, action, body), reason), clock.now())
    ack()


def redraw(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Let an offer's message say what its reader decided elsewhere."""
    _show(session, desk, offers.hold(session, facts["offer_id"]), now)


def _settle(
    desk: Desk,
    action: dict[str, Any],
    body: dict[str, Any],
    settle: Callable[[Session, int, datetime], Offer],
) -> None:
    """Let the reader of an offer decide on it, and its message say so."""
    now = clock.now()
    with desk.session() as session:
        _show(session, desk, settle(session, _mine(session, action, body), now), now)


def _mine(session: Session, action: dict[str, Any], body: dict[str, Any]) -> int:
    """Return the offer that a button is about. Raises Refused for anybody but the person who got it."""
    return offers.check_reader(session, int(action["value"]), body["user"]["id"])


def _show(session: Session, desk: Desk, offer: Offer, now: datetime) -> None:
    """Bring the one message of an offer up to date; of what the catalog no longer has it stays as it is."""
    if offer.service not in desk.catalog.services:
        return
    template = "offers/offer" if offer.state == "shown" else "offers/decided"
    order = offers.order_of(session, offer)
    desk.show(
        session,
        _card(offer),
        offer.person,
        template,
        offer=_facts(session, desk, offer, now),
        number=order.number if order else None,
    )


def _card(offer: Offer) -> str:
    return f"offer:{offer.id}"


def _facts(session: Session, desk: Desk, offer: Offer, now: datetime) -> dict[str, Any]:
    owner = desk.catalog.company.units[offer.unit].budget_owner
    facts = proposals.facts_of(session, desk.catalog, offer, now)
    return {**facts, "decides": desk.slack_id(session, owner) == offer.person}


def _wish(desk: Desk, facts: dict[str, Any]) -> str:
    """Return the need in words, which whoever approves reads as the reason for the order."""
    return unescape(str(desk.renderer.message("offers/wish", {"offer": facts})["text"]))


def register(app: App) -> None:
    """Say what starts what."""
    app.action("offer.ask")(ask_owner)
    app.action("offer.back")(back)
    app.action("offer.details")(show_details)
    app.action("offer.later")(put_off)
    app.action("offer.no")(decline)
    app.action(pattern(r"offer\.reason\.\w+"))(give_reason)


TIMERS: dict[str, Timer] = {
    outreach.LOOK: look,
    outreach.LOOK_AT: look_at,
    outreach.BEGIN: begin,
    stopping.REDRAW: redraw,
}
