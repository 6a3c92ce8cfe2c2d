"""Which of many texts hold a word, and how much of it."""

from array import array
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.catalog.finding.vocabulary import Bag

NOWHERE = np.zeros(0, np.intp), np.zeros(0)


class Postings:
    """An inverted index of bags."""

    def __init__(self, bags: Sequence[Bag]) -> None:
        at: defaultdict[str, array[int]] = defaultdict(lambda: array("q"))
        held: defaultdict[str, array[float]] = defaultdict(lambda: array("d"))
        for index, bag in enumerate(bags):
            for feature, count in bag.items():
                at[feature].append(index)
                held[feature].append(count)
        self._held = {each: (np.array(at[each], np.intp), np.array(held[each])) for each in at}

    def of(self, feature: str) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Return the indices of those that hold a feature, rising, and how much each holds."""
        return self._held.get(feature, NOWHERE)
