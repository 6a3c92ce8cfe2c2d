"""What may be shown of a service: whole batches, how it moved, and how many answers would tell more."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from bot.customer.rating import Rating
from bot.customer.surveys import Survey
from bot.db import Database
from bot.value import opinion
from bot.value.opinion import Missing, Opinion
from tests.conftest import T0
from tests.value.calder import ZONE

LAST_WEEK = T0 - timedelta(days=4)  # a Thursday


def answers(count: int, at: datetime, score: int = 5, **given: Any) -> list[Survey]:
    whole = {"working": True, "unit": "CC-500", "service": "ERP", "sent_at": at, "answered_at": at, **given}
    return [
        Survey(about=f"{at}{score}{whole['unit']}{n}", person=f"U{n}", score=score, **whole)
        for n in range(count)
    ]


def of_erp(db: Database, *rows: list[Survey], now: datetime = T0) -> Opinion:
    with db.session() as session:
        session.add_all([each for some in rows for each in some])
    with db.read() as session:
        return opinion.of_services(session, ["ERP"], ZONE, now).get("ERP", opinion.NOTHING)


def of_finance(db: Database, *rows: list[Survey], now: datetime = T0) -> Opinion:
    with db.session() as session:
        session.add_all([each for some in rows for each in some])
    with db.read() as session:
        return opinion.of_unit(session, "CC-500", ZONE, now).get("ERP", opinion.NOTHING)


def test_nobody_answered(db: Database) -> None:
    assert of_erp(db) == Opinion(Rating(0))
    assert of_erp(db).missing == Missing(5, None)


def test_too_few_are_counted_and_not_shown(db: Database) -> None:
    found = of_erp(db, answers(3, LAST_WEEK))
    assert (found.satisfied, found.waiting, found.missing) == (Rating(0), 3, Missing(2, None))


def test_a_share_comes_with_its_weeks_and_what_would_tell_more(db: Database) -> None:
    found = of_erp(db, answers(17, LAST_WEEK), answers(3, LAST_WEEK, 2))
    assert found.satisfied.value == pytest.approx(0.85)
    assert (found.since, found.until) == (date(2026, 11, 16), date(2026, 11, 22))
    assert found.missing == Missing(29, 0.1)


def test_ten_points_reached_the_next_goal_is_five(db: Database) -> None:
    assert of_erp(db, answers(51, LAST_WEEK), answers(9, LAST_WEEK, 2)).missing == Missing(136, 0.05)


def test_the_week_that_is_not_over_waits(db: Database) -> None:
    found = of_erp(db, answers(5, LAST_WEEK), answers(5, T0 - timedelta(hours=1), 1))
    assert (found.satisfied.value, found.satisfied.n, found.waiting) == (1.0, 5, 5)


def test_weeks_begin_on_monday_of_the_company(db: Database) -> None:
    monday = datetime.fromisoformat("2026-11-23T00:00-07:00")
    found = of_erp(db, answers(5, monday - timedelta(seconds=1)), answers(4, monday, 1))
    assert (found.satisfied.n, found.waiting) == (5, 4)


def test_few_a_week_take_several_weeks(db: Database) -> None:
    weeks = [answers(2, LAST_WEEK - timedelta(weeks=n)) for n in range(7)]
    found = of_erp(db, *weeks)
    assert (found.satisfied.n, found.since, found.until) == (6, date(2026, 10, 26), date(2026, 11, 15))
    assert found.waiting == 2


def test_four_weeks_are_compared_with_the_four_before(db: Database) -> None:
    before = LAST_WEEK - timedelta(weeks=4)
    found = of_erp(
        db, answers(184, before), answers(16, before, 2), answers(160, LAST_WEEK), answers(40, LAST_WEEK, 2)
    )
    assert (found.trend, found.satisfied.n) == ("down", 200)


def test_what_may_be_chance_is_no_clear_change(db: Database) -> None:
    before = LAST_WEEK - timedelta(weeks=4)
    found = of_erp(
        db, answers(46, before), answers(4, before, 2), answers(40, LAST_WEEK), answers(10, LAST_WEEK, 2)
    )
    assert found.trend == "unclear"


def test_what_is_older_than_eight_weeks_is_not_compared(db: Database) -> None:
    assert of_erp(db, answers(9, LAST_WEEK - timedelta(weeks=8)), answers(9, LAST_WEEK)).trend is None


def test_a_units_months_stand_alone_when_they_have_enough(db: Database) -> None:
    found = of_finance(
        db,
        answers(2, datetime.fromisoformat("2026-08-10T12:00-06:00"), 1),
        answers(6, datetime.fromisoformat("2026-09-10T12:00-06:00")),
        answers(5, datetime.fromisoformat("2026-10-10T12:00-06:00"), 2),
        answers(9, LAST_WEEK),
    )
    assert (found.satisfied.value, found.satisfied.n) == (0.0, 5)
    assert (found.since, found.until, found.waiting) == (date(2026, 10, 1), date(2026, 10, 31), 0)
    assert found.trend == "down"


def test_a_units_few_answers_take_several_months(db: Database) -> None:
    found = of_finance(
        db,
        answers(3, datetime.fromisoformat("2026-08-10T12:00-06:00")),
        answers(3, datetime.fromisoformat("2026-09-10T12:00-06:00"), 2),
        answers(1, datetime.fromisoformat("2026-10-10T12:00-06:00"), 1),
    )
    assert (found.satisfied.value, found.since, found.until) == (0.5, date(2026, 8, 1), date(2026, 9, 30))
    assert found.waiting == 1


def test_an_opinion_of_long_ago_is_not_todays(db: Database) -> None:
    found = of_finance(db, answers(9, datetime.fromisoformat("2026-07-10T12:00-06:00")))
    assert (found.satisfied, found.waiting) == (Rating(0), 0)


def test_another_units_answers_are_not_this_ones(db: Database) -> None:
    october = datetime.fromisoformat("2026-10-10T12:00-06:00")
    found = of_finance(db, answers(9, october, unit="CC-100"), answers(4, october))
    assert (found.satisfied, found.waiting) == (Rating(0), 4)


def test_five_then_six_answers_never_show_the_sixth(db: Database) -> None:
    rows = [answers(5, datetime.fromisoformat("2026-09-10T12:00-06:00"))]
    first = of_finance(db, *rows, now=datetime.fromisoformat("2026-10-05T12:00-06:00"))
    later = [answers(1, datetime.fromisoformat("2026-10-10T12:00-06:00"), 1)]
    second = of_finance(db, *later, now=datetime.fromisoformat("2026-11-02T12:00-07:00"))
    assert first.satisfied == second.satisfied == Rating(5, 1.0, first.satisfied.low, 1.0)
    assert second.waiting == 1
