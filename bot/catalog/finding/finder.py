"""Finding the catalog entry that answers a question asked in plain words."""

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.catalog.catalog import Catalog
from bot.catalog.finding import thresholds
from bot.catalog.finding.encoder import Encoder, open_encoder
from bot.catalog.finding.found import Candidate, Found, Kind, Match, Reason, Thresholds, Trace
from bot.catalog.finding.index import Index
from bot.catalog.finding.nearest import Figures
from bot.catalog.finding.vocabulary import Question
from bot.catalog.finding.weighing import ByMeaning, ByWords, Scale, Weighed
from bot.catalog.finding.wordpiece import language
from bot.catalog.finding.words import every_word

MOST_CHOICES = 3
CONSIDERED = 5  # entries that a trace shows
NAMED = 0.3  # what it adds to an entry that the question names its service
NEAR = 0.5  # share of the first one's score from which another may be what was meant
RECENT = 256  # questions whose steps are kept: one is read as a question and as a wish, and below buttons
ALIKE = 0.5  # cosine from which small words are put as a way to ask is: “thanks!”, and “thank you”
SAID = 5.0  # what it adds to an entry that the question is a way to ask for it, word for word: more than all else
SAME = 0.8  # cosine below which no way to ask says the same, word for word
BACKSTAGE = 0.3  # what it takes from a service that customers do not use themselves


class Finder:
    """Finds answers in one catalog: by meaning with an encoder, by words without.

    `cache` is the folder where what was worked out for the catalog is kept from one start to the next.
    """

    def __init__(self, catalog: Catalog, encoder: Encoder | None = None, cache: Path | None = None) -> None:
        self.encoder = encoder
        index = Index(catalog, language(), cache)
        scale = _scale(index, encoder, cache)
        self.thresholds = thresholds.measure(index, scale, cache)
        self._read = lru_cache(RECENT)(index.vocabulary.read)
        self._explain = lru_cache(RECENT)(_Explaining(index, scale).explain)

    def find(self, text: str, hidden: Collection[str] = ()) -> Found:
        """Return the entries that answer a Slack message, best first, and whether to trust the first.

        Services that are `hidden` are as if they were not there.
        """
        trace = self.explain(text, hidden)
        matches = trace.own
        topics = [each.match for each in trace.candidates if each.match.kind == "elsewhere"]
        elsewhere = topics[0] if trace.kind == "elsewhere" else None
        return Found(trace.kind, tuple(matches[:MOST_CHOICES]), trace, elsewhere)

    def explain(self, text: str, hidden: Collection[str] = ()) -> Trace:
        """Return every step from a Slack message to the decision, with its figures."""
        return self._explain(self._read(text), frozenset(hidden), self.thresholds)


class _Explaining:
    """Looks for one question at a time. It does not know the finder, so that one that is replaced goes at once."""

    def __init__(self, index: Index, scale: Scale) -> None:
        self._index, self._scale = index, scale

    def explain(self, question: Question, hidden: frozenset[str], sure: Thresholds) -> Trace:
        """Return every step from a question to the decision."""
        names = tuple(self._index.names(question, hidden))
        candidates = self._weigh(question, {service for _, service in names}, hidden)
        lead = _lead(candidates)
        kind, reason = self._decide(question, candidates, lead, sure)
        return Trace(
            text=question.text,
            words=question.words,
            repairs=question.repairs,
            names=names,
            encoder=self._scale.encoder,
            candidates=candidates,
            thresholds=sure,
            lead=lead,
            kind=kind,
            reason=reason,
        )

    def _weigh(
        self, question: Question, named: Collection[str], hidden: Collection[str]
    ) -> tuple[Candidate, ...]:
        """Return the best entries, best first."""
        if not self._index.entries or not self._index.hears(question):
            return ()
        seen = self._index.seen(hidden)
        if not seen.any():
            return ()
        mentioned = self._index.of_services(named) * 1.0
        favor = NAMED * mentioned - BACKSTAGE * self._index.backstage
        weighed = self._scale.weigh(question, seen, favor, CONSIDERED)
        if not question.says_something and weighed.closest.max() < ALIKE:
            return ()
        said = self._said(question, seen & (weighed.closest >= SAME)) * 1.0
        score = weighed.score + favor + SAID * said
        score = np.where(seen & (weighed.score > 0), score, 0.0)
        best = np.argsort(-score, kind="stable")[:CONSIDERED]
        return tuple(self._candidate(at, weighed, score, mentioned, said) for at in best if score[at] > 0)

    def _said(self, question: Question, alike: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Tell of each entry whether the question is one of its ways to ask, looking only at those that are alike."""
        said, words = np.zeros_like(alike), every_word(question.text)
        for at in np.flatnonzero(alike).tolist():
            said[at] = self._index.says(at, words)
        return said

    def _candidate(
        self, at: int, weighed: Weighed, score: Figures, mentioned: Figures, said: Figures
    ) -> Candidate:
        entry = self._index.entries[at]
        match = Match(
            entry.kind, entry.service, entry.faq, entry.title, float(score[at]), float(weighed.confidence[at])
        )
        parts = (weighed.closest, weighed.center, weighed.relevance, weighed.learned, mentioned, said)
        return Candidate(match, *(float(part[at]) for part in parts))

    def _decide(
        self, question: Question, candidates: tuple[Candidate, ...], lead: float, sure: Thresholds
    ) -> tuple[Kind, Reason]:
        if not candidates:
            return "none", "nothing_said"
        first = candidates[0].match
        if sum(each.said for each in candidates) == 1:
            return ("answer", "word_for_word") if first.kind == "faq" else ("elsewhere", "another_department")
        if first.confidence < sure.choices:
            return "none", "far_off"
        if any(each.match.kind == "elsewhere" for each in self._close(candidates)):
            return "elsewhere", self._how_surely_elsewhere(question, candidates, sure)
        if first.confidence < sure.answer:
            return "choices", "unsure"
        if question.only_names and not self._is_a_service_to_use(first):
            return "choices", "one_word"
        if first.service and not candidates[0].named and any(each.named for each in _near(candidates)):
            return "choices", "names_another"
        if question.says_something and not candidates[0].relevance and not candidates[0].named:
            return "choices", "no_word_shared"
        return ("answer", "sure") if lead >= self._scale.lead else ("choices", "too_close")

    def _close(self, candidates: tuple[Candidate, ...]) -> list[Candidate]:
        """Return the first and what is so close behind it that it may be meant as well."""
        least = (1 - self._scale.lead) * candidates[0].match.score
        return [each for each in candidates if each.match.score > least]

    def _how_surely_elsewhere(
        self, question: Question, candidates: tuple[Candidate, ...], sure: Thresholds
    ) -> Reason:
        first = candidates[0]
        is_sure = (
            first.match.confidence >= sure.answer
            and all(each.match.kind == "elsewhere" for each in self._close(candidates))
            and first.relevance > 0
            and not question.only_names
        )
        return "another_department" if is_sure else "maybe_another_department"

    def _is_a_service_to_use(self, match: Match) -> bool:
        return (
            match.kind == "service" and not self._index.backstage[self._index.of_services({match.service})][0]
        )


def open_finder(catalog: Catalog, cache: Path | None = None) -> Finder:
    """Return a finder with this process's encoder, or one by words where there is none."""
    return Finder(catalog, open_encoder(), cache)


def _scale(index: Index, encoder: Encoder | None, cache: Path | None) -> Scale:
    if encoder is None or not index.texts:
        return ByWords(index)
    return ByMeaning(index, encoder, cache)


def _near(candidates: tuple[Candidate, ...]) -> list[Candidate]:
    return [each for each in candidates if each.match.score > NEAR * candidates[0].match.score]


def _lead(candidates: tuple[Candidate, ...]) -> float:
    if len(candidates) < 2:
        return float(len(candidates))
    first, second = (each.match.score for each in candidates[:2])
    return 1 - second / first
