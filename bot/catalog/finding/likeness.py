"""How like a question is to ways of asking, by the words they share (cosine of TF-IDF)."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.catalog.finding.postings import Postings
from bot.catalog.finding.vocabulary import Bag, Vocabulary


class SharedWords:
    """Ways to ask, each given as its words."""

    def __init__(self, asks: Sequence[Sequence[str]], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._size = len(asks)
        self._holds = Postings([_unit(vocabulary.weigh(words)) for words in asks])

    def of(self, words: Sequence[str]) -> NDArray[np.float64]:
        """Return how like each is to `words`, 0 to 1."""
        like = np.zeros(self._size)
        for feature, share in _unit(self._vocabulary.weigh(words)).items():
            at, held = self._holds.of(feature)
            like[at] += held * share
        return like


def _unit(bag: Bag) -> Bag:
    length = math.sqrt(sum(weight * weight for weight in bag.values())) or 1.0
    return {feature: weight / length for feature, weight in bag.items()}
