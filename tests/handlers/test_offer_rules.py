"""An owner sees whom a rule for offers would reach, in which words, and lets it go live for their service."""

from dataclasses import replace
from typing import Any

import pytest
from sqlmodel import select

from bot import clock
from bot.cost import funding
from bot.customer import people
from bot.desk import Desk, Stock
from bot.refusal import Refused
from bot.sandbox.hands import Person
from bot.value import previews
from bot.value.offer_rules import RuleState
from bot.value.offers import Offer
from tests.office import Office
from tests.value.finance import incident, incidents, missed, saturdays
from tests.value.test_funnel import offer

BREACHES = "Promises missed again and again"


@pytest.fixture
def let_down(office: Office) -> None:
    """Let five troubles of Ana and her team with ERP have taken longer than Standard promises."""
    with office.desk.session() as session:
        missed(session, 5, impact=3, urgency=1)


def policy(desk: Desk, **given: Any) -> None:
    """Have another contact policy in force."""
    company = desk.catalog.company
    company = replace(company, policy=replace(company.policy, **given))
    desk.shelf.stock = Stock(replace(desk.catalog, company=company), desk.finder)


def closer(person: Person) -> str:
    """Ask for the rules, look closer at the first of them, and return what is there."""
    person.command("/it offers")
    person.clicks("Look closer")
    return view(person)


def view(person: Person) -> str:
    assert person.view is not None
    return person.view.all_text


@pytest.mark.usefixtures("let_down")
def test_an_owner_sees_whom_a_rule_would_reach_and_in_which_words(office: Office) -> None:
    office.cy.command("/it offers")

    listed = office.cy.last().all_text
    assert f"*{BREACHES}*\n1 need now, 1 may be asked. At rest." in listed
    assert "*Nights and weekends*\nNo need shows now. At work." in listed
    assert "3 of 9 rules are at work for your services" in listed
    office.cy.clicks("Look closer")
    seen = view(office.cy)
    assert "*Orders and finance*: at rest. 1 may be asked." in seen
    assert "Finance: 1 may be asked" in seen
    assert "5 of 5 troubles of Finance took longer than Standard promises" in seen
    assert "What stops Finance is looked at sooner" in seen
    assert office.ana.sees("bot") == []
    with office.desk.read() as session:
        assert session.exec(select(Offer)).all() == []


@pytest.mark.usefixtures("let_down")
def test_a_rule_goes_live_for_one_service_and_rests_again(office: Office) -> None:
    office.look()
    assert office.ana.sees("bot") == []
    closer(office.cy)
    office.cy.clicks("Go live here")
    assert "*Orders and finance*: at work" in view(office.cy)
    assert "let it go live on" in view(office.cy)
    assert "1 could be asked then" in view(office.cy)
    assert f"*{BREACHES}*\n1 need now, 1 may be asked. At work for Orders and finance." in (
        office.cy.last().all_text
    )
    with office.desk.read() as session:
        (said,) = session.exec(select(RuleState)).all()
        assert (said.rule, said.service, said.live, said.by, said.reached) == (
            "breaches",
            "ERP",
            True,
            "U0CY",
            1,
        )
        assert said.at == clock.now()

    office.cy.clicks("Let it rest")
    office.look()
    assert office.ana.sees("bot") == []
    office.cy.clicks("Go live here")
    office.look()
    assert "took longer than Standard promises" in office.ana.last().all_text


def test_what_the_file_lets_live_an_owner_may_let_rest(office: Office) -> None:
    with office.desk.session() as session:
        incidents(session, saturdays(3))
    assert "at work" in closer(office.cy)
    office.cy.clicks("Let it rest")
    office.look()
    assert office.ana.sees("bot") == []


@pytest.mark.usefixtures("let_down")
@pytest.mark.parametrize(
    ("case", "says"),
    [
        ("refuses", "1 opted out"),
        ("complains", "1 rests for now"),
        ("poor", "1 without funding"),
        ("held_out", "1 held out, to compare"),
        ("shown", "1 being decided"),
    ],
)
def test_what_speaks_against_it_is_counted_without_telling_whose_it_is(
    office: Office, case: str, says: str
) -> None:
    with office.desk.session() as session:
        for each in ("U0ANA", "U0BO"):
            people.meet(session, each).refuses_offers = case == "refuses"
        if case == "complains":
            session.add(incident(clock.now(), kind="complaint", state="open"))
        if case == "poor":
            session.add(funding.Commitment(order_id=99, unit="CC-500", fiscal_year=2027, minor=500_000_00))
    policy(office.desk, held_out_percent=100 if case == "held_out" else 0)
    if case == "shown":
        closer(office.cy)
        office.cy.clicks("Go live here")
        office.look()

    seen = closer(office.cy)
    assert f"Finance: {says}" in seen
    assert "U0ANA" not in seen
    assert "Ana" not in seen


def test_of_very_many_needs_the_strongest_are_looked_at_and_it_says_so(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "MOST_OF_ONE", 1)
    monkeypatch.setattr(previews, "MOST_OF_ALL", 1 * len(office.desk.catalog.rules))
    with office.desk.session() as session:
        missed(session, 5, impact=3, urgency=1)
        missed(session, 4, unit="CC-100", person="U0FAY")
    office.cy.command("/it offers")
    assert f"*{BREACHES}*\n2 needs now, of the 1 strongest 1 may be asked" in office.cy.last().all_text
    office.cy.clicks("Look closer")
    seen = view(office.cy)
    assert "of 2 needs the 1 strongest are looked at here, all of them when offers go out" in seen
    assert "Finance: 1 may be asked\nStores and Repair: 1 not looked at" in seen


@pytest.mark.usefixtures("let_down")
def test_it_is_for_owners_and_leads(office: Office) -> None:
    office.eve.command("/it offers")
    assert "Rules for offers are for who owns the service" in office.eve.last().text
    assert "may be asked. At rest" in rules_of(office.dee)
    assert "may be asked" not in rules_of(office.gil)


def rules_of(person: Person) -> str:
    person.command("/it offers")
    return person.last().all_text


@pytest.mark.usefixtures("let_down")
def test_nobody_decides_for_a_service_of_somebody_else(office: Office) -> None:
    for other in ("U0EVE", "U0GIL"):
        with pytest.raises(Refused, match="offers/not_yours_to_say"), office.desk.session() as session:
            previews.decide(session, office.desk.book(session, other), "breaches", "ERP", live=True)
    with office.desk.read() as session:
        assert session.exec(select(RuleState)).all() == []


@pytest.mark.usefixtures("let_down")
def test_a_rule_that_left_the_file_is_gone(office: Office) -> None:
    closer(office.cy)
    stock = office.desk.shelf.stock
    office.desk.shelf.stock = Stock(replace(stock.catalog, rules={}), stock.finder)
    office.cy.clicks("Go live here")
    assert "in the file no more" in view(office.cy)
    office.cy.command("/it offers")
    assert "No rule is written yet" in office.cy.last().all_text


def test_the_line_of_the_worked_example_is_read_with_its_range(office: Office) -> None:
    """W4: of 40 shown 6 were accepted, 22 declined, 7 put off, and 5 people stopped offers."""
    with office.desk.session() as session:
        for state, count in (("accepted", 6), ("declined", 22), ("later", 7), ("stopped", 5)):
            session.add_all(offer(f"U{state}{number}", state=state) for number in range(count))
    office.dee.command("/it offers")
    said = office.dee.last().all_text
    assert "In 12 months: 40 needs seen, 40 shown" in said
    assert "Accepted: 15 % (7 % to 29 %, 40 offers)" in said
    assert "Declined: 55 % (40 % to 69 %, 40 offers)" in said
    assert "Stopped offers: 13 % (" in said
