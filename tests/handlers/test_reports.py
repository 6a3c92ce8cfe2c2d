"""Bo has Finance's value report posted; Ana may only ask for it; Dee arranges everybody's."""

import csv
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import StringIO

import pytest
from sqlmodel import Session, select

from bot import clock
from bot.cost import months
from bot.cost.lines import CostLine
from bot.cost.subscriptions import Subscription
from bot.cost.usage import Usage
from bot.customer.people import Place
from bot.delivery.facts import unpack
from bot.delivery.jobs import Job
from bot.sandbox.hands import Person
from bot.sandbox.seen import SeenMessage
from handlers import reporting
from tests.office import Office
from tests.reading import lines_before_more

MONDAY = datetime(2026, 11, 30, 16, 0, tzinfo=UTC)  # 9:00 in Denver
FIRST_MONDAY = datetime(2026, 12, 7, 16, 0, tzinfo=UTC)


def book_october(session: Session) -> None:
    """Finance alone used mail: 30 of its 31 planned people, at a full cost of 900."""
    session.add(CostLine(month="2026-10", service="COL", category="saas", minor=900_00, source="ledger"))
    session.add(
        Usage(
            month="2026-10", unit="CC-500", service="COL", tier="Standard", quantity=Decimal(30), source="x"
        )
    )


@pytest.fixture(autouse=True)
def october(office: Office) -> None:
    with office.desk.session() as session:
        book_october(session)


def test_the_form_begins_with_ones_own_unit_channel_and_zone(office: Office) -> None:
    office.bo.command("/it report")
    view = office.bo.view
    assert view is not None
    assert view.values["Business unit"] == "Finance"
    assert view.values["Channel"] == "C0FINANCE"
    assert view.values["How often"] == "Every month"
    assert view.values["Time zone"] == "America/Denver"


def test_a_preview_reaches_oneself_only(office: Office) -> None:
    office.bo.command("/it report")
    office.bo.clicks("Preview")
    report = office.bo.last("bot").all_text
    assert "Finance: what IT was worth, Oct 2026" in report
    assert "$900" in report
    assert "Mail, chat and meetings" in report
    assert office.bo.view is not None
    assert "The preview is in your messages with me" in office.bo.view
    assert office.ana.sees("#finance") == []


def test_send_now_posts_to_the_channel(office: Office) -> None:
    office.bo.command("/it report")
    office.bo.clicks("Send now")
    assert "what IT was worth, Oct 2026" in office.ana.last("#finance").all_text
    assert office.bo.view is not None
    assert "It is on its way to" in office.bo.view


def test_without_a_channel_nothing_is_posted_and_the_form_says_why(office: Office) -> None:
    with office.desk.session() as session:
        place = session.get_one(Place, "#finance")
        session.delete(place)
    office.bo.command("/it report")
    office.bo.clicks("Send now")
    assert office.bo.view is not None
    assert "Choose a channel first" in office.bo.view
    assert office.ana.sees("#finance") == []
    assert office.bo.submits() == {"Channel": "required"}


def test_a_client_that_draws_no_charts_gets_a_picture_and_text(office: Office) -> None:
    office.bo.command("/it report")
    office.bo.clicks("Send now")
    with office.desk.read() as session:
        job = session.exec(select(Job).where(Job.name == "reports/report")).one()
    facts = unpack(job.facts)
    assert facts["chart"]["alt"] == "Cost by service, Oct 2026"
    assert facts["chart"]["series"] == {"Cost": [Decimal(900)]}  # the plan begins today
    assert reporting.PICTURES[facts["chart"]["picture"]](facts["chart"]).startswith(b"\x89PNG")
    words = office.desk.renderer.message("reports/report", {**facts, "image": "F0CHART"}, classic=True)
    assert {"id": "F0CHART"} in [block.get("slack_file") for block in words["blocks"]]
    assert "Mail, chat and meetings" in str(words["blocks"])


def test_a_report_about_nothing_has_no_chart(office: Office) -> None:
    office.dee.command("/it report")
    office.dee.chooses("Business unit", "Stores and Repair")
    with office.desk.session() as session:
        for row in session.exec(select(Subscription).where(Subscription.unit == "CC-100")):
            session.delete(row)
    office.dee.clicks("Send now")
    report = office.fay.last("#stores")
    assert "$0 for 0 services, as planned" in report.all_text.replace("*", "")
    assert "data_visualization" not in [block["type"] for block in report.blocks]


def test_a_weekly_report_comes_on_time_in_its_zone_and_once(office: Office) -> None:
    office.bo.command("/it report")
    office.bo.chooses("How often", "Every week")
    assert office.bo.submits() == {}
    assert office.bo.view is not None
    assert "Saved. The next one comes" in office.bo.view
    assert "every Monday at 9:00 (America/Denver)" in office.bo.view
    office.until(MONDAY - timedelta(seconds=1))
    assert office.ana.sees("#finance") == []
    office.until(MONDAY)
    office.later(timedelta(hours=1))
    (report,) = office.ana.sees("#finance")
    assert "Finance: what IT was worth, Oct 2026" in report.all_text


def close(office: Office, month: str) -> None:
    """Close a month as it is, and let everything happen that follows."""
    with office.desk.db.session() as session:
        months.close(session, office.desk.catalog, month, by="U0DEE", now=clock.now())
    office.sender.run_once()


def arranged_for_finance(office: Office, **more: str) -> None:
    office.bo.command("/it report")
    office.bo.fills({"How often": "Every month", **more})
    assert office.bo.submits() == {}
    office.bo.closes(all_of_them=True)


def waits(person: Person) -> list[SeenMessage]:
    return [message for message in person.sees("bot") if "wait until that month is closed" in message.text]


def test_a_monthly_report_comes_on_the_first_such_day(office: Office) -> None:
    arranged_for_finance(office)
    office.until(MONDAY)
    assert office.ana.sees("#finance") == []
    office.until(datetime(2026, 12, 5, 16, 0, tzinfo=UTC))
    close(office, "2026-11")
    office.until(FIRST_MONDAY)
    (report,) = (each for each in office.ana.sees("#finance") if "what IT was worth" in each.all_text)
    assert "what IT was worth, Nov 2026" in report.all_text


def test_a_monthly_report_waits_for_the_closed_month_and_says_once_what_is_missing(office: Office) -> None:
    arranged_for_finance(office)
    office.until(FIRST_MONDAY)
    office.later(timedelta(minutes=5))
    assert office.ana.sees("#finance") == []
    for person in (office.bo, office.dee):
        (told,) = waits(person)
        assert "The reports of Nov 2026 wait" in told.text
        assert "no cost is booked" in told
    office.bo.command("/it report")
    assert office.bo.view is not None
    assert "Nov 2026 waits until that month is closed" in office.bo.view
    office.until(datetime(2026, 12, 9, 17, 0, tzinfo=UTC))  # 10:00 on a Wednesday in Denver
    close(office, "2026-11")
    office.later(timedelta(hours=1))
    (report,) = worth(office)
    assert "what IT was worth, Nov 2026" in report.all_text
    assert [len(waits(person)) for person in (office.bo, office.dee)] == [1, 1]


def worth(office: Office) -> list[SeenMessage]:
    return [each for each in office.ana.sees("#finance") if "what IT was worth" in each.all_text]


def test_a_held_report_comes_on_the_next_working_morning_of_its_readers(office: Office) -> None:
    arranged_for_finance(office)
    office.until(FIRST_MONDAY)
    office.until(datetime(2026, 12, 12, 17, 0, tzinfo=UTC))  # a Saturday
    close(office, "2026-11")
    assert worth(office) == []
    office.until(datetime(2026, 12, 14, 15, 59, tzinfo=UTC))
    assert worth(office) == []
    office.until(datetime(2026, 12, 14, 16, 0, tzinfo=UTC))
    assert len(worth(office)) == 1


@pytest.mark.parametrize("press", ["Pause", "Remove"])
def test_what_was_paused_or_removed_while_it_waited_does_not_come(office: Office, press: str) -> None:
    arranged_for_finance(office)
    office.until(FIRST_MONDAY)
    office.bo.command("/it report")
    office.bo.clicks(press)
    close(office, "2026-11")
    office.later(timedelta(hours=1))
    assert worth(office) == []


def test_who_arranges_several_hears_of_one_open_month_once(office: Office) -> None:
    for unit in ("Finance", "Stores and Repair"):
        office.dee.command("/it report")
        office.dee.chooses("Business unit", unit)
        office.dee.submits()
        office.dee.closes(all_of_them=True)
    office.until(FIRST_MONDAY)
    assert len(waits(office.dee)) == 1


def test_saving_again_changes_the_one_posting_of_the_channel(office: Office) -> None:
    office.bo.command("/it report")
    office.bo.submits()
    office.bo.chooses("How often", "Every week")
    office.bo.submits()
    assert office.bo.view is not None
    assert office.bo.view.all_text.count("Pause") == 1
    assert "every Monday" in office.bo.view
    assert "on the first Monday" not in office.bo.view


def test_paused_stays_quiet_until_resumed_and_removed_is_gone(office: Office) -> None:
    office.bo.command("/it report")
    office.bo.chooses("How often", "Every week")
    office.bo.submits()
    office.bo.clicks("Pause")
    assert office.bo.view is not None
    assert "Paused" in office.bo.view
    office.until(MONDAY)
    assert office.ana.sees("#finance") == []
    office.bo.clicks("Resume")
    office.until(MONDAY + timedelta(days=7))
    assert len(office.ana.sees("#finance")) == 1
    office.bo.clicks("Remove")
    assert office.bo.view is not None
    assert "every Monday" not in office.bo.view
    office.until(MONDAY + timedelta(days=14))
    assert len(office.ana.sees("#finance")) == 1


def test_a_posting_that_was_removed_elsewhere_is_just_gone(office: Office) -> None:
    office.bo.command("/it report")
    office.bo.submits()
    office.dee.command("/it report")
    office.dee.chooses("Business unit", "Finance")
    office.dee.clicks("Remove")
    office.bo.clicks("Pause")
    assert office.bo.view is not None
    assert "on the first Monday" not in office.bo.view


def test_who_does_not_answer_for_the_money_can_ask(office: Office) -> None:
    office.ana.command("/it report", where="#finance")
    assert office.ana.view is None
    assert "I can ask Bo Larsen for you" in office.ana.last("#finance").all_text
    assert office.bo.sees("#finance") == []
    office.ana.clicks("Ask for the report")
    assert "I asked Bo Larsen" in office.ana.last("bot").all_text
    assert "Ana Ruiz would like the value report of Finance in Slack" in office.bo.last("bot").text
    office.bo.clicks("Set it up")
    assert office.bo.view is not None
    assert office.bo.view.values["Business unit"] == "Finance"


def test_asking_twice_on_a_day_disturbs_once(office: Office) -> None:
    office.ana.command("/it report", where="#finance")
    office.ana.clicks("Ask for the report")
    office.ana.clicks("Ask for the report")
    assert len(office.bo.sees("bot")) == 1


def test_without_a_unit_one_is_asked_for_it_first(office: Office) -> None:
    office.eve.command("/it report")
    assert office.eve.view is None
    assert "Which part" in office.eve.last("bot").all_text


def test_an_it_lead_arranges_any_units_report(office: Office) -> None:
    office.dee.command("/it report")
    office.dee.chooses("Business unit", "Stores and Repair")
    assert office.dee.view is not None
    assert office.dee.view.values["Channel"] == "C0STORES"
    office.dee.clicks("Send now")
    assert "Stores and Repair: what IT was worth" in office.fay.last("#stores").all_text


def test_a_button_of_old_does_not_get_around_who_may(office: Office) -> None:
    office.bo.command("/it report")
    with office.desk.session() as session:
        office.desk.person(session, "U0BO").email = "someone@calder.example"
    office.bo.clicks("Preview")
    assert office.bo.sees("bot") == []
    assert office.bo.view is not None
    assert "I can ask" in office.bo.view


def test_a_channel_without_the_bot_rests_and_its_owner_hears_how_to_invite(office: Office) -> None:
    office.workspace.channels["C0FINANCE"].members.remove("U0BOT")
    office.bo.command("/it report")
    office.bo.chooses("How often", "Every week")
    office.bo.submits()
    office.until(MONDAY)
    office.later(timedelta(seconds=1))
    told = office.bo.last("bot")
    assert "I could not post the value report of Finance" in told.text
    assert "/invite @domestique" in told
    assert office.dee.sees("bot") == []
    office.bo.clicks("Open the settings")
    assert office.bo.view is not None
    assert "Paused" in office.bo.view


def test_a_report_on_the_first_for_readers_ahead_of_the_company_leaves_no_month_out(office: Office) -> None:
    arranged_for_finance(office, **{"Time zone": "Asia/Tokyo"})
    office.until(datetime(2027, 2, 1, 0, 1, tzinfo=UTC))  # 9:01 on Monday in Tokyo, Sunday in Denver
    (told,) = (each for each in waits(office.bo) if "Jan 2027" in each.text)
    assert "no cost is booked" in told
    office.until(datetime(2027, 2, 1, 17, 0, tzinfo=UTC))
    close(office, "2027-01")
    office.until(datetime(2027, 2, 2, 0, 0, tzinfo=UTC))  # 9:00 in Tokyo
    assert "what IT was worth, Jan 2027" in worth(office)[-1].all_text


# Services, owners, all of IT


def test_an_owner_has_a_report_of_a_service_without_what_units_paid(office: Office) -> None:
    office.cy.command("/it report")
    view = office.cy.view
    assert view is not None
    assert view.values["Report"] == "A service"
    office.cy.chooses("Service", "Orders and finance")
    office.cy.clicks("Preview")
    report = office.cy.last("bot")
    assert "Orders and finance: cost and worth, Oct 2026" in report
    assert "not measured" in report.all_text
    assert "Finance, " not in report.all_text
    assert "closed" in report.all_text


def test_all_services_of_an_owner_come_in_one_report_to_the_channel_on_time(office: Office) -> None:
    office.cy.command("/it report")
    office.cy.chooses("Report", "All services of an owner")
    assert office.cy.view is not None
    assert office.cy.view.values["Owner"] == "Cy Okafor"
    office.cy.fills({"Channel": "#erp-team", "How often": "Every week"})
    assert office.cy.submits() == {}
    assert office.cy.view is not None
    assert "every Monday at 9:00" in office.cy.view
    office.until(MONDAY)
    (report,) = (each for each in office.cy.sees("#erp-team") if "cost and worth" in each.all_text)
    assert "Orders and finance" in report.all_text


def test_the_scorecard_is_sent_now_paused_and_resumed_like_any_report(office: Office) -> None:
    office.dee.command("/it report")
    office.dee.chooses("Report", "Balance of IT")
    office.dee.fills({"Channel": "#it-help", "How often": "Every week"})
    office.dee.clicks("Send now")
    assert "Balance of IT, Oct 2026" in office.dee.last("#it-help").all_text
    office.dee.submits()
    office.dee.clicks("Pause")
    office.until(MONDAY)
    assert len([each for each in office.dee.sees("#it-help") if "Balance of IT" in each.all_text]) == 1
    office.dee.clicks("Resume")
    office.until(MONDAY + timedelta(days=7))
    assert len([each for each in office.dee.sees("#it-help") if "Balance of IT" in each.all_text]) == 2


def test_the_executive_report_comes_to_its_channel_once_the_month_is_closed(office: Office) -> None:
    office.dee.command("/it report")
    office.dee.chooses("Report", "IT, for executives")
    office.dee.fills({"Channel": "#it-help"})
    office.dee.submits()
    office.until(FIRST_MONDAY)
    assert [each for each in office.dee.sees("#it-help") if "six signs" in each.all_text] == []
    close(office, "2026-11")
    office.later(timedelta(minutes=1))
    (report,) = (each for each in office.dee.sees("#it-help") if "six signs" in each.all_text)
    assert "IT in Nov 2026" in report.all_text


def test_who_holds_a_budget_is_not_offered_the_reports_of_all_of_it(office: Office) -> None:
    office.bo.command("/it report")
    assert office.bo.view is not None
    assert "Report" not in office.bo.view.values
    office.cy.command("/it report")
    assert office.cy.view is not None
    assert "Balance of IT" not in office.cy.view.all_text


def test_a_service_that_changed_hands_is_no_longer_shown_to_who_had_it(office: Office) -> None:
    office.cy.command("/it report")
    office.cy.chooses("Service", "Orders and finance")
    with office.desk.session() as session:
        office.desk.person(session, "U0CY").email = "someone@calder.example"
    office.cy.clicks("Preview")
    assert office.cy.view is not None
    assert "Who answers for its figures says where" in office.cy.view


# Files


def attached(office: Office, who: Person, kind: str) -> bytes:
    """Press the button under the last message, and return the file that comes in private."""
    who.clicks(kind, on=who.last("#finance"))
    office.later(timedelta(seconds=1))
    assert "as a file" in who.last("bot").text
    *_, file = office.workspace.files.values()
    assert file.content is not None
    return file.content


def test_a_report_in_the_channel_comes_as_csv_to_who_asks(office: Office) -> None:
    office.bo.command("/it report")
    office.bo.clicks("Send now")
    office.bo.closes(all_of_them=True)
    text = attached(office, office.ana, "CSV").decode("utf-8-sig")
    (row,) = csv.DictReader(StringIO(text))
    assert (row["Service"], row["Cost"], row["Used"]) == ("Mail, chat and meetings", "900.00", "30")
    assert (row["Month"], row["Closed"], row["Satisfied"]) == ("2026-10", "no", "")
    assert office.bo.sees("bot") == []


def test_a_report_comes_as_pdf_with_the_words_of_its_figures(office: Office) -> None:
    office.bo.command("/it report")
    office.bo.clicks("Send now")
    office.bo.closes(all_of_them=True)
    made = attached(office, office.ana, "PDF")
    assert made.startswith(b"%PDF")
    assert "The value report of Finance, Oct 2026, as a file" in office.ana.last("bot").all_text.replace(
        "*", ""
    )


@pytest.mark.parametrize(
    "kind", ["A service", "All services of an owner", "IT, for executives", "Balance of IT"]
)
def test_each_kind_of_report_has_its_files(office: Office, kind: str) -> None:
    office.dee.command("/it report")
    office.dee.chooses("Report", kind)
    office.dee.fills({"Channel": "#finance"})
    office.dee.clicks("Send now")
    office.dee.closes(all_of_them=True)
    table = list(csv.reader(StringIO(attached(office, office.dee, "CSV").decode("utf-8-sig"))))
    assert table[0][-3:] == ["Month", "As of", "Closed"]
    assert all(len(row) == len(table[0]) for row in table)
    assert len(table) > 1
    assert attached(office, office.dee, "PDF").startswith(b"%PDF")


def test_a_report_is_under_twelve_lines_before_more_and_says_how_sure_it_is(office: Office) -> None:
    office.bo.command("/it report")
    office.bo.clicks("Send now")
    report = office.ana.last("#finance")
    assert lines_before_more(report) < 12
    container = next(block for block in report.blocks if block["type"] == "container")
    assert container["default_collapsed"]
    assert "table" in [block["type"] for block in container["child_blocks"]]
    assert "1 cost line (100 % of cost reached a service)" in report.all_text
    assert "Oct 2026 is not closed yet, so it may still move" in report.all_text
