"""Outcomes in groups: every service once, in their order, and no group longer than it may be."""

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from bot.value import outcomes
from bot.value.outcomes import Beside, Said


def service(at: int, measures: int) -> Beside:
    said = tuple(Said(f"measure {each}", None, None) for each in range(measures))
    return Beside(str(at), f"Service {at}", "", "", None, None, said, is_read=False)


@given(st.lists(st.integers(0, 14), max_size=40))
def test_every_service_is_in_one_group_that_fits(sizes: list[int]) -> None:
    found = [service(at, size) for at, size in enumerate(sizes)]
    groups = outcomes.groups(found, 10)
    assert list(chain(*groups)) == found
    for group in groups:
        assert len(group) == 1 or sum(max(len(each.measures), 1) for each in group) <= 10


def test_a_group_is_filled_before_the_next_begins() -> None:
    groups = outcomes.groups([service(at, 3) for at in range(4)] + [service(4, 12), service(5, 0)], 10)
    assert [[each.service for each in group] for group in groups] == [["0", "1", "2"], ["3"], ["4"], ["5"]]
