"""Home: what each of the cast finds there, and what they can change."""

from bot.customer.people import Person
from bot.sandbox.seen import SeenView
from tests.handlers.test_orders import form, orders_mail, words
from tests.office import Office


def home(office: Office, who: str) -> SeenView:
    """Open somebody's Home and return what is drawn."""
    person = office.workspace.person(who)
    person.opens_home()
    assert person.home is not None
    return person.home


def test_ana_finds_what_her_team_has_and_may_still_spend(office: Office) -> None:
    seen = home(office, "ana")

    assert "What Finance has" in seen
    assert "Orders and finance* · 34 named users on Standard · $5,610 a month" in seen
    assert "left* of " in seen
    assert "for fiscal year 2027" in seen
    assert "Nothing yet. Ask me about a service" in seen
    assert "Which part of the company" not in seen
    assert "Waiting for your decision" not in seen


def test_her_orders_are_listed_and_can_be_taken_back_there(office: Office) -> None:
    orders_mail(office.ana)
    seen = home(office, "ana")
    assert "Mail, chat and meetings" in seen
    assert "Nothing yet. Ask me" not in seen

    office.ana.clicks("Cancel", on=seen)
    after = office.ana.home
    assert after is not None
    assert "Cancelled" in after
    assert "Cancel" not in after.buttons
    assert "Nobody works on it" in words(office.ana)


def test_bo_finds_what_waits_for_his_decision(office: Office) -> None:
    orders_mail(office.ana)
    seen = home(office, "bo")
    assert "Waiting for your decision" in seen
    assert "Mail, chat and meetings, Plus, for 3 people*, asked by @Ana Ruiz" in seen
    assert "+$45.00 a month" in seen

    office.bo.clicks("Approve", on=seen)
    assert office.bo.home is not None
    assert "Waiting for your decision" not in office.bo.home
    assert "You approved" in words(office.bo)


def test_eve_is_asked_for_her_unit_and_then_finds_what_it_has(office: Office) -> None:
    seen = home(office, "eve")
    assert "Which part of the company do you work for?" in seen
    assert "Value report" not in seen.buttons
    assert "left* of" not in seen

    office.eve.chooses("person.unit", "People")
    assert office.eve.home is not None
    assert "What People has" in office.eve.home
    assert "Which part of the company" not in office.eve.home
    assert office.eve.sees("bot") == []
    assert "Which part of the company" not in home(office, "eve")


def test_dee_finds_the_home_of_the_provider(office: Office) -> None:
    seen = home(office, "dee")
    assert "What IT" in seen
    assert "What may I start?" in seen


def test_what_the_buttons_of_home_open(office: Office) -> None:
    home(office, "bo")
    for label, title in (("Order something", "Order"), ("Value report", "Value report")):
        office.bo.clicks(label, on=office.bo.home)
        assert form(office.bo).title == title
        office.bo.closes(all_of_them=True)
    office.bo.clicks("Talk to a person", on=office.bo.home)
    assert form(office.bo).labels


def test_wishes_are_kept(office: Office) -> None:
    assert wishes(office) == (False, False)
    home(office, "ana")
    office.ana.chooses("person.wishes", "surveys")
    assert wishes(office) == (False, True)
    office.ana.chooses("person.wishes")
    assert wishes(office) == (True, True)
    home(office, "ana")
    office.ana.chooses("person.wishes", "surveys", "offers")
    assert wishes(office) == (False, False)


def wishes(office: Office) -> tuple[bool, bool]:
    """Return whether Ana refuses surveys, and offers."""
    with office.desk.read() as session:
        ana = session.get_one(Person, "U0ANA")
        return ana.refuses_surveys, ana.refuses_offers


def test_the_messages_tab_draws_nothing(office: Office) -> None:
    office.ana.opens_messages()
    assert office.ana.home is None
