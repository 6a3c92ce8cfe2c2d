"""Before a target is missed somebody is told, and afterwards its owner says what is done about it."""

from datetime import UTC, datetime, timedelta

from bot import clock
from bot.process import cards, orders, pauses, remedies, steps
from bot.sandbox.hands import Person
from bot.sandbox.seen import SeenMessage
from tests.beginnings import begun_once
from tests.conftest import T0
from tests.office import Office

# T0 is Monday, 9:00 in Denver. On the level that Finance has, ERP is promised Mo-Fr 7 to 19: when everything
# stands still somebody is at it within an hour, and it works again after eight.
TEAM = "#erp-team"


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


@begun_once
def breaks(
    office: Office, text: str = "Orders and finance is down", urgency: str = "Work has stopped"
) -> int:
    said = office.ana.says("#finance", text)
    office.ana.message_shortcut("order.from_message", said)
    office.ana.chooses("Which service?", "Orders and finance")
    office.ana.chooses("Who is stopped?", "Everyone who uses it")
    office.ana.chooses("How bad is it?", urgency)
    assert office.ana.submits() == {}
    with office.desk.read() as session:
        return orders.of(session, "U0ANA")[0].number


def thread(person: Person) -> list[str]:
    """Return what was said under the team's latest card."""
    card = [each for each in person.sees(TEAM) if each.thread_ts in (None, each.ts)][-1]
    return [each.all_text for each in person.sees(TEAM, card)[1:]]


def about(person: Person, words: str) -> list[SeenMessage]:
    return [each for each in person.sees("bot") if words in each]


def next_morning(office: Office) -> None:
    """Let an hour pass in which nobody is at it, and the night: then the owner hears that it was missed."""
    office.later(minutes(61))
    office.later(timedelta(days=1))


def test_nobody_took_it_so_its_thread_is_told_once_before_and_once_after(office: Office) -> None:
    number = breaks(office)
    office.later(minutes(44))
    assert thread(office.cy) == []
    office.later(minutes(1))
    (said,) = thread(office.cy)
    assert f"Nobody has number {number} yet" in said
    office.later(minutes(10))
    assert len(thread(office.cy)) == 1
    office.later(minutes(5))
    (said,) = thread(office.cy)
    assert f"Still nobody has number {number}" in said
    (only,) = office.cy.sees("bot")  # who owns it is asked to see to it, and not in the same breath to learn
    assert f"Nobody has taken number {number} yet" in only
    next_morning(office)
    (miss,) = about(office.cy, "A target was missed")
    assert f"Number {number}, Orders and finance: something is broken: nobody was at it by" in miss


def test_whoever_has_it_is_told_alone_and_the_message_moves_on(office: Office) -> None:
    number = breaks(office)
    office.cy.sees(TEAM)
    office.cy.clicks("Take")
    office.until(T0 + timedelta(hours=6, minutes=1))  # of eight
    assert thread(office.cy) == []
    (said,) = about(office.cy, f"Number {number} is due")
    assert "Done" in said.buttons
    office.cy.clicks("Done", on=said)
    (said,) = about(office.cy, f"Number {number} is done. Thank you.")
    assert said.edited
    assert said.buttons == []
    office.later(timedelta(days=1))
    assert about(office.cy, "was due") == about(office.cy, "missed") == []


def test_what_was_taken_in_time_wakes_nobody(office: Office) -> None:
    breaks(office)
    office.cy.sees(TEAM)
    office.cy.clicks("Take")
    office.later(timedelta(hours=2))
    assert thread(office.cy) == []
    assert office.cy.sees("bot") == []


def test_while_it_waits_for_the_customer_nobody_is_nudged_and_the_clock_stands_still(office: Office) -> None:
    number = breaks(office)
    with office.desk.session() as session:
        pauses.wait(session, number, "U0CY", clock.now(), "Which printer?")
    office.later(timedelta(hours=9))  # till 18:00
    assert office.cy.sees("bot") == []
    with office.desk.session() as session:
        pauses.resume(session, office.desk.catalog, number, "U0CY", clock.now())
    office.later(timedelta(hours=17, minutes=59))  # one hour on Monday, five on Tuesday
    assert office.cy.sees("bot") == []
    office.later(minutes(2))
    assert len(about(office.cy, f"Number {number} is due")) == 1
    office.later(timedelta(hours=2))
    (said,) = about(office.cy, f"Number {number} was due")
    assert said.edited
    assert len(about(office.cy, "A target was missed")) == 1


def test_a_nudge_says_that_it_waits_and_is_not_repeated_afterwards(office: Office) -> None:
    number = breaks(office)
    office.cy.sees(TEAM)
    office.cy.clicks("Take")
    office.later(timedelta(hours=6, minutes=30))
    with office.desk.session() as session:
        pauses.wait(session, number, "U0CY", clock.now())
    office.later(minutes(5))
    assert len(about(office.cy, "its clock stands still")) == 1
    office.later(timedelta(days=1))
    with office.desk.session() as session:
        pauses.resume(session, office.desk.catalog, number, "U0CY", clock.now())
    office.later(minutes(5))
    (said,) = office.cy.sees("bot")
    assert f"Number {number} is due" in said


def test_a_clock_that_is_set_back_doubles_nothing(office: Office) -> None:
    breaks(office)
    office.later(minutes(61))
    told = [each.all_text for each in (*office.cy.sees("bot"), *office.cy.sees(TEAM))]
    office.frozen.move_to(T0 + minutes(30))
    office.later(minutes(0))
    office.later(minutes(40))
    assert [each.all_text for each in (*office.cy.sees("bot"), *office.cy.sees(TEAM))] == told
    assert len(thread(office.cy)) == 1


def test_given_back_after_it_was_due_is_missed(office: Office) -> None:
    number = breaks(office)
    office.cy.sees(TEAM)
    office.cy.clicks("Done")
    office.later(timedelta(days=1))
    assert about(office.cy, "missed") == []
    with office.desk.session() as session:
        cards.show(
            session,
            office.desk.catalog,
            steps.reopen(session, number, by="U0ANA", now=clock.now()),
            clock.now(),
        )
    office.later(minutes(0))
    assert len(about(office.cy, "A target was missed")) == 1


def test_several_misses_of_a_week_are_one_message_until_it_is_answered(office: Office) -> None:
    breaks(office, "it is down")
    breaks(office, "it is down again")
    next_morning(office)
    (miss,) = about(office.cy, "were missed")
    assert "2 targets were missed: Orders and finance" in miss
    office.cy.clicks("Say what you do…", on=miss)
    office.cy.fills({"What do you do so that it does not happen again?": "Two are on duty from now on"})
    office.cy.submits()
    (miss,) = about(office.cy, "were missed")
    assert "Two are on duty from now on" in miss
    breaks(office, "down once more")
    next_morning(office)
    assert len(about(office.cy, "A target was missed")) == 1


def day(office: Office, number: int) -> datetime:
    """Return the morning on which the owner is asked."""
    with office.desk.read() as session:
        due = remedies.together(session, number)[0].due_on
    return datetime(due.year, due.month, due.day, 16, 1, tzinfo=UTC)


def remedy_of(office: Office) -> int:
    with office.desk.read() as session:
        return remedies.together(session, 1)[0].number


def answers(office: Office, label: str, words: str) -> None:
    office.cy.fills({label: words})
    assert office.cy.submits() == {}


def test_a_missed_target_becomes_a_remedy_that_is_followed_to_its_end(office: Office) -> None:
    breaks(office)
    next_morning(office)
    (miss,) = about(office.cy, "A target was missed")
    # Five service days from Monday, the holiday on Thursday left out.
    assert "by 1 Dec 2026" in miss
    office.cy.clicks("Say what you do…", on=miss)
    answers(office, "What do you do so that it does not happen again?", "A second person is on duty")
    office.until(day(office, remedy_of(office)))
    (asked,) = about(office.cy, "is it done?")
    office.cy.clicks("Not yet", on=asked)
    assert "I ask again on 8 Dec 2026" in office.cy.sees("bot")[-1]
    office.until(day(office, remedy_of(office)))
    (asked,) = about(office.cy, "is it done?")
    office.cy.clicks("Yes, done…", on=asked)
    answers(office, "What came of it?", "Nobody waited since")
    assert "done. Thank you." in office.cy.sees("bot")[-1]
    (miss,) = about(office.cy, "A target was missed")
    assert "Nobody waited since" in miss
    assert miss.buttons == []
    with office.desk.read() as session:
        assert remedies.of(session, T0, clock.now()) == remedies.Figures(missed=1, recorded=1, done=1)
        assert remedies.of(session, clock.now(), clock.now()) == remedies.Figures(0, 0, 0)


def test_who_wrote_nothing_is_asked_on_that_day(office: Office) -> None:
    breaks(office)
    office.later(minutes(61))
    office.until(day(office, remedy_of(office)))
    (asked,) = about(office.cy, "nothing is written yet about 1 missed target")
    office.cy.clicks("Say what you do…", on=asked)
    office.cy.chooses("By when?", "2026-12-15")
    answers(office, "What do you do so that it does not happen again?", "We look at it")
    assert "I ask again on 15 Dec 2026" in office.cy.sees("bot")[-1]


def test_only_the_owner_says_what_is_done(office: Office) -> None:
    breaks(office)
    next_morning(office)
    (miss,) = about(office.cy, "A target was missed")
    office.dee.clicks("Say what you do…", on=miss)
    assert office.dee.view is None
    assert "@Cy Okafor, who answers for it, says what is done about it" in office.cy.last()


def test_what_is_wanted_for_a_later_day_is_looked_at_in_the_week_before(office: Office) -> None:
    office.ana.shortcut("order.start")
    office.ana.chooses("What do you need?", "Mail, chat and meetings")
    office.ana.chooses("Level", "Plus, $46.00")
    office.ana.chooses("How many people?", "1")
    office.ana.chooses("Wanted from", "2027-03-01")
    office.ana.submits()
    office.bo.clicks("Approve")
    office.kim.sees("#workplace")
    office.kim.clicks("Take")
    # Seven days of 16 hours: three quarters of them are over on the sixth, Saturday, at 10:00.
    office.until(datetime(2027, 2, 27, 16, 59, tzinfo=UTC))
    assert office.kim.sees("bot") == []
    office.later(minutes(2))
    assert "is due 1 Mar 2027" in office.kim.last()
