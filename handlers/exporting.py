"""Exporting: `/it export` brings people of IT the orders as a CSV file, in private."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from slack_bolt import App

from bot.delivery.facts import unpack
from bot.desk import Desk
from bot.process import approvers
from bot.value import export
from bot.value.export import Wanted


def start(desk: Desk, body: dict[str, Any], rest: str) -> bool:
    """`/it export`, with states and the first day if wanted: the file comes in the direct message."""
    wanted = _wanted(desk, rest)
    if wanted is None:
        return False
    with desk.session() as session:
        person = desk.person(session, body["user_id"])
        approvers.check_worker(desk.catalog, person.unit)
        count = export.count(session, Wanted(**wanted))
        name = f"orders-{desk.today(person)}.csv"
        file = {"picture": "export.orders", "filename": name, "reader": person.id, **wanted}
        desk.say(session, person.id, "exporting/file", attached=file, count=count, **wanted)
    return True


def _wanted(desk: Desk, rest: str) -> dict[str, Any] | None:
    """Read states and a day; None when there are other words, which are a question then."""
    states: list[str] = []
    since: datetime | None = None
    for word in rest.lower().split():
        day = None
        with suppress(ValueError):
            day = date.fromisoformat(word)
        if day is not None:
            since = datetime.combine(day, time(), ZoneInfo(desk.catalog.company.zone))
        elif word in export.STATES:
            states.append(word)
        elif word not in ("since", "from"):
            return None
    return {"states": states, "since": since}


def write(desk: Desk, facts: Mapping[str, Any]) -> bytes:
    """Write the file as it is when it is sent."""
    given = unpack(facts)
    wanted = Wanted(since=given["since"], states=given["states"], reader=given["reader"])
    with desk.read() as session:
        return "".join((export.BOM, *export.lines(session, desk.catalog, wanted))).encode()


FILES: dict[str, Callable[[Desk, Mapping[str, Any]], bytes]] = {"export.orders": write}


def register(app: App) -> None:
    """Say what starts what; the command is with the others."""
