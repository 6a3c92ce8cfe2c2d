"""What is left of a unit's funding is answered with the figure, to who may read it, and to nobody else."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlmodel import col

from bot.cost.subscriptions import Subscription
from bot.desk import Stock
from bot.money import Money
from bot.sandbox.hands import Person
from tests.beginnings import begun_once
from tests.conftest import T0
from tests.handlers.test_orders import orders_mail
from tests.office import Office

MoveMoney = Callable[..., None]
FUNDING = "unit,fiscal_year,amount\nFinance,2027,50000\nCC-500,2027,10000\nStores and Repair,2027,90000\n"


@pytest.fixture(autouse=True)
@begun_once
def funded(office: Office) -> None:
    """Let finance's file say 60,000.00 for Finance, of which 41,000.00 is promised."""
    office.dee.sends_file("funding.csv", FUNDING.encode())
    office.dee.clicks("Take it")
    with office.desk.session() as session:
        session.execute(sa.delete(Subscription).where(col(Subscription.unit) == "CC-500"))
        session.add(
            Subscription(
                unit="CC-500",
                service="ERP",
                tier="Founders",  # gone from the catalog, and so at the price it was ordered at
                quantity=1,
                unit_price=Decimal(5125),
                starts_on=T0.date().replace(day=1),
            )
        )


def asks(who: Person, question: str) -> str:
    who.dm(question)
    return who.last().all_text.replace("*", "")


@pytest.mark.parametrize(
    "question",
    [
        "how much funding is left?",
        "what's left of our budget this year",
        "do we have any money left",
        "budget status of our unit",
        "are we over budget?",
        "how much IT money do we have until june",
        "remaining funding for finance",
    ],
)
def test_the_figure_first_then_what_it_is_made_of(office: Office, question: str) -> None:
    said = asks(office.ana, question)
    assert "$19,000.00 left of $60,000.00: Finance, fiscal year 2027 (1 Jul 2026 to 30 Jun 2027)." in said
    assert "$41,000.00 is promised: what runs costs until 30 Jun 2027, and what was approved." in said
    assert "What it may spend is from 2 lines of funding.csv." in said
    assert "From funding, subscriptions and orders, 23 Nov 2026" in said


def test_what_waits_for_a_yes_is_beside_it(office: Office) -> None:
    orders_mail(office.ana)
    assert "1 order waits for a yes, $" in asks(office.ana, "how much funding is left?")


@pytest.mark.parametrize("person", ["bo", "dee", "ivy"])
def test_who_decides_on_it_or_keeps_the_books_reads_it(office: Office, person: str) -> None:
    said = asks(office.workspace.person(person), "how much funding does Finance have left?")
    assert "$19,000.00 left of $60,000.00: Finance" in said


@pytest.mark.parametrize("person", ["fay", "eve"])
def test_nobody_else_does_and_learns_whom_to_ask(office: Office, person: str) -> None:
    said = asks(office.workspace.person(person), "remaining funding for finance")
    assert "What Finance has left is for its own people, and for who answers for its money." in said
    assert "@Bo Larsen can tell you" in said
    assert "$" not in said


def test_a_stranger_says_first_for_which_unit_they_work(office: Office) -> None:
    said = asks(office.eve, "how much funding is left?")
    assert "I do not know yet for which unit you work" in said
    assert "$" not in said


def test_in_a_channel_it_is_said_in_private(office: Office) -> None:
    office.ana.says("#general", "@domestique how much funding is left?")
    assert "$19,000.00" in office.ana.last().all_text
    assert all("$" not in each.all_text for each in office.eve.sees("#general"))


def test_who_keeps_the_books_and_names_no_unit_reads_all(office: Office) -> None:
    said = asks(office.dee, "how much funding is left?")
    assert "all 6 units, fiscal year 2027" in said
    assert "• Finance: $19,000.00 left of $60,000.00" in said
    assert "• Stores and Repair: $409,739.47 over the funding of $90,000.00" in said


def test_where_all_units_together_are_over_it_says_so(office: Office) -> None:
    office.dee.sends_file("less.csv", b"unit,fiscal_year,amount\nFinance,2027,-50000\n")
    office.dee.clicks("Take it")
    assert "$39,623.57 over the funding of $1,073,500.00: all 6 units" in asks(
        office.dee, "how much funding is left?"
    )


@pytest.fixture
def move_money(office: Office) -> MoveMoney:
    """Give what changes what units and pools may spend, as a catalog read again would."""

    def move(units: dict[str, dict[int, Money]], **pools: dict[int, Money]) -> None:
        stock = office.desk.shelf.stock
        company = stock.catalog.company
        changed = {code: replace(company.units[code], funding=funding) for code, funding in units.items()}
        shared = {code: replace(company.pools[code], funding=funding) for code, funding in pools.items()}
        company = replace(company, units={**company.units, **changed}, pools={**company.pools, **shared})
        office.desk.shelf.stock = Stock(replace(stock.catalog, company=company), stock.finder)

    return move


def test_where_nobody_wrote_a_figure_it_is_not_measured(office: Office, move_money: MoveMoney) -> None:
    move_money({"CC-600": {}})
    said = asks(office.mia, "how much funding is left?")
    assert "Not measured: nobody wrote what People may spend in fiscal year 2027" in said
    assert "left of" not in said


def test_on_home_it_is_not_measured_either(office: Office, move_money: MoveMoney) -> None:
    move_money({"CC-600": {}})
    office.mia.opens_home()
    assert office.mia.home is not None
    said = office.mia.home.all_text.replace("*", "")
    assert (
        "is promised for fiscal year 2027: what is left is not measured, for nobody wrote what it may" in said
    )
    assert "What is left for fiscal year 2027 is not measured: nobody wrote what People may spend." in said
    assert "of $0" not in said


def test_nor_in_the_year_and_on_the_agenda(office: Office, move_money: MoveMoney) -> None:
    move_money({"CC-600": {}})
    office.mia.command("/it year")
    said = office.mia.last().all_text
    assert (
        "is promised for fiscal year 2027: what is left is not measured, for nobody wrote what it may" in said
    )
    assert "of $0" not in said
    office.dee.command("/it agenda")
    said = office.dee.last().all_text
    assert "Funding not measured: nobody wrote what it may spend" in said
    assert "over its funding of $0" not in said


def test_who_reads_all_reads_of_how_many_the_sum_is(office: Office, move_money: MoveMoney) -> None:
    codes = [unit.code for unit in office.desk.catalog.company.open_units]
    move_money({code: {2027: Money.zero("USD")} if code == "CC-400" else {} for code in codes})
    said = asks(office.dee, "how much funding is left?")
    assert "$19,000.00 left of $60,000.00" in said
    assert "What the others may spend nobody wrote." in said
    assert "• People: not measured: nobody wrote what it may spend; $" in said


def test_more_that_is_promised_than_all_may_spend_is_over(office: Office, move_money: MoveMoney) -> None:
    codes = [unit.code for unit in office.desk.catalog.company.open_units]
    move_money({code: {2028: Money.zero("USD")} for code in codes})
    said = asks(office.dee, "how much funding is left next year?")
    assert "over the funding of $0.00: all 6 units, fiscal year 2028" in said
    assert "-$" not in said


def test_what_it_shares_is_beside_its_own(office: Office, move_money: MoveMoney) -> None:
    shared = "Growth fund, which it shares with others: "
    assert shared + "$24,000.00 left of $24,000.00." in asks(office.ana, "how much funding is left?")
    move_money({}, GROWTH={})
    assert shared + "not measured" in asks(office.ana, "how much funding is left?")


def test_who_works_for_it_is_told_to_name_a_unit(office: Office) -> None:
    said = asks(office.cy, "how much funding is left?")
    assert "You work for IT, which spends no funding of a unit." in said
    assert "$" not in said


def test_next_years_is_asked_by_its_name(office: Office) -> None:
    said = asks(office.ana, "how much funding do we have left next year?")
    assert "Finance, fiscal year 2028 (1 Jul 2027 to 30 Jun 2028)" in said
    assert "from the company file" in said


def test_more_funding_is_another_question(office: Office) -> None:
    assert "left of $60,000.00" not in asks(office.ana, "how do I get more funding?")
