"""A closed month brings each unit its statement: Bo accepts, asks or disputes it; Cy answers; Dee closes months."""

import csv
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from sqlmodel import Session, col, select

from bot import clock
from bot.cost import lines, months
from bot.cost.lines import CostLine
from bot.cost.months import Month
from bot.cost.subscriptions import Subscription
from bot.cost.usage import Usage
from bot.delivery.jobs import TIMER, Job
from bot.desk import Stock
from bot.process import steps
from bot.process.orders import Order
from bot.sandbox.seen import SeenMessage
from bot.value import statements
from bot.value.statements import Statement
from tests.beginnings import begun_once
from tests.office import Office
from tests.reading import words

MORNING = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)  # a Tuesday, 9:00 in Denver


def use(month: str, unit: str, quantity: int) -> Usage:
    return Usage(
        month=month, unit=unit, service="ERP", tier="Standard", quantity=Decimal(quantity), source="meter"
    )


@pytest.fixture(autouse=True)
@begun_once
def autumn(office: Office) -> None:
    """Book ERP's use and cost of September and October: Finance has half of it in October, a third before."""
    with office.desk.db.session() as session:
        for held in session.exec(select(Subscription)):
            held.starts_on = date(2026, 7, 1)
        session.add_all([use("2026-09", "CC-500", 20), use("2026-09", "CC-300", 40)])
        session.add_all([use("2026-10", "CC-500", 30), use("2026-10", "CC-300", 30)])
        for month, dollars in (("2026-09", 9_000), ("2026-10", 12_000)):
            session.add(CostLine(month=month, service="ERP", category="software", minor=dollars * 100))
    office.until(MORNING)


@begun_once
def close(office: Office, month: str = "2026-10") -> None:
    with office.desk.db.session() as session:
        months.close(session, office.desk.catalog, month, by="", now=clock.now())
    office.sender.run_once()


def statement(office: Office, who: str = "bo") -> SeenMessage:
    return [
        each
        for each in office.workspace.person(who).sees("bot")
        if "What you got" in each or "each (" in each
    ][-1]


def state(office: Office, unit: str = "CC-500") -> str:
    with office.desk.read() as session:
        return session.exec(select(Statement.state).where(Statement.unit == unit)).one()


def order(session: Session) -> Order:
    return session.exec(select(Order)).one()


def test_a_closed_month_brings_the_budget_owner_the_units_statement(office: Office) -> None:
    close(office)
    said = statement(office).all_text
    assert "Finance, Oct 2026: $6,000.00" in said
    assert "shown, not charged" in said
    assert "$3,000.00 more than in Sep 2026" in said
    assert "30 named users that cost $200.00 each (price $165.00)" in said
    assert "Satisfied: not measured" in said
    assert "+$1,500.00 because 30 named users were used, not 20" in said
    assert "+$1,500.00 because each came to $200.00, not $150.00" in said
    assert office.ana.sees("#finance") == []
    assert state(office) == "sent"


def test_what_puts_a_closed_month_right_is_said_in_the_month_it_is_booked_in(office: Office) -> None:
    close(office, "2026-09")
    with office.desk.db.session() as session:
        line = session.exec(select(CostLine).where(CostLine.month == "2026-09")).one()
        session.add(lines.correct(line, "2026-10", minor=600_00))
    close(office)
    said = statement(office).all_text
    assert "holds +$600.00 that puts closed months right" in said
    assert "Finance, Oct 2026: $6,300.00" in said  # half of 12,600
    office.bo.command("/it statement sept")
    before = office.bo.last().all_text
    assert "Finance, Sep 2026: $3,000.00" in before
    assert "+$600.00 of the company's cost was put right in later months" in before


def test_it_is_read_before_more_on_a_phone(office: Office) -> None:
    close(office)
    assert len([line for line in statement(office).all_text.splitlines() if line.strip()]) <= 14


def test_a_unit_that_pays_reads_its_charge(office: Office) -> None:
    with office.desk.db.session() as session:
        session.add(use("2026-10", "CC-100", 10))
    close(office)
    said = statement(office, "fay").all_text
    assert "$1,650.00* for 1 service, to pay at the rate card" in said.replace(
        "Stores and Repair, Oct 2026: ", ""
    )


def test_accepted_by_a_tap_and_said_in_place(office: Office) -> None:
    close(office)
    office.bo.clicks("Accept")
    assert state(office) == "accepted"
    assert "Accepted by" in statement(office)
    assert "Dispute…" not in statement(office)


def test_a_second_tap_hears_who_was_faster(office: Office) -> None:
    close(office)
    with office.desk.db.session() as session:
        mine = session.exec(select(Statement).where(Statement.unit == "CC-500")).one()
        statements.decide(mine, "questioned", by="U0HAL", now=clock.now())
    office.bo.clicks("Accept", on=statement(office))
    assert "was questioned by @Hal Brandt" in words(office.bo)
    assert state(office) == "questioned"


def test_only_who_answers_for_the_money_decides(office: Office) -> None:
    close(office)
    office.dee.command("/it statement 2026-10 Finance")
    assert "Finance, Oct 2026" in statement(office, "dee").all_text
    office.dee.clicks("Accept", on=statement(office, "dee"))
    assert "answers for its money" in words(office.dee)
    assert state(office) == "sent"


def asks(office: Office, button: str = "Question…", about: str = "Orders and finance") -> None:
    office.bo.clicks(button, on=statement(office))
    office.bo.chooses("Which service is it about?", about)
    field = "Your question" if button == "Question…" else "What is wrong?"
    office.bo.fills({field: "Why do ten more people cost that much?"})
    assert office.bo.submits() == {}


def test_a_question_goes_to_the_owner_and_the_answer_stands_in_the_statement(office: Office) -> None:
    close(office)
    asks(office)
    assert state(office) == "questioned"
    with office.desk.read() as session:
        asked = order(session)
        assert (asked.kind, asked.service, asked.team, asked.person) == ("question", "ERP", "U0CY", "U0BO")
    card = office.cy.last()
    assert "Why do ten more people cost that much?" in card
    assert "In it *$6,000.00, 30 named users*" in card
    office.cy.replies(card, "The vendor's list went up in October.")
    assert any("vendor's list went up" in each for each in office.bo.sees("bot", thread=thread_root(office)))
    office.cy.clicks("Done", on=card)
    assert state(office) == "settled"
    assert "vendor's list went up" in statement(office)
    office.bo.clicks("Accept", on=statement(office))
    assert state(office) == "accepted"


def thread_root(office: Office) -> SeenMessage:
    return [
        each for each in office.bo.sees("bot") if "Why do ten more people" in each and "Accept" not in each
    ][-1]


def test_a_dispute_is_a_complaint_that_only_its_owner_reads(office: Office) -> None:
    close(office)
    asks(office, "Dispute…")
    assert state(office) == "disputed"
    with office.desk.read() as session:
        disputed = order(session)
        assert (disputed.kind, disputed.private, disputed.team) == ("complaint", True, "U0CY")
    assert "disputes it, about Orders and finance" in statement(office)
    assert "Why do ten more" in office.cy.last()
    office.dee.command("/it statement 2026-10 Finance")
    assert "disputes it" in statement(office, "dee")
    assert "Why do ten more" not in statement(office, "dee").all_text


def test_nothing_is_answered_without_an_answer(office: Office) -> None:
    close(office)
    asks(office)
    office.cy.clicks("Done", on=office.cy.last())
    assert state(office) == "questioned"
    office.cy.fills({"Your answer": "The vendor's list went up in October."})
    assert office.cy.submits() == {}
    assert state(office) == "settled"
    assert "“The vendor's list went up in October.” If that settles it, accept" in statement(office)
    assert any("vendor's list went up" in each for each in office.bo.sees("bot", thread=thread_root(office)))
    assert ".\n*A question about" in card_of(office)
    assert "The answer:" in office.cy.last()


def card_of(office: Office) -> str:
    return str(office.cy.last().raw.blocks[0]["text"]["text"])


def test_what_is_opened_again_is_disputed_again(office: Office) -> None:
    close(office)
    asks(office, "Dispute…")
    office.cy.clicks("Done", on=office.cy.last())
    office.cy.fills({"Your answer": "We count again."})
    office.cy.submits()
    assert state(office) == "settled"
    with office.desk.read() as session:
        number = order(session).number
    with office.desk.db.session() as session:
        steps.reopen(session, number, by="U0BO", now=clock.now())
    office.sender.run_once()
    assert state(office) == "disputed"


def test_a_question_taken_back_lets_the_statement_wait_for_a_word(office: Office) -> None:
    close(office)
    asks(office)
    with office.desk.read() as session:
        number = order(session).number
    with office.desk.db.session() as session:
        steps.cancel(session, number, by="U0BO", now=clock.now())
    office.sender.run_once()
    assert state(office) == "sent"
    assert "Accept" in statement(office)


def test_about_the_whole_statement_it_is_who_leads_it_who_answers(office: Office) -> None:
    close(office)
    asks(office, about="The whole statement")
    with office.desk.read() as session:
        assert order(session).team == "U0DEE"


def test_more_shows_levels_prices_and_how_sure_it_is(office: Office) -> None:
    close(office)
    office.bo.clicks("More", on=statement(office))
    view = office.bo.view
    assert view is not None
    assert "Standard: 30 named users × $165.00 = $4,950.00 at the rate card; full cost $6,000.00" in view
    assert " and 2 more. Satisfied over all" in view
    assert "From 1 cost line (100 % of cost reached a service), 1 usage record (9 % of" in view


def test_each_level_stands_in_a_line_of_its_own_and_one_cause_is_said_once(office: Office) -> None:
    with office.desk.db.session() as session:
        one_more: dict[str, Any] = {
            "unit": "CC-500",
            "service": "JML",
            "source": "meter",
            "quantity": Decimal(1),
        }
        for month, dollars in (("2026-09", 100), ("2026-10", 150)):
            for tier in ("Standard (5 working days)", "Express (1 working day)"):
                session.add(Usage(month=month, tier=tier, **one_more))
            session.add(CostLine(month=month, service="JML", category="labor", minor=dollars * 100))
    close(office)
    assert "*: +$50.00 because each came to $75.00, not $50.00." in statement(office).all_text
    office.bo.clicks("More", on=statement(office))
    assert office.bo.view is not None
    said = [block["text"]["text"] for block in office.bo.view.raw.blocks if block["type"] == "section"]
    levels = next(each for each in said if "Joiner" in each).splitlines()[1:]
    assert [each.partition(" × ")[0] for each in levels[:2]] == [
        "• Express (1 working day): 1 event",
        "• Standard (5 working days): 1 event",
    ]


def test_it_comes_as_csv_and_pdf_to_who_may_read_it_only(office: Office) -> None:
    close(office)
    for form in ("CSV", "PDF"):
        office.bo.clicks(form, on=statement(office))
        office.later(timedelta(seconds=1))
        assert "The statement of Finance*, Oct 2026, as a file" in office.bo.last()
    *_, table, paper = office.workspace.files.values()
    (row,) = csv.DictReader(StringIO((table.content or b"").decode("utf-8-sig")))
    assert (table.name, paper.name) == ("statement-cc-500-2026-10.csv", "statement-cc-500-2026-10.pdf")
    assert (row["Service"], row["Level"], row["Quantity"]) == ("Orders and finance", "Standard", "30")
    assert (row["Price"], row["Full cost"], row["Month"]) == ("165.00", "6000.00", "2026-10")
    assert (paper.content or b"").startswith(b"%PDF")
    with office.desk.db.session() as session:
        office.desk.person(session, "U0BO").email = "someone@calder.example"
    office.bo.clicks("CSV", on=statement(office))
    assert "as a file" not in office.bo.last()


def test_it_shows_a_statement_again_to_who_may_read_it(office: Office) -> None:
    close(office)
    office.bo.command("/it statement october")
    first, second = [each for each in office.bo.sees("bot") if "Finance, Oct 2026" in each]
    office.bo.clicks("Accept", on=second)
    assert all("Accepted by" in each for each in office.bo.sees("bot") if "Finance, Oct 2026" in each)
    office.ana.command("/it statement")
    assert "is for" in words(office.ana)
    assert first.ts != second.ts


def test_a_month_without_a_statement_is_told_with_the_latest_that_has_one(office: Office) -> None:
    close(office, "2026-09")
    office.bo.command("/it statement 2026-10")
    assert "There is no statement of Finance for Oct 2026 yet" in words(office.bo)
    assert "the latest that is closed is Sep 2026" in words(office.bo)


def test_words_that_are_no_unit_are_a_question(office: Office) -> None:
    office.bo.command("/it statement of the printer vendor")
    assert "statement of" not in words(office.bo)


def test_it_goes_to_the_channel_where_the_report_is_posted(office: Office) -> None:
    office.bo.command("/it report")
    office.bo.submits()
    close(office)
    (posted,) = [each for each in office.ana.sees("#finance") if "Finance, Oct 2026" in each]
    office.ana.clicks("Accept", on=posted)
    assert state(office) == "sent"
    assert "is for" in office.ana.last("#finance")
    office.bo.clicks("Accept", on=posted)
    assert "Accepted by" in office.ana.sees("#finance")[0]


def test_at_night_it_waits_for_the_readers_morning(office: Office) -> None:
    office.until(datetime(2026, 11, 25, 6, 0, tzinfo=UTC))
    close(office)
    assert not [each for each in office.bo.sees("bot") if "Finance, Oct 2026" in each]
    office.later(timedelta(hours=10))
    assert "Finance, Oct 2026" in statement(office)


# Closing a month


def closing(office: Office, who: str = "dee") -> SeenMessage:
    return [each for each in office.workspace.person(who).sees("bot") if "Oct 2026" in each][-1]


def test_what_is_missing_is_said_first_and_a_reason_closes_it_anyway(office: Office) -> None:
    office.dee.command("/it close 2026-10")
    asked = closing(office)
    assert "missing in Oct 2026" in asked
    assert "nobody reported how much was used" in asked
    office.dee.clicks("Close it anyway…", on=asked)
    office.dee.fills({"Why is it closed all the same?": "The auditors want October now."})
    assert office.dee.submits() == {}
    with office.desk.read() as session:
        closed = session.get_one(Month, "2026-10")
        assert (closed.closed_by, closed.note) == ("U0DEE", "The auditors want October now.")
    assert "closed although something was missing:* The auditors want October now." in statement(office)
    assert any("Your reason stands in each" in each for each in office.dee.sees("bot"))


def test_it_can_wait(office: Office) -> None:
    office.dee.command("/it close 2026-10")
    office.dee.clicks("Wait for it")
    assert "Oct 2026 stays open" in closing(office)
    with office.desk.read() as session:
        assert not months.is_closed(session, "2026-10")


def complete(office: Office) -> None:
    """Report use of everything that units hold."""
    with office.desk.db.session() as session:
        for code, unit in office.desk.catalog.company.units.items():
            for level in unit.plan:
                service, _, tier = level.partition(".")
                if service != "ERP":
                    held: dict[str, Any] = {"unit": code, "service": service, "tier": tier}
                    session.add(Usage(month="2026-10", quantity=Decimal(1), source="meter", **held))


def test_it_finance_closes_a_complete_month_with_a_tap(office: Office) -> None:
    complete(office)
    office.ivy.command("/it close october")
    assert "Nothing is missing in Oct 2026" in closing(office, "ivy")
    office.ivy.clicks("Close it")
    with office.desk.read() as session:
        assert session.get_one(Month, "2026-10").closed_by == "U0IVY"
    assert any("Each unit gets its statement" in each for each in office.ivy.sees("bot"))
    assert "Finance, Oct 2026" in statement(office)


def test_of_two_who_close_it_one_does_and_the_other_reads_that_it_is_closed(office: Office) -> None:
    complete(office)
    for person in (office.dee, office.ivy):
        person.command("/it close 2026-10")
    for who, person in (("dee", office.dee), ("ivy", office.ivy)):
        with office.desk.db.session() as session:  # both have tapped before either is done
            value = next(
                each["value"]
                for block in closing(office, who).blocks
                for each in block.get("elements", ())
                if each.get("action_id") == "month.close"
            )
            office.desk.soon(session, "month.close", value=value, by=person.id, note="")
    office.sender.run_once()
    assert any("Oct 2026 is closed" in each for each in office.dee.sees("bot"))
    assert any("Oct 2026 is closed" in each for each in office.ivy.sees("bot"))
    with office.desk.read() as session:
        assert session.get_one(Month, "2026-10").closed_by == "U0DEE"


def test_what_came_to_be_missing_meanwhile_is_said_instead_of_closing(office: Office) -> None:
    complete(office)
    office.dee.command("/it close 2026-10")
    with office.desk.db.session() as session:
        session.add(CostLine(month="2026-10", service=None, category="other", minor=300_00))
    office.dee.clicks("Close it")
    assert "$300 in 1 cost line belongs to no service yet" in closing(office)
    with office.desk.read() as session:
        assert not months.is_closed(session, "2026-10")


def test_without_a_month_it_is_the_earliest_that_is_open(office: Office) -> None:
    office.dee.command("/it close")
    assert any("missing in Sep 2026" in each for each in office.dee.sees("bot"))


def test_closed_months_running_months_and_other_people_are_refused(office: Office) -> None:
    close(office)
    office.dee.command("/it close 2026-10")
    assert "Oct 2026 was closed" in words(office.dee)
    office.dee.command("/it close 2026-11")
    assert "Nov 2026 is not over yet" in words(office.dee)
    office.bo.command("/it close 2026-09")
    assert (
        "Only who leads IT or keeps its books can do that. @Dee Park or @Ivy Chen will gladly help."
        in words(office.bo)
    )


def test_a_unit_that_is_no_more_is_said_and_stops_nobody(office: Office) -> None:
    close(office)
    card = statement(office)
    stock = office.desk.shelf.stock
    units = {code: unit for code, unit in stock.catalog.company.units.items() if code != "CC-500"}
    company = replace(stock.catalog.company, units=units)
    office.desk.shelf.stock = Stock(replace(stock.catalog, company=company), stock.finder)
    office.bo.clicks("Accept", on=card)
    assert "CC-500 is no unit of the company any more" in office.bo.last("bot").all_text
    assert state(office) == "sent"
    with office.desk.db.session() as session:
        number = session.exec(select(Statement.id).where(Statement.unit == "CC-500")).one()
        for timer in ("statement.redraw", statements.SEND):
            office.desk.soon(session, timer, statement=number)
    office.sender.run_once()
    with office.desk.read() as session:
        assert session.exec(select(Job).where(Job.kind == TIMER, col(Job.error).is_not(None))).all() == []
