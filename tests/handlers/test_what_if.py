"""What-ifs as people ask them: kept as questions, understood or not, opened, and as files."""

from datetime import timedelta

import pytest
from sqlmodel import select

from bot import clock
from bot.cost.scenarios import Scenario
from bot.customer.asked import Question
from bot.demo import finance
from handlers import planning
from tests.beginnings import begun_once
from tests.office import Office

# T0 is Monday, 23 Nov 2026, in fiscal year 2027, July to June.


@pytest.fixture(autouse=True)
@begun_once
def budget(office: Office) -> None:
    """Write the sample company's drivers, budget and price lists."""
    with office.desk.db.session() as session:
        finance.write(session, office.desk.catalog, clock.now())


def questions(office: Office) -> list[tuple[str, str, str]]:
    with office.desk.read() as session:
        found = session.exec(select(Question).order_by(Question.id)).all()  # type: ignore[arg-type]
        return [(each.text, each.how, each.aspect) for each in found]


def test_what_is_understood_is_noted_as_answered(office: Office) -> None:
    office.dee.dm("What if we open one more site from July?")
    assert "+$28,848.00 in fiscal year 2028" in office.dee.last()
    office.dee.dm("What would the vendor's new list from April cost us?")
    assert "+$7,995.60 in fiscal year 2027" in office.dee.last()
    office.dee.dm("What if we open one more site from January, and the vendor's new list from April?")
    assert "Only from both at once" in office.dee.last().all_text
    office.dee.command("/it whatif two more sites")
    assert [(how, aspect) for _, how, aspect in questions(office)] == [("answer", "what_if")] * 4


def test_what_is_not_understood_leads_to_the_form_filled_in(office: Office) -> None:
    asked = office.dee.dm("What if we build 3 more windmills from March for 5,000 once?")
    said = office.dee.sees("bot", thread=asked)[1]
    assert "*I could not read what would change* in “What if we build 3 more windmills" in said
    assert said.buttons == ["What if…", "Talk to a person"]
    office.dee.clicks("What if…", on=said)
    seen = office.dee.view
    assert seen is not None
    assert seen.values["From"] == "Mar 2027"
    assert seen.values["Paid once, such as the fit-out"] == "5000"
    office.dee.fills({"sites": "3"})
    assert office.dee.submits() == {}
    assert "sites +3 from Mar 2027 and $5,000 once" in office.dee.last()
    assert questions(office) == [
        ("What if we build 3 more windmills from March for 5,000 once?", "none", "what_if")
    ]


def test_a_list_that_nobody_sent_is_said_to_be_missing(office: Office) -> None:
    office.dee.command("/it budget")
    office.dee.clicks("Look")
    office.dee.clicks("Drop it")
    office.dee.closes(all_of_them=True)
    office.dee.dm("What would the vendor's new list from April cost us?")
    assert "No vendor's price list waits" in office.dee.last()


def test_what_was_not_understood_is_among_the_gaps_of_who_leads_it(office: Office) -> None:
    for person in (office.dee, office.ivy):
        person.command("/it whatif the windmills stand still from May")
        assert person.view is not None
        assert person.view.values["From"] == "May 2027"
        person.closes(all_of_them=True)
    office.dee.command("/it gaps")
    office.later(timedelta(seconds=1))
    assert "windmills stand still" in office.dee.last().all_text


def test_a_head_just_asks_of_their_own_part_too(office: Office) -> None:
    office.fay.dm("What if we open one more store from January?")
    said = office.fay.last()
    assert "the part of Stores and Repair" in said
    assert "+$14,424.00 in fiscal year 2027" in said
    office.ana.dm("What if we open one more store from January?")
    assert "fiscal year" not in office.ana.last()


def test_in_a_channel_figures_are_told_in_private_only(office: Office) -> None:
    office.dee.says("#it-leads", "@domestique what would the vendor's new list from April cost us?")
    (told,) = office.dee.sees("#it-leads", thread=office.dee.last("#it-leads"))[1:]
    assert "I have written to you in private" in told.text
    assert "+$7,995.60" in office.dee.last()


def test_a_what_if_comes_as_a_pdf_and_only_to_who_may_see_it(office: Office) -> None:
    office.dee.command("/it whatif one more site from January")
    office.dee.clicks("PDF", on=office.dee.last())
    office.later(timedelta(seconds=1))
    *_, file = office.workspace.files.values()
    assert file.name == "what-if-2027-1.pdf"
    assert (file.content or b"").startswith(b"%PDF")
    with office.desk.read() as session:
        dees = session.get_one(Scenario, 1)
        assert planning.scope(session, office.desk, "U0DEE").whole
    assert dees.by == "U0DEE"


def test_without_changed_lines_there_is_nothing_to_open(office: Office) -> None:
    office.dee.command("/it whatif 9,800 fit-out in March")
    said = office.dee.last()
    assert "+$9,800.00 in fiscal year 2027" in said
    assert "container" not in [block["type"] for block in said.blocks]
    assert "Open a line…" not in said


def test_nobody_closes_more_sites_than_there_are(office: Office) -> None:
    office.dee.command("/it whatif we close 20 sites from January")
    assert "There are 14 sites in Jan 2027, so 20 fewer is more than there are" in office.dee.last().text
    office.dee.command("/it whatif we close 14 sites from January")
    assert "sites -14 from Jan 2027" in office.dee.last()


def test_what_is_no_driver_is_named_beside_what_is(office: Office) -> None:
    office.dee.command("/it whatif one more site and 3 more windmills from January")
    said = office.dee.last()
    assert "+$14,424.00 in fiscal year 2027" in said
    assert "I know no driver called windmills" in said
