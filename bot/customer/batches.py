"""Batches: answers come into a figure, and leave it, five or more at a time: no two figures tell of one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from bot.customer.satisfaction import FLOOR

T = TypeVar("T")
Block = tuple[int, int]  # a year, and the week or month in it


@dataclass(frozen=True)
class Batch(Generic[T]):
    """What is shown together or not at all: the answers from the block `first` to the block `last`."""

    first: Block
    last: Block
    answers: tuple[T, ...]


def batches(answers: Iterable[tuple[Block, T]], *, apart: bool = False, floor: int = FLOOR) -> list[Batch[T]]:
    """Join blocks of time, from the first on, until each batch has at least `floor` answers.

    Whatever is shown, at any time, is some of these batches whole, so two figures differ by none or by at
    least `floor` answers. The last few wait for more. A batch never spans two years, so what is made of a
    year does not depend on how far back is read. `apart`: a block that has enough is shown by itself
    elsewhere, so it is not joined with the few before it, which are left out for good.
    """
    made: list[Batch[T]] = []
    waiting: list[tuple[Block, list[T]]] = []
    for block, each in _by_block(answers).items():
        if waiting and (waiting[0][0][0] != block[0] or (apart and len(each) >= floor)):
            waiting = []
        waiting.append((block, each))
        together = tuple(answer for _, some in waiting for answer in some)
        if len(together) >= floor:
            made.append(Batch(waiting[0][0], block, together))
            waiting = []
    return made


def _by_block(answers: Iterable[tuple[Block, T]]) -> Mapping[Block, list[T]]:
    found = defaultdict[Block, list[T]](list)
    for block, answer in answers:
        found[block].append(answer)
    return dict(sorted(found.items()))
