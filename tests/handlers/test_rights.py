"""Whose buttons are whose: what is pressed by somebody else changes nothing, wherever they got it from."""

from sqlmodel import select

from bot.customer.people import Person
from bot.customer.recoveries import Recovery
from bot.sandbox.seen import SeenMessage, see_message
from bot.sandbox.state import Message
from tests.handlers.test_surveys import deliver, stored
from tests.office import Office


def seen(office: Office, message: Message) -> SeenMessage:
    return see_message(office.workspace, message)


def promised(office: Office) -> Recovery:
    with office.desk.read() as session:
        return session.exec(select(Recovery)).one()


def test_nobody_answers_for_somebody_else(office: Office) -> None:
    deliver(office)
    asked = next(one for one in office.ana.sees("bot") if "Is it working for you?" in one).raw
    for label in ("Yes, it works", "No, not yet"):
        office.eve.clicks(label, on=seen(office, asked))
        assert "for the person who was asked" in office.ana.last()
    office.ana.clicks("Yes, it works")
    office.eve.clicks("1 Very poor", on=seen(office, asked))
    assert (stored(office).working, stored(office).score) == (True, None)
    office.ana.clicks("2 Poor")
    office.eve.clicks("It took too long", on=seen(office, asked))
    assert stored(office).reasons == []
    office.ana.clicks("It took too long")
    office.ana.clicks("Yes, worth it")
    for label in ("Yes, call me", "No call, thanks", "Add a comment", "Change my answers"):
        office.eve.clicks(label, on=seen(office, asked))
    assert office.eve.view is None
    assert promised(office).agreed is None
    office.ana.clicks("Yes, call me", on=seen(office, asked))
    duty = office.dee.last()
    for label in ("I called…", "Hand over the call…", "Cannot reach them"):
        office.eve.clicks(label, on=duty)
        assert "@Dee Park makes this call" in office.dee.last()
    assert (promised(office).state, promised(office).unreached) == ("open", 0)


def test_nobody_chooses_another_unit_than_the_company_file_says(office: Office) -> None:
    with office.desk.db.session() as session:
        session.get_one(Person, "U0ANA").unit = None
    office.ana.shortcut("order.start")
    office.ana.chooses("person.unit", "People")
    with office.desk.read() as session:
        assert session.get_one(Person, "U0ANA").unit == "CC-500"
