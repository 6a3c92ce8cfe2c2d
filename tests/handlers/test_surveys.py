"""After something is done: three taps in one private message, and help at once where it went wrong."""

from datetime import timedelta

from sqlmodel import select

from bot import clock
from bot.customer.surveys import Survey
from bot.delivery import timers
from bot.process import orders, steps
from tests.handlers.test_contact import fewer
from tests.office import Office
from tests.value.finance import incident

SOON = timedelta(minutes=2)


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


def test_three_taps_in_one_message(office: Office) -> None:
    deliver(office)
    asked = office.ana.last()
    assert "Is it working for you?" in asked.all_text
    assert "Mail, chat and meetings" in asked.all_text

    office.ana.clicks("Yes, it works")
    assert "how satisfied are you" in office.ana.last().all_text
    office.ana.clicks("4 Good")
    assert "Is it worth $138.00 a month?" in office.ana.last().all_text
    assert "for 3 people" in office.ana.last().all_text
    office.ana.clicks("Yes, worth it")

    thanks = office.ana.last()
    assert "it works, 4 of 5 (good), worth it" in thanks.all_text
    assert thanks.ts == asked.ts
    assert thanks.edited
    survey = stored(office)
    assert (survey.working, survey.score, survey.worth_it) == (True, 4, True)


def test_nobody_else_hears_of_a_good_answer(office: Office) -> None:
    deliver(office)
    before = {key: len(office.workspace.person(key).sees("bot")) for key in ("bo", "kim")}
    for label in ("Yes, it works", "5 Very good", "Yes, worth it"):
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
    office.ana.clicks("Yes, it works")
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
    assert "Thank you: 5 of 5" in office.ana.last().all_text
    assert "better now" in office.dee.last().all_text


def test_a_score_can_be_changed_months_later(office: Office) -> None:
    deliver(office)
    for label in ("Yes, it works", "3 Fair", "No, not worth it"):
        office.ana.clicks(label)
    office.later(timedelta(days=100))
    office.ana.clicks("Change my score")
    office.ana.clicks("4 Good")

    assert "4 of 5 (good), not worth it" in office.ana.last().all_text


def test_a_comment_is_kept_and_who_calls_reads_it_without_a_name(office: Office) -> None:
    deliver(office)
    for label in ("Yes, it works", "2 Poor", "No, not worth it", "Add a comment"):
        office.ana.clicks(label)
    office.ana.fills({"What should we know?": "It took <three> calls & a week"})
    assert office.ana.submits() == {}

    assert "three> calls & a week" in office.ana.last().all_text
    assert "three> calls & a week" in office.dee.last().all_text
    assert "Ana" not in office.dee.last().all_text


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
    assert len([seen for seen in office.ana.sees("bot") if "how satisfied are you" in seen.all_text]) == 1


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
