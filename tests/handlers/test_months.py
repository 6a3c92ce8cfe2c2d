"""Months close by themselves when nothing is missing; IT leads read what they came to, or what is missing."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from bot import clock
from bot.cost import months
from bot.cost.lines import CostLine
from bot.cost.usage import Usage
from bot.sandbox.seen import SeenMessage
from handlers import months as handlers
from tests.office import Office

TENTH = datetime(2026, 12, 11, 13, 1, tzinfo=UTC)  # 6:01 in Denver


@pytest.fixture(autouse=True)
def november(office: Office) -> None:
    """Store what was used of everything that is held, and what ERP cost."""
    with office.desk.db.session() as session:
        handlers.keep_schedules(session, office.desk, clock.now())
        for code, unit in office.desk.catalog.company.units.items():
            for level in unit.plan:
                service, _, tier = level.partition(".")
                held: dict[str, Any] = {"unit": code, "service": service, "tier": tier}
                session.add(Usage(month="2026-11", quantity=Decimal(1), source="meter", **held))
        session.add(CostLine(month="2026-11", service="ERP", category="software", minor=5_000_00))


def seen(office: Office, words: str) -> list[SeenMessage]:
    return [message for message in office.dee.sees("bot") if words in message]


def test_a_complete_month_closes_and_leads_read_what_it_came_to(office: Office) -> None:
    office.until(TENTH)
    with office.desk.read() as session:
        assert months.closed(session, "2026-11") is not None
    (told,) = seen(office, "Nov 2026 is closed")
    assert "IT cost $5,000" in told
    assert "Orders and finance" in told


def test_what_is_missing_is_said_in_one_message(office: Office) -> None:
    with office.desk.db.session() as session:
        session.add(CostLine(month="2026-11", service=None, category="other", minor=300_00))
    office.until(TENTH)
    (waits,) = seen(office, "to be closed")
    assert "$300 in 1 cost line belongs to no service yet" in waits
    with office.desk.read() as session:
        assert not months.is_closed(session, "2026-11")


def test_who_leads_it_reads_what_a_month_came_to_by_service(office: Office) -> None:
    office.dee.command("/it cost")
    (page,) = seen(office, "IT cost $5,000 in Nov 2026")
    assert "Still open, and nothing is missing" in page
    assert "Orders and finance" in page
    assert "What supports others is passed on all at once" in page
    office.dee.command("/it cost 2026-11")
    assert len(seen(office, "IT cost $5,000 in Nov 2026")) == 2


def test_a_bill_that_came_late_is_said_in_both_months(office: Office) -> None:
    office.until(TENTH)
    with office.desk.db.session() as session:
        late: dict[str, Any] = {"service": "ERP", "category": "labor", "corrects": "2026-11"}
        session.add(CostLine(month="2026-12", minor=70_00, **late))
    office.dee.command("/it cost 2026-11")
    assert any("later months hold +$70 that corrects it" in message for message in seen(office, "Closed on"))
    office.dee.command("/it cost")
    assert any(
        "+$70 of it corrects months that were closed before" in each for each in seen(office, "Dec 2026")
    )


def test_who_keeps_the_books_reads_it_too(office: Office) -> None:
    office.ivy.command("/it cost")
    assert any("IT cost $5,000 in Nov 2026" in message for message in office.ivy.sees("bot"))


def test_for_others_it_is_a_question(office: Office) -> None:
    office.ana.command("/it cost")
    assert not [message for message in office.ana.sees("bot") if "IT cost" in message]
