"""How like a question is to ways of asking, by the words they share (cosine of TF-IDF)."""

import math
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.catalog.finding.postings import Held, Postings
from bot.catalog.finding.vocabulary import Bag, Vocabulary


class SharedWords:
    """Ways to ask, each given as its words."""

    def __init__(self, asks: Sequence[Sequence[str]], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._size = len(asks)
        held = Held.by(map(Counter, asks)).in_features()
        self._holds = Postings(_units(held, [vocabulary.tells(each) for each in held.names]))

    def of(self, words: Sequence[str]) -> NDArray[np.float64]:
        """Return how like each is to `words`, 0 to 1."""
        like = np.zeros(self._size)
        for feature, share in _unit(self._vocabulary.weigh(words)).items():
            at, held = self._holds.of(feature)
            like[at] += held * share
        return like


def _units(held: Held, tells: Sequence[float]) -> Held:
    weights = held.weight * np.array(tells)[held.name]
    lengths = np.sqrt(np.bincount(held.text, weights**2))
    return held._replace(weight=weights / np.where(lengths == 0, 1, lengths)[held.text])


def _unit(bag: Bag) -> Bag:
    length = math.sqrt(sum(weight * weight for weight in bag.values())) or 1.0
    return {feature: weight / length for feature, weight in bag.items()}
