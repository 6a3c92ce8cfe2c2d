"""Satisfaction with its honest margin: shares with a Wilson range, changes, net promoters."""

from collections.abc import Collection
from dataclasses import dataclass
from math import ceil, sqrt

Z = 1.959964  # 95 % of a normal distribution lies within this many standard deviations
FLOOR = 5  # fewer answers than this could point at a person, so their figure is not shown
SATISFIED = 4  # on the scale of 1 to 5
# 97.5 % quantiles of Student's t by degrees of freedom, 1 to 30.
_STUDENT = (
    12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281,
    2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860,
    2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
)  # fmt: skip


@dataclass(frozen=True)
class Share:
    """`successes` of `n` answers, and the 95 % Wilson range [low, high] of the share, each 0..1."""

    successes: int
    n: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share itself, 0..1. Rank and aim by `low` instead: 3 of 3 does not beat 18 of 20."""
        return self.successes / self.n

    @property
    def shown(self) -> bool:
        """Whether there are enough answers to show it without pointing at a person."""
        return self.n >= FLOOR


@dataclass(frozen=True)
class Change:
    """A difference between two shares, in points of 0..1, and its 95 % Newcombe range [low, high]."""

    difference: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the change can be told from chance: its range does not hold zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True)
class NetPromoters:
    """Promoters less detractors among `n` answers, -1..1, with the 95 % `margin` on either side."""

    value: float
    margin: float
    n: int


def share(successes: int, n: int) -> Share | None:
    """Return the share with its Wilson score range, or None (not measured) when nobody answered.

    centre (p + z²/2n) / (1 + z²/n), half-width z / (1 + z²/n) · √(p(1-p)/n + z²/4n²) (Wilson 1927).
    Raises ValueError when there are more successes than answers.
    """
    if not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is not a share")
    if n == 0:
        return None
    p = successes / n
    scale = 1 + Z * Z / n
    centre = (p + Z * Z / (2 * n)) / scale
    half = Z / scale * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    low = 0.0 if successes == 0 else max(0.0, centre - half)
    high = 1.0 if successes == n else min(1.0, centre + half)
    return Share(successes, n, low, high)


def answers_for(value: float, margin: float) -> int:
    """Return how many answers bring the Wilson range of a share of `value` to at most ± `margin`, each 0..1.

    The half-width of `share`, set to the margin and solved for n:
    n = z² · (pq + √(p²q² + d²(1 - 4pq))) / 2d² - z², with q = 1 - p. At 85 % that is 49 answers for ±10
    points and 196 for ±5.
    """
    spread = value * (1 - value)
    root = sqrt(spread * spread + margin * margin * (1 - 4 * spread))
    return max(1, ceil(Z * Z * (spread + root) / (2 * margin * margin) - Z * Z))


def student(freedom: int) -> float:
    """Return how many standard errors hold 95 % where the deviation is only estimated: Student's t, from 1 on.

    From 31 degrees of freedom on z + (z³ + z) / 4f + (5z⁵ + 16z³ + 3z) / 96f² (Abramowitz and Stegun 26.7.5).
    """
    if freedom <= len(_STUDENT):
        return _STUDENT[freedom - 1]
    first, second = (Z**3 + Z) / 4, (5 * Z**5 + 16 * Z**3 + 3 * Z) / 96
    return Z + first / freedom + second / freedom**2


def csat(scores: Collection[int]) -> Share | None:
    """Return the share of 4 and 5 among all scores of 1 to 5; no answer is never an answer."""
    return share(sum(score >= SATISFIED for score in scores), len(scores))


def change(before: Share, after: Share) -> Change:
    """Return how the share moved, with Newcombe's hybrid score range built from the two Wilson ranges.

    low = d - √((p₂-l₂)² + (u₁-p₁)²), high = d + √((u₂-p₂)² + (p₁-l₁)²) (Newcombe 1998, method 10).
    """
    difference = after.value - before.value
    low = difference - sqrt((after.value - after.low) ** 2 + (before.high - before.value) ** 2)
    high = difference + sqrt((after.high - after.value) ** 2 + (before.value - before.low) ** 2)
    return Change(difference, low, high)


def nps(scores: Collection[int]) -> NetPromoters | None:
    """Return promoters (9-10) less detractors (0-6) of 0-10 answers, or None when nobody answered.

    The margin is z · √((p + d - (p-d)²) / n), for the variance of a trinomial difference.
    """
    n = len(scores)
    if n == 0:
        return None
    promoters, detractors = (count / n for count in counts_of(scores))
    value = promoters - detractors
    return NetPromoters(value, Z * sqrt((promoters + detractors - value * value) / n), n)


def counts_of(scores: Collection[int]) -> tuple[int, int]:
    """Return how many of 0-10 answers are of promoters, and how many of detractors."""
    return sum(score >= 9 for score in scores), sum(score <= 6 for score in scores)
