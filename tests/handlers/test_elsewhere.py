"""What is not IT's: said in one message with who helps, and never as an answer of IT's."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from bot import clock
from bot.customer import asked
from bot.customer.asked import Question
from bot.value import dead_ends
from tests.handlers.test_portfolio import browses, searches
from tests.office import Office


def latest(office: Office) -> Question:
    with office.desk.read() as session:
        return session.exec(select(Question).order_by(col(Question.id).desc())).all()[0]


@pytest.mark.parametrize(
    ("question", "who", "where"),
    [
        ("what does a company credit card cost?", "Finance", "#finance"),
        ("who is responsible for company credit cards?", "Finance", "#finance"),
        ("I need a company credit card", "Finance", "#finance"),
        ("we want to hire two temps", "People", "#people"),
        ("what's new in the cafeteria?", "Facilities", "facilities@calder.example"),
        ("the heating is broken", "Facilities", "facilities@calder.example"),
        ("how long is paternity leave?", "People", "#people"),
        ("my private laptop does not start", "Whoever sold it", "We may not touch"),
    ],
)
def test_who_helps_is_said_and_nothing_of_its_own(
    office: Office, question: str, who: str, where: str
) -> None:
    office.ana.dm(question)

    answer = office.ana.last()
    assert f"a matter for *{who}" in answer.all_text
    assert where in answer.all_text
    assert "$" not in answer.all_text
    assert "Talk to a person" in answer.buttons
    assert "sorry" not in answer.all_text.lower()
    assert latest(office).how == "elsewhere"


def test_it_is_no_dead_end_and_counted_by_itself(office: Office) -> None:
    office.ana.dm("how long is paternity leave?")

    begin, end = clock.now() - timedelta(hours=1), clock.now() + timedelta(hours=1)
    with office.desk.read() as session:
        figures = asked.figures(session, begin, end)
        (questions,) = [
            each for each in dead_ends.between(session, begin, end).kinds if each.kind == "questions"
        ]
    assert (figures.asked, figures.elsewhere, figures.answer, figures.none) == (1, 1, 0, 0)
    assert (questions.count, questions.dead) == (1, 0)


def test_what_it_has_that_comes_near_is_one_tap_away(office: Office) -> None:
    office.ana.dm("how many vacation days do I get?")
    said = office.ana.last()
    assert said.all_text.startswith("Which of these did you mean? If it is about *Vacation days")
    assert "that is a matter for *People*, in #people" in said.all_text

    office.ana.clicks("How many days of leave do I have left?")

    assert office.ana.last().ts == said.ts
    assert "How many days of leave do I have left?" in office.ana.last().all_text
    assert latest(office).meant is not None


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ("what does HRS cost?", "$9.00"),
        ("how many days of leave do I have left?", "How many days of leave do I have left?"),
        ("what does ERP cost for 3 temps?", "$165.00"),
        ("my work laptop is broken", "Workplace device"),
        ("where are my orders?", "not ordered anything yet"),
    ],
)
def test_what_is_its_own_stays_so(office: Office, question: str, says: str) -> None:
    office.ana.dm(question)

    assert says in office.ana.last().all_text
    assert "a matter for" not in office.ana.last().all_text


def test_of_two_questions_one_may_be_anothers(office: Office) -> None:
    office.ana.dm("what does ERP cost? who is responsible for company credit cards?")

    said = office.ana.last().all_text
    assert "$165.00" in said
    assert "a matter for *Finance*" in said


def test_a_search_in_the_portfolio_says_so_as_well(office: Office) -> None:
    browses(office.ana)
    view = searches(office.ana, "company credit card")

    assert "a matter for *Finance*" in view
    with office.desk.read() as session:
        assert session.exec(select(Question)).all() == []
