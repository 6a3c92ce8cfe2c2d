"""Ordering as people do it: Ana asks, Bo decides, Cy delivers, Eve passes by."""

from datetime import date, timedelta

import pytest

from bot import clock
from bot.cost import subscriptions
from bot.process import orders
from bot.refusal import Refused
from bot.sandbox.hands import Person
from bot.value import purchases, undelivered
from tests.beginnings import begun_once
from tests.office import Office
from tests.reading import filled, form, words

HEAD = "What do you need?"
ERP = "Orders and finance"
MAIL = "Mail, chat and meetings"


@begun_once
def orders_mail(person: Person, quantity: str = "3", level: str = "Plus, $46.00", sends: bool = True) -> None:
    """Move some people of the unit to a higher level of mail."""
    person.shortcut("order.start")
    person.chooses(HEAD, MAIL)
    person.chooses("Level", level)
    person.chooses("How many people?", quantity)
    if sends:
        assert person.submits() == {}


def test_the_form_shows_price_commitment_and_funding_as_it_is_filled_in(office: Office) -> None:
    orders_mail(office.ana, sends=False)
    view = form(office.ana)
    assert "$46.00 per person and month" in view
    assert "+$45.00" in view  # three people from Standard (31) to Plus (46)
    assert "+$327.00" in view  # 7 and 8/30 months to the end of June
    assert "+$540.00" in view
    assert "30 Jun 2027" in view
    assert "@Bo Larsen for approval, who holds the budget of Finance" in view
    office.ana.chooses("Are these new?", "Add new units")
    assert "+$138.00" in form(office.ana)
    office.ana.chooses("Wanted from", "2027-06-01")
    assert "30 Jun 2027" in form(office.ana)
    assert filled(office.ana, "How many people?") == "3"


def test_from_asking_to_delivery_each_has_one_message_that_moves_on(office: Office) -> None:
    orders_mail(office.ana)
    assert "Waiting for @Bo Larsen" in words(office.ana)
    assert "@Ana Ruiz asks you to approve" in words(office.bo)
    assert "after" in words(office.bo)
    office.bo.clicks("Approve")
    assert "You approved" in words(office.bo)
    assert "Approved by @Bo Larsen" in words(office.ana)
    assert "A new order" in words(office.kim, "#workplace")
    office.kim.clicks("Take")
    assert "@Kim Weiss is on it" in words(office.ana)
    office.kim.clicks("Done")
    assert "Done by @Kim Weiss" in words(office.ana)
    assert (
        len(office.ana.sees("bot")) == len(office.bo.sees("bot")) == len(office.kim.sees("#workplace")) == 1
    )
    with office.desk.read() as session:
        held = subscriptions.held(session, "CC-500", date(2026, 11, 23))
        story = [step.what for step in orders.story(session, 1)]
    assert held["COL"] == {"Standard": 28, "Plus": 7}
    assert story == ["placed", "approved", "taken", "done"]


def test_an_order_that_stayed_done_closes(office: Office) -> None:
    orders_mail(office.ana)
    office.bo.clicks("Approve")
    office.kim.sees("#workplace")
    office.kim.clicks("Done")
    office.later(timedelta(days=3, minutes=1))
    with office.desk.read() as session:
        order = orders.find(session, 1)
    assert (order.state, order.way_forward, order.assignee) == ("closed", "order", "U0KIM")


def test_where_a_unit_has_one_level_everybody_moves_together(office: Office) -> None:
    office.ana.shortcut("order.start")
    office.ana.chooses(HEAD, ERP)
    office.ana.chooses("Level", "Extended hours, $205.00")
    view = form(office.ana)
    assert filled(office.ana, "How many named users?") == "34"
    assert "all 34 change together" in view
    office.ana.chooses("Level", "Standard, $165.00")
    assert filled(office.ana, "How many named users?") == "1"
    office.ana.chooses("Level", "Extended hours, $205.00")
    office.ana.submits()
    office.bo.clicks("Approve fewer or comment…")
    office.bo.fills({"How many?": "5"})
    office.bo.submits()
    assert "can only be approved for all 34" in form(office.bo)
    office.bo.clicks("Approve all 34")
    assert "Noted." in form(office.bo)
    assert "You approved" in words(office.bo)


def test_an_unseen_total_is_shown_before_it_is_sent(office: Office) -> None:
    orders_mail(office.ana, sends=False)
    with office.desk.session() as session:
        subscriptions.give_up(session, "CC-500", "COL", "Standard", 30, date(2026, 11, 23))
    office.ana.submits()
    assert "not the one you saw before" in form(office.ana)
    assert "1 moves from" in form(office.ana)
    assert office.ana.submits() == {}
    assert office.ana.view is None
    assert "Plus, 3 people" in words(office.ana)


def test_too_little_funding_brings_numbers_that_fit(office: Office) -> None:
    orders_mail(office.ana, quantity="900", sends=False)
    view = form(office.ana)
    assert "more than Finance has left" in view
    assert "Ask for more funding" in view.buttons
    fewer = next(words for words in view.buttons if words.endswith("instead of 900"))
    office.ana.submits()
    assert office.bo.sees("bot") == []
    office.ana.clicks(fewer)
    assert filled(office.ana, "How many people?") == fewer.split()[0].replace(",", "")
    assert office.ana.submits() == {}
    assert "asks you to approve" in words(office.bo)


def test_a_later_start_or_a_lower_level_are_one_click_away(office: Office) -> None:
    orders_mail(office.ana, quantity="290", sends=False)
    office.ana.clicks(next(words for words in form(office.ana).buttons if words.startswith("Start on 1 ")))
    assert "more than Finance" not in form(office.ana)
    office.ana.closes()
    orders_mail(office.ana, quantity="290", sends=False)
    lower = next(words for words in form(office.ana).buttons if words.startswith("Frontline"))
    office.ana.clicks(lower)
    assert "Frontline, $14.00" in filled(office.ana, "Level")


def test_more_than_the_funding_is_the_budget_owners_word(office: Office) -> None:
    orders_mail(office.ana, quantity="900", sends=False)
    office.ana.clicks("Ask for more funding")
    assert "is asked to accept that" in form(office.ana)
    assert office.ana.submits() == {}
    assert "more than Finance has left this fiscal year" in words(office.bo)
    office.bo.clicks("Approve over funding")
    assert "You approved" in words(office.bo)


def test_bo_approves_fewer_with_a_word(office: Office) -> None:
    orders_mail(office.ana)
    office.bo.clicks("Approve fewer or comment…")
    office.bo.fills(
        {"How many?": "2", "A comment for the person who asked": "Two for now, the third in June."}
    )
    assert office.bo.submits() == {}
    assert ", 2 people" in words(office.ana)
    assert "Two for now" in words(office.ana)


def test_a_no_carries_the_reason_and_a_way_on(office: Office) -> None:
    orders_mail(office.ana)
    office.bo.clicks("Decline…")
    assert office.bo.submits() == {"Why, and what would work instead?": "required"}
    office.bo.fills({"Why, and what would work instead?": "After the close, please ask again."})
    assert office.bo.submits() == {}
    assert "After the close" in words(office.ana)
    office.ana.clicks("Change and ask again")
    assert "Plus, $46.00" in filled(office.ana, "Level")


def test_whoever_holds_the_budget_does_not_approve_their_own_wish(office: Office) -> None:
    orders_mail(office.bo)
    assert "Waiting for @Dee Park, who leads IT" in words(office.bo)
    assert "@Bo Larsen asks you to approve" in words(office.dee)
    office.dee.clicks("Approve")
    assert "Approved by @Dee Park" in words(office.bo)


def test_what_costs_nothing_goes_straight_to_the_team(office: Office) -> None:
    office.ana.shortcut("order.start")
    office.ana.chooses(HEAD, "Advice and small projects")
    office.ana.chooses("Level", "First advice (2 h free), free")
    assert "nobody has to approve" in form(office.ana)
    assert office.ana.submits() == {}
    assert "The team has it" in words(office.ana)
    assert "A new order" in words(office.dee, "#it-advice")


def test_what_the_plan_covers_needs_nobodys_approval(office: Office) -> None:
    office.ana.shortcut("order.start")
    office.ana.chooses(HEAD, "Joiner, mover, leaver")
    assert "Finance's plan for this month covers it, so nobody has to approve" in form(office.ana)
    office.ana.submits()
    office.ana.chooses("What is it about?", "Somebody leaves")
    office.ana.fills({"Who is it?": "eve", "Last day": "2026-12-31"})
    office.ana.submits()
    office.ana.chooses("Does their access have to end at once?", "No")
    office.ana.fills({"Who gets their mail and files?": "bo"})
    office.ana.submits()
    office.ana.submits()
    assert "your plan covers it" in words(office.ana)
    office.ana.shortcut("order.start")
    office.ana.chooses(HEAD, "Joiner, mover, leaver")
    assert "+$140.00" in form(office.ana)


def test_ana_takes_it_back_and_the_team_stops(office: Office) -> None:
    orders_mail(office.ana)
    office.bo.clicks("Approve")
    office.kim.sees("#workplace")
    office.kim.clicks("Take")
    office.ana.clicks("Cancel")
    assert "You cancelled it" in words(office.ana)
    card = office.kim.sees("#workplace")[0]
    assert "Nothing to do" in card
    assert "please stop" in office.kim.sees("#workplace", thread=card)[-1]
    assert "cancelled it" in words(office.bo)


def test_a_second_click_is_told_kindly_what_happened(office: Office) -> None:
    orders_mail(office.ana)
    with office.desk.session() as session:  # another window of Bo's, whose edit has not arrived here yet
        purchases.approve(
            session, office.desk.catalog, 1, by="U0BO", now=clock.now(), find_team=office.desk.team
        )
    office.bo.clicks("Approve")
    assert "Number 1 moved on before your click. It was approved by @Bo Larsen" in words(office.bo)
    office.bo.clicks("Decline…")
    assert len([seen for seen in office.bo.sees("bot") if "moved on" in seen]) == 2


def test_a_stranger_at_the_teams_card_gets_a_private_word_and_changes_nothing(office: Office) -> None:
    message = office.ana.says("#it-help", "Whom do I ask about badges?")
    office.ana.message_shortcut("order.from_message", message)
    office.ana.chooses("Which service?", "I do not know")
    office.ana.submits()
    office.eve.sees("#it-help")
    office.eve.clicks("Take")
    told = office.eve.sees("#it-help")[-1]
    assert told.ephemeral
    assert "buttons are for the team" in told
    assert "wants to talk to a person" in office.dee.sees("#it-help")[-1]


def test_somebody_elses_order_is_not_theirs_to_decide_or_to_take_back(office: Office) -> None:
    orders_mail(office.ana)
    with office.desk.session() as session, pytest.raises(Refused) as refused:
        purchases.approve(
            session, office.desk.catalog, 1, by="U0DEE", now=clock.now(), find_team=office.desk.team
        )
    assert refused.value.template == "orders/not_approver"
    assert refused.value.alternatives
    with office.desk.session() as session, pytest.raises(Refused) as refused:
        undelivered.cancel(session, 1, by="U0EVE", now=clock.now())
    assert refused.value.template == "orders/not_requester"


def test_eve_is_asked_for_her_unit_first(office: Office) -> None:
    office.eve.shortcut("order.start")
    assert office.eve.view is None
    assert "Which part of the company" in words(office.eve)
    office.eve.chooses("person.unit", "Finance")
    office.eve.clicks("Order something")


def test_the_order_button_of_an_answer_opens_the_form_for_its_service(office: Office) -> None:
    office.ana.dm("what is ERP?")
    office.ana.clicks("Order")
    assert filled(office.ana, "Level") == "Standard, $165.00"


def test_a_message_becomes_an_incident_with_a_due_date(office: Office) -> None:
    message = office.ana.says("#finance", "The ERP is frozen & I cannot post, see https://x.example")
    office.ana.message_shortcut("order.from_message", message)
    assert filled(office.ana, "What is it about?") == "Something is broken"
    assert "frozen & I cannot post, see https://x.example" in filled(office.ana, "In your words")
    office.ana.chooses("Which service?", ERP)
    office.ana.chooses("Who is stopped?", "Everyone who uses it")
    office.ana.chooses("How bad is it?", "Work has stopped")
    assert office.ana.submits() == {}
    assert "something is broken" in words(office.ana)
    assert "The team has it, due 24 Nov 2026, 00:00 UTC" in words(office.ana)
    card = words(office.cy, "#erp-team")
    assert "Priority 1" in card
    assert "Standard" in card
    assert "Message it came from" in card
    office.cy.clicks("Done")
    assert "Done by @Cy Okafor" in words(office.ana)


def test_a_message_becomes_an_order_and_changes_its_mind(office: Office) -> None:
    message = office.ana.says("#finance", "we need two more licences of the mail thing")
    office.ana.message_shortcut("order.from_message", message)
    assert filled(office.ana, "What is it about?") == "We need something"
    office.ana.chooses("What is it about?", "A question")
    assert "Who is stopped?" not in form(office.ana).labels
    office.ana.chooses("What is it about?", "Something is broken")
    assert "Who is stopped?" in form(office.ana).labels
    office.ana.chooses("What is it about?", "We need something")
    office.ana.chooses(HEAD, MAIL)
    assert "two more licences" in (
        filled(office.ana, "Anything the team or the budget owner should know?") or ""
    )
    assert office.ana.submits() == {}
    assert "Message it came from" in words(office.bo)


def test_a_question_needs_no_unit_and_no_service(office: Office) -> None:
    message = office.eve.says("#it-help", "Whom do I ask about badges?")
    office.eve.message_shortcut("order.from_message", message)
    assert filled(office.eve, "What is it about?") == "A question"
    office.eve.chooses("Which service?", "I do not know")
    assert office.eve.submits() == {}
    assert "The team has it, due" in words(office.eve)


def test_the_team_asks_and_ana_answers(office: Office) -> None:
    orders_mail(office.ana)
    office.bo.clicks("Approve")
    card = office.kim.sees("#workplace")[0]
    office.kim.clicks("Ask…")
    office.kim.fills({"Your question": "Which three people?"})
    assert office.kim.submits() == {}
    assert "Which three people?" in office.ana.last().all_text
    office.ana.clicks("Answer…")
    office.ana.fills({"Your answer": "Ana, Bo and the new one."})
    assert office.ana.submits() == {}
    assert "Ana, Bo and the new one." in office.kim.sees("#workplace", thread=card)[-1]
    asked = office.ana.last()
    assert "@Ana Ruiz answered" in asked
    assert asked.buttons == []


def test_nobody_is_asked_about_what_is_done(office: Office) -> None:
    orders_mail(office.ana)
    office.bo.clicks("Approve")
    office.kim.sees("#workplace")
    office.kim.clicks("Ask…")
    office.ana.clicks("Cancel")
    office.kim.fills({"Your question": "Which three people?"})
    office.kim.submits()
    assert "moved on before your click" in form(office.kim)


def test_a_day_that_is_over_becomes_today(office: Office) -> None:
    orders_mail(office.ana, sends=False)
    office.ana.chooses("Wanted from", "2026-01-01")
    assert "The earliest day is today, 23 Nov 2026" in form(office.ana)


def test_funding_that_went_meanwhile_is_said_to_the_budget_owner_with_what_fits(office: Office) -> None:
    orders_mail(office.ana, quantity="120")
    orders_mail(office.ana, quantity="250")
    big, small = office.bo.sees("bot")[1], office.bo.sees("bot")[0]
    office.bo.clicks("Approve", on=small)
    office.bo.clicks("Approve", on=big)
    told = office.bo.sees("bot")[-1]
    assert "This is what works" in told
    assert "Approve 250 over funding" in told.buttons
    office.bo.clicks(
        next(words for words in told.buttons if words.startswith("Approve ") and words[8].isdigit())
    )
    assert "You approved" in office.bo.sees("bot")[1]


def test_fewer_over_the_funding_stays_fewer_and_keeps_the_comment(office: Office) -> None:
    orders_mail(office.ana, quantity="120")
    orders_mail(office.ana, quantity="250")
    small, big = office.bo.sees("bot")
    office.bo.clicks("Approve", on=small)
    office.bo.clicks("Approve fewer or comment…", on=big)
    office.bo.fills({"How many?": "240", "A comment for the person who asked": "Zoë & Al: two leave"})
    office.bo.submits()
    assert "has" in form(office.bo)
    office.bo.clicks("Approve 240 over funding")
    seen = words(office.ana)
    assert ", 240 people" in seen
    assert "Zoë & Al: two leave" in seen
