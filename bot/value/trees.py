"""Trees: where the boxes of a diagram stand, each below all that need it, and the lines that pass between.

Layers and way points as in Sugiyama, Tagawa and Toda, "Methods for Visual Understanding of Hierarchical
System Structures" (1981), in one pass from the top; lines to the same box share their way points.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

Needs = Mapping[str, tuple[str, ...]]
Place = tuple[float, int]  # how far from the left, and the row from the top


@dataclass(frozen=True)
class Spot:
    """A place in a row: of a box, or of the lines to a box further down that pass here."""

    key: str
    passing: bool = False


@dataclass(frozen=True)
class Layout:
    """Where everything stands; `lines` are ways from a box down to one it needs, with what is passed."""

    width: float
    rows: int
    boxes: dict[str, Place]
    lines: dict[tuple[str, str], list[Place]]


def lines(needs: Needs) -> dict[str, list[str]]:
    """Return what each key needs and does not need through others anyway."""

    @cache
    def below(key: str) -> frozenset[str]:
        return frozenset(needs[key]).union(*(below(each) for each in needs[key]))

    return {
        key: [each for each in own if not any(each in below(other) for other in own)]
        for key, own in needs.items()
    }


def lay_out(needs: Needs, *, most: int, box: float, gap: float, width: float) -> Layout:
    """Return the layout of boxes `box` wide, at most `most` in a row, at least `width` wide altogether.

    A line that passes a row takes `gap` there. What is needed through others anyway gets no line.
    """
    own_lines = lines(needs)
    rows = _rows(_depths(needs), most)
    row_of = {key: at for at, row in enumerate(rows) for key in row}
    ways = {(key, each): _way(key, each, row_of) for key, own in own_lines.items() for each in own}
    spots: list[dict[Spot, None]] = [dict.fromkeys(Spot(key) for key in row) for row in rows]
    above: dict[tuple[int, Spot], list[tuple[int, Spot]]] = {}
    for way in ways.values():
        for upper, lower in pairwise(way):
            spots[lower[0]].setdefault(lower[1])
            above.setdefault(lower, []).append(upper)
    wide = max(width, *(sum(gap if spot.passing else box for spot in row) for row in spots), 0)
    places: dict[tuple[int, Spot], float] = {}
    for at, row in enumerate(spots):
        wishes = {spot: _mean([places[each] for each in above.get((at, spot), [])], wide / 2) for spot in row}
        ordered = sorted(row, key=lambda spot: (wishes[spot], spot.key, spot.passing))
        sizes = [gap if spot.passing else box for spot in ordered]
        for spot, x in zip(ordered, _apart([wishes[spot] for spot in ordered], sizes, wide), strict=True):
            places[at, spot] = x
    return Layout(
        wide,
        len(rows),
        {key: (places[at, Spot(key)], at) for key, at in row_of.items()},
        {ends: [(places[at, spot], at) for at, spot in way] for ends, way in ways.items()},
    )


def _depths(needs: Needs) -> dict[str, int]:
    """Return how many layers down each stands: one more than the lowest that needs it."""
    above: dict[str, list[str]] = {key: [] for key in needs}
    for key, own in needs.items():
        for each in own:
            above[each].append(key)

    @cache
    def depth(key: str) -> int:
        return max((depth(each) + 1 for each in above[key]), default=0)

    return {key: depth(key) for key in needs}


def _rows(depths: Mapping[str, int], most: int) -> list[list[str]]:
    rows: list[list[str]] = []
    for level in range(max(depths.values(), default=-1) + 1):
        keys = [key for key, depth in depths.items() if depth == level]
        pieces = -(-len(keys) // most)
        size = -(-len(keys) // pieces)  # as even as can be
        rows += [keys[at : at + size] for at in range(0, len(keys), size)]
    return rows


def _way(key: str, below: str, row_of: Mapping[str, int]) -> list[tuple[int, Spot]]:
    passed = [(at, Spot(below, passing=True)) for at in range(row_of[key] + 1, row_of[below])]
    return [(row_of[key], Spot(key)), *passed, (row_of[below], Spot(below))]


def _apart(wishes: list[float], sizes: list[float], width: float) -> list[float]:
    """Return places as near to the wishes as the sizes allow, in the same order and within the width."""
    steps = [(left + right) / 2 for left, right in pairwise(sizes)]
    places: list[float] = []
    for at, wish in enumerate(wishes):
        places.append(max(wish, places[-1] + steps[at - 1]) if places else wish)
    off = _mean([place - wish for place, wish in zip(places, wishes, strict=True)], 0)
    places = [place - off for place in places]
    room = width - sizes[-1] / 2
    for at in reversed(range(len(places))):
        places[at] = room = min(places[at], room)
        room -= steps[at - 1] if at else 0
    room = sizes[0] / 2
    for at in range(len(places)):
        places[at] = room = max(places[at], room)
        room += steps[at] if at < len(steps) else 0
    return places


def _mean(numbers: Iterable[float], nothing: float) -> float:
    counted = list(numbers)
    return sum(counted) / len(counted) if counted else nothing
