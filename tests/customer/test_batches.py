"""No two figures that were ever shown tell of one answer, and how many answers a margin takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.customer.batches import Batch, Block, batches
from bot.customer.satisfaction import FLOOR, answers_for, share

blocks = st.tuples(st.integers(2025, 2027), st.integers(1, 12))
answered = st.lists(blocks, max_size=80).map(lambda given: [(block, at) for at, block in enumerate(given)])


def shown(made: list[Batch[int]]) -> list[set[int]]:
    return [set(each.answers) for each in made]


def test_few_answers_wait_for_more() -> None:
    four: list[tuple[Block, int]] = [((2026, 40), n) for n in range(4)]
    assert batches(four) == []
    (batch,) = batches([*four, ((2026, 43), 4), ((2026, 43), 5)])
    assert (batch.first, batch.last, len(batch.answers)) == ((2026, 40), (2026, 43), 6)


def test_a_sixth_answer_is_in_no_figure_until_four_more_came() -> None:
    five: list[tuple[Block, int]] = [((2026, 10), n) for n in range(5)]
    for more in range(5):
        later: list[tuple[Block, int]] = [((2026, 11), 5 + n) for n in range(more)]
        assert shown(batches([*five, *later])) == [{0, 1, 2, 3, 4}]
    ten: list[tuple[Block, int]] = [*five, *(((2026, 11), 5 + n) for n in range(5))]
    assert shown(batches(ten)) == [{0, 1, 2, 3, 4}, {5, 6, 7, 8, 9}]


def test_a_batch_ends_with_its_year() -> None:
    made = batches([*(((2025, 12), n) for n in range(4)), *(((2026, 1), 4 + n) for n in range(5))])
    assert shown(made) == [{4, 5, 6, 7, 8}]


def test_what_is_shown_alone_elsewhere_is_not_joined_with_the_few_before() -> None:
    few_then_enough: list[tuple[Block, int]] = [
        *(((2026, 8), n) for n in range(2)),
        *(((2026, 9), 2 + n) for n in range(6)),
    ]
    assert shown(batches(few_then_enough)) == [set(range(8))]
    assert shown(batches(few_then_enough, apart=True)) == [set(range(2, 8))]


@given(answered, st.booleans(), st.data())
def test_what_is_shown_at_two_times_differs_by_nobody_or_by_five(
    given_: list[tuple[Block, int]], apart: bool, data: st.DataObject
) -> None:
    figures: list[set[int]] = []
    for until in sorted({block for block, _ in given_}):
        known = shown(batches([each for each in given_ if each[0] <= until], apart=apart))
        begin = data.draw(st.integers(0, len(known)))
        figures.append(set().union(*known[begin:]))
    for one in figures:
        for other in figures:
            assert len(one - other) == 0 or len(one - other) >= FLOOR


@given(answered, st.booleans())
def test_what_was_shown_once_is_never_put_together_anew(given_: list[tuple[Block, int]], apart: bool) -> None:
    every = shown(batches(given_, apart=apart))
    for until in {block for block, _ in given_}:
        then = shown(batches([each for each in given_ if each[0] <= until], apart=apart))
        assert then == every[: len(then)]


@given(answered)
def test_apart_no_batch_holds_a_block_with_enough_and_others(given_: list[tuple[Block, int]]) -> None:
    sizes = {block: sum(each[0] == block for each in given_) for block, _ in given_}
    for batch in batches(given_, apart=True):
        if batch.first != batch.last:
            assert all(sizes[block] < FLOOR for block in sizes if batch.first <= block <= batch.last)


@pytest.mark.parametrize(("margin", "needed"), [(0.1, 49), (0.05, 196)])
def test_the_worked_example_of_85_percent(margin: float, needed: int) -> None:
    assert answers_for(0.85, margin) == needed


@given(st.integers(1, 400), st.data(), st.sampled_from([0.05, 0.1, 0.2]))
def test_so_many_answers_are_enough_and_one_less_is_not(n: int, data: st.DataObject, margin: float) -> None:
    value = data.draw(st.integers(0, n)) / n
    needed = answers_for(value, margin)
    assert half_width(value, needed) <= margin + 1e-12
    assert needed == 1 or half_width(value, needed - 1) > margin - 1e-12


def half_width(value: float, n: int) -> float:
    z2 = 1.959964**2
    return float((z2 * (value * (1 - value) / n + z2 / (4 * n * n))) ** 0.5 / (1 + z2 / n))


def test_the_half_width_is_that_of_the_share() -> None:
    known = share(170, 200)
    assert known is not None
    assert (known.high - known.low) / 2 == pytest.approx(half_width(0.85, 200))
