"""One survey after one contact, at most one a month, and every answer counts as the last tap left it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from bot.catalog import Company
from bot.catalog.survey_forms import SurveyForm, SurveyQuestion
from bot.customer import answering, gate, people, surveys
from bot.customer.people import Person
from bot.customer.surveys import Survey
from bot.db import Database
from tests.conftest import T0
from tests.customer.company import CALDER

MONTH = timedelta(days=30)
FORTNIGHT = timedelta(days=14)


def form(*kinds: Any, key: str = "order", reasons: dict[int, list[str]] | None = None) -> SurveyForm:
    """Return a form that asks these, the first of them with reasons by `up_to`."""
    written: list[Any] = [
        {"up_to": up_to, "ask": {"en": "Why?"}, "choices": [_choice(each) for each in each_of]}
        for up_to, each_of in (reasons or {}).items()
    ]
    questions = tuple(
        SurveyQuestion(kind=kind, ask={"en": f"{kind}?"}, reasons=tuple(written) if at == 0 else ())
        for at, kind in enumerate(kinds)
    )
    return SurveyForm(key=key, kind="csat", after="order", questions=questions)


def _choice(key: str) -> dict[str, object]:
    return {"key": key, "label": {"en": key}}


ORDER = form("score", "worth", reasons={3: ["slow", "wrong"], 5: ["quick"]})
PULSE = form("mood", "instead", "worth", "worth_at")


@pytest.fixture
def company() -> Company:
    return CALDER


def ana(session: Session) -> Person:
    return people.meet(session, "U0ANA")


def invite(session: Session, company: Company, order_id: int, now: datetime) -> Survey | None:
    """Plan the survey after an order and send it, if the gate lets it go."""
    survey = surveys.plan(
        session,
        ORDER,
        about=f"order:{order_id}",
        person="U0ANA",
        unit="CC-500",
        service="ERP",
        language="en",
        due_at=now,
        order_id=order_id,
        working=True,
    )
    if survey:
        surveys.send(survey, gate.survey(session, company, ana(session), now), FORTNIGHT, now)
        session.flush()
    return survey


def invited(session: Session, company: Company, order_id: int = 1, days: int = 0) -> Survey:
    survey = invite(session, company, order_id, T0 + timedelta(days=days))
    assert survey is not None
    return survey


def answered(survey: Survey, now: datetime = T0, asked: SurveyForm = ORDER, **given: Any) -> Survey:
    for kind, value in given.items():
        question = asked.question(kind)
        assert question is not None
        answering.answer(survey, question, value, now)
    return survey


def fresh(**given: Any) -> Survey:
    survey = Survey(about="order:1", person="U0ANA", unit="CC-500", expires_at=T0 + FORTNIGHT)
    return answered(survey, asked=form(*answering.COLUMNS), **given)


def test_once_per_order(db: Database, company: Company) -> None:
    with db.session() as session:
        assert invited(session, company).sent_at == T0
    with db.session() as session:
        assert invite(session, company, 1, T0 + 2 * MONTH) is None


def test_at_most_one_in_thirty_days_and_silence_has_its_reason(db: Database, company: Company) -> None:
    with db.session() as session:
        invited(session, company)
        held_back = invited(session, company, order_id=2, days=29)
        assert (held_back.sent_at, held_back.due_at, held_back.suppressed) == (None, None, "surveyed")
        assert invited(session, company, order_id=3, days=30).sent_at == T0 + MONTH


def test_who_refuses_is_never_asked(db: Database, company: Company) -> None:
    with db.session() as session:
        invited(session, company)
        ana(session).refuses_surveys = True
        assert invited(session, company, order_id=2, days=400).suppressed == "opted_out"
        ana(session).refuses_surveys = False
        assert invited(session, company, order_id=3, days=401).sent_at is not None


def test_what_waits_is_no_survey_yet(db: Database, company: Company) -> None:
    with db.session() as session:
        planned = surveys.plan(
            session,
            ORDER,
            about="order:9",
            person="U0ANA",
            unit="CC-500",
            service=None,
            language="de",
            due_at=T0 + timedelta(hours=1),
        )
        assert planned is not None
        assert (planned.due_at, planned.sent_at, planned.language) == (T0 + timedelta(hours=1), None, "de")
        assert surveys.last_sent_at(session, "U0ANA") is None
        assert invited(session, company).sent_at == T0


def names(survey: Survey, asked: SurveyForm, *leave_out: str) -> str:
    return answering.name_of(answering.next_step(survey, asked, leave_out))


def test_the_steps_follow_one_another() -> None:
    survey = fresh()
    assert names(survey, ORDER) == "score"
    answered(survey, score="4")
    assert names(survey, ORDER) == "score-why"
    answering.give_reason(survey, ORDER.questions[0], "quick", T0)
    assert names(survey, ORDER) == "worth"
    assert names(survey, ORDER, "worth") == ""
    answered(survey, worth="no")
    assert answering.next_step(survey, ORDER) == answering.THANKS


def test_what_is_asked_next_depends_on_what_was_said() -> None:
    for mood, then in (("negative", "instead"), ("neutral", "instead"), ("positive", "worth")):
        assert names(fresh(mood=mood), PULSE) == then
    assert names(fresh(mood="positive", worth="yes"), PULSE) == ""
    assert names(fresh(mood="positive", worth="no"), PULSE) == "worth_at"


def test_an_answer_takes_with_it_what_only_followed_from_the_one_before() -> None:
    survey = fresh(mood="negative", instead="other_tool", worth="no", worth_at="900")
    assert (survey.instead, survey.worth_at_minor) == ("other_tool", 900)
    answered(survey, asked=PULSE, mood="positive", worth="yes")
    assert (survey.instead, survey.worth_at_minor) == (None, None)

    answered(survey, score="1")
    answering.give_reason(survey, ORDER.questions[0], "slow", T0)
    answered(survey, score="2")
    assert survey.reasons == ["slow"]
    answered(survey, score="5")
    assert survey.reasons == []


def test_going_through_it_again_shows_every_step_once_more() -> None:
    survey = fresh(score="4", worth="yes")
    answering.give_reason(survey, ORDER.questions[0], "quick", T0)
    assert answering.name_of(answering.first_step(survey, ORDER)) == "score"
    walked, step = [], "score"
    while step:
        walked.append(step)
        step = answering.name_of(answering.next_step(survey, ORDER, after=step))
    assert walked == ["score", "score-why", "worth"]


def test_the_last_tap_wins_until_its_time_is_over(db: Database, company: Company) -> None:
    soon, over = T0 + timedelta(days=13), T0 + FORTNIGHT
    with db.session() as session:
        survey = invited(session, company)
        answered(survey, score="2")
        answered(survey, soon, score="5")
        answered(survey, over, score="1", worth="no")
        assert survey.is_settled(over)
    with db.read() as session:
        (kept,) = session.exec(select(Survey)).all()
        assert (kept.score, kept.worth_it, kept.answered_at, kept.late) == (5, None, soon, False)


def test_a_first_answer_after_the_end_is_kept_and_marked_and_may_change_for_a_day() -> None:
    late = T0 + timedelta(days=90)
    survey = answered(fresh(), late, score="2")
    assert (survey.score, survey.late, survey.answered_at) == (2, True, late)
    assert answered(survey, late + timedelta(hours=23), score="4").score == 4
    assert survey.late
    assert answered(survey, late + timedelta(hours=24), score="1").score == 4


def test_what_was_skipped_can_be_answered_after_all() -> None:
    survey = fresh()
    answering.skip(survey, T0)
    assert names(survey, ORDER) == ""
    answered(survey, score="3")
    assert survey.skipped_at is None
    assert names(survey, ORDER) == "score-why"


@pytest.mark.parametrize(
    ("kind", "given_"),
    [
        ("score", "0"),
        ("score", "6"),
        ("effort", "8"),
        ("recommend", "11"),
        ("recommend", "-1"),
        ("mood", "glad"),
        ("instead", "negative"),
        ("worth", "1"),
        ("outcome", "maybe"),
        ("lost_time", "an hour"),
        ("worth_at", "1.5"),
        ("score", "²"),
    ],
)
def test_an_answer_off_the_scale_is_refused(kind: str, given_: str) -> None:
    survey = fresh()
    with pytest.raises(ValueError, match="no answer"):
        answered(survey, asked=form(*answering.COLUMNS), **dict[str, Any]({kind: given_}))
    assert survey.answered_at is None


def test_a_reason_that_was_not_asked_for_is_refused() -> None:
    survey = fresh(score="5")
    with pytest.raises(ValueError, match="no reason"):
        answering.give_reason(survey, ORDER.questions[0], "slow", T0)


@given(st.lists(st.sampled_from(["1", "2", "3", "4", "5"]), min_size=1))
def test_whatever_is_tapped_the_last_score_stands_with_reasons_that_fit_it(taps: list[str]) -> None:
    survey = fresh()
    for tap in taps:
        answered(survey, score=tap)
        fitting = ORDER.questions[0].reasons_for(survey.score)
        assert fitting is not None
        assert set(survey.reasons) <= fitting.keys
        answering.give_reason(survey, ORDER.questions[0], min(fitting.keys), T0)
    assert survey.score == int(taps[-1])
    assert len(survey.reasons) == 1


@pytest.mark.parametrize(
    ("values", "troubled", "happy"),
    [
        ({}, False, False),
        ({"working": False}, True, False),
        ({"working": False, "score": 5}, True, False),
        ({"working": True, "score": 2}, True, False),
        ({"working": True, "score": 3}, False, False),
        ({"working": True, "score": 4}, False, True),
        ({"working": True, "effort": 2}, True, False),
        ({"working": True, "effort": 6}, False, True),
        ({"working": True, "score": 3, "effort": 7}, False, False),
        ({"mood": "negative"}, True, False),
        ({"mood": "positive"}, False, False),
        ({"recommend": 0}, False, False),
    ],
)
def test_trouble_and_happiness(values: dict[str, Any], troubled: bool, happy: bool) -> None:
    survey = Survey(about="order:1", order_id=1, person="U0ANA", unit="CC-500", **values)
    assert (survey.troubled, survey.happy) == (troubled, happy)


def test_the_owner_hears_of_trouble_and_of_every_change_after_it() -> None:
    survey = fresh(score="3")
    assert not surveys.must_tell_owner(survey, T0)
    answered(survey, score="1")
    assert surveys.must_tell_owner(survey, T0)
    answered(survey, score="5")
    assert surveys.must_tell_owner(survey, T0 + timedelta(hours=1))
    assert survey.owner_told_at == T0


@pytest.mark.parametrize(
    ("typed", "agreed", "kept", "quoted"),
    [
        ("  slow ", False, "slow", False),
        ("slow", True, "slow", True),
        ("  ", True, None, False),
        (None, True, None, False),
    ],
)
def test_a_comment_is_kept_in_the_persons_words_and_quoted_only_if_they_agree(
    typed: str | None, agreed: bool, kept: str | None, quoted: bool
) -> None:
    survey = fresh()
    answering.comment(survey, typed, agreed)
    assert (survey.comment, survey.may_quote) == (kept, quoted)


def test_the_latest_low_score(db: Database, company: Company) -> None:
    with db.session() as session:
        assert surveys.last_low_at(session, "U0ANA") is None
        for days, score in enumerate("213"):
            survey = invited(session, company, order_id=days + 1, days=days * 30)
            answered(survey, T0 + timedelta(days=days * 30), score=score)
        assert surveys.last_low_at(session, "U0ANA") == T0 + MONTH
        assert surveys.last_sent_at(session, "U0ANA") == T0 + 2 * MONTH
        assert surveys.last_sent_at(session, "U0BO") is None
        survey.mood, survey.score = "negative", None
        assert surveys.last_low_at(session, "U0ANA") == T0 + 2 * MONTH
