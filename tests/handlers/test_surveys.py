"""After something is done: a few taps in one private message, and help at once where it went wrong."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot import clock
from bot.customer.asked import Question
from bot.customer.contacts import Contact
from bot.customer.people import Person
from bot.customer.recoveries import Recovery
from bot.customer.surveys import Survey
from bot.delivery import timers
from bot.desk import Stock
from bot.money import Money
from bot.process import orders, steps
from bot.value import turns
from handlers import surveying
from handlers import surveys as handlers
from tests.beginnings import begun_once
from tests.handlers.test_contact import fewer
from tests.office import Office
from tests.value.finance import incident

SOON = timedelta(minutes=2)
Forms = Callable[..., None]


@pytest.fixture
def forms(office: Office) -> Forms:
    """Change what the file of surveys says of one of them; `only` leaves out the others."""

    def change(key: str, *, only: bool = False, **values: Any) -> None:
        stock = office.desk.shelf.stock
        changed = {key: replace(stock.catalog.surveys[key], **values)}
        known = changed if only else {**stock.catalog.surveys, **changed}
        office.desk.shelf.stock = Stock(replace(stock.catalog, surveys=known), stock.finder)

    return change


@begun_once
def deliver(office: Office, wait: timedelta = SOON) -> int:
    """Let Ana order mail for three people, Bo approve and Kim deliver; return the order's number."""
    office.ana.shortcut("order.start")
    office.ana.chooses("What do you need?", "Mail, chat and meetings")
    office.ana.chooses("Level", "Plus, $46.00")
    office.ana.chooses("How many people?", "3")
    assert office.ana.submits() == {}
    office.bo.clicks("Approve")
    office.kim.clicks("Done")
    office.later(wait)
    with office.desk.read() as session:
        return orders.of(session, "U0ANA", most=1)[0].number


def stored(office: Office) -> Survey:
    with office.desk.read() as session:
        return session.exec(select(Survey)).one()


def breaks(office: Office, **values: Any) -> int:
    """Let something of Ana's have been mended just now, and her be asked whether it works; return its number."""
    with office.desk.session() as session:
        done = incident(clock.now(), state="done", done_at=clock.now(), **values)
        session.add(done)
        session.flush()
        number, now = done.number, clock.now()
        timers.set_timer(session, "survey.ask", now, now=now, facts={"order_id": number})
    office.sender.run_once()
    return number


def test_three_taps_in_one_message(office: Office) -> None:
    deliver(office)
    asked = office.ana.last()
    assert "Is it working for you?" in asked.all_text
    assert "Mail, chat and meetings" in asked.all_text

    office.ana.clicks("Yes, it works")
    assert "How satisfied are you" in office.ana.last().all_text
    assert "You can answer and change it until" in office.ana.last().all_text
    office.ana.clicks("4 Good")
    assert "What was good?" in office.ana.last().all_text
    office.ana.clicks("It was quick")
    assert "Is it worth its price?" in office.ana.last().all_text
    assert "$46.00 a month for each person; Finance pays $138.00 a month for 3 people" in office.ana.last()
    office.ana.clicks("Yes, worth it")

    thanks = office.ana.last()
    assert "About order 1 (Mail, chat and meetings), you said: it works, 4 of 5 (good), worth it." in thanks
    assert "It was quick" in thanks
    assert thanks.ts == asked.ts
    assert thanks.edited
    survey = stored(office)
    assert (survey.working, survey.score, survey.reasons, survey.worth_it) == (True, 4, ["quick"], True)
    assert (survey.form, survey.kind, survey.about, survey.late) == ("order", "csat", "order:1", False)


def test_what_is_asked_after_the_score_changes_with_it(office: Office) -> None:
    deliver(office)
    office.ana.clicks("Yes, it works")
    office.ana.clicks("2 Poor")
    assert "What went wrong?" in office.ana.last().all_text
    office.ana.clicks("I heard nothing")
    office.ana.clicks("No, not worth it")
    assert "I heard nothing" in office.ana.last()

    office.ana.clicks("Change my answers")
    office.ana.clicks("5 Very good")
    assert stored(office).reasons == []
    assert "What was good?" in office.ana.last().all_text
    office.ana.clicks("Just what I needed")
    assert "worth its price" in office.ana.last().all_text
    office.ana.clicks("Yes, worth it")
    survey = stored(office)
    assert (survey.score, survey.reasons, survey.worth_it) == (5, ["as_ordered"], True)


def test_nobody_else_hears_of_a_good_answer(office: Office) -> None:
    deliver(office)
    before = {key: len(office.workspace.person(key).sees("bot")) for key in ("bo", "kim")}
    for label in ("Yes, it works", "5 Very good", "It was quick", "Yes, worth it"):
        office.ana.clicks(label)

    assert {key: len(office.workspace.person(key).sees("bot")) for key in ("bo", "kim")} == before


def test_what_does_not_work_goes_back_to_its_team(office: Office) -> None:
    order = deliver(office)
    with office.desk.read() as session:
        due_at = orders.find(session, order).due_at
    office.ana.clicks("No, not yet")

    assert "is back with the people who look after it" in office.ana.last().all_text
    card, team = office.kim.sees("#workplace")[0], office.kim.last("#workplace")
    assert "does not work yet" in team.all_text
    assert "@Ana Ruiz says so" in team.all_text
    assert team.thread_ts == card.ts
    office.kim.clicks("Take it", on=team)
    office.kim.clicks("Done")
    office.later(SOON)
    asked = [seen for seen in office.ana.sees("bot") if "Is it working for you?" in seen]
    assert len(asked) == 1
    office.ana.clicks("Yes, it works")
    with office.desk.read() as session:
        found = orders.find(session, order)
    assert (found.state, found.working_again, found.due_at) == ("closed", True, due_at)


def test_a_word_on_what_is_wrong_reaches_the_team(office: Office) -> None:
    deliver(office)
    office.ana.clicks("No, not yet")
    office.ana.clicks("Say what is wrong…")
    office.ana.fills({"What does not work yet?": "The mailbox of the new one is <missing>"})
    assert office.ana.submits() == {}

    assert "The mailbox of the new one is <missing>" in office.kim.last("#workplace")
    assert "@Ana Ruiz writes" in office.kim.last("#workplace")
    assert "You wrote" in office.ana.last()


def test_who_says_nothing_is_reminded_once_and_not_counted_as_content(office: Office) -> None:
    order = deliver(office)
    office.later(timedelta(days=1))
    asked = next(
        seen for seen in office.ana.sees("bot") if seen.text.startswith("Is it working for you? This")
    )
    assert len(office.ana.sees("bot", thread=asked)) == 2
    assert {"Yes, it works", "No, not yet"} <= set(office.ana.sees("bot", thread=asked)[-1].buttons)
    office.later(timedelta(days=2))
    assert len(office.ana.sees("bot", thread=asked)) == 2
    with office.desk.read() as session:
        found = orders.find(session, order)
        assert session.exec(select(Survey)).all() == []
    assert (found.state, found.working_again) == ("closed", None)
    assert "is closed now" in office.ana.sees("bot", thread=asked)[0]


def test_who_said_yes_is_not_reminded(office: Office) -> None:
    deliver(office)
    answers(office, "Yes, it works", "Skip")
    messages = len(office.ana.sees("bot"))
    office.later(timedelta(days=3))

    assert len(office.ana.sees("bot")) == messages


def test_what_runs_already_is_not_taken_back_but_put_right(office: Office) -> None:
    deliver(office)
    office.ana.clicks("No, not yet")
    office.ana.clicks("order.cancel")

    assert "cannot be cancelled" in office.ana.last().text
    assert "Talk to a person" in office.ana.last().buttons
    with office.desk.read() as session:
        assert orders.of(session, "U0ANA", most=1)[0].state == "open"


def hurries(office: Office, *labels: str) -> None:
    """Let Ana press several buttons before the first answer is on her screen."""
    office.workspace.faults.add("too_fast", "chat.update", seconds=30)
    for label in labels:
        office.ana.clicks(label)
        office.frozen.tick(1)
    office.later(timedelta(seconds=60))


def test_a_second_no_reopens_nothing_twice(office: Office) -> None:
    deliver(office)
    messages = len(office.kim.sees("#workplace"))
    hurries(office, "No, not yet", "No, not yet")

    assert len(office.kim.sees("#workplace")) == messages + 1


def test_the_last_tap_wins(office: Office) -> None:
    deliver(office)
    office.ana.clicks("Yes, it works")
    hurries(office, "1 Very poor", "5 Very good")

    assert stored(office).score == 5
    assert "Thank you: it works, 5 of 5" in office.ana.last().all_text
    assert "better now" in office.dee.last().all_text


def answers(office: Office, *labels: str) -> None:
    for label in labels:
        office.ana.clicks(label)


def test_an_answer_can_be_changed_until_its_time_is_over_and_stays_from_then_on(office: Office) -> None:
    deliver(office)
    answers(office, "Yes, it works", "3 Fair", "It took too long", "No, not worth it")
    office.later(timedelta(days=13))
    answers(office, "Change my answers", "4 Good", "It was quick", "No, not worth it")
    assert "4 of 5 (good), not worth it" in office.ana.last().all_text

    office.workspace.faults.add("too_fast", "chat.update", seconds=2 * 86400)
    office.later(timedelta(days=1))
    answers(office, "Change my answers")
    office.later(timedelta(days=2))
    assert "it stays as it is" in office.ana.last()
    assert "Change my answers" not in office.ana.last().buttons
    survey = stored(office)
    assert (survey.score, survey.reasons, survey.late) == (4, ["quick"], False)


def test_a_tap_that_comes_after_the_end_starts_nothing_more(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver(office)
    answers(office, "Yes, it works", "4 Good", "It was quick", "Yes, worth it", "Change my answers")
    office.workspace.faults.add("too_fast", "chat.update", seconds=2 * 86400)
    office.later(timedelta(days=15))
    ended: list[object] = []
    monkeypatch.setattr(handlers, "_end_contact", lambda *about: ended.append(about))
    answers(office, "5 Very good")
    assert (stored(office).score, ended) == (4, [])


def test_no_answer_one_reminder_then_it_is_over(office: Office) -> None:
    deliver(office)
    office.ana.clicks("Yes, it works")
    asked, messages = office.ana.last(), len(office.ana.sees("bot"))
    office.later(timedelta(days=2))
    reminder = office.ana.last()
    assert "About order 1 (Mail, chat and meetings): a reminder, the only one" in reminder
    assert "How satisfied are you" in reminder
    assert reminder.ts != asked.ts
    office.later(timedelta(days=5))
    assert len(office.ana.sees("bot")) == messages + 1
    office.later(timedelta(days=7))
    over = next(each for each in office.ana.sees("bot") if each.ts == asked.ts)
    assert "is over" in over
    assert over.buttons == ["Answer all the same"]
    assert len(office.ana.sees("bot")) == messages + 1
    assert (stored(office).answered_at, stored(office).score) == (None, None)


def test_a_late_answer_is_kept_and_marked(office: Office) -> None:
    deliver(office)
    office.ana.clicks("Yes, it works")
    office.later(timedelta(days=20))
    asked = next(each for each in office.ana.sees("bot") if "is over" in each)
    office.ana.clicks("Answer all the same", on=asked)
    for label in ("2 Poor", "It took too long", "Yes, worth it"):
        office.ana.clicks(label, on=next(each for each in office.ana.sees("bot") if each.ts == asked.ts))

    thanks = next(each for each in office.ana.sees("bot") if each.ts == asked.ts)
    assert "2 of 5 (poor), worth it" in thanks
    assert "is marked so" in thanks
    assert (stored(office).score, stored(office).late) == (2, True)
    assert "a low score" in office.dee.last()


def test_who_answers_the_reminder_has_answered(office: Office) -> None:
    deliver(office)
    office.ana.clicks("Yes, it works")
    asked = office.ana.last()
    office.later(timedelta(days=2))
    office.ana.clicks("5 Very good", on=office.ana.last())

    assert stored(office).score == 5
    assert "the message above shows your answers" in office.ana.last()
    assert "What was good?" in next(each for each in office.ana.sees("bot") if each.ts == asked.ts)


def test_whoever_has_answered_something_is_not_reminded(office: Office) -> None:
    deliver(office)
    answers(office, "Yes, it works", "5 Very good")
    messages = len(office.ana.sees("bot"))
    office.later(timedelta(days=30))

    assert len(office.ana.sees("bot")) == messages
    assert "5 of 5 (very good)" in office.ana.last()


def test_one_tap_skips_it_and_nothing_more_is_asked(office: Office) -> None:
    deliver(office)
    answers(office, "Yes, it works", "Skip")
    assert "Understood, nothing more to answer." in office.ana.last()
    messages = len(office.ana.sees("bot"))
    office.later(timedelta(days=3))
    assert len(office.ana.sees("bot")) == messages
    assert (stored(office).skipped_at is not None, stored(office).answered_at) == (True, None)

    answers(office, "Change my answers", "4 Good", "Skip")
    assert "it works, 4 of 5 (good)." in office.ana.last()
    assert stored(office).reasons == []


def test_it_is_asked_in_the_language_of_the_person(office: Office) -> None:
    office.ana.changes(locale="de-DE")
    deliver(office)
    office.ana.clicks("Ja, es läuft")
    assert "Wie zufrieden sind Sie damit" in office.ana.last()
    assert "Antworten und ändern können Sie bis" in office.ana.last()
    for label, then in (
        ("2 Schlecht", "Was ist schiefgelaufen?"),
        ("Ich habe nichts gehört", "Ist es seinen Preis wert?"),
        ("Nein, ist es nicht", "haben Sie gesagt: es läuft, 2 von 5 (schlecht), seinen Preis nicht wert."),
    ):
        office.ana.clicks(label)
        assert then in office.ana.last()
    assert "Zu Bestellung 1" in office.ana.last()
    office.ana.clicks("Etwas dazu schreiben")
    office.ana.fills({"Was sollten wir wissen?": "Niemand ging ans Telefon"})
    assert office.ana.submits() == {}
    assert "Niemandem werden diese Worte gezeigt." in office.ana.last()


def test_who_speaks_none_of_them_is_asked_in_the_first(office: Office) -> None:
    office.ana.changes(locale="fr-FR")
    deliver(office)
    office.ana.clicks("Yes, it works")

    assert "How satisfied are you" in office.ana.last()


def test_lost_time_is_counted_in_money_with_its_formula(office: Office) -> None:
    catalog = office.desk.catalog
    company = replace(
        catalog.company, worth=replace(catalog.company.worth, hour=Money.of(45, catalog.company.currency))
    )
    office.desk.shelf.stock = Stock(replace(catalog, company=company), office.desk.finder)
    breaks(office)
    answers(office, "Yes, it works", "6", "Quick help", "Two hours")

    assert "Lost time: 120 min ÷ 60 × $45.00 an hour = $90.00." in office.ana.last().all_text.replace("*", "")
    survey = stored(office)
    assert (survey.kind, survey.effort, survey.lost_minutes, survey.score) == ("ces", 6, 120, None)


def test_lost_time_without_a_price_of_an_hour_is_not_measured(office: Office) -> None:
    catalog = office.desk.catalog
    company = replace(catalog.company, worth=replace(catalog.company.worth, hour=None))
    office.desk.shelf.stock = Stock(replace(catalog, company=company), office.desk.finder)
    breaks(office)
    answers(office, "Yes, it works", "2", "Waiting for help", "Half an hour")

    assert "Lost time: 30 min. What it cost is not measured" in office.ana.last()
    assert "a low score" in office.cy.last()


def asks(office: Office, question: str = "what does ERP cost us?") -> None:
    office.ana.dm(question)
    office.later(timedelta(minutes=61))


def test_after_a_question_some_are_asked_an_hour_later_below_the_answer(office: Office, forms: Forms) -> None:
    forms("question", sample=None)
    office.ana.dm("what does ERP cost us?")
    answer = office.ana.last()
    messages = len(office.ana.sees("bot"))
    office.later(timedelta(minutes=59))
    assert len(office.ana.sees("bot")) == messages
    office.later(timedelta(minutes=2))

    asked = office.ana.last()
    assert "what does ERP cost us?" in asked
    assert "How easy was it to get what you needed?" in asked
    assert asked.thread_ts == answer.thread_ts
    answers(office, "7 Very easy")
    assert "7 of 7 (very easy)" in office.ana.last()
    with office.desk.read() as session:
        contact = session.exec(select(Contact).where(Contact.about == "question:1")).one()
    assert (contact.engagement, contact.why, contact.intent) == ("value_check", None, "question")


def test_who_was_helped_by_the_answer_itself_is_not_asked(office: Office, forms: Forms) -> None:
    forms("question", sample=None)
    office.ana.dm("what does ERP cost us?")
    office.ana.clicks("Helpful")
    office.later(timedelta(hours=2))

    assert "How easy" not in office.ana.last()
    with office.desk.read() as session:
        assert session.exec(select(Survey.suppressed)).all() == ["self_solved"]


def test_who_asks_in_a_channel_is_asked_in_private(office: Office, forms: Forms) -> None:
    forms("question", sample=None)
    office.ana.says("#finance", "@domestique what does ERP cost?")
    seen = len(office.ana.sees("#finance"))
    office.later(timedelta(minutes=61))

    assert "How easy was it" in office.ana.last("bot")
    assert len(office.ana.sees("#finance")) == seen


def test_of_questions_only_a_share_is_followed(office: Office) -> None:
    for number in range(40):
        office.ana.dm(f"what does ERP cost us? {number}")
    with office.desk.read() as session:
        asked = session.exec(select(Survey)).all()
        questions = session.exec(select(Question)).all()
    assert len(questions) == 40
    assert 2 <= len(asked) <= 16


def test_what_comes_into_quiet_hours_waits_for_the_morning(office: Office, forms: Forms) -> None:
    forms("question", sample=None)
    office.later(timedelta(hours=8))  # 17:00 where Ana is
    office.ana.dm("what does ERP cost us?")
    messages = len(office.ana.sees("bot"))
    office.later(timedelta(hours=3))
    assert len(office.ana.sees("bot")) == messages
    office.until(datetime(2026, 11, 24, 15, 1, tzinfo=clock.now().tzinfo))
    assert "How easy was it" in office.ana.last()


@pytest.mark.parametrize(
    ("wait", "asked_at"),
    [
        (
            timedelta(hours=8, minutes=30),
            datetime(2026, 11, 24, 0, 32, tzinfo=UTC),
        ),  # done at 17:30 where Ana is
        (timedelta(hours=9), datetime(2026, 11, 24, 15, tzinfo=UTC)),  # done at 18:00
        (
            timedelta(days=4, hours=8, minutes=59),
            datetime(2026, 11, 30, 15, tzinfo=UTC),
        ),  # on Friday at 17:59
    ],
)
def test_whether_it_works_is_asked_outside_quiet_hours(
    office: Office, wait: timedelta, asked_at: datetime
) -> None:
    office.later(wait)
    deliver(office, wait=timedelta(0))
    office.until(asked_at - timedelta(seconds=1))
    assert not asked(office)
    office.until(asked_at)
    assert asked(office)
    office.until(asked_at + timedelta(days=3, minutes=-3))
    assert state(office) == "done"
    office.later(timedelta(minutes=2))
    assert state(office) == "closed"


def asked(office: Office) -> bool:
    return any("Is it working for you?" in each.all_text for each in office.ana.sees("bot"))


def state(office: Office) -> str:
    with office.desk.read() as session:
        return orders.of(session, "U0ANA", most=1)[0].state


def test_who_opted_out_meanwhile_is_not_asked(office: Office, forms: Forms) -> None:
    forms("question", sample=None)
    office.ana.dm("what does ERP cost us?")
    with office.desk.session() as session:
        session.get_one(Person, "U0ANA").refuses_surveys = True
    messages = len(office.ana.sees("bot"))
    office.later(timedelta(hours=2))
    assert len(office.ana.sees("bot")) == messages
    assert stored(office).suppressed == "opted_out"


def test_once_it_was_put_right_it_is_asked_again(office: Office) -> None:
    with office.desk.session() as session:
        now = clock.now()
        recovery = Recovery(
            source="survey:9",
            person="U0ANA",
            unit="CC-500",
            service="ERP",
            opened_at=now,
            call_by=now,
            closed_at=now,
        )
        session.add(recovery)
        session.flush()
        surveying.follow_recovery(session, office.desk, now, {"recovery": recovery.number})
    office.later(SOON)

    assert "how we put it right" in office.ana.last()
    assert "what we put right, number 1 (Orders and finance)" in office.ana.last()
    answers(office, "5 Very good")
    assert "5 of 5 (very good)" in office.ana.last()


def ask_turns(office: Office, on: date) -> None:
    """Let a morning come on which whoever's turn it is, is asked."""
    office.until(datetime(on.year, on.month, on.day, 16, tzinfo=clock.now().tzinfo))
    with office.desk.session() as session:
        timers.set_timer(session, turns.TIMER, clock.now(), now=clock.now())
    office.sender.run_once()


LAST_OF_QUARTER = date(2026, 12, 16)  # by then it has been everybody's turn


def test_a_pulse_asks_what_people_would_do_instead_and_at_what_price(office: Office, forms: Forms) -> None:
    forms("pulse", only=True, sample=None, services=("ERP",))
    ask_turns(office, LAST_OF_QUARTER)
    assert "About Orders and finance." in office.ana.last()
    assert "How is this service for your work these days?" in office.ana.last()
    office.ana.clicks("It gets in my way")
    assert "what would you do instead?" in office.ana.last()
    office.ana.clicks("Use another tool")
    assert "Finance pays" in office.ana.last()
    office.ana.clicks("No, not worth it")
    assert "At what price would it be worth it?" in office.ana.last()
    assert "Another price…" in office.ana.last().buttons
    office.ana.clicks("$82.50")

    assert "use another tool, not worth it, worth it at $82.50" in office.ana.last()
    with office.desk.read() as session:
        survey = session.exec(select(Survey).where(Survey.person == "U0ANA")).one()
        contact = session.exec(select(Contact).where(Contact.person == "U0ANA")).one()
    assert (survey.mood, survey.instead, survey.worth_it) == ("negative", "other_tool", False)
    assert (survey.worth_at_minor, survey.about, survey.service) == (8250, "2026-Q4", "ERP")
    assert (contact.about, contact.started_by, contact.intent) == (f"survey:{survey.id}", "bot", "survey")
    assert "a low score" in office.cy.last()


def test_another_price_can_be_typed(office: Office, forms: Forms) -> None:
    forms("pulse", only=True, sample=None, services=("ERP",))
    ask_turns(office, LAST_OF_QUARTER)
    answers(office, "It helps me", "No, not worth it", "Another price…")
    office.ana.fills({"At what price, in USD?": "99.90"})
    assert office.ana.submits() == {}

    assert "worth it at $99.90" in office.ana.last()
    with office.desk.read() as session:
        survey = session.exec(select(Survey).where(Survey.person == "U0ANA")).one()
    assert (survey.mood, survey.instead, survey.worth_at_minor) == ("positive", None, 9990)


def test_nobody_is_asked_twice_in_a_quarter_nor_before_their_turn(office: Office, forms: Forms) -> None:
    forms("pulse", only=True, sample=None, rest_days=None)
    for day in (date(2026, 11, 24), date(2026, 12, 1), LAST_OF_QUARTER, date(2026, 12, 30)):
        ask_turns(office, day)
        with office.desk.read() as session:
            asked = session.exec(select(Survey)).all()
            assert len({each.person for each in asked}) == len(asked)
    workers = {each.person for each in asked if each.unit == "CC-900"}
    assert "U0ANA" in {each.person for each in asked}
    assert workers == set()


def test_heads_are_asked_whether_the_outcome_is_there(office: Office, forms: Forms) -> None:
    forms("outcome", only=True, services=("ERP",), units=("CC-500",))
    ask_turns(office, LAST_OF_QUARTER)
    assert "Did you get this out of it" in office.bo.last()
    assert office.desk.catalog.service("ERP").outcome in office.bo.last()
    office.bo.clicks("No, not yet")

    assert stored(office).outcome_met is False
    assert stored(office).person == "U0BO"


def test_once_a_year_people_are_asked_whether_they_would_recommend_it(office: Office, forms: Forms) -> None:
    forms("recommend", only=True, sample=None, units=("CC-500",))
    ask_turns(office, LAST_OF_QUARTER)
    assert "About working with IT." in office.ana.last()
    assert [label for label in office.ana.last().buttons if label.isdecimal()] == [str(n) for n in range(11)]
    answers(office, "6", "Be faster")

    with office.desk.read() as session:
        survey = session.exec(select(Survey).where(Survey.person == "U0ANA")).one()
    assert (survey.recommend, survey.reasons, survey.service) == (6, ["be_faster"], None)


def test_a_comment_is_kept_and_the_owner_reads_it_without_a_name_if_she_agrees(office: Office) -> None:
    deliver(office)
    answers(office, "Yes, it works", "2 Poor", "It took too long", "No, not worth it", "Add a comment")
    office.ana.fills({"What should we know?": "It took <three> calls & a week"})
    assert office.ana.submits() == {}
    assert "three> calls & a week" in office.ana.last().all_text
    assert "Nobody is shown these words." in office.ana.last()
    assert "three> calls" not in office.dee.last()

    office.ana.clicks("Change my comment")
    office.ana.chooses("May others read it?", "IT may quote this without my name")
    assert office.ana.submits() == {}
    assert "three> calls & a week" in office.dee.last().all_text
    assert "Ana" not in office.dee.last().all_text
    assert stored(office).may_quote


def test_stop_asking_me_is_kept_and_can_be_taken_back(office: Office) -> None:
    deliver(office)
    fewer(office.ana, "Questions about how it went")
    office.later(timedelta(days=40))
    deliver(office)
    assert "Is it working for you?" not in office.ana.last().all_text

    office.ana.opens_home()
    office.ana.chooses("contact.hears", "surveys")
    office.later(timedelta(days=40))
    deliver(office)
    assert "Is it working for you?" in office.ana.last().all_text


def test_at_most_one_in_thirty_days(office: Office) -> None:
    deliver(office)
    office.ana.clicks("Yes, it works")
    office.later(timedelta(days=3))
    deliver(office)
    office.ana.clicks("Yes, it works")

    assert "is closed. If it stops working, tell me" in office.ana.last()
    with office.desk.read() as session:
        asked = session.exec(select(Survey.suppressed).order_by(Survey.about)).all()
    assert asked == [None, "surveyed"]


def test_what_was_reopened_meanwhile_is_not_asked_about(office: Office) -> None:
    order = deliver(office, wait=timedelta())
    with office.desk.session() as session:
        steps.reopen(session, order, by="U0KIM", now=clock.now())
    office.later(SOON)

    assert "Is it working" not in office.ana.last().all_text


def test_a_question_about_no_service_goes_to_the_help_desk_when_it_went_wrong(office: Office) -> None:
    with office.desk.session() as session:
        question = incident(clock.now(), kind="question", state="done", service=None, tier=None)
        session.add(question)
        session.flush()
        now = clock.now()
        timers.set_timer(session, "survey.ask", now, now=now, facts={"order_id": question.number})
    office.sender.run_once()
    assert "Did that help?" in office.ana.last().all_text

    office.ana.clicks("No, not yet")
    assert "does not work yet" in office.dee.last("#it-help").all_text
    with office.desk.read() as session:
        found = orders.find(session, 1)
    assert (found.state, found.working_again) == ("open", False)
