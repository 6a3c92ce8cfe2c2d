"""Opinions: each kind by itself, with its margin, and nothing where fewer than five have answered."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.customer import opinions
from bot.customer.opinions import Opinions
from bot.customer.rating import Rating
from bot.customer.satisfaction import share
from bot.customer.surveys import Survey
from bot.db import Database
from bot.money import Money
from tests.conftest import T0

SINCE, UNTIL = T0 - timedelta(days=30), T0
HOUR = Money(4500, "USD")


def of(db: Database, rows: list[dict[str, Any]], **scope: Any) -> Opinions:
    """Store answers, one a person, and gather those of the last thirty days."""
    with db.session() as session:
        for number, values in enumerate(rows):
            known = {"about": f"order:{number}", "person": f"U{number}", "unit": "CC-500", "service": "ERP"}
            at = {"answered_at": T0 - timedelta(days=1), "sent_at": T0 - timedelta(days=2)}
            session.add(Survey(**{**known, **at, **values}))
        session.flush()
        return opinions.of_span(session, SINCE, UNTIL, **scope)


def test_satisfaction_is_made_of_scores_only(db: Database) -> None:
    found = of(db, [{"score": 5}] * 8 + [{"score": 2}] * 2 + [{"effort": 1}] * 9 + [{"recommend": 0}] * 9)

    assert found.satisfied.n == 10
    assert found.satisfied.value == 0.8
    assert found.satisfied.low == pytest.approx(0.4902, abs=1e-4)  # W4
    assert found.satisfied.high == pytest.approx(0.9433, abs=1e-4)
    assert (found.easy.n, found.easy.value) == (9, 0.0)
    assert found.answered == 28


def test_below_five_there_is_a_count_and_no_figure(db: Database) -> None:
    four = {"score": 5, "effort": 7, "recommend": 10, "mood": "positive", "worth_it": True}
    found = of(db, [{**four, "outcome_met": True, "lost_minutes": 30, "worth_at_minor": 100}] * 4, hour=HOUR)

    for each in ("satisfied", "easy", "promoters", "worth_it", "worth_at", "outcome", "lost_each"):
        assert getattr(found, each) == Rating(4), each
    assert set(found.moods.values()) == {Rating(4)}
    assert (found.lost_minutes, found.lost_cost) == (None, None)


def test_nothing_said_is_not_measured(db: Database) -> None:
    found = of(db, [])
    assert (found.answered, found.satisfied, found.lost_cost) == (0, Rating(0), None)


def test_promoters_as_worked_out_by_hand(db: Database) -> None:
    found = of(db, [{"recommend": r} for r in [10] * 20 + [8] * 14 + [3] * 6]).promoters
    assert found.n == 40
    assert found.value == pytest.approx(0.35)
    assert found.low == pytest.approx(0.35 - 0.225, abs=1e-3)  # W4
    assert found.high == pytest.approx(0.35 + 0.225, abs=1e-3)


def test_who_is_positive_stays(db: Database) -> None:
    leaves = {"mood": "negative", "instead": "outside_provider"}
    found = of(db, [{"mood": "positive"}] * 6 + [leaves] * 3 + [{"mood": "neutral", "instead": "stay"}])

    assert found.moods["positive"].value == 0.6
    assert found.instead["stay"].value == 0.7
    assert found.instead["outside_provider"].value == 0.3
    assert found.instead["outside_provider"].n == 10


def test_lost_time_in_money_by_its_formula(db: Database) -> None:
    minutes = [0, 15, 30, 60, 120]
    found = of(db, [{"lost_minutes": each} for each in minutes], hour=HOUR)
    assert (found.lost_minutes, found.lost_cost) == (225, Money(16875, "USD"))  # 225 / 60 * 45.00
    assert found.lost_each.value == 45
    assert found.lost_each.low == 0.0  # nobody lost less than nothing


def test_without_a_price_of_an_hour_lost_time_stays_time(db: Database) -> None:
    found = of(db, [{"lost_minutes": 60}] * 5)
    assert (found.lost_minutes, found.lost_cost) == (300, None)


def test_the_price_that_people_named(db: Database) -> None:
    named = [{"worth_it": False, "worth_at_minor": price} for price in (500, 1000, 1500, 2000, 9000)]
    found = of(db, [*named, *[{"worth_it": True}] * 5])
    assert (found.worth_it.value, found.worth_it.n) == (0.5, 10)
    assert (found.worth_at.value, found.worth_at.low, found.worth_at.high) == (1500, 500, 9000)


def test_only_of_the_span_the_unit_and_the_service(db: Database) -> None:
    old = {"score": 1, "answered_at": SINCE - timedelta(seconds=1)}
    new = {"score": 1, "answered_at": UNTIL}
    elsewhere = [{"score": 1, "unit": "CC-100"}, {"score": 1, "service": "CRM"}]
    found = of(db, [{"score": 5}] * 5 + [old, new, *elsewhere], unit="CC-500", service="ERP")
    assert (found.satisfied.n, found.satisfied.value) == (5, 1.0)


def test_who_was_asked_and_who_answered_and_who_was_late(db: Database) -> None:
    silent: dict[str, Any] = {"kind": "ces", "answered_at": None}
    asked = (
        [{"kind": "ces", "effort": 5}] * 3 + [silent] * 7 + [{"kind": "ces", "sent_at": None}, {"score": 1}]
    )
    with db.session() as session:
        assert opinions.response(session, SINCE, UNTIL, "ces").sent == 0
    found = of(db, [*asked, {"score": 4, "late": True}])
    assert found.late == 1
    with db.read() as session:
        response = opinions.response(session, SINCE, UNTIL, "ces", unit="CC-500")
    assert (response.sent, response.answered.value) == (10, 0.3)


@given(st.lists(st.booleans(), max_size=60))
def test_a_share_is_the_one_of_satisfaction_or_none(said: list[bool]) -> None:
    found, whole = opinions._share(said), share(sum(said), len(said))
    assert found.n == len(said)
    if len(said) < 5:
        assert found.value is None
    else:
        assert whole is not None
        assert (found.value, found.low, found.high) == (whole.value, whole.low, whole.high)


@given(st.lists(st.integers(0, 10**9), min_size=5, max_size=200))
def test_mean_and_median_lie_within_their_ranges(values: list[int]) -> None:
    for figure in (opinions.mean_of(values), opinions._median(values)):
        assert figure.value is not None
        assert figure.low is not None
        assert figure.high is not None
        assert figure.low <= figure.value <= figure.high


def test_where_everybody_says_the_same_the_range_is_no_point(db: Database) -> None:
    found = of(db, [{"recommend": 10}] * 5).promoters
    assert found.value == 1.0
    assert found.low == pytest.approx(2 * 0.5655 - 1, abs=1e-4)  # as 5 of 5 by Wilson
    assert found.high == 1.0


@pytest.mark.parametrize(("recommend", "value"), [(7, 0.0), (0, -1.0)])
def test_nor_where_all_are_passive_or_detractors(db: Database, recommend: int, value: float) -> None:
    found = of(db, [{"recommend": recommend}] * 9).promoters
    assert found.value == value
    assert found.low is not None
    assert found.high is not None
    assert -1 <= found.low <= value <= found.high <= 1
    assert found.high - found.low > 0.25


def test_a_mean_of_few_has_students_margin(db: Database) -> None:
    found = of(db, [{"lost_minutes": each} for each in (20, 30, 40, 50, 60)]).lost_each
    assert found.value == 40
    assert found.high == pytest.approx(40 + 2.7764 * 15.8114 / 5**0.5, abs=1e-3)  # t of 4 degrees of freedom


@given(st.lists(st.integers(0, 480), min_size=5, max_size=200))
def test_the_range_of_a_mean_is_that_of_statsmodels(minutes: list[int]) -> None:
    from statsmodels.stats.weightstats import DescrStatsW  # large, and nothing else here needs it

    found = opinions.mean_of(minutes)
    low, high = DescrStatsW(minutes).tconfint_mean()
    assert found.low == pytest.approx(max(0.0, low), abs=1e-2)
    assert found.high == pytest.approx(high, abs=1e-2)
