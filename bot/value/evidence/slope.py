"""Slope: a straight line through what was used month by month, and how sure its rise is."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from bot.customer.satisfaction import student

LEAST = 3  # months; a line through two says nothing of how sure it is


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
    margin = student(n - 2) * sqrt(off / (n - 2) / spread)
    return Line(y_mean + slope * (n - 1 - x_mean), slope, slope - margin, slope + margin)
