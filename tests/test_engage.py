"""The bench of engagement: its people are the same under every way of asking, and its check sees what is forbidden."""

from datetime import UTC, datetime, timedelta

import pytest

from bench import engage
from bench.engaging import asking, checking, crowd
from bench.engaging.asking import Sent, Story
from bench.engaging.crowd import Assumptions
from bot.catalog import ContactPolicy

RULES = ContactPolicy()
MONDAY_NOON = datetime(2027, 1, 4, 19, tzinfo=UTC)  # 12:00 in Denver
CROWD = 150


def test_nobody_is_contacted_beyond_the_policy_by_ours_only() -> None:
    ways = (asking.ours(RULES), asking.everything())
    ours, everything = (engage.run(CROWD, way, RULES, Assumptions(), seed=3) for way in ways)
    assert ours.beyond == 0 < everything.beyond
    assert ours.surveys > 0 < ours.offers
    assert ours.stopped < everything.stopped


def test_the_same_seed_is_the_same_company() -> None:
    first, again = (list(crowd.lives(5, 100, Assumptions(), seed=1)) for _ in range(2))
    other = list(crowd.lives(5, 100, Assumptions(), seed=2))
    assert first == again != other


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (
            [Sent("survey", MONDAY_NOON), Sent("survey", MONDAY_NOON + timedelta(days=29))],
            "survey after 29 days",
        ),
        ([Sent("survey", MONDAY_NOON - timedelta(hours=6))], "quiet hour"),
        ([Sent("survey", MONDAY_NOON + timedelta(days=5))], "quiet hour"),
        ([Sent("offer", MONDAY_NOON), Sent("offer", MONDAY_NOON + timedelta(days=8))], "offer after 8 days"),
        ([Sent("offer", MONDAY_NOON + timedelta(days=15 * n)) for n in range(4)], "more offers"),
    ],
)
def test_the_check_sees_what_is_forbidden(sent: list[Sent], told: str) -> None:
    denver = asking.COMPANY
    assert any(told in each for each in checking.beyond(Story(sent=sent), RULES, denver))


@pytest.mark.parametrize(
    ("before", "told"),
    [
        (Story(opted_out={"offer": MONDAY_NOON - timedelta(days=1)}), "after it was stopped"),
        (Story(left=MONDAY_NOON - timedelta(days=1)), "somebody who left"),
        (Story(troubles=[MONDAY_NOON - timedelta(days=1)]), "something was broken"),
        (Story(answered=[(MONDAY_NOON - timedelta(days=20), True)]), "low score"),
        (Story(declined=[(MONDAY_NOON - timedelta(days=89), 0)]), "declined"),
        (Story(declined=[(MONDAY_NOON - timedelta(days=364), 0)] * 2), "declined"),
    ],
)
def test_the_check_sees_an_offer_that_must_not_be(before: Story, told: str) -> None:
    before.sent = [Sent("offer", MONDAY_NOON, need=0)]
    assert any(told in each for each in checking.beyond(before, RULES, asking.COMPANY))
