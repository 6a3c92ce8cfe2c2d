"""The catalog's vocabulary: how much each word tells, which is more the fewer entries hold it."""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from bot.catalog.finding.spelling import Spelling
from bot.catalog.finding.words import LIGHT, clean, spoken, stem

LIGHT_WEIGHT = 0.4  # what a word counts that goes with anything
LONGEST = 4000  # characters of a message; whoever writes more has said by then what it is about
ROOT = 5  # words that share so many first letters are kin: `signing` and `signature`
KIN_WEIGHT = 0.4  # and being kin counts so much

Bag = Mapping[str, float]  # feature (a word's stem, or "#" and its root) -> weight


class Question(NamedTuple):
    """What somebody asks: as it was written, the words that tell, and how many of them were guessed."""

    text: str
    words: Sequence[str]
    guessed: int = 0


class Vocabulary:
    """Reads questions in the words of the catalog and knows how rare each is among its `documents`."""

    def __init__(self, documents: Sequence[str]) -> None:
        words = [spoken(document) for document in documents]
        held = Counter(feature for each in words for feature in features(each))
        self._rarity = {feature: _rarity(count, len(documents)) for feature, count in held.items()}
        self._rarity_unknown = _rarity(0, len(documents))
        self._spelling = Spelling(word for each in words for word in each)

    def read(self, text: str) -> Question:
        """Read a Slack message."""
        heard = spoken(clean(text[:LONGEST]))
        read = [word if stem(word) in self._rarity else self._spelling.repair(word) for word in heard]
        return Question(text, read, sum(one != other for one, other in zip(heard, read, strict=True)))

    def weigh(self, words: Iterable[str]) -> Bag:
        """Weigh words by how much they tell; one that nobody wrote in the catalog tells most."""
        return {each: count * self._tells(each) for each, count in features(words).items()}

    def _tells(self, feature: str) -> float:
        return self._rarity.get(feature, 0.0 if feature.startswith("#") else self._rarity_unknown)


def features(words: Iterable[str]) -> Bag:
    """Count words by what they share with their other forms."""
    bag: defaultdict[str, float] = defaultdict(float)
    for word in words:
        weight = LIGHT_WEIGHT if word in LIGHT else 1.0
        bag[stem(word)] += weight
        if len(word) > ROOT:
            bag["#" + word[:ROOT]] += KIN_WEIGHT * weight
    return bag


def _rarity(held_by: int, documents: int) -> float:
    """Robertson and Sparck Jones' weight as in BM25, never negative."""
    return math.log(1 + (documents - held_by + 0.5) / (held_by + 0.5))
