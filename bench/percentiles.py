"""What is told of many times: the middle, and what one in a hundred takes longer than."""

import statistics
from collections.abc import Sequence


def middle_and_slowest(times: Sequence[float]) -> tuple[float, float]:
    """Return the median and the 99th percentile of one time or more, between two of them by the line there."""
    if len(times) == 1:
        return times[0], times[0]
    parts = statistics.quantiles(times, n=100, method="inclusive")
    return parts[49], parts[98]
