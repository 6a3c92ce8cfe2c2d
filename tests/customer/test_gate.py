"""The gate on 20 November 2026: each row of the agreed table, by what is in the database."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Literal

import pytest
from sqlmodel import Session

from bot.catalog import ContactPolicy
from bot.customer import contacts, gate, people, policy
from bot.customer.people import Person
from bot.customer.policy import ALLOWED, Standing, Verdict
from bot.customer.recoveries import Recovery
from bot.customer.surveys import Survey
from bot.db import Database
from tests.customer.company import CALDER

NOW = datetime(2026, 11, 20, 16, tzinfo=UTC)
DAY = timedelta(days=1)
Before = Callable[[Session, Person], None]


def on(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 16, tzinfo=UTC)


def surveyed(at: datetime, score: int | None = None) -> Before:
    def before(session: Session, ana: Person) -> None:
        survey = Survey(about=f"order:{at:%j}", person=ana.id, unit="CC-500", sent_at=at)
        survey.score, survey.answered_at = score, None if score is None else at
        session.add(survey)

    return before


def opted_out(session: Session, ana: Person) -> None:
    ana.refuses_surveys = ana.refuses_offers = ana.refuses_talks = True


def left(session: Session, ana: Person) -> None:
    ana.active = False


def nothing(session: Session, ana: Person) -> None:
    """Nothing has happened before."""


def started(at: datetime, intent: str, by: Literal["bot", "customer"] = "bot") -> Before:
    def before(session: Session, ana: Person) -> None:
        about = f"{intent}:1"
        contacts.note(
            session, about=about, person=ana.id, unit="CC-500", intent=intent, started_by=by, now=at
        )

    return before


def let_down(closed_at: datetime | None = None) -> Before:
    def before(session: Session, ana: Person) -> None:
        owed = Recovery(
            source="survey:1", person=ana.id, unit="CC-500", opened_at=on(11, 1), call_by=on(11, 2)
        )
        owed.closed_at = closed_at
        session.add(owed)

    return before


def met(session: Session, before: Before) -> Person:
    ana = people.meet(session, "U0ANA")
    before(session, ana)
    return ana


@pytest.mark.parametrize(
    ("before", "verdict"),
    [
        pytest.param(
            surveyed(on(11, 12)),
            Verdict("surveyed", date(2026, 11, 12), date(2026, 12, 12)),
            id="W9: survey, last one 12 Nov",
        ),
        pytest.param(surveyed(on(10, 21)), ALLOWED, id="W9: survey, last one 21 Oct"),
        pytest.param(opted_out, Verdict("opted_out"), id="W9: survey, opted out"),
        pytest.param(
            started(on(11, 12), "survey"),
            Verdict("surveyed", date(2026, 11, 12), date(2026, 12, 12)),
            id="asked about targets on 12 Nov",
        ),
        pytest.param(started(on(11, 12), "survey", "customer"), ALLOWED, id="what the person began"),
        pytest.param(started(on(11, 12), "talk"), ALLOWED, id="talked with on 12 Nov"),
        pytest.param(left, Verdict("gone"), id="left the company"),
        pytest.param(nothing, ALLOWED, id="never asked"),
    ],
)
def test_surveys(db: Database, before: Before, verdict: Verdict) -> None:
    with db.session() as session:
        assert gate.survey(session, CALDER, met(session, before), NOW) == verdict


NEED = Standing()


@pytest.mark.parametrize(
    ("before", "standing", "verdict"),
    [
        pytest.param(nothing, Standing(open_trouble=True), Verdict("open_trouble"), id="W9: offer, P1 open"),
        pytest.param(
            surveyed(on(11, 10), score=2),
            NEED,
            Verdict("low_score", date(2026, 11, 10), date(2026, 12, 10)),
            id="W9: offer, gave 2 of 5 on 10 Nov",
        ),
        pytest.param(
            nothing,
            Standing(declined_on=[date(2026, 9, 1)]),
            Verdict("declined", date(2026, 9, 1), date(2026, 11, 30), 1),
            id="W9: offer, declined once on 1 Sep",
        ),
        pytest.param(
            nothing,
            Standing(declined_on=[date(2026, 5, 4), date(2026, 9, 1)]),
            Verdict("declined", date(2026, 9, 1), date(2027, 9, 1), 2),
            id="W9: offer, declined twice, last 1 Sep",
        ),
        pytest.param(
            nothing,
            Standing(offered_on=[date(2026, 10, 30)]),
            ALLOWED,
            id="W9: offer, storage at 92 % of quota, last offer 30 Oct",
        ),
        pytest.param(
            nothing, Standing(has_evidence=False), Verdict("no_evidence"), id="W9: offer, no evidence"
        ),
        pytest.param(opted_out, NEED, Verdict("opted_out"), id="opted out"),
        pytest.param(let_down(), NEED, Verdict("open_trouble"), id="a call is still owed"),
        pytest.param(let_down(on(11, 5)), NEED, ALLOWED, id="it was put right"),
        pytest.param(surveyed(on(11, 10), score=3), NEED, ALLOWED, id="gave 3 of 5 on 10 Nov"),
        pytest.param(left, NEED, Verdict("gone"), id="left the company"),
    ],
)
def test_offers(db: Database, before: Before, standing: Standing, verdict: Verdict) -> None:
    with db.session() as session:
        assert gate.offer(session, CALDER, met(session, before), standing, NOW) == verdict


@pytest.mark.parametrize(
    ("before", "verdict"),
    [
        pytest.param(
            started(on(11, 12), "talk"),
            Verdict("talked", date(2026, 11, 12), date(2026, 12, 12)),
            id="talked with on 12 Nov",
        ),
        pytest.param(started(on(10, 21), "talk"), ALLOWED, id="talked with on 21 Oct"),
        pytest.param(started(on(11, 12), "talk", "customer"), ALLOWED, id="they began on 12 Nov"),
        pytest.param(opted_out, Verdict("opted_out"), id="opted out"),
        pytest.param(left, Verdict("gone"), id="left the company"),
    ],
)
def test_talks(db: Database, before: Before, verdict: Verdict) -> None:
    with db.session() as session:
        assert gate.talk(session, CALDER, met(session, before), NOW) == verdict


@pytest.mark.parametrize(
    ("numbers", "again_on"),
    [
        (ContactPolicy(survey_days=60), date(2027, 1, 11)),
        (ContactPolicy(survey_days=20), date(2026, 12, 2)),
    ],
)
def test_the_numbers_are_settings(numbers: ContactPolicy, again_on: date) -> None:
    asked = policy.may_survey(numbers, date(2026, 11, 20), refuses=False, last_on=date(2026, 11, 12))
    assert asked.again_on == again_on


def test_a_survey_can_ask_for_a_longer_rest_and_not_for_a_shorter_one(db: Database) -> None:
    with db.session() as session:
        ana = met(session, surveyed(on(10, 21)))
        assert gate.survey(session, CALDER, ana, NOW, rest_days=90).again_on == date(2027, 1, 19)
        assert gate.survey(session, CALDER, ana, NOW - DAY, rest_days=5).code == "surveyed"


def test_whose_complaint_is_open_is_not_asked_how_it_went(db: Database) -> None:
    with db.session() as session:
        assert gate.survey(session, CALDER, met(session, nothing), NOW, complains=True).code == "open_trouble"


@pytest.mark.parametrize(
    ("zone", "moment"),
    [
        (None, NOW),  # Denver, Friday morning
        ("Europe/Berlin", NOW),
        ("Asia/Tokyo", datetime(2026, 11, 22, 23, tzinfo=UTC)),  # Saturday there until Monday at 8
    ],
)
def test_it_waits_for_the_morning_on_the_persons_own_clock(
    db: Database, zone: str | None, moment: datetime
) -> None:
    with db.session() as session:
        ana = met(session, nothing)
        ana.zone = zone
        assert gate.moment(CALDER, ana, NOW) == moment
