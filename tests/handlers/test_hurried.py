"""Ana is in a hurry: a bare no, an order that ended, what does not work after all."""

import pytest

from tests.handlers.test_home import home
from tests.office import Office
from tests.reading import words


def sent(office: Office, wish: str) -> None:
    office.ana.dm(wish)
    office.ana.clicks("Send it")


@pytest.mark.parametrize("said", ["no", "Nope.", "no thanks", "never mind", "cancel", "ok, no"])
def test_a_bare_no_is_taken_at_its_word(office: Office, said: str) -> None:
    office.ana.dm(said)

    answer = office.ana.last()
    assert "All right, I do nothing" in answer.all_text
    assert answer.buttons == ["My orders"]


def test_a_bare_stop_stops_what_the_bot_starts_by_itself(office: Office) -> None:
    office.ana.dm("stop!!")

    answer = office.ana.last()
    assert "I no longer ask" in answer.all_text
    assert "Switch on again" in answer.buttons


def test_a_status_is_told_when_nothing_can_be_done_with_an_order(office: Office) -> None:
    sent(office, "need 3 crm for the new guys from monday")
    office.ana.clicks("Cancel")
    office.ana.dm("where is my order")

    assert "Cancelled" in office.ana.last().all_text
    assert "3 named users" in office.ana.last().all_text


def test_what_does_not_work_is_opened_again_from_the_list(office: Office) -> None:
    office.ana.dm("the erp is down")
    office.ana.clicks("My team")
    office.ana.clicks("Send it")
    office.cy.clicks("Take")
    office.cy.clicks("Done")

    seen = home(office, "ana")
    assert "Next: if it does not work for you, open it again." in seen
    office.ana.clicks("Open again", on=seen)

    again = office.ana.home
    assert again is not None
    assert "Open again" not in again.buttons
    assert "We are sorry" in words(office.ana)


def test_who_to_shout_at_is_who_answers_for_it(office: Office) -> None:
    office.ana.dm("who do i shout at about the sap thing")

    answer = office.ana.last().all_text
    assert "answers for Orders and finance" in answer.replace("*", "")


def test_a_complaint_has_no_level(office: Office) -> None:
    sent(office, "i want to complain, nobody called me back about the erp for three days")

    assert "Level" not in words(office.cy)


@pytest.mark.parametrize(
    ("wish", "asked"),
    [
        ("order 0 crm", "How many did you mean?"),
        ("order -3 crm", "How many did you mean?"),
        ("order 2 crm from yesterday", "From which day did you mean?"),
        ("order 2 crm from 2027-02-30", "From which day did you mean?"),
        ("order -2 crm from 31 Feb", "How many did you mean, and from which day?"),
    ],
)
def test_what_cannot_be_ordered_is_asked_and_never_sent_as_something_else(
    office: Office, wish: str, asked: str
) -> None:
    office.ana.dm(wish)

    answer = office.ana.last()
    assert asked in answer.all_text
    assert answer.buttons == ["Change", "Something else"]


@pytest.mark.parametrize(
    "wish", ["order 3 crm from 2027-02-28", "order 10 crm for the 2nd of march", "need 3 crm"]
)
def test_what_can_be_ordered_is_sent_in_one_tap(office: Office, wish: str) -> None:
    office.ana.dm(wish)

    assert office.ana.last().buttons == ["Send it", "Change", "Something else"]


def test_an_order_for_somebody_is_no_question(office: Office) -> None:
    office.ana.dm("order a new laptop for Fay")

    assert "An order · Workplace device" in office.ana.last().all_text.replace("*", "")


def test_the_form_of_what_cannot_wait_does_not_repeat_the_service(office: Office) -> None:
    office.ana.command("/it expedite CRM: the new guys start")

    form = office.ana.view
    assert form is not None
    assert form.values["What is to change?"] == "the new guys start"
