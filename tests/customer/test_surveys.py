"""One survey after one order, at most one a month, and every answer counts as the last tap left it."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session, select

from bot.catalog import Company
from bot.customer import gate, people, surveys
from bot.customer.people import Person
from bot.customer.surveys import Survey
from bot.db import Database
from tests.conftest import T0

MONTH = timedelta(days=30)


@pytest.fixture
def company() -> Company:
    return Company(
        name="Calder Outdoor",
        currency="USD",
        zone="America/Denver",
        fiscal_year_starts=7,
        leads=(),
        help_channel="#it-help",
        units={},
    )


def ana(session: Session) -> Person:
    return people.meet(session, "U0ANA")


def invite(session: Session, company: Company, order_id: int, now: datetime) -> Survey | None:
    person = ana(session)
    verdict = gate.survey(session, company, person, now)
    return surveys.invite(
        session, person.id, verdict, order_id=order_id, unit="CC-500", service="ERP", now=now
    )


def invited(session: Session, company: Company, order_id: int = 1, days: int = 0) -> Survey:
    survey = invite(session, company, order_id, T0 + timedelta(days=days))
    assert survey is not None
    return survey


def test_once_per_order(db: Database, company: Company) -> None:
    with db.session() as session:
        assert invited(session, company).sent_at == T0
    with db.session() as session:
        assert invite(session, company, 1, T0 + 2 * MONTH) is None


def test_at_most_one_in_thirty_days_and_silence_has_its_reason(db: Database, company: Company) -> None:
    with db.session() as session:
        invited(session, company)
        held_back = invited(session, company, order_id=2, days=29)
        assert (held_back.sent_at, held_back.suppressed) == (None, "surveyed")
        assert invited(session, company, order_id=3, days=30).sent_at == T0 + MONTH


def test_who_refuses_is_never_asked(db: Database, company: Company) -> None:
    with db.session() as session:
        invited(session, company)
        ana(session).refuses_surveys = True
        assert invited(session, company, order_id=2, days=400).suppressed == "opted_out"
        ana(session).refuses_surveys = False
        assert invited(session, company, order_id=3, days=401).sent_at is not None


def test_the_steps_follow_one_another(db: Database, company: Company) -> None:
    with db.session() as session:
        survey = invited(session, company)
        assert (survey.working, survey.next_step) == (True, "score")
        assert surveys.answer_score(session, survey.number, 4, T0).next_step == "worth"
        assert surveys.answer_worth(session, survey.number, False).next_step == "thanks"


def test_the_last_tap_wins_also_a_late_one(db: Database, company: Company) -> None:
    late = T0 + timedelta(days=90)
    with db.session() as session:
        survey = invited(session, company)
        surveys.answer_score(session, survey.number, 2, T0)
        surveys.answer_score(session, survey.number, 5, late)
    with db.read() as session:
        (kept,) = session.exec(select(Survey)).all()
        assert (kept.score, kept.answered_at) == (5, late)


@pytest.mark.parametrize("score", [0, 6])
def test_a_score_off_the_scale_is_refused(db: Database, company: Company, score: int) -> None:
    with db.session() as session:
        survey = invited(session, company)
        with pytest.raises(ValueError, match="scale"):
            surveys.answer_score(session, survey.number, score, T0)


@pytest.mark.parametrize(
    ("working", "score", "troubled", "happy"),
    [
        (None, None, False, False),
        (False, None, True, False),
        (False, 5, True, False),
        (True, 2, True, False),
        (True, 3, False, False),
        (True, 4, False, True),
    ],
)
def test_trouble_and_happiness(working: bool | None, score: int | None, troubled: bool, happy: bool) -> None:
    survey = Survey(about="order:1", order_id=1, person="U0ANA", unit="CC-500", working=working, score=score)
    assert (survey.troubled, survey.happy) == (troubled, happy)


def test_the_owner_hears_of_trouble_and_of_every_change_after_it(db: Database, company: Company) -> None:
    with db.session() as session:
        survey = invited(session, company)
        surveys.answer_score(session, survey.number, 3, T0)
        assert not surveys.must_tell_owner(survey, T0)
        surveys.answer_score(session, survey.number, 1, T0)
        assert surveys.must_tell_owner(survey, T0)
        surveys.answer_score(session, survey.number, 5, T0)
        assert surveys.must_tell_owner(survey, T0 + timedelta(hours=1))
        assert survey.owner_told_at == T0


@pytest.mark.parametrize(("typed", "kept"), [("  slow ", "slow"), ("  ", None), (None, None)])
def test_a_comment_is_kept_in_the_persons_words(
    db: Database, company: Company, typed: str | None, kept: str | None
) -> None:
    with db.session() as session:
        assert surveys.comment(session, invited(session, company).number, typed).comment == kept


def test_the_latest_low_score(db: Database, company: Company) -> None:
    with db.session() as session:
        assert surveys.last_low_at(session, "U0ANA") is None
        for days, score in enumerate([2, 1, 3]):
            survey = invited(session, company, order_id=days + 1, days=days * 30)
            surveys.answer_score(session, survey.number, score, T0 + timedelta(days=days * 30))
        assert surveys.last_low_at(session, "U0ANA") == T0 + MONTH
        assert surveys.last_sent_at(session, "U0ANA") == T0 + 2 * MONTH
        assert surveys.last_sent_at(session, "U0BO") is None
