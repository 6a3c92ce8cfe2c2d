"""Who was let down: called by a named person by a named time, asked again, and not offered anything before."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select

from bot import clock
from bot.customer import gate, people, recoveries
from bot.customer.contacts import Contact
from bot.customer.policy import Standing
from bot.customer.recoveries import Recovery
from bot.delivery.facts import unpack
from bot.delivery.jobs import Job
from bot.process import orders
from bot.sandbox.hands import Person
from bot.sandbox.seen import SeenMessage
from tests.beginnings import begun_once
from tests.handlers.test_home import home
from tests.handlers.test_surveys import deliver
from tests.office import Office
from tests.process.calder import denver


def kept(office: Office) -> list[Recovery]:
    with office.desk.read() as session:
        return list(session.exec(select(Recovery).order_by(col(Recovery.id))).all())


@begun_once
def is_let_down(office: Office, *more: str) -> None:
    """Let Ana get her mail from Kim, and score it as very poor."""
    deliver(office)
    for label in ("Yes, it works", "1 Very poor", *more):
        office.ana.clicks(label)


def where(person: Person, words: str) -> SeenMessage:
    """Return the latest message to a person that holds these words."""
    return [one for one in person.sees("bot") if words in one.all_text][-1]


def calls(office: Office, words: str = "Kim sets it up again on Tuesday") -> None:
    office.dee.clicks("I called…")
    office.dee.fills({"What was agreed?": words})
    assert office.dee.submits() == {}


def test_she_reads_who_calls_and_when_in_the_message_she_answered_in(office: Office) -> None:
    is_let_down(office)
    told = office.ana.last()
    (promised,) = kept(office)

    assert "What went wrong?" in told.all_text
    assert "*@Dee Park calls you by " in told.all_text  # Kim owns it and did the work
    assert "only with your yes" in told.all_text
    assert {"Yes, call me", "No call, thanks"} <= set(told.buttons)
    assert promised.call_by == denver("2026-11-23T17:02")  # eight working hours after the answer
    assert office.ana.last().ts == told.ts


def test_who_calls_reads_no_name_before_the_yes_and_the_agent_reads_nothing(office: Office) -> None:
    before = len(office.kim.sees("bot"))
    is_let_down(office)
    told = office.dee.last()

    assert "1 of 5, very poor" in told.all_text
    assert "omebody in Finance" in told.all_text
    assert "Ana" not in told.all_text
    with office.desk.read() as session:
        rows = session.exec(select(Job).where(Job.to == "U0DEE", Job.name == "recovering/owner")).all()
    assert [unpack(each.facts)["call"]["person"] for each in rows] == [None]
    assert "I called…" not in told.buttons
    assert len(office.kim.sees("bot")) == before

    office.ana.clicks("Yes, call me")
    assert "Call @Ana Ruiz by" in where(office.dee, "They agreed that you see their name").all_text
    above, below = office.dee.sees("bot")
    assert ("It goes on below" in above.all_text, above.buttons) == (True, [])
    assert "Call @Ana Ruiz by" in below.text
    assert "I called…" in below.buttons
    assert "Your name is shown only" not in office.ana.last().all_text


def test_no_call_is_kept_and_can_be_taken_back(office: Office) -> None:
    is_let_down(office)
    office.ana.clicks("No call, thanks")
    assert "Nobody calls you" in office.ana.last().all_text
    assert "They would rather not be called" in office.dee.last().all_text
    assert kept(office)[0].state == "unwanted"
    office.later(timedelta(days=2))
    assert "is due" not in office.dee.last().all_text

    office.ana.clicks("Call me after all")
    again = kept(office)[0]
    assert (again.state, again.agreed, again.is_open) == ("open", True, True)
    assert again.call_by > clock.now()


def test_a_better_time_is_one_select(office: Office) -> None:
    is_let_down(office)
    office.ana.chooses("A better time", "Wednesday 25 Nov 2026, by 10:00")

    assert kept(office)[0].call_by == denver("2026-11-25T10:00")
    assert kept(office)[0].agreed is True
    assert "25 Nov" in office.ana.last().all_text or "Wednesday" in office.ana.last().all_text
    office.until(denver("2026-11-24T18:00"))  # the first date is past, and nobody is nudged about it
    assert not [one for one in office.dee.sees("bot") if "is due" in one.all_text]


def test_a_time_that_is_past_changes_nothing(office: Office) -> None:
    is_let_down(office)
    told = office.ana.last()
    office.later(timedelta(days=3))
    office.ana.chooses("A better time", "Tuesday 24 Nov 2026, by 10:00", on=told)
    assert "too near or past" in office.ana.last().all_text
    assert kept(office)[0].agreed is None


def hands_over(office: Office, to: str) -> None:
    office.dee.clicks("Hand over the call…", on=where(office.dee, "They agreed"))
    office.dee.chooses("Who calls instead?", to)
    office.dee.submits()


def test_the_owner_is_nudged_twice_and_then_who_leads_it_sees_it(office: Office) -> None:
    is_let_down(office, "Yes, call me")
    hands_over(office, "Cy Okafor")
    office.until(denver("2026-11-23T15:30"))
    assert "waits for your call" in office.cy.last().text
    office.until(kept(office)[0].call_by)
    assert "is due" in office.cy.last().text
    assert "Cannot reach them" in office.cy.last().buttons
    messages = len(office.cy.sees("bot"))
    assert "was not made" not in office.dee.last().text

    office.later(timedelta(days=1))
    assert len(office.cy.sees("bot")) == messages
    told = office.dee.last()
    assert "@Cy Okafor was to call @Ana Ruiz about Mail, chat and meetings by" in told.all_text
    office.dee.clicks("Hand over the call…", on=told)
    office.dee.chooses("Who calls instead?", "Dee Park")
    assert office.dee.submits() == {}
    assert kept(office)[0].owner == "U0DEE"
    assert "@Dee Park calls @Ana Ruiz" in where(office.cy, "now.").all_text
    with office.desk.read() as session:
        told_of = recoveries.follow_up(session, clock.now() - timedelta(days=30), clock.now())
    assert (told_of.due, told_of.in_time) == (1, 0)


def test_who_is_handed_a_call_late_gets_a_date_of_their_own_and_the_customer_is_told_in_place(
    office: Office,
) -> None:
    is_let_down(office, "Yes, call me")
    first = kept(office)[0].call_by
    promised, messages = office.ana.last(), len(office.ana.sees("bot"))
    office.until(first + timedelta(days=1))
    hands_over(office, "Cy Okafor")
    (moved,) = kept(office)
    assert (moved.owner, moved.first_call_by) == ("U0CY", first)
    assert moved.call_by > clock.now() + timedelta(hours=1)
    assert len(office.ana.sees("bot")) == messages
    told = office.ana.last()
    assert told.ts == promised.ts
    assert "*@Cy Okafor calls you by" in told.all_text
    assert "as you were told. Sorry for that." in told.all_text

    office.until(moved.call_by)
    assert "is due" in office.cy.last().text
    office.cy.clicks("I called…")
    office.cy.fills({"What was agreed?": "A new mailbox today"})
    assert office.cy.submits() == {}
    with office.desk.read() as session:
        told_of = recoveries.follow_up(session, first, first + timedelta(seconds=1))
    assert (told_of.due, told_of.in_time) == (1, 0)  # the promise that was broken counts


def test_a_call_handed_over_in_time_keeps_its_date(office: Office) -> None:
    is_let_down(office, "Yes, call me")
    first = kept(office)[0].call_by
    hands_over(office, "Cy Okafor")
    assert (kept(office)[0].call_by, kept(office)[0].first_call_by) == (first, None)
    assert "as you were told" not in office.ana.last().all_text


def test_who_leads_it_and_did_the_work_does_not_read_of_it(office: Office) -> None:
    office.ana.shortcut("order.start")
    office.ana.chooses("What do you need?", "Mail, chat and meetings")
    office.ana.chooses("Level", "Plus, $46.00")
    office.ana.chooses("How many people?", "3")
    assert office.ana.submits() == {}
    office.bo.clicks("Approve")
    office.dee.clicks("Done", on=office.dee.last("#workplace"))
    office.later(timedelta(minutes=2))
    for label in ("Yes, it works", "1 Very poor", "Yes, call me"):
        office.ana.clicks(label)
    assert kept(office)[0].owner == "U0KIM"
    messages = len(office.dee.sees("bot"))
    office.later(timedelta(days=2))
    assert len(office.dee.sees("bot")) == messages


def test_after_the_call_she_is_asked_on_the_next_working_day(office: Office) -> None:
    is_let_down(office, "Yes, call me")
    office.later(timedelta(hours=1))
    calls(office)
    assert "@Dee Park called you" in office.ana.last().all_text
    assert kept(office)[0].state == "called"
    office.until(denver("2026-11-24T09:55"))
    assert "Is it put right?" not in office.ana.last().all_text
    office.until(denver("2026-11-24T10:10"))

    asked = office.ana.last()
    assert "Is it put right?" in asked.all_text
    assert "Kim sets it up again on Tuesday" in asked.all_text
    office.ana.clicks("Yes, it is")
    assert "is put right" in office.ana.last().all_text
    assert office.ana.last().ts == asked.ts
    assert "It is put right, says @Ana Ruiz" in where(office.dee, "Thank you.").all_text
    with office.desk.read() as session:
        assert not recoveries.is_open(session, "U0ANA")
        noted = session.exec(select(Contact).where(Contact.intent == "recovery")).one()
    assert (noted.about, noted.engagement) == ("recovery:1", "value_check")


def test_a_call_on_friday_is_asked_about_on_monday_and_in_no_quiet_hour(office: Office) -> None:
    office.ana.changes(zone="Europe/Berlin")
    with office.desk.db.session() as session:
        people.meet(session, "U0ANA").zone = "Europe/Berlin"
    is_let_down(office, "Yes, call me")
    office.until(denver("2026-11-27T12:00"))
    calls(office)
    office.until(denver("2026-11-30T23:59"))
    assert (
        "Is it put right?" not in office.ana.last().all_text
    )  # it is 20:00 in Berlin when it would be asked
    office.until(datetime(2026, 12, 1, 7, 1, tzinfo=UTC))
    assert "Is it put right?" in office.ana.last().all_text


def test_a_no_opens_it_again_with_who_leads_it(office: Office) -> None:
    is_let_down(office, "Yes, call me")
    calls(office)
    office.later(timedelta(days=1))
    office.ana.clicks("No, not yet", on=where(office.ana, "Is it put right?"))

    first, second = kept(office)
    assert (first.state, second.state, second.source) == ("unsettled", "open", "recovery:1")
    assert (second.owner, second.agreed) == ("U0DEE", True)
    assert "We are sorry" in office.ana.last().all_text
    assert "*@Dee Park calls you by" in office.ana.last().all_text
    told = where(office.dee, "called before, and noted")
    assert "Kim sets it up again on Tuesday" in told.all_text
    assert "I called…" in told.buttons
    office.ana.clicks("No call, thanks")
    assert "Nobody calls you" in office.ana.last().all_text
    with office.desk.read() as session:
        assert not recoveries.is_open(session, "U0ANA")


def test_who_cannot_be_reached_is_told_and_chooses(office: Office) -> None:
    is_let_down(office, "Yes, call me")
    office.dee.clicks("Cannot reach them")
    assert "@Dee Park tried to call you" in office.ana.last().text
    first = kept(office)[0]
    assert (first.state, first.unreached, first.agreed) == ("open", 1, True)
    office.later(timedelta(days=1))
    office.dee.clicks("Cannot reach them", on=where(office.dee, "You did not reach them before"))
    assert kept(office)[0].state == "unreached"
    assert "tried more than once" in office.ana.last().all_text
    office.ana.clicks("Call me after all")
    assert kept(office)[0].state == "open"


def test_only_the_latest_message_about_a_call_has_buttons_and_none_once_it_is_made(office: Office) -> None:
    def with_buttons() -> list[SeenMessage]:
        return [one for one in office.dee.sees("bot") if "I called…" in one.buttons]

    is_let_down(office)
    office.ana.clicks("No call, thanks")
    office.ana.clicks("Call me after all")
    assert with_buttons() == [office.dee.last()]
    office.until(denver("2026-11-23T15:30"))
    soon = office.dee.last()
    assert "waits for your call" in soon.text
    office.dee.clicks("Cannot reach them", on=soon)
    assert "goes on below" in where(office.dee, "were not reached").all_text
    office.ana.clicks("No call, thanks")
    assert with_buttons() == []
    office.ana.clicks("Call me after all")
    calls(office)
    assert with_buttons() == []


def test_a_call_is_handed_over_but_not_to_the_agent_concerned(office: Office) -> None:
    is_let_down(office, "Yes, call me")
    for who in ("Kim Weiss", "Bo Larsen"):
        hands_over(office, who)
        assert office.dee.view is not None
        assert "did the work that it is about" in office.dee.view.all_text
        office.dee.closes(all_of_them=True)
    hands_over(office, "Cy Okafor")

    assert "*@Cy Okafor calls you by" in office.ana.last().all_text
    assert "Call @Ana Ruiz by" in office.cy.last().all_text
    assert "@Cy Okafor calls @Ana Ruiz" in where(office.dee, "now.").all_text
    office.cy.clicks("I called…")
    office.cy.fills({"What was agreed?": "A new mailbox today"})
    assert office.cy.submits() == {}
    assert kept(office)[0].owner == "U0CY"


def test_a_better_answer_before_the_call_settles_it_and_a_worse_one_opens_it(office: Office) -> None:
    is_let_down(office, "It took too long", "No, not worth it", "Change my answers", "4 Good")
    assert kept(office)[0].state == "settled"
    assert "better now" in office.dee.last().all_text
    for label in ("It was quick", "Yes, worth it", "Change my answers", "2 Poor"):
        office.ana.clicks(label)
    assert (kept(office)[0].state, kept(office)[0].is_open) == ("open", True)


def test_without_a_yes_nobody_waits_for_ever(office: Office) -> None:
    is_let_down(office)
    office.later(timedelta(days=15))
    assert kept(office)[0].state == "unwanted"
    with office.desk.read() as session:
        told = recoveries.follow_up(session, clock.now() - timedelta(days=30), clock.now())
    assert (told.due, told.unwanted, told.rate) == (0, 1, None)


@pytest.fixture
@begun_once
def complaint(office: Office) -> int:
    """Let Ivy deliver something to Ana that Ana complains about; Dee has it."""
    deliver(office)
    office.ana.clicks("Yes, it works")
    office.ana.clicks("Skip")
    office.ana.dm("I'm not happy with how order 1 was handled")
    office.ana.clicks("Send it")
    return 2


def test_a_complaint_is_called_about_by_name(office: Office, complaint: int) -> None:
    told = office.ana.last()
    assert "I am sorry." in told.all_text
    assert "*@Dee Park calls you by" in told.all_text
    assert "No call, thanks" in told.buttons
    assert "Yes, call me" not in told.buttons
    duty = office.dee.last()
    assert "Call @Ana Ruiz by" in duty.all_text
    assert {"I called…", "Hand over the call…", "Cannot reach them"} <= set(duty.buttons)
    assert len([one for one in office.dee.sees("bot") if "complaint" in one.all_text]) == 1

    calls(office, "The mailbox is moved by noon")
    with office.desk.read() as session:
        assert orders.find(session, complaint).assignee == "U0DEE"
    assert "@Dee Park called you" in office.ana.last().all_text
    assert office.ana.last().ts == told.ts


def test_one_question_ends_a_complaint_and_its_call(office: Office, complaint: int) -> None:
    calls(office)
    office.later(timedelta(days=1))
    office.ana.clicks("Yes, it is", on=where(office.ana, "Is it put right?"))
    with office.desk.read() as session:
        assert orders.find(session, complaint).state == "closed"
    assert kept(office)[0].state == "settled"
    messages = len(office.ana.sees("bot"))
    office.later(timedelta(days=4))
    assert len(office.ana.sees("bot")) == messages


def test_a_complaint_that_is_answered_for_is_not_asked_about_twice(office: Office, complaint: int) -> None:
    calls(office)
    office.dee.clicks("Done")
    office.later(timedelta(minutes=3))
    assert "Is it right for you now?" in office.ana.last().all_text
    office.later(timedelta(days=1))
    assert not [one for one in office.ana.sees("bot") if "Is it put right?" in one.all_text]
    office.ana.clicks("No, not yet", on=where(office.ana, "Is it right for you now?"))
    first, second = kept(office)
    assert (first.state, second.owner) == ("unsettled", "U0DEE")
    assert "*@Dee Park calls you by" in where(office.ana, "calls you by").all_text


def test_a_complaint_is_called_about_in_its_card_only_by_whom_it_went_to(
    office: Office, complaint: int
) -> None:
    office.dee.clicks("Hand over the call…")
    office.dee.chooses("Who calls instead?", "Cy Okafor")
    assert office.dee.submits() == {}
    assert "@Cy Okafor calls @Ana Ruiz" in where(office.dee, "complaint").all_text
    assert "Call @Ana Ruiz by" in office.cy.last().all_text
    assert "*@Cy Okafor calls you by" in office.ana.last().all_text


def test_nothing_is_offered_while_a_call_is_open(office: Office) -> None:
    is_let_down(office, "Yes, call me")
    company = office.desk.catalog.company
    later = timedelta(days=company.policy.low_score_days + 1)
    with office.desk.db.session() as session:
        ana = people.meet(session, "U0ANA")
        assert gate.offer(session, company, ana, Standing(), clock.now() + later).code == "open_trouble"
        recovery = recoveries.hold(session, 1)
        recoveries.call(recovery, "a new cable", clock.now())
        session.flush()
        assert gate.offer(session, company, ana, Standing(), clock.now() + later).code == "open_trouble"
        recoveries.settle(recovery, clock.now())
        session.flush()
        assert gate.offer(session, company, ana, Standing(), clock.now()).code == "low_score"
        assert gate.offer(session, company, ana, Standing(), clock.now() + later).allowed


def test_home_tells_who_calls_whom_and_how_well_promises_are_kept(office: Office) -> None:
    assert "Calls to who was let down: not measured" in home(office, "dee")
    is_let_down(office, "Yes, call me")
    hands_over(office, "Cy Okafor")
    assert "Call @Ana Ruiz* about Mail, chat and meetings by" in home(office, "cy")
    office.later(timedelta(days=2))
    seen = home(office, "dee")
    assert "Calls to who was let down: 0 % (0 % to 79 %, 1 call)* made by their date" in seen
    assert "A call is late*: @Cy Okafor was to call @Ana Ruiz" in seen
    assert "A call is late" not in home(office, "bo")
    office.cy.clicks("I called…", on=home(office, "cy"))
    office.cy.fills({"What was agreed?": "A new cable"})
    assert office.cy.submits() == {}
    assert "Call @Ana Ruiz" not in home(office, "cy")


def test_a_call_of_somebody_who_left_goes_to_the_next(office: Office) -> None:
    is_let_down(office, "Yes, call me")
    hands_over(office, "Cy Okafor")
    office.cy.changes(deleted=True)
    assert kept(office)[0].owner == "U0DEE"
    assert "*@Dee Park calls you by" in office.ana.last().all_text
