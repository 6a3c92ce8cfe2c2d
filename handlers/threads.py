"""Threads: what is written below an order's card is for the other side, below a statement for who owns the service."""

from typing import Any

from sqlmodel import Session

from bot import clock
from bot.desk import Desk
from bot.process import cards
from bot.process import relaying as passing
from bot.process.relaying import Said, Thread
from bot.value import statements, statements_reply
from bot.value.statements import Statement
from handlers import relaying
from handlers import statements as handlers


def hear(desk: Desk, event: dict[str, Any], bot: str | None) -> bool:
    """Pass on what was written below a card or a statement; return whether it was written there."""
    return relaying.hear(desk, event, bot) or _hear(desk, event, bot)


def _hear(desk: Desk, event: dict[str, Any], bot: str | None) -> bool:
    """Take what who answers for the unit's money wrote below its statement: a question, or more words to one.

    Below an accepted statement, and from anybody else, it is a question to the bot.
    """
    said = relaying.said_in(event, bot)
    if "thread_ts" not in event or not said.text:
        return False
    place = event["channel"], event["thread_ts"]
    with desk.read() as session:
        statement = statements.below(session, *place)
        if statement is None or not _is_for(session, desk, statement, said.by):
            return False
        used = {each.service for each in statements.charges_of(session, statement)}
        number = statement.number
    about = _meant(desk, said.text, used)
    with desk.session() as session:
        statement = statements.hold(session, number)
        if not _pass_on(session, desk, statement, said, event):
            _ask(session, desk, statement, said, about, place)
    return True


def _is_for(session: Session, desk: Desk, statement: Statement, by: str) -> bool:
    unit = desk.catalog.company.units[statement.unit]
    return statement.state != "accepted" and desk.person(session, by).email in statements.deciders(unit)


def _meant(desk: Desk, text: str, used: set[str]) -> str | None:
    """Return which of the statement's services the words are about; no session is open while that is found."""
    found = desk.finder.find(text, hidden=desk.catalog.services.keys() - used)
    return found.matches[0].service if found.kind in ("answer", "choices") else None


def _pass_on(session: Session, desk: Desk, statement: Statement, said: Said, event: dict[str, Any]) -> bool:
    """Bring the words to whoever has the question or dispute that is open; say whether there is one of theirs."""
    order = statements_reply.open_order(session, statement)
    if order is None or order.person != said.by:
        return False
    thread = Thread(order, "requester")
    passing.pass_on(session, desk.catalog, thread, said, clock.now())
    relaying.confirm(desk, session, thread, event)
    return True


def _ask(
    session: Session,
    desk: Desk,
    statement: Statement,
    said: Said,
    about: str | None,
    place: tuple[str, str],
) -> None:
    """Make a question of the words, answered below them. Raises Refused when somebody was faster."""
    now = clock.now()
    order = statements_reply.reply(
        session,
        desk.catalog,
        statement,
        kind="question",
        service=about,
        text=said.text,
        by=said.by,
        now=now,
        find_team=desk.team,
        below=place,
    )
    cards.show(session, desk.catalog, order, now)
    desk.soon(session, handlers.REDRAW, statement=statement.number)
