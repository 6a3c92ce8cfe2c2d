"""Months: closed by the clock some days after their end, when nothing is missing; IT leads hear of it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.cost import months
from bot.cost.allocation import ClosedLoop
from bot.desk import Desk, Timer
from bot.refusal import Refused
from bot.value import balance, cost_page, month_end, period, posting, report_sheet, statements
from bot.value.cost_page import CostPage

COST = "month.cost"
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


def show_cost(desk: Desk, body: dict[str, Any], rest: str) -> bool:
    """`/it cost`, with a month or without: what it came to by service; say whether it was understood."""
    today = desk.today()
    named, words = period.read(rest, today)
    if words:
        return False
    with desk.session() as session:
        _check(desk, session, body["user_id"])
        month = named or cost_page.latest(session, today)
        if month is None:
            raise Refused("months/no_cost", ["import"])
        desk.soon(session, COST, month=month, reader=body["user_id"])
    return True


def say_cost(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer behind it: a month of a million lines takes longer to add up than an ack may wait."""
    shown, rest = cost_page.cut(_page(session, desk, facts["month"]), LISTED)
    desk.say(session, facts["reader"], "months/cost", page=shown, rest=rest)


def _check(desk: Desk, session: Session, person: str) -> None:
    """Let only those in who may see all cost. Raises Refused for everybody else."""
    if not desk.catalog.company.keeps_books(desk.person(session, person).email):
        raise Refused("months/not_yours", ["report"])


def _page(session: Session, desk: Desk, month: str) -> CostPage:
    """Return the page of a month. Raises Refused where its cost goes in circles that let nothing out."""
    try:
        return cost_page.of_month(session, desk.catalog, month, clock.now())
    except ClosedLoop as loop:
        raise Refused("months/closed_loop", ["define"], month=month, services=loop.services) from None


def send_file(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """All services as a file: the same month as CSV, in private."""
    person, month = body["user"]["id"], action["value"]
    with desk.session() as session:
        _check(desk, session, person)
        file = {"picture": "cost.file", "filename": f"cost-{month}.csv", "month": month}
        desk.say(session, person, "months/attached", attached=file, month=month)
    ack()


def write(desk: Desk, facts: Mapping[str, Any]) -> bytes:
    """Write the file, with its figures as they are now."""
    with desk.read() as session:
        page = _page(session, desk, facts["month"])
    return report_sheet.as_csv(desk.renderer.rows("months/file", {"page": page}))


def register(app: App) -> None:
    """Say what starts what; its command is one of `/it`, the rest is begun by the clock."""
    app.action("cost.file")(send_file)


FILES: dict[str, Callable[[Desk, Mapping[str, Any]], bytes]] = {"cost.file": write}
TIMERS: dict[str, Timer] = {months.LOOK: look, months.CLOSED: tell_closed, COST: say_cost}
