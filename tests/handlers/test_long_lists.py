"""In a company with more than a hundred services, each of them is found by typing."""

from dataclasses import replace
from decimal import Decimal
from string import ascii_uppercase
from typing import Any

import pytest
from sqlmodel import select

from bot import clock
from bot.cost import months
from bot.cost.lines import CostLine
from bot.cost.usage import Usage
from bot.customer.talks import Talk
from bot.desk import Stock
from bot.process.orders import Order
from tests.office import Office

KEYS = [f"Q{first}{second}" for first in "ABCDEF" for second in ascii_uppercase[:20]]
LAST = "Desk QFT"


@pytest.fixture(autouse=True)
def many(office: Office) -> None:
    stock = office.desk.shelf.stock
    erp = stock.catalog.services["ERP"]
    more = {key: replace(erp, key=key, name=f"Desk {key}", words=(), depends_on=()) for key in KEYS}
    catalog = replace(stock.catalog, services={**stock.catalog.services, **more})
    office.desk.shelf.stock = Stock(catalog, stock.finder)


def test_what_a_unit_needs_is_said_about_any_of_them(office: Office) -> None:
    office.bo.opens_home()
    office.bo.clicks("Tell IT what we need", on=office.bo.home)
    assert office.bo.view is not None
    assert "No, or I do not know" in office.bo.view.all_text
    office.bo.fills({"What do you need, and what would it change?": "We close the books two days late"})
    office.bo.chooses("Is it about a service?", LAST)
    assert office.bo.submits() == {}
    with office.desk.read() as session:
        assert session.exec(select(Talk.service)).one() == "QFT"


def test_what_a_unit_has_comes_first_and_no_service_before_it(office: Office) -> None:
    office.bo.opens_home()
    office.bo.clicks("Tell IT what we need", on=office.bo.home)
    with pytest.raises(LookupError) as offered:
        office.bo.chooses("Is it about a service?", "")
    assert str(offered.value).startswith("no option '', only ['No, or I do not know', 'Orders and finance'")


def test_a_question_on_a_statement_is_about_any_line_of_it(office: Office) -> None:
    with office.desk.db.session() as session:
        for key in KEYS:
            use: dict[str, Any] = {"unit": "CC-500", "service": key, "tier": "Standard", "source": "meter"}
            session.add(Usage(month="2026-10", quantity=Decimal(3), **use))
            session.add(CostLine(month="2026-10", service=key, category="software", minor=1_000_00))
        months.close(session, office.desk.catalog, "2026-10", by="", now=clock.now())
    office.sender.run_once()
    office.bo.clicks("Question…")
    assert office.bo.view is not None
    assert "The whole statement" in office.bo.view.all_text
    with pytest.raises(LookupError):
        office.bo.chooses("Which service is it about?", "Web shop")  # which is not in it
    office.bo.chooses("Which service is it about?", LAST)
    office.bo.fills({"Your question": "Why does it cost that much?"})
    assert office.bo.submits() == {}
    with office.desk.read() as session:
        assert session.exec(select(Order.service).where(Order.kind == "question")).one() == "QFT"


def test_the_year_of_any_unit_is_one_choice_away(office: Office) -> None:
    stock = office.desk.shelf.stock
    company = stock.catalog.company
    people = company.units["CC-600"]
    branches = {f"CC-7{n:03}": f"Branch {n}" for n in range(120)}
    more = {code: replace(people, code=code, name=name, members=()) for code, name in branches.items()}
    catalog = replace(stock.catalog, company=replace(company, units={**company.units, **more}))
    office.desk.shelf.stock = Stock(catalog, stock.finder)
    office.dee.command("/it year")
    office.sender.run_once()
    office.dee.chooses("The year of one unit", "Branch 119", on=office.dee.last())
    office.sender.run_once()
    assert "The year of Branch 119 with IT" in office.dee.last()


def test_a_report_can_be_about_any_of_them(office: Office) -> None:
    office.dee.command("/it report")
    office.dee.chooses("Report", "A service")
    office.dee.chooses("Service", LAST)
    office.dee.clicks("Preview")
    office.sender.run_once()
    assert f"{LAST}" in office.dee.last().all_text


def test_who_speaks_for_one_unit_is_offered_no_other(office: Office) -> None:
    office.bo.command("/it year")
    office.sender.run_once()
    assert "Another unit" not in str(office.bo.last().blocks)
