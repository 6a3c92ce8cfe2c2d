"""Advocates: whoever is content may say so to who decides, with their name, and hears what became of it."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from bot import clock
from bot.customer import contacts, people, votes
from bot.customer.contacts import Contact
from bot.customer.surveys import Survey
from bot.value import advocates
from bot.value.cases import Advocate, BusinessCase
from handlers import advocates as asking
from tests.beginnings import begun_once
from tests.handlers.test_cases import writes
from tests.handlers.test_home import home
from tests.handlers.test_recovering import calls, is_let_down, where
from tests.handlers.test_surveys import deliver
from tests.office import Office

ASKED = "May we say that you want Mail, chat and meetings on Plus, too?"


def propose(office: Office, **given: Any) -> int:
    """Let Cy write a case for more mail in Finance; return its number."""
    whole = {
        "unit": "CC-500",
        "service": "COL",
        "to_tier": "Plus",
        "quantity": 3,
        "author": "U0CY",
        "problem": "Meetings drop",
        "risk_factor": Decimal("0.7"),
        "discount": Decimal("0.08"),
        "state": "asked",
        "written_at": clock.now(),
        "asked_of": "U0BO",
    }
    with office.desk.db.session() as session:
        case = BusinessCase.model_validate({**whole, **given})
        session.add(case)
        session.flush()
        return case.number


def scored(office: Office, *, days: int = 40, person: str = "U0ANA", service: str = "COL") -> None:
    """Remember that somebody of Finance was very content with a service some days ago."""
    at = clock.now() - timedelta(days=days)
    with office.desk.db.session() as session:
        session.add(
            Survey(
                about=f"order:{900 + days}",
                order_id=900 + days,
                person=person,
                unit="CC-500",
                service=service,
                working=True,
                score=5,
                worth_it=True,
                sent_at=at,
                answered_at=at,
            )
        )


@begun_once
def is_glad(office: Office) -> None:
    deliver(office)
    for label in ("Yes, it works", "5 Very good", "Just what I needed", "Yes, worth it"):
        office.ana.clicks(label)


def asked(office: Office) -> list[str]:
    return [one.all_text for one in office.ana.sees("bot") if ASKED in one.all_text]


def says(office: Office, words: str) -> None:
    office.ana.clicks("Yes, say so…")
    assert office.ana.view is not None
    assert "@Bo Larsen, who decides for Finance" in office.ana.view.all_text
    office.ana.fills({"Why do you want it?": words})
    assert office.ana.submits() == {}


def test_who_is_content_again_lends_a_name_and_hears_why_it_waits(office: Office) -> None:
    case = propose(office)
    is_let_down(office)
    assert "*@Dee Park calls you by" in office.ana.last().all_text
    office.ana.clicks("Yes, call me")
    calls(office, "Kim moves the mailbox today")
    office.later(timedelta(days=1))
    office.ana.clicks("Yes, it is", on=where(office.ana, "Is it put right?"))

    assert ASKED in office.ana.last().all_text
    asked_in = office.ana.last().ts
    says(office, "Without it we <lose> a day at month end")
    assert "@Bo Larsen reads it beside the proposal" in office.ana.last().all_text
    assert office.ana.last().ts == asked_in
    with office.desk.read() as session:
        (kept,) = advocates.consented(session, "CC-500", "COL", case_id=case)
    assert (kept.person, kept.statement) == ("U0ANA", "Without it we <lose> a day at month end")

    with office.desk.session() as session:
        decided = session.get_one(BusinessCase, case)
        decided.state, decided.decided_by = "deferred", "U0BO"
        decided.decided_at, decided.reason = clock.now(), "After the audit"
        session.flush()
        asking.follow(session, office.desk, "CC-500", "COL")
    office.sender.run_once()
    assert (
        "Mail, chat and meetings on Plus for Finance: deferred* by @Bo Larsen" in office.ana.last().all_text
    )
    assert "After the audit" in office.ana.last().all_text
    assert office.ana.last().ts == asked_in


def test_more_of_the_same_level_is_asked_for_as_more(office: Office) -> None:
    propose(office, from_tier="Plus")
    scored(office)
    is_glad(office)
    assert "May we say that you want more of Mail, chat and meetings, too?" in office.ana.last().all_text


def test_two_high_scores_ask_and_one_does_not(office: Office) -> None:
    propose(office)
    is_glad(office)
    assert asked(office) == []
    scored(office, days=300)
    office.later(timedelta(days=31))
    is_glad(office)
    assert len(asked(office)) == 1
    with office.desk.read() as session:
        led_to = select(Contact).where(Contact.engagement == "advocate").order_by(col(Contact.started_by))
        noted, ended = session.exec(led_to).all()
    assert (noted.person, noted.started_by, noted.service) == ("U0ANA", "bot", "COL")
    assert (ended.person, ended.started_by, ended.intent) == ("U0ANA", "customer", "order")


def test_nobody_is_asked_without_a_proposal_nor_twice_a_year(office: Office) -> None:
    scored(office)
    is_glad(office)
    assert asked(office) == []
    propose(office)
    office.later(timedelta(days=31))
    is_glad(office)
    assert len(asked(office)) == 1
    office.ana.clicks("No, thanks")
    assert "nobody hears that I asked" in office.ana.last().all_text
    office.later(timedelta(days=102))
    is_glad(office)
    assert asked(office) == []


def test_who_wants_no_conversations_or_decides_themselves_is_not_asked(office: Office) -> None:
    scored(office)
    number = propose(office, asked_of="U0ANA")
    is_glad(office)
    assert asked(office) == []
    with office.desk.db.session() as session:
        session.get_one(BusinessCase, number).asked_of = "U0BO"
        people.meet(session, "U0ANA").refuses_talks = True
    office.later(timedelta(days=31))
    is_glad(office)
    assert asked(office) == []


def test_who_was_spoken_to_lately_is_not_asked_on_top(office: Office) -> None:
    propose(office)
    scored(office)
    with office.desk.db.session() as session:
        contacts.note(
            session,
            about="loss:1",
            person="U0ANA",
            unit="CC-500",
            intent="talk",
            started_by="bot",
            now=clock.now() - timedelta(days=20),
        )
    is_glad(office)
    assert asked(office) == []
    office.later(timedelta(days=31))
    is_glad(office)
    assert len(asked(office)) == 1


def test_who_reads_a_name_is_said_before_it_is_given(office: Office) -> None:
    propose(office, asked_of="U0DEE")
    scored(office)
    is_glad(office)
    assert "@Dee Park decides for Finance" in office.ana.last().all_text
    office.ana.clicks("Yes, say so…")
    assert office.ana.view is not None
    assert "@Dee Park, who decides for Finance, who proposes it, and who leads Finance or IT read" in (
        office.ana.view.all_text
    )


def test_a_wish_for_what_is_being_prepared_can_be_spoken_for(office: Office) -> None:
    prepared = next(each for each in office.desk.catalog.services.values() if each.stage == "pipeline")
    scored(office)
    with office.desk.db.session() as session:
        votes.vote(session, prepared.key, "U0ANA", unit="CC-500", now=clock.now())
    is_glad(office)
    assert f"May we say that you want {prepared.name}, too?" in office.ana.last().all_text


def test_a_name_is_taken_back_in_the_message_and_on_home(office: Office) -> None:
    propose(office)
    scored(office)
    is_glad(office)
    says(office, "It saves me an hour a day")
    seen = home(office, "ana")
    assert "Your word for Mail, chat and meetings" in seen
    office.ana.clicks("Take my name back", on=seen)
    assert office.ana.home is not None
    assert "Your word for" not in office.ana.home
    assert "nobody reads them any more" in office.ana.last().all_text
    with office.desk.read() as session:
        assert not advocates.consented(session, "CC-500", "COL")
    office.ana.clicks("Lend my name again…")
    office.ana.fills({"Why do you want it?": "It saves me an hour"})
    assert office.ana.submits() == {}
    office.ana.clicks("Take my name back")
    with office.desk.read() as session:
        rows = session.exec(select(Advocate)).all()
    assert [each.withdrawn_at is None for each in rows] == [False, False]


def test_nobody_lends_somebody_elses_name(office: Office) -> None:
    propose(office)
    scored(office)
    is_glad(office)
    message = office.ana.last()
    for label in ("Yes, say so…", "No, thanks"):
        office.eve.clicks(label, on=message)
        assert office.eve.view is None
    office.ana.clicks("Yes, say so…", on=message)
    office.ana.fills({"Why do you want it?": "It saves me an hour"})
    office.ana.submits()
    office.eve.clicks("Take my name back", on=where(office.ana, "Thank you."))
    with office.desk.read() as session:
        assert len(advocates.consented(session, "CC-500", "COL")) == 1


def test_a_name_stands_on_the_case_vanishes_from_it_and_hears_its_end(office: Office) -> None:
    writes(office)
    for days in (40, 80):
        scored(office, days=days, person="U0EVE", service="ERP")
    with office.desk.db.session() as session:
        people.meet(session, "U0EVE").unit = "CC-500"
        assert not asking.end_contact(session, office.desk, "U0ANA", "CC-500", "ERP", clock.now())
        assert asking.end_contact(session, office.desk, "U0EVE", "CC-500", "ERP", clock.now())
    office.sender.run_once()
    page = office.bo.last()
    assert "@Eve Stone" not in page.all_text

    lends(office)
    assert "@Eve Stone" in office.bo.last().all_text
    assert "Invoices wait until Monday" in office.bo.last().all_text
    assert office.bo.last().ts == page.ts
    office.eve.clicks("Take my name back")
    assert "Eve" not in office.bo.last().all_text
    lends(office, "Lend my name again…")
    assert "@Eve Stone" in office.bo.last().all_text

    office.bo.clicks("Decline because…")
    office.bo.fills({"Why, and what would change your mind?": "Show me the hours first"})
    assert office.bo.submits() == {}
    assert (
        "Orders and finance on Extended hours for Finance: declined* by @Bo Larsen"
        in office.eve.last().all_text
    )
    assert "Show me the hours first" in office.eve.last().all_text
    assert "Invoices wait until Monday" in office.eve.last().all_text


def lends(office: Office, label: str = "Yes, say so…") -> None:
    office.eve.clicks(label)
    office.eve.fills({"Why do you want it?": "Invoices wait until Monday"})
    assert office.eve.submits() == {}
