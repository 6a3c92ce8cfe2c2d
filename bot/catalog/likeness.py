"""How like a question is to the ways of asking that the catalog knows."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.catalog.vocabulary import Bag, Vocabulary


class Likeness(Protocol):
    """Compares a question with texts fixed at the start; a sentence encoder can stand in for shared words."""

    def compare(self, words: Sequence[str]) -> Mapping[int, float]:
        """Return how like each text is, 0 to 1, by its index; texts left out are not like it at all."""


class SharedWords:
    """Cosine of weighted words (TF-IDF)."""

    def __init__(self, texts: Sequence[Sequence[str]], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._holds: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, words in enumerate(texts):
            bag = vocabulary.weigh(words)
            length = _length(bag)
            for feature, weight in bag.items():
                self._holds[feature].append((at, weight / length))

    def compare(self, words: Sequence[str]) -> Mapping[int, float]:
        """Return the cosine to each text that shares a word."""
        bag = self._vocabulary.weigh(words)
        length = _length(bag)
        like: defaultdict[int, float] = defaultdict(float)
        for feature, weight in bag.items():
            for at, share in self._holds.get(feature, ()):
                like[at] += share * weight / length
        return like


def _length(bag: Bag) -> float:
    return math.sqrt(sum(weight * weight for weight in bag.values())) or 1.0
