"""Dee reads the balance, gives measures owners and targets; owners review; outcomes stand beside cost."""

import json
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import select

from bot.cost.lines import CostLine
from bot.cost.usage import Usage
from bot.process.measures import ProcessMeasure
from bot.sandbox.hands import Person
from bot.value.outcomes import Reading
from tests.office import Office


@pytest.fixture(autouse=True)
def october(office: Office) -> None:
    with office.desk.db.session() as session:
        session.add(CostLine(month="2026-10", service="COL", category="saas", minor=900_00, source="ledger"))
        held: dict[str, Any] = {"unit": "CC-500", "service": "COL", "tier": "Standard"}
        session.add(Usage(month="2026-10", quantity=Decimal(30), source="meter", **held))


def alt(office: Office, person: Person) -> str:
    """Return what the picture in a person's last message says to those who cannot see it."""
    blocks = json.dumps(person.last("bot").blocks)
    return blocks[blocks.index("Three circles") :] if "Three circles" in blocks else ""


def test_it_leads_read_the_balance_as_a_picture_with_words(office: Office) -> None:
    office.dee.command("/it balance")
    card = office.dee.last("bot")
    assert "Balance of IT, Oct 2026" in card.all_text
    assert "Only customer focus" in card.all_text or "None of the three is strong yet" in card.all_text
    assert "Cost that reaches" not in card.all_text  # the twelve are behind a button
    assert "is not closed yet, so it may still move" in card.all_text
    assert "Customer focus" in alt(office, office.dee)


def test_each_symptom_says_what_was_seen_and_how_to_mend_it(office: Office) -> None:
    office.dee.command("/it balance")
    card = office.dee.last("bot").all_text
    assert "*Last year plus something*: not measured, no budget is there" in card
    assert "Processes that define no value" in card
    assert "Note what each brought: `/it outcomes`" in card
    assert "Next:" in card
    assert "answers for it" in card


def test_who_answers_for_nothing_in_it_gets_the_value_report_instead(office: Office) -> None:
    office.ana.command("/it balance")
    assert "The balance of IT is for those who lead IT" in office.ana.last("bot").all_text
    office.ana.clicks("Value report")
    assert "I can ask Bo" in office.ana.last("bot").all_text


def test_who_owns_a_service_reads_it(office: Office) -> None:
    office.cy.command("/it balance")
    assert "Balance of IT, Oct 2026" in office.cy.last("bot").all_text


def test_dee_gives_a_measure_an_owner_and_a_target_where_it_stands(office: Office) -> None:
    office.dee.command("/it balance")
    office.dee.clicks("All measures")
    before = office.dee.last("bot")
    assert "14 of 14 have no owner" in before.all_text
    office.dee.chooses("Owner, target, review", "Done in time")
    office.dee.fills({"Who answers for it?": "Cy", "What is it to reach, in percent?": "85"})
    office.dee.chooses("Does it still measure the right thing?", "I looked at it today, and it does")
    assert office.dee.submits() == {}
    after = office.dee.last("bot")
    assert after.ts == before.ts
    assert "13 of 14 have no owner" in after.all_text
    assert "cy@calder.example" in after.all_text
    with office.desk.read() as session:
        (kept,) = session.exec(select(ProcessMeasure)).all()
    assert (kept.key, kept.owner, kept.target) == ("in_time", "cy@calder.example", Decimal(85))
    assert kept.reviewed_on is not None


def own(office: Office, key: str, email: str) -> None:
    with office.desk.db.session() as session:
        session.add(ProcessMeasure(key=key, owner=email))


def test_its_owner_changes_the_target_of_their_own_measure_only(office: Office) -> None:
    own(office, "in_time", "cy@calder.example")
    office.cy.command("/it measures")
    office.cy.chooses("Owner, target, review", "Done in time")
    assert office.cy.view is not None
    assert "Who answers for it?" not in office.cy.view.values
    office.cy.fills({"What is it to reach, in percent?": "90"})
    assert office.cy.submits() == {}
    with office.desk.read() as session:
        (kept,) = session.exec(select(ProcessMeasure)).all()
    assert (kept.owner, kept.target, kept.reviewed_on) == ("cy@calder.example", Decimal(90), None)


def test_a_measure_that_was_given_to_somebody_else_is_not_ones_own_any_more(office: Office) -> None:
    own(office, "in_time", "cy@calder.example")
    office.cy.command("/it measures")
    with office.desk.db.session() as session:
        session.get_one(ProcessMeasure, "in_time").owner = "gil@calder.example"
    office.cy.chooses("Owner, target, review", "Done in time")
    assert "is changed by who owns it" in office.cy.last("bot").all_text


def test_dee_notes_what_a_service_brought_beside_what_it_cost(office: Office) -> None:
    office.dee.command("/it outcomes")
    before = office.dee.last("bot")
    assert "$900" in before.all_text
    assert "not measured" in before.all_text
    office.dee.chooses("Note what it came to", "Mail, chat and meetings")
    office.dee.fills({"What did it come to?": "93.5", "Counted in": "%", "What is it to reach?": "95"})
    assert office.dee.submits() == {}
    after = office.dee.last("bot")
    assert after.ts == before.ts
    assert "93.5 %" in after.all_text
    assert "95 %" in after.all_text
    with office.desk.read() as session:
        (kept,) = session.exec(select(Reading)).all()
    assert (kept.service, kept.month, kept.value, kept.by) == ("COL", "2026-10", Decimal("93.5"), "U0DEE")
    assert kept.measure == "Share of meetings that start on time with sound and picture"


def test_the_last_word_on_an_outcome_counts(office: Office) -> None:
    office.dee.command("/it outcomes")
    for value in ("90", "91"):
        office.dee.chooses("Note what it came to", "Mail, chat and meetings")
        office.dee.fills({"What did it come to?": value})
        office.dee.submits()
    with office.desk.read() as session:
        assert [each.value for each in session.exec(select(Reading))] == [Decimal(91)]


def test_a_service_owner_sees_only_their_own_services_cost(office: Office) -> None:
    office.cy.command("/it outcomes")
    assert "$900" not in office.cy.last("bot").all_text
    office.ana.command("/it outcomes")
    assert "The balance of IT is for those who lead IT" in office.ana.last("bot").all_text


def test_dee_reads_the_six_signs_and_comes_back_to_the_balance(office: Office) -> None:
    office.dee.command("/it balance")
    office.dee.clicks("Six signs")
    report = office.dee.last("bot")
    for sign in (
        "Aligned with the business",
        "Cost controlled",
        "End-to-end quality",
        "Agility",
        "Results",
        "Priorities",
    ):
        assert f"*{sign}:*" in report.all_text
    assert "*Cost controlled:* $900" in report.all_text
    assert "customers agreed to 36 of 41 levels' targets" in report.all_text
    assert "For you to decide" in report.all_text
    office.dee.clicks("Balance", on=report)
    assert "Six signs of one without another" in office.dee.last("bot").all_text


def test_who_only_owns_a_service_is_not_shown_what_all_of_it_cost(office: Office) -> None:
    office.cy.command("/it balance")
    with pytest.raises(LookupError):
        office.cy.clicks("Six signs")
