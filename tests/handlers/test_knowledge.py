"""Ana and others ask what nobody answered yet; Cy, who owns the service, sees to it; Dee, who leads IT, too."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from bot import catalog, clock, serve
from bot.catalog import Catalog, amendments
from bot.catalog.amendments import Amendment
from bot.catalog.finding import Finder, Match, open_finder
from bot.customer import asked, threads
from bot.customer.asked import Question, Theme
from bot.customer.threads import About, Thread
from bot.delivery.schedules import Schedule
from bot.refusal import Refused
from bot.sandbox.seen import SeenMessage
from bot.settings import HOUSE
from bot.value import amending
from handlers import digests, knowledge
from tests.handlers.test_home import home
from tests.office import Office

NEAR = Match("service", "ERP", None, "Orders and finance", 1.0, 0.9)
NEXT_MONDAY = datetime(2026, 11, 30, 16, 1, tzinfo=UTC)  # just after 9:00 where Cy is
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
        return question.id


def gaps_of(office: Office, person: str) -> SeenMessage:
    with office.desk.session() as session:
        knowledge.show(office.desk, session, f"U0{person.upper()}")
    office.sender.run_once()
    seen: SeenMessage = getattr(office, person).last()
    return seen


def arrange(office: Office) -> None:
    with office.desk.session() as session:
        knowledge.keep_schedules(session, office.desk, clock.now())
        digests.keep_schedules(session, office.desk, clock.now())


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


def test_in_the_evening_an_answer_is_checked_on_the_companys_day(office: Office) -> None:
    three_ask(office)
    office.later(timedelta(hours=10))  # 19:00 in Denver, and tomorrow in UTC
    gaps_of(office, "cy")
    office.cy.clicks("Add this as a FAQ")
    office.cy.fills({"Answer": "Open the posting and choose Export."})
    office.cy.submits()

    with office.desk.read() as session:
        (amendment,) = session.exec(select(Amendment)).all()
    assert amendment.said["verified_on"] == date(2026, 11, 23)


REFUNDS = (
    "how do I get a standing order for refunds in the ledger",
    "refund standing order set up ledger",
    "standing order for refunds, how",
    "can the ledger do recurring refunds",
)


def test_who_takes_none_of_what_is_offered_has_no_answer_though_it_may_be_another_departments(
    office: Office,
) -> None:
    for person, question in zip((office.ana, office.bo, office.fay, office.hal), REFUNDS, strict=True):
        person.dm(question)
        assert "Which of these did you mean?" in person.last().all_text
    office.later(timedelta(hours=2))

    assert "4 people, nearest to Orders and finance" in gaps_of(office, "cy").all_text


def test_what_one_person_asked_is_counted_only(office: Office) -> None:
    asks(office, "ana", "can the ledger sing?")

    shown = gaps_of(office, "cy").all_text
    assert "sing" not in shown
    assert "1 other was asked by one person only" in shown


def test_home_counts_what_the_list_shows(office: Office) -> None:
    asks(office, "ana", "can the ledger sing?")
    assert "no answer yet" not in gaps_of(office, "cy").all_text
    assert "no answer yet" not in home(office, "cy")

    three_ask(office)
    misunderstood(office, "ana", GATE, locked_out(office))
    office.later(timedelta(minutes=1))
    assert "1 thing that people asked has no answer yet" in gaps_of(office, "cy").all_text
    assert "1 kind of question has no answer yet" in home(office, "cy")


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


def misunderstood(office: Office, person: str, text: str, meant: str) -> None:
    """Have a question on record that found something else, and what its asker chose then."""
    question = asks(office, person, text, how="answer")
    with office.desk.session() as session:
        asked.judge(session, question, "not_meant", by=f"U0{person.upper()}", now=clock.now())
        asked.judge(session, question, by=f"U0{person.upper()}", meant=meant, now=clock.now())


def locked_out(office: Office) -> str:
    return asked.named(office.desk.catalog, "ERP", 0)


def as_read_again(office: Office) -> Finder:
    """Return the finder of the catalog with what was accepted meanwhile."""
    with office.desk.read() as session:
        read = catalog.load(HOUSE / "catalog_data", amendments.in_force(session))
    return open_finder(read, HOUSE / ".domestique")


GATE = "the gatekeeper will not open"


def test_what_was_meant_is_learned_once_its_owner_says_so(office: Office) -> None:
    wanted = office.desk.catalog.faq("ERP", 0).question
    before = office.desk.finder.find(GATE)
    assert not (before.kind == "answer" and before.matches[0].title == wanted)
    misunderstood(office, "ana", GATE, locked_out(office))
    misunderstood(office, "bo", "the gatekeeper does not open for me", locked_out(office))

    shown = gaps_of(office, "cy").all_text.replace("*", "")
    assert f"and meant {wanted} Shall I learn that?\n>{GATE}" in shown
    office.cy.clicks("Yes, learn it")

    assert "Learned:" in office.cy.last().all_text
    finder = as_read_again(office)
    for way in (GATE, "gatekeeper does not open", "my gatekeeper will not open"):
        found = finder.find(way)
        assert (found.kind, found.matches[0].title) == ("answer", wanted), way


def test_nobody_is_asked_twice_what_was_meant(office: Office) -> None:
    misunderstood(office, "ana", GATE, locked_out(office))
    gaps_of(office, "cy")
    office.cy.clicks("No")
    office.later(timedelta(minutes=1))
    misunderstood(office, "bo", GATE, locked_out(office))

    assert "Shall I learn" not in gaps_of(office, "cy").all_text
    with office.desk.read() as session:
        assert session.exec(select(Amendment)).all() == []


def test_another_entry_is_learned_instead_and_its_answer_told(office: Office) -> None:
    misunderstood(office, "ana", GATE, "ERP#")
    gaps_of(office, "cy")
    office.cy.clicks("Another entry")
    right = office.desk.catalog.faq("ERP", 1)
    office.cy.fills({"Answer": right.question[:74]})
    office.cy.submits()

    assert right.answer.split(":")[0] in office.ana.last().all_text
    with office.desk.read() as session:
        (amendment,) = session.exec(select(Amendment)).all()
    assert amendment.said == {"question": right.question, "phrasing": GATE}


def test_an_entry_that_there_is_answers_a_theme(office: Office) -> None:
    three_ask(office)
    gaps_of(office, "cy")
    office.cy.clicks("It is answered by …")
    right = office.desk.catalog.faq("ERP", 2)
    office.cy.fills({"Answer": right.question})
    office.cy.submits()

    assert right.answer[:40] in office.bo.last().all_text
    assert as_read_again(office).find(EXPORT).matches[0].title == right.question


def test_who_owns_nothing_is_shown_nothing_but_a_way_forward(office: Office) -> None:
    with office.desk.session() as session, pytest.raises(Refused) as refusal:
        knowledge.show(office.desk, session, "U0ANA")

    words = office.desk.renderer.message(refusal.value.template, refusal.value.facts)
    assert "<@U0DEE>" in str(words)


def test_a_theme_is_decided_by_its_owner_only(office: Office) -> None:
    three_ask(office)
    gaps_of(office, "cy")
    with office.desk.session() as session:
        for theme in session.exec(select(Theme)):
            theme.service = "POS"
    office.cy.clicks("No matter for IT")

    assert "U0GIL" in office.cy.last().all_text or "Gil" in office.cy.last().all_text
    with office.desk.read() as session:
        assert [theme.state for theme in session.exec(select(Theme))] == ["open"]


def test_what_was_decided_meanwhile_leaves_the_list(office: Office) -> None:
    three_ask(office)
    gaps_of(office, "cy")
    with office.desk.session() as session:
        for theme in session.exec(select(Theme)):
            theme.state = "dropped"
    office.cy.clicks("Add this as a FAQ")

    assert office.cy.view is None
    assert "spreadsheet" not in office.cy.last().all_text


def test_what_an_owner_takes_out_stays_open(office: Office) -> None:
    three_ask(office)
    gaps_of(office, "cy")
    office.cy.clicks("Add this as a FAQ")
    office.cy.fills({"Answer": "Choose Export.", "Other ways to ask it, one on each line": "in Excel"})
    office.cy.submits()

    with office.desk.read() as session:
        without = [each.text for each in session.exec(select(Question)) if each.theme is None]
    assert len(without) == 2
    told = [person for person in ("ana", "bo", "fay") if getattr(office, person).sees("bot")]
    assert len(told) == 1


def test_who_asked_too_long_ago_is_not_told(office: Office) -> None:
    asks(office, "ana", EXPORT)
    office.later(timedelta(days=31))
    asks(office, "bo", EXPORT)
    gaps_of(office, "cy")
    office.cy.clicks("Add this as a FAQ")
    office.cy.fills({"Answer": "Choose Export."})
    office.cy.submits()

    assert "Choose Export." in office.bo.last().all_text
    assert not any("Choose Export." in seen.all_text for seen in office.ana.sees("bot"))


def test_on_monday_the_owner_hears_of_what_is_new(office: Office) -> None:
    arrange(office)
    office.later(timedelta(hours=1))
    three_ask(office)
    office.until(NEXT_MONDAY)

    (digest,) = office.cy.sees("bot")
    assert "spreadsheet" in digest.all_text
    office.cy.clicks("Show the questions")
    assert "What I could not answer" in office.cy.last("bot").all_text
    office.later(timedelta(days=7))
    assert len([seen for seen in office.cy.sees("bot") if "spreadsheet" in seen.all_text]) == 2


def test_who_answers_for_no_live_service_has_the_list_itself_on_monday(office: Office) -> None:
    stock = office.desk.shelf.stock
    services = {key: replace(each, owner="cy@calder.example") for key, each in stock.catalog.services.items()}
    office.desk.shelf.stock = replace(stock, catalog=replace(stock.catalog, services=services))
    arrange(office)
    office.later(timedelta(hours=1))
    for person in ("ana", "bo"):
        asks(office, person, "who waters the plants?", match=None)
    office.until(NEXT_MONDAY)

    assert "What I could not answer" in office.dee.last("bot").all_text


def test_a_monday_without_anything_brings_no_message(office: Office) -> None:
    arrange(office)
    office.until(NEXT_MONDAY)

    assert not any("could not answer" in seen.all_text for seen in office.cy.sees("bot"))


def test_every_owner_has_one_monday(office: Office) -> None:
    arrange(office)
    arrange(office)

    with office.desk.read() as session:
        owners = [row.facts["owner"] for row in session.exec(select(Schedule)) if row.name == knowledge.WEEK]
    assert len(owners) == len(set(owners))
    assert {"cy@calder.example", "dee@calder.example"} <= set(owners)


def test_the_night_forgets_and_gathers(office: Office) -> None:
    arrange(office)
    asks(office, "ana", EXPORT)
    office.later(timedelta(days=1))
    with office.desk.read() as session:
        assert session.exec(select(Question)).one().theme is not None

    with office.desk.session() as session:
        about = About("ERP", None, "what", {})
        threads.remember(session, "D0ANA:1", "U0ANA", about, clock.now())
    office.later(asked.KEPT)
    with office.desk.read() as session:
        assert session.exec(select(Question)).all() == []
        assert session.exec(select(Theme)).all() == []
        assert session.exec(select(Thread)).all() == []


def with_thin_answers(office: Office) -> None:
    """Have Cy's catalog say how to open a cost center in one way only, long ago."""
    stock = office.desk.shelf.stock
    erp = stock.catalog.service("ERP")
    thin = replace(erp.faqs[1], phrasings=(), verified_on=date(2025, 9, 1))
    services = {**stock.catalog.services, "ERP": replace(erp, faqs=(erp.faqs[0], thin, *erp.faqs[2:]))}
    office.desk.shelf.stock = replace(stock, catalog=replace(stock.catalog, services=services))


def test_an_answer_with_too_few_ways_to_ask_gets_what_people_wrote(office: Office) -> None:
    with_thin_answers(office)
    question = office.desk.catalog.faq("ERP", 1).question
    asks(office, "ana", "another cost centre for my team", how="answer", match=replace(NEAR, title=question))
    assert "No ways to ask it" in gaps_of(office, "cy").all_text

    office.cy.clicks("Add ways to ask")
    assert "another cost centre for my team" in str(office.cy.view)
    ways = "another cost centre for my team\nset up a department\nnew number for costs\n"
    office.cy.fills({"Ways to ask it, one on each line": ways})
    office.cy.submits()

    assert "ways to ask" not in office.cy.last().all_text
    with office.desk.read() as session:
        said = [each.said for each in session.exec(select(Amendment))]
    assert [each["phrasing"] for each in said] == ways.splitlines()


def test_however_many_ways_to_ask_are_added_the_files_are_read_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_thin_answers(office)
    gaps_of(office, "cy")
    office.cy.clicks("Add ways to ask")
    office.cy.fills({"Ways to ask it, one on each line": "\n".join(f"way number {at}" for at in range(12))})
    reads: list[int] = []

    def load(folder: Path, added: list[Amendment]) -> Catalog:
        reads.append(len(added))
        return catalog.load(folder, added)

    monkeypatch.setattr(amending, "load", load)
    office.cy.submits()

    assert reads == [12]
    with office.desk.read() as session:
        assert len(amendments.in_force(session)) == 12


def test_an_answer_that_nobody_looked_at_is_still_true(office: Office) -> None:
    with_thin_answers(office)
    assert "Last looked at on 1 Sep 2025" in gaps_of(office, "cy").all_text
    office.cy.clicks("Still true")

    after = office.cy.last().all_text
    assert "Last looked at" not in after
    assert "Still true: How do I open a new cost center?" in after
    with office.desk.read() as session:
        (amendment,) = session.exec(select(Amendment)).all()
    assert amendment.said["verified_on"] == date(2026, 11, 23)


def test_what_can_wait_comes_in_the_first_week_of_a_month(office: Office) -> None:
    with_thin_answers(office)
    arrange(office)
    office.until(NEXT_MONDAY)
    assert not any("look at" in seen.all_text for seen in office.cy.sees("bot"))

    office.later(timedelta(days=7))
    assert "1 answer of yours to look at again" in office.cy.last().all_text
    office.cy.clicks("Show the questions")
    assert "No ways to ask it" in office.cy.last().all_text


def test_who_may_not_know_of_a_service_is_not_told_its_answer(office: Office) -> None:
    three_ask(office)
    stock = office.desk.shelf.stock
    hidden = replace(stock.catalog.service("ERP"), audience=("CC-900",))
    services = {**stock.catalog.services, "ERP": hidden}
    office.desk.shelf.stock = replace(stock, catalog=replace(stock.catalog, services=services))
    gaps_of(office, "cy")
    office.cy.clicks("Add this as a FAQ")
    office.cy.fills({"Answer": "Choose Export."})
    office.cy.submits()

    assert office.ana.sees("bot") == []


MISSED = "which payments to suppliers failed"


def test_what_was_misunderstood_is_understood_after_its_owner_agrees(office: Office) -> None:
    wanted = office.desk.catalog.faq("ERP", 2)
    for person in (office.ana, office.bo):
        person.dm(MISSED)
        assert wanted.answer[:40] not in person.last().all_text
        person.clicks("Not what I meant")
        person.clicks(wanted.question)
        assert wanted.answer[:40] in person.last().all_text
    gaps_of(office, "cy")
    office.cy.clicks("Yes, learn it")
    assert serve.restock(office.desk)

    for way in (MISSED, "which supplier payments failed", "which of our payments to suppliers failed?"):
        office.ana.dm(way)
        assert wanted.answer[:40] in office.ana.last().all_text, way


def test_what_none_of_the_choices_answers_is_a_gap_at_once(office: Office) -> None:
    for person in (office.ana, office.bo):
        person.dm(REFUNDS[1])
        person.clicks("None of these")

    assert "2 people, nearest to Orders and finance" in gaps_of(office, "cy").all_text


COST_CENTER = "how do I open a new cost center?"


def test_what_is_a_question_already_is_never_learned_and_its_answer_is_mended(office: Office) -> None:
    for person in (office.ana, office.bo):
        person.dm(COST_CENTER)
        person.clicks("Not what I meant")
        person.clicks("Orders and finance")
    faq = office.desk.catalog.faq("ERP", 1)
    shown = gaps_of(office, "cy")
    assert f"That is already how people ask *{faq.question}* Its answer may not help them" in shown.all_text
    assert not {"Yes, learn it", "Another entry", "Add this as a FAQ"} & {*shown.buttons}

    office.cy.clicks("Mend its answer")
    assert faq.answer[:40] in str(office.cy.view)
    office.cy.fills({"Answer": "Ask your controller, who opens it in the ledger."})
    office.cy.submits()

    assert "Mend its answer" not in office.cy.last().buttons
    assert "Ask your controller" in office.ana.last().all_text
    assert serve.restock(office.desk)
    mended = office.desk.catalog.faq("ERP", 1)
    assert mended.answer == "Ask your controller, who opens it in the ledger."
    assert mended.phrasings == faq.phrasings
    assert COST_CENTER not in office.desk.catalog.service("ERP").words


def test_a_question_of_another_owner_is_named_to_those_who_may_mend_it_only(office: Office) -> None:
    for person in ("ana", "bo"):
        misunderstood(office, person, COST_CENTER, "WMS#")
    shown = gaps_of(office, "kim")
    assert "That is already a question of another service" in shown.all_text
    assert "Mend its answer" not in shown.buttons
    office.kim.clicks("To IT's leads")

    assert "Mend its answer" in gaps_of(office, "dee").buttons


def test_what_nobody_answered_and_is_a_question_already_has_its_answer_mended(office: Office) -> None:
    for person in ("ana", "bo"):
        asks(office, person, COST_CENTER)
    shown = gaps_of(office, "cy")

    assert "1 thing that people asked has no answer yet, or none that helped" in shown.all_text
    assert "That is already how people ask" in shown.all_text
    assert "Mend its answer" in shown.buttons
    assert "Add this as a FAQ" not in shown.buttons


def test_a_sentence_is_no_name_of_a_service_but_a_question_of_it(office: Office) -> None:
    for person in ("ana", "bo"):
        misunderstood(office, person, "where do the figures of last month stand", "ERP#")
    shown = gaps_of(office, "cy")
    assert "A sentence is no name of a service" in shown.all_text
    assert "Yes, learn it" not in shown.buttons
    office.cy.clicks("Add this as a FAQ")
    assert "Orders and finance" in str(office.cy.view)
    office.cy.fills({"Answer": "In the ledger, under Reports."})
    office.cy.submits()

    assert "In the ledger, under Reports." in office.bo.last().all_text
    with office.desk.read() as session:
        (amendment,) = session.exec(select(Amendment)).all()
    assert (amendment.kind, amendment.service) == ("faq", "ERP")


def test_a_short_name_of_a_service_is_learned(office: Office) -> None:
    for person in ("ana", "bo"):
        misunderstood(office, person, "the big book", "ERP#")
    gaps_of(office, "cy")
    office.cy.clicks("Yes, learn it")

    assert serve.restock(office.desk)
    assert "the big book" in office.desk.catalog.service("ERP").words


def test_a_sentence_is_answered_by_a_question_and_not_by_a_service(office: Office) -> None:
    three_ask(office)
    gaps_of(office, "cy")
    office.cy.clicks("It is answered by …")

    offered = str(office.cy.view)
    assert office.desk.catalog.faq("ERP", 1).question in offered
    assert "'ERP#'" not in offered


def retitled(office: Office, title: str) -> None:
    """Have every theme called otherwise than its card says."""
    with office.desk.session() as session:
        for theme in session.exec(select(Theme)):
            theme.title = title


def test_what_is_no_name_when_its_owner_says_yes_is_not_learned(office: Office) -> None:
    for person in ("ana", "bo"):
        misunderstood(office, person, "the big book", "ERP#")
    gaps_of(office, "cy")
    retitled(office, "where do the figures of last month stand")
    office.cy.clicks("Yes, learn it")

    assert "A sentence is no name of a service" in office.cy.last().all_text
    with office.desk.read() as session:
        assert session.exec(select(Amendment)).all() == []


@pytest.mark.parametrize("opens", [True, False])
def test_what_is_a_question_no_more_is_not_mended(office: Office, opens: bool) -> None:
    for person in ("ana", "bo"):
        asks(office, person, COST_CENTER)
    gaps_of(office, "cy")
    if opens:
        office.cy.clicks("Mend its answer")
    retitled(office, "can the ledger sing?")
    if opens:
        office.cy.fills({"Answer": "Ask your controller."})
        office.cy.submits()
    else:
        office.cy.clicks("Mend its answer")

    assert office.cy.view is None
    assert "Mend its answer" not in office.cy.last().buttons
    with office.desk.read() as session:
        assert session.exec(select(Amendment)).all() == []


def test_what_was_decided_meanwhile_is_not_mended(office: Office) -> None:
    for person in ("ana", "bo"):
        asks(office, person, COST_CENTER)
    gaps_of(office, "cy")
    office.cy.clicks("Mend its answer")
    with office.desk.session() as session:
        for theme in session.exec(select(Theme)):
            theme.state = "dropped"
    office.cy.submits()

    with office.desk.read() as session:
        assert session.exec(select(Amendment)).all() == []


def test_what_is_asked_of_another_question_is_no_way_to_ask_a_new_one(office: Office) -> None:
    asks(office, "ana", f"{COST_CENTER} please")
    asks(office, "bo", f"{COST_CENTER} please")
    asks(office, "fay", COST_CENTER)
    gaps_of(office, "cy")
    retitled(office, f"{COST_CENTER} please")
    office.cy.clicks("Add this as a FAQ", on=gaps_of(office, "cy"))

    office.cy.fills({"Answer": "Ask your controller."})
    assert office.cy.submits() == {}
    with office.desk.read() as session:
        (amendment,) = session.exec(select(Amendment)).all()
    assert COST_CENTER not in amendment.said["phrasings"]
    assert "1 other was asked by one person only" in gaps_of(office, "cy").all_text


@pytest.mark.parametrize("figure", ["Costs $5 *now*", "It is open until 17:00.", "It takes 3 % of it."])
def test_a_figure_in_an_answer_is_said_at_its_field_with_the_remedy(office: Office, figure: str) -> None:
    three_ask(office)
    gaps_of(office, "cy")
    office.cy.clicks("Add this as a FAQ")
    office.cy.fills({"Answer": figure})
    assert "I show today's figures from the catalog" in office.cy.submits()["Answer"]

    office.cy.fills({"Answer": "Open the posting and choose Export."})
    office.cy.submits()
    assert "Open the posting and choose Export." in office.ana.last().all_text


def test_a_question_of_another_owner_is_not_asked_anew_nor_told(office: Office) -> None:
    three_ask(office)
    gaps_of(office, "cy")
    office.cy.clicks("Add this as a FAQ")
    other = office.desk.catalog.faq("WMS", 0)
    office.cy.fills({"Question": other.phrasings[0], "Answer": "Choose Export."})

    said = office.cy.submits()["Question"]
    assert "is already how people ask a question of another service" in said
    assert other.question not in said


def test_a_way_to_ask_of_one_question_is_not_taken_for_another(office: Office) -> None:
    with_thin_answers(office)
    gaps_of(office, "cy")
    office.cy.clicks("Add ways to ask")
    other = office.desk.catalog.faq("ERP", 0).question
    office.cy.fills({"Ways to ask it, one on each line": f"new number for costs\n{other}"})
    assert f"is already how people ask “{other}”" in office.cy.submits()["Ways to ask it, one on each line"]

    office.cy.fills({"Ways to ask it, one on each line": "new number for costs"})
    office.cy.submits()
    with office.desk.read() as session:
        assert [each.said["phrasing"] for each in session.exec(select(Amendment))] == ["new number for costs"]


def test_helpful_is_thanked_for_once(office: Office) -> None:
    office.ana.dm("what is ERP?")
    answer = office.ana.last()
    office.ana.clicks("Helpful", on=answer)
    office.ana.clicks("Helpful", on=answer)

    thanks = [seen for seen in office.ana.sees("bot") if "Thank you" in seen.all_text]
    assert len(thanks) == 1
    with office.desk.read() as session:
        assert session.exec(select(Question)).one().verdict == "helpful"


def test_others_cannot_tell_whether_it_helped(office: Office) -> None:
    office.ana.says("#general", "@domestique what is ERP?")
    office.hal.clicks("Helpful")

    assert "Only who asked can tell" in office.hal.last("#general").all_text
    assert not any("Only who asked" in seen.all_text for seen in office.ana.sees("#general"))
    with office.desk.read() as session:
        assert session.exec(select(Question)).one().verdict is None


def test_slash_it_gaps_shows_the_list(office: Office) -> None:
    three_ask(office)
    office.cy.command("/it gaps")

    assert "3 people" in office.cy.last().all_text


def test_slash_it_gaps_of_who_owns_nothing_says_who_does(office: Office) -> None:
    office.ana.command("/it gaps")

    assert "Dee" in office.ana.last().all_text or "U0DEE" in office.ana.last().all_text


def test_a_choice_is_not_called_an_answer(office: Office) -> None:
    office.ana.dm("printer")
    assert "Which of these" in office.ana.last().text
    office.later(timedelta(minutes=1))
    office.dee.command("/it gaps")
    said = office.dee.last().all_text
    assert "1 question: 0 answered at once, 1 led to a choice (none of these found an answer in it)" in said
    assert "has an answer" not in said

    office.ana.clicks("Workplace device")
    office.later(timedelta(minutes=1))
    office.dee.command("/it gaps")
    assert "1 led to a choice (1 of these found an answer in it)" in office.dee.last().all_text
