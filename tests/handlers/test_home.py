"""Home: what each of the cast finds there, and what they can change."""

from bot.sandbox.seen import SeenView
from tests.handlers.test_orders import ERP, HEAD, orders_mail
from tests.office import Office


def home(office: Office, who: str) -> SeenView:
    """Open somebody's Home and return what is drawn."""
    person = office.workspace.person(who)
    person.opens_home()
    assert person.home is not None
    return person.home


def test_ana_finds_what_her_team_has_and_may_still_spend(office: Office) -> None:
    seen = home(office, "ana").all_text

    assert "What Finance has" in seen
    assert "Orders and finance* · 34 named users on Standard · $5,610 a month" in seen
    assert "left* of " in seen
    assert "for fiscal year 2027" in seen
    assert "Nothing yet. Ask me about a service" in seen


def test_the_value_report_of_ones_unit_is_a_button_away(office: Office) -> None:
    office.bo.opens_home()

    office.bo.clicks("Value report")

    assert office.bo.view is not None
    assert office.bo.view.title == "Value report"
