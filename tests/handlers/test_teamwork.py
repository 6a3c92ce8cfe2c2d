"""The team's card: who has it, what waits for whom, where it goes, and what nobody takes."""

from datetime import timedelta

import pytest

from bot import clock
from bot.process import orders, steps, working
from bot.process.orders import Order
from bot.refusal import Refused
from bot.sandbox.hands import Person
from bot.sandbox.seen import SeenMessage
from tests.beginnings import begun_once
from tests.office import Office
from tests.reading import form, words

ERP_TEAM, STORES = "#erp-team", "#store-systems"


@begun_once
def breaks(office: Office, text: str = "The ERP is frozen", reach: str = "Everyone who uses it") -> Order:
    """Let Ana report that the ERP stands still; return the incident."""
    message = office.ana.says("#finance", text)
    office.ana.message_shortcut("order.from_message", message)
    office.ana.chooses("What is it about?", "Something is broken")
    office.ana.chooses("Which service?", "Orders and finance")
    office.ana.chooses("Who is stopped?", reach)
    assert office.ana.submits() == {}
    with office.desk.read() as session:
        return orders.of(session, "U0ANA", most=1)[0]


def asks(office: Office, text: str = "Who can see what we spent?") -> Order:
    """Let Ana ask a person about the ERP; return the question."""
    message = office.ana.says("#finance", text)
    office.ana.message_shortcut("order.from_message", message)
    office.ana.chooses("What is it about?", "A question")
    office.ana.chooses("Which service?", "Orders and finance")
    assert office.ana.submits() == {}
    with office.desk.read() as session:
        return orders.of(session, "U0ANA", most=1)[0]


def stored(office: Office, number: int = 1) -> Order:
    with office.desk.read() as session:
        return orders.find(session, number)


def card(person: Person, where: str = ERP_TEAM) -> SeenMessage:
    return next(seen for seen in person.sees(where) if seen.thread_ts is None or seen.thread_ts == seen.ts)


def test_the_card_offers_what_makes_sense_and_the_rest_in_a_menu(office: Office) -> None:
    breaks(office)
    more = ["Tell them…", "Wait for them…", "Done, with a note…", "Assign…", "Hand over…"]
    assert card(office.cy).buttons == [*more, "Take", "Done", "Ask…", "Answer from the catalog…"]
    office.cy.clicks("Take")
    assert card(office.cy).buttons == [*more, "Done", "Ask…", "Answer from the catalog…"]
    office.cy.clicks("Done")
    assert card(office.cy).buttons == []


def test_of_two_who_take_at_once_the_first_has_it(office: Office) -> None:
    breaks(office)
    office.dee.sees(ERP_TEAM)
    with office.desk.session() as session:  # Cy's tap, whose edit has not arrived on Dee's screen yet
        working.take(session, 1, by="U0CY", now=clock.now())
    office.dee.clicks("Take")
    told = office.dee.last(ERP_TEAM)
    assert told.ephemeral
    assert "@Cy Okafor has number 1 already" in told
    assert stored(office).assignee == "U0CY"
    office.dee.clicks("Take it over")
    assert "@Dee Park has it" in card(office.cy)


def test_a_second_tap_of_ones_own_is_no_quarrel(office: Office) -> None:
    breaks(office)
    with office.desk.session() as session:
        working.take(session, 1, by="U0CY", now=clock.now())
    office.cy.clicks("Take", on=card(office.cy))
    assert "You have number 1 already" in office.cy.last(ERP_TEAM)
    assert "Take it over" not in office.cy.last(ERP_TEAM).buttons


def test_the_clock_stands_still_while_it_waits_for_the_customer(office: Office) -> None:
    due_at = breaks(office).due_at
    office.cy.clicks("Take")
    office.cy.clicks("Wait for them…")
    office.cy.fills({"Your question": "Which invoice is it?"})
    assert office.cy.submits() == {}
    assert "@Cy Okafor waits for your answer" in words_of_card(office)
    assert "Which invoice is it?" in office.ana.last()
    assert "It waits for your answer" in office.ana.last()
    office.later(timedelta(minutes=30))
    assert "waits for @Ana Ruiz" in card(office.cy)
    office.cy.clicks("Go on")
    order = stored(office)
    assert due_at is not None
    assert (order.state, order.paused_minutes, order.due_at) == ("taken", 30, due_at + timedelta(minutes=30))
    assert "@Cy Okafor is on it" in words_of_card(office)


def words_of_card(office: Office) -> str:
    """Return what Ana's card of the order says."""
    return next(seen for seen in office.ana.sees("bot") if "Number 1, asked" in seen).all_text


def test_her_answer_ends_the_waiting(office: Office) -> None:
    breaks(office)
    office.cy.clicks("Wait for them…")
    office.cy.fills({"Your question": "Which invoice is it?"})
    office.cy.submits()
    assert stored(office).state == "waiting"
    office.ana.clicks("Answer…")
    office.ana.fills({"Your answer": "4711"})
    office.ana.submits()
    assert (stored(office).state, stored(office).assignee) == ("taken", "U0CY")


def test_done_with_a_note_says_how(office: Office) -> None:
    breaks(office)
    office.cy.clicks("Done, with a note…")
    office.cy.fills({"How was it done?": "Restarted the <queue>"})
    assert office.cy.submits() == {}
    assert "Restarted the <queue>" in words_of_card(office)
    assert "Restarted the <queue>" in card(office.cy)
    office.later(timedelta(minutes=2))
    assert "Is it working for you again?" in office.ana.last()
    assert "Restarted the <queue>" in office.ana.last()


def test_a_colleague_gets_it_and_hears_of_it_in_private(office: Office) -> None:
    breaks(office)
    office.cy.clicks("Assign…")
    office.cy.fills({"Who has it from now on?": "dee"})
    assert office.cy.submits() == {}
    assert "@Cy Okafor gave you" in words(office.dee)
    assert "@Dee Park has it" in card(office.cy)
    assert "@Dee Park is on it" in words_of_card(office)


def test_nobody_outside_it_gets_it_assigned(office: Office) -> None:
    breaks(office)
    office.cy.clicks("Assign…")
    office.cy.fills({"Who has it from now on?": "eve"})
    office.cy.submits()
    assert "is not of IT" in form(office.cy)
    assert stored(office).assignee is None


def test_handed_to_another_team_the_card_moves_and_the_due_time_stays(office: Office) -> None:
    due_at = breaks(office).due_at
    office.cy.clicks("Take")
    office.cy.clicks("Hand over…")
    office.cy.fills({"What should they know?": "It is the tills"})
    office.cy.chooses("To the team of which service?", "Phones and contact center")
    assert office.cy.submits() == {}
    assert "is with #store-systems now" in card(office.cy)
    assert "It is the tills" in card(office.cy)
    assert card(office.cy).buttons == []
    assert "It is the tills" in card(office.gil, STORES)
    assert "Take" in card(office.gil, STORES).buttons
    assert "#store-systems has it now" in words_of_card(office)
    order = stored(office)
    assert (order.state, order.service, order.assignee, order.due_at) == ("open", "CAL", None, due_at)
    office.gil.clicks("Done")
    assert "Done by @Gil Moreau" in words_of_card(office)
    assert "is with #store-systems now" in card(office.cy)


def test_handed_to_one_person_the_card_goes_to_their_messages(office: Office) -> None:
    breaks(office)
    office.cy.clicks("Hand over…")
    office.cy.fills({"What should they know?": "You know it best", "Or to one person of IT": "kim"})
    assert office.cy.submits() == {}
    assert "You know it best" in words(office.kim)
    office.kim.clicks("Take")
    assert "@Kim Weiss is on it" in words_of_card(office)


def test_handed_to_nobody_asks_to_whom(office: Office) -> None:
    breaks(office)
    office.cy.clicks("Hand over…")
    office.cy.fills({"What should they know?": "Not mine"})
    office.cy.submits()
    assert "To whom should it go?" in form(office.cy)
    assert "@Dee Park, who leads IT" in form(office.cy)


@pytest.mark.parametrize("label", ["Take", "Done", "Ask…", "Tell them…", "Assign…", "Hand over…"])
def test_a_stranger_may_press_nothing_of_it(office: Office, label: str) -> None:
    breaks(office)
    office.eve.clicks(label, on=card(office.cy))
    assert office.eve.view is None
    assert (stored(office).state, stored(office).assignee) == ("open", None)


def test_what_she_took_back_cannot_be_finished(office: Office) -> None:
    breaks(office)
    on = card(office.cy)
    with office.desk.session() as session:
        steps.cancel(session, 1, by="U0ANA", now=clock.now())
    office.cy.clicks("Done", on=on)
    assert "It was cancelled by @Ana Ruiz" in office.cy.last(ERP_TEAM)
    office.cy.clicks("Tell them…", on=on)
    assert office.cy.view is None
    assert stored(office).state == "cancelled"


def test_what_nobody_takes_is_brought_up_once_to_its_owner_and_then_to_who_leads_it(office: Office) -> None:
    breaks(office, reach="Only me")  # priority 3: four hours to respond, from 9:00 in Denver
    office.later(timedelta(hours=3, minutes=59))
    assert office.cy.sees("bot") == []
    office.later(timedelta(minutes=1))
    assert "Nobody has taken number 1 yet" in words(office.cy)
    assert "@Cy Okafor was told that nobody has taken it yet" in words_of_card(office)
    assert office.dee.sees("bot") == []
    office.later(timedelta(hours=4))
    assert "Nobody has taken number 1 yet" in words(office.dee)
    assert "@Cy Okafor and @Dee Park were told" in words_of_card(office)
    assert len(office.cy.sees("bot")) == 1
    office.later(timedelta(days=2))
    assert len(office.dee.sees("bot")) == 1
    office.dee.clicks("Take")
    assert "were told" not in words_of_card(office)


def test_what_is_taken_in_time_is_brought_up_to_nobody(office: Office) -> None:
    breaks(office, reach="Only me")
    office.cy.clicks("Take")
    office.later(timedelta(days=2))
    assert [seen for seen in office.cy.sees("bot") if "Nobody has taken" in seen] == []
    assert office.dee.sees("bot") == []


def test_a_new_team_gets_its_time_anew(office: Office) -> None:
    breaks(office, reach="Only me")
    office.later(timedelta(hours=3))
    office.cy.clicks("Hand over…")
    office.cy.fills({"What should they know?": "It is the tills"})
    office.cy.chooses("To the team of which service?", "Phones and contact center")
    office.cy.submits()
    office.later(timedelta(hours=2))
    assert office.cy.sees("bot") == office.gil.sees("bot") == []
    office.later(timedelta(hours=2))
    assert "Nobody has taken number 1 yet" in words(office.gil)
    assert "It is with #store-systems" in words(office.gil)


def test_a_question_is_answered_from_the_catalog_with_one_tap(office: Office) -> None:
    asks(office, "how do I close the books?")
    office.cy.clicks("Answer from the catalog…")
    first = form(office.cy).raw.blocks[1]["text"]["text"].splitlines()[0].strip("*")
    office.cy.clicks("order.send_stock")
    assert "Noted" in form(office.cy)
    told = office.ana.last()
    assert "Did that help?" in told
    assert "@Cy Okafor sends you this" in told
    assert first in told
    assert first in office.cy.sees(ERP_TEAM, thread=card(office.cy))[-1]
    assert stored(office).state == "done"
    office.ana.clicks("Yes, it helped")
    assert (stored(office).state, stored(office).working_again) == ("closed", True)
    assert office.ana.last().text == "Thank you. Number 1 is closed."
    office.later(timedelta(minutes=3))
    assert not [seen for seen in office.ana.sees("bot") if "Did that help?" in seen]


def test_a_catalog_answer_that_did_not_help_opens_it_again(office: Office) -> None:
    asks(office, "how do I close the books?")
    office.cy.clicks("Answer from the catalog…")
    office.cy.clicks("order.send_stock")
    office.ana.clicks("No, not yet")
    assert stored(office).state == "open"
    assert "does not work yet" in office.cy.last(ERP_TEAM)


def test_an_incident_stays_open_after_a_catalog_answer(office: Office) -> None:
    breaks(office, "I cannot log in to the ERP")
    office.cy.clicks("Answer from the catalog…")
    office.cy.clicks("order.send_stock")
    assert "@Cy Okafor sends you this" in office.ana.last()
    assert stored(office).state == "open"


def test_nobody_from_another_unit_closes_for_her(office: Office) -> None:
    breaks(office)
    office.cy.clicks("Done")
    with office.desk.session() as session, pytest.raises(Refused) as refused:
        working.confirm(session, 1, by="U0CY", now=clock.now())
    assert refused.value.template == "people/not_yours"
