"""Who says to work for a unit is one of it once somebody who answers for it says so; all that is ordinary goes on."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from bot import clock
from bot.customer.claims import Claim
from bot.customer.people import Person as Row
from bot.process.approvals import Delegation
from bot.process.orders import Order
from bot.sandbox.hands import Person
from bot.value import belonging as value
from handlers import belonging
from tests.handlers.test_audience import KEY, leaks, visit
from tests.handlers.test_audience import hidden as hidden
from tests.handlers.test_audience import secret as secret
from tests.handlers.test_order_choice import hide
from tests.office import Office
from tests.reading import everything, form, words

UNIT, HEAD = "Supply Chain", "Jo Adeyemi"
BO = "bo@calder.example"


def row(office: Office, slack_id: str) -> Row:
    with office.desk.read() as session:
        return session.get_one(Row, slack_id)


def claims(office: Office, unit: str = UNIT) -> None:
    """Eve chooses her unit on Home."""
    office.eve.opens_home()
    office.eve.chooses("person.unit", unit)


def home(person: Person) -> str:
    view = person.opens_home()
    assert view is not None
    return view.all_text


def keep(office: Office) -> None:
    """Do what each process does at its start, when the company's file changed, and on each new day."""
    with office.desk.session() as session:
        belonging.keep_schedules(session, office.desk, clock.now())
    office.sender.run_once()


# One tap for who chooses, one for who confirms


def test_what_eve_says_waits_for_the_head_of_the_unit(office: Office) -> None:
    claims(office)

    assert office.eve.home is not None
    assert f"You work for {UNIT}: that waits for @{HEAD} to confirm it." in office.eve.home.all_text.replace(
        "*", ""
    )
    assert "You can ask, order and report trouble already" in office.eve.home
    assert f"What {UNIT} has\n" not in office.eve.home.all_text
    assert "Value report" not in office.eve.home.buttons
    assert f"@Eve Stone says that they work for *{UNIT}*. Do they?" in office.jo.last()
    assert office.jo.last().buttons == ["Yes, they do", "Not in my unit"]


def test_one_tap_confirms_it_and_eve_hears_it_once(office: Office) -> None:
    claims(office)
    office.jo.clicks("Yes, they do")

    assert (row(office, "U0EVE").unit, row(office, "U0EVE").vouched_by) == ("CC-400", "U0JO")
    assert office.jo.last().buttons == []
    assert f":white_check_mark: @Eve Stone works for *{UNIT}*, as @{HEAD} confirmed." in office.jo.last()
    assert [each.all_text.split(".")[0] for each in office.eve.sees("bot")] == [
        f":white_check_mark: @{HEAD} confirmed that you work for *{UNIT}*"
    ]
    assert office.eve.home is not None
    assert f"What {UNIT} has" in office.eve.home
    assert f"You work for {UNIT}, as @{HEAD} confirmed." in office.eve.home


def test_who_is_not_of_the_unit_is_told_so_warmly_and_chooses_again(office: Office) -> None:
    claims(office)
    office.jo.clicks("Not in my unit")

    told = office.eve.last()
    assert f"@{HEAD} does not know you as one of *{UNIT}*. That is easily put right" in told
    assert "Talk to a person" in told.buttons
    assert "Which part of the company do you work for?" in home(office.eve)
    office.eve.chooses("person.unit", "Finance", on=told)
    assert "you work for *Finance*. Now we can go on." in office.eve.last()
    assert "@Bo Larsen is asked to confirm it" in office.eve.last()
    assert "@Eve Stone says that they work for *Finance*. Do they?" in office.bo.last()


def test_the_same_said_again_makes_no_second_message(office: Office) -> None:
    claims(office)
    claims(office)
    claims(office, "Finance")
    assert "says so no more" in office.jo.last()
    assert office.jo.last().buttons == []
    claims(office)
    office.jo.clicks("Not in my unit")
    claims(office)

    assert len(office.jo.sees("bot")) == len(office.bo.sees("bot")) == 1
    office.jo.clicks("Yes, they do")
    assert row(office, "U0EVE").unit == "CC-400"


def test_who_is_asked_about_several_reads_one_message_and_answers_for_all(office: Office) -> None:
    for person in ("ana", "kim"):
        office.workspace.member(person).email = ""
        with office.desk.session() as session:
            session.get_one(Row, f"U0{person.upper()}").email = None
    keep(office)
    claims(office)
    office.ana.opens_home()
    office.ana.chooses("person.unit", UNIT)
    office.kim.opens_home()
    office.kim.chooses("person.unit", UNIT)

    assert len(office.jo.sees("bot")) == 1
    office.jo.clicks("Not in my unit")
    assert "@Eve Stone does not work for" in office.jo.last()
    office.jo.clicks("Yes, all 2")
    assert [row(office, each).unit for each in ("U0EVE", "U0ANA", "U0KIM")] == [None, "CC-400", "CC-400"]
    assert "Thank you: nobody waits for your word" in office.jo.last().text


def strangers(office: Office, count: int, unit: str) -> None:
    """Have so many whom nobody knows say that they work for a unit, and Eve for Supply Chain."""
    with office.desk.session() as session:
        for number in range(count):
            person = Row(id=f"U0NEW{number}", name=f"New {number}")
            session.add(person)
            session.flush()
            of = office.desk.catalog.company.units[unit]
            assert value.claim(session, office.desk.catalog, person, of, clock.now())
    claims(office)


def test_all_are_those_whom_the_message_names(office: Office) -> None:
    strangers(office, 11, "CC-400")
    shown = office.jo.last()
    assert "and *4 more*; they move up as you answer." in shown
    office.jo.clicks("Yes, these 8")

    confirmed = [row(office, f"U0NEW{number}").unit for number in range(11)]
    assert confirmed == ["CC-400"] * 8 + [None] * 3
    assert row(office, "U0EVE").unit is None
    assert "Yes, all 4" in office.jo.last().buttons


def test_a_message_about_people_of_two_units_names_neither_for_all(office: Office) -> None:
    office.jo.changes(deleted=True)
    office.bo.changes(deleted=True)
    strangers(office, 2, "CC-500")
    shown = office.dee.last()
    assert shown.text == "3 people say that they work for units that you answer for. Do they?"
    assert "What a unit has, pays and has left" in shown
    assert "@Eve Stone says that they work for *Supply Chain*" in shown


def test_an_answer_in_the_evening_shows_at_once(office: Office) -> None:
    claims(office)
    office.later(timedelta(hours=14))
    office.jo.clicks("Yes, they do")
    assert office.jo.last().buttons == []


def test_the_same_said_long_after_is_asked_anew(office: Office) -> None:
    claims(office)
    office.jo.clicks("Not in my unit")
    office.later(timedelta(days=30))
    claims(office)
    assert len(office.jo.sees("bot")) == 2
    assert "Do they?" in office.jo.last()


def test_a_unit_that_nobody_may_say_is_not_taken(office: Office) -> None:
    office.eve.opens_home()
    before = office.desk.shelf.stock
    of = before.catalog.company
    units = {code: replace(each, kind="it_provider") for code, each in of.units.items() if code != "CC-500"}
    company = replace(of, units={**units, "CC-500": of.units["CC-500"]})
    office.desk.shelf.stock = replace(before, catalog=replace(before.catalog, company=company))
    office.eve.chooses("person.unit", UNIT)
    assert (row(office, "U0EVE").unit, row(office, "U0EVE").claim) == (None, None)
    assert "Which part of the company do you work for?" in words(office.eve)


def test_nobody_is_asked_in_their_quiet_hours(office: Office) -> None:
    office.later(timedelta(hours=14))
    claims(office)
    assert office.jo.sees("bot") == []
    office.later(timedelta(hours=9))
    assert "Do they?" in office.jo.last()


def test_while_the_head_is_away_who_stands_in_is_asked(office: Office) -> None:
    office.jo.command("/it away until 5 Dec, Fay decides")
    office.jo.submits()
    before = len(office.jo.sees("bot"))
    claims(office)

    assert len(office.jo.sees("bot")) == before
    office.fay.clicks("Yes, they do")
    assert row(office, "U0EVE").vouched_by == "U0FAY"


def test_where_slack_knows_no_head_who_leads_it_is_asked(office: Office) -> None:
    office.jo.changes(deleted=True)
    claims(office)
    office.dee.clicks("Yes, they do")
    assert row(office, "U0EVE").vouched_by == "U0DEE"


def test_what_waits_too_long_is_on_the_home_of_who_leads_it(office: Office) -> None:
    claims(office)
    assert f"@Eve Stone says that they work for {UNIT}" in home(office.jo).replace("*", "")
    assert "Who works for which unit" not in home(office.dee)
    office.later(timedelta(days=3))
    assert "Who works for which unit" in home(office.dee)
    assert "Who works for which unit" not in home(office.bo)
    office.dee.clicks("Yes, they do")
    assert "Who works for which unit" not in home(office.dee)
    assert "as @Dee Park confirmed" in office.jo.last()


def test_nobody_else_says_who_works_for_a_unit(office: Office) -> None:
    claims(office)
    asked = office.jo.last()
    for person in (office.ana, office.cy, office.eve):
        for label in asked.buttons:
            person.clicks(label, on=asked)
    assert (row(office, "U0EVE").unit, row(office, "U0EVE").claim) == (None, "CC-400")
    assert "Who works for a unit is for those to say who answer for it" in office.jo.last()


def test_of_two_who_answer_the_first_is_heard(office: Office) -> None:
    claims(office)
    office.later(timedelta(days=3))
    office.dee.opens_home()
    office.jo.clicks("Not in my unit")
    office.dee.clicks("Yes, they do")
    assert row(office, "U0EVE").unit is None
    assert "does not work for" in office.jo.last()


# What the company file says


def test_who_is_in_the_company_file_needs_nobodys_word(office: Office) -> None:
    office.ana.opens_home()
    assert row(office, "U0ANA").unit == "CC-500"
    with office.desk.read() as session:
        assert session.exec(select(Claim)).all() == []


def test_who_chose_before_anybody_was_asked_is_asked_about_now(office: Office) -> None:
    """So it is after an update from a version in which nobody was asked."""
    with office.desk.session() as session:
        eve = office.desk.person(session, "U0EVE")
        eve.unit, eve.email = "CC-400", "eve@calder.example"
    keep(office)

    assert "that waits for @Jo Adeyemi" in home(office.eve)
    assert "Do they?" in office.jo.last()
    keep(office)
    assert len(office.jo.sees("bot")) == 1


def test_who_is_in_the_company_file_no_more_is_asked_about(office: Office) -> None:
    with office.desk.session() as session:
        office.desk.person(session, "U0ANA").email = "ana@elsewhere.example"
        office.desk.person(session, "U0CY").email = "cy@elsewhere.example"
    keep(office)

    assert "that waits for @Bo Larsen" in home(office.ana)
    assert "@Ana Ruiz says that they work for *Finance*" in office.bo.last()
    assert "Which part of the company do you work for?" in home(
        office.cy
    )  # nobody says themselves that they are IT


def test_who_comes_into_the_company_file_needs_no_word_any_more(office: Office) -> None:
    claims(office)
    with office.desk.session() as session:
        office.desk.person(session, "U0EVE").email = "mia@calder.example"
    keep(office)

    assert row(office, "U0EVE").unit == "CC-600"
    assert office.jo.last().buttons == []
    assert "is in the company file by now" in office.jo.last()


def test_who_has_left_needs_no_word_any_more(office: Office) -> None:
    claims(office)
    office.eve.changes(deleted=True)
    keep(office)
    assert office.jo.last().buttons == []
    assert "Who works for which unit" not in home(office.jo)


def test_nobody_confirms_who_has_left(office: Office) -> None:
    claims(office)
    office.eve.changes(deleted=True)
    office.jo.clicks("Yes, they do")
    assert row(office, "U0EVE").unit is None
    assert "has left" in office.jo.last()
    assert office.jo.last().buttons == []


def test_when_who_was_asked_leaves_the_next_is_asked(office: Office) -> None:
    claims(office)
    office.jo.changes(deleted=True)
    keep(office)
    assert "that waits for @Dee Park" in home(office.eve)
    assert "Do they?" in office.dee.last()


def test_who_heads_the_unit_no_more_has_no_say_and_the_next_is_asked(office: Office) -> None:
    claims(office)
    stock = office.desk.shelf.stock
    company = stock.catalog.company
    led_by_bo = replace(company.units["CC-400"], head=BO, budget_owner=BO)
    units = {**company.units, "CC-400": led_by_bo}
    office.desk.shelf.stock = replace(
        stock, catalog=replace(stock.catalog, company=replace(company, units=units))
    )
    office.jo.clicks("Yes, they do")
    assert row(office, "U0EVE").unit is None
    keep(office)
    assert "Do they?" in office.bo.last()
    office.bo.clicks("Yes, they do")
    assert row(office, "U0EVE").vouched_by == "U0BO"


# What is ordinary goes on


def test_an_order_goes_to_the_head_and_shows_nothing_of_the_unit(office: Office) -> None:
    claims(office, "Finance")
    office.eve.command("/it order ERP")
    shown = form(office.eve).all_text
    assert "It goes to @Bo Larsen for approval" in shown
    assert "+$165.00" in shown
    assert not re.search(r"has left|Finance has|Are these new|34", shown)
    assert office.eve.submits() == {}

    assert "Finance has left" in office.bo.last()
    office.bo.clicks("Approve", on=office.bo.last())
    assert "Approved by @Bo Larsen" in words(office.eve)


def test_where_the_unit_has_one_level_for_all_an_order_is_of_that(office: Office) -> None:
    """Supply Chain has Quarter-end care; one more of Standard would put everybody there."""
    claims(office)
    office.eve.command("/it order ERP")
    assert "Standard, $165.00" in form(office.eve).all_text
    assert f"if that of {UNIT} is another one, you get it" in form(office.eve)
    office.eve.submits()
    assert "Orders and finance, Quarter-end care, 1 named user" in words(office.eve)
    office.jo.clicks("Approve", on=office.jo.last())
    assert "You approved" in words(office.jo)

    office.eve.dm("I need 3 named users on ERP")
    assert "is another one, you get it" in words(office.eve)
    office.eve.clicks("Send it")
    assert "Quarter-end care, 3 named users" in words(office.eve)


def test_what_the_plan_covers_is_decided_on_all_the_same(office: Office) -> None:
    """Who is of the unit gets it at once; it is not for a stranger to draw on the plan."""
    claims(office, "Finance")
    office.eve.dm("I need 2 x 100 envelopes of Document signing on Volume")
    assert "costs nothing" not in words(office.eve)
    office.eve.clicks("Fill in the rest")
    assert "covers it" not in form(office.eve).all_text
    assert "It goes to @Bo Larsen for approval" in form(office.eve).all_text


def test_what_the_funding_does_not_carry_is_for_who_approves_to_see(office: Office) -> None:
    claims(office, "Finance")
    office.eve.command("/it order ERP")
    office.eve.fills({"How many named users?": "900"})
    assert not re.search(r"more than|left|instead|Short", form(office.eve).all_text)
    office.eve.submits()
    if office.eve.view:
        office.eve.submits()
    assert "Waiting for @Bo Larsen" in words(office.eve)
    office.bo.clicks("Approve", on=office.bo.last())
    assert "Approve 900 over funding" in everything(office.bo)


def test_ordering_for_somebody_shows_nothing_of_their_unit(office: Office) -> None:
    """Neither to a stranger nor to who belongs to another unit."""
    claims(office)
    for person in (office.eve, office.fay):
        person.command("/it order ERP")
        person.chooses("Who is it for?", "Ana Ruiz")
        shown = form(person).all_text
        assert "It counts for Finance" in shown
        assert not re.search(r"has left|Finance has|34", shown)


def test_trouble_is_reported_and_a_need_said(office: Office) -> None:
    claims(office)
    office.eve.dm("ERP is broken, I cannot work")
    office.eve.clicks("Send it")
    assert "The team has it" in words(office.eve)
    office.eve.opens_home()
    office.eve.clicks("Tell IT what we need")
    assert "need" in form(office.eve).all_text


@pytest.mark.parametrize("line", ["/it extend ERP", "/it case"])
def test_what_is_the_units_own_says_what_it_waits_for_and_what_goes_already(
    office: Office, line: str
) -> None:
    claims(office)
    office.eve.command(line)
    said = office.eve.last()
    assert f"nobody has confirmed yet that you are one of them. @{HEAD} is asked" in said
    assert said.buttons == ["Order something", "Talk to a person"]


@pytest.mark.parametrize("line", ["/it year", "/it statement", "/it report"])
def test_what_is_for_who_heads_the_unit_is_so_for_everybody_else(office: Office, line: str) -> None:
    claims(office)
    office.eve.command(line)
    assert HEAD in office.eve.last()
    assert "$" not in words(office.eve)


@pytest.mark.parametrize(
    "asked", ["how much funding is left?", "what do we have?", "what does our unit spend on IT?"]
)
def test_what_is_not_told_yet_is_told_why(office: Office, asked: str) -> None:
    office.eve.dm(asked)
    assert "I do not know yet for which unit you work" in words(office.eve)
    claims(office)
    office.eve.dm(asked)
    assert "I tell you once it is confirmed that you work for it" in words(office.eve)


def test_a_change_of_unit_ends_what_was_seen_at_once(office: Office) -> None:
    claims(office)
    office.jo.clicks("Yes, they do")
    office.eve.dm("how much funding is left?")
    assert "$" in words(office.eve)
    claims(office, "Finance")
    assert f"What {UNIT} has" not in home(office.eve)
    office.eve.dm("how much funding is left?")
    assert "$" not in words(office.eve)
    assert "@Bo Larsen" in home(office.eve)


def test_nobody_stands_in_who_only_says_to_be_of_a_unit(office: Office) -> None:
    claims(office)
    office.bo.command("/it away")
    office.bo.chooses("Who decides instead of you?", "Eve Stone")
    office.bo.submits()
    with office.desk.read() as session:
        assert session.exec(select(Delegation)).all() == []


# Nothing of the unit anywhere, before; all of it after

ASKED = [
    "how much funding is left?",
    "what do we pay?",
    "why did our charge go up?",
    "what does ERP cost?",
    "what would 10 more on ERP cost us?",
    "how many laptops do we have?",
    "what do we have?",
    "compare the levels of ERP",
    "what is the difference between Standard and Extended hours of ERP?",
    "by when would 3 laptops be there?",
    "what is the notice period of ERP?",
    "is ERP open on Saturday?",
    "who approves 3 laptops?",
    "we need 5 fewer laptops",
    "I need 2 more named users of ERP from Monday",
    "what comes back first?",
    "what depends on NET?",
    "which services do you offer?",
    "what changed?",
]
NAMES = re.compile(r"Supply Chain|Finance|Jo Adeyemi|Bo Larsen|U0JO|U0BO|CC-400|CC-500|\"value\": \"[^\"]*\"")
LINES = [
    "orders",
    "year",
    "outcomes",
    "statement",
    "report",
    "restore",
    "services",
    "cases",
    "talks",
    "order ERP",
]


def seen(office: Office, step: int) -> dict[str, str]:
    """Return what Eve is shown for each question (or every so many) and command, units and heads named alike."""
    office.later(timedelta(seconds=1))
    found = {"Home": home(office.eve)}
    for asked in ASKED[::step]:
        office.eve.dm(asked)
        found[asked] = office.eve.last().all_text
        if "Compare levels" in office.eve.last().buttons:
            office.eve.clicks("Compare levels", on=office.eve.last())
            found[f"{asked} (levels)"] = office.eve.last().all_text
    for line in LINES:
        before = len(office.eve.sees("bot"))
        office.eve.command(f"/it {line}")
        said = [each.all_text for each in office.eve.sees("bot")[before:]]
        found[line] = "\n".join([*said, office.eve.view.all_text if office.eve.view else ""])
        office.eve.closes(all_of_them=True) if office.eve.view else None
    for key in ("ERP", "WMS", "DOC"):
        office.eve.command("/it services")
        visit(office, f"service:0:{key}", "eve")
        found[f"page {key}"] = office.eve.view.all_text if office.eve.view else ""
        office.eve.closes(all_of_them=True)
    return {asked: NAMES.sub("", said) for asked, said in found.items()}


def test_until_it_is_confirmed_nothing_depends_on_which_unit_was_chosen(
    office: Office, pytestconfig: pytest.Config
) -> None:
    """Of a unit that one says one sees just what one sees of any other; confirmed it is the unit's own.

    Every third question is asked, and thoroughly each.
    """
    step = 1 if pytestconfig.getoption("--thorough") else 3
    claims(office)
    of_one = seen(office, step)
    claims(office, "Finance")
    of_other = seen(office, step)
    assert {asked: (of_one[asked], said) for asked, said in of_other.items() if said != of_one[asked]} == {}

    office.bo.clicks("Yes, they do", on=office.bo.sees("bot")[0])
    confirmed = seen(office, step)
    changed = {asked for asked, said in confirmed.items() if said != of_other.get(asked)}
    assert changed > {"Home", "how much funding is left?", "what does ERP cost?", "order ERP", "page ERP"}


def test_a_service_that_is_not_for_everybody_is_told_once_it_is_confirmed(hidden: Office) -> None:
    eve = hidden.eve
    claims(hidden)
    for question in ("what is ZKD?", "what does the Zirkon depot cost?", "which services are there?"):
        eve.dm(question)
        assert leaks(hidden, eve, question) == [], question
    for line in ("/it order ZKD", "/it services", "/it restore"):
        eve.command(line)
    visit(hidden, f"service:0:{KEY}", "eve")
    assert leaks(hidden, eve, "ZKD") == []
    eve.closes(all_of_them=True)

    hidden.jo.clicks("Yes, they do")
    eve.dm("what is ZKD?")
    assert "quokka" in words(eve)
    eve.command("/it services")
    visit(hidden, f"service:0:{KEY}", "eve")
    assert "Zirkon depot" in form(eve).title


def test_what_is_seen_no_more_cannot_be_ordered_any_more(office: Office) -> None:
    hide(office, "WMS", "CC-400")
    claims(office)
    office.jo.clicks("Yes, they do")
    office.eve.command("/it order WMS")
    assert "Warehouse" in form(office.eve).all_text
    claims(office, "Finance")
    office.eve.submits()
    with office.desk.read() as session:
        assert session.exec(select(Order).where(Order.person == "U0EVE")).all() == []
