"""Themes: questions that say the same thing, gathered, without who asked them."""

import re
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache
from math import hypot
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.catalog.finding.vocabulary import Bag, features
from bot.catalog.finding.words import clean, spoken

Matrix = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Matrix]
Compare = Callable[[Sequence[str], Sequence[str]], Matrix]

MASK = "…"
REMEMBERED = 5000  # texts, of 1.5 KB each
# One answer goes to all who asked, so groups are rather too small than too large. Measured on CLINC150 (draws of
# 30 intents with 1 to 6 questions each, and 30 that are alone; eight by meaning, four by words): of the pairs that
# were put together 89 % belong together by meaning and 78 % by words; of those that do, 48 % and 42 % were found.
# On the sample's own ways to ask, which are written to differ (12 draws of 30 questions with 2 to 5 ways and 30 that
# are alone), by meaning: 73 % and 11 %; at 0.45 it would be 64 % and 17 %, at 0.4 53 % and 23 %. Of all pairs there
# 12 in 100 of one question reach 0.5, and 1 in 1,000 of two.
MEANING_ALIKE_AT, WORDS_ALIKE_AT = 0.5, 0.4
_CODE = re.compile(r"\b[A-Z][A-Z0-9]+\b")
_PRIVATE = re.compile(
    r"""
      <[@#!][^>]*> | <mailto:[^>]*>                    # Slack's mentions and addresses
    | [\w.+-]+@[\w-]+(?:\.[\w-]+)+                     # a mail address
    | (?<!\w)@\w[\w.-]*                                # a name after an at sign
    | (?<!\w)\+?\(?\d[\d\s()/.-]{5,}\d(?!\w)           # a telephone number
    | \w*\d{4,}\w*                                     # a number of a person, a card, an order
    """,
    re.VERBOSE,
)


class Likeness(NamedTuple):
    """How like texts are to one another (1 is the same), and from where on they say the same thing."""

    compare: Compare
    alike_at: float


def masked(text: str) -> str:
    """Return a question with addresses, numbers and names after an at sign left out."""
    return " ".join(clean(_PRIVATE.sub(MASK, text)).split())


def compare_words(left: Sequence[str], right: Sequence[str]) -> Matrix:
    """Return the cosine of shared words; it depends on the two texts alone, so that it is lasting."""
    bags = [[features(spoken(text)) for text in side] for side in (left, right)]
    return np.array([[_cosine(one, other) for other in bags[1]] for one in bags[0]], np.float32)


def beside_codes(compare: Compare) -> Compare:
    """Compare texts whole, and by what they say beside codes in capitals: the lesser counts.

    “case WMS” and “who uses WMS” have the code in common and nothing else.
    """

    def both(left: Sequence[str], right: Sequence[str]) -> Matrix:
        beside = ([_without_codes(text) for text in side] for side in (left, right))
        return np.minimum(compare(left, right), compare(*beside))

    return both


def _without_codes(text: str) -> str:
    return text if text.isupper() else " ".join(_CODE.sub(" ", text).split())


def _cosine(one: Bag, other: Bag) -> float:
    shared = sum(count * other.get(feature, 0.0) for feature, count in one.items())
    return shared / (hypot(*one.values()) * hypot(*other.values())) if shared else 0.0


class Meanings:
    """Compares texts by what they mean, and remembers what it has encoded: titles come back every time."""

    def __init__(self, encode: Encode) -> None:
        self._encode = encode
        self._known: dict[str, Matrix] = {}

    def compare(self, left: Sequence[str], right: Sequence[str]) -> Matrix:
        """Return the cosine of each text on the left with each on the right."""
        known = self._known if len(self._known) < REMEMBERED else {}
        new = [text for text in dict.fromkeys((*left, *right)) if text not in known]
        if new:
            known = {**known, **dict(zip(new, self._encode(new), strict=True))}
        self._known = known
        found: Matrix = np.stack([known[text] for text in left]) @ np.stack([known[text] for text in right]).T
        return found


@lru_cache(maxsize=2)
def by_meaning(encode: Encode) -> Likeness:
    """Compare texts by what they mean; `encode` returns a vector of length 1 for each."""
    return Likeness(beside_codes(Meanings(encode).compare), MEANING_ALIKE_AT)


def group(texts: Collection[str], likeness: Likeness) -> list[tuple[str, ...]]:
    """Return the texts in groups that say the same thing, each with its most central text first.

    Average linkage: the two groups nearest to each other become one for as long as the mean likeness of
    their texts reaches `alike_at` (Sokal and Michener 1958). The order of `texts` does not matter.
    """
    ordered = sorted(set(texts))
    if not ordered:
        return []
    alike = likeness.compare(ordered, ordered).astype(np.float64)
    groups = _merge(alike, likeness.alike_at)
    return sorted(tuple(ordered[at] for at in _from_the_middle(group, alike)) for group in groups)


def middle(texts: Collection[str], likeness: Likeness) -> str:
    """Return the most central of texts that say the same thing, whatever their order."""
    ordered = sorted(set(texts))
    alike = likeness.compare(ordered, ordered).astype(np.float64)
    return ordered[_from_the_middle([*range(len(ordered))], alike)[0]]


def _merge(alike: NDArray[np.float64], alike_at: float) -> list[list[int]]:
    groups = {at: [at] for at in range(len(alike))}
    mean = np.round(alike, 6)  # what differs by less is a tie, and goes to the first in order
    np.fill_diagonal(mean, -np.inf)
    while len(groups) > 1:
        kept, joined = divmod(int(mean.argmax()), len(mean))
        if mean[kept, joined] < alike_at:
            break
        sizes = len(groups[kept]), len(groups[joined])
        mean[kept] = mean[:, kept] = np.round(np.average(mean[[kept, joined]], axis=0, weights=sizes), 6)
        mean[kept, kept] = -np.inf
        mean[joined], mean[:, joined] = -np.inf, -np.inf
        groups[kept] += groups.pop(joined)
    return list(groups.values())


def _from_the_middle(group: list[int], alike: NDArray[np.float64]) -> list[int]:
    nearness = {at: round(float(alike[at, group].mean()), 6) for at in group}
    return sorted(group, key=lambda at: (-nearness[at], at))


BY_WORDS = Likeness(beside_codes(compare_words), WORDS_ALIKE_AT)


def nearest(texts: Sequence[str], titles: Sequence[str], likeness: Likeness) -> list[int | None]:
    """Return for each text which of the titles says the same thing, by its place; None where none does."""
    if not texts or not titles:
        return [None] * len(texts)
    alike = likeness.compare(texts, titles)
    best = alike.argmax(axis=1)
    return [int(at) if alike[row, at] >= likeness.alike_at else None for row, at in enumerate(best)]
