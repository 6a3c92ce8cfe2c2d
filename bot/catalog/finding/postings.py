"""Which of many texts hold a word, or a feature of words, and how much of it."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.catalog.finding.vocabulary import features

NOWHERE = np.zeros(0, np.intp), np.zeros(0)


class Held(NamedTuple):
    """What texts hold, in three columns: the text with number `text` holds as much as `weight` of `names[name]`."""

    names: list[str]
    name: NDArray[np.intp]
    text: NDArray[np.intp]
    weight: NDArray[np.float64]

    @classmethod
    def by(cls, texts: Iterable[Mapping[str, float]]) -> "Held":
        """Return what each text holds, text after text."""
        numbers: defaultdict[str, int] = defaultdict()
        numbers.default_factory = numbers.__len__
        name, weight, sizes = array("q"), array("d"), array("q")
        for each in texts:
            name.extend(map(numbers.__getitem__, each))
            weight.extend(each.values())
            sizes.append(len(each))
        text = np.repeat(np.arange(len(sizes)), np.array(sizes, np.intp))
        return cls(list(numbers), np.array(name, np.intp), text, np.array(weight))

    def in_features(self) -> "Held":
        """Return the same of the features of these words: feature after feature, each with its texts rising."""
        told = Held.by(features((word,)) for word in self.names)
        sizes = np.bincount(told.text, minlength=len(self.names))
        times = sizes[self.name]
        first = np.cumsum(sizes) - sizes
        at = np.repeat(first[self.name] - np.cumsum(times) + times, times) + np.arange(times.sum())
        weight = np.repeat(self.weight, times) * told.weight[at]
        texts = int(self.text[-1]) + 1 if len(self.text) else 1
        pairs, back = np.unique(told.name[at] * texts + np.repeat(self.text, times), return_inverse=True)
        held: NDArray[np.float64] = np.bincount(back, weight, len(pairs)).astype(np.float64, copy=False)
        return Held(told.names, pairs // texts, pairs % texts, held)


def pack(names: Iterable[str]) -> NDArray[np.uint8]:
    """Return names as numbers; none of them holds the end of a line."""
    return np.frombuffer("\n".join(names).encode(), np.uint8)


def unpack(packed: NDArray[np.uint8]) -> list[str]:
    """Return the names that were packed."""
    return packed.tobytes().decode().split("\n") if packed.size else []


class Postings:
    """An inverted index of what texts hold, given name after name."""

    def __init__(self, held: Held) -> None:
        self._held = held
        self._number = {name: at for at, name in enumerate(held.names)}
        self._starts = np.searchsorted(held.name, np.arange(len(held.names) + 1)).tolist()

    def of(self, name: str) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
        """Return the numbers of the texts that hold it, rising, and how much each holds."""
        number = self._number.get(name)
        if number is None:
            return NOWHERE
        part = slice(self._starts[number], self._starts[number + 1])
        return self._held.text[part], self._held.weight[part]
