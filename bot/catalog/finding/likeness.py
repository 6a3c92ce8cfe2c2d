"""How like a question is to the ways of asking that the catalog knows."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Protocol

from bot.catalog.finding.vocabulary import Bag, Question, Vocabulary


class Likeness(Protocol):
    """Compares a question with others given at the start; a sentence encoder may take this place."""

    def compare(self, question: Question) -> Mapping[int, float]:
        """Return how like each of them is, 0 to 1, by its index; those left out are not like it at all."""


class SharedWords:
    """Cosine of weighted words (TF-IDF)."""

    def __init__(self, asks: Sequence[Question], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._holds: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, ask in enumerate(asks):
            bag = vocabulary.weigh(ask.words)
            length = _length(bag)
            for feature, weight in bag.items():
                self._holds[feature].append((at, weight / length))

    def compare(self, question: Question) -> Mapping[int, float]:
        """Return the cosine to each that shares a word."""
        bag = self._vocabulary.weigh(question.words)
        length = _length(bag)
        like: defaultdict[int, float] = defaultdict(float)
        for feature, weight in bag.items():
            for at, share in self._holds.get(feature, ()):
                like[at] += share * weight / length
        return like


def _length(bag: Bag) -> float:
    return math.sqrt(sum(weight * weight for weight in bag.values())) or 1.0
