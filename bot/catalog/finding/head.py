"""A classifier on top of the encoder: which entry a question belongs to, learned from the ways to ask for each."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.catalog.finding import memory
from bot.catalog.finding.encoder import Vectors
from bot.catalog.finding.lbfgs import lowest
from bot.catalog.finding.nearest import sums
from bot.catalog.finding.wording import Wording, letters, words_and_pairs

C = 10.0  # how far the texts are trusted against the wish for small weights
STEPS = 100
PUT = 0.3  # what wording counts beside meaning
MANY = 40  # with so many texts for each entry it tells more: words count twice that, and letters as much
EVENED = 0.5  # share that is taken away of what the number of ways to ask alone says (Menon et al. 2021)
TINY = 1e-12
MOST = 2_500_000  # entries x texts, learned in some 12 s; above, the closed form, 1 or 2 points worse
SAMPLE = 10_000  # texts that tell how far texts spread around their entry's middle
LEAST = np.float32(1e-4)
SHRUNK = 0.7  # how much of the spread is taken to be the same in every direction
CALMED = np.float32(0.025)  # share of its lines that is left, or the closed form would be too sure


class Head:
    """Probabilities that sum to 1: softmax of a line for each entry; texts stand in the order of entries.

    It learns from what texts mean, their `vectors`, and in a catalog that is not large from how they are put;
    what it learned is kept in `cache`. An entry with many ways to ask is likelier to it before anybody asks; of
    those that are `evened` half of that is taken away. In a large catalog all are as likely from the start.
    """

    def __init__(
        self,
        texts: Sequence[str],
        vectors: Vectors,
        entry_of: NDArray[np.intp],
        evened: NDArray[np.bool_],
        cache: Path | None = None,
    ) -> None:
        entries = len(evened)
        few = entries * len(vectors) <= MOST
        self._put, self._wordings = _wordings(texts, entries) if few else (np.float32(0), ())
        read = self._read(texts, vectors)
        if few:
            key = _key(read, entry_of, entries)
            kept = memory.recall("learned", key, lambda: {"learned": _learn(read, entry_of, entries)}, cache)
            lines, ahead = kept["learned"], _ahead(entry_of, evened)
        else:
            lines, ahead = _solve(read, entry_of, entries), np.zeros(entries, np.float32)
        self._weights, self._bias = np.ascontiguousarray(lines[:, :-1]), lines[:, -1] - EVENED * ahead

    def of(self, text: str, vector: Vectors, seen: NDArray[np.bool_]) -> Vectors:
        """Return how probable each entry is among those that are seen."""
        (read,) = self._read([text], vector[None])
        lines = self._weights @ read + self._bias
        lines[~seen] = -np.inf
        return softmax(lines)

    def _read(self, texts: Sequence[str], vectors: Vectors) -> Vectors:
        if not self._wordings:
            return vectors
        return np.hstack([vectors, *(self._put * wording.of(texts) for wording in self._wordings)])


def _wordings(texts: Sequence[str], entries: int) -> tuple[np.float32, tuple[Wording, ...]]:
    """Return what wording counts beside meaning, and in which parts it is read."""
    if len(texts) < MANY * entries:
        return np.float32(PUT), (Wording(texts, words_and_pairs),)
    return np.float32(2 * PUT), (Wording(texts, words_and_pairs), Wording(texts, letters))


def _ahead(entry_of: NDArray[np.intp], evened: NDArray[np.bool_]) -> Vectors:
    """Return how far each evened entry is ahead of the others by its number of ways to ask, as a logarithm."""
    many = np.log(np.bincount(entry_of, minlength=len(evened)))
    return np.where(evened, many - many[evened].sum() / max(evened.sum(), 1), 0).astype(np.float32)


def _key(read: Vectors, entry_of: NDArray[np.intp], entries: int) -> str:
    """Tell what is learned from apart from all else, and how."""
    digest = hashlib.sha256(f"1 {C} {STEPS} {entries}".encode())  # count on when `_learn` itself changes
    digest.update(np.ascontiguousarray(read).data)
    digest.update(np.ascontiguousarray(entry_of).data)
    return digest.hexdigest()


def _learn(vectors: Vectors, entry_of: NDArray[np.intp], entries: int) -> Vectors:
    """Fit a multinomial logistic regression with L2; each row ends with its bias."""
    texts = np.hstack([vectors, np.ones((len(vectors), 1), np.float32)])
    decay = np.full(texts.shape[1], 1 / C, np.float32)
    decay[-1] = 0  # of the bias
    own = np.arange(len(texts)), entry_of

    def loss(flat: Vectors) -> tuple[float, Vectors]:
        weights = flat.reshape(entries, -1)
        probable = softmax(texts @ weights.T)
        height = -np.log(probable[own] + TINY).sum() + (decay * weights**2).sum() / 2
        probable[own] -= 1
        slope = probable.T @ texts + decay * weights
        return float(height), slope.ravel().astype(np.float32, copy=False)

    return lowest(loss, np.zeros(entries * texts.shape[1], np.float32), STEPS).reshape(entries, -1)


def _solve(vectors: Vectors, entry_of: NDArray[np.intp], entries: int) -> Vectors:
    """Fit by linear discriminant analysis with a shrunk common covariance (Fisher; Ledoit and Wolf)."""
    starts = np.searchsorted(entry_of, np.arange(entries))
    means = sums(vectors, starts) / np.bincount(entry_of, minlength=entries)[:, None]
    means = means.astype(np.float32)
    some = slice(None, None, len(vectors) // SAMPLE + 1)
    apart = vectors[some] - means[entry_of[some]]
    spread = apart.T @ apart / len(apart)
    even = np.float32(np.trace(spread) / len(spread)) * np.eye(len(spread), dtype=np.float32)
    spread = (1 - SHRUNK) * spread + SHRUNK * even + LEAST * np.eye(len(spread), dtype=np.float32)
    weights = (means @ np.linalg.inv(spread)).astype(np.float32)
    return CALMED * np.column_stack([weights, -(weights * means).sum(axis=1) / 2])


def softmax(lines: Vectors) -> Vectors:
    """Return probabilities that sum to 1 in each row."""
    raised: Vectors = np.exp(lines - lines.max(axis=-1, keepdims=True))
    raised /= raised.sum(axis=-1, keepdims=True)
    return raised
