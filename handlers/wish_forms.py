"""The form of a wish: the one that its kind needs, filled in with what was understood."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog import Unit, figures, moments
from bot.customer import people
from bot.delivery.jobs import is_person
from bot.desk import Desk
from bot.process import handovers
from bot.process.orders import UNFINISHED
from bot.value import understanding, wishing
from bot.value.understanding import Wish
from handlers import expediting, extending, order_form, order_steps, orders

HANDED = ("incident", "complaint", "capability")  # the rest is filled in by a person who reads it


class Writer(NamedTuple):
    """Who wrote a message, as far as that tells what it means: unit, IANA zone, first names of colleagues."""

    unit: Unit | None
    zone: str
    names: Collection[str]


def read_writer(desk: Desk, session: Session, slack_id: str, text: str) -> Writer:
    """Read who wrote a text; colleagues' names only where it may be about one of them."""
    company, known = desk.catalog.company, people.find(session, slack_id)
    names = people.first_names(session) if understanding.may_name(text) else ()
    if known is None:
        return Writer(None, company.zone, names)
    return Writer(desk.unit(known), desk.zone(known), names)


def understood(desk: Desk, slack_id: str, text: str, at: datetime) -> Wish:
    """Return what somebody wants with these words, written at an instant."""
    with desk.read() as session:
        writer = read_writer(desk, session, slack_id, text)
    return understood_of(desk, writer, text, at)


def understood_of(desk: Desk, writer: Writer, text: str, at: datetime) -> Wish:
    """Return what this writer wants with these words, written at an instant; no session is open meanwhile."""
    unit, zone, names = writer
    found = desk.finder.find(understanding.about(text), desk.catalog.hidden_from(unit))
    return understanding.understand(desk.catalog.seen_by(unit), found, text, now=at, zone=zone, names=names)


def open_form(
    desk: Desk,
    body: dict[str, Any],
    wish: Wish,
    *,
    question: int | None = None,
    at: datetime | None = None,
    origin: str | None = None,
    named: Sequence[str] = (),
) -> None:
    """Open the form that a wish needs, with what was understood.

    `question` is the number of the one whose message is settled once the form is sent, `at` when it was
    written, `named` the Slack ids of those whom the message mentions.
    """
    if wish.kind == "order":
        _open_order(desk, body, wish, question, origin, named)
    elif wish.kind == "hours":
        words = wish.text.lower()
        said, lasts = moments.read(words), figures.hours(words)
        extending.open_form(desk, body, wish.service, said, wish.text, lasts=lasts, at=at, question=question)
    elif wish.kind == "expedite":
        running = _running(desk, body["user"]["id"], wish)
        expediting.open_form(desk, body, wish.service, wish.text, running, question=question)
    else:
        _open_help(desk, body, wish, question, origin)


def _open_order(
    desk: Desk,
    body: dict[str, Any],
    wish: Wish,
    question: int | None,
    origin: str | None,
    named: Sequence[str],
) -> None:
    person = body["user"]["id"]
    with desk.read() as session:
        offered = {service.key for service in desk.catalog_of(session, person).orderable()}
    orders.open_form(
        desk,
        body["trigger_id"],
        person,
        wish.service if wish.service in offered else None,
        wish.tier,
        wish.text,
        origin,
        quantity=wish.quantity or 1,
        starts_on=wish.starts_on,
        move=wish.move,
        question=question,
        **order_steps.for_whom(desk, wish.service, named or _mentioned(wish)),
    )


def _open_help(
    desk: Desk, body: dict[str, Any], wish: Wish, question: int | None, origin: str | None
) -> None:
    orders.open_help(
        desk,
        body["trigger_id"],
        wish.text,
        wish.service,
        wish.kind if wish.kind in HANDED else "question",
        reach=wish.reach,
        urgency=wish.urgency,
        origin=origin,
        question=question,
    )


def _running(desk: Desk, person: str, wish: Wish) -> int | None:
    """Return the number of the order that is to be sped up, if it is theirs and runs."""
    with desk.read() as session:
        order = wishing.own_order(session, wish.number, person)
        return order.number if order and order.state in UNFINISHED else None


def _mentioned(wish: Wish) -> list[str]:
    name = wish.for_person or ""
    return [name] if is_person(name) and name.isupper() else []


def turn_into_request(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """Turn a message into a request: its form, with what the message says and a link to it."""
    written, person = body["message"].get("text", ""), body["user"]["id"]
    named = order_form.mentioned(written, person)
    with desk.read() as session:
        text = order_form.readable(written, people.names(session, named))
    wish = understood(desk, person, text, clock.now())
    if wish.kind in understanding.NOT_ASKED:
        wish = replace(wish, kind=handovers.kind_of(text))
    open_form(desk, body, wish, origin=_permalink(body), named=named)
    ack()


def _permalink(body: dict[str, Any]) -> str:
    stamp = body["message"]["ts"].replace(".", "")
    return f"https://{body['team']['domain']}.slack.com/archives/{body['channel']['id']}/p{stamp}"


def register(app: App) -> None:
    """Say what starts what."""
    app.shortcut("order.from_message")(turn_into_request)
