"""A share as people may see it: with its range and number of answers, or not at all."""

from dataclasses import dataclass

from bot.customer.satisfaction import FLOOR, Share


@dataclass(frozen=True)
class Rating:
    """`n` answers and, when there are enough, the share and its 95 % range (each 0..1).

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
