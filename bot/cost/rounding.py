"""Rounding: a table of exact amounts to the cent, so that it adds up across and down."""

from collections.abc import Mapping, Sequence

from bot.cost.solving import BITS, Amounts

GRID = 64  # amounts nearer than 2**-GRID of a minor unit count as equal

Cents = dict[str, list[int]]


def to_the_cent(exactly: Mapping[str, Amounts], whole: Sequence[int]) -> Cents:
    """Round rows of amounts (2**-BITS minor units) so that each column adds up to its whole (minor units).

    Largest remainder, ties by key, in each column and of each row's total; every amount is rounded up or
    down. Where both cannot be had, columns win and a row's total is a cent beside. Source: controlled
    rounding (Cox 1987), by exchanging cents within columns.
    """
    half, below = 1 << (BITS - GRID - 1), BITS - GRID
    grid = {key: [(amount + half) >> below for amount in amounts] for key, amounts in exactly.items()}
    columns = [
        _largest_remainder({key: row[at] for key, row in grid.items()}, sum_) for at, sum_ in enumerate(whole)
    ]
    found = {key: [column[key] for column in columns] for key in grid}
    totals = _largest_remainder({key: sum(row) for key, row in grid.items()}, sum(whole))
    _exchange(found, grid, totals)
    return found


def _largest_remainder(grid: Mapping[str, int], whole: int) -> dict[str, int]:
    floors = {key: value >> GRID for key, value in grid.items()}
    left = whole - sum(floors.values())
    more = set(sorted(grid, key=lambda key: ((floors[key] << GRID) - grid[key], key))[:left])
    return {key: floor + (key in more) for key, floor in floors.items()}


def _exchange(found: Cents, grid: Mapping[str, Sequence[int]], totals: Mapping[str, int]) -> None:
    """Have rows that are over their total give a cent to rows that are under theirs, column by column."""
    over = {key: sum(row) - totals[key] for key, row in found.items()}
    takers = [key for key in found if over[key] < 0]
    for giver in [key for key in found if over[key] > 0]:
        for taker in takers:
            while over[giver] > 0 > over[taker]:
                at = _column(found[giver], grid[giver], found[taker], grid[taker])
                if at is None:
                    break
                found[giver][at] -= 1
                found[taker][at] += 1
                over[giver] -= 1
                over[taker] += 1
            if not over[giver]:
                break
        takers = [key for key in takers if over[key] < 0]


def _column(
    giving: Sequence[int], gives: Sequence[int], taking: Sequence[int], takes: Sequence[int]
) -> int | None:
    """Return where one was rounded up and the other down, so that the exchange is the least."""
    free = [
        (gives[at] - takes[at] - ((giving[at] - taking[at]) << GRID), at)
        for at in range(len(gives))
        if giving[at] << GRID > gives[at] and taking[at] << GRID < takes[at]
    ]
    return min(free)[1] if free else None
