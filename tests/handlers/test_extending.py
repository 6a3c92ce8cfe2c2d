"""Longer hours as people ask for them: Ana asks, Cy keeps it open, Bo pays, Kim is on duty, Eve passes by."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from bot import clock
from bot.cost import funding
from bot.money import Money
from bot.process import approvals, orders
from bot.sandbox.hands import Person
from handlers import delegating
from tests.office import Office
from tests.process.calder import denver
from tests.reading import everything, form, words


@dataclass(frozen=True)
class Press:
    """A button as an old card, or one that was passed on, still shows it."""

    action: str
    value: str

    def by(self, office: Office, person: Person) -> None:
        button = {"type": "button", "action_id": self.action, "value": self.value}
        blocks = [
            {"type": "actions", "elements": [{**button, "text": {"type": "plain_text", "text": "Old"}}]}
        ]
        office.desk.wire.call("chat.postMessage", channel=person.id, text="old", blocks=blocks)
        person.clicks("Old")


def asks(office: Office, line: str = "/it extend ERP until 22:00") -> None:
    """Ana asks to keep the ledger open tonight; T0 is Monday, 9:00 in Denver."""
    office.ana.command(line)
    office.ana.fills({"What is at stake for you?": "The books close tomorrow"})
    assert office.ana.submits() == {}


def left(office: Office) -> int:
    with office.desk.read() as session:
        company = office.desk.catalog.company
        unit = company.units["CC-500"]
        return funding.standing(session, office.desk.catalog, unit, clock.now().date()).remaining.minor


def test_the_form_is_prefilled_and_shows_the_price_before_it_is_sent(office: Office) -> None:
    office.ana.command("/it extend ERP until 22:00")
    view = form(office.ana)
    assert view.values["From"] == "19:00"
    assert view.values["Until"] == "22:00"
    assert "3 hours begun" in view
    assert "$180.00" in view
    assert "@Cy Okafor can keep it open" in view
    assert "@Bo Larsen, who holds the budget of Finance" in view
    office.ana.chooses("Until", "22:30")
    assert "$240.00" in form(office.ana)


def test_in_force_when_owner_and_budget_owner_both_agreed(office: Office) -> None:
    before = left(office)
    asks(office)
    assert "Waiting for @Cy Okafor, who can keep it open, and for @Bo Larsen" in words(office.ana)
    office.cy.clicks("Agree")
    assert left(office) == before
    office.bo.clicks("Approve $180.00")
    assert left(office) == before - 18000
    assert "It is agreed" in words(office.ana)
    assert "It stays open. @Kim Weiss is on duty" in everything(office.ana)
    assert "you are on duty then" in words(office.kim)
    office.ana.dm("Is ERP open today at 9pm?")
    assert "extended until 22:00 for Finance" in everything(office.ana)


def agreed(office: Office, line: str = "/it extend ERP until 22:00") -> None:
    asks(office, line)
    office.cy.clicks("Agree")
    office.bo.clicks("Approve $180.00")


def test_extend_hours_on_saturday(office: Office) -> None:
    """From a closed door on Thursday to a person who is there on Saturday, and the question whether it helped."""
    office.until(denver("2026-12-03 15:00"))
    office.ana.dm("Is ERP open on Saturday at 8?")
    assert "not promised" in words(office.ana)
    office.ana.clicks("Ask to keep it open")
    assert [form(office.ana).values[each] for each in ("On which day?", "From", "Until")] == [
        "2026-12-05",
        "08:00",
        "12:00",
    ]
    office.ana.fills({"Until": "14:00", "What is at stake for you?": "Year-end test run"})
    assert "$360.00" in form(office.ana)
    assert office.ana.submits() == {}
    office.cy.clicks("Agree")
    office.bo.clicks("Approve $360.00")
    office.ana.dm("Is ERP open on Saturday at 8?")
    assert "Yes" in words(office.ana)
    assert "extended until 14:00 for Finance" in words(office.ana)
    home = office.bo.opens_home()
    assert home is not None
    assert "is open longer" in home
    office.until(denver("2026-12-05 07:00"))
    assert "In an hour" in words(office.kim)
    office.until(denver("2026-12-05 09:00"))
    office.ana.dm("ERP does not let me in, I am stuck")
    office.ana.clicks("Talk to a person")
    with office.desk.read() as session:
        (incident,) = [each for each in orders.of(session, "U0ANA") if each.kind != "hours"]
    assert not incident.out_of_hours
    assert incident.response_due_at == denver("2026-12-07 10:00")  # five of its eight hours on Saturday
    office.until(denver("2026-12-05 14:01"))
    office.until(denver("2026-12-07 08:00"))  # when her quiet weekend is over
    assert "Did it help?" in words(office.ana)
    office.ana.clicks("Yes, it helped")
    office.until(denver("2026-12-09 09:00"))
    with office.desk.read() as session:
        assert orders.find(session, 1).state == "closed"


def test_after_half_an_hour_an_it_lead_may_decide_as_well(office: Office) -> None:
    asks(office)
    office.later(timedelta(minutes=29))
    assert office.dee.sees("bot") == []
    office.later(timedelta(minutes=1, seconds=1))
    assert "asks to keep" in words(office.dee)
    office.dee.clicks("Agree and approve $180.00")
    assert "It stays open" in words(office.dee)
    assert "It stays open" in everything(office.cy)


def test_another_time_is_taken_with_a_tap_and_its_price_is_right(office: Office) -> None:
    before = left(office)
    asks(office)
    office.bo.clicks("Approve $180.00")
    office.cy.clicks("Another time…")
    office.cy.fills({"Until": "20:30"})
    assert office.cy.submits() == {}
    assert "at another time" in words(office.ana)
    office.ana.clicks("Take these hours")
    assert "It is agreed" in words(office.ana)
    assert left(office) == before - 12000  # two hours begun


def test_a_time_that_has_passed_is_not_offered(office: Office) -> None:
    asks(office)
    office.cy.clicks("Another time…")
    office.cy.fills({"On which day?": "2026-11-20"})
    office.cy.submits()
    assert "That time has passed" in form(office.cy)
    assert "at another time" not in everything(office.ana)


def test_a_dearer_other_time_is_for_the_budget_owner_again(office: Office) -> None:
    before = left(office)
    asks(office)
    office.bo.clicks("Approve $180.00")
    office.cy.clicks("Another time…")
    office.cy.fills({"Until": "23:00"})
    office.cy.submits()
    office.ana.clicks("Take these hours")
    assert left(office) == before
    assert "Waiting for @Bo Larsen, who approves $240.00" in everything(office.ana)
    office.bo.clicks("Approve $240.00")
    assert left(office) == before - 24000


def offers_tomorrow(office: Office, until: str) -> None:
    office.cy.clicks("Another time…")
    office.cy.fills({"On which day?": "2026-11-24", "From": "19:00", "Until": until})
    assert office.cy.submits() == {}


def test_another_time_that_is_offered_outlives_the_first_one(office: Office) -> None:
    asks(office)
    office.bo.clicks("Approve $180.00")
    offers_tomorrow(office, "21:00")
    office.until(denver("2026-11-24 09:00"))  # the hours that were asked for are over
    office.cy.clicks("Agree")
    assert "It is agreed" not in everything(office.ana)
    assert "These hours are over" in words(office.cy)
    office.ana.clicks("Take these hours")
    assert "It is agreed" in words(office.ana)


def test_another_time_is_over_when_nobody_took_it(office: Office) -> None:
    asks(office)
    offers_tomorrow(office, "21:00")
    office.until(denver("2026-11-24 20:59"))
    assert "were not possible" not in everything(office.ana)
    office.until(denver("2026-11-24 21:01"))
    assert "were not possible this time" in words(office.ana)


def test_another_time_that_is_dearer_waits_for_the_money_until_it_is_over(office: Office) -> None:
    asks(office)
    offers_tomorrow(office, "23:00")
    office.ana.clicks("Take these hours")
    office.until(denver("2026-11-24 09:00"))
    office.bo.clicks("Approve $240.00")
    assert "It is agreed" in everything(office.ana)


def test_a_no_carries_a_level_or_a_person(office: Office) -> None:
    asks(office)
    office.bo.clicks("Approve $180.00")
    before = left(office)
    office.cy.clicks("No, but…")
    office.cy.fills(
        {
            "What helps instead?": "Extended hours, $205.00 per named user",
            "Why, and what you would do in their place": "Nobody is free tonight; you ask every month",
        }
    )
    assert office.cy.submits() == {}
    assert "Nobody is free tonight" in words(office.ana)
    assert "Order Extended hours" in office.ana.last().buttons
    assert left(office) == before + 18000


def test_taking_it_back_before_it_begins_gives_the_money_back(office: Office) -> None:
    before = left(office)
    agreed(office)
    office.ana.clicks("Cancel")
    assert left(office) == before
    assert "stop" in everything(office.kim)
    office.ana.dm("Is ERP open today at 9pm?")
    assert "extended" not in words(office.ana)
    office.until(denver("2026-11-23 18:01"))
    assert "In an hour" not in everything(office.kim)


def test_once_it_has_begun_it_is_not_taken_back(office: Office) -> None:
    agreed(office)
    before = left(office)
    office.until(denver("2026-11-23 19:30"))
    office.ana.clicks("Cancel")
    assert "have begun" in everything(office.ana)
    assert left(office) == before


def test_a_stranger_a_stale_card_and_a_second_tap_change_nothing(office: Office) -> None:
    asks(office)
    number = Press("hours.yes", "1")
    number.by(office, office.eve)
    assert "for @Cy Okafor to decide" in words(office.eve)
    number.by(office, office.ana)
    assert "for @Cy Okafor to decide" in words(office.ana)
    number.by(office, office.cy)
    number.by(office, office.cy)
    assert "waits for @Bo Larsen now" in words(office.cy)
    number.by(office, office.bo)
    before = left(office)
    for another in ("order.approve", "order.decline"):  # no yes or no but on its own card
        Press(another, "1").by(office, office.bo)
        assert "decided on its own message" in words(office.bo)
    number.by(office, office.cy)
    assert "moved on before your click" in words(office.cy)
    assert left(office) == before
    for who in (office.eve, office.bo):
        Press("hours.accept", "1").by(office, who)
        assert "for the person" in words(who) or "Talk to a person" in who.last().buttons


def test_open_anyway_costs_nothing_and_needs_no_asking(office: Office) -> None:
    office.ana.command("/it extend ERP from 14 to 16")
    assert "It is open then anyway" in form(office.ana)
    office.ana.fills({"What is at stake for you?": "Nothing"})
    office.ana.submits()
    assert "It is open then anyway" in form(office.ana)
    assert office.cy.sees("bot") == []


def test_nobody_answered_in_time(office: Office) -> None:
    asks(office)
    office.until(denver("2026-11-23 22:01"))
    assert "were not possible this time. @Dee Park" in words(office.ana)


def test_who_holds_the_budget_does_not_approve_their_own(office: Office) -> None:
    office.bo.command("/it extend ERP until 22:00")
    office.bo.fills({"What is at stake for you?": "The books"})
    office.bo.submits()
    assert "Waiting for @Cy Okafor" in words(office.bo)
    assert "approves $180.00" in words(office.bo)
    assert "Approve $180.00" not in office.bo.last().buttons


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("can ERP stay open till 10 tonight?", "22:00"),
        ("extend ERP until 22:30", "22:30"),
        ("extend ERP tonight until 1am", "01:00"),
        ("extend ERP today until 2am", "02:00"),
        ("please keep ERP open until 9 pm", "21:00"),
        ("3 extra hours of ERP tonight", "22:00"),
        ("we need two more hours of ERP tonight", "21:00"),
    ],
)
def test_plain_words_lead_to_the_form_with_the_time_filled_in(office: Office, words: str, until: str) -> None:
    office.ana.dm(words)
    office.ana.clicks("Fill in the rest")
    assert (form(office.ana).values["From"], form(office.ana).values["Until"]) == ("19:00", until)


def test_the_form_begins_with_the_half_of_the_day_of_which_the_price_is_told(office: Office) -> None:
    office.ana.dm("how much to keep ERP open saturday from 8 to 12")
    assert "8:00–12:00" in words(office.ana)
    office.ana.command("/it extend ERP saturday from 8 to 12")
    assert (form(office.ana).values["From"], form(office.ana).values["Until"]) == ("08:00", "12:00")


def test_the_command_counts_hours_from_closing(office: Office) -> None:
    office.ana.command("/it extend ERP tonight 2 hours")
    assert (form(office.ana).values["From"], form(office.ana).values["Until"]) == ("19:00", "21:00")


def test_the_day_of_the_answer_is_written_as_such(office: Office) -> None:
    office.ana.dm("how much is ERP support on tuesday")
    assert "On Tuesday, 24 Nov 2026 it is open 7:00–19:00" in words(office.ana)


def test_what_is_needed_on_a_day_is_a_question_of_hours(office: Office) -> None:
    office.ana.dm("we need ERP on Saturday")
    assert "Ask to keep it open" in office.ana.last().buttons
    office.ana.dm("we need the web shop on Saturday")
    assert "Yes" in words(office.ana)  # it never closes
    office.ana.dm("What does Extended hours of ERP cost?")
    assert "$205.00" in words(office.ana)


def test_the_form_for_help_leads_there(office: Office) -> None:
    office.ana.opens_home()
    office.ana.clicks("Talk to a person", on=office.ana.home)
    office.ana.clicks("Keep a service open longer")
    assert "From" in form(office.ana).values


def test_where_the_catalog_names_no_price_the_owner_does(office: Office) -> None:
    office.ana.command("/it extend DOC until 22:00")
    assert "names it" in form(office.ana)
    office.ana.fills({"What is at stake for you?": "A mailing"})
    assert office.ana.submits() == {}
    owner = next(one for one in (office.cy, office.kim, office.gil, office.ivy) if one.sees("bot"))
    owner.clicks("Agree…")
    owner.fills({"Price, once (USD)": "75.50"})
    assert owner.submits() == {}
    office.bo.clicks("Approve $75.50")
    assert "It is agreed" in words(office.ana)


def test_it_stands_on_home_of_who_asks_and_who_pays(office: Office) -> None:
    asks(office)
    mine, theirs = office.ana.opens_home(), office.bo.opens_home()
    assert mine is not None
    assert theirs is not None
    assert "Orders and finance: open longer on 23 Nov 2026" in mine
    assert "+$180.00, once" in theirs
    office.bo.clicks("Agree", on=theirs)
    assert "Waiting for @Cy Okafor, who can keep it open." in words(office.ana)


def test_more_than_the_funding_carries_shows_what_fits(office: Office) -> None:
    with office.desk.session() as session:
        company = office.desk.catalog.company
        standing = funding.standing(session, office.desk.catalog, company.units["CC-500"], clock.now().date())
        funding.hold(session, standing, 99, standing.remaining - Money(12500, "USD"))
    office.ana.command("/it extend ERP until 22:00")
    office.ana.fills({"What is at stake for you?": "The close"})
    office.ana.submits()
    assert "$55.00 more than Finance has left" in form(office.ana)
    office.ana.clicks("Until 21:00 instead")
    assert "$120.00" in form(office.ana)
    office.ana.chooses("Until", "22:00")
    office.ana.clicks("Ask for more funding")
    assert office.ana.submits() == {}
    office.bo.clicks("Approve $180.00")
    assert left(office) == 12500 - 18000


def test_home_shows_it_to_the_owner_and_to_the_payer_until_each_has_decided(office: Office) -> None:
    asks(office)
    for person in (office.cy, office.bo):
        home = person.opens_home()
        assert home is not None
        assert "Orders and finance: open longer on" in home.all_text
    office.bo.clicks("Approve $180.00")
    home = office.bo.opens_home()
    assert home is not None
    assert "Orders and finance: open longer on" not in home.all_text
    office.cy.clicks("Agree", on=office.cy.opens_home())
    assert "It is agreed" in words(office.ana)


def test_what_the_company_file_changes_leaves_hours_and_what_cannot_wait_alone(office: Office) -> None:
    asks(office)
    with office.desk.db.session() as session:
        assert approvals.undecided(session) == []
        delegating.keep_schedules(session, office.desk, clock.now())
        assert approvals.of(session, 1) == []
