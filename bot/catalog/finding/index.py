"""A catalog made ready for finding: its entries, every way to ask for each, its words, its services' names."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.catalog.catalog import Catalog
from bot.catalog.finding import entries, memory
from bot.catalog.finding.entries import Entry
from bot.catalog.finding.postings import Held, pack, unpack
from bot.catalog.finding.relevance import LeftOut, Relevance
from bot.catalog.finding.vocabulary import Bag, Question, Vocabulary, features
from bot.catalog.finding.words import every_word, singular, spoken

ASKS, ABOUT, BODY = 2.0, 1.0, 0.3  # what a word counts in an entry's ways to ask, its place, its text
LONGEST_NAME = 4  # words
SHORT_KEY = 2  # letters that may stand for anything: st, sd
BRIEF = 30  # characters of a way to ask that may be small words only
_CAPITALS = re.compile(r"\b[A-Z][A-Z0-9]+\b")


class Index:
    """What is known of a catalog before anybody asks.

    `texts` are the ways to ask, in the order of their entries; `entry_of` tells whose each is. `digest` tells
    all that can be found, and this way of finding, apart from any other; what follows from it is kept in `cache`.
    """

    def __init__(self, catalog: Catalog, language: Sequence[str] = (), cache: Path | None = None) -> None:
        self.entries = entries.of(catalog)
        self.digest = hashlib.sha256(f"{memory.code()} {self.entries}".encode()).hexdigest()
        self._language = frozenset(language)
        self.texts = [text for each in self.entries for text in each.asks]
        self.sizes = np.array([len(each.asks) for each in self.entries], np.intp)
        self.entry_of = np.repeat(np.arange(len(self.entries)), self.sizes)
        self.starts = np.cumsum(self.sizes) - self.sizes
        kept = memory.recall("words", self.digest, lambda: _read(self.entries), cache)
        held = Held(unpack(kept["features"]), kept["feature"], kept["entry"], kept["weight"])
        held_by = dict(zip(held.names, np.bincount(held.name).tolist(), strict=True))
        written = dict(zip(unpack(kept["written"]), kept["times"].tolist(), strict=True))
        self.vocabulary = Vocabulary(held_by, len(self.entries), written, language)
        self.relevance = Relevance(held, len(self.entries), self.vocabulary)

    def words(self, ask: int) -> list[str]:
        """Return the words of a way to ask that tell."""
        return spoken(self.texts[ask])

    def left_out(self, ask: int) -> LeftOut:
        """Return what a way to ask adds to its entry's words."""
        counts = features(self.words(ask))
        return LeftOut(int(self.entry_of[ask]), {each: count * ASKS for each, count in counts.items()})

    @cached_property
    def backstage(self) -> NDArray[np.bool_]:
        """Tell of each entry whether it is a service that customers do not use themselves."""
        return np.array([each.backstage for each in self.entries], np.bool_)

    @cached_property
    def services(self) -> NDArray[np.bool_]:
        """Tell of each entry whether it is a service."""
        return np.array([each.kind == "service" for each in self.entries], np.bool_)

    def hears(self, question: Question) -> bool:
        """Tell whether a question says enough to be looked for here."""
        return question.says_something or (self._says_little and any(map(str.isalnum, question.text)))

    @cached_property
    def _says_little(self) -> bool:
        """Tell whether some question is also asked by a word or two that tell nothing: “thank you”, “75*72”."""
        short = (
            text for each in self.entries if each.kind == "faq" for text in each.asks if len(text) < BRIEF
        )
        return any(not Question(text, tuple(spoken(text))).says_something for text in short)

    def says(self, at: int, said: Sequence[str]) -> bool:
        """Tell whether words are one of an entry's ways to ask, one by one; a service's names ask nothing."""
        entry = self.entries[at]
        return entry.kind != "service" and any(every_word(ask) == said for ask in entry.asks)

    def seen(self, hidden: Collection[str]) -> NDArray[np.bool_]:
        """Tell of each entry whether it may be found."""
        return ~self.of_services(hidden)

    def of_services(self, keys: Collection[str | None]) -> NDArray[np.bool_]:
        """Tell of each entry whether it belongs to one of these services."""
        belongs = np.zeros(len(self.entries), np.bool_)
        for key in keys:
            belongs[self._own.get(key, [])] = True
        return belongs

    @cached_property
    def _own(self) -> dict[str | None, list[int]]:
        """The entries of each service, and under None the general ones."""
        own: defaultdict[str | None, list[int]] = defaultdict(list)
        for at, each in enumerate(self.entries):
            own[each.service].append(at)
        return dict(own)

    def names(self, question: Question, hidden: Collection[str]) -> Iterator[tuple[str, str]]:
        """Return what in a question is a name of a service, and that service's key; the longest names first.

        Where nothing is, a level that only one service has names that one: "the Premium level".
        """
        found = list(self._spoken_of(self._named, question, hidden))
        yield from found or self._spoken_of(self._leveled, question, hidden)
        if not question.text.isupper():  # nobody shouts
            drawn = self._drawn_keys - set(hidden)
            yield from ((key, key) for key in dict.fromkeys(_CAPITALS.findall(question.text)) if key in drawn)

    @staticmethod
    def _spoken_of(
        names: Mapping[tuple[str, ...], set[str]], question: Question, hidden: Collection[str]
    ) -> Iterator[tuple[str, str]]:
        words, taken = list(question.words), set[int]()
        for length in range(LONGEST_NAME, 0, -1):
            for at in range(len(words) - length + 1):
                services = names.get(_forms(words[at : at + length]), set()) - set(hidden)
                if services and taken.isdisjoint(range(at, at + length)):
                    taken.update(range(at, at + length))
                    yield from ((" ".join(words[at : at + length]), service) for service in sorted(services))

    @cached_property
    def _drawn_keys(self) -> set[str]:
        """Keys that are short or words as well, and so only names in capitals: IN, ST, SIT."""
        keys = {each.service for each in self.entries if each.service}
        return {
            key for key in keys if len(key) <= SHORT_KEY or key.lower() in self._language or not spoken(key)
        }

    @cached_property
    def _named(self) -> dict[tuple[str, ...], set[str]]:
        named: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
        for each in self.entries:
            if each.kind == "service" and each.service:
                for name in set(each.names) - (self._drawn_keys & {each.service}):
                    named[_forms(spoken(name))].add(each.service)
        named.pop((), None)
        return dict(named)

    @cached_property
    def _leveled(self) -> dict[tuple[str, ...], set[str]]:
        leveled: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
        for each in self.entries:
            for name in each.levels:
                leveled[_forms(spoken(f"{name} level"))].add(each.service or "")
        for each in self.entries:
            for name in each.levels:
                brief = _forms(spoken(f"{name.partition(' ')[0]} level"))
                if brief in leveled:
                    leveled[brief].add(each.service or "")
        return {name: services for name, services in leveled.items() if len(services) == 1}


def _forms(words: Sequence[str]) -> tuple[str, ...]:
    """Return what words share with their plurals: `network drives` is a name where `network drive` is."""
    return tuple(map(singular, words))


def _read(readable: Iterable[Entry]) -> dict[str, NDArray[Any]]:
    """Return how much each entry holds of each feature of its words, and how often each word is written in all."""
    written = Counter[str]()
    held = Held.by(_weighed(each, written) for each in readable).in_features()
    times = np.array([*written.values()], np.intp)
    names = {"features": pack(held.names), "written": pack(written)}
    return {**names, "feature": held.name, "entry": held.text, "weight": held.weight, "times": times}


def _weighed(entry: Entry, written: Counter[str]) -> Bag:
    """Return what words of an entry count where they stand; each is counted among all that are written."""
    counts: defaultdict[str, float] = defaultdict(float)
    for text, weight in (("\n".join(entry.asks), ASKS), (entry.about, ABOUT), (entry.body, BODY)):
        words = spoken(text)
        written.update(words)
        for word, count in Counter(words).items():
            counts[word] += count * weight
    return counts
