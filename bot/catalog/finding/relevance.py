"""How much of a question each entry speaks of, wherever in it the words stand (BM25, Robertson et al.)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from bot.catalog.finding.vocabulary import Bag, Vocabulary

ENOUGH = 1.2  # BM25's k1: how soon repeating a word stops counting
FAIRNESS = 0.5  # BM25's b: how much long entries are held back
LEAST = 1e-9


class Spoken(NamedTuple):
    """How an entry speaks of a question: BM25, and the share of the question that it covers."""

    score: float
    covered: float


class Relevance:
    """An index of entries, each given as features with what they count where they stand."""

    def __init__(self, entries: Sequence[Bag], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._holds: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for at, bag in enumerate(entries):
            for feature, count in bag.items():
                self._holds[feature].append((at, count))
        lengths = [sum(bag.values()) for bag in entries]
        mean = sum(lengths) / len(lengths)
        self._held_back = [ENOUGH * (1 - FAIRNESS + FAIRNESS * length / mean) for length in lengths]

    def of(self, words: Iterable[str], left_out: Mapping[int, Bag] | None = None) -> Mapping[int, Spoken]:
        """Return how each entry speaks of `words`, by index, as if what is `left_out` were not in it."""
        bag, left_out = self._vocabulary.weigh(words), left_out or {}
        scores: defaultdict[int, float] = defaultdict(float)
        covered: defaultdict[int, float] = defaultdict(float)
        for feature, tells in bag.items():
            for at, held in self._holds.get(feature, ()):
                count = held - left_out[at].get(feature, 0.0) if at in left_out else held
                if count > LEAST:
                    scores[at] += tells * count * (ENOUGH + 1) / (count + self._held_back[at])
                    covered[at] += tells * min(1.0, count)
        whole = sum(bag.values())
        return {at: Spoken(score, covered[at] / whole) for at, score in scores.items()}
