"""A catalog made ready for finding: its entries, every way to ask for each, its words, its services' names."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bot.catalog.catalog import Catalog
from bot.catalog.finding import entries
from bot.catalog.finding.relevance import LeftOut, Relevance
from bot.catalog.finding.vocabulary import Bag, Question, Vocabulary, features
from bot.catalog.finding.words import singular, spoken

ASKS, ABOUT, BODY = 2.0, 1.0, 0.3  # what a word counts in an entry's ways to ask, its place, its text
LONGEST_NAME = 4  # words
Places = tuple[list[str], list[str], list[str]]  # an entry's words: of its ways to ask, its place, its text
_CAPITALS = re.compile(r"\b[A-Z][A-Z0-9]+\b")


@dataclass(frozen=True)
class Ask:
    """One way to ask for an entry."""

    entry: int
    text: str
    words: Sequence[str]

    @property
    def left_out(self) -> LeftOut:
        """What this way to ask adds to its entry's words."""
        return LeftOut(self.entry, _counted(self.words, ASKS))


class Index:
    """What is known of a catalog before anybody asks; `asks` stand in the order of their entries."""

    def __init__(self, catalog: Catalog, language: Sequence[str] = ()) -> None:
        self.entries = entries.of(catalog)
        self.asks = [
            Ask(at, text, spoken(text)) for at, each in enumerate(self.entries) for text in each.asks
        ]
        places: list[Places] = [([], spoken(each.about), spoken(each.body)) for each in self.entries]
        for ask in self.asks:
            places[ask.entry][0].extend(ask.words)
        bags = [_weighed(each) for each in places]
        words = (word for place in places for part in place for word in part)
        self.vocabulary = Vocabulary(bags, words, language)
        self.relevance = Relevance(bags, self.vocabulary)

    @cached_property
    def entry_of(self) -> NDArray[np.intp]:
        """The entry of each way to ask."""
        return np.array([ask.entry for ask in self.asks], np.intp)

    @cached_property
    def starts(self) -> NDArray[np.intp]:
        """The first way to ask for each entry."""
        return np.searchsorted(self.entry_of, np.arange(len(self.entries)))

    @cached_property
    def service_of(self) -> NDArray[np.str_]:
        """The service of each entry, empty for a general question."""
        return np.array([each.service or "" for each in self.entries])

    @cached_property
    def backstage(self) -> NDArray[np.bool_]:
        """Tell of each entry whether it is a service that customers do not use themselves."""
        return np.array([each.backstage for each in self.entries], np.bool_)

    def seen(self, hidden: Collection[str]) -> NDArray[np.bool_]:
        """Tell of each entry whether it may be found."""
        return ~np.isin(self.service_of, list(hidden)) if hidden else np.ones(len(self.entries), np.bool_)

    def names(self, question: Question, hidden: Collection[str]) -> Iterator[tuple[str, str]]:
        """Return what in a question is a name of a service, and that service's key; the longest names first.

        Where nothing is, a level that only one service has names that one: "the Premium level".
        """
        found = list(self._spoken_of(self._named, question, hidden))
        yield from found or self._spoken_of(self._leveled, question, hidden)
        if not question.text.isupper():  # nobody shouts
            small = self._small_keys - set(hidden)
            yield from ((key, key) for key in dict.fromkeys(_CAPITALS.findall(question.text)) if key in small)

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
    def _small_keys(self) -> set[str]:
        """Keys that are small words as well, and so only names in capitals: IN, ID."""
        return {each.service for each in self.entries if each.service and not spoken(each.service)}

    @cached_property
    def _named(self) -> dict[tuple[str, ...], set[str]]:
        named: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
        for each in self.entries:
            if each.kind == "service" and each.service:
                for name in each.names:
                    named[_forms(spoken(name))].add(each.service)
        named.pop((), None)
        return dict(named)

    @cached_property
    def _leveled(self) -> dict[tuple[str, ...], set[str]]:
        leveled: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
        for each in self.entries:
            for name in each.levels:
                leveled[_forms(spoken(f"{name} level"))].add(each.service or "")
        return {name: services for name, services in leveled.items() if len(services) == 1}


def _forms(words: Sequence[str]) -> tuple[str, ...]:
    """Return what words share with their plurals: `network drives` is a name where `network drive` is."""
    return tuple(map(singular, words))


def _counted(words: Sequence[str], weight: float) -> Bag:
    return {feature: count * weight for feature, count in features(words).items()}


def _weighed(places: Places) -> Bag:
    counts: defaultdict[str, float] = defaultdict(float)
    for words, weight in zip(places, (ASKS, ABOUT, BODY), strict=True):
        for feature, count in features(words).items():
            counts[feature] += count * weight
    return counts
