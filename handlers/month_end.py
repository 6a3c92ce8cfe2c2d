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

LOOK, CLOSE = "month.show", "month.close"
MOST_GAPS = 6


def close(desk: Desk, body: dict[str, Any], rest: str) -> bool:
    """`/it close`, with a month or without: what is missing is said first; say whether it was understood."""
    named, words = period.read(rest, desk.today())
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
        raise Refused("lead/only_keepers", ["talk"], keepers=desk.keepers(session))
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
    is_asked = state == "asked"
    gaps = months.missing(session, desk.catalog, month) if is_asked else ()
    is_complete = is_asked and not gaps
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
        whole=allocation.of_month(session, desk.catalog, month).whole if is_complete else None,
    )


def wait(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Wait for it: the month stays open."""
    with desk.session() as session:
        _keeper(session, desk, body["user"]["id"])
        _show_month(session, desk, action["value"], "waits")
    ack()


def close_month(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Close it: what came to be missing meanwhile is said instead."""
    _close(desk, action["value"], body["user"]["id"], "")
    ack()


def open_anyway(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Close it anyway…: the form that asks why."""
    month = action["value"].partition("|")[0]
    with desk.session() as session:
        _keeper(session, desk, body["user"]["id"])
        months.check_open(session, desk.catalog, month, clock.now())
    desk.open(body["trigger_id"], "statements/anyway", month=month, value=action["value"])
    ack()


def close_anyway(ack: Ack, view: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The reason, sent: the month is closed with it."""
    note = order_form.field(view, "reason") or ""
    _close(desk, order_form.private(view)["value"], body["user"]["id"], note)
    ack()


def _close(desk: Desk, value: str, by: str, note: str) -> None:
    with desk.session() as session:
        _keeper(session, desk, by)
        months.check_open(session, desk.catalog, value.partition("|")[0], clock.now())
        desk.soon(session, CLOSE, value=value, by=by, note=note)


def close_now(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer behind both: a month of a million lines takes longer to add up than an ack may wait.

    Of two who close it one does; a reason helps against all that is missing but a way for cost to a customer.
    """
    value, month = facts["value"], facts["value"].partition("|")[0]
    months.steady(session)
    known = months.closed(session, month)
    if known is None:
        gaps = months.missing(session, desk.catalog, month)
        if gaps and (not facts["note"] or any(gap.code == "closed_loop" for gap in gaps)):
            _show_month(session, desk, value, "asked")
            return
        known = months.close(session, desk.catalog, month, by=facts["by"], now=now, note=facts["note"])
    _show_month(session, desk, value, "closed", known.note)


def register(app: App) -> None:
    """Say what starts what."""
    app.action("month.wait")(wait)
    app.action("month.close")(close_month)
    app.action("month.anyway")(open_anyway)
    app.view("month.closed")(close_anyway)


TIMERS: dict[str, Timer] = {LOOK: show_month, CLOSE: close_now}
