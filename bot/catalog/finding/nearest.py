"""The likest way to ask for each entry, looked for only where it can make the entry one of the best."""

import numpy as np
from numpy.typing import NDArray

from bot.catalog.finding.encoder import Vectors

Figures = NDArray[np.floating]

TRIED = 10  # times as many entries as are wanted that are looked at first
SLACK = 1e-3  # what single precision may be off, where an angle is small
SCATTERED = 0.25  # share of the texts from which it is quicker to look at all of them than to pick


def sums(vectors: Vectors, starts: NDArray[np.intp]) -> Vectors:
    """Return the sum of each entry's vectors, given where each entry begins."""
    ends = [*starts[1:], len(vectors)]
    return np.stack([vectors[begin:end].sum(axis=0) for begin, end in zip(starts, ends, strict=True)])


class Nearest:
    """Texts as vectors, in the order of their entries, and the middle (`centers`) of each entry's texts."""

    def __init__(self, vectors: Vectors, centers: Vectors, starts: NDArray[np.intp]) -> None:
        self._vectors, self._starts = vectors, starts
        self._sizes = np.diff(starts, append=len(vectors))
        each = zip(centers, starts, starts + self._sizes, strict=True)
        farthest = [(vectors[begin:end] @ center).min() for center, begin, end in each]
        self._reach = np.clip(np.array(farthest, np.float32), -1, 1)

    def of_best(self, vector: Vectors, center: Figures, others: Figures, worth: float, best: int) -> Figures:
        """Return the cosine of `vector` to each entry's likest text, at least if that may make it one of the `best`.

        `center` is the cosine to each middle. An entry's score is `others` and `worth` times what is returned,
        which is -1 where `others` is infinite and may be for those that stay behind: no text is nearer than the
        angle to the middle less the angle from there to the farthest text.
        """
        finite = np.isfinite(others)
        first = np.zeros(len(others), np.bool_)
        first[np.argsort(-others)[: best * TRIED]] = True
        if self._are_most(first):
            return self._closest(vector, finite)
        reached = np.sort((others + worth * self._closest(vector, first))[first])
        able = others + worth * self._at_most(center) >= reached[-best:][0]
        return self._closest(vector, able & finite)

    def _at_most(self, center: Figures) -> Figures:
        center = np.clip(center, -1, 1)
        between = center * self._reach + np.sqrt((1 - center**2) * (1 - self._reach**2))
        return np.where(center >= self._reach, 1.0, between) + SLACK

    def _are_most(self, which: NDArray[np.bool_]) -> bool:
        """Tell whether it is quicker to look at all texts than at those of some entries."""
        return bool(self._sizes[which].sum() >= SCATTERED * len(self._vectors))

    def _closest(self, vector: Vectors, which: NDArray[np.bool_]) -> Figures:
        if self._are_most(which):
            return np.where(which, np.maximum.reduceat(self._vectors @ vector, self._starts), np.float32(-1))
        closest = np.full(len(which), -1, np.float32)
        sizes = self._sizes[which]
        likes = self._vectors[np.repeat(which, self._sizes)] @ vector
        closest[which] = np.maximum.reduceat(likes, np.cumsum(sizes) - sizes)
        return closest
