"""An order that several teams deliver: one card for who asked, a card for each team, done when all are."""

from datetime import timedelta

from bot import clock
from bot.process import cards, orders, steps
from bot.process.orders import Order
from bot.sandbox.hands import Person
from bot.sandbox.seen import SeenMessage
from tests.beginnings import begun_once
from tests.handlers.test_order_forms import joins
from tests.office import Office
from tests.reading import form

SECURITY, WORKPLACE, VOICE = "#it-leads", "#workplace", "#store-systems"


@begun_once
def hires(office: Office) -> None:
    """Let Ana order for a new colleague; this month's plan covers it, so that it opens at once."""
    joins(office.ana)
    assert office.ana.submits() == {}


def task(person: Person, where: str, title: str) -> SeenMessage:
    return next(seen for seen in reversed(person.sees(where)) if f"{title} (part of number 1)" in seen)


def whole(office: Office) -> Order:
    with office.desk.read() as session:
        return orders.find(session, 1)


def test_three_teams_one_card_for_who_asked_and_done_when_all_are(office: Office) -> None:
    hires(office)
    hers = office.ana.last()
    assert "0 of 3 done" in hers
    assert "Accounts is with Security, due" in hers
    assert "Phone is with Network and voice, after what comes before it" in hers
    assert not [seen for seen in office.gil.sees(VOICE) if "Phone" in seen]
    coordinating = next(seen for seen in office.kim.sees(WORKPLACE) if "0 of 3 parts done" in seen)
    assert "Done" not in coordinating.buttons

    office.dee.clicks("Done", on=task(office.dee, SECURITY, "Accounts"))
    assert "1 of 3 done: Accounts" in office.ana.last()
    assert "Take" in task(office.gil, VOICE, "Phone").buttons
    office.kim.clicks("Take", on=task(office.kim, WORKPLACE, "Laptop"))
    assert "Laptop is with Workplace (@Kim Weiss)" in office.ana.last()
    office.kim.clicks("Done", on=task(office.kim, WORKPLACE, "Laptop"))
    assert "2 of 3 done: Accounts, Laptop; Phone is with Network and voice, due" in office.ana.last()
    office.gil.clicks("Done", on=task(office.gil, VOICE, "Phone"))
    assert "Done by" in office.ana.last()
    assert whole(office).state == "done"
    assert len(office.ana.sees("bot")) == 1
    with office.desk.read() as session:
        assert [order.id for order in orders.of(session, "U0ANA")] == [1]


def test_only_the_whole_is_asked_about(office: Office) -> None:
    hires(office)
    for person, where, title in (
        (office.dee, SECURITY, "Accounts"),
        (office.kim, WORKPLACE, "Laptop"),
        (office.gil, VOICE, "Phone"),
    ):
        person.clicks("Done", on=task(person, where, title))
    office.frozen.tick(180)
    office.sender.run_once()
    assert len([seen for seen in office.ana.sees("bot") if "Is it working for you?" in seen]) == 1


def test_cancelled_the_tasks_stop_and_their_teams_hear_it(office: Office) -> None:
    hires(office)
    accounts = task(office.dee, SECURITY, "Accounts")
    office.dee.clicks("Take", on=accounts)
    office.ana.clicks("Cancel")
    assert "@Dee Park, please stop" in office.dee.sees(SECURITY, thread=accounts)[-1]
    assert "Nothing to do" in task(office.dee, SECURITY, "Accounts")
    assert "Please stop" in office.kim.last(WORKPLACE)
    assert not [seen for seen in office.gil.sees(VOICE) if "Phone" in seen]


def test_left_out_with_a_reason_that_she_reads(office: Office) -> None:
    hires(office)
    hers = office.ana.last()
    office.kim.clicks("Leave out…", on=task(office.kim, WORKPLACE, "Laptop"))
    assert office.kim.submits() == {"Why is it not needed?": "required"}
    office.kim.fills({"Why is it not needed?": "She brings her own"})
    assert office.kim.submits() == {}
    assert (
        "Laptop is left out (She brings her own)" in hers.raw.text
        or "left out (She brings her own)" in (office.ana.sees("bot")[0])
    )
    assert "She brings her own" in office.ana.sees("bot", thread=hers)[-1]
    assert "Left out: She brings her own" in task(office.kim, WORKPLACE, "Laptop")


def test_the_whole_is_not_done_before_its_parts(office: Office) -> None:
    hires(office)
    office.kim.clicks(
        "Assign…", on=next(seen for seen in office.kim.sees(WORKPLACE) if "0 of 3 parts" in seen)
    )
    office.kim.fills({"Who has it from now on?": "dee"})
    office.kim.submits()
    office.dee.clicks("Done", on=office.dee.last())
    assert "Still open: Accounts, Laptop, Phone" in office.dee.last()
    assert whole(office).state == "taken"


def test_she_answers_the_team_that_wrote_last(office: Office) -> None:
    hires(office)
    hers, accounts = office.ana.last(), task(office.dee, SECURITY, "Accounts")
    office.dee.replies(accounts, "@domestique which groups?")
    assert "which groups?" in office.ana.sees("bot", thread=hers)[-1]
    office.ana.replies(hers, "Those of the treasury")
    assert "Those of the treasury" in office.dee.sees(SECURITY, thread=accounts)[-1]


def test_the_queue_shows_what_is_to_be_done_and_why_and_takes_it(office: Office) -> None:
    hires(office)
    office.kim.command("/it queue")
    view = form(office.kim)
    assert "2 things to do for you and your teams" in view
    assert "Laptop (part of number 1)" in view
    assert "\nP3 · a team, can wait" in view
    office.kim.clicks("All of IT")
    assert "3 things to do for all of IT" in form(office.kim)
    office.kim.clicks("queue.take")
    assert "In work, @Kim Weiss" in form(office.kim)


def test_the_queue_is_for_it(office: Office) -> None:
    office.ana.command("/it queue")
    assert office.ana.view is None


def test_of_a_joint_order_each_part_is_brought_up_and_not_the_whole(office: Office) -> None:
    hires(office)
    office.kim.clicks("Take", on=task(office.kim, WORKPLACE, "Laptop"))
    office.later(timedelta(hours=8))
    told = [seen.all_text for seen in office.dee.sees("bot") if "Nobody has taken" in seen]
    assert len(told) == 1
    assert "Accounts" in told[0]
    assert [seen for seen in office.kim.sees("bot") if "Nobody has taken" in seen] == []
    assert "@Dee Park was told that nobody has taken it yet" in office.ana.sees("bot")[0]


def test_of_a_joint_order_each_part_is_reminded_of_and_not_the_whole(office: Office) -> None:
    hires(office)
    for _ in range(14):
        office.later(timedelta(days=1))
    reminded = {
        seen.text.partition(" was due")[0]
        for where in (SECURITY, WORKPLACE)
        for card in office.kim.sees(where)
        for seen in office.kim.sees(where, thread=card)
        if " was due" in seen.text
    }
    assert reminded == {":alarm_clock: Number 2", ":alarm_clock: Number 3"}


def test_done_and_given_back_the_whole_is_reminded_of_again(office: Office) -> None:
    hires(office)
    for person, where, title in (
        (office.dee, SECURITY, "Accounts"),
        (office.kim, WORKPLACE, "Laptop"),
        (office.gil, VOICE, "Phone"),
    ):
        person.clicks("Done", on=task(person, where, title))
    with office.desk.session() as session:
        order = steps.reopen(session, 1, by="U0ANA", now=clock.now())
        cards.show(session, office.desk.catalog, order, clock.now())
    for _ in range(14):
        office.later(timedelta(days=1))
    assert [seen for seen in office.gil.sees("bot") if "Number 1 was due" in seen]
