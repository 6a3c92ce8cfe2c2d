"""The stage: when time passes there, the sample books keep up with it before anything falls due."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from bot import clock, serve
from bot.cost.lines import CostLine
from bot.demo.stage import Stage, raised
from bot.demo.tour import ZONE, Guide
from bot.value.period import closed_month


@pytest.fixture
def stage() -> Iterator[Stage]:
    try:
        with raised(0, 7, lambda words: None) as stage:
            yield stage
    finally:
        clock.reset()


@pytest.mark.sockets
def test_a_monthly_report_finds_the_month_booked(stage: Stage) -> None:
    guide = Guide(stage.workspace, lambda words: None, lambda: serve.catch_up(stage.desk))
    bo = guide.person("bo")
    bo.command("/it report")
    bo.fills({"Channel": "#finance", "How often": "Every month", "On": "Monday", "At": "09:00"})
    bo.submits()
    guide.later(first_monday_of_next_month(clock.now()) - clock.now(), "next month")
    report = guide.sees(bo, "what IT was worth", "#finance")
    assert "not booked" not in report.all_text
    month = closed_month(clock.now(), ZONE)
    with stage.desk.read() as session:
        assert set(session.exec(select(CostLine.sample).where(CostLine.month == month))) == {True}
    assert f"{datetime.fromisoformat(f'{month}-01'):%b %Y}" in report.all_text


def first_monday_of_next_month(now: datetime) -> datetime:
    here = now.astimezone(ZoneInfo(ZONE))
    first = (here.replace(day=1) + timedelta(days=32)).replace(day=1, hour=9, minute=1)
    return first + timedelta(days=(7 - first.weekday()) % 7)
