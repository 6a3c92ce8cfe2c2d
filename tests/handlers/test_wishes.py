"""What people want in their own words becomes a request: one message, one button, nothing asked twice."""

from datetime import date, timedelta

import pytest
from sqlmodel import select

from bot.customer import asked
from bot.customer.surveys import Survey
from bot.process import orders, privacy
from bot.process.orders import Order
from tests.beginnings import begun_once
from tests.office import Office

ERP_WISH = "I need 3 more ERP licences from Monday"


def order(office: Office, number: int) -> Order:
    with office.desk.read() as session:
        found = orders.find(session, number)
        session.expunge(found)
        return found


def orders_in_all(office: Office) -> int:
    with office.desk.read() as session:
        return len(orders.of(session, "U0ANA", most=100))


@begun_once
def orders_crm(office: Office) -> None:
    """Ana's order number 1, which Bo is asked about."""
    office.ana.dm("3 more CRM licences from Monday please")
    office.ana.clicks("Send it")


def test_an_order_in_one_sentence_is_sent_with_one_button(office: Office) -> None:
    office.ana.dm(ERP_WISH)
    shown = office.ana.last()
    said = "Orders and finance · Standard · 3 named users · from 30 Nov 2026"
    assert said in shown.all_text
    assert "$495.00 a month*, which commits $3,481.50 until 30 Jun 2027" in shown.all_text
    assert "Finance has $82,657.37 left then" in shown.all_text
    assert orders_in_all(office) == 0

    office.ana.clicks("Send it")
    placed = order(office, 1)
    assert (placed.state, placed.approver, placed.quantity) == ("approval", "U0BO", 3)
    assert (placed.starts_on, placed.commitment_minor) == (date(2026, 11, 30), 348_150)
    assert placed.text == ERP_WISH
    assert "asks you to approve *$3,481.50*" in office.bo.last().all_text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("add 2 tb protected", "$236.00 a month*, which commits $1,714.93"),
        ("2 tb protected more from january please", "$236.00 a month*, which commits $1,416.00"),
        ("please add 3 seats analyst", "$165.00 a month*"),
        ("we need another 3 analyst seats", "$165.00 a month*"),
        ("order 2 tb archive from 1 january", "$32.00 a month*, which commits $192.00"),
    ],
)
def test_what_is_added_is_new_at_the_price_of_its_first_day(office: Office, said: str, shown: str) -> None:
    office.ana.dm(said)
    assert shown in office.ana.last().all_text
    assert "move" not in office.ana.last().all_text
    office.ana.clicks("Send it")
    assert order(office, 1).replaces is None


@pytest.mark.parametrize(
    ("said", "near"),
    [
        ("need a desk lamp", "Facilities"),
        ("need a fan, too hot in here", "Facilities"),
        ("need a power strip", "How do I get a mouse, a screen or other accessories?"),
        ("i need a label maker", "Printing and labels"),
        ("need a laptop stand", "How do I get a mouse, a screen or other accessories?"),
        ("need 2 laptop stands by friday", "Workplace device"),
        ("need a webcam", "How do I get a mouse, a screen or other accessories?"),
        ("need a phone case", "Phones and contact center"),
        ("need a scanner for the warehouse", "Warehouse and shipping"),
        ("need a label printer", "Printing and labels"),
        ("need a website", "Online shop"),
        ("need an invoice for the laptop", "Talk to a person"),
        ("need a phone number", "Talk to a person"),
        ("need an erp training", "Talk to a person"),
        ("need a vpn", "How do I reach our systems from home?"),
        ("need a fax", "Fax line"),
        ("need a bigger mailbox", "Mail, chat and meetings"),
        ("need a faster laptop", "My device is slow. Can it be made faster?"),
        ("need a database", "nobody orders it on its own"),
    ],
)
def test_a_thing_that_is_not_offered_is_no_order_of_what_comes_near(
    office: Office, said: str, near: str
) -> None:
    office.ana.dm(said)
    shown = office.ana.last().all_text

    assert "I understood" not in shown
    assert near in shown
    assert "Talk to a person" in shown


def test_access_is_given_to_whom_it_is_said(office: Office) -> None:
    office.ana.dm("give lee access to erp")
    assert "1 named user · from 23 Nov 2026 · for lee" in office.ana.last().all_text


def test_what_is_not_ordered_by_a_guess_says_how_to_get_it(office: Office) -> None:
    office.ana.dm("need a laptop stand")

    assert "Nothing is ordered yet" in office.ana.last().all_text
    assert "a person finds out whether you can have it" in office.ana.last().all_text


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("need a kiosk tablet", "Workplace device · Standard · 1 device"),
        ("need a zoom licence", "Mail, chat and meetings · Standard · 1 person"),
        ("need a laptop running linux", "Workplace device · Standard · 1 device"),
        ("I need ten more packs of envelopes", "Document signing · Volume · 10 × 100 envelopes"),
        ("please order wifi for the new store from 1 december", "Site connectivity · Basic · 1 site"),
    ],
)
def test_a_thing_of_some_kind_is_still_that_thing(office: Office, said: str, shown: str) -> None:
    office.ana.dm(said)
    assert shown in office.ana.last().all_text


def test_so_many_of_a_thing_that_is_not_offered_ask_which_service_that_is(office: Office) -> None:
    office.ana.dm("need 2 safety vests")

    assert "Which service is it about? I know none by that name." in office.ana.last().all_text


@pytest.mark.parametrize(
    "said", ["order 2 tb protected", "please upgrade 2 tb to protected, we need more safety"]
)
def test_what_moves_what_the_unit_has_says_so(office: Office, said: str) -> None:
    office.ana.dm(said)
    shown = office.ana.last().all_text
    assert "$200.00 a month*" in shown
    assert "2 TB move from Archive; to have them beside what Finance has, say it under *Change*." in shown


def test_the_form_of_what_is_added_adds(office: Office) -> None:
    office.ana.dm("add 2 tb protected")
    office.ana.clicks("Change")
    assert office.ana.view is not None
    assert "+$236.00" in office.ana.view.all_text


def test_the_message_about_it_becomes_the_requesters_card(office: Office) -> None:
    office.ana.dm(ERP_WISH)
    before = len(office.ana.sees("bot"))
    office.ana.clicks("Send it")
    office.bo.clicks("Approve")
    assert len(office.ana.sees("bot")) == before
    assert "Approved by @Bo Larsen" in office.ana.last().all_text


def test_what_is_broken_asks_only_who_cannot_work(office: Office) -> None:
    office.fay.dm("the tills in store 4 are down")
    asked = office.fay.last()
    assert "Who cannot work?" in asked.all_text
    assert "Send it" not in asked.buttons
    office.fay.clicks("My team")
    shown = office.fay.last()
    assert "Something is broken · Store and repair counter · your team" in shown.all_text
    assert "Priority 2, due" in shown.all_text
    office.fay.clicks("Send it")
    placed = order(office, 1)
    assert (placed.kind, placed.service, placed.priority) == ("incident", "POS", 2)
    assert "the tills in store 4 are down" in office.gil.last("#store-systems").all_text


def test_what_says_it_all_asks_nothing(office: Office) -> None:
    office.fay.dm("urgent: the tills do not work, the whole team is stopped")
    assert "Who cannot work?" not in office.fay.last().all_text
    assert "Send it" in office.fay.last().buttons


def test_what_its_owner_has_written_helps_meanwhile(office: Office) -> None:
    office.fay.dm("card reader at till 3 is frozen")
    shown = office.fay.last().all_text
    assert "Who cannot work?" in shown
    assert "hold the green and the yellow key" in shown


def test_a_question_is_answered_and_not_sent(office: Office) -> None:
    for question in ("what does ERP cost?", "how do I order a laptop", "is ERP open on saturday?"):
        office.ana.dm(question)
        assert "Send it" not in office.ana.last().buttons


def test_what_the_funding_does_not_carry_leads_to_the_form(office: Office) -> None:
    office.ana.dm("we need 200 more ERP licences from Monday")
    shown = office.ana.last()
    assert "more than Finance has left" in shown.all_text
    assert "Send it" not in shown.buttons
    office.ana.clicks("Change")
    assert office.ana.view is not None
    assert "Ask for more funding" in office.ana.view.all_text


def test_change_opens_the_form_with_everything_that_is_known(office: Office) -> None:
    office.ana.dm("3 more CRM licences on Standard from Monday please")
    office.ana.clicks("Change")
    view = office.ana.view
    assert view is not None
    assert view.values["How many named users?"] == "3"
    assert view.values["Wanted from"] == "2026-11-30"
    assert "Standard" in str(view.values["Level"])


def test_in_a_channel_nobody_is_called_for_whom_something_is_wished(office: Office) -> None:
    asked = office.ana.says("#finance", "@domestique please order 2 ERP licences for @Lee Santos")

    (card,) = [seen for seen in office.ana.sees("#finance", thread=asked) if seen.ts != asked.ts]
    assert "for somebody else" in card.all_text
    assert "U0LEE" not in f"{card.raw.text} {card.raw.blocks}"


def test_for_a_colleague_the_form_is_filled_in(office: Office) -> None:
    office.ana.dm("please order 2 ERP licences for <@U0LEE>")
    assert "for @Lee Santos" in office.ana.last().all_text
    assert "Send it" not in office.ana.last().buttons
    assert "Fill in the rest" in office.ana.last().buttons


def test_something_else_offers_the_other_kinds_and_the_answer(office: Office) -> None:
    office.ana.dm(ERP_WISH)
    office.ana.clicks("Something else")
    assert {"Something is broken", "A complaint", "A question"} <= set(office.ana.last().buttons)
    office.ana.clicks("Something is broken")
    assert "Who cannot work?" in office.ana.last().all_text
    before = len(office.ana.sees("bot"))
    office.ana.clicks("Something else")
    office.ana.clicks("A question")
    assert len(office.ana.sees("bot")) == before
    assert "Talk to a person" in office.ana.last().buttons


def test_a_mention_in_a_channel_keeps_money_private(office: Office) -> None:
    office.ana.says("#general", f"@domestique {ERP_WISH}")
    assert "in private" in office.ana.last("#general").all_text
    assert "$" not in office.ana.last("#general").all_text
    assert "$495.00 a month" in office.ana.last().all_text


def test_something_broken_is_sent_from_where_it_was_said(office: Office) -> None:
    office.fay.says("#stores", "@domestique the tills are down, whole team stopped")
    office.fay.clicks("Send it", on=office.fay.last("#stores"))
    assert "Sent as number *1*" in office.gil.last("#stores").all_text
    assert "The team has it" in office.fay.last().all_text


def test_nobody_else_sends_it_on(office: Office) -> None:
    office.fay.says("#stores", "@domestique the tills are down, whole team stopped")
    office.gil.clicks("Send it", on=office.gil.last("#stores"))
    with office.desk.read() as session:
        assert not orders.of(session, "U0FAY")
        assert not orders.of(session, "U0GIL")


def test_the_slash_command_understands_the_same(office: Office) -> None:
    office.ana.command(f"/it {ERP_WISH}")
    assert any("Orders and finance · Standard · 3 named users" in each for each in office.ana.sees("bot"))


def test_a_complaint_goes_to_the_owner_and_not_to_who_did_the_work(office: Office) -> None:
    orders_crm(office)
    office.bo.clicks("Approve")
    office.ivy.clicks("Take")
    office.ivy.clicks("Done")
    office.ana.dm("I'm not happy with how order 1 was handled")
    shown = office.ana.last().all_text
    assert shown.startswith("I am sorry that this happened.")
    assert "@Dee Park reads it in person" in shown  # Ivy owns it and did the work

    office.ana.clicks("Send it")
    placed = order(office, 2)
    assert (placed.kind, placed.team, placed.service) == ("complaint", "U0DEE", "CRM")
    assert placed.details[0]["value"] == "1"
    assert "A complaint about Customer relationships" in office.dee.last().all_text


def test_a_closed_order_can_be_complained_of_and_keeps_its_first_due_time(office: Office) -> None:
    office.fay.dm("urgent: the tills do not work, the whole team is stopped")
    office.fay.clicks("Send it")
    due_at = order(office, 1).due_at
    office.gil.clicks("Take", on=office.gil.last("#store-systems"))
    office.gil.clicks("Done", on=office.gil.last("#store-systems"))
    office.later(timedelta(days=4))
    assert order(office, 1).state == "closed"

    office.fay.dm("request 1 was closed but nothing was fixed")
    assert "A complaint · Store and repair counter · about number 1" in office.fay.last().all_text
    office.fay.clicks("Send it")
    complaint = order(office, 2)
    assert (complaint.kind, complaint.team) == ("complaint", "U0DEE")  # Gil owns it and did the work
    assert complaint.due_at is not None
    assert "About number 1, which was first due" in office.dee.last().all_text
    assert order(office, 1).due_at == due_at
    assert "@Dee Park has it in person" in office.fay.last().all_text


def test_who_complains_is_not_asked_how_satisfied_they_are(office: Office) -> None:
    orders_crm(office)
    office.bo.clicks("Approve")
    office.ana.dm("nobody called me back")
    office.ana.clicks("Send it")
    office.ivy.clicks("Done", on=office.ivy.last("#digital"))
    office.later(timedelta(minutes=5))
    office.ana.clicks("Yes, it works")
    assert "Thank you" in office.ana.last().all_text
    assert "Very good" not in office.ana.last().buttons
    with office.desk.read() as session:
        survey = session.exec(select(Survey)).one()
    assert (survey.sent_at, survey.suppressed) == (None, "open_trouble")


def test_somebody_elses_order_is_not_told_of(office: Office) -> None:
    orders_crm(office)
    office.fay.dm("I'm not happy with how order 1 was handled")
    assert "Customer relationships" not in office.fay.last().all_text
    office.fay.clicks("Send it")
    assert [each["key"] for each in order(office, 2).details] == ["call"]


def test_a_message_of_another_becomes_a_form_with_what_it_says(office: Office) -> None:
    message = office.ana.says("#finance", "we need 5 more CRM licences on Standard from Monday")
    office.bo.message_shortcut("order.from_message", message)
    view = office.bo.view
    assert view is not None
    assert (view.values["How many named users?"], view.values["Wanted from"]) == ("5", "2026-11-30")
    message = office.ana.says("#finance", "erp does not work, whole team is stopped")
    office.bo.closes()
    office.bo.message_shortcut("order.from_message", message)
    assert office.bo.view is not None
    assert "My team" in str(office.bo.view.values["Who is stopped?"])


def test_something_new_is_never_refused(office: Office) -> None:
    office.ana.dm("can we get a tool for planning shifts?")
    assert "@Dee Park looks into it" in office.ana.last().all_text
    office.ana.clicks("Send it")
    assert order(office, 1).kind == "capability"
    office.lee.dm("we need a tool for planning shifts")
    assert "1 other has wished for the same" in office.lee.last().all_text


def test_what_is_being_prepared_can_be_wished_for(office: Office) -> None:
    office.fay.dm("wouldn't it be great if shoppers could track their repair online")
    shown = office.fay.last()
    assert "Repair tracking for shoppers* is being prepared, planned for 1 Apr 2027" in shown.all_text
    assert {"I want this", "Send it"} <= set(shown.buttons)


def test_fewer_leads_to_what_the_unit_has(office: Office) -> None:
    office.ana.dm("cancel one crm licence")
    assert "Finance has 4 named users on *Standard*" in office.ana.last().all_text


def test_a_stranger_is_asked_for_their_unit_and_can_send_it_then(office: Office) -> None:
    office.eve.dm("my laptop won't start")
    shown = office.eve.last()
    assert "only you" in shown.all_text
    office.eve.clicks("Send it")
    assert "Which part of the company" in office.eve.last().all_text
    office.eve.chooses("Choose your unit", "Finance")
    office.eve.clicks("Send it", on=shown)
    assert order(office, 1).kind == "incident"


def test_what_was_sent_is_not_sent_twice(office: Office) -> None:
    office.fay.says("#stores", "@domestique the tills are down, whole team stopped")
    shown = office.fay.last("#stores")
    office.fay.clicks("Send it", on=shown)
    assert "Send it" not in office.fay.last("#stores").buttons
    with office.desk.session() as session:
        assert not asked.send_once(session, 1)  # a second click that was under way


def test_every_way_of_reading_it_has_a_way_forward(office: Office) -> None:
    for words in (
        ERP_WISH,
        "the wifi is dead",
        "nobody called me back",
        "we need something to translate texts",
    ):
        office.ana.dm(words)
        assert {"Change", "Something else"} <= set(office.ana.last().buttons), words
        office.ana.clicks("Something else")
        assert {"A question", "Talk to a person"} <= set(office.ana.last().buttons), words


def test_staying_open_longer_leads_to_its_form_and_not_to_a_question(office: Office) -> None:
    office.ana.dm("can ERP stay open till 10 tonight?")
    shown = office.ana.last()
    assert "Keep it open longer · Orders and finance" in shown.all_text
    assert "Send it" not in shown.buttons
    office.ana.clicks("Fill in the rest")
    view = office.ana.view
    assert view is not None
    assert (view.values["From"], view.values["Until"]) == ("19:00", "22:00")
    assert view.values["What is at stake for you?"] == "can ERP stay open till 10 tonight?"
    assert "$180.00" in view.all_text

    before = len(office.ana.sees("bot"))
    assert office.ana.submits() == {}
    assert order(office, 1).kind == "hours"
    assert len(office.ana.sees("bot")) == before
    assert "Waiting for @Cy Okafor, who can keep it open" in office.ana.last().all_text


def test_what_cannot_wait_leads_to_its_form_and_not_to_a_question(office: Office) -> None:
    office.ana.dm("we can't wait for Thursday's change window")
    assert "Send it" not in office.ana.last().buttons
    office.ana.clicks("Fill in the rest")
    assert office.ana.view is not None
    assert office.ana.view.values["What is to change?"] == "we can't wait for Thursday's change window"
    office.ana.chooses("Which service?", "Customer relationships")
    office.ana.fills({"What does waiting cost you?": "Every order goes out at a loss"})
    assert office.ana.submits() == {}
    assert (order(office, 1).kind, order(office, 1).service) == ("expedite", "CRM")
    assert "it cannot wait" in office.ana.last().all_text


def test_an_order_that_runs_is_sped_up_from_its_number(office: Office) -> None:
    orders_crm(office)
    office.bo.clicks("Approve")
    office.ana.dm("order 1 cannot wait until Monday, we need it today")
    office.ana.clicks("Fill in the rest")
    assert office.ana.view is not None
    assert "To speed up number 1" in office.ana.view.all_text


def test_a_form_that_change_opened_settles_the_message(office: Office) -> None:
    office.fay.says("#stores", "@domestique the tills are down, whole team stopped")
    shown = office.fay.last("#stores")
    office.fay.clicks("Change", on=shown)
    assert office.fay.submits() == {}
    assert "Sent as number *1*" in office.gil.last("#stores").all_text
    with office.desk.session() as session:
        assert not asked.send_once(session, 1)


def test_an_order_form_that_change_opened_becomes_its_message(office: Office) -> None:
    office.ana.dm("3 more CRM licences on Standard from Monday please")
    before = len(office.ana.sees("bot"))
    office.ana.clicks("Change")
    assert office.ana.submits() == {}
    assert order(office, 1).quantity == 3
    assert len(office.ana.sees("bot")) == before
    assert "Waiting for @Bo Larsen" in office.ana.last().all_text


def test_what_was_sent_meanwhile_is_not_sent_again_by_its_form(office: Office) -> None:
    office.ana.dm("3 more CRM licences on Standard from Monday please")
    office.ana.clicks("Change")
    office.ana.clicks("Send it", on=office.ana.last())
    office.ana.submits()
    assert orders_in_all(office) == 1


def complain_in_a_form(office: Office, words: str, right: str) -> None:
    message = office.ana.says("#finance", words)
    office.ana.message_shortcut("order.from_message", message)
    office.ana.fills({"What would make it right?": right})
    assert office.ana.submits() == {}


def test_a_complaint_from_a_form_goes_the_same_way(office: Office) -> None:
    orders_crm(office)
    office.bo.clicks("Approve")
    office.ivy.clicks("Take")
    complain_in_a_form(office, "I'm not happy with how order 1 was handled", "A call from somebody today")
    placed = order(office, 2)
    assert (placed.kind, placed.team, placed.service, placed.urgency) == ("complaint", "U0DEE", "CRM", 1)
    assert placed.private
    assert [each["value"] for each in placed.details if each["key"] != "call"] == [
        "1",
        "A call from somebody today",
    ]
    told = office.dee.last().all_text
    assert "A complaint about Customer relationships" in told
    assert "A call from somebody today" in told


def test_a_complaint_is_read_by_whom_it_went_to_only(office: Office) -> None:
    complain_in_a_form(office, "nobody called me back about the ledger in ERP", "Call me")
    placed = order(office, 1)
    assert (placed.team, placed.private) == ("U0CY", True)
    with office.desk.read() as session:
        catalog = office.desk.catalog
        found = orders.find(session, 1)
        readers = [who for who in ("U0ANA", "U0CY", "U0BO") if privacy.may_read(session, catalog, found, who)]
    assert readers == ["U0ANA", "U0CY"]
    assert "Call me" in office.cy.last().all_text
    office.cy.clicks("Take")
    assert "@Cy Okafor is on it" in office.ana.last().all_text


def test_the_order_form_leads_to_longer_hours_and_to_what_cannot_wait_of_what_the_unit_has(
    office: Office,
) -> None:
    office.ana.dm("we need 200 more ERP licences from Monday")
    office.ana.clicks("Change")
    form = office.ana.view
    assert form is not None
    assert {"Keep it open longer", "It cannot wait"} <= set(form.buttons)
    office.ana.clicks("Keep it open longer")
    assert office.ana.view is not None
    assert office.ana.view.title == "Longer hours"
    assert "Orders and finance" in str(office.ana.view.values["Which service?"])
    office.ana.closes()
    office.ana.clicks("It cannot wait")
    assert office.ana.view is not None
    assert office.ana.view.title == "It cannot wait"


def test_what_an_owner_answers_in_these_words_is_no_order(office: Office) -> None:
    """Two weeks are no two units of anything: the owner of time and leave wrote this very question."""
    office.ana.dm("Want two weeks off in July!")
    answer = office.ana.last()
    assert "How many days of leave do I have left?" in answer
    assert "Send it" not in answer.all_text
