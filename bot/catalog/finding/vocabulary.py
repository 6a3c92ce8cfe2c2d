"""The catalog's vocabulary: how much each word tells, which is more the fewer entries hold it."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from bot.catalog.finding.plainly import bare, written_out
from bot.catalog.finding.spelling import Spelling
from bot.catalog.finding.words import LIGHT, STOP, clean, spoken, stem, without_accents

LIGHT_WEIGHT = 0.4  # what a word counts that goes with anything
LONGEST = 4000  # characters of a message; whoever writes more has said by then what it is about
ROOT = 5  # words that share so many first letters are kin: `signing` and `signature`
KIN_WEIGHT = 0.4  # and being kin counts so much
SENTENCE = 3  # words, even small ones, may mean something together
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*")

Bag = Mapping[str, float]  # feature (a word's stem, or "#" and its root) -> weight


class Question(NamedTuple):
    """What somebody asks: cleaned of Slack's marks and of slips, the words that tell, and what was read for what."""

    text: str
    words: tuple[str, ...]
    repairs: tuple[tuple[str, str], ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether there is more than a word or two that tell nothing."""
        return bool(self.words) or len(_WORD.findall(self.text)) >= SENTENCE

    @property
    def only_names(self) -> bool:
        """Whether it is one word that tells, and nothing that would make a question of it."""
        return len(self.words) == 1 and len(_WORD.findall(self.text)) < SENTENCE

    @property
    def guessed(self) -> int:
        """How many words were guessed."""
        guesses = {read for _, read in self.repairs}
        return sum(word in guesses for word in self.words)


class Vocabulary:
    """Reads questions in the words of the catalog and knows how rare each of their features is.

    `held_by` tells of each feature how many of all `entries` hold it, `words` how often each is written in
    them; `language` are other words that people may write, from the most common to the rarest.
    """

    def __init__(
        self,
        held_by: Mapping[str, int],
        entries: int,
        words: Mapping[str, int],
        language: Sequence[str] = (),
    ) -> None:
        self._rarity = {feature: _rarity(count, entries) for feature, count in held_by.items()}
        self._rarity_unknown = _rarity(0, entries)
        self._spelling = Spelling(words, language)

    def read(self, text: str) -> Question:
        """Read a Slack message."""
        plain = without_accents(bare(clean(text[:LONGEST])))
        written = written_out(plain, lambda word: stem(word) in self._rarity)
        heard = spoken(written)
        repairs = {word: self._repair(word) for word in heard}
        repairs = {word: read for word, read in repairs.items() if read != word}
        mended = _WORD.sub(lambda found: repairs.get(found[0].lower(), found[0]), written)
        words = tuple(each for word in heard if (each := repairs.get(word, word)) not in STOP)
        return Question(mended, words, tuple(repairs.items()))

    def weigh(self, words: Iterable[str]) -> Bag:
        """Weigh words by how much they tell; one that nobody wrote in the catalog tells most."""
        return {each: count * self.tells(each) for each, count in features(words).items()}

    def tells(self, feature: str) -> float:
        """Return how much a feature tells; a kin of words that nobody wrote in the catalog tells nothing."""
        return self._rarity.get(feature, 0.0 if feature.startswith("#") else self._rarity_unknown)

    def _repair(self, word: str) -> str:
        return word if stem(word) in self._rarity else self._spelling.repair(word)


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
