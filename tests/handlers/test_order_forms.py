"""The questions of a service inside its order: pages, conditions, drafts, for others, in private."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot import clock
from bot.delivery.jobs import Job
from bot.process import kept_forms, orders, parts
from bot.process.kept_forms import KeptForm
from bot.process.orders import Order
from bot.sandbox.hands import Person
from bot.sandbox.seen import SeenMessage
from handlers import order_form, order_pages
from tests.beginnings import begun_once
from tests.office import Office
from tests.reading import form, words
from tests.statements import listening

HEAD = "What do you need?"
JML = "Joiner, mover, leaver"
DEVICE = "Workplace device"
FILE = "A document that we should set up as a template"
DAY = "First day"
LAST = "Last day"


@begun_once
def begins(person: Person, service: str = JML) -> None:
    """Open the form and come to the first page of the service's own questions."""
    person.shortcut("order.start")
    person.chooses(HEAD, service)
    assert person.submits() == {}


@begun_once
def joins(person: Person) -> None:
    """Fill in all about a new colleague, up to the summing up."""
    begins(person)
    person.chooses("What is it about?", "Somebody starts")
    person.fills({"What is their name?": "Nora Quist", DAY: "2026-12-01"})
    assert person.submits() == {}
    person.chooses("Where will they work?", "At home")
    person.chooses("What do they need?", "Laptop", "Headset")
    person.chooses("Which kind of laptop?", "A fast one")
    assert person.submits() == {}


def leaves(person: Person) -> None:
    """Order what is to be done when Eve leaves."""
    begins(person)
    person.chooses("What is it about?", "Somebody leaves")
    person.fills({"Who is it?": "eve", LAST: "2026-12-31"})
    assert person.submits() == {}
    person.chooses("Does their access have to end at once?", "Yes")
    person.fills({"Who gets their mail and files?": "mia"})
    assert person.submits() == {}
    assert person.submits() == {}


def order(office: Office, number: int = 1) -> Order:
    with office.desk.read() as session:
        return orders.find(session, number)


# Pages


def test_questions_come_page_by_page_and_everything_is_shown_before_it_is_sent(office: Office) -> None:
    joins(office.ana)
    view = form(office.ana)
    for said in ("Nora Quist", "1 Dec 2026", "At home", "Laptop, Headset", "A fast one"):
        assert said in view
    assert "Finance's plan for this month covers it" in view
    assert office.ana.submits() == {}
    assert office.ana.view is None
    assert {each["key"]: each["value"] for each in order(office).details} == {
        "what": "Somebody starts",
        "name": "Nora Quist",
        "first_day": "2026-12-01",
        "site": "At home",
        "needs": ["Laptop", "Headset"],
        "laptop": "A fast one",
    }
    cards = [seen for seen in office.kim.sees("#workplace") if "Nora Quist" in seen]
    assert ["0 of 3 parts done" in seen for seen in cards] == [True, False]  # the whole, and the laptop
    assert "Nora Quist" in words(office.ana)


def test_a_question_shows_only_where_what_it_hangs_on_was_said(office: Office) -> None:
    begins(office.ana)
    assert form(office.ana).labels == ["What is it about?"]
    office.ana.chooses("What is it about?", "Somebody moves")
    assert form(office.ana).labels[1:] == ["Who is it?", DAY, "Who is their manager from then on?"]
    office.ana.fills({DAY: "2026-12-31"})
    office.ana.chooses("What is it about?", "Somebody leaves")
    assert form(office.ana).labels[1:] == ["Who is it?", LAST]
    office.ana.chooses("What is it about?", "Somebody starts")
    assert "What is their name?" in form(office.ana).labels
    assert form(office.ana).values[DAY] == "2026-12-31"


def test_going_back_and_forth_loses_nothing(office: Office) -> None:
    joins(office.ana)
    office.ana.clicks("Back")
    assert form(office.ana).values["What do they need?"] == ["Laptop", "Headset"]
    office.ana.chooses("Where will they work?", "In a store")
    office.ana.clicks("Back")
    assert form(office.ana).values["What is their name?"] == "Nora Quist"
    office.ana.clicks("Back")
    assert form(office.ana).values[HEAD] == JML
    office.ana.chooses("Level", "Express (1 working day), $230.00")
    for _ in range(3):
        assert office.ana.submits() == {}
    assert "Nora Quist" in form(office.ana)
    assert "In a store" in form(office.ana)
    assert "Express" in form(office.ana)
    office.ana.submits()
    assert order(office).tier == "Express (1 working day)"


def test_change_beside_a_page_of_the_summing_up_leads_there(office: Office) -> None:
    joins(office.ana)
    office.ana.clicks("order.back.1")
    office.ana.fills({"What is their name?": "Nora Quist-Lund"})
    assert office.ana.submits() == {}
    assert office.ana.submits() == {}
    assert "Nora Quist-Lund" in form(office.ana)


def test_what_is_wrong_is_told_at_its_field_in_plain_words(office: Office) -> None:
    begins(office.ana, DEVICE)
    office.ana.chooses("Where shall it go?", "To a store")
    office.ana.fills({"Which store?": "Reno"})
    assert office.ana.submits() == {"Which store?": "Write the store as on its door, for example S07."}
    office.ana.fills({"Which store?": "S07"})
    assert office.ana.submits() == {}
    office.ana.closes()
    begins(office.ana)
    office.ana.chooses("What is it about?", "Somebody leaves")
    office.ana.fills({"Who is it?": "eve", LAST: "2026-11-20"})
    assert office.ana.submits() == {LAST: "The earliest day is 23 Nov 2026. Choose that day or a later one."}


def test_a_service_that_asks_nothing_stays_on_one_page(office: Office) -> None:
    office.ana.shortcut("order.start")
    office.ana.chooses(HEAD, "Mail, chat and meetings")
    raw = form(office.ana).raw.payload
    assert raw["submit"]["text"] == "Send order"
    assert office.ana.submits() == {}
    assert office.ana.view is None
    with office.desk.read() as session:
        assert kept_forms.latest(session, "U0ANA", "order:", clock.now()) is None


def test_files_go_to_whoever_works_on_it_and_stay_when_going_back(office: Office) -> None:
    begins(office.ana, "Document signing")
    office.ana.chooses("What is signed?", "Something else")
    office.ana.fills({FILE: "frame contract.pdf"})
    assert office.ana.submits() == {}
    assert "frame contract.pdf" in form(office.ana)
    office.ana.clicks("Back")
    assert "Given so far: frame contract.pdf" in form(office.ana)
    assert office.ana.submits() == {}
    assert office.ana.submits() == {}
    (kept,) = next(each["value"] for each in order(office).details if each["key"] == "template")
    assert kept["id"] in office.workspace.files
    card = office.cy.sees("#erp-team")[-1]
    assert f"<{kept['link']}|frame contract.pdf>" in str(card.blocks)


def test_a_service_that_asks_nothing_costs_no_statement_more(office: Office) -> None:
    office.ana.shortcut("order.start")
    office.ana.chooses(HEAD, "Mail, chat and meetings")

    with pytest.MonkeyPatch.context() as patched, listening() as said:
        patched.setattr(office.sender, "run_once", lambda: None)
        assert office.ana.submits() == {}

    touched = [words for words in said if words.startswith(("SELECT", "INSERT", "UPDATE", "DELETE"))]
    assert len(touched) == 6, touched
    assert not any("kept_forms" in words for words in touched)


def test_what_slack_does_not_tell_of_a_closed_form_is_read_off_what_it_showed(office: Office) -> None:
    office.ana.shortcut("order.start")
    office.ana.chooses(HEAD, "Mail, chat and meetings")
    office.ana.chooses("How many people?", "7")
    raw = form(office.ana).raw
    view = {**raw.payload, "state": {"values": {}}}
    filled = order_form.read({"view": view, "user": {"id": "U0ANA"}})
    assert (filled.service, filled.quantity, filled.for_person) == ("COL", 7, None)


# What was begun


def test_what_was_closed_half_way_can_be_gone_on_with(office: Office) -> None:
    joins(office.ana)
    office.ana.clicks("Back")
    office.ana.closes()
    office.later(timedelta(days=2))
    office.ana.shortcut("order.start")
    assert f"Go on with your order of *{JML}* from" in form(office.ana)
    office.ana.clicks("Go on")
    assert form(office.ana).values["Where will they work?"] == "At home"
    assert office.ana.submits() == {}
    assert "Nora Quist" in form(office.ana)
    assert office.ana.submits() == {}
    office.ana.shortcut("order.start")
    assert "Go on" not in form(office.ana).buttons


def test_a_single_page_is_kept_too_once_somebody_changed_it(office: Office) -> None:
    office.ana.shortcut("order.start")
    office.ana.closes()
    office.ana.shortcut("order.start")
    assert "Go on" not in form(office.ana).buttons
    office.ana.chooses(HEAD, "Mail, chat and meetings")
    office.ana.chooses("How many people?", "3")
    office.ana.closes()
    office.ana.shortcut("order.start")
    office.ana.clicks("Go on")
    assert form(office.ana).values["How many people?"] == "3"
    assert office.ana.submits() == {}
    with office.desk.read() as session:
        assert session.get(Order, 1) is not None
        assert kept_forms.latest(session, "U0ANA", "order:", clock.now()) is None


def test_whoever_starts_anew_is_not_asked_again(office: Office) -> None:
    begins(office.ana)
    office.ana.closes()
    office.ana.shortcut("order.start")
    office.ana.clicks("Start anew")
    assert "Go on" not in form(office.ana).buttons
    office.ana.closes()
    office.ana.shortcut("order.start")
    assert "Go on" not in form(office.ana).buttons


def test_a_draft_is_its_persons_own_and_is_forgotten_after_two_weeks(office: Office) -> None:
    with office.desk.session() as session:
        order_pages.keep_schedules(session, office.desk, clock.now())
    begins(office.ana)
    office.ana.closes()
    office.bo.shortcut("order.start")
    assert "Go on" not in form(office.bo).buttons
    office.later(timedelta(days=15))
    office.ana.shortcut("order.start")
    assert "Go on" not in form(office.ana).buttons
    with office.desk.read() as session:
        assert session.exec(select(KeptForm)).all() == []


def test_a_form_that_was_sent_from_another_window_says_so(office: Office) -> None:
    joins(office.ana)
    with office.desk.session() as session:
        kept = kept_forms.latest(session, "U0ANA", "order:", clock.now())
        assert kept
        kept_forms.forget(session, "U0ANA", kept.form)
    office.ana.submits()
    assert "sent already, perhaps from another window" in form(office.ana)
    assert "My orders" in form(office.ana).buttons
    office.ana.closes(all_of_them=True)
    assert office.ana.notices == []
    with office.desk.read() as session:
        assert kept_forms.latest(session, "U0ANA", "order:", clock.now()) is None


# From a message, for somebody else


def test_people_named_in_a_message_come_into_the_questions(office: Office) -> None:
    message = office.ana.says("#finance", "New hire onboarding: @fay starts on Monday, she needs everything")
    office.ana.message_shortcut("order.from_message", message)
    view = form(office.ana)
    assert view.values[HEAD] == JML
    told = str(view.values["Anything the team or the budget owner should know?"])
    assert "@Fay Nguyen starts on Monday" in told
    assert view.values["Who is it for?"] == "U0ANA"
    office.ana.submits()
    office.ana.chooses("What is it about?", "Somebody moves")
    assert form(office.ana).values["Who is it?"] == "U0FAY"


def test_who_is_named_gets_it_where_the_service_does_not_ask(office: Office) -> None:
    message = office.ana.says("#finance", "@eve needs mail, chat and meetings")
    office.ana.message_shortcut("order.from_message", message)
    view = form(office.ana)
    assert view.values["Who is it for?"] == "U0EVE"


def test_an_order_for_somebody_else_counts_for_their_unit_and_tells_them(office: Office) -> None:
    office.ana.shortcut("order.start")
    office.ana.chooses(HEAD, "Mail, chat and meetings")
    office.ana.chooses("Level", "Plus, $46.00")
    office.ana.chooses("Who is it for?", "fay")
    assert "It counts for Stores and Repair, the unit of @Fay Nguyen" in form(office.ana)
    assert "Finance" not in form(office.ana)
    assert office.ana.submits() == {}
    placed = order(office)
    assert (placed.person, placed.for_person, placed.unit) == ("U0ANA", "U0FAY", "CC-100")
    assert placed.approver not in ("U0ANA", "U0FAY")
    assert "@Ana Ruiz ordered *Mail, chat and meetings, Plus, 1 person* for you" in words(office.fay)
    assert "$" not in words(office.fay)
    office.fay.clicks("Cancel")
    assert order(office).state == "cancelled"
    assert "@Fay Nguyen cancelled it" in words(office.ana)


def test_whose_unit_is_not_known_is_ordered_for_on_ones_own_money(office: Office) -> None:
    office.ana.shortcut("order.start")
    office.ana.chooses(HEAD, "Mail, chat and meetings")
    office.ana.chooses("Who is it for?", "eve")
    assert "I do not know yet which unit @Eve Stone works for, so it counts for yours" in form(office.ana)


def test_nobody_approves_what_they_get_themselves(office: Office) -> None:
    office.ana.shortcut("order.start")
    office.ana.chooses(HEAD, "Mail, chat and meetings")
    office.ana.chooses("Level", "Plus, $46.00")
    office.ana.chooses("Who is it for?", "bo")
    office.ana.submits()
    assert order(office).approver not in (None, "U0ANA", "U0BO")


# In private


def told(person: Person, where: str) -> str:
    """Return all that a person can read in a place, notices included."""
    return " ".join(message.all_text + message.text for message in person.sees(where))


def part(office: Office, title: str) -> SeenMessage:
    """Return the card in the team's channel of a part of a private order, of which it says only the number."""
    with office.desk.read() as session:
        number = next(each.number for each in parts.of(session, 1) if each.text == title)
    return next(seen for seen in office.kim.sees("#workplace") if f"Number {number} · private" in seen)


def test_what_is_private_is_told_to_those_it_concerns_only(office: Office) -> None:
    leaves(office.ana)
    assert order(office).private
    assert "Number 1 · private · for Joiner, mover, leaver" in told(office.kim, "#workplace")
    assert "private · for Identity and access" in told(office.dee, "#it-leads")
    for where in ("#workplace", "#it-leads"):
        for said in ("Eve", "Ana", "Laptop", "Accounts", "leaves"):
            assert said not in told(office.dee, where)
    office.kim.clicks("Take", on=part(office, "Laptop"))
    card = words(office.kim)
    assert "@Eve Stone" in card
    assert "@Mia Rossi" in card
    assert "@Kim Weiss has it" in part(office, "Laptop")
    assert "Eve" not in told(office.dee, "#workplace")
    office.dee.clicks("Take over", on=part(office, "Laptop"))
    assert "@Eve Stone" in words(office.dee)
    assert "@Eve Stone" not in words(office.kim)
    office.dee.clicks("Done")
    assert "1 of 3 done: Laptop" in words(office.ana)


def test_of_what_is_private_nobody_is_reminded_in_the_open(office: Office) -> None:
    leaves(office.ana)
    for _ in range(14):
        office.later(timedelta(days=1))
    told_here = told(office.kim, "#workplace") + told(office.dee, "#it-leads")
    assert "was due" in told_here
    assert "Nobody has taken number" in told(office.kim, "bot")
    assert "A target was missed" in told(office.kim, "bot")
    for said in ("Eve", "Ana", "Laptop", "Accounts", "leaves"):
        assert said not in told_here + told(office.kim, "bot") + told(office.dee, "bot")


def test_the_queue_names_what_is_private_only_to_who_has_it(office: Office) -> None:
    leaves(office.ana)
    office.kim.command("/it queue")
    view = form(office.kim)
    assert "Private, for Workplace device" in view
    assert "Laptop" not in view
    assert "Ana" not in view
    office.kim.clicks("Take", on=part(office, "Laptop"))
    office.kim.command("/it queue")
    assert "Laptop (part of number 1)*, for @Ana Ruiz" in form(office.kim)


def test_handed_to_another_team_what_is_private_leaves_no_word_behind(office: Office) -> None:
    leaves(office.ana)
    office.kim.clicks("Take", on=part(office, "Laptop"))
    office.kim.clicks("Hand over…", on=office.kim.last())
    office.kim.fills({"What should they know?": "It is about Eve"})
    office.kim.chooses("To the team of which service?", "Phones and contact center")
    assert office.kim.submits() == {}
    here = told(office.dee, "#workplace") + told(office.gil, "#store-systems")
    assert "@Kim Weiss handed it over." in here
    for said in ("Eve", "Ana", "Laptop"):
        assert said not in here
    with office.desk.read() as session:
        left = [job for job in session.exec(select(Job)) if job.card and ":left:" in job.card]
    assert left
    assert all("Eve" not in str(job.facts) for job in left)


def test_who_only_asks_for_it_can_have_any_order_in_private(office: Office) -> None:
    office.ana.shortcut("order.start")
    office.ana.chooses(HEAD, "Mail, chat and meetings")
    office.ana.fills({"Anything the team or the budget owner should know?": "For the merger"})
    office.ana.chooses("Who may read it?", "Only those it concerns")
    office.ana.submits()
    assert order(office).private
    office.bo.clicks("Approve")
    assert "merger" not in words(office.kim, "#workplace")
    office.kim.clicks("Take")
    assert "merger" in words(office.kim)


def test_what_is_said_of_a_private_order_waits_for_whoever_takes_it(office: Office) -> None:
    office.ana.shortcut("order.start")
    office.ana.chooses(HEAD, "Mail, chat and meetings")
    office.ana.chooses("Who may read it?", "Only those it concerns")
    office.ana.submits()
    office.bo.clicks("Approve")
    hers = office.ana.last()
    office.ana.replies(hers, "It is for the merger")
    assert "Whoever takes it gets what you wrote here" in words(office.ana)
    assert "It comes to whoever takes it" in told(office.kim, "#workplace")
    for where, person in (("#workplace", office.dee), ("bot", office.bo)):
        assert "merger" not in told(person, where)
    office.kim.clicks("Take")
    office.ana.replies(hers, "And soon")
    card = next(one for one in office.kim.sees("bot") if "Written before anybody had it" in one)
    assert "It is for the merger" in card
    assert "And soon" not in card
    assert "And soon" in told(office.kim, "bot")  # it stands below the card


def test_who_has_a_private_order_is_told_in_private_to_stop(office: Office) -> None:
    leaves(office.ana)
    office.kim.sees("#workplace")
    office.kim.clicks("Take")
    office.ana.clicks("Cancel")
    assert "please stop" in words(office.kim)
    assert all("please stop" not in message for message in office.dee.sees("#workplace"))
