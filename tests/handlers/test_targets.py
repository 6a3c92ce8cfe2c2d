"""Targets: agreed by a named customer, asked about once a year, dropped when nobody wants them."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.customer.people import Person
from bot.process import target_votes
from bot.sandbox import acts
from bot.sandbox.hands import Person as Hands
from bot.sandbox.seen import SeenMessage
from bot.serve.stocking import restock
from bot.value import target_care
from tests.handlers import test_defining
from tests.handlers.test_portfolio import browses, called
from tests.office import Office

# Bo agreed to ERP's Standard and five more on 1 Sep 2026; nobody did to Plus of the mail, which Kim owns.
TUESDAY = datetime(2027, 9, 7, 16, 1, tzinfo=UTC)  # 10:01 in Denver
office = test_defining.office  # with a catalog of its own
MINE = "Orders and finance, Standard"
OPEN = "Do these targets still matter to you?"


def week(office: Office, at: datetime) -> None:
    """Let the timer of the week come."""
    office.until(at)
    with office.desk.session() as session:
        office.desk.soon(session, target_care.ASK)
    office.sender.run_once()


def asked(person: Hands) -> list[SeenMessage]:
    return [each for each in person.sees("bot") if "target" in each.text and "matter" in each.text]


def presses(office: Office, person: Hands, said: SeenMessage, name: str) -> None:
    """Press the button of a message that a screen reader reads out by this name."""
    for block in said.blocks:
        for button in block.get("elements", ()):
            if button.get("accessibility_label") == name:
                acts.press(
                    office.workspace, person.id, said.raw, block["block_id"], button["action_id"], None
                )
                return
    raise LookupError(f"nothing is called {name!r} in {said.all_text}")


def test_who_agreed_is_asked_in_one_message_once_a_year(office: Office) -> None:
    week(office, TUESDAY - timedelta(days=7))
    assert asked(office.bo) == []
    week(office, TUESDAY)
    (said,) = asked(office.bo)
    assert OPEN in said
    assert f"*{MINE}*: reply in 1 h, fixed in 8 h, works 99.50 % of its hours" in said
    assert "Agreed on 1 Sep 2026" in said
    assert said.all_text.count("Agreed on") == 5  # the sixth comes another time
    week(office, TUESDAY + timedelta(days=7))
    assert len(asked(office.bo)) == 1
    week(office, TUESDAY + timedelta(days=35))
    assert len(asked(office.bo)) == 2
    assert MINE not in asked(office.bo)[-1]
    week(office, TUESDAY + timedelta(days=371))
    assert MINE in asked(office.bo)[-1]


def votes_no(office: Office, why: str | None = "We never work at night") -> None:
    week(office, TUESDAY)
    presses(office, office.bo, asked(office.bo)[-1], f"No: {MINE} does not matter")
    if why:
        office.bo.fills({"Why not?": why})
        assert office.bo.submits() == {}


def lists(person: Hands) -> SeenMessage:
    person.command("/it targets")
    return person.last()


def test_a_yes_is_one_tap_and_can_be_changed(office: Office) -> None:
    week(office, TUESDAY)
    (said,) = asked(office.bo)
    presses(office, office.bo, said, f"Yes: {MINE} matters")
    (said,) = asked(office.bo)
    assert "You said: *it matters*" in said
    presses(office, office.bo, said, f"No: {MINE} does not matter")
    (said,) = asked(office.bo)
    assert "You said: *it does not matter*" in said
    presses(office, office.bo, said, f"Yes: {MINE} matters")
    assert MINE not in lists(office.cy)


def test_a_no_is_kept_at_once_and_its_reason_is_read_without_a_name(office: Office) -> None:
    votes_no(office)
    assert "We never work at night" in asked(office.bo)[-1]
    said = lists(office.cy)
    assert f"{MINE}*: reply in 1 h" in said
    assert "Finance said on 7 Sep 2027 that it does not matter." in said
    assert "We never work at night" in said
    assert "Bo" not in said.all_text
    assert MINE in lists(office.dee)
    assert MINE not in lists(office.kim)


def test_nobody_answers_for_who_agreed(office: Office) -> None:
    week(office, TUESDAY)
    (said,) = asked(office.bo)
    presses(office, office.eve, said, f"No: {MINE} does not matter")
    assert office.eve.view is None
    assert "That question is for @Bo Larsen, who agreed to the target." in office.bo.last()
    with office.desk.read() as session:
        vote = target_votes.of_target(session, "ERP", "Standard")
    assert vote is not None
    assert vote.matters is None


@pytest.mark.parametrize("quiet", ["refuses_surveys", "inactive"])
def test_who_wants_no_questions_gets_none(office: Office, quiet: str) -> None:
    with office.desk.session() as session:
        bo = session.get_one(Person, "U0BO")
        bo.refuses_surveys, bo.active = quiet == "refuses_surveys", quiet != "inactive"
    week(office, TUESDAY)
    assert asked(office.bo) == []


def test_what_nobody_agreed_to_is_listed_and_its_customers_can_be_asked(office: Office) -> None:
    said = lists(office.kim)
    assert "*1 level* to decide about" in said
    assert "Mail, chat and meetings, Plus*" in said
    assert "Proposed since 1 Apr 2020, agreed by nobody yet." in said
    office.kim.clicks("Ask the customer", on=said)
    assert "Asked." in office.kim.last()
    reader = next(
        each
        for each in (office.hal, office.fay, office.lee, office.bo, office.mia, office.jo)
        if each.sees("bot")
    )
    assert "@Kim Weiss asks you, because you speak for those who use it." in reader.last()
    reader.clicks("Agree", on=reader.last())
    restock(office.desk)
    assert office.desk.catalog.tier("COL", "Plus").is_agreed
    assert "Nothing waits for you." in lists(office.kim)


def test_what_is_dropped_promises_nothing_any_more(office: Office) -> None:
    votes_no(office)
    also, said = lists(office.dee), lists(office.cy)
    presses(office, office.cy, said, f"Drop the targets of {MINE}")
    assert "Dropped. *Nothing waits for you.*" in office.cy.last()
    restock(office.desk)
    tier = office.desk.catalog.tier("ERP", "Standard")
    assert (tier.has_targets, tier.is_agreed, tier.price.minor) == (False, False, 16500)
    presses(office, office.dee, also, f"Drop the targets of {MINE}")
    assert "was decided meanwhile" in office.dee.last()
    browses(office.ana)
    assert "*Standard* (yours) · $165.00 · Weekdays 7–19\nNo targets" in called(
        office, office.ana, "Open Orders and finance"
    )


def test_asked_again_the_customer_may_have_changed_their_mind(office: Office) -> None:
    votes_no(office)
    office.later(timedelta(days=1))
    office.cy.clicks("Ask again", on=lists(office.cy))
    assert "Nothing waits for you" in office.cy.last()
    said = asked(office.bo)[-1]
    assert said.all_text.count("Agreed on") == 1
    presses(office, office.bo, said, f"Yes: {MINE} matters")
    assert "You said: *it matters*" in office.bo.last()


def test_the_list_is_for_owners_and_leads(office: Office) -> None:
    said = lists(office.ana)
    assert "for those who own services and lead IT: @Dee Park" in said
    assert "Browse services" in said.buttons


def test_a_target_nobody_agreed_to_is_never_shown_as_agreed(office: Office) -> None:
    browses(office.ana)
    page = called(office, office.ana, "Open Mail, chat and meetings")
    assert page.all_text.count("Proposed, not agreed yet") == 1
    office.kim.says("bot", "compare the levels of mail, chat and meetings")
    assert "Targets that are proposed, not agreed yet: Plus." in office.kim.last()
