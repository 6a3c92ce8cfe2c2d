"""Falling: whether use or contacts fell so clearly that chance and the season do not explain it."""

from collections.abc import Sequence
from decimal import Decimal
from math import sqrt

CHANCE = 1_000  # one false alarm in so many looks at contacts, at most
FEWEST = 10  # contacts in the span before; with less nothing can be told
HALVED = 2  # contacts fell at least to a half
MONTHS = 3  # months of use on either side
LEAST_USE = Decimal(5)  # units a month before; with less nothing can be told
LEFT = Decimal("0.7")  # use fell at least to this share
COUNTING = 2  # standard deviations of a count, which is the root of it


def contacts_fell(before: int, after: int, year_ago: int | None = None) -> bool:
    """Say whether contacts fell from one span to the next one of the same length.

    They fell at least to a half, from ten or more, and a fall like this comes by chance in one look of a
    thousand at most: given n contacts in both spans, the later one has Binomial(n, 1/2) of them as long as
    nothing changed (Przyborowski and Wilenski 1940, exact, one-sided). Where the same span a year ago is
    known, they fell against that one by the same rule, too: a season is no loss.
    """
    spans = [before] if year_ago is None else [before, year_ago]
    return all(
        earlier >= FEWEST and after * HALVED <= earlier and _is_rare(earlier, after) for earlier in spans
    )


def _is_rare(before: int, after: int) -> bool:
    """Tell whether so few or fewer of all come in the later span once in a thousand times at most."""
    total = before + after
    ways = term = 1  # of total choose 0
    for few in range(after):
        term = term * (total - few) // (few + 1)
        ways += term
    return ways * CHANCE <= 1 << total


def use_fell(
    before: Sequence[Decimal], recent: Sequence[Decimal], year_ago: Sequence[Decimal] | None = None
) -> bool:
    """Say whether use a month fell; each sequence holds three months, in any order.

    Use is a level, so its months are compared and not added: each recent month lies below each one before
    (by chance alone once in twenty), their mean is at most 70 % of the mean before, and the difference is
    more than twice the root of it, which is what counting alone explains. Where the same months a year ago
    are known, use fell against their mean, too: a season is no loss. Raises ValueError for other numbers
    of months.
    """
    if {len(before), len(recent), len(year_ago or recent)} != {MONTHS}:
        raise ValueError(f"{MONTHS} months on either side, not {len(before)} and {len(recent)}")
    return (
        max(recent) < min(before)
        and _is_less(before, recent)
        and (year_ago is None or _is_less(year_ago, recent))
    )


def _is_less(earlier: Sequence[Decimal], recent: Sequence[Decimal]) -> bool:
    was, is_now = mean(earlier), mean(recent)
    return was >= LEAST_USE and is_now <= was * LEFT and float(was - is_now) > COUNTING * sqrt(was)


def mean(months: Sequence[Decimal]) -> Decimal:
    """Return the mean of some months."""
    return sum(months, Decimal()) / len(months)
