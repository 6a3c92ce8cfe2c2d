"""A year of reports to one zone, on the sample company's year before it: each once, on the right morning, two clocks.

One file for each zone, so that several workers share them.
"""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from bot import clock, serve
from bot.cost import months
from bot.cost.subscriptions import Subscription
from bot.delivery import schedules
from bot.demo.history import book_closed_months, write_history
from bot.sandbox.state import Message
from bot.value import posting
from bot.value.posting import Posting
from handlers import reporting
from tests.databases import opened
from tests.office import Office

BEGIN, END = date(2026, 11, 24), date(2027, 11, 23)
WEEKLY, MONTHLY = "C0FINANCE", "C0STORES"
NINE = time(9)
SEED = 7
Arrival = tuple[datetime, str, str]  # when, channel, month that it is of


def morning(day: date, zone: str) -> datetime:
    return datetime.combine(day, NINE, ZoneInfo(zone)).astimezone(UTC)


def mondays() -> list[date]:
    days = (BEGIN + timedelta(days=number) for number in range((END - BEGIN).days))
    return [day for day in days if day.weekday() == 0]


def closings() -> dict[str, datetime]:
    """Return when each month is closed: in the company's first half hour of the next one."""
    firsts = {day.replace(day=1) for day in mondays()}
    return {
        f"{first - timedelta(days=1):%Y-%m}": datetime.combine(first, time(7, 30), UTC)
        for first in sorted(firsts)
        if first > BEGIN
    }


def expected(zone: str) -> list[Arrival]:
    """Say by the calendar on the wall alone what arrives when, and of which month it is: the last that is over.

    Where the first Monday is the first of a month, Sydney's nine o'clock comes before the month is over in
    Denver, so its report comes on the Tuesday.
    """
    found = []
    for day in mondays():
        late = day.day == 1 and zone == "Australia/Sydney"
        found.append((morning(day, zone), WEEKLY, last_month(day, over=not late)))
        if day.day <= 7:
            found.append((morning(day + timedelta(days=late), zone), MONTHLY, last_month(day, over=True)))
    return sorted(found)


def last_month(day: date, *, over: bool) -> str:
    """Return the month before this day, or the one before that where it is not over yet."""
    before = day.replace(day=1) - timedelta(days=1)
    return f"{before if over else before.replace(day=1) - timedelta(days=1):%b %Y}"


@pytest.fixture
def second(office: Office) -> Iterator[Office]:
    """Another process of the bot at the same database: its own connections, clock and sender."""
    with opened(office.desk.db.url.render_as_string(hide_password=False)) as db:
        desk = replace(office.desk, db=db)
        yield replace(office, desk=desk, sender=serve.make_sender(desk, pace=timedelta(0)))


def arrange(office: Office, unit: str, zone: str) -> None:
    """Write the year before, and have a unit's report posted each week and each month."""
    with office.desk.db.session() as session:
        session.execute(sa.delete(Subscription))
        write_history(session, office.desk.catalog, clock.now(), SEED)
        for channel, every in ((WEEKLY, "week"), (MONTHLY, "month")):
            wanted = Posting(unit, channel, every, "mon", "09:00", zone, by="U0DEE")
            posting.arrange(session, wanted, clock.now())


def close(office: Office) -> None:
    """Book the month that is over, and close it."""
    with office.desk.db.session() as session:
        for month in book_closed_months(session, office.desk.catalog, clock.now(), SEED):
            months.close(session, office.desk.catalog, month, by="", now=clock.now())


def tick(office: Office) -> None:
    schedules.tick(office.desk.db, clock.now())
    office.sender.run_once()


def arrived(office: Office, unit: str) -> list[Arrival]:
    """Return the reports that the two channels hold, when each came, to the minute, and of which month it is."""
    name = office.desk.catalog.company.units[unit].name
    return sorted(
        (_at(message), channel, said[1])
        for channel in (WEEKLY, MONTHLY)
        for message in office.workspace.channels[channel].messages
        if (said := re.match(rf"{name}, (\w+ \d+): \$[\d,]+, .*satisfied:", message.text))
    )


def _at(message: Message) -> datetime:
    return datetime.fromtimestamp(float(message.ts), UTC).replace(second=0, microsecond=0)


def play(
    office: Office, second: Office, monkeypatch: pytest.MonkeyPatch, unit: str, zone: str
) -> tuple[list[Arrival], list[Arrival]]:
    """Live through the year, a second before and at each moment that counts; return what came, and what was to."""
    monkeypatch.setattr(reporting, "_chart", lambda desk, report: None)  # what is drawn is not when it comes
    arrange(office, unit, zone)
    closing, due = set(closings().values()), expected(zone)
    moments = {at for at, _, _ in due} | {morning(day, zone) for day in mondays()} | closing
    with ThreadPoolExecutor(2) as pool:
        for moment in sorted(moments):
            for at in (moment - timedelta(seconds=1), moment):
                office.frozen.move_to(at)
                if at in closing:
                    close(office)
                list(pool.map(tick, (office, second)))
    assert len(due) == 52 + 12
    return arrived(office, unit), due
