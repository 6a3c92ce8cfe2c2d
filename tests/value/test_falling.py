"""The silent-loss rule: it finds what fell clearly, and chance and seasons do not set it off."""

from decimal import Decimal
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.value.falling import contacts_fell, use_fell

COUNTS = st.integers(0, 400)
MONTH = st.decimals(0, 5000, places=1)
SPAN = st.lists(MONTH, min_size=3, max_size=3)


@pytest.mark.parametrize(
    ("before", "after", "fell"),
    [
        (10, 0, True),
        (10, 1, False),
        (14, 1, True),
        (9, 0, False),
        (40, 20, False),
        (40, 12, True),
        (0, 0, False),
    ],
)
def test_contacts_by_hand(before: int, after: int, fell: bool) -> None:
    assert contacts_fell(before, after) is fell


@given(total=st.integers(0, 400))
def test_chance_sets_it_off_once_in_a_thousand_looks_at_most(total: int) -> None:
    """Whatever the number of contacts: of all ways in which they could fall into two spans alike."""
    alarms = sum(comb(total, after) for after in range(total + 1) if contacts_fell(total - after, after))
    assert Fraction(alarms, 2**total) <= Fraction(1, 1000)


@given(before=COUNTS, after=COUNTS)
def test_more_contacts_never_count_as_a_fall_and_fewer_never_as_less_of_one(before: int, after: int) -> None:
    fell = contacts_fell(before, after)
    assert not (fell and (after * 2 > before or before < 10))
    if fell and after:
        assert contacts_fell(before, after - 1)
    if fell:
        assert contacts_fell(before + 1, after)


@given(before=COUNTS, after=COUNTS, year_ago=COUNTS)
def test_the_same_span_a_year_ago_can_only_calm(before: int, after: int, year_ago: int) -> None:
    assert contacts_fell(before, after, year_ago) == (
        contacts_fell(before, after) and contacts_fell(year_ago, after)
    )
    assert not contacts_fell(before, after, after)


@pytest.mark.parametrize(
    ("before", "recent", "fell"),
    [
        ((36, 35, 36), (20, 18, 19), True),
        ((36, 35, 36), (20, 35, 19), False),  # one month as before
        ((36, 35, 36), (26, 26, 26), False),  # more than 70 % are left
        ((10, 10, 10), (6, 6, 6), False),  # four of ten: counting explains it
        ((10, 10, 10), (3, 3, 3), True),
        ((4, 4, 4), (0, 0, 0), False),  # too few to tell
    ],
)
def test_use_by_hand(before: tuple[int, ...], recent: tuple[int, ...], fell: bool) -> None:
    assert use_fell([Decimal(each) for each in before], [Decimal(each) for each in recent]) is fell


@given(before=SPAN, recent=SPAN)
def test_use_that_did_not_fall_in_every_month_by_three_tenths_in_all_is_no_loss(
    before: list[Decimal], recent: list[Decimal]
) -> None:
    if max(recent) >= min(before) or sum(recent) * 10 > sum(before) * 7:
        assert not use_fell(before, recent)


@given(before=SPAN, recent=SPAN, by=st.decimals(0, 100, places=1))
def test_less_use_is_never_less_of_a_loss_and_the_order_of_months_says_nothing(
    before: list[Decimal], recent: list[Decimal], by: Decimal
) -> None:
    assert use_fell(before, recent) == use_fell(before[::-1], sorted(recent))
    if use_fell(before, recent):
        assert use_fell(before, [max(each - by, Decimal()) for each in recent])


@given(before=SPAN, recent=SPAN, noise=st.lists(st.decimals(-5, 5, places=1), min_size=3, max_size=3))
def test_a_season_that_comes_every_year_is_no_loss(
    before: list[Decimal], recent: list[Decimal], noise: list[Decimal]
) -> None:
    year_ago = [max(each + by, Decimal()) for each, by in zip(recent, noise, strict=True)]
    if sum(year_ago) * 7 < sum(recent) * 10:
        assert not use_fell(before, recent, year_ago)
    if use_fell(before, recent, year_ago):
        assert use_fell(before, recent)


def test_other_spans_cannot_be_compared() -> None:
    with pytest.raises(ValueError, match="3 months"):
        use_fell([Decimal(1)] * 2, [Decimal(1)] * 3)
