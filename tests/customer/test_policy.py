"""The cases of the contact policy on 20 November 2026, and what must hold for all of them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog import ContactPolicy
from bot.customer import policy
from bot.customer.policy import ALLOWED, Standing, Verdict

TODAY = date(2026, 11, 20)
NUMBERS = ContactPolicy()

days = st.dates(date(2025, 1, 1), TODAY)
standings = st.builds(
    Standing,
    refuses=st.booleans(),
    open_trouble=st.booleans(),
    has_evidence=st.booleans(),
    low_score_on=st.none() | days,
    declined_on=st.lists(days, max_size=3).map(tuple),
    offered_on=st.lists(days, max_size=6).map(tuple),
)


def survey(*, refuses: bool = False, last_on: date | None = None) -> Verdict:
    return policy.may_survey(NUMBERS, TODAY, refuses=refuses, last_on=last_on)


def test_surveyed_eight_days_ago() -> None:
    assert survey(last_on=date(2026, 11, 12)) == Verdict("surveyed", date(2026, 11, 12), date(2026, 12, 12))


def test_surveyed_thirty_days_ago() -> None:
    assert survey(last_on=date(2026, 10, 21)) == ALLOWED


def test_survey_opted_out() -> None:
    assert survey(refuses=True, last_on=date(2026, 11, 12)) == Verdict("opted_out")


def test_survey_first_ever() -> None:
    assert survey().allowed


@pytest.mark.parametrize(
    ("standing", "verdict"),
    [
        (Standing(open_trouble=True), Verdict("open_trouble")),
        (
            Standing(low_score_on=date(2026, 11, 10)),
            Verdict("low_score", date(2026, 11, 10), date(2026, 12, 10)),
        ),
        (
            Standing(declined_on=[date(2026, 9, 1)]),
            Verdict("declined", date(2026, 9, 1), date(2026, 11, 30), 1),
        ),
        (
            Standing(declined_on=[date(2026, 3, 1), date(2026, 9, 1)]),
            Verdict("declined", date(2026, 9, 1), date(2027, 9, 1), 2),
        ),
        (Standing(offered_on=[date(2026, 10, 30)]), ALLOWED),
        (Standing(has_evidence=False), Verdict("no_evidence")),
        (Standing(refuses=True, open_trouble=True), Verdict("opted_out")),
        (
            Standing(offered_on=[date(2026, 11, 7)]),
            Verdict("offered", date(2026, 11, 7), date(2026, 11, 21)),
        ),
        (Standing(offered_on=[date(2026, 11, 6)]), ALLOWED),
        (
            Standing(offered_on=[date(2026, 8, 30), date(2026, 9, 20), date(2026, 10, 10)]),
            Verdict("offered_often", date(2026, 8, 30), date(2026, 11, 29), 3),
        ),
        (Standing(offered_on=[date(2026, 8, 21), date(2026, 9, 20), date(2026, 10, 10)]), ALLOWED),
    ],
)
def test_offers(standing: Standing, verdict: Verdict) -> None:
    assert policy.may_offer(NUMBERS, TODAY, standing) == verdict


@given(standings, days)
def test_one_more_offer_behind_never_opens_a_closed_door(standing: Standing, offered_on: date) -> None:
    more = replace(standing, offered_on=(*standing.offered_on, offered_on))
    if not policy.may_offer(NUMBERS, TODAY, standing).allowed:
        assert not policy.may_offer(NUMBERS, TODAY, more).allowed


@given(standings, st.integers(0, 800))
def test_time_alone_only_opens_doors(standing: Standing, later: int) -> None:
    if policy.may_offer(NUMBERS, TODAY, standing).allowed:
        assert policy.may_offer(NUMBERS, TODAY + timedelta(days=later), standing).allowed


@given(standings)
def test_the_day_named_is_the_day_that_reason_ends(standing: Standing) -> None:
    verdict = policy.may_offer(NUMBERS, TODAY, standing)
    if verdict.again_on:
        before = policy.may_offer(NUMBERS, verdict.again_on - timedelta(days=1), standing)
        assert before.code != "allowed"
        assert policy.may_offer(NUMBERS, verdict.again_on, standing).code != verdict.code


@given(standings)
def test_stop_is_stronger_than_everything(standing: Standing) -> None:
    stopped = replace(standing, refuses=True)
    assert policy.may_offer(NUMBERS, TODAY + timedelta(days=3650), stopped) == Verdict("opted_out")
