"""Levels of approval: who is asked one after the other, what each of them reads, and who is never asked."""

from datetime import date

from sqlmodel import select

from bot import clock
from bot.cost import funding
from bot.cost.funding import Commitment
from bot.money import Money
from bot.process import approvals, orders
from bot.sandbox.hands import Person
from bot.value import purchases
from tests.beginnings import begun_once
from tests.handlers.test_orders import HEAD, MAIL, orders_mail
from tests.office import Office
from tests.reading import form, words


@begun_once
def cy_orders(office: Office, quantity: str = "200", for_whom: str | None = None) -> None:
    """Order for IT, 66,853.33 with 200 people: Dee's to decide on; above 50,000 Bo is asked after her."""
    office.cy.shortcut("order.start")
    office.cy.chooses(HEAD, MAIL)
    office.cy.chooses("Level", "Plus, $46.00")
    office.cy.chooses("How many people?", quantity)
    office.cy.chooses("Are these new?", "Add new units")
    if for_whom is not None:
        office.cy.chooses("Who is it for?", for_whom)
    assert office.cy.submits() == {}


def levels(office: Office, number: int = 1) -> list[tuple[int, str, str]]:
    with office.desk.read() as session:
        return [(row.level, row.approver, row.state) for row in approvals.of(session, number)]


def held(office: Office) -> list[tuple[int, str | None]]:
    with office.desk.read() as session:
        return [(row.order_id, row.overrun_by) for row in session.exec(select(Commitment))]


def left(office: Office, unit: str = "CC-900") -> Money:
    company = office.desk.catalog.company
    with office.desk.read() as session:
        return funding.standing(
            session, office.desk.catalog, company.units[unit], date(2026, 11, 23)
        ).remaining


def says_yes(person: Person) -> None:
    label = next(one for one in person.sees("bot")[-1].buttons if one.startswith("Approve"))
    person.clicks(label)


def test_a_large_order_needs_one_yes_after_the_other(office: Office) -> None:
    cy_orders(office)
    assert "Waiting for @Dee Park, who holds the budget of IT" in words(office.cy)
    assert office.bo.sees("bot") == []
    office.dee.clicks("Approve fewer or comment…")
    office.dee.fills({"A comment for the person who asked": "Needed for the new stores."})
    assert office.dee.submits() == {}
    assert "You said yes. @Bo Larsen is asked now" in words(office.dee)
    assert "Waiting for @Bo Larsen, who decides on amounts of this size" in words(office.cy)
    assert "@Dee Park said yes" in words(office.cy)
    asked = words(office.bo)
    assert "@Dee Park said yes" in asked
    assert "Needed for the new stores." in asked
    assert "@Dee Park would decide again and has said yes already" in asked
    assert held(office) == [(1, None)]

    says_yes(office.bo)
    assert "You approved" in words(office.bo)
    assert "You approved" in words(office.dee)
    assert "The team has it" in words(office.cy)
    assert levels(office) == [(1, "U0DEE", "approved"), (2, "U0DEE", "passed"), (3, "U0BO", "approved")]
    assert held(office) == [(1, None)]


def test_what_is_approved_for_less_does_not_go_further_up(office: Office) -> None:
    cy_orders(office)
    office.dee.clicks("Approve fewer or comment…")
    office.dee.fills({"How many?": "20"})
    assert office.dee.submits() == {}
    assert "The team has it" in words(office.cy)
    assert office.bo.sees("bot") == []
    assert levels(office) == [(1, "U0DEE", "approved")]


def test_a_no_of_the_second_gives_the_money_back(office: Office) -> None:
    before = left(office)
    cy_orders(office)
    says_yes(office.dee)
    assert left(office) < before
    office.bo.clicks("Decline…")
    office.bo.fills({"Why, and what would work instead?": "In July, with the new year's money."})
    assert office.bo.submits() == {}
    assert left(office) == before
    assert "@Bo Larsen said no" in words(office.cy)
    assert "@Bo Larsen declined" in words(office.dee)


def test_taking_it_back_between_two_levels_leaves_nobody_asked(office: Office) -> None:
    before = left(office)
    cy_orders(office)
    says_yes(office.dee)
    office.cy.clicks("Cancel")
    assert left(office) == before
    assert "cancelled it" in words(office.bo)
    office.dee.opens_home()
    with office.desk.read() as session:
        assert approvals.asked(session, 1) == []


def test_who_is_several_levels_decides_once(office: Office) -> None:
    orders_mail(office.ana, quantity="900", sends=False)
    office.ana.clicks("Ask for more funding")
    office.ana.submits()
    office.bo.clicks("Approve over funding")
    assert levels(office) == [(1, "U0BO", "approved"), (2, "U0BO", "passed"), (3, "U0BO", "passed")]
    with office.desk.read() as session:
        assert orders.find(session, 1).state == "open"


def test_whoever_asks_is_no_level_of_their_own_order(office: Office) -> None:
    orders_mail(office.bo, quantity="900", sends=False)
    office.bo.clicks("Ask for more funding")
    office.bo.submits()
    office.dee.clicks("Approve over funding")
    assert levels(office) == [(1, "U0DEE", "approved"), (2, "U0DEE", "passed"), (3, "U0DEE", "passed")]


def test_who_gets_it_is_no_level_of_it_and_reads_how_it_goes(office: Office) -> None:
    cy_orders(office, for_whom="dee")
    assert levels(office) == [(1, "U0BO", "asked")]
    assert "@Cy Okafor ordered *Mail, chat and meetings, Plus, 200 people* for you" in words(office.dee)
    assert "Waiting for approval" in words(office.dee)
    assert "Approve" not in " ".join(office.dee.last().buttons)
    says_yes(office.bo)
    assert not any(person == "U0DEE" for _, person, _ in levels(office))
    assert "it arrives by" in words(office.dee)
    assert len(office.dee.sees("bot")) == 1


def test_what_two_said_is_told_once(office: Office) -> None:
    cy_orders(office)
    office.dee.clicks("Approve fewer or comment…")
    office.dee.fills({"A comment for the person who asked": "Needed for the new stores."})
    office.dee.submits()
    says_yes(office.bo)
    assert "Approved by" not in words(office.cy)
    assert words(office.cy).count("said yes") == 2
    assert "Your words to @Cy Okafor" in words(office.dee)
    assert "Needed for the new stores." in words(office.dee)
    assert "Your words" not in words(office.bo)


def test_a_tap_too_many_is_told_who_is_asked_now(office: Office) -> None:
    cy_orders(office)
    with office.desk.session() as session:  # another window of Dee's, whose edit has not arrived here yet
        catalog, team = office.desk.catalog, office.desk.team
        purchases.approve(session, catalog, 1, by="U0DEE", now=clock.now(), find_team=team)
    says_yes(office.dee)
    assert "You said yes to number 1" in words(office.dee)
    assert "@Bo Larsen is asked now" in words(office.dee)
    assert levels(office)[-1] == (3, "U0BO", "asked")


def test_the_next_year_is_shown_before_the_button(office: Office) -> None:
    orders_mail(office.ana, sends=False)
    assert "Next year, in full" in form(office.ana)
    assert "+$540.00" in form(office.ana)
    office.ana.submits()
    assert "Next year, in full" in words(office.bo)
    assert "+$540.00" in words(office.bo)
    home = office.bo.opens_home()
    assert home is not None
    assert "+$327.00 until 30 Jun 2027; next year +$540.00" in home


def test_the_approver_reads_the_next_year_at_the_price_that_is_announced(office: Office) -> None:
    office.ana.dm("order 2 tb archive from 1 december")
    office.ana.clicks("Send it")
    assert "+$36.00" in words(office.bo)
    assert "+$384.00" in words(office.bo)  # $16.00 from 1 January on, $18.00 before
