"""Weighing every entry against a question: by its words alone, or by its meaning too."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from bot.catalog.finding import memory
from bot.catalog.finding.encoder import Encoder, normalized
from bot.catalog.finding.found import Thresholds
from bot.catalog.finding.head import Head, softmax
from bot.catalog.finding.index import Index
from bot.catalog.finding.likeness import SharedWords
from bot.catalog.finding.nearest import Figures, Nearest, sums
from bot.catalog.finding.relevance import Spoken
from bot.catalog.finding.vocabulary import Question
from bot.catalog.finding.words import spoken as words_of

Seen = NDArray[np.bool_]


class Weighed(NamedTuple):
    """What each entry's score is made of (see Candidate), its score, and the confidence that it is meant."""

    closest: Figures
    center: Figures
    relevance: Figures
    learned: Figures
    score: Figures
    confidence: Figures


class Scale(Protocol):
    """Weighs entries.

    `quantiles` of the confidence of good finds are its thresholds, `fixed` where there are too few; `lead` is
    the share of its score by which the first must be ahead of the second to be the answer.
    """

    quantiles: Thresholds
    fixed: Thresholds
    lead: float
    encoder: str | None

    def weigh(self, question: Question, seen: Seen, favor: Figures, best: int) -> Weighed:
        """Weigh each entry that is seen; the others come to nothing.

        Only the `best`, once `favor` is added to their scores, need be weighed in full.
        """

    def weigh_own(self, asks: Sequence[int]) -> Iterator[Weighed]:
        """Weigh each entry against ways to ask, each as if the catalog did not have it."""


class ByWords:
    """BM25 of the entry beside the cosine to its likest way to ask: what is left without an encoder."""

    LIKENESS = 0.5  # beside relevance, of which the best has 1
    GUESSED = 0.7  # what confidence keeps for each word whose spelling was guessed
    quantiles = Thresholds(0.33, 0.03)
    fixed = Thresholds(0.7, 0.5)
    lead = 0.1
    encoder: str | None = None

    def __init__(self, index: Index) -> None:
        self._index = index
        self._likeness = SharedWords([*map(words_of, index.texts)], index.vocabulary)

    def weigh(self, question: Question, seen: Seen, favor: Figures, best: int) -> Weighed:
        """Weigh by words, all of them in full; a guess of what somebody meant to type takes from the confidence."""
        return self._weigh(question.words, self.GUESSED**question.guessed, seen)

    def weigh_own(self, asks: Sequence[int]) -> Iterator[Weighed]:
        """Weigh against ways to ask that are left out."""
        everything = self._index.seen(())
        return (self._weigh(self._index.words(ask), 1.0, everything, ask) for ask in asks)

    def _weigh(self, words: Sequence[str], trust: float, seen: Seen, without: int | None = None) -> Weighed:
        left_out = None if without is None else self._index.left_out(without)
        spoken = _hushed(self._index.relevance.of(words, left_out), seen)
        like = self._likeness.of(words)
        if without is not None:
            like[without] = 0.0
        closest = np.maximum.reduceat(like, self._index.starts) * seen
        relevance = _of_the_best(spoken.score)
        nothing = np.zeros_like(closest)
        confidence = (closest + spoken.covered) / 2 * trust
        return Weighed(closest, nothing, relevance, nothing, self.LIKENESS * closest + relevance, confidence)


class ByMeaning:
    """The likest way to ask, the middle of them all, shared words, and what a classifier learned from them."""

    CLOSEST, CENTER, RELEVANCE, LEARNED = 0.75, 0.1, 0.2, 0.5
    UNLIKELY = 1e-4  # probabilities below it are all alike
    RATHER = 0.3  # what the logarithm of a probability counts: it orders those that are not the first, too
    WHOLE = 0.05  # what it takes from a service beside the questions about it, which most often name it, too
    COVERED = 0.1  # what the share of the question's words that an entry speaks of counts for confidence
    BELIEVED = 0.2  # what its probability counts for confidence
    SHARP = 12  # from likeness to the middles to what the classifier gives to what it has not learned
    BATCH = 50  # ways to ask that are compared with all others at once
    quantiles = Thresholds(0.30, 0.005)
    fixed = Thresholds(0.7, 0.5)
    lead = 0.15

    def __init__(self, index: Index, encoder: Encoder, cache: Path | None) -> None:
        vectors = memory.encode(encoder, index.texts, cache)
        self._index, self._encode, self._vectors = index, encoder.encode, vectors
        self._sums = sums(vectors, index.starts)
        self._centers = normalized(self._sums)
        self._nearest = Nearest(vectors, self._centers, index.starts)
        evened = ~index.services  # of a service people do ask more than of any one question
        self._head = Head(index.texts, vectors, index.entry_of, evened, cache)
        self.encoder: str | None = encoder.name

    def weigh(self, question: Question, seen: Seen, favor: Figures, best: int) -> Weighed:
        """Weigh by meaning and words; of what cannot be among the best no way to ask is looked at."""
        (vector,) = self._encode([question.text])
        learned = self._head.of(question.text, vector, seen)
        center = self._centers @ vector * seen
        spoken = _hushed(self._index.relevance.of(question.words), seen)
        relevance = _of_the_best(spoken.score)
        others = self._score(np.zeros_like(center), center, relevance, learned) + favor
        others[~seen] = -np.inf
        closest = self._nearest.of_best(vector, center, others, self.CLOSEST, best)
        score = self._score(closest, center, relevance, learned)
        confidence = self._confidence(closest, center, spoken, learned)
        return Weighed(closest, center, relevance, learned, score, confidence)

    def weigh_own(self, asks: Sequence[int]) -> Iterator[Weighed]:
        """Weigh against ways to ask that are left out.

        The classifier has learned them: it does not count for the score, and what it would say otherwise is guessed.
        """
        for begin in range(0, len(asks), self.BATCH):
            batch = asks[begin : begin + self.BATCH]
            likes = self._vectors[batch] @ self._vectors.T
            centers = self._vectors[batch] @ self._centers.T
            for ask, like, center in zip(batch, likes, centers, strict=True):
                yield self._without(ask, like, center)

    def _without(self, ask: int, like: Figures, center: Figures) -> Weighed:
        entry, vector = self._index.entry_of[ask], self._vectors[ask]
        like[ask] = -1.0
        center[entry] = normalized(self._sums[entry] - vector) @ vector
        closest = np.maximum.reduceat(like, self._index.starts)
        spoken = self._index.relevance.of(self._index.words(ask), self._index.left_out(ask))
        relevance, nothing = _of_the_best(spoken.score), np.zeros_like(center)
        score = self._score(closest, center, relevance, nothing)
        confidence = self._confidence(closest, center, spoken, softmax(self.SHARP * center))
        return Weighed(closest, center, relevance, nothing, score, confidence)

    def _score(self, closest: Figures, center: Figures, relevance: Figures, learned: Figures) -> Figures:
        alike = self.CLOSEST * closest + self.CENTER * center
        likely = self.LEARNED * learned + self.RATHER * np.log1p(learned / self.UNLIKELY)
        score: Figures = alike + self.RELEVANCE * relevance + likely - self.WHOLE * self._index.services
        return score

    def _confidence(self, closest: Figures, center: Figures, spoken: Spoken, learned: Figures) -> Figures:
        sure = (closest + center) / 2 + self.COVERED * spoken.covered + self.BELIEVED * learned
        return sure / (1 + self.COVERED + self.BELIEVED)


def _hushed(spoken: Spoken, seen: Seen) -> Spoken:
    return Spoken(spoken.score * seen, spoken.covered * seen)


def _of_the_best(figures: Figures) -> Figures:
    return figures / (figures.max(initial=0.0) or 1.0)
