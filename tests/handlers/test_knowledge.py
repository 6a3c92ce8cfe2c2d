"""Ana and others ask what nobody answered yet; Cy, who owns the service, sees to it; Dee, who leads IT, too."""

from datetime import timedelta
from typing import Any

from sqlmodel import select

from bot import clock
from bot.catalog.amendments import Amendment
from bot.catalog.finding import Match
from bot.customer import asked
from bot.sandbox.seen import SeenMessage
from handlers import knowledge
from tests.office import Office

NEAR = Match("service", "ERP", None, "Orders and finance", 1.0, 0.9)
EXPORT = "Can I export a posting as a spreadsheet?"


def asks(office: Office, person: str, text: str, how: str = "none", **more: Any) -> int:
    """Have a question on record, as answering it puts it there."""
    about: dict[str, Any] = {"match": NEAR, "how": how, **more}
    with office.desk.session() as session:
        question = asked.note(
            session,
            root=None,
            person=f"U0{person.upper()}",
            unit="FIN",
            text=text,
            found_kind=about["how"],
            aspect="what",
            match=about["match"],
            now=clock.now(),
        )
        return question.id or 0


def gaps_of(office: Office, person: str) -> SeenMessage:
    with office.desk.session() as session:
        knowledge.show(office.desk, session, f"U0{person.upper()}")
    office.sender.run_once()
    return getattr(office, person).last()


def three_ask(office: Office) -> None:
    asks(office, "ana", EXPORT)
    asks(office, "bo", "export a posting as spreadsheet for bo@calder.example")
    asks(office, "fay", "export posting as a spreadsheet, number 4711-22")


def test_the_owner_sees_a_theme_and_nobodys_name(office: Office) -> None:
    three_ask(office)

    shown = gaps_of(office, "cy").all_text
    assert "3 people, nearest to Orders and finance" in shown
    assert "spreadsheet" in shown
    for private in ("Ana", "U0ANA", "bo@calder.example", "4711"):
        assert private not in shown


def test_added_as_a_faq_it_reaches_whoever_asked_once(office: Office) -> None:
    three_ask(office)
    before = gaps_of(office, "cy")
    office.cy.clicks("Add this as a FAQ")
    office.cy.fills({"Answer": "Open the posting and choose Export."})
    office.cy.submits()

    after = office.cy.last()
    assert after.ts == before.ts
    assert after.edited
    assert "Answered:" in after.all_text
    assert "Add this as a FAQ" not in after.buttons
    for person in (office.ana, office.bo, office.fay):
        told = person.last().all_text
        assert "You asked" in told
        assert "Open the posting and choose Export." in told
    with office.desk.read() as session:
        (amendment,) = session.exec(select(Amendment)).all()
    assert (amendment.kind, amendment.service, amendment.state) == ("faq", "ERP", "accepted")
    assert len(amendment.said["phrasings"]) == 2


def test_what_one_person_asked_is_counted_only(office: Office) -> None:
    asks(office, "ana", "can the ledger sing?")

    shown = gaps_of(office, "cy").all_text
    assert "sing" not in shown
    assert "1 other was asked by one person" in shown


def test_what_a_person_took_over_is_shown(office: Office) -> None:
    question = asks(office, "ana", "can the ledger sing?")
    with office.desk.session() as session:
        asked.handed_over(session, question)

    assert "can the ledger sing?" in gaps_of(office, "cy").all_text


def test_what_is_near_to_nothing_goes_to_those_who_lead_it(office: Office) -> None:
    for person in ("ana", "bo"):
        asks(office, person, "where can I park my bicycle?", match=None)

    assert "bicycle" not in gaps_of(office, "cy").all_text
    assert "bicycle" in gaps_of(office, "dee").all_text


def test_not_ours_goes_to_those_who_lead_it(office: Office) -> None:
    three_ask(office)
    gaps_of(office, "cy")
    office.cy.clicks("Not ours: to IT's leads")

    assert "Given to IT's leads" in office.cy.last().all_text
    assert "spreadsheet" in gaps_of(office, "dee").all_text


def test_no_matter_for_it_is_not_asked_again(office: Office) -> None:
    three_ask(office)
    gaps_of(office, "cy")
    office.cy.clicks("No matter for IT")
    office.later(timedelta(minutes=1))
    asks(office, "hal", EXPORT)

    assert "spreadsheet" not in gaps_of(office, "cy").all_text
