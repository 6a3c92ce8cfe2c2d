"""Batches: answers come into a figure, and leave it, five or more at a time: no two figures tell of one."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.customer.satisfaction import FLOOR

T = TypeVar("T")
Block = tuple[int, int]  # a year, and the week or month in it
MONTHS, QUARTER = 12, 3


@dataclass(frozen=True)
class Batch(Generic[T]):
    """What is shown together or not at all: the answers from the block `first` to the block `last`.

    `about` is what all of them are about, None where they are about several things.
    """

    first: Block
    last: Block
    answers: tuple[T, ...]
    about: str | None = None


def one(_: object) -> int:
    """Count each as one answer."""
    return 1


def batches(
    answers: Iterable[tuple[Block, T]],
    *,
    apart: bool = False,
    floor: int = FLOOR,
    count: Callable[[T], int] = one,
) -> list[Batch[T]]:
    """Join blocks of time, from the first on, until each batch has at least `floor` answers.

    Answers of a block may come as one, with their `count`.

    Whatever is shown, at any time, is some of these batches whole, so two figures differ by none or by at
    least `floor` answers. The last few wait for more. A batch never spans two years, so what is made of a
    year does not depend on how far back is read. `apart`: a block that has enough is shown by itself
    elsewhere, so it is not joined with the few before it, which are left out for good.
    """
    made: list[Batch[T]] = []
    waiting: list[tuple[Block, T]] = []
    for block, each in _by_block(answers).items():
        added = [(block, answer) for answer in each]
        if waiting and (waiting[0][0][0] != block[0] or (apart and _size(added, count) >= floor)):
            waiting = []
        waiting += added
        if _size(waiting, count) >= floor:
            made.append(_joined(waiting, block))
            waiting = []
    return made


def batches_apart(
    answers: Iterable[tuple[Block, str, T]],
    this_month: Block,
    *,
    floor: int = FLOOR,
    count: Callable[[T], int] = one,
) -> list[Batch[T]]:
    """Put what was answered about several things, by month, into batches so that no answer is in two.

    A figure about one thing is then part of the figure about all of them, and what is left between the two is
    whole batches as well. A thing has a batch as soon as a month is over in which it reaches `floor` answers;
    at the end of a quarter what still waits of all of them becomes one batch, if it is as many. The rest waits
    on, until its year is over. Nothing from `this_month` on is in a batch yet.
    """
    made: list[Batch[T]] = []
    by_month = _by_block((month, (about, answer)) for month, about, answer in answers)
    month = min(by_month, default=this_month)
    waiting = defaultdict[str, list[tuple[Block, T]]](list)
    while month < this_month:
        for about, answer in by_month.get(month, ()):
            waiting[about].append((month, answer))
        filled = sorted(about for about, some in waiting.items() if _size(some, count) >= floor)
        made += [_joined(waiting.pop(about), month, about) for about in filled]
        if month[1] % QUARTER == 0:
            rest = sorted((each for some in waiting.values() for each in some), key=lambda each: each[0])
            if _size(rest, count) >= floor:
                made.append(_joined(rest, month))
                waiting.clear()
        if month[1] == MONTHS:
            waiting.clear()
        month = months_later(month, 1)
    return made


def months_later(month: Block, count: int) -> Block:
    """Return the calendar month so many after, or before where `count` is negative."""
    year, number = divmod(month[0] * MONTHS + month[1] - 1 + count, MONTHS)
    return year, number + 1


def _size(some: Iterable[tuple[Block, T]], count: Callable[[T], int]) -> int:
    return sum(count(answer) for _, answer in some)


def _joined(some: list[tuple[Block, T]], last: Block, about: str | None = None) -> Batch[T]:
    return Batch(some[0][0], last, tuple(answer for _, answer in some), about)


def _by_block(answers: Iterable[tuple[Block, T]]) -> Mapping[Block, list[T]]:
    found = defaultdict[Block, list[T]](list)
    for block, answer in answers:
        found[block].append(answer)
    return dict(sorted(found.items()))
