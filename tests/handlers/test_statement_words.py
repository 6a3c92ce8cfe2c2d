"""A statement waits for a word: on Home, reminded of once, asked about in its thread, never taken as accepted."""

from datetime import UTC, datetime, timedelta

from sqlmodel import select

from bot.cost import lines
from bot.cost.lines import CostLine
from bot.customer import contacts
from bot.sandbox.seen import SeenMessage
from tests.handlers.test_statements import asks, autumn, close, order, state, statement, use
from tests.office import Office

__all__ = ["autumn"]  # a fixture

DAY = timedelta(days=1)
REMINDED = datetime(
    2026, 12, 7, 16, 0, tzinfo=UTC
)  # eight working days after Tuesday 24 Nov, Thanksgiving left out
LAST = "9 Dec 2026"


def home(office: Office, who: str = "bo") -> str:
    person = office.workspace.person(who)
    person.opens_home()
    assert person.home is not None
    return person.home.all_text


def reminders(office: Office, who: str = "bo") -> list[SeenMessage]:
    return [each for each in office.workspace.person(who).sees("bot") if "I remind you once" in each]


def writes(office: Office, text: str) -> SeenMessage:
    """Let Bo write below his statement; return that statement."""
    below = statement(office)
    office.bo.replies(below, text)
    return below


def said_below(office: Office, root: SeenMessage) -> str:
    return " ".join(each.all_text for each in office.bo.sees("bot", thread=root))


# Waiting


def test_it_stands_on_the_budget_owners_home_until_it_is_accepted(office: Office) -> None:
    close(office)
    assert "*The statement of Finance for Oct 2026: $6,000.00*" in home(office)
    assert f"Please say a word by {LAST}" in home(office)
    assert "statement" not in home(office, "ana")
    office.bo.clicks("Read and answer", on=office.bo.home)
    again = statement(office)
    assert f"Waits for your word until {LAST}" in again
    office.bo.clicks("Accept", on=again)
    assert "The statement of Finance" not in home(office)


def test_the_budget_owner_is_reminded_once_and_nothing_else_moves(office: Office) -> None:
    close(office)
    before = statement(office)
    office.until(REMINDED - timedelta(minutes=1))
    assert reminders(office) == []
    office.later(timedelta(minutes=2))
    (reminder,) = reminders(office)
    assert f"$6,000.00* waits for your word until {LAST}" in reminder
    assert "Without one it says that it was not answered" in reminder
    assert "Fewer of these" in reminder.buttons
    assert statement(office).all_text == before.all_text
    for _ in range(12):
        office.later(DAY)
    assert len(reminders(office)) == 1
    office.bo.clicks("Read and answer", on=reminder)
    office.bo.clicks("Accept", on=statement(office))
    assert state(office) == "accepted"


def test_who_answered_and_who_wants_no_talks_is_not_reminded(office: Office) -> None:
    with office.desk.db.session() as session:
        session.add(use("2026-10", "CC-100", 10))
        office.desk.person(session, "U0FAY").refuses_talks = True
    close(office)
    office.bo.clicks("Accept")
    office.until(REMINDED + timedelta(days=3))
    assert reminders(office) == reminders(office, "fay") == []


def test_where_another_talk_was_just_begun_it_comes_on_the_day_that_is_free(office: Office) -> None:
    close(office)
    with office.desk.db.session() as session:
        contacts.note(
            session, about="talk:1", person="U0BO", unit="CC-500", intent="talk", started_by="bot",
            now=datetime(2026, 11, 8, 16, tzinfo=UTC),
        )  # fmt: skip
    office.until(REMINDED + timedelta(minutes=1))
    assert reminders(office) == []
    office.until(datetime(2026, 12, 8, 17, tzinfo=UTC))
    assert len(reminders(office)) == 1


def test_at_the_readers_night_the_reminder_waits(office: Office) -> None:
    with office.desk.db.session() as session:
        office.desk.person(session, "U0BO").zone = "Asia/Tokyo"  # there it is after midnight
    close(office)
    office.until(REMINDED + timedelta(hours=6))
    assert reminders(office) == []
    office.until(datetime(2026, 12, 7, 23, 30, tzinfo=UTC))
    assert len(reminders(office)) == 1


def test_silence_is_no_yes_and_says_so_in_place_and_in_the_report(office: Office) -> None:
    close(office)
    office.until(datetime(2026, 12, 10, 6, 59, tzinfo=UTC))  # a minute before midnight in Denver
    assert "not answered" not in statement(office)
    office.later(timedelta(minutes=2))
    assert f"It was *not answered* by {LAST}, which is no yes; you still can." in statement(office)
    assert state(office) == "sent"
    assert "The statement of Finance" not in home(office)
    assert f"Statement of Oct 2026: *not answered* by {LAST}, which is no yes." in report(office)
    office.bo.clicks("Accept", on=statement(office))
    assert "not answered" not in statement(office)
    assert "Statement of Oct 2026: accepted by @Bo Larsen, 10 Dec 2026." in report(office)


def report(office: Office) -> str:
    """Return what a preview of the unit's report says now."""
    office.bo.command("/it report")
    office.bo.clicks("Preview")
    office.bo.closes(all_of_them=True)
    return [each for each in office.bo.sees("bot") if "what IT was worth" in each][-1].all_text


# Words below it


def test_words_below_it_are_a_question_that_the_owner_answers_there(office: Office) -> None:
    close(office)
    root = writes(office, "why is ERP so high?")
    assert state(office) == "questioned"
    with office.desk.read() as session:
        asked = order(session)
        assert (asked.kind, asked.service, asked.team, asked.person) == ("question", "ERP", "U0CY", "U0BO")
    assert "@Bo Larsen asked about Orders and finance: “why is ERP so high?”" in statement(office)
    card = office.cy.last()
    assert "why is ERP so high?" in card
    office.cy.replies(card, "Ten more people, and the vendor's list went up.")
    assert "the vendor's list went up" in said_below(office, root)
    assert "Last: “Ten more people, and the vendor's list went up.”" in statement(office)
    heard = [each for each in office.bo.sees("bot") if "vendor's list went up" in each]
    assert all(root.ts in (each.ts, each.thread_ts) for each in heard)  # nowhere else
    office.cy.clicks("Done", on=card)
    assert state(office) == "settled"
    assert f", and your question is answered\nPlease say a word by {LAST}" in home(office)
    office.bo.clicks("Accept", on=statement(office))
    assert state(office) == "accepted"


def test_storage_is_a_question_to_who_owns_storage(office: Office) -> None:
    with office.desk.db.session() as session:
        stored = use("2026-10", "CC-500", 4)
        stored.service = "FIL"
        session.add_all([stored, CostLine(month="2026-10", service="FIL", category="hardware", minor=900_00)])
    close(office)
    writes(office, "why is storage so high?")
    assert "why is storage so high?" in office.kim.last()
    assert "about File storage" in statement(office)


def test_more_words_go_to_the_question_that_is_open(office: Office) -> None:
    close(office)
    root = writes(office, "why is ERP so high?")
    card = office.cy.last()
    office.bo.replies(root, "I mean the last ten users.")
    assert "I mean the last ten users." in str([each.all_text for each in office.cy.sees("bot", thread=card)])
    assert "The team has what you wrote here" in said_below(office, root)
    with office.desk.read() as session:
        assert order(session).text == "why is ERP so high?"  # the only one


def test_more_words_reach_who_has_the_dispute(office: Office) -> None:
    close(office)
    asks(office, "Dispute…")
    card = office.cy.last()
    root = writes(office, "And nobody asked us.")
    assert "And nobody asked us." in str([each.all_text for each in office.cy.sees("bot", thread=card)])
    assert "The team has what you wrote here" in said_below(office, root)


def test_words_about_no_service_go_to_who_leads_it(office: Office) -> None:
    close(office)
    writes(office, "hm, hm")
    with office.desk.read() as session:
        assert order(session).team == "U0DEE"


def test_others_who_ask_below_it_ask_the_bot(office: Office) -> None:
    close(office)
    office.dee.command("/it statement 2026-10 Finance")
    office.dee.replies(statement(office, "dee"), "What does ERP cost?")
    assert state(office) == "sent"
    assert "Orders and finance" in office.dee.sees("bot", thread=statement(office, "dee"))[-1]


def test_below_an_accepted_one_it_is_a_question_to_the_bot(office: Office) -> None:
    close(office)
    office.bo.clicks("Accept")
    root = writes(office, "What does ERP cost?")
    assert state(office) == "accepted"
    assert "165.00" in said_below(office, root)


def test_in_a_channel_the_mention_is_a_question_answered_there(office: Office) -> None:
    office.bo.command("/it report")
    office.bo.submits()
    close(office)
    (posted,) = [each for each in office.ana.sees("#finance") if "Finance, Oct 2026" in each]
    office.bo.replies(posted, "@domestique why is ERP so high?")
    card = office.cy.last()
    assert "why is ERP so high?" in card
    office.cy.replies(card, "The list went up.")
    assert "The list went up." in str([each.all_text for each in office.ana.sees("#finance", thread=posted)])


# Put right


def test_a_dispute_settled_with_a_correction_shows_on_the_next_statement(office: Office) -> None:
    close(office)
    asks(office, "Dispute…")
    with office.desk.db.session() as session:
        wrong = session.exec(select(CostLine).where(CostLine.month == "2026-10")).one()
        session.add_all(
            [
                lines.correct(wrong, "2026-11", minor=-600_00),
                use("2026-11", "CC-500", 30),
                use("2026-11", "CC-300", 30),
            ]
        )
        session.add(CostLine(month="2026-11", service="ERP", category="software", minor=12_000_00))
        number = order(session).number
    office.cy.clicks("Done", on=office.cy.last())
    office.until(datetime(2026, 12, 3, 17, tzinfo=UTC))
    close(office, "2026-11")
    said = statement(office).all_text
    assert "Finance, Nov 2026: $5,700.00" in said
    assert "*Put right* for Oct 2026: -$300.00 of Orders and finance (-$600.00 for all units)" in said
    assert f"after what you said under number {number}." in said
