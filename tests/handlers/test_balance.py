"""Dee reads the balance, gives measures owners and targets; owners review; outcomes stand beside cost."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import select

from bot.catalog.measured import TWELVE
from bot.cost.lines import CostLine
from bot.cost.usage import Usage
from bot.customer.surveys import Survey
from bot.customer.talks import Talk
from bot.process.measures import ProcessMeasure
from bot.process.orders import Order
from bot.sandbox.hands import Person
from bot.sandbox.seen import SeenMessage
from bot.value.balance import Score
from bot.value.outcomes import Reading
from tests.e2e.pictures import Picture
from tests.office import Office


@pytest.fixture(autouse=True)
def october(office: Office) -> None:
    with office.desk.db.session() as session:
        session.add(CostLine(month="2026-10", service="COL", category="saas", minor=900_00, source="ledger"))
        held: dict[str, Any] = {"unit": "CC-500", "service": "COL", "tier": "Standard"}
        session.add(Usage(month="2026-10", quantity=Decimal(30), source="meter", **held))


DAY = timedelta(days=1)
W6: dict[str, int | None] = {
    "satisfied": 70, "talks": 83, "outcomes": 93, "way_forward": 96,
    "in_time": 81, "owned": 67, "remedied": 58, "not_reopened": 95,
    "traced": 72, "unit_costs": 40, "driven": 35, "explained": None,
}  # fmt: skip


def kept(office: Office, month: str, figures: Mapping[str, int | str | None]) -> None:
    """Store what the twelve measures came to in a month."""
    with office.desk.db.session() as session:
        for key, value in figures.items():
            number = None if value is None else Decimal(value)
            session.add(Score(month=month, element=TWELVE[key], measure=key, value=number, n=40))


def alt(office: Office, person: Person) -> str:
    """Return what the picture in a person's last message says to those who cannot see it."""
    blocks = json.dumps(person.last("bot").blocks)
    return blocks[blocks.index("Balance of IT, Oct 2026:") :] if "Three circles" in blocks else ""


def test_it_leads_read_the_balance_as_a_picture_with_words(office: Office) -> None:
    office.dee.command("/it balance")
    card = office.dee.last("bot")
    assert "Balance of IT, Oct 2026" in card.all_text
    assert "None of the three is strong yet" in card.all_text
    assert "Cost that reaches" not in card.all_text  # the twelve are behind a button
    assert "is not closed yet, so it may still move" in card.all_text
    assert "Customer focus" in alt(office, office.dee)


def test_the_worked_example_as_dee_reads_it(office: Office, picture: Picture) -> None:
    kept(office, "2026-10", W6)
    kept(office, "2026-09", {**W6, "driven": 25})
    office.dee.command("/it balance")
    card = office.dee.last("bot").all_text
    assert "*61.84 of 100*, 60.40 the month before" in card
    assert "Danger zone: customer focus and process orientation without cost" in card
    assert (
        "Customer focus: *85.50*\nProcess orientation: *75.25*\nCost optimization: *36.75*, below 60" in card
    )
    assert "*Next:* charges explained to who pays (not measured) is the lowest in cost optimization" in card
    assert "which is 38.50 points behind the next" in card
    assert "Then: budget lines that follow a driver (35 %)" in card
    assert ":warning: *Proposals without a business case*" in card
    assert ":warning: *Processes that define no value*" in card
    assert card.count(":warning: *") == 2
    assert "1 of 12 is not measured" in card
    assert "the plain mean would say 65.83); the lowest is 0.430 of the highest" in card
    said = alt(office, office.dee)
    assert "Balance of IT, Oct 2026: 61.84 of 100 in balance, 60.40 the month before" in said
    assert "Customer focus 85.50 of 100, strong; Process orientation 75.25 of 100, strong" in said
    assert "Cost optimization 36.75 of 100, below 60" in said
    assert "IT is inside customer focus and process orientation, outside cost optimization" in said
    picture("balance", "dee")


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
    assert "Cy Okafor; reviewed 23 Nov 2026" in after.all_text
    assert "cy@calder.example" not in after.all_text
    with office.desk.read() as session:
        (kept,) = session.exec(select(ProcessMeasure)).all()
    assert (kept.key, kept.owner, kept.target) == ("in_time", "cy@calder.example", Decimal(85))
    assert kept.reviewed_on is not None


def rows(message: SeenMessage) -> list[list[str]]:
    """Return the table of a message."""
    (found,) = [block for block in message.blocks if block["type"] == "table"]
    return [[cell["text"] for cell in row] for row in found["rows"]]


def test_measures_say_their_change_where_there_is_one(office: Office) -> None:
    kept(office, "2026-10", {**W6, "in_time": 80})
    kept(office, "2026-09", {**W6, "outcomes": "99.7", "talks": 10})
    office.dee.command("/it measures")
    every = {row[0]: row[1:] for row in rows(office.dee.last("bot"))}
    assert every["Measure"] == ["Figure", "Target", "Owner, review", "Counted from"]
    assert every["Units that talked with IT about value"][0] == "0 %, down 10"
    assert every["Services with an outcome and a measure of it"][0] == "100 %, no change"
    assert every["Done in time"][:3] == ["not measured", "none", "nobody; never reviewed"]


@pytest.mark.parametrize(
    ("owner", "reviewed_on", "step"),
    [
        (None, None, "Give _Done and stayed done_ an owner: `/it measures`"),
        (
            "cy@calder.example",
            date(2026, 1, 5),
            "Ask the owner of _Done and stayed done_ for its review, there was none in 180 days: `/it measures`",
        ),
        (
            "cy@calder.example",
            date(2026, 10, 5),
            "See what is lowest in process orientation: `/it measures`",
        ),
    ],
)
def test_friendly_but_not_fixed_names_what_is_missing(
    office: Office, owner: str | None, reviewed_on: date | None, step: str
) -> None:
    friendly = {key: 90 if TWELVE[key] == "customer" else 10 for key in W6}
    kept(office, "2026-10", friendly)
    with office.desk.db.session() as session:
        session.add(ProcessMeasure(key="not_reopened", owner=owner, reviewed_on=reviewed_on))
    office.dee.command("/it balance")
    assert f"*Friendly, but not fixed*: not measured, nothing was finished. {step}" in office.dee.last("bot")


def notes(office: Office, good: str, of_all: str) -> dict[str, str]:
    """Fill in what another system counted of what was done in time in October."""
    office.dee.command("/it measures")
    office.dee.chooses("Owner, target, review", "Done in time")
    said = {"Of how many in Oct 2026?": of_all, "How many of them went well?": good}
    office.dee.fills(
        {"Who answers for it?": "Cy", **{label: figure for label, figure in said.items() if figure}}
    )
    return office.dee.submits()


def test_what_another_system_counts_is_noted_by_hand_and_said_so(office: Office) -> None:
    assert notes(office, "81", "100") == {}
    assert "81 %" in office.dee.last("bot")
    assert "100 things due in the month, noted by hand" in office.dee.last("bot")
    assert notes(office, "82", "100") == {}
    assert "82 %" in office.dee.last("bot")
    assert "1 figure that another system counts" in office.dee.last("bot")


def test_half_a_figure_or_more_than_all_is_asked_again(office: Office) -> None:
    assert notes(office, "101", "100") == {"How many of them went well?": "That is more than all of them."}
    office.dee.closes()
    assert list(notes(office, "81", "").values()) == ["Say both, of how many and how many of them."]


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
    assert rows(after)[1][0] == "Mail, chat and meetings"
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


def test_any_of_many_services_is_found_by_typing_what_it_came_to(office: Office) -> None:
    keys = office.offer_many("COL")
    office.dee.command("/it outcomes")
    office.dee.chooses("Note what it came to")
    assert office.dee.view is None
    office.dee.chooses("Note what it came to", "Service number 299")
    office.dee.fills({"What did it come to?": "7"})
    assert office.dee.submits() == {}
    with office.desk.read() as session:
        assert [each.service for each in session.exec(select(Reading))] == [keys[299]]


@pytest.mark.parametrize("name", ["Mail, chat and meetings", "Document signing"])
def test_only_ones_own_services_that_name_a_measure_are_offered(office: Office, name: str) -> None:
    stock = office.desk.shelf.stock
    unmeasured = replace(stock.catalog.services["DOC"], measures=())
    services = {**stock.catalog.services, "DOC": unmeasured}
    office.desk.shelf.stock = replace(stock, catalog=replace(stock.catalog, services=services))
    office.cy.command("/it outcomes")
    with pytest.raises(LookupError, match=name):
        office.cy.chooses("Note what it came to", name)
    office.cy.chooses("Note what it came to", "Orders and finance")
    assert office.cy.view is not None


def test_the_first_ten_outcomes_stand_there_and_the_rest_behind_more(office: Office) -> None:
    office.dee.command("/it outcomes")
    seen = office.dee.last("bot")
    assert len(rows(seen)) <= 11
    named = {row[0] for row in rows(seen)[1:]} - {"–"}
    assert "$30.00 per person" in seen.all_text
    assert "$30.00 a person" not in seen.all_text
    live = [each.name for each in office.desk.catalog.live() if each.kind == "customer_facing"]
    assert f"More: {len(live) - len(named)} other services" in json.dumps(seen.blocks)
    for name in live:
        assert (name in named) != (f"*{name}*, " in seen.all_text), name


def test_a_service_owner_sees_only_their_own_services_cost(office: Office) -> None:
    office.cy.command("/it outcomes")
    assert "$900" not in office.cy.last("bot").all_text
    office.ana.command("/it outcomes")
    assert "The balance of IT is for those who lead IT" in office.ana.last("bot").all_text


def busy(office: Office) -> None:
    """Store an October in which IT had something to do."""
    middle = datetime(2026, 10, 15, 18, tzinfo=UTC)
    pressing: dict[str, Any] = {"kind": "incident", "impact": 2, "urgency": 1, "due_at": middle}
    plain: dict[str, Any] = {"kind": "order", "due_at": middle}
    done = [
        {**(pressing if at % 4 == 0 else plain), "done_at": middle + (at % 5 - 3) * DAY} for at in range(20)
    ]
    said = {"expires_at": middle, "sent_at": middle - 3 * DAY, "answered_at": middle - DAY}
    with office.desk.db.session() as session:
        who: dict[str, Any] = {"state": "closed", "person": "U0ANA", "unit": "CC-500", "service": "ERP"}
        session.add_all(Order(opened_at=middle - 4 * DAY, **who, **each) for each in done)
        asked: dict[str, Any] = {"unit": "CC-500", "service": "ERP", "lost_minutes": 12, **said}
        session.add_all(
            Survey(person=f"U9{at}", about=f"order:{at}", score=2 if at % 6 == 0 else 5, **asked)
            for at in range(18)
        )
        for month, minor in (("2026-10", 61_400_00), ("2026-09", 63_000_00)):
            session.add(CostLine(month=month, service="ERP", category="software", minor=minor))
            held: dict[str, Any] = {"unit": "CC-100", "service": "ERP", "tier": "Standard"}
            session.add(Usage(month=month, quantity=Decimal(340), source="meter", **held))
        session.add(CostLine(month="2026-10", service=None, category="other", minor=2_150_00))
        session.add(Reading(service="ERP", measure="Days", month="2026-10", value=Decimal(4)))
        heard: dict[str, Any] = {"requirement": "Invoices on Saturdays", "said_by": "U0BO"}
        session.add(Talk(unit="CC-500", opened_at=middle, answered_at=middle + DAY, **heard))


def test_dee_reads_the_six_signs_and_comes_back_to_the_balance(office: Office, picture: Picture) -> None:
    busy(office)
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
    assert "*Cost controlled:* $64,450, $63,000 the month before" in report.all_text
    assert "satisfied 83 % (61 % to 94 %, 18 answers)" in report.all_text
    assert "working time lost: 3 h 36 min, $162" in report.all_text
    assert "half of 15 deliveries took at most 3 days" in report.all_text
    assert (
        "done in time of what pressed: 4 of 5 things; of what could wait: 12 of 15 things" in report.all_text
    )
    assert "an outcome was read of 1 of 16 services" in report.all_text
    assert "$2,150 belongs to no service: whose is it?" in report.all_text
    assert "IT talked about value with 1 of 6 units" in report.all_text
    picture("six-signs", "dee")
    assert "customers agreed to 36 of 41 levels' targets" in report.all_text
    assert "For you to decide" in report.all_text
    office.dee.clicks("Balance", on=report)
    assert "Six symptoms of one without another" in office.dee.last("bot").all_text


def signs(office: Office) -> str:
    office.dee.command("/it balance")
    office.dee.clicks("Six signs")
    return office.dee.last("bot").all_text


@pytest.mark.parametrize(
    ("took", "said"),
    [
        (timedelta(hours=2, minutes=24), "half of 1 delivery took at most 2 h 24 min."),
        (timedelta(hours=25), "half of 1 delivery took at most 1 day."),
        (timedelta(hours=30), "half of 1 delivery took at most 1.2 days."),
    ],
)
def test_less_than_a_day_is_said_in_hours(office: Office, took: timedelta, said: str) -> None:
    opened = datetime(2026, 10, 15, 18, tzinfo=UTC)
    with office.desk.db.session() as session:
        who: dict[str, Any] = {"person": "U0ANA", "unit": "CC-500", "state": "closed"}
        session.add(Order(kind="order", opened_at=opened, done_at=opened + took, **who))
    assert said in signs(office)


def test_the_six_signs_say_nothing_of_what_brought_nothing(office: Office) -> None:
    said = signs(office)
    assert "*Results:* an outcome was read of 0 of 16 services.\n" in said
    assert "business case" not in said
    assert "offers brought" not in said
    assert "went ahead at once" not in said


def test_who_only_owns_a_service_is_not_shown_what_all_of_it_cost(office: Office) -> None:
    office.cy.command("/it balance")
    with pytest.raises(LookupError):
        office.cy.clicks("Six signs")
