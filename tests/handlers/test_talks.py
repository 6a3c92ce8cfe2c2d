"""A unit tells IT what it needs, IT answers, both agree on a step, and nobody lets it lie."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot import clock
from bot.customer import talks
from bot.customer.contacts import Contact
from bot.customer.people import Person as Colleague
from bot.customer.talks import Talk
from bot.sandbox.hands import Person
from bot.sandbox.seen import SeenMessage
from bot.value import talking_points
from handlers import talks as handlers
from tests.beginnings import begun_once
from tests.office import Office
from tests.statements import listening

# T0 is Monday, 23 Nov 2026, 9:00 in Denver; Thursday is a holiday.
NEED = "We close the books two days late because the bank's file comes by mail"
DAY = timedelta(days=1)


def says(person: Person, need: str = NEED, service: str | None = "Orders and finance") -> None:
    person.fills({"What do you need, and what would it change?": need})
    if service:
        person.chooses("Is it about a service?", service)
    assert person.submits() == {}


@begun_once
def bo_needs(office: Office) -> None:
    office.bo.opens_home()
    office.bo.clicks("Tell IT what we need", on=office.bo.home)
    says(office.bo)


def dee_answers(office: Office, step: str = "Cy shows you the bank's interface", who: str = "cy") -> None:
    office.dee.clicks("Answer…")
    office.dee.fills({"Your answer": "The bank can send it by itself."})
    office.dee.fills({"The next step": step})
    if step:
        office.dee.chooses("Who takes it?", who)
    office.dee.chooses("Until when?", "2026-12-04")
    assert office.dee.submits() == {}


def only(person: Person, words: str) -> SeenMessage:
    """Return the one message that follows what is needed to its end."""
    (found,) = [each for each in person.sees("bot") if words in each and "This message follows it" in each]
    return found


def under(person: Person, message: SeenMessage) -> list[str]:
    return [each.all_text for each in person.sees("bot", message)[1:]]


@pytest.fixture(autouse=True)
@begun_once
def every_morning(office: Office) -> None:
    """Have it looked after what lies, as it is from the bot's start on."""
    with office.desk.db.session() as session:
        handlers.keep_schedules(session, office.desk, clock.now())


def talk(office: Office) -> Talk:
    with office.desk.read() as session:
        return session.exec(select(Talk)).one()


def contacts(office: Office, person: str) -> list[tuple[str, str, str | None]]:
    with office.desk.read() as session:
        rows = session.exec(select(Contact).where(Contact.person == person)).all()
    return [(row.started_by, row.engagement, row.why) for row in rows]


def test_from_what_a_unit_needs_to_what_helped_in_one_message_for_each_reader(office: Office) -> None:
    bo_needs(office)
    mine = only(office.bo, NEED)
    assert "IT answers by 1 Dec 2026: it is with @Dee Park" in mine  # five working days, without Thursday
    theirs = only(office.dee, NEED)
    assert "IT answers by 1 Dec 2026: it is with you" in theirs
    assert "Finance, Orders and finance" in theirs

    dee_answers(office)
    mine = only(office.bo, NEED)
    assert mine.edited
    assert "The bank can send it by itself." in mine
    assert under(office.bo, mine) == ["IT has answered. Next: say whether that suits you."]
    assert "Cy shows you the bank's interface (@Cy Okafor, by 4 Dec 2026)" in mine
    assert office.cy.sees("bot") == []  # not before the unit agrees

    seen = office.bo.opens_home()
    assert seen is not None
    assert "*1 need waits for your word*" in seen

    office.bo.clicks("Agree", on=mine)
    assert "Done by 4 Dec 2026: it is with @Cy Okafor" in only(office.bo, NEED)
    step = only(office.cy, NEED)
    office.cy.clicks("Done", on=step)
    assert "Finance says whether it is what they needed" in only(office.cy, NEED)
    assert under(office.bo, mine)[-1] == "The step is done: say whether it is what you needed."
    assert under(office.cy, step) == []
    assert contacts(office, "U0BO") == [("customer", "none", "no_answer")]

    office.bo.clicks("Yes, it helped", on=only(office.bo, NEED))
    for reader in (office.bo, office.dee, office.cy):
        settled = only(reader, NEED)
        assert "Settled: it is what Finance needed" in settled
        assert settled.buttons == []
    assert contacts(office, "U0BO") == [("customer", "value_check", None)]


def test_what_does_not_suit_goes_back_with_what_is_missing(office: Office) -> None:
    bo_needs(office)
    dee_answers(office)
    office.bo.clicks("Not yet…")
    office.bo.fills({"What do you need instead?": "It has to be there by month's end"})
    assert office.bo.submits() == {}
    theirs = only(office.dee, NEED)
    assert "It has to be there by month's end" in theirs
    assert "IT answers by 1 Dec 2026: it is with you" in theirs

    dee_answers(office, step="")
    office.bo.clicks("That settles it")
    assert talk(office).turn == "done"
    assert contacts(office, "U0BO") == [("customer", "value_check", None)]


def test_done_is_over_only_when_the_unit_says_so(office: Office) -> None:
    bo_needs(office)
    dee_answers(office)
    office.bo.clicks("Agree")
    office.cy.clicks("Done")
    office.bo.clicks("Not yet…")
    office.bo.fills({"What do you need instead?": "The file is still empty"})
    office.bo.submits()
    assert talk(office).turn == "answer"
    assert "The file is still empty" in only(office.dee, NEED)


def test_a_need_without_a_service_is_let_go_again(office: Office) -> None:
    office.ana.command("/it talks")
    assert "Nothing is open between you and IT." in office.ana.last()
    office.ana.clicks("Tell IT what we need")
    says(office.ana, service=None)
    office.ana.clicks("No longer needed", on=only(office.ana, NEED))
    assert "No longer needed." in only(office.dee, NEED)
    assert contacts(office, "U0ANA") == [("customer", "none", "not_delivered")]
    office.dee.command("/it talks")
    assert "Nothing is open" in office.dee.last()


def test_from_the_page_of_a_service(office: Office) -> None:
    office.ana.command("/it services")
    office.ana.clicks("Open")
    assert office.ana.view is not None
    service = office.ana.view.all_text
    office.ana.clicks("Tell IT what we need")
    says(office.ana, service=None)
    assert talk(office).service is not None
    assert service
    assert office.ana.view is None


def test_the_list_by_role_is_worked_through_in_place(office: Office) -> None:
    bo_needs(office)
    office.dee.command("/it talks")
    listed = office.dee.last()
    assert "1 thing waits for you, 1 open in all." in listed
    office.dee.clicks("Answer…", on=listed)
    office.dee.fills({"Your answer": "It can be done."})
    office.dee.submits()
    assert "1 thing is open, none of it waits for you." in office.dee.last()
    assert office.dee.last().ts == listed.ts

    office.bo.command("/it talks")
    office.bo.clicks("That settles it", on=office.bo.last())
    assert "Nothing is open" in office.bo.last()
    office.fay.command("/it talks")  # of another unit
    assert "Nothing is open" in office.fay.last()


def test_a_list_of_long_words_fits_into_a_message(office: Office) -> None:
    long = "Ä & <b> so" * 140
    asked: dict[str, Any] = {
        "unit": "CC-500",
        "service": "ERP",
        "said_by": "U0BO",
        "asked_of": "U0DEE",
        "step_owner": "U0CY",
    }
    with office.desk.db.session() as session:
        for days in range(14):
            at = clock.now() - timedelta(days=40 - days)
            due = at.date() + timedelta(days=5)
            row = Talk(
                **asked, requirement=long, opened_at=at, answer=long, answered_at=at, step=long, due_on=due
            )
            session.add(row)
    for person in (office.dee, office.bo):
        person.command("/it talks")
        assert "14 open in all" in person.last() or "14 things are open" in person.last()
        assert "6 more come up as these are settled." in person.last()


def test_the_owner_of_a_service_reads_what_is_needed_of_it(office: Office) -> None:
    bo_needs(office)
    office.cy.command("/it talks")
    assert NEED in office.cy.last()
    assert office.cy.last().buttons == ["Show it as it is now"]
    office.kim.command("/it talks")
    assert "Nothing is open" in office.kim.last()


def test_the_head_sees_what_their_people_said_and_may_agree(office: Office) -> None:
    office.ana.opens_home()
    office.ana.clicks("Tell IT what we need", on=office.ana.home)
    says(office.ana)
    dee_answers(office)
    office.bo.command("/it talks")
    assert "IT has answered. Next: @Ana Ruiz says whether it suits." in office.bo.last()
    office.bo.clicks("Agree", on=office.bo.last())
    assert "Agreed." in only(office.ana, NEED)


def test_who_left_is_spoken_for_by_the_head_of_the_unit(office: Office) -> None:
    office.ana.opens_home()
    office.ana.clicks("Tell IT what we need", on=office.ana.home)
    says(office.ana)
    office.ana.changes(deleted=True)
    dee_answers(office)
    office.bo.clicks("Agree", on=only(office.bo, NEED))
    assert talk(office).turn == "step"


def test_a_stranger_says_first_for_whom_they_work(office: Office) -> None:
    office.eve.command("/it talks")
    office.eve.clicks("Tell IT what we need")
    assert "Which part of the company do you work for?" in office.eve.last()


def test_nobody_speaks_for_the_other_side(office: Office) -> None:
    bo_needs(office)
    theirs = only(office.dee, NEED)
    office.cy.clicks("Answer…", on=theirs)
    assert office.cy.view is None
    assert "That is for @Dee Park" in office.dee.last()
    office.ana.clicks("No longer needed", on=only(office.bo, NEED))
    assert "That is for @Bo Larsen" in office.bo.last()
    assert talk(office).done_at is None


def test_who_presses_an_old_button_hears_how_it_went_on(office: Office) -> None:
    bo_needs(office)
    dee_answers(office)
    office.bo.command("/it talks")
    old = office.bo.last()
    office.bo.clicks("Agree", on=only(office.bo, NEED))
    office.bo.clicks("Agree", on=old)
    assert "It went on meanwhile: the step is agreed and on its way." in office.bo.last().text


def late_for(person: Person) -> list[SeenMessage]:
    return [each for each in person.sees("bot") if "late with you" in each]


def test_a_late_answer_is_nudged_once_and_then_weekly_in_working_hours(office: Office) -> None:
    bo_needs(office)
    office.until(datetime(2026, 12, 1, 20, tzinfo=UTC))
    assert late_for(office.dee) == []
    office.until(datetime(2026, 12, 2, 16, 1, tzinfo=UTC))
    (said,) = late_for(office.dee)
    assert "1 thing is late with you" in said
    assert "IT's answer was due 1 Dec 2026: it is with you" in said
    for _ in range(6):
        office.later(DAY)
    assert len(late_for(office.dee)) == 1
    office.later(DAY)
    assert len(late_for(office.dee)) == 2
    assert late_for(office.bo) == []


def test_a_customer_who_takes_long_is_asked_within_the_contact_policy(office: Office) -> None:
    bo_needs(office)
    dee_answers(office)
    office.until(datetime(2026, 11, 30, 15, 59, tzinfo=UTC))
    assert late_for(office.bo) == []
    office.until(datetime(2026, 12, 1, 16, 1, tzinfo=UTC))
    (said,) = late_for(office.bo)
    assert "Fewer of these" in said.buttons
    for _ in range(29):  # the policy rests for a month where IT would be nudged each week
        office.later(DAY)
    assert len(late_for(office.bo)) == 1
    for _ in range(3):
        office.later(DAY)
    assert len(late_for(office.bo)) == 2
    assert contacts(office, "U0BO") == [("bot", "none", "reminder")] * 2


def test_whoever_wants_no_talks_is_not_nudged(office: Office) -> None:
    bo_needs(office)
    dee_answers(office)
    with office.desk.db.session() as session:
        session.get_one(Colleague, "U0BO").refuses_talks = True
    office.until(datetime(2026, 12, 8, 16, 1, tzinfo=UTC))
    assert late_for(office.bo) == []


def test_a_late_step_is_nudged_with_whoever_took_it(office: Office) -> None:
    bo_needs(office)
    dee_answers(office)
    office.bo.clicks("Agree")
    office.until(datetime(2026, 12, 7, 16, 1, tzinfo=UTC))
    (said,) = late_for(office.cy)
    assert "The step was due 4 Dec 2026: it is with you" in said
    office.cy.clicks("Done", on=said)
    assert "Nothing is open" in office.cy.last()
    assert late_for(office.dee) == late_for(office.bo) == []


def test_a_step_that_the_customer_takes_waits_for_their_working_hours(office: Office) -> None:
    office.bo.changes(zone="Pacific/Honolulu")  # four hours later than the company
    bo_needs(office)
    dee_answers(office, who="bo")
    office.bo.clicks("Agree")
    office.until(datetime(2026, 12, 7, 16, 1, tzinfo=UTC))
    assert late_for(office.bo) == []
    office.until(datetime(2026, 12, 7, 18, 1, tzinfo=UTC))
    assert len(late_for(office.bo)) == 1


def test_two_who_press_at_once_settle_it_once(office: Office) -> None:
    bo_needs(office)
    dee_answers(office, step="")
    with office.desk.db.session() as session:
        held = talks.hold(session, 1, "agree")
        talks.agree(session, held, datetime(2026, 11, 23, 17, tzinfo=UTC))
    office.bo.clicks("That settles it", on=only(office.bo, NEED))
    assert "It went on meanwhile: it is done." in office.bo.last().text


def test_many_talks_are_listed_and_nudged_about_with_as_few_statements_as_few(office: Office) -> None:
    def looked_up() -> int:
        with listening() as said, office.desk.read() as session:
            dee = session.get_one(Colleague, "U0DEE")
            found = talking_points.listing(session, office.desk.catalog, dee, clock.now())
            late = talking_points.late_by_reader(session, office.desk.catalog, clock.now())
        assert found["count"] == sum(map(len, late.values())) == len(stated)
        return len(said)

    stated: list[Talk] = []
    counts = []
    for many in (2, 30):
        with office.desk.session() as session:
            for number in range(many):
                unit = ("CC-500", "CC-100", "CC-200")[number % 3]
                due_on = clock.today("UTC") - timedelta(days=9)
                talk = Talk(
                    unit=unit, requirement=NEED, said_by="U0ANA", opened_at=clock.now(), due_on=due_on
                )
                stated.append(talk)
                session.add(talk)
        counts.append(looked_up())
    assert counts[0] == counts[1]
