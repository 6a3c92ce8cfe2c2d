"""Changes that cannot wait: Ivy's web shop, Hal who sells in it, and who can say yes at 18:40."""

from datetime import timedelta

import pytest

from bot.process import expediting, orders
from bot.sandbox.hands import Person
from tests.handlers.test_extending import Press
from tests.office import Office
from tests.process.calder import denver
from tests.reading import everything, form, words


def asks(office: Office, person: Person, line: str, **more: str) -> None:
    person.command(line)
    person.fills({"What does waiting cost you?": "The offer ends at midnight", **more})
    assert person.submits() == {}


@pytest.mark.parametrize(
    ("said", "change"),
    [
        ("CRM:", None),
        ("CRM: the price change must go live", "the price change must go live"),
        ("ERP the new tax rate", "ERP the new tax rate"),
        ("the new tax rate: 8 percent in ERP", "the new tax rate: 8 percent in ERP"),
    ],
)
def test_the_service_named_first_is_not_the_change(office: Office, said: str, change: str | None) -> None:
    office.ana.command(f"/it expedite {said}")
    assert form(office.ana).values["What is to change?"] == change


def test_expedite_at_18_40(office: Office) -> None:
    """From "the change window is on Thursday" to a new price tonight, and the look back two working days later."""
    office.until(denver("2026-11-24 18:40"))
    office.ana.command("/it expedite CRM: the price change must go live tonight")
    view = form(office.ana)
    assert "Can say yes now: @Kim Weiss, then @Ivy Chen, then @Dee Park" in view
    assert "An outage is level 2 of 4" in view
    office.ana.fills(
        {
            "What does waiting cost you?": "Every order goes out at a loss",
            "The same in money a day (USD), if you can say": "4200",
        }
    )
    assert office.ana.submits() == {}
    assert "Waiting for @Kim Weiss" in words(office.ana)
    assert "$4,200.00 a day" in words(office.kim)
    office.kim.clicks("Go ahead now")
    office.kim.fills({"What may go wrong?": "Wrong prices", "How is it undone then?": "Last night's list"})
    assert office.kim.submits() == {}
    assert "@Kim Weiss said: go ahead now" in words(office.ana)
    assert "it cannot wait" in words(office.ivy, "#digital")
    office.ivy.clicks("Take")
    office.ivy.clicks("Done")
    office.until(denver("2026-11-26 18:41"))  # Thanksgiving is no working day
    assert "How did it go?" not in everything(office.ivy)
    office.until(denver("2026-11-30 10:00"))
    assert "How did it go?" in words(office.ivy)
    office.ivy.clicks("Trouble…")
    office.ivy.fills({"What happened, and what do we do differently next time?": "Tell the stores first"})
    assert office.ivy.submits() == {}
    assert "there was trouble" in words(office.ivy)
    assert "1 expedited, 0 of 1 looked back on went well" in words(office.ivy)


def test_by_day_the_owner_is_asked_and_after_half_an_hour_the_next(office: Office) -> None:
    asks(office, office.ana, "/it expedite ERP the new tax rate")
    assert "cannot wait for a change to *Orders and finance*" in words(office.cy)
    office.later(timedelta(minutes=30, seconds=1))
    assert "cannot wait for a change" in words(office.kim)  # on call
    office.kim.clicks("Go ahead at…")
    office.kim.fills(
        {
            "On which day?": "2026-11-23",
            "At what time?": "20:00",
            "What may go wrong?": "Rounding",
            "How is it undone then?": "The old rate",
        }
    )
    assert office.kim.submits() == {}
    assert "go ahead at" in words(office.ana)
    with office.desk.read() as session:
        assert orders.find(session, 1).due_at == denver("2026-11-23 20:00")


def test_not_now_says_why_what_helps_and_when_again(office: Office) -> None:
    asks(office, office.ana, "/it expedite ERP the new tax rate")
    office.cy.clicks("Not now, but…")
    office.cy.fills(
        {
            "Why not now?": "The books are closing",
            "What helps them until then?": "Post them by hand, Kim helps",
        }
    )
    assert office.cy.submits() == {}
    assert "The books are closing" in words(office.ana)
    assert "Post them by hand, Kim helps" in words(office.ana)
    assert "It is looked at again on 30 Nov 2026" in words(office.ana)
    assert "Ask again" in office.ana.last().buttons


def running(office: Office) -> int:
    """Ana's order for mail is with its team."""
    office.ana.command("/it order mail")
    office.ana.chooses("Level", "Plus, $46.00")
    office.ana.submits()
    office.bo.clicks("Approve")
    return 1


def test_a_running_order_is_due_earlier_and_the_team_knows_why(office: Office) -> None:
    running(office)
    with office.desk.read() as session:
        before = orders.find(session, 1)
    office.ana.clicks("It cannot wait")
    assert "To speed up number 1" in form(office.ana)
    office.ana.fills(
        {
            "What is to change?": "Mail for the new team",
            "By what time?": "12:00",
            "What does waiting cost you?": "Ten people wait",
            "What may go wrong, if you know": "Nothing",
            "How it would be undone, if you know": "Not needed",
        }
    )
    assert office.ana.submits() == {}
    office.kim.clicks("Go ahead now")
    with office.desk.read() as session:
        after = orders.find(session, 1)
        story = [each.what for each in orders.story(session, 1)]
    assert before.due_at is not None
    assert after.due_at == denver("2026-11-23 12:00") < before.due_at
    assert after.priority < before.priority
    assert story == ["placed", "approved", "expedited"]
    assert "Ten people wait" in everything(office.kim, "#workplace")
    assert "Brought forward" in everything(office.ana)
    office.kim.clicks("Done")
    assert "Done" in everything(office.ana)
    with office.desk.read() as session:
        assert orders.find(session, 2).state == "done"
        assert expediting.of(session, 2).review_due_at == denver("2026-11-25 09:00")


def test_a_running_order_is_never_due_later(office: Office) -> None:
    running(office)
    with office.desk.read() as session:
        before = orders.find(session, 1).due_at
    office.ana.clicks("It cannot wait")
    office.ana.fills(
        {
            "What is to change?": "Mail for the new team",
            "By which day?": "2026-12-23",
            "What does waiting cost you?": "Ten people wait",
            "What may go wrong, if you know": "Nothing",
            "How it would be undone, if you know": "Not needed",
        }
    )
    office.ana.submits()
    office.kim.clicks("Go ahead now")
    with office.desk.read() as session:
        assert orders.find(session, 1).due_at == before


def test_an_order_is_sped_up_once_and_taken_back_with_it(office: Office) -> None:
    running(office)
    for _ in range(2):
        office.ana.clicks(
            "It cannot wait", on=next(one for one in office.ana.sees("bot") if "number 1" in one.text)
        )
        office.ana.fills({"What is to change?": "Mail", "What does waiting cost you?": "Ten people wait"})
        office.ana.submits()
    assert "is asked already, as number 2" in everything(office.ana) + form(office.ana).all_text
    office.ana.closes(all_of_them=True)
    office.ana.clicks("Cancel", on=next(one for one in office.ana.sees("bot") if "number 1" in one.text))
    with office.desk.read() as session:
        assert orders.find(session, 2).state == "cancelled"
    assert "no longer needed" in words(office.kim)


def test_a_stranger_a_second_tap_and_a_stale_card_change_nothing(office: Office) -> None:
    known = {
        "What may go wrong, if you know": "Nothing",
        "How it would be undone, if you know": "The old rate",
    }
    asks(office, office.ana, "/it expedite ERP the new tax rate", **known)
    yes = Press("expedite.go", "1")
    for nobody in (office.eve, office.ana):
        yes.by(office, nobody)
        assert "for @Cy Okafor to decide" in words(nobody)
    yes.by(office, office.cy)
    yes.by(office, office.cy)
    assert "moved on before your click" in words(office.cy)
    Press("expedite.no", "1").by(office, office.cy)
    assert office.cy.view is None
    Press("expedite.review.well", "1").by(office, office.eve)
    assert "for the team" in words(office.eve)


def test_late_in_the_evening_the_form_begins_with_the_night_after(office: Office) -> None:
    office.until(denver("2026-11-23 22:00"))
    office.ana.command("/it expedite ERP the new tax rate")
    values = form(office.ana).values
    assert (values["By which day?"], values["By what time?"]) == ("2026-11-24", "02:00")


def test_a_time_that_has_passed_brings_the_form_again(office: Office) -> None:
    office.ana.command("/it expedite ERP the new tax rate")
    office.ana.fills({"What does waiting cost you?": "Fines", "By which day?": "2026-11-22"})
    office.ana.submits()
    assert "That time has passed" in form(office.ana)
    assert office.cy.sees("bot") == []


def test_it_stands_among_my_orders_and_can_be_taken_back(office: Office) -> None:
    asks(office, office.ana, "/it expedite ERP the new tax rate")
    office.ana.command("/it orders")
    assert "Orders and finance: it cannot wait" in words(office.ana)
    office.ana.clicks("Cancel")
    assert "no longer needed" in words(office.cy)


def test_plain_words_lead_to_the_form(office: Office) -> None:
    said = "we can't wait for the Thursday change window, the price change must go live tonight"
    office.ana.dm(said)
    office.ana.clicks("Fill in the rest")
    assert form(office.ana).values["What is to change?"] == said


def test_who_decides_may_do_so_on_home(office: Office) -> None:
    known = {
        "What may go wrong, if you know": "Nothing",
        "How it would be undone, if you know": "The old rate",
    }
    asks(office, office.ana, "/it expedite ERP the new tax rate", **known)
    home = office.cy.opens_home()
    assert home is not None
    office.cy.clicks("Go ahead now", on=home)
    assert "go ahead now" in words(office.ana)
    assert office.cy.home is not None
    assert "Go ahead now" not in office.cy.home.buttons
