"""What is kept of a question, whose verdict counts, and how the figures are put."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, select

from bot.catalog import Catalog
from bot.catalog.finding import Match
from bot.customer import asked
from bot.customer.asked import Question, Verdict
from bot.customer.satisfaction import share
from bot.db import Database

FAQ = Match("faq", "ERP", 1, "How do I sign in?", 1.2, 0.8)


def ask(session: Session, now: datetime, how: str = "answer", match: Match | None = FAQ, **other: Any) -> int:
    person = other.pop("person", "U0ANA")
    question = asked.note(
        session,
        root="C1:1.0",
        person=person,
        unit="FIN",
        text="sign me in",
        found_kind=how,
        aspect="what",
        match=match,
        now=now,
    )
    return question.id


def test_what_is_kept(db: Database, T0: datetime) -> None:
    with db.session() as session:
        ask(session, T0)
    with db.read() as session:
        kept = session.exec(select(Question)).one()
    assert (kept.text, kept.how, kept.service, kept.entry) == ("sign me in", "answer", "ERP", FAQ.title)
    assert (kept.verdict, kept.meant, kept.handed_over, kept.at) == (None, None, False, T0)


def test_only_the_askers_verdict_counts(db: Database, T0: datetime) -> None:
    with db.session() as session:
        question = ask(session, T0)
        assert not asked.judge(session, question, "not_meant", by="U0BO", now=T0)
        assert asked.judge(session, question, "helpful", by="U0ANA", now=T0)
        assert asked.figures(session, T0, T0 + timedelta(1)).helpful == share(1, 1)


def test_one_verdict_a_question_the_latest(db: Database, T0: datetime) -> None:
    with db.session() as session:
        question = ask(session, T0)
        verdicts: tuple[Verdict, ...] = ("helpful", "helpful", "not_meant")
        for verdict in verdicts:
            asked.judge(session, question, verdict, by="U0ANA", now=T0)
        assert asked.figures(session, T0, T0 + timedelta(1)).helpful == share(0, 1)


def test_an_answer_that_missed_has_missed_though_its_successor_helps(db: Database, T0: datetime) -> None:
    with db.session() as session:
        question = ask(session, T0)
        asked.judge(session, question, "not_meant", by="U0ANA", now=T0)
        asked.judge(session, question, by="U0ANA", meant="ERP#", now=T0)
        asked.judge(session, question, "helpful", by="U0ANA", now=T0)
        kept = session.get_one(Question, question)
        assert (kept.verdict, kept.meant) == ("not_meant", "ERP#")


def test_a_choice_that_helps_is_helpful(db: Database, T0: datetime) -> None:
    with db.session() as session:
        question = ask(session, T0, "choices")
        asked.judge(session, question, by="U0ANA", meant="ERP#", now=T0)
        asked.judge(session, question, "helpful", by="U0ANA", now=T0)
        assert session.get_one(Question, question).verdict == "helpful"


def test_no_verdict_is_not_measured(db: Database, T0: datetime) -> None:
    with db.session() as session:
        for how in ("answer", "choices", "none", "none"):
            ask(session, T0, how)
        seen = asked.figures(session, T0, T0 + timedelta(1))
    assert (seen.asked, seen.answer, seen.choices, seen.none, seen.helpful) == (4, 1, 1, 2, None)


def test_figures_are_of_their_span_and_their_services(db: Database, T0: datetime) -> None:
    with db.session() as session:
        ask(session, T0)
        ask(session, T0 + timedelta(days=7))
        ask(session, T0, "none", None)
        week = asked.figures(session, T0, T0 + timedelta(days=7))
        assert (week.answer, week.none) == (1, 1)
        assert asked.figures(session, T0, T0 + timedelta(days=8), services={"ERP"}).asked == 2


def test_questions_are_forgotten_after_half_a_year(db: Database, T0: datetime) -> None:
    with db.session() as session:
        old, fresh = ask(session, T0), ask(session, T0 + timedelta(days=1))
        now = T0 + asked.KEPT + timedelta(hours=1)
        assert not asked.judge(session, old, "helpful", by="U0ANA", now=now)
        assert asked.forget(session, now) == 1
        assert session.exec(select(Question.id)).all() == [fresh]


def test_what_is_not_there_is_no_trouble(db: Database, T0: datetime) -> None:
    with db.session() as session:
        asked.handed_over(session, 77)
        assert not asked.judge(session, 77, "helpful", by="U0ANA", now=T0)


def test_a_person_took_it(db: Database, T0: datetime) -> None:
    with db.session() as session:
        question = ask(session, T0, "none", None)
        asked.handed_over(session, question)
        assert session.get_one(Question, question).handed_over


def test_an_entry_is_named_by_its_words_not_its_place(sample_catalog: Catalog) -> None:
    erp, faq = sample_catalog.service("ERP"), sample_catalog.faq("ERP", 1)
    moved = replace(erp, faqs=(faq,))
    name = asked.named(sample_catalog, "ERP", 1)
    later = replace(sample_catalog, services={"ERP": moved})

    assert asked.entry_named(sample_catalog, name) == (erp, faq)
    assert asked.entry_named(later, name) == (moved, faq)
    assert asked.entry_named(later, asked.named(sample_catalog, "ERP", 0)) is None
    assert asked.entry_named(later, asked.named(sample_catalog, None, 0)) == (None, sample_catalog.faqs[0])
    assert asked.entry_named(later, "ERP#") == (moved, None)
    assert asked.entry_named(later, "GONE#") is None
    assert asked.entry_named(later, "#") is None
