"""Wishing: what somebody wants in their own words becomes a request, with one message and one button."""

import re
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog import Unit
from bot.customer import themes
from bot.customer.asked import Question
from bot.customer.people import Person
from bot.customer.themes import Likeness
from bot.delivery.jobs import is_private
from bot.desk import Desk
from bot.process import cards, orders
from bot.refusal import Refused
from bot.value import drafts, purchases, wishing
from bot.value.answers import Answer, Decided
from bot.value.chosen import Chosen
from bot.value.drafts import Draft
from bot.value.understanding import Wish
from bot.value.wishing import Asking
from handlers import settling, wish_forms
from handlers.wish_forms import Writer

REACHES = ("me", "team", "everyone")


class Place(NamedTuple):
    """Who is spoken with, and where: below which message of which channel."""

    person: str
    channel: str
    thread: str | None


class Held(NamedTuple):
    """A wish that somebody pressed a button of."""

    chosen: Chosen
    wish: Wish
    place: Place
    at: datetime  # when it was written


def read(desk: Desk, writer: Writer, text: str, decided: Decided) -> Wish | None:
    """Return what a message wants, None where it only asks; no session is open while entries are compared."""
    find = partial(desk.finder.find, hidden=desk.catalog.hidden_from(writer.unit))
    seen, (_, zone, names) = desk.catalog.seen_by(writer.unit), writer
    return wishing.read(seen, find, text, decided, now=clock.now(), zone=zone, names=names)


def reply(desk: Desk, session: Session, wish: Wish, decided: Decided | None, place: Place) -> Answer:
    """Return the message about a wish; what moves money or concerns people stays between the two."""
    person = desk.person(session, place.person)
    alone = is_private(place.channel)
    there = alone or _is_of(desk, session, desk.unit(person), place.channel)
    private = wish.kind in wishing.IN_PRIVATE or (wish.kind == "order" and not there)
    catalog = desk.seen_by(person)
    asking = _asking(desk, person, desk.works_for(person), unit_shown=there or private)
    shown = wishing.shown(session, catalog, wish, asking)
    alike = wishing.alike(session, wish.text, person.id, _likeness(desk)) if wish.kind == "capability" else 0
    told = wishing.told(catalog, decided) if decided else None
    facts = {"wish": {**shown, "alike": alike, "in_private": alone or private}, "told": told}
    return Answer("wishes/understood", facts, "request", private=private and not alone)


def _asking(desk: Desk, person: Person, unit: Unit | None, *, unit_shown: bool = True) -> Asking:
    blind = unit is not None and not desk.reads(person, unit)
    return Asking(person.id, unit, unit_shown, clock.now(), blind)


def _is_of(desk: Desk, session: Session, unit: Unit | None, channel: str) -> bool:
    return unit is not None and desk.channel(session, unit.channel) == channel


def _likeness(desk: Desk) -> Likeness:
    encoder = desk.finder.encoder
    return themes.by_meaning(encoder.encode) if encoder else themes.BY_WORDS


def show(desk: Desk, session: Session, chosen: Chosen, shown: Answer, place: Place) -> None:
    """Put the message about a wish up, or edit it; its buttons know what was chosen so far."""
    wish = shown.facts["wish"]
    order = wish["order"]
    mine = replace(chosen, service=wish["service"]["key"] if wish["service"] else None)
    if order:
        seen = order["commitment"].minor
        mine = replace(mine, tier=order["tier"], quantity=order["quantity"], seen=seen)
    values = {
        "send": mine.put(),
        "reach": {reach: mine.put(reach=reach) for reach in REACHES},
        "services": [mine.put(service=each["key"], tier=None) for each in wish["nearest"]],
    }
    to = place.person if shown.private else place.channel
    thread = None if shown.private else place.thread
    desk.show(
        session,
        settling.card(chosen.question),
        to,
        shown.template,
        thread=thread,
        values=values,
        **shown.facts,
    )


def held(desk: Desk, action: dict[str, Any], body: dict[str, Any]) -> Held:
    """Return what a button under a wish is about. Raises Refused for anybody but whoever wrote it."""
    chosen, person = Chosen.read(action["value"]), body["user"]["id"]
    with desk.read() as session:
        question = session.get(Question, chosen.question)
        if question is None:
            raise Refused("ask/gone", ["browse", "hand_over"])
        if question.person != person:
            raise Refused("wishes/not_yours", ["talk", "order"], person=question.person)
        text, at = question.text, question.at
    wish = chosen.applied(wish_forms.understood(desk, person, text, at))
    return Held(chosen, wish, Place(person, body["channel"]["id"], body["message"].get("thread_ts")), at)


def choose(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Who cannot work, which service, or another kind: the message shows what it comes to now."""
    meant = held(desk, action, body)
    with desk.session() as session:
        show(desk, session, meant.chosen, reply(desk, session, meant.wish, None, meant.place), meant.place)
    ack()


def send(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Send it: an order by the same rules as the form, all else to who looks after it."""
    meant = held(desk, action, body)
    with desk.session() as session:
        person = desk.person(session, meant.place.person)
        asking = _asking(desk, person, desk.works_for_of(session, person.id))
        plan = wishing.draft(session, desk.seen_by(person), meant.wish, asking)
        is_as_seen = plan is None or plan.quote.commitment.minor == meant.chosen.seen
        plan = drafts.at_its_level(session, desk.catalog, plan, asking.now) if plan else None
        needs_form = is_as_seen and wishing.needs_form(meant.wish, plan)
        if not is_as_seen:
            told = reply(desk, session, meant.wish, None, meant.place)
            show(desk, session, meant.chosen, told, meant.place)
        elif not needs_form:
            _send(desk, session, meant, asking, plan)
    if needs_form:
        _open_form(desk, body, meant)
    ack()


def _send(desk: Desk, session: Session, meant: Held, asking: Asking, plan: Draft | None) -> None:
    if plan is None:
        order = wishing.send(session, desk.catalog, meant.wish, asking, desk.team)
    else:
        number = purchases.place(
            session,
            desk.catalog,
            plan,
            person=asking.person,
            now=asking.now,
            find_team=desk.team,
            text=meant.wish.text,
        )
        order = orders.find(session, number)
    settling.settle(desk, session, meant.chosen.question, order)
    remaining = drafts.left_before(session, desk.catalog, plan)
    cards.show(session, desk.catalog, order, asking.now, remaining=remaining)


def change(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open the form for it, with everything that is known."""
    _open_form(desk, body, held(desk, action, body))
    ack()


def _open_form(desk: Desk, body: dict[str, Any], meant: Held) -> None:
    wish_forms.open_form(desk, body, meant.wish, question=meant.chosen.question, at=meant.at)


def something_else(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Show the other kinds that it may be, and the answer to it as a question."""
    meant = held(desk, action, body)
    left = [
        (kind, meant.chosen.put(kind=kind, seen=None)) for kind in wishing.KINDS if kind != meant.wish.kind
    ]
    facts = {"question_id": meant.chosen.question, "question_value": meant.chosen.put(kind="question")}
    with desk.session() as session:
        to, thread = meant.place.channel, meant.place.thread
        desk.show(
            session,
            settling.card(meant.chosen.question),
            to,
            "wishes/other",
            thread=thread,
            kinds_left=left,
            **facts,
        )
    ack()


def register(app: App) -> None:
    """Say what starts what."""
    app.action(re.compile(r"^wish\.(reach|service|kind)\."))(choose)
    wish_forms.register(app)
    app.action("wish.send")(send)
    app.action("wish.change")(change)
    app.action("wish.other")(something_else)
