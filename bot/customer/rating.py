"""A figure of answers as people may see it: with its range and their number, or not at all; and how it moved."""

from dataclasses import dataclass

from bot.customer.satisfaction import FLOOR, Share, change


@dataclass(frozen=True)
class Rating:
    """`n` answers and, when there are enough, `value` with its 95 % range [low, high]; a share is 0..1.

    n = 0 is "not measured"; a value of None with answers is "too few to show".
    """

    n: int
    value: float | None = None
    low: float | None = None
    high: float | None = None


def rating(share: Share | None, floor: int = FLOOR) -> Rating:
    """Return what may be shown; pass floor=1 where a figure cannot point at a person."""
    if share is None:
        return Rating(0)
    return Rating(share.n, share.value, share.low, share.high) if share.n >= floor else Rating(share.n)


def moved(before: Share | None, after: Share | None) -> str | None:
    """Say how a share moved: up, down, unclear (it could be chance); None where either is not shown."""
    if before is None or after is None or not (before.shown and after.shown):
        return None
    found = change(before, after)
    if not found.clear:
        return "unclear"
    return "up" if found.difference > 0 else "down"
