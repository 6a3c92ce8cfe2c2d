"""Voices: the last quarter that is over, each kind of answer by itself, and nothing that fewer than five said."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from bot.customer.surveys import Survey
from bot.db import Database
from bot.value import voices
from bot.value.voices import Voice
from tests.conftest import T0
from tests.value.calder import catalog, usd

AUGUST = datetime(2026, 8, 10, 18, tzinfo=UTC)
LAST_MINUTE = datetime(2026, 10, 1, 5, 59, tzinfo=UTC)  # of September, in Denver
NEXT_MINUTE = datetime(2026, 10, 1, 6, 0, tzinfo=UTC)


def answers(count: int, at: datetime = AUGUST, **said: Any) -> list[Survey]:
    whole = {"unit": "CC-500", "service": "ERP", "kind": "ces", "sent_at": at, "answered_at": at, **said}
    return [Survey(about=f"{at}{said}{n}", person=f"U{n}", **whole) for n in range(count)]


def of_erp(db: Database, *rows: list[Survey]) -> Voice:
    with db.session() as session:
        session.add_all(row for some in rows for row in some)
        session.flush()
        return voices.of_service(session, catalog(), "ERP", T0)


def test_it_is_the_quarter_that_is_over_where_the_company_is(db: Database) -> None:
    found = of_erp(db, answers(5, LAST_MINUTE, effort=6), answers(9, NEXT_MINUTE, effort=1))
    assert (found.since, found.until) == (date(2026, 7, 1), date(2026, 9, 30))
    assert (found.said.easy.n, found.said.easy.value) == (5, 1.0)


def test_what_can_still_be_changed_when_a_quarter_ends_is_of_the_next(db: Database) -> None:
    changeable = answers(5, LAST_MINUTE, effort=1, expires_at=NEXT_MINUTE)
    late = answers(5, NEXT_MINUTE, effort=1, expires_at=AUGUST, late=True)
    assert of_erp(db, changeable, late, answers(6, effort=7)).said.easy.n == 6


def test_nobody_said_anything_that_may_be_shown(db: Database) -> None:
    assert not of_erp(db, answers(4, effort=1, lost_minutes=60, mood="negative", recommend=0)).tells


def test_every_kind_of_answer_is_told(db: Database) -> None:
    for said in (
        {"effort": 2},
        {"recommend": 9},
        {"mood": "neutral", "instead": "stay"},
        {"worth_it": True},
        {"outcome_met": False},
        {"lost_minutes": 15},
    ):
        with db.session() as session:
            session.add_all(answers(5, unit=str(said), **said))
        with db.read() as session:
            assert voices.of_unit(session, catalog(), str(said), T0).tells, said


def test_a_price_is_of_one_service(db: Database) -> None:
    named = answers(4, worth_at_minor=10000) + answers(1, worth_at_minor=99900)
    assert of_erp(db, named).worth_at == usd("100")
    with db.read() as session:
        assert voices.of_all(session, catalog(), T0).worth_at is None


def test_a_unit_is_told_of_its_own_people(db: Database) -> None:
    of_erp(db, answers(5, effort=7), answers(5, effort=1, unit="CC-100"))
    with db.read() as session:
        assert voices.of_unit(session, catalog(), "CC-500", T0).said.easy.value == 1.0
        assert voices.of_all(session, catalog(), T0).said.easy.value == 0.5


def test_nobody_is_said_to_be_asked_in_a_unit_whose_people_nobody_counted(db: Database) -> None:
    company = catalog().company
    uncounted = replace(company.units["CC-500"], headcount=0)
    of_nobody = replace(catalog(), company=replace(company, units={"CC-500": uncounted}))
    with db.session() as session:
        session.add_all(answers(5, kind="csat", score=5))
        session.flush()
        told = voices.of_unit(session, of_nobody, "CC-500", T0).enough
    assert told is not None
    assert (told.people, told.surveys, told.answers) == (0, None, None)
