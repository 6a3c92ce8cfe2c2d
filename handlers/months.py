"""Months: closed by the clock some days after their end, when nothing is missing; IT leads hear of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import App
from sqlmodel import Session

from bot.cost import months
from bot.desk import Desk, Timer
from bot.value import month_end, statements

SHOWN = 3  # months that wait, in one message


def keep_schedules(session: Session, desk: Desk, now: datetime) -> None:
    """See to it that somebody looks each morning which months can be closed."""
    months.arrange(session, desk.catalog.company.zone, now)


def look(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Close what is over for long enough and complete; what is not, IT leads read in one message."""
    waiting = []
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
    """A month was closed: units get their statements, and IT leads hear what it came to and brought in."""
    drawn = statements.draw(session, desk.catalog, facts["month"], now)
    for each in statements.charged(session, drawn):
        desk.soon(session, statements.SEND, statement=each.number)
    found = month_end.of(session, desk.catalog, facts["month"])
    closed = months.closed(session, found.month)
    for lead in desk.leads(session):
        key = f"{months.CLOSED}:{found.month}:{lead}"
        desk.say(session, lead, "months/closed", end=found, closed=closed, key=key)


def register(app: App) -> None:
    """Nobody starts it but the clock."""


TIMERS: dict[str, Timer] = {months.LOOK: look, months.CLOSED: tell_closed}
