"""A year of reports in New York, Berlin and Sydney: each once, on the right morning, with two clocks at work."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot import clock, serve
from bot.cost import months
from bot.cost.lines import CostLine
from bot.delivery import schedules
from bot.value import posting
from bot.value.posting import Posting
from handlers import reporting
from tests.databases import opened
from tests.office import Office

BEGIN, END = date(2026, 11, 24), date(2027, 11, 23)
READERS = {"CC-100": "America/New_York", "CC-200": "Europe/Berlin", "CC-500": "Australia/Sydney"}
WEEKLY, MONTHLY = "C0FINANCE", "C0STORES"
NINE = time(9)
Arrival = tuple[datetime, str, str]  # when, channel, unit


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


def expected() -> list[Arrival]:
    """Say by the calendar on the wall alone what arrives when.

    Where the first Monday is the first of a month, Sydney's nine o'clock comes before the month is over in
    Denver, so its report comes on the Tuesday.
    """
    found = []
    for unit, zone in READERS.items():
        for day in mondays():
            found.append((morning(day, zone), WEEKLY, unit))
            if day.day <= 7:
                late = day.day == 1 and zone == "Australia/Sydney"
                found.append((morning(day + timedelta(days=late), zone), MONTHLY, unit))
    return sorted(found)


@pytest.fixture
def second(office: Office) -> Iterator[Office]:
    """Another process of the bot at the same database: its own connections, clock and sender."""
    with opened(office.desk.db.url.render_as_string(hide_password=False)) as db:
        desk = replace(office.desk, db=db)
        yield replace(office, desk=desk, sender=serve.make_sender(desk, pace=timedelta(0)))


def arrange(office: Office) -> None:
    with office.desk.db.session() as session:
        for unit, zone in READERS.items():
            for channel, every in ((WEEKLY, "week"), (MONTHLY, "month")):
                wanted = Posting(unit, channel, every, "mon", "09:00", zone, by="U0DEE")
                posting.arrange(session, wanted, clock.now())


def close(office: Office, month: str) -> None:
    with office.desk.db.session() as session:
        session.add(CostLine(month=month, service="COL", category="saas", minor=900_00, source="ledger"))
        session.flush()
        months.close(session, office.desk.catalog, month, by="U0DEE", now=clock.now())


def tick(office: Office) -> None:
    schedules.tick(office.desk.db, clock.now())
    office.sender.run_once()


def arrived(office: Office) -> list[Arrival]:
    """Return the reports that the two channels hold, and when each came, to the minute."""
    names = {office.desk.catalog.company.units[unit].name: unit for unit in READERS}
    found = []
    for channel in (WEEKLY, MONTHLY):
        for message in office.workspace.channels[channel].messages:
            unit = names.get(message.text.partition(",")[0])
            if unit and "satisfied:" in message.text:
                at = datetime.fromtimestamp(float(message.ts), UTC)
                found.append((at.replace(second=0, microsecond=0), channel, unit))
    return sorted(found)


@pytest.mark.slow
def test_every_report_of_a_year_comes_once_on_its_morning(
    office: Office, second: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reporting, "_chart", lambda desk, report: None)  # what is drawn is not when it comes
    arrange(office)
    close(office, "2026-10")
    closing = {at: month for month, at in closings().items()}
    due = expected()
    moments = {at for at, _, _ in due} | {
        morning(day, zone) for day in mondays() for zone in READERS.values()
    }
    with ThreadPoolExecutor(2) as pool:
        for moment in sorted(moments | closing.keys()):
            for at in (moment - timedelta(seconds=1), moment):
                office.frozen.move_to(at)
                if at in closing:
                    close(office, closing[at])
                list(pool.map(tick, (office, second)))
    assert len(due) == 3 * (52 + 12)
    assert arrived(office) == due
