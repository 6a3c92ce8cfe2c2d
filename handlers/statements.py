"""Statements: each unit reads what it got in a closed month, accepts, asks or disputes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog import Unit
from bot.cost import months
from bot.customer import gate, people
from bot.delivery import outbox
from bot.desk import Desk, Timer
from bot.process import cards
from bot.process.orders import Order
from bot.refusal import Refused
from bot.value import (
    period,
    posting,
    statements,
    statements_page,
    statements_reply,
    statements_waiting,
)
from bot.value.statements import Statement
from handlers import order_form

SHOW, REDRAW = "statement.show", "statement.redraw"
PAGE = "statements/statement"
MOST_LINES = 45


def send(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of a statement that was drawn: once to who answers for the money, and where its report goes."""
    statement = statements.hold(session, facts["statement"])
    unit = desk.catalog.company.units.get(statement.unit)
    if unit is None or not statements.send(statement, now):
        return
    known = people.ids(session, statements.deciders(unit))
    for reader in [*dict.fromkeys(known.values())] or desk.leads(session):
        due_at = gate.moment(desk.catalog.company, desk.person(session, reader), now)
        _show(session, desk, statement, reader, now, due_at=due_at)
    for channel in {each.channel for each in posting.of_unit(session, unit.code) if not each.paused}:
        _show(session, desk, statement, channel, now)
    statements_waiting.arrange(session, desk.catalog, statement, now, REDRAW)


def _show(
    session: Session,
    desk: Desk,
    statement: Statement,
    reader: str,
    now: datetime,
    *,
    stamp: str = "0",
    due_at: datetime | None = None,
) -> None:
    page = statements_page.page(session, desk.catalog, statement, now, reader)
    card = statements.card(statement, reader, stamp)
    outbox.show(session, card, reader, PAGE, now=now, due_at=due_at, facts={"page": page})


def redraw(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer after a step: every message that shows the statement says what became of it."""
    statement = statements.find(session, facts["statement"])
    still_there = statement.unit in desk.catalog.company.units
    for reader, stamp in statements.shown(session, statement) if still_there else ():
        _show(session, desk, statement, reader, now, stamp=stamp)


def show_one(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of a statement that somebody asked for: a new message, kept up to date like the first."""
    statement = statements.find(session, facts["statement"])
    _show(session, desk, statement, facts["reader"], now, stamp=f"{now.timestamp():.0f}")


def follow(session: Session, desk: Desk, order: Order) -> None:
    """Let the statement that an order is about go with it."""
    statement = statements_reply.follow(session, order)
    if statement is not None:
        statements_waiting.arrange(session, desk.catalog, statement, clock.now(), REDRAW)
        desk.soon(session, REDRAW, statement=statement.number)


def hear_answer(session: Session, desk: Desk, order: Order) -> None:
    """Let the statement that an order is about say what was written last."""
    statement = statements.about(session, order.number) if order.kind in statements_reply.STATES else None
    if statement is not None:
        desk.soon(session, REDRAW, statement=statement.number)


def remind(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of a statement that waits: the budget owner is reminded once, where the contact policy allows it."""
    reader = statements_waiting.may_remind(session, desk.catalog, facts["statement"], now)
    if reader is not None:
        statement = statements.find(session, facts["statement"])
        word = statements_waiting.word(session, desk.catalog, statement, now)
        desk.start(session, "talks", reader, "statements/reminder", word=word)


def ask(desk: Desk, body: dict[str, Any], rest: str) -> bool:
    """`/it statement`, with a month and a unit or without; say whether it was understood."""
    month, words = period.read(rest, desk.today())
    named = _unit(desk, words)
    if words and named is None:
        return False
    with desk.session() as session:
        person = desk.person(session, body["user_id"])
        _tell(session, desk, named or desk.works_for_of(session, person.id), month, person.id, person.email)
    return True


def _unit(desk: Desk, words: str) -> Unit | None:
    """Return the unit of that code or name."""
    plain = words.removeprefix("of ").removeprefix("for ").strip().lower()
    units = desk.catalog.company.units.values()
    return next((unit for unit in units if plain in (unit.code.lower(), unit.name.lower())), None)


def _tell(
    session: Session, desk: Desk, unit: Unit, month: str | None, reader: str, email: str | None
) -> None:
    if not statements.may_read(desk.catalog.company, unit, email):
        who = list(people.ids(session, statements.deciders(unit)).values())
        raise Refused("statements/not_yours", ["ask_them"], unit_name=unit.name, who=who)
    statement = statements.of_unit(session, unit.code, month)
    if statement is None:
        latest = months.latest_closed(session)
        raise Refused("statements/none", ["report"], unit_name=unit.name, month=month, latest=latest)
    desk.soon(session, SHOW, statement=statement.number, reader=reader)


def accept(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Accept: the first of two who tap has said it."""
    by, now = body["user"]["id"], clock.now()
    with desk.session() as session:
        statement = _held(session, desk, int(action["value"]), by)
        statements.decide(statement, "accepted", by=by, now=now)
        desk.soon(session, REDRAW, statement=statement.number)
    ack()


def _held(session: Session, desk: Desk, number: int, by: str) -> Statement:
    """Return a statement held for who may decide on it. Raises Refused for anybody else."""
    statement = statements.hold(session, number)
    statements.check_decider(session, _unit_of(desk, statement), by)
    return statement


def _unit_of(desk: Desk, statement: Statement) -> Unit:
    """Return whose statement it is. Raises Refused for a unit that the company has no more."""
    unit = desk.catalog.company.units.get(statement.unit)
    if unit is None:
        raise Refused("statements/gone", ["talk"], unit=statement.unit)
    return unit


def open_question(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Question…: the form for it."""
    _open(desk, action, body, "question")
    ack()


def open_dispute(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Dispute…: the form for it."""
    _open(desk, action, body, "complaint")
    ack()


def _open(desk: Desk, action: dict[str, Any], body: dict[str, Any], kind: str) -> None:
    with desk.session() as session:
        statement = _held(session, desk, int(action["value"]), body["user"]["id"])
        statements.check_open(statement)
        page = statements_page.page(session, desk.catalog, statement, clock.now(), body["user"]["id"])
    desk.open(body["trigger_id"], "statements/word", page=page, kind=kind)


def offer_services(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The lines of the statement that a question may be about, as the person types."""
    with desk.read() as session:
        statement = statements.find(session, order_form.private(body["view"])["statement"])
        statements.check_decider(session, _unit_of(desk, statement), body["user"]["id"])
        keys = statements.services_of(session, statement)
    known = [desk.catalog.services[key] for key in keys if key in desk.catalog.services]
    found = order_form.like(known, body["value"])
    ack(options=desk.options("statements/services", services=found))


def say(ack: Ack, view: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """A question or a dispute, sent: it goes to the owner of the service, as an order of its own."""
    given, by, now = order_form.private(view), body["user"]["id"], clock.now()
    with desk.session() as session:
        statement = _held(session, desk, given["statement"], by)
        order = statements_reply.reply(
            session,
            desk.catalog,
            statement,
            kind=given["kind"],
            service=order_form.field(view, "service"),
            text=order_form.field(view, "words") or "",
            by=by,
            now=now,
            find_team=desk.team,
        )
        cards.show(session, desk.catalog, order, now)
        desk.soon(session, REDRAW, statement=statement.number)
    ack()


def read(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Read and answer, on Home or in a reminder: the statement as a message, with its buttons."""
    number, by = int(action["value"]), body["user"]["id"]
    with desk.session() as session:
        _held(session, desk, number, by)
        desk.soon(session, SHOW, statement=number, reader=by)
    ack()


def open_more(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """More: everything that a statement is made of, for whoever may read it."""
    by = body["user"]["id"]
    with desk.session() as session:
        statement = readable(session, desk, int(action["value"]), by)
        page = statements_page.page(session, desk.catalog, statement, clock.now(), by)
    desk.open(body["trigger_id"], "statements/more", page=page, most=MOST_LINES)
    ack()


def readable(session: Session, desk: Desk, number: int, by: str) -> Statement:
    """Return a statement. Raises Refused for who may not read it."""
    statement = statements.find(session, number)
    unit = _unit_of(desk, statement)
    if not statements.may_read(desk.catalog.company, unit, desk.person(session, by).email):
        statements.check_decider(session, unit, by)
    return statement


def register(app: App) -> None:
    """Say what starts what."""
    app.action("statement.accept")(accept)
    app.action("statement.question")(open_question)
    app.action("statement.dispute")(open_dispute)
    app.options("statement.service")(offer_services)
    app.view("statement.said")(say)
    app.action("statement.read")(read)
    app.action("statement.more")(open_more)


TIMERS: dict[str, Timer] = {
    statements.SEND: send,
    statements_waiting.REMIND: remind,
    SHOW: show_one,
    REDRAW: redraw,
}
