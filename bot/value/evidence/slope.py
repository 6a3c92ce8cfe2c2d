"""Slope: a straight line through what was used month by month, and how sure its rise is."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

LEAST = 3  # months; a line through two says nothing of how sure it is
# 97.5 % quantiles of Student's t by degrees of freedom, 1 to 30.
T = (
    12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281,
    2.2010, 2.1788, 2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860,
    2.0796, 2.0739, 2.0687, 2.0639, 2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423,
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A fitted line: its `level` at the last value, its `slope` for each step, and the slope's 95 % range."""

    level: float
    slope: float
    low: float
    high: float

    @property
    def rises(self) -> bool:
        """Whether the rise can be told from chance: the range does not hold zero."""
        return self.low > 0

    def at(self, steps: float) -> float:
        """Return the level so many steps after the last value."""
        return self.level + self.slope * steps


def fit(values: Sequence[float]) -> Line | None:
    """Fit a line by least squares; None for fewer than three values.

    b = Σ(x-x̄)(y-ȳ) / Σ(x-x̄)², se(b) = √(Σe² / (n-2) / Σ(x-x̄)²), range b ± t(n-2) · se(b), with Student's t
    at 97.5 %: ordinary least squares, Draper and Smith, Applied Regression Analysis (1998), section 1.4.
    """
    n = len(values)
    if n < LEAST:
        return None
    x_mean, y_mean = (n - 1) / 2, sum(values) / n
    spread = sum((x - x_mean) ** 2 for x in range(n))
    slope = sum((x - x_mean) * (y - y_mean) for x, y in enumerate(values)) / spread
    off = sum((y - y_mean - slope * (x - x_mean)) ** 2 for x, y in enumerate(values))
    margin = T[min(n - 2, len(T)) - 1] * sqrt(off / (n - 2) / spread)
    return Line(y_mean + slope * (n - 1 - x_mean), slope, slope - margin, slope + margin)
