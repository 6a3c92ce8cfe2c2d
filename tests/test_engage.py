"""The bench of engagement: its people are as assumed, its verdicts are the gate's, its check sees what is forbidden."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bench import engage
from bench.engaging import asking, checking, crowd
from bench.engaging.crowd import Assumptions, Life, Visit
from bench.engaging.living import live
from bench.engaging.story import Sent, Story
from bench.engaging.sums import Figure, Sums
from bot.db import Database
from tests.customer.company import CALDER
from tests.engaging import Rows

DENVER = ZoneInfo(CALDER.zone)
MONDAY_NOON = datetime(2027, 1, 4, 19, tzinfo=UTC)  # 12:00 in Denver
DAY = timedelta(days=1)
ENDS = datetime.combine(crowd.BEGINS + crowd.DAYS * DAY, time(), UTC)
CROWD = 150
BUSY = Assumptions(  # so that a few people meet everything that the policy knows
    contacts_a_month=1.2,
    unhappy=0.3,
    complains=0.3,
    answers=0.8,
    tired=0.05,
    opt_out=0.004,
    leaves=0,
    unheard_leaves=0,
    needs_a_year=3,
)
EVERY_VERDICT = {
    *("survey allowed", "survey opted_out", "survey surveyed", "survey open_trouble"),
    *("offer allowed", "offer opted_out", "offer open_trouble", "offer low_score", "offer declined"),
    *("offer offered", "offer offered_often"),
}


def test_the_gate_says_of_rows_what_the_bench_says_of_its_memory(db: Database) -> None:
    said: Counter[str] = Counter()
    for life in crowd.lives(6, crowd.DAYS, BUSY, seed=0):
        with db.session() as session:
            rows = Rows(session, life.number)
            live(life, asking.ours(CALDER, rows.survey, rows.offer), BUSY, ENDS, held_out=0, seed=0)
            said += rows.said
    assert set(said) == EVERY_VERDICT


def test_nobody_is_contacted_beyond_the_policy_by_ours_only() -> None:
    ways = (asking.ours(CALDER), asking.everything())
    ours, everything = (engage.run(CROWD, way, CALDER, Assumptions(), seed=3) for way in ways)
    assert ours.beyond == 0 < everything.beyond
    assert ours.surveys > 0 < ours.offers
    assert ours.stopped < everything.stopped


def test_the_same_seed_is_the_same_company() -> None:
    first, again = (list(crowd.lives(5, 100, Assumptions(), seed=1)) for _ in range(2))
    other = list(crowd.lives(5, 100, Assumptions(), seed=2))
    assert first == again != other


def test_people_come_as_often_as_is_assumed() -> None:
    lives = list(crowd.lives(2_000, crowd.DAYS, Assumptions(), seed=1))
    visits = [each for life in lives for each in life.visits]
    assert len(visits) / len(lives) / crowd.YEARS / 12 == pytest.approx(0.8, rel=0.05)
    assert sum(each.unhappy for each in visits) / len(visits) == pytest.approx(0.15, rel=0.05)
    assert sum(len(life.needs) for life in lives) / len(lives) / crowd.YEARS == pytest.approx(0.2, rel=0.1)


def life_of(*visits: Visit) -> Life:
    return Life(1, DENVER, visits, ())


def told(assumed: Assumptions, *visits: Visit) -> Story:
    return live(life_of(*visits), asking.everything(), assumed, ENDS, held_out=0, seed=1)


LET_DOWN = Visit(MONDAY_NOON, unhappy=True, complains=False, draw=0.0, patience=0.5)
LATER = Visit(MONDAY_NOON + 7 * DAY, unhappy=False, complains=False, draw=1.0, patience=1.0)
CALM = Assumptions(opt_out=0, leaves=0, unheard_leaves=0)


def test_who_is_heard_is_put_right_and_stays() -> None:
    story = told(replace(CALM, unheard_leaves=1.0), LET_DOWN, LATER)
    assert (story.heard, story.visits, story.left) == (1, 2, None)
    assert (story.found, story.took, story.lost) == (67.5, 1.5 + 0.25, 0.0)


def test_of_whom_nobody_hears_some_leave_and_what_they_needed_goes_other_ways() -> None:
    unheard = replace(LET_DOWN, draw=1.0)
    story = told(replace(CALM, unheard_leaves=0.6), unheard, LATER)
    assert (story.heard, story.visits, story.left) == (0, 1, MONDAY_NOON)
    a_year = 1 / crowd.YEARS  # of what they did in two
    heard, offered = 0.36 * 67.5 * a_year, 0.2 * 0.15 * 90 * 12
    assert story.lost == pytest.approx(heard + offered + (1 + 2 * a_year) * 15)


def test_whoever_stopped_surveys_counts_for_the_year_after() -> None:
    story = told(replace(CALM, opt_out=1.0), LET_DOWN, LATER)
    assert (story.opted_out, len(story.sent)) == ({"survey": MONDAY_NOON}, 1)
    assert story.lost == pytest.approx(0.36 * 67.5 / crowd.YEARS)


def test_who_complains_is_heard_unasked_and_not_asked_meanwhile() -> None:
    story = live(
        life_of(replace(LET_DOWN, complains=True)), asking.ours(CALDER), CALM, ENDS, held_out=0, seed=1
    )
    assert (story.heard, story.sent) == (1, [])


def test_what_waited_for_the_morning_is_asked_again_then() -> None:
    evening = MONDAY_NOON + timedelta(hours=6, minutes=30)  # 18:30
    asked, complains = replace(LATER, at=evening), replace(LET_DOWN, at=evening + timedelta(minutes=5))
    story = live(
        life_of(asked, replace(complains, complains=True)), asking.ours(CALDER), CALM, ENDS, 0, seed=1
    )
    assert story.sent == []


def figure(found: float, lost: float, way: str = "ours", people: int = 1_000) -> Figure:
    sums = Sums(found=found * people * crowd.YEARS, lost=lost * people * crowd.YEARS)
    sums.squares = ((found - lost) * crowd.YEARS) ** 2 * people
    sums.visits = people
    return sums.figure(way, people, people / 100)


@pytest.mark.parametrize(
    ("ours", "other", "said"),
    [
        ((10, 1), (9, 8), "ours is worth 8.00 ± 0.00 more than other, whatever stopping and leaving cost"),
        (
            (10, 1),
            (16, 8),
            "ours is worth 1.00 ± 0.00 more than other, as long as stopping and leaving cost more than 0.86"
            " times what is assumed",
        ),
        (
            (10, 4),
            (6, 2),
            "ours is worth 2.00 ± 0.00 more than other, as long as stopping and leaving cost less than 2.00"
            " times what is assumed",
        ),
        ((5, 1), (9, 1), "other is worth 4.00 ± 0.00 more than ours, whatever stopping and leaving cost"),
    ],
)
def test_it_says_what_the_comparison_hangs_on(
    ours: tuple[float, float], other: tuple[float, float], said: str
) -> None:
    assert engage.compared(figure(*ours), figure(*other, way="other")) == said


def test_a_difference_within_the_margin_is_none() -> None:
    ours, other = replace(figure(10, 1), margin=3.0), replace(figure(12, 1, "other"), margin=4.0)
    assert engage.compared(ours, other) == "ours and other: no clear difference (-2.00 ± 5.00)"


def test_growth_is_told_as_an_exponent() -> None:
    sizes = (1_000, 5_000, 50_000)
    assert engage.exponent(sizes, [3 * size for size in sizes]) == pytest.approx(1)
    assert engage.exponent(sizes, [size**2 for size in sizes]) == pytest.approx(2)
    told = engage.growth([replace(figure(1, 0, people=size), megabytes=70.0) for size in sizes])
    assert told == "ours: time grows with people ^ 1.00, memory with people ^ 0.00"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ([Sent("survey", MONDAY_NOON), Sent("survey", MONDAY_NOON + 29 * DAY)], "survey after 29 days"),
        ([Sent("survey", MONDAY_NOON - timedelta(hours=6))], "quiet hour"),
        ([Sent("survey", MONDAY_NOON + 5 * DAY)], "quiet hour"),
        ([Sent("offer", MONDAY_NOON), Sent("offer", MONDAY_NOON + 8 * DAY)], "offer after 8 days"),
        ([Sent("offer", MONDAY_NOON + 15 * n * DAY) for n in range(4)], "more offers"),
    ],
)
def test_the_check_sees_what_is_forbidden(sent: list[Sent], told: str) -> None:
    assert any(told in each for each in checking.beyond(Story(sent=sent), CALDER, DENVER))


def test_the_check_sees_a_survey_during_a_complaint() -> None:
    story = Story(sent=[Sent("survey", MONDAY_NOON)], troubles=[(MONDAY_NOON - DAY, True)])
    assert list(checking.beyond(story, CALDER, DENVER)) == ["survey while a complaint was open"]


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (Story(opted_out={"offer": MONDAY_NOON - DAY}), "after it was stopped"),
        (Story(left=MONDAY_NOON - DAY), "somebody who left"),
        (Story(troubles=[(MONDAY_NOON - DAY, False)]), "something was broken"),
        (Story(answered=[(MONDAY_NOON - 5 * DAY, True)]), "a call was owed"),
        (Story(answered=[(MONDAY_NOON - 20 * DAY, True)]), "low score"),
        (Story(declined=[(MONDAY_NOON - 89 * DAY, 0)]), "declined"),
        (Story(declined=[(MONDAY_NOON - 364 * DAY, 0)] * 2), "declined"),
    ],
)
def test_the_check_sees_an_offer_that_must_not_be(before: Story, told: str) -> None:
    before.sent = [Sent("offer", MONDAY_NOON, need=0)]
    assert any(told in each for each in checking.beyond(before, CALDER, DENVER))
