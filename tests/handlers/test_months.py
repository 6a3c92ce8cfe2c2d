"""Months close by themselves when nothing is missing; IT leads read what they came to, or what is missing."""

import csv
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from bot import clock
from bot.cost import months
from bot.cost.funding_lines import FundingLine
from bot.cost.lines import CostLine
from bot.cost.usage import Usage
from bot.desk import Stock
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
    assert "What supporting services cost is shared out by use, also among themselves" in page
    office.dee.command("/it cost 2026-11")
    assert len(seen(office, "IT cost $5,000 in Nov 2026")) == 2


def test_a_bill_that_came_late_is_said_in_both_months(office: Office) -> None:
    office.until(TENTH)
    with office.desk.db.session() as session:
        late: dict[str, Any] = {"service": "ERP", "category": "labor", "corrects": "2026-11"}
        session.add(CostLine(month="2026-12", minor=70_00, **late))
    office.dee.command("/it cost 2026-11")
    assert any("later months hold +$70 that corrects it" in message for message in seen(office, "Closed on"))
    office.dee.command("/it cost december")
    assert any(
        "$70 of it corrects months that were closed before" in each for each in seen(office, "Dec 2026")
    )


def test_who_keeps_the_books_reads_it_too(office: Office) -> None:
    office.ivy.command("/it cost")
    assert any("IT cost $5,000 in Nov 2026" in message for message in office.ivy.sees("bot"))


def test_others_hear_whose_figures_those_are_and_where_theirs_stand(office: Office) -> None:
    office.ana.command("/it cost")
    assert not [message for message in office.ana.sees("bot") if "$5,000" in message]
    assert any("your unit cost is in its statement" in each for each in office.ana.sees("bot"))


def test_the_month_that_runs_is_shown_only_when_it_is_asked_for(office: Office) -> None:
    office.until(TENTH)
    with office.desk.db.session() as session:
        session.add(CostLine(month="2026-12", service="ERP", category="labor", minor=70_00))
    office.dee.command("/it cost")
    assert seen(office, "IT cost $5,000 in Nov 2026")
    office.dee.command("/it cost this unknown month")
    assert not seen(office, "in Dec 2026")


def test_what_nobody_reported_the_use_of_is_not_measured(office: Office) -> None:
    with office.desk.db.session() as session:
        session.add(CostLine(month="2026-10", service="ERP", category="software", minor=5_000_00))
    office.dee.command("/it cost october")
    (page,) = seen(office, "IT cost $5,000 in Oct 2026")
    assert "What the rate card brought in is not measured: no use is reported." in page
    assert "not used" not in page
    with office.desk.db.session() as session:
        held: dict[str, Any] = {"unit": "CC-500", "service": "CRM", "tier": "Standard"}
        session.add(Usage(month="2026-10", quantity=Decimal(2), source="meter", **held))
    office.dee.command("/it cost october")
    assert seen(office, "brought in $236 so far; of Orders and finance nobody reported the use")


def test_all_services_of_a_month_come_as_a_file(office: Office) -> None:
    with office.desk.db.session() as session:
        session.add(CostLine(month="2026-11", service="NET", category="hardware", minor=1_000_00))
        session.add(CostLine(month="2026-11", service=None, category="other", minor=30_00))
    office.dee.command("/it cost")
    office.dee.clicks("All services as a file", on=seen(office, "IT cost $6,030")[-1])
    *_, file = office.workspace.files.values()
    assert file.name == "cost-2026-11.csv"
    assert file.content is not None
    rows = {each["Service"]: each for each in csv.DictReader(file.content.decode("utf-8-sig").splitlines())}
    shared = sum(Decimal(each["Cost"]) for each in rows.values() if each["Passed on"] == "no")
    assert shared == Decimal("6030.00")
    assert (rows["Network core"]["Passed on"], rows["Network core"]["Cost"]) == ("yes", "1000.00")
    assert rows["No service"]["Cost"] == "30.00"
    erp = rows["Orders and finance"]
    assert (erp["Software"], erp["Currency"], erp["Month"], erp["Closed"]) == (
        "5000.00",
        "USD",
        "2026-11",
        "no",
    )


def costing(office: Office, **given: Any) -> None:
    """Have the company work out its cost in another way."""
    stock = office.desk.shelf.stock
    company = replace(stock.catalog.company, costing=replace(stock.catalog.company.costing, **given))
    office.desk.shelf.stock = Stock(replace(stock.catalog, company=company), stock.finder)


def test_what_nobody_used_behind_the_scenes_is_shown_with_how_full_it_was(office: Office) -> None:
    costing(office, capacity="practical")
    with office.desk.db.session() as session:
        session.add(CostLine(month="2026-11", service="BK", category="hardware", minor=1_600_00))
    office.dee.sends_file("usage.csv", b"month,unit,service,tier,quantity\n2026-11,CC-900,BK,,120\n")
    office.dee.clicks("Take it")
    office.dee.command("/it cost 2026-11")
    assert "paid for capacity that nobody used; no unit carries it" in seen(office, "IT cost $6,600")[-1]
    page = office.dee.last("bot")
    assert "of it behind the scenes Backup and recovery $400 (120 of 160 TB protected used)" in page
    office.dee.clicks("All services as a file", on=page)
    *_, file = office.workspace.files.values()
    assert file.content is not None
    assert "Backup and recovery,yes,1600.00,,,,,120,,,,400.00,USD,2026-11,no" in file.content.decode()


def test_what_lines_pay_stands_beside_its_target_and_a_quarter_ago(office: Office) -> None:
    costing(office, line_target=Decimal("0.6"))
    with office.desk.db.session() as session:
        held: dict[str, Any] = {"unit": "CC-500", "service": "ERP", "tier": "Standard", "source": "meter"}
        session.add(Usage(month="2026-08", quantity=Decimal(1), **held))
        for minor, kind in ((100_00, "line"), (300_00, "overhead")):
            session.add(FundingLine(unit="CC-500", fiscal_year=2027, minor=minor, kind=kind))
    office.dee.command("/it cost 2026-11")
    page = office.dee.last("bot").all_text
    assert (
        "of what IT earned in fiscal year 2027 so far was paid by the units themselves (target 60 %)" in page
    )
    assert "25 % in Aug 2026" in page


def test_of_the_services_that_share_a_row_only_what_is_measured_is_added_up(office: Office) -> None:
    live = sorted(each.key for each in office.desk.catalog.orderable())
    begins = f"{len(live) - 8} more | ${len(live) - 8}00 | "
    with office.desk.db.session() as session:
        for key in live:
            session.add(CostLine(month="2026-10", service=key, category="software", minor=100_00))
    office.dee.command("/it cost october")
    (page,) = seen(office, "in Oct 2026")
    assert f"{begins}not measured | not measured | " in page
    last: dict[str, Any] = {"service": live[-1], "tier": office.desk.catalog.service(live[-1]).tiers[0].name}
    with office.desk.db.session() as session:
        session.add(Usage(month="2026-10", unit="CC-500", quantity=Decimal(0), source="meter", **last))
    office.dee.command("/it cost october")
    assert f"{begins}$0 of 1 | -$100 of 1 | " in seen(office, "in Oct 2026")[-1]
