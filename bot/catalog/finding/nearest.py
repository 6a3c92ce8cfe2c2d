"""The likest way to ask for each entry, looked for only where it can make the entry one of the best."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from bot.catalog.finding.encoder import Vectors

Figures = NDArray[np.floating]

AT_ONCE = 5_000  # entries whose spread is measured at once
TRIED = 10  # times as many entries as are wanted that are looked at first
SLACK = 1e-3  # what single precision may be off, where an angle is small
SCATTERED = 0.25  # share of the texts from which it is quicker to look at all of them than to pick


class Nearest:
    """Texts as vectors, in the order of their entries, and the middle (`centers`) of each entry's texts."""

    def __init__(self, vectors: Vectors, centers: Vectors, starts: NDArray[np.intp]) -> None:
        self._vectors = vectors
        self._sizes = np.diff(starts, append=len(vectors))
        self._reach = self._spread(centers, starts)

    def _spread(self, centers: Vectors, starts: NDArray[np.intp]) -> Vectors:
        """Return the cosine between each middle and its farthest text."""
        reach = np.ones(len(centers), np.float32)
        ends = [*range(0, len(centers), AT_ONCE), len(centers)]
        for begin, end in pairwise(ends):
            first = starts[begin]
            last = first + self._sizes[begin:end].sum()
            own = np.repeat(centers[begin:end], self._sizes[begin:end], axis=0)
            likes = np.einsum("ij,ij->i", self._vectors[first:last], own)
            reach[begin:end] = np.minimum.reduceat(likes, starts[begin:end] - first)
        return np.clip(reach, -1, 1)

    def of_best(self, vector: Vectors, center: Figures, others: Figures, worth: float, best: int) -> Figures:
        """Return the cosine of `vector` to each entry's likest text, if that may make the entry one of the `best`.

        `center` is the cosine to each middle. An entry's score is `others` and `worth` times what is returned,
        which is -1 for those that stay behind: no text is nearer than the angle to the middle less the
        angle from there to the farthest text.
        """
        first = np.zeros(len(others), np.bool_)
        first[np.argsort(-others)[: best * TRIED]] = True
        reached = np.sort((others + worth * self._closest(vector, first))[first])
        able = others + worth * self._at_most(center) >= reached[-best:][0]
        return self._closest(vector, able & np.isfinite(others))

    def _at_most(self, center: Figures) -> Figures:
        center = np.clip(center, -1, 1)
        between = center * self._reach + np.sqrt((1 - center**2) * (1 - self._reach**2))
        return np.where(center >= self._reach, 1.0, between) + SLACK

    def _closest(self, vector: Vectors, which: NDArray[np.bool_]) -> Figures:
        closest = np.full(len(which), -1, np.float32)
        rows = np.flatnonzero(np.repeat(which, self._sizes))
        if len(rows) < SCATTERED * len(self._vectors):
            likes = self._vectors[rows] @ vector
        else:
            likes = (self._vectors @ vector)[rows]
        sizes = self._sizes[which]
        closest[which] = np.maximum.reduceat(likes, np.cumsum(sizes) - sizes)
        return closest
