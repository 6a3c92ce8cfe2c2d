"""A service that is no longer offered says so once, shortly, wherever it is met, with what to use instead."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot import clock
from handlers import gone
from tests.office import Office

SAID = "Document signing is no longer offered, since 1 Nov 2026. Sign on paper again."
OPEN = "Open File storage and archive"


def retire(office: Office, key: str = "DOC", audience_of_successor: tuple[str, ...] = ()) -> None:
    """Take a service out of what is offered, with File storage in its place."""
    shelf = office.desk.shelf
    services = shelf.stock.catalog.services
    gone = replace(
        services[key],
        stage="retired",
        stage_from=date(2026, 11, 1),
        use_instead="Sign on paper again.",
        replaced_by="FIL",
    )
    after = replace(services["FIL"], audience=audience_of_successor)
    catalog = replace(shelf.stock.catalog, services={**services, key: gone, "FIL": after})
    shelf.stock = replace(shelf.stock, catalog=catalog)


def words(surface: Any) -> str:
    """Return what is read there."""
    return str(surface.all_text.replace("*", ""))


@pytest.mark.parametrize(
    "question",
    [
        "what does Document signing cost?",
        "what do we pay for document signing?",
        "what is document signing?",
        "compare the levels of document signing",
        "who owns document signing?",
        "when is document signing open?",
        "what does document signing cost and who owns it?",
        "notice period document signing",
        "how many envelopes of document signing do we have?",
        "what is document signing good for?",
    ],
)
def test_each_answer_about_it_says_so_once_and_leads_on(office: Office, question: str) -> None:
    retire(office)
    office.ana.dm(question)
    answer = office.ana.last()
    assert words(answer).count("no longer offered") == 1
    assert SAID in words(answer)
    assert SAID in answer.text.replace("*", ""), "whoever is only notified reads it as well"
    assert OPEN in answer.buttons
    assert not [label for label in answer.buttons if label.startswith("Order")]
    office.ana.clicks(OPEN, on=answer)
    assert office.ana.view is not None
    assert office.ana.view.title.startswith("File storage")


def test_its_price_is_still_told_to_who_has_it_and_ordering_is_not_promised(office: Office) -> None:
    retire(office)
    office.ana.dm("what does Document signing cost?")
    assert "$118.00 per 100 envelopes" in words(office.ana.last())
    office.ana.dm("I would like to order document signing, what does it cost?")
    assert "You can order it" not in office.ana.last().all_text


def test_what_took_its_place_is_named_to_whom_it_is_for(office: Office) -> None:
    retire(office, audience_of_successor=("CC-400",))
    office.ana.dm("what does Document signing cost?")
    assert SAID in words(office.ana.last())
    assert not [label for label in office.ana.last().buttons if "File storage" in label]
    office.jo.dm("what does Document signing cost?")
    assert OPEN in office.jo.last().buttons


def test_levels_side_by_side_of_an_older_answer_are_not_to_be_ordered(office: Office) -> None:
    office.ana.dm("what is document signing?")
    before = office.ana.last()
    retire(office)
    office.ana.clicks("Compare levels", on=before)
    answer = office.ana.last()
    assert words(answer).count("no longer offered") == 1
    assert SAID in words(answer)
    assert not [label for label in answer.buttons if label.startswith("Order")]
    assert OPEN in answer.buttons


def test_who_waits_for_it_and_who_decides_read_so(office: Office) -> None:
    office.ana.command("/it order ERP")
    office.ana.fills({"How many named users?": "3"})
    assert office.ana.submits() == {}
    retire(office, "ERP")
    with office.desk.session() as session:
        gone.show_waiting(session, office.desk.catalog, "ERP", clock.now())
    office.sender.run_once()
    said = SAID.replace("Document signing", "Orders and finance")
    for person in (office.ana, office.bo):
        assert words(person.last()).count(said) == 1
    office.bo.clicks("Approve")
    assert said in words(office.ana.last()), (
        "it was asked for while it was offered, so it may still be said yes to"
    )


def test_home_marks_what_the_unit_has_of_it(office: Office) -> None:
    retire(office)
    home = office.ana.opens_home()
    assert home is not None
    assert "5 × 100 envelopes on Volume" in words(home)
    assert words(home).count("no longer offered, since 1 Nov 2026") == 1
    assert "Sign on paper again." in words(home), "what costs most has room for what to use"
    assert home.buttons.count(OPEN) == 1
    assert home.buttons.count("Order more") == 5


def test_the_year_of_a_unit_that_has_it_says_so(office: Office) -> None:
    retire(office)
    office.bo.command("/it year")
    assert words(office.bo.last()).count("no longer offered") == 1
    assert SAID in words(office.bo.last())


def test_the_year_is_silent_of_what_the_unit_does_not_have(office: Office) -> None:
    retire(office, "RTS")
    office.bo.command("/it year")
    assert "no longer offered" not in words(office.bo.last())


def test_who_has_what_is_not_for_them_reads_the_day_only(office: Office) -> None:
    retire(office)
    shelf = office.desk.shelf
    services = shelf.stock.catalog.services
    hidden = replace(services["DOC"], audience=("CC-400",))
    shelf.stock = replace(
        shelf.stock, catalog=replace(shelf.stock.catalog, services={**services, "DOC": hidden})
    )
    home = office.ana.opens_home()
    assert home is not None
    office.bo.command("/it year")
    for surface in (home, office.bo.last()):
        assert "no longer offered, since 1 Nov 2026" in words(surface)
        assert "Sign on paper" not in words(surface)


def test_the_portfolio_says_since_when_and_what_takes_its_place(office: Office) -> None:
    retire(office)
    office.ana.opens_home()
    office.ana.clicks("Browse services")
    office.ana.clicks("No longer offered (3)")
    assert office.ana.view is not None
    assert "It is no longer offered, since 1 Nov 2026. Sign on paper again." in words(office.ana.view)
    assert "Finance has 5 × 100 envelopes on Volume" in words(office.ana.view)
    office.ana.clicks("Open File storage and archive")
    office.ana.clicks("What you get")
    office.ana.fills({"What do you need?": "document signing"})
    office.ana.submits()
    assert "Document signing · no longer offered, since 1 Nov 2026" in words(office.ana.view)
    office.ana.clicks("Open", on=office.ana.view)
    assert words(office.ana.view).count("no longer offered") == 1
    assert "It is no longer offered, since 1 Nov 2026. Sign on paper again." in words(office.ana.view)
