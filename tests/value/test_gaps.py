"""Which questions are gaps, whose they are, and that themes last from week to week."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlmodel import Session, select

from bot.catalog import Catalog
from bot.catalog.finding import Match
from bot.customer import asked
from bot.customer.asked import Question, Theme
from bot.customer.themes import BY_WORDS
from bot.db import Database
from bot.value import gaps
from bot.value.gaps import Gaps

NEAR = 0.3
CY, DEE, GIL = "cy@calder.example", "dee@calder.example", "gil@calder.example"
HOUR = timedelta(hours=1)


def ask(
    session: Session,
    now: datetime,
    text: str,
    person: str = "U0ANA",
    how: str = "none",
    service: str | None = "ERP",
    confidence: float = 0.4,
) -> Question:
    match = Match("service", service, None, "near", 1.0, confidence) if service else None
    noted = asked.note(
        session,
        root=None,
        person=person,
        unit=None,
        text=text,
        found_kind=how,
        aspect="what",
        match=match,
        now=now,
    )
    return session.get_one(Question, noted.id)


def gathered(session: Session, now: datetime) -> list[Theme]:
    gaps.gather(session, BY_WORDS, NEAR, now)
    return list(session.exec(select(Theme).order_by(Theme.id)).all())  # type: ignore[arg-type]


def waiting(session: Session, catalog: Catalog, now: datetime, email: str = CY) -> Gaps:
    gaps.gather(session, BY_WORDS, NEAR, now)
    return gaps.of(session, catalog, email, now)


@pytest.mark.parametrize(
    ("how", "told", "is_gap"),
    [
        ("none", {}, True),
        ("answer", {}, False),
        ("answer", {"verdict": "helpful"}, False),
        ("answer", {"verdict": "not_meant"}, True),
        ("answer", {"handed_over": True}, True),
        ("choices", {}, True),
        ("choices", {"meant": "ERP#"}, True),
        ("choices", {"meant": "ERP#", "verdict": "helpful"}, True),
        ("none", {"meant": "ERP#"}, True),
    ],
)
def test_what_is_a_gap(db: Database, T0: datetime, how: str, told: dict[str, Any], is_gap: bool) -> None:
    with db.session() as session:
        question = ask(session, T0, "export a posting", how=how)
        for name, value in told.items():
            setattr(question, name, value)
        themes = gathered(session, T0 + 2 * HOUR)
        assert (len(themes) == 1) is is_gap
        if is_gap:
            assert themes[0].meant == told.get("meant")


def test_a_choice_has_time_to_be_made(db: Database, T0: datetime) -> None:
    with db.session() as session:
        ask(session, T0, "export a posting", how="choices")
        assert gathered(session, T0 + timedelta(minutes=59)) == []
        assert len(gathered(session, T0 + HOUR)) == 1


def test_who_chose_late_leaves_the_theme_of_what_nobody_knows(db: Database, T0: datetime) -> None:
    with db.session() as session:
        question = ask(session, T0, "export a posting", how="choices")
        gathered(session, T0 + HOUR)
        asked.judge(session, question.id or 0, by="U0ANA", meant="ERP#", now=T0 + HOUR)
        first, second = gathered(session, T0 + 2 * HOUR)
        assert (first.meant, second.meant, question.theme) == (None, "ERP#", second.id)


def test_a_new_question_joins_the_theme_of_last_week(
    db: Database, T0: datetime, sample_catalog: Catalog
) -> None:
    with db.session() as session:
        ask(session, T0, "export a posting")
        ask(session, T0, "posting export", "U0BO")
        first = waiting(session, sample_catalog, T0 + HOUR).unanswered
        ask(session, T0 + timedelta(days=7), "exporting postings", "U0FAY")
        second = waiting(session, sample_catalog, T0 + timedelta(days=7, hours=1)).unanswered
    assert [gap.id for gap in first] == [gap.id for gap in second]
    assert [gap.title for gap in first] == [gap.title for gap in second]
    assert (first[0].people, second[0].people) == (2, 3)


def test_people_are_counted_not_questions(db: Database, T0: datetime, sample_catalog: Catalog) -> None:
    with db.session() as session:
        for text in ("export a posting", "posting export", "exporting postings"):
            ask(session, T0, text)
        seen = waiting(session, sample_catalog, T0 + HOUR)
    assert (seen.unanswered, seen.once) == ((), 1)


@pytest.mark.parametrize(
    ("service", "confidence", "owner"),
    [("ERP", 0.4, CY), ("ERP", 0.2, DEE), ("POS", 0.4, GIL), (None, 0.0, DEE), ("GONE", 0.9, DEE)],
)
def test_whose_a_gap_is(
    db: Database,
    T0: datetime,
    sample_catalog: Catalog,
    service: str | None,
    confidence: float,
    owner: str,
) -> None:
    with db.session() as session:
        for person in ("U0ANA", "U0BO"):
            ask(session, T0, "export a posting", person, service=service, confidence=confidence)
        for email in (CY, DEE, GIL):
            seen = waiting(session, sample_catalog, T0 + HOUR, email)
            assert len(seen.unanswered) == (email == owner), email


def test_most_people_first_and_five_at_a_time(db: Database, T0: datetime, sample_catalog: Catalog) -> None:
    things = ["export", "badge", "ledger", "printer", "spreadsheet", "laptop", "phone"]
    with db.session() as session:
        for at, thing in enumerate(things):
            for number in range(2 + (thing == "phone")):
                ask(session, T0 + at * HOUR, thing, f"U0{number}AB")
        seen = waiting(session, sample_catalog, T0 + timedelta(days=1))
    assert [gap.title for gap in seen.unanswered][:2] == ["phone", "laptop"]
    assert (len(seen.unanswered), seen.more) == (5, 2)


def test_what_nobody_asked_for_a_quarter_is_no_gap(
    db: Database, T0: datetime, sample_catalog: Catalog
) -> None:
    with db.session() as session:
        for person in ("U0ANA", "U0BO"):
            ask(session, T0, "export a posting", person)
        assert waiting(session, sample_catalog, T0 + HOUR).unanswered
        assert waiting(session, sample_catalog, T0 + timedelta(days=92)).unanswered == ()


def test_what_was_meant_and_is_gone_is_not_asked_about(
    db: Database, T0: datetime, sample_catalog: Catalog
) -> None:
    with db.session() as session:
        question = ask(session, T0, "export a posting", how="choices")
        asked.judge(session, question.id or 0, by="U0ANA", meant="ERP#ffffffff", now=T0)
        assert waiting(session, sample_catalog, T0 + HOUR).meant == ()


def test_only_a_week_with_something_new_is_new(db: Database, T0: datetime, sample_catalog: Catalog) -> None:
    with db.session() as session:
        for person in ("U0ANA", "U0BO"):
            ask(session, T0, "export a posting", person)
        assert waiting(session, sample_catalog, T0 + HOUR).is_new
        assert not waiting(session, sample_catalog, T0 + timedelta(days=8)).is_new


words = st.lists(st.sampled_from(["export", "posting", "badge", "lunch", "phone"]), max_size=3).map(" ".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(st.lists(words, max_size=8), st.integers(0, 8))
def test_every_question_finds_a_theme_whenever_it_is_gathered(
    db: Database, T0: datetime, texts: list[str], cut: int
) -> None:
    with db.session() as session:
        for text in texts[:cut]:
            ask(session, T0, text)
        before = {theme.id: theme.title for theme in gathered(session, T0)}
        for text in texts[cut:]:
            ask(session, T0, text)
        after = {theme.id: theme.title for theme in gathered(session, T0)}
        homes = session.exec(select(Question.theme)).all()
        assert None not in homes
        assert set(homes) <= set(after)
        assert before.items() <= after.items()
        session.rollback()


def test_many_questions_are_gathered_bit_by_bit(
    db: Database, T0: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gaps, "AT_ONCE", 2)
    with db.session() as session:
        for text in ("export", "badge", "lunch"):
            ask(session, T0, text)
        assert not gaps.gather(session, BY_WORDS, NEAR, T0)
        assert gaps.gather(session, BY_WORDS, NEAR, T0)
        assert None not in session.exec(select(Question.theme)).all()


def test_a_theme_is_called_by_what_remains_and_goes_with_its_last_question(
    db: Database, T0: datetime
) -> None:
    words = "export a list of postings to a spreadsheet"
    with db.session() as session:
        for days, more in ((0, " please"), (0, ""), (40, " for Ana"), (40, " for Ana today")):
            ask(session, T0 + timedelta(days=days), words + more)
            gaps.gather(session, BY_WORDS, NEAR, T0 + timedelta(days=days))
        (theme,) = session.exec(select(Theme)).all()
        first = theme.title
        assert not first.startswith(f"{words} for")
        assert gaps.forget(session, BY_WORDS, T0 + timedelta(days=179)) == 0
        assert theme.title == first
        assert gaps.forget(session, BY_WORDS, T0 + timedelta(days=181)) == 2
        assert theme.title in (f"{words} for Ana", f"{words} for Ana today")
        assert gaps.forget(session, BY_WORDS, T0 + timedelta(days=221)) == 2
        assert session.exec(select(Theme)).all() == []
