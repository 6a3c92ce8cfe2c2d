"""How contacts end is written down, whoever ends them, and IT leads see what they led to."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot import clock
from bot.customer.contacts import Contact
from bot.customer.surveys import Survey
from handlers import contact
from tests.handlers.test_orders import orders_mail
from tests.handlers.test_surveys import deliver
from tests.office import Office
from tests.value.finance import standstills


@pytest.fixture
def hurt(office: Office) -> None:
    """Let ERP have broken for Ana on three Saturdays, outside the hours of Standard."""
    with office.desk.session() as session:
        standstills(session)


def outcomes(office: Office) -> dict[str, tuple[str, str | None]]:
    with office.desk.read() as session:
        return {row.about: (row.engagement, row.why) for row in session.exec(select(Contact))}


def test_a_question_without_an_answer_ends_with_nothing(office: Office) -> None:
    office.ana.dm("who won the game last night?")
    assert outcomes(office) == {"question:1": ("none", "unanswered")}


def test_a_question_about_nothing_that_is_needed_ends_with_the_reason(office: Office) -> None:
    office.ana.dm("what does ERP cost?")
    assert outcomes(office) == {"question:1": ("none", "no_evidence")}
    office.ana.clicks("Helpful")
    assert outcomes(office) == {"question:1": ("value_check", None)}


def test_to_say_that_it_was_not_meant_is_a_value_check_too(office: Office) -> None:
    office.ana.dm("what does ERP cost?")
    office.ana.clicks("Not what I meant")
    assert outcomes(office)["question:1"] == ("value_check", None)


@pytest.mark.usefixtures("hurt")
def test_a_question_ends_with_an_offer_where_a_need_shows(office: Office) -> None:
    office.ana.dm("what does ERP cost?")
    assert "Would longer hours" in office.ana.last().all_text
    assert outcomes(office) == {"question:1": ("offer", None)}

    office.ana.dm("what does ERP cost?")
    assert outcomes(office)["question:2"][0] == "none"
    assert len([seen for seen in office.ana.sees("bot") if "Would longer hours" in seen]) == 1


@pytest.mark.usefixtures("hurt")
def test_a_question_of_who_wants_no_offers_says_so(office: Office) -> None:
    office.ana.command("/it stop offers")
    office.ana.dm("what does ERP cost?")
    assert ("none", "opted_out") in outcomes(office).values()


def test_what_works_ends_with_a_value_check_or_why_not(office: Office) -> None:
    for _ in range(2):
        deliver(office)
        office.ana.clicks("Yes, it works")
    kept = outcomes(office)
    assert kept["order:1"] == ("value_check", None)
    assert kept["order:2"] == ("none", "surveyed")


def test_what_nobody_answers_is_written_down_when_it_closes(office: Office) -> None:
    deliver(office)
    office.later(timedelta(days=4))
    assert outcomes(office)["order:1"] == ("none", "no_answer")


def test_what_is_taken_back_is_written_down_at_night(office: Office) -> None:
    orders_mail(office.ana)
    office.ana.clicks("Cancel")
    with office.desk.session() as session:
        contact.gather(session, office.desk, clock.now(), {})
        contact.gather(session, office.desk, clock.now(), {})
    assert outcomes(office) == {"order:1": ("none", "not_delivered")}


def test_leads_see_what_contacts_led_to_and_nobody_else(office: Office) -> None:
    home = office.dee.opens_home()
    assert "What contacts led to: not measured, none ended." in str(home and home.all_text)
    for _ in range(2):
        deliver(office)
        office.ana.clicks("Yes, it works")
    office.later(timedelta(minutes=1))
    home = office.dee.opens_home()
    assert "50 % of contacts (9 % to 91 %)" in str(home and home.all_text).replace("*", "")

    office.dee.command("/it contacts")
    seen = office.dee.last().all_text
    assert "1 of 2" in seen
    assert "had been asked not long before: 1" in seen
    assert "Finance" in seen
    assert "50 % (9 % to 91 %, 2 contacts)" in seen
    assert "not measured" in seen  # the months before
    office.ana.command("/it contacts")
    assert "Only who leads IT" in office.ana.last().all_text


def test_leads_read_what_everybody_said_and_how_many_answered(office: Office) -> None:
    august = datetime(2026, 8, 10, 18, tzinfo=UTC)
    asked: dict[str, Any] = {
        "form": "recommend",
        "kind": "nps",
        "about": "2026",
        "unit": "CC-500",
        "sent_at": august,
    }
    with office.desk.session() as session:
        for number, recommend in enumerate([10, 10, 10, 8, 3, None, None, None, None, None]):
            answered_at = None if recommend is None else august
            session.add(Survey(person=f"U{number}", recommend=recommend, answered_at=answered_at, **asked))
    office.dee.command("/it contacts")
    said = office.dee.last().all_text.replace("*", "")
    assert "What everybody said, 1 Jul to 30 Sep 2026:" in said
    assert "would recommend IT: +40 (-30 to +100, 5 answers; promoters less detractors, -100 to +100)" in said
    assert "Recommend IT: answered by 50 % (24 % to 76 %, 10 asked)" in said


def test_a_quarter_without_answers_is_not_measured(office: Office) -> None:
    office.dee.command("/it contacts")
    assert "What everybody said*, 1 Jul to 30 Sep 2026: not measured" in office.dee.last().all_text
