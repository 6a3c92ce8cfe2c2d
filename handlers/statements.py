"""Statements: each unit reads what it got in a closed month, accepts, asks or disputes; IT closes the month."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog import Unit
from bot.cost import allocation, months
from bot.customer import gate, people
from bot.delivery import outbox
from bot.desk import Desk, Timer
from bot.process import cards
from bot.process.orders import Order
from bot.refusal import Refused
from bot.value import month_end, period, posting, statements, statements_page, statements_reply
from bot.value.statements import Statement
from handlers import order_form

SHOW, REDRAW, LOOK = "statement.show", "statement.redraw", "month.show"
PAGE = "statements/statement"
MOST_LINES, MOST_GAPS = 45, 6


def send(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of a statement that was drawn: once to who answers for the money, and where its report goes."""
    statement = statements.hold(session, facts["statement"])
    if not statements.send(statement, now):
        return
    unit = desk.catalog.company.units[statement.unit]
    known = people.ids(session, statements.deciders(unit))
    for reader in [*dict.fromkeys(known.values())] or desk.leads(session):
        due_at = gate.moment(desk.catalog.company, desk.person(session, reader), now)
        _show(session, desk, statement, reader, now, due_at=due_at)
    for channel in {each.channel for each in posting.of_unit(session, unit.code) if not each.paused}:
        _show(session, desk, statement, channel, now)


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
    for reader, stamp in statements.shown(session, statement):
        _show(session, desk, statement, reader, now, stamp=stamp)


def show_one(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of a statement that somebody asked for: a new message, kept up to date like the first."""
    statement = statements.find(session, facts["statement"])
    _show(session, desk, statement, facts["reader"], now, stamp=f"{now.timestamp():.0f}")


def follow(session: Session, desk: Desk, order: Order) -> None:
    """Let the statement that an order is about go with it."""
    statement = statements_reply.follow(session, order)
    if statement is not None:
        desk.soon(session, REDRAW, statement=statement.number)


def ask(desk: Desk, body: dict[str, Any], rest: str) -> bool:
    """`/it statement`, with a month and a unit or without; say whether it was understood."""
    month, words = period.read(rest, clock.today(desk.catalog.company.zone))
    named = _unit(desk, words)
    if words and named is None:
        return False
    with desk.session() as session:
        person = desk.person(session, body["user_id"])
        _tell(session, desk, named or desk.unit_of(session, person.id), month, person.id, person.email)
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
    statements.check_decider(session, desk.catalog.company.units[statement.unit], by)
    return statement


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


def open_more(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """More: everything that a statement is made of, for whoever may read it."""
    by, company = body["user"]["id"], desk.catalog.company
    with desk.session() as session:
        statement = statements.find(session, int(action["value"]))
        unit = company.units[statement.unit]
        if not statements.may_read(company, unit, desk.person(session, by).email):
            statements.check_decider(session, unit, by)
        page = statements_page.page(session, desk.catalog, statement, clock.now(), by)
    desk.open(body["trigger_id"], "statements/more", page=page, most=MOST_LINES)
    ack()


def close(desk: Desk, body: dict[str, Any], rest: str) -> bool:
    """`/it close`, with a month or without: what is missing is said first; say whether it was understood."""
    named, words = period.read(rest, clock.today(desk.catalog.company.zone))
    if words:
        return False
    with desk.session() as session:
        person = _keeper(session, desk, body["user_id"])
        month = named or _next(session, desk)
        months.check_open(session, desk.catalog, month, clock.now())
        desk.soon(session, LOOK, month=month, reader=person.id)
    return True


def _keeper(session: Session, desk: Desk, by: str) -> people.Person:
    """Return who keeps IT's books. Raises Refused for anybody else."""
    person = desk.person(session, by)
    if not desk.catalog.company.keeps_books(person.email):
        raise Refused("lead/only_leads", ["talk"], leads=desk.leads(session))
    return person


def _next(session: Session, desk: Desk) -> str:
    """Return the earliest month that is over, has cost and is open."""
    month = next(iter(months.over(session, desk.catalog, clock.now())), None)
    if month is None:
        raise Refused("statements/no_month", ["name_one"], latest=months.latest_closed(session))
    return month


def show_month(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer behind it: what a month lacks, or that it lacks nothing."""
    value = f"{facts['month']}|{facts['reader']}|{now.timestamp():.0f}"
    _show_month(session, desk, value, "asked")


def _show_month(session: Session, desk: Desk, value: str, state: str, note: str = "") -> None:
    """Say how it stands in the one message about a month that this reader asked for."""
    month, reader, _ = value.split("|")
    gaps = months.missing(session, desk.catalog, month) if state == "asked" else ()
    desk.show(
        session,
        f"month:{value}",
        reader,
        "statements/close",
        month=month,
        value=value,
        state=state,
        note=note,
        gaps=month_end.named(desk.catalog, gaps),
        most=MOST_GAPS,
        whole=None if gaps else allocation.of_month(session, desk.catalog, month).whole,
    )


def wait(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Wait for it: the month stays open."""
    with desk.session() as session:
        _keeper(session, desk, body["user"]["id"])
        _show_month(session, desk, action["value"], "waits")
    ack()


def close_month(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Close it: what came to be missing meanwhile is said instead."""
    value, by = action["value"], body["user"]["id"]
    month = value.partition("|")[0]
    with desk.session() as session:
        _keeper(session, desk, by)
        months.steady(session)
        is_complete = not months.missing(session, desk.catalog, month)
        if is_complete:
            months.close(session, desk.catalog, month, by=by, now=clock.now())
        _show_month(session, desk, value, "closed" if is_complete else "asked")
    ack()


def open_anyway(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Close it anyway…: the form that asks why."""
    month = action["value"].partition("|")[0]
    with desk.session() as session:
        _keeper(session, desk, body["user"]["id"])
        months.check_open(session, desk.catalog, month, clock.now())
        gaps = month_end.named(desk.catalog, months.missing(session, desk.catalog, month))
    desk.open(body["trigger_id"], "statements/anyway", month=month, value=action["value"], gaps=gaps)
    ack()


def close_anyway(ack: Ack, view: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The reason, sent: the month is closed with it."""
    value, by = order_form.private(view)["value"], body["user"]["id"]
    note = order_form.field(view, "reason") or ""
    with desk.session() as session:
        _keeper(session, desk, by)
        month = value.partition("|")[0]
        months.close(session, desk.catalog, month, by=by, now=clock.now(), note=note)
        _show_month(session, desk, value, "closed", note)
    ack()


def register(app: App) -> None:
    """Say what starts what."""
    app.action("statement.accept")(accept)
    app.action("statement.question")(open_question)
    app.action("statement.dispute")(open_dispute)
    app.view("statement.said")(say)
    app.action("statement.more")(open_more)
    app.action("month.wait")(wait)
    app.action("month.close")(close_month)
    app.action("month.anyway")(open_anyway)
    app.view("month.closed")(close_anyway)


TIMERS: dict[str, Timer] = {statements.SEND: send, SHOW: show_one, REDRAW: redraw, LOOK: show_month}
