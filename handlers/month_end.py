"""Closing a month: who keeps IT's books reads what is missing first, and closes it all the same with a reason."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.cost import allocation, months
from bot.customer import people
from bot.desk import Desk, Timer
from bot.refusal import Refused
from bot.value import month_end, period
from handlers import order_form

LOOK = "month.show"
MOST_GAPS = 6


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
    app.action("month.wait")(wait)
    app.action("month.close")(close_month)
    app.action("month.anyway")(open_anyway)
    app.view("month.closed")(close_anyway)


TIMERS: dict[str, Timer] = {LOOK: show_month}
