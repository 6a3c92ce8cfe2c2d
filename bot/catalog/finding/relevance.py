"""How much of a question each entry speaks of, wherever in it the words stand (BM25, Robertson et al.)."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.catalog.finding.postings import Held, Postings
from bot.catalog.finding.vocabulary import Bag, Vocabulary

ENOUGH = 1.2  # BM25's k1: how soon repeating a word stops counting
FAIRNESS = 0.5  # BM25's b: how much long entries are held back
LEAST = 1e-9


class Spoken(NamedTuple):
    """How each entry speaks of a question: BM25, and the share of the question that it covers."""

    score: NDArray[np.float64]
    covered: NDArray[np.float64]


class LeftOut(NamedTuple):
    """What is to be taken out of an entry."""

    entry: int
    counts: Bag


class Relevance:
    """An index of so many `entries`, given as the features that they hold and what those count where they stand."""

    def __init__(self, held: Held, entries: int, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._holds = Postings(held)
        lengths = np.bincount(held.text, held.weight, entries)
        mean = lengths.sum() / max(entries, 1) or 1.0
        self._held_back = ENOUGH * (1 - FAIRNESS + FAIRNESS * lengths / mean)

    def of(self, words: Iterable[str], left_out: LeftOut | None = None) -> Spoken:
        """Return how each entry speaks of `words`, as if what is `left_out` were not in it."""
        bag = self._vocabulary.weigh(words)
        score, covered = np.zeros_like(self._held_back), np.zeros_like(self._held_back)
        for feature, tells in bag.items():
            at, count = self._holds.of(feature)
            if left_out is not None:
                count = np.where(at == left_out.entry, count - left_out.counts.get(feature, 0.0), count)
                count[count < LEAST] = 0.0
            score[at] += tells * count * (ENOUGH + 1) / (count + self._held_back[at])
            covered[at] += tells * np.minimum(1.0, count)
        return Spoken(score, covered / (sum(bag.values()) or 1.0))
