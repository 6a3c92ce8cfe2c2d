"""How sure is sure enough: a catalog is asked its own questions, each with itself left out.

Needs no sample of questions that are out of scope: what is less sure than these is not to be trusted.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.catalog.finding import memory
from bot.catalog.finding.found import Thresholds
from bot.catalog.finding.index import Index
from bot.catalog.finding.weighing import Scale

MOST = 1000  # questions asked; a large catalog is sampled,
COMPARED = 40_000_000  # and a larger one thinner: pairs of ways to ask that are compared take time
ENOUGH = 3  # ways to ask for an entry, so that two are left when one is left out
LEAST = 20  # good finds; fewer say nothing


def measure(index: Index, scale: Scale, cache: Path | None = None) -> Thresholds:
    """Return quantiles of the confidence of those that find their way home.

    They are kept in `cache`, until anything changes that they come from.
    """
    key = f"{index.digest} {scale.encoder}"
    kept = memory.recall("thresholds", key, lambda: {"measured": np.array(_measure(index, scale))}, cache)
    return Thresholds(*kept["measured"].tolist())


def _measure(index: Index, scale: Scale) -> Thresholds:
    asked = _askable(index)
    most = min(MOST, COMPARED // max(len(index.texts), 1) + 1)
    asked = asked[:: len(asked) // most + 1]
    sure = []
    for ask, weighed in zip(asked, scale.weigh_own(asked), strict=True):
        found = int(weighed.score.argmax())
        if found == index.entry_of[ask]:
            sure.append(float(weighed.confidence[found]))
    sure.sort()
    if len(sure) < LEAST:
        return scale.fixed
    answer, choices = (_quantile(sure, share) for share in scale.quantiles)
    return Thresholds(answer, choices)


def _askable(index: Index) -> list[int]:
    """Return the ways to put a question that has enough of them; a service's names are no questions."""
    asked: list[int] = []
    for entry, start, size in zip(index.entries, index.starts, index.sizes, strict=True):
        if entry.kind == "faq" and size >= ENOUGH:
            asked += range(start, start + size)
    return asked


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[int(len(ordered) * share)]
