"""Eight journeys, each from the first word to its closing. `python -m tests.e2e.pictures` takes their pictures."""

from collections.abc import Sequence
from datetime import timedelta

from bot.money import Money
from bot.process import orders
from bot.process.orders import Order
from bot.sandbox.hands import Person
from tests.e2e.pictures import Picture
from tests.handlers.test_joint_orders import SECURITY, VOICE, WORKPLACE, task
from tests.handlers.test_levels import left
from tests.handlers.test_more_funding import leave_only
from tests.handlers.test_order_forms import joins
from tests.handlers.test_orders import orders_mail
from tests.office import Office
from tests.process.calder import denver
from tests.reading import form, words

WORKS = timedelta(minutes=3)  # after which the bot asks whether it works


def stored(office: Office, number: int = 1) -> Order:
    with office.desk.read() as session:
        return orders.find(session, number)


def anywhere(person: Person, where: str = "bot") -> str:
    return "\n".join(each.all_text for each in person.sees(where))


def well(buttons: Sequence[str]) -> tuple[str, ...]:
    """Return what a content person taps next, as long as something is asked."""
    glad = ("5 Very good", "It was quick", "Yes, worth it", "7 Very easy", "Quick help", "None")
    return tuple(label for label in glad if label in buttons)


def is_glad(office: Office, person: Person, number: int = 1) -> None:
    """Let time pass until the person is asked, says that it works, and what it was worth; then it is closed."""
    office.later(WORKS)
    person.clicks("Yes, it works")
    while taps := well(person.last().buttons):
        person.clicks(taps[0])
    assert "Thank you" in anywhere(person)
    assert stored(office, number).state == "closed"


def test_order_within_funding(office: Office, picture: Picture) -> None:
    before = left(office, "CC-500")
    office.ana.dm("I need 3 more ERP licences from Monday")
    assert "Orders and finance · Standard · 3 named users · from 30 Nov 2026" in words(office.ana)
    assert "$3,481.50 until 30 Jun 2027" in words(office.ana)
    picture("order-understood", "ana", last=2, thread=True)
    office.ana.clicks("Send it")
    picture("order-approve", "bo")
    office.bo.clicks("Approve")
    assert left(office, "CC-500") == before - Money(348_150, "USD")
    office.cy.clicks("Take", on=office.cy.last("#erp-team"))
    assert "@Cy Okafor is on it" in words(office.ana)
    office.cy.clicks("Done")
    assert "Done by @Cy Okafor" in words(office.ana)
    is_glad(office, office.ana)


def test_over_funding(office: Office, picture: Picture) -> None:
    """Forty more on Plus cost 13,370.67 where 5,000 are left: four ways fit at once, the fifth brings more."""
    leave_only(office, Money(500_000, "USD"))
    alternatives = {
        "Start on 1 May 2027": "Waiting for @Bo Larsen",
        "14 instead of 40": ", 14 people",
        "Frontline instead": "Frontline",
        "Pay from Growth fund": "Waiting for @Dee Park, who looks after Growth fund",
    }
    for way, said in alternatives.items():
        too_much(office)
        if way == next(iter(alternatives)):
            picture("over-funding", "ana")
        office.ana.clicks(way)
        assert "more than Finance has left" not in form(office.ana)
        assert office.ana.submits() == {}
        assert said in words(office.ana)
        office.ana.clicks("Cancel", on=office.ana.last())
        assert left(office, "CC-500") == Money(500_000, "USD")

    too_much(office)
    office.ana.clicks("Ask for more funding")
    assert office.ana.submits() == {}
    office.bo.clicks("Ask for more funding…", on=office.bo.last())
    office.bo.fills({"Why is it worth it?": "Forty temps close the year with us."})
    assert office.bo.submits() == {}
    picture("more-funding", "dee")
    grant = next(one for one in office.dee.last().buttons if one.startswith("Grant"))
    office.dee.clicks(grant)
    office.bo.clicks("Approve")
    number = len(alternatives) + 1
    assert "The team has it" in words(office.ana)
    assert left(office, "CC-500") == Money(0, "USD")
    office.kim.clicks("Done", on=office.kim.last("#workplace"))
    is_glad(office, office.ana, number)


def too_much(office: Office) -> None:
    orders_mail(office.ana, quantity="40", sends=False)
    office.ana.chooses("Are these new?", "Add new units")
    assert "That is $8,370.67 more than Finance has left" in form(office.ana)


def test_expedite_at_18_40(office: Office, picture: Picture) -> None:
    office.until(denver("2026-11-24 18:40"))
    office.ana.dm("The CRM price change must go live tonight, it cannot wait for the change window")
    office.ana.clicks("Fill in the rest")
    assert "Can say yes now: @Kim Weiss, then @Ivy Chen, then @Dee Park" in form(office.ana)
    office.ana.fills(
        {
            "What does waiting cost you?": "Every order goes out at a loss",
            "The same in money a day (USD), if you can say": "4200",
        }
    )
    assert office.ana.submits() == {}
    assert "Waiting for @Kim Weiss" in words(office.ana)
    office.kim.clicks("Go ahead now")
    office.kim.fills({"What may go wrong?": "Wrong prices", "How is it undone then?": "Last night's list"})
    assert office.kim.submits() == {}
    assert "@Kim Weiss said: go ahead now" in words(office.ana)
    picture("expedite", "ana", last=2, thread=True)
    office.ivy.clicks("Take", on=office.ivy.last("#digital"))
    office.ivy.clicks("Done")
    office.until(denver("2026-11-25 08:00"))  # when her quiet hours are over
    is_glad(office, office.ana)
    office.until(denver("2026-11-30 10:00"))  # two working days later; Thanksgiving is none
    assert "How did it go?" in words(office.ivy)
    office.ivy.clicks("Went well")
    assert "1 expedited, 1 of 1 looked back on went well" in words(office.ivy)


def test_extend_hours_on_saturday(office: Office, picture: Picture) -> None:
    office.until(denver("2026-12-03 15:00"))
    office.ana.dm("Is ERP open on Saturday at 8?")
    assert "not promised" in words(office.ana)
    picture("saturday-closed", "ana", last=2, thread=True)
    office.ana.clicks("Ask to keep it open")
    office.ana.fills({"Until": "14:00", "What is at stake for you?": "Year-end test run"})
    assert "$360.00" in form(office.ana)
    assert office.ana.submits() == {}
    office.cy.clicks("Agree")
    office.bo.clicks("Approve $360.00")
    assert "It stays open. @Kim Weiss is on duty" in anywhere(office.ana)
    office.ana.dm("Is ERP open on Saturday at 8?")
    assert "extended until 14:00 for Finance" in words(office.ana)
    picture("saturday", "ana", last=2, thread=True)
    office.until(denver("2026-12-05 07:00"))
    assert "In an hour" in words(office.kim)
    office.until(denver("2026-12-05 14:01"))
    office.until(denver("2026-12-07 08:00"))  # when her quiet weekend is over
    office.ana.clicks("Yes, it helped")
    assert stored(office).state == "closed"


def test_complaint_about_a_closed_order(office: Office, picture: Picture) -> None:
    office.fay.dm("urgent: the tills do not work, the whole team is stopped")
    office.fay.clicks("Send it")
    first_due = stored(office).due_at
    office.gil.clicks("Take", on=office.gil.last("#store-systems"))
    office.gil.clicks("Done", on=office.gil.last("#store-systems"))
    office.later(timedelta(days=4))
    assert stored(office).state == "closed"

    office.fay.dm("request 1 was closed but nothing was fixed")
    assert "I am sorry that this happened." in words(office.fay)
    assert "@Dee Park reads it in person" in words(office.fay)  # Gil owns it and did the work
    picture("complaint", "fay", last=2, thread=True)
    office.fay.clicks("Send it")
    assert "@Dee Park has it in person" in words(office.fay)
    assert "About number 1, which was first due" in words(office.dee)
    picture("complaint-dee", "dee")
    office.dee.clicks("Take")
    office.dee.clicks("Done, with a note…")
    office.dee.fills({"How was it done?": "The till's cable was changed, and I was there to see it."})
    assert office.dee.submits() == {}
    assert "The till's cable was changed" in anywhere(office.fay)
    assert stored(office).due_at == first_due
    office.later(WORKS)
    office.fay.clicks("Yes, it works")
    assert stored(office, 2).state == "closed"


def test_joiner_with_three_teams(office: Office, picture: Picture) -> None:
    joins(office.ana)
    assert office.ana.submits() == {}
    assert "0 of 3 done" in words(office.ana)
    office.dee.clicks("Done", on=task(office.dee, SECURITY, "Accounts"))
    office.kim.clicks("Take", on=task(office.kim, WORKPLACE, "Laptop"))
    assert "1 of 3 done: Accounts" in words(office.ana)
    picture("joiner", "ana")
    picture("joiner-team", "kim", WORKPLACE, last=2)
    office.kim.clicks("Done", on=task(office.kim, WORKPLACE, "Laptop"))
    office.gil.clicks("Done", on=task(office.gil, VOICE, "Phone"))
    assert "Done by" in words(office.ana)
    assert len(office.ana.sees("bot")) == 1
    is_glad(office, office.ana)


def test_requester_leaves_the_company(office: Office, picture: Picture) -> None:
    orders_mail(office.ana)
    orders_mail(office.ana, quantity="2")
    office.ana.changes(deleted=True)
    office.sender.run_once()
    asked = next(one for one in office.bo.sees("bot") if "has left the company" in one)
    assert "@Ana Ruiz has left the company" in asked
    picture("leaver", "bo")
    office.bo.clicks("left.drop", on=asked)
    asked = next(one for one in office.bo.sees("bot") if "has left the company" in one)
    office.bo.clicks("Keep it", on=asked)
    states = {stored(office, number).state for number in (1, 2)}
    assert states == {"cancelled", "approval"}
    kept = next(number for number in (1, 2) if stored(office, number).state == "approval")
    assert "@Bo Larsen asks you to approve" in words(office.dee)  # nobody approves what is their own
    office.dee.clicks("Approve")
    office.kim.clicks("Done", on=office.kim.last("#workplace"))
    is_glad(office, office.bo, kept)


def test_owner_never_answers(office: Office, picture: Picture) -> None:
    """The budget owner says nothing, then the team: each time the next in line is asked, and Ana reads it."""
    orders_mail(office.ana)
    for day in ("2026-11-24 09:01", "2026-11-27 09:01"):
        office.until(denver(day))
        assert "still waits for you" in office.bo.last().text
    office.until(denver("2026-12-01 09:01"))
    assert "@Bo Larsen for five working days. @Dee Park is asked as well" in words(office.ana)
    picture("no-answer", "ana", last=2)
    office.dee.clicks("Approve", on=office.dee.last())
    assert "Approved by @Dee Park" in anywhere(office.ana)

    office.until(denver("2026-12-01 18:59"))
    office.until(denver("2026-12-04 12:00"))
    assert "Nobody has taken number 1 yet" in anywhere(office.kim)
    assert "Nobody has taken number 1 yet" in anywhere(office.dee)
    assert "@Kim Weiss and @Dee Park were told" in anywhere(office.ana)
    picture("no-answer-team", "dee")
    office.dee.clicks("Take")
    office.dee.clicks("Done", on=office.dee.sees("#workplace")[0])
    is_glad(office, office.ana)
