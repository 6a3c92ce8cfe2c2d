"""No two figures that were ever shown tell of one answer, and how many answers a margin takes."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.customer.batches import Batch, Block, batches, batches_apart
from bot.customer.satisfaction import FLOOR, answers_for, share

blocks = st.tuples(st.integers(2025, 2027), st.integers(1, 12))
answered = st.lists(blocks, max_size=80).map(lambda given: [(block, at) for at, block in enumerate(given)])


def shown(made: list[Batch[int]]) -> list[set[int]]:
    return [set(each.answers) for each in made]


def too_near(figures: list[set[int]]) -> list[tuple[set[int], set[int]]]:
    """Return the pairs of which one less the other would leave a few answers."""
    return [(one, other) for one in figures for other in figures if 0 < len(one - other) < FLOOR]


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


@given(answered)
def test_apart_no_batch_holds_a_block_with_enough_and_others(given_: list[tuple[Block, int]]) -> None:
    sizes = {block: sum(each[0] == block for each in given_) for block, _ in given_}
    for batch in batches(given_, apart=True):
        if batch.first != batch.last:
            assert all(sizes[block] < FLOOR for block in sizes if batch.first <= block <= batch.last)


@given(answered, st.booleans(), st.data())
def test_what_is_shown_at_two_times_differs_by_nobody_or_by_five(
    given_: list[tuple[Block, int]], apart: bool, data: st.DataObject
) -> None:
    figures: list[set[int]] = []
    for until in sorted({block for block, _ in given_}):
        known = shown(batches([each for each in given_ if each[0] <= until], apart=apart))
        begin = data.draw(st.integers(0, len(known)))
        figures.append(set().union(*known[begin:]))
    assert not too_near(figures)


@given(answered, st.booleans())
def test_what_was_shown_once_is_never_put_together_anew(given_: list[tuple[Block, int]], apart: bool) -> None:
    every = shown(batches(given_, apart=apart))
    for until in {block for block, _ in given_}:
        then = shown(batches([each for each in given_ if each[0] <= until], apart=apart))
        assert then == every[: len(then)]


# Of several things at once

AFTER = (2028, 1)


def about(*given_: tuple[int, str, int]) -> list[tuple[Block, str, str]]:
    """Return so many answers about each thing in a month of 2026, each with a name of its own."""
    return [
        ((2026, month), thing, f"{thing}{month}.{n}") for month, thing, count in given_ for n in range(count)
    ]


def names(made: list[Batch[str]]) -> list[tuple[str | None, Block, Block, int]]:
    return [(each.about, each.first, each.last, len(each.answers)) for each in made]


def test_each_thing_has_a_batch_as_soon_as_it_has_five() -> None:
    made = batches_apart(about((1, "ERP", 6), (1, "FIL", 3), (2, "FIL", 2)), (2026, 3))
    assert names(made) == [("ERP", (2026, 1), (2026, 1), 6), ("FIL", (2026, 1), (2026, 2), 5)]


def test_what_is_left_of_a_quarter_is_shown_together_or_waits() -> None:
    few = about((1, "ERP", 3), (2, "FIL", 2), (3, "DOC", 1))
    assert names(batches_apart(few, (2026, 3))) == []
    assert names(batches_apart(few, (2026, 4))) == [(None, (2026, 1), (2026, 3), 6)]
    fewer = about((1, "ERP", 3), (4, "ERP", 2))
    assert names(batches_apart(fewer, (2026, 4))) == []
    assert names(batches_apart(fewer, (2026, 5))) == [("ERP", (2026, 1), (2026, 4), 5)]


def test_this_month_and_what_a_year_left_over_are_in_no_batch() -> None:
    assert batches_apart(about((1, "ERP", 9)), (2026, 1)) == []
    late = [((2026, 12), "ERP", "a"), *(((2027, 1), "ERP", f"b{n}") for n in range(4))]
    assert batches_apart(late, AFTER) == []


@given(st.lists(st.tuples(blocks, st.sampled_from(["ERP", "FIL", "DOC", ""])), max_size=80))
def test_every_figure_about_one_thing_or_all_is_whole_batches_that_never_change(
    given_: list[tuple[Block, str]],
) -> None:
    every = [(block, thing, number) for number, (block, thing) in enumerate(given_)]
    last = batches_apart(every, AFTER)
    assert sum(len(each.answers) for each in last) == len(set().union(*shown(last)))
    assert all(len(each.answers) >= FLOOR for each in last)
    for until in {block for block, _ in given_}:
        then = batches_apart([each for each in every if each[0] < until], until)
        assert then == [each for each in last if each.last < until]


@given(st.lists(st.tuples(blocks, st.sampled_from(["ERP", "FIL"])), max_size=60))
def test_answers_that_come_counted_make_the_same_batches(given_: list[tuple[Block, str]]) -> None:
    counted = [(block, thing, count) for (block, thing), count in Counter(given_).items()]
    by_one = batches_apart([(*each, 1) for each in given_], AFTER)
    by_many = batches_apart(counted, AFTER, count=int)
    assert [(each.about, each.first, each.last, sum(each.answers)) for each in by_many] == [
        (each.about, each.first, each.last, len(each.answers)) for each in by_one
    ]


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
