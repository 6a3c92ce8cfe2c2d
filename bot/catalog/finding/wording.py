"""How a text is put, its words or groups of letters, as numbers that a classifier can learn from."""

import math
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

import numpy as np

from bot.catalog.finding.encoder import Vectors
from bot.catalog.finding.words import every_word

SIZE = 1024  # parts are hashed into so many, each with a sign so that strangers who meet cancel
UPPER = 1 << 31
GROUPS = (3, 4)  # letters

Parts = Callable[[str], Iterator[str]]


def words_and_pairs(text: str) -> Iterator[str]:
    """Yield each word, and each with its neighbour."""
    words = every_word(text)
    yield from words
    yield from map(" ".join, pairwise(words))


def letters(text: str) -> Iterator[str]:
    """Yield each group of letters within a word; begin and end of a word count as one."""
    for word in every_word(text):
        framed = f" {word} "
        for size in GROUPS:
            for at in range(len(framed) - size + 1):
                yield framed[at : at + size]


class Wording:
    """TF-IDF in few numbers (feature hashing, Weinberger et al. 2009): rows have length 1, or less.

    A row is shorter the more of its text is in none of the texts that it was made for.
    """

    def __init__(self, texts: Sequence[str], parts: Parts = words_and_pairs) -> None:
        self._parts = parts
        held = Counter(each for text in texts for each in set(parts(text)))
        self._tells = {each: math.log((1 + len(texts)) / (1 + count)) + 1 for each, count in held.items()}
        self._tells_unheard = math.log(1 + len(texts)) + 1

    def of(self, texts: Sequence[str]) -> Vectors:
        """Return one row for each text."""
        rows = np.zeros((len(texts), SIZE), np.float32)
        for row, text in zip(rows, texts, strict=True):
            squares = 0.0
            for each, count in Counter(self._parts(text)).items():
                weight = (1 + math.log(count)) * self._tells.get(each, self._tells_unheard)
                squares += weight**2
                if each in self._tells:
                    place = zlib.crc32(each.encode())
                    row[place % SIZE] += weight if place & UPPER else -weight
            row /= math.sqrt(squares) or 1.0
        return rows
