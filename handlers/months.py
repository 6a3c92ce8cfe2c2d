"""Months: closed by the clock some days after their end, when nothing is missing; IT leads hear of it."""

from collections.abc import Mapping
from datetime import datetime
from re import compile as pattern
from typing import Any

from slack_bolt import App
from sqlmodel import Session

from bot import clock
from bot.cost import months
from bot.cost.allocation import ClosedLoop
from bot.desk import Desk, Timer
from bot.refusal import Refused
from bot.value import balance, cost_page, month_end, posting, statements

MONTH = pattern(r"\d{4}-(?:0[1-9]|1[0-2])")
LISTED = 8  # services in one message
SHOWN = 3  # months that wait, in one message


def keep_schedules(session: Session, desk: Desk, now: datetime) -> None:
    """See to it that somebody looks each morning which months can be closed."""
    months.arrange(session, desk.catalog.company.zone, now)


def look(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Close what is over for long enough and complete; what is not, IT leads read in one message."""
    waiting = []
    months.steady(session)
    for month in months.due(session, desk.catalog, now):
        if gaps := months.missing(session, desk.catalog, month):
            waiting.append({"month": month, "gaps": month_end.named(desk.catalog, gaps)})
        else:
            months.close(session, desk.catalog, month, by="", now=now)
    for lead in desk.leads(session) if waiting else ():
        latest = waiting[-SHOWN:]
        desk.show(
            session, f"months:{lead}", lead, "months/waiting", months=latest, more=len(waiting) - len(latest)
        )


def tell_closed(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """A month was closed: its balance is kept, units get their statements, held reports go out, IT leads hear of it."""
    balance.keep(session, desk.catalog, facts["month"])
    drawn = statements.draw(session, desk.catalog, facts["month"], now)
    for each in statements.charged(session, drawn):
        desk.soon(session, statements.SEND, statement=each.number)
    found = month_end.of(session, desk.catalog, facts["month"])
    closed = months.closed(session, found.month)
    for lead in desk.leads(session):
        key = f"{months.CLOSED}:{found.month}:{lead}"
        desk.say(session, lead, "months/closed", end=found, closed=closed, key=key)
    desk.soon(session, posting.RELEASE, month=found.month)


def show_cost(desk: Desk, person: str, wanted: str) -> bool:
    """`/it cost`: what a month came to by service, for who may see all cost; others ask a question by it."""
    with desk.session() as session:
        month = wanted or cost_page.latest(session)
        if month is None or not desk.catalog.company.keeps_books(desk.person(session, person).email):
            return False
        try:
            page = cost_page.of_month(session, desk.catalog, month, clock.now())
        except ClosedLoop as loop:
            raise Refused("months/closed_loop", ["define"], month=month, services=loop.services) from None
        shown, rest = cost_page.cut(page, LISTED)
        desk.say(session, person, "months/cost", page=shown, rest=rest)
    return True


def register(app: App) -> None:
    """Its command is one of `/it`; the rest is begun by the clock."""


TIMERS: dict[str, Timer] = {months.LOOK: look, months.CLOSED: tell_closed}
