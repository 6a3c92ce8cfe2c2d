"""Finding the catalog entry that answers a question asked in plain words."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from bot.catalog.catalog import Catalog
from bot.catalog.finding import entries
from bot.catalog.finding.entries import Entry
from bot.catalog.finding.likeness import Likeness, SharedWords
from bot.catalog.finding.relevance import Relevance, Spoken
from bot.catalog.finding.vocabulary import Bag, Question, Vocabulary, features
from bot.catalog.finding.words import spoken

MOST_CHOICES = 3
ASKS, ABOUT, BODY = 2.0, 1.0, 0.3  # what a word counts in an entry's ways to ask, its place, its text
LIKENESS_WEIGHT = 0.5  # beside relevance, of which the best entry has 1
LEAD = 0.1  # how far the first must be ahead of the second to be the answer
GUESSED = 0.7  # what confidence keeps for each word whose spelling was guessed
ANSWER_AT, CHOICES_AT = 0.33, 0.03  # quantiles of confidence among the texts that find their way home


UNSPOKEN = Spoken(0.0, 0.0)


@dataclass(frozen=True)
class Match:
    """One entry that may answer: a service, or the question at index `faq` of it.

    `service` is None for a general question. `score` orders matches; `confidence` (0 to 1) tells whether
    the entry is about this at all, so that a best match that is no match can be told.
    """

    kind: Literal["service", "faq"]
    service: str | None
    faq: int | None
    title: str
    score: float
    confidence: float


@dataclass(frozen=True)
class Found:
    """What to do with a question: answer with the first match, let the person choose, or pass it on."""

    kind: Literal["answer", "choices", "none"]
    matches: tuple[Match, ...]


class Thresholds(NamedTuple):
    """The confidence from which the bot answers, and from which it lets the person choose."""

    answer: float
    choices: float


class _Ask(NamedTuple):
    """One way to ask for an entry, and what it adds to that entry's words."""

    entry: int
    question: Question
    counts: Bag


class Finder:
    """Finds answers in one catalog; `likeness` is how a question is compared with the ways to ask."""

    def __init__(
        self,
        catalog: Catalog,
        likeness: Callable[[Sequence[Question], Vocabulary], Likeness] = SharedWords,
    ) -> None:
        self._entries = entries.of(catalog)
        texts = [" ".join((*each.asks, each.about, each.body)) for each in self._entries]
        self._vocabulary = Vocabulary(texts)
        self._asks = [_ask(at, text) for at, each in enumerate(self._entries) for text in each.asks]
        self._relevance = Relevance([_weighed(each) for each in self._entries], self._vocabulary)
        self._likeness = likeness([each.question for each in self._asks], self._vocabulary)
        self.thresholds = self._measure_thresholds()

    def find(self, text: str) -> Found:
        """Return the entries that answer a Slack message, best first, and whether to trust the first."""
        question = self._vocabulary.read(text)
        ranked = self._rank(question) if question.words else []
        if not ranked or ranked[0].confidence < self.thresholds.choices:
            return Found("none", ())
        names_a_thing = len(question.words) == 1 and ranked[0].kind == "faq"  # but asks nothing about it
        sure = ranked[0].confidence >= self.thresholds.answer and _leads(ranked) and not names_a_thing
        return Found("answer" if sure else "choices", tuple(ranked[:MOST_CHOICES]))

    def _rank(self, question: Question, without: int | None = None) -> list[Match]:
        """Rank entries; `without` leaves one way to ask out, as if the catalog did not have it."""
        left_out = {} if without is None else {self._asks[without].entry: self._asks[without].counts}
        spoken_of = self._relevance.of(question.words, left_out)
        like = self._closest(question, without)
        top = max((each.score for each in spoken_of.values()), default=0.0) or 1.0
        trust = GUESSED**question.guessed / 2
        matches = []
        for at in {*spoken_of, *like}:
            spoken_by, likeness = spoken_of.get(at, UNSPOKEN), like.get(at, 0.0)
            score = LIKENESS_WEIGHT * likeness + spoken_by.score / top
            matches.append(_match(self._entries[at], score, (likeness + spoken_by.covered) * trust))
        return sorted(matches, key=lambda match: (-match.score, match.service or "", match.faq or 0))

    def _closest(self, question: Question, without: int | None) -> dict[int, float]:
        """Return how like the question is to the nearest way to ask for each entry."""
        like: defaultdict[int, float] = defaultdict(float)
        for ask, likeness in self._likeness.compare(question).items():
            if ask != without:
                entry = self._asks[ask].entry
                like[entry] = max(like[entry], likeness)
        return like

    def _measure_thresholds(self) -> Thresholds:
        """Ask the catalog its own questions, each with itself left out, and see how sure the right finds are.

        Needs no sample of questions that are out of scope: what is less sure than these is not to be trusted.
        """
        sure = []
        for at, ask in enumerate(self._asks):
            ranked = self._rank(ask.question, without=at)
            if ranked and ranked[0].title == self._entries[ask.entry].title:
                sure.append(ranked[0].confidence)
        sure.sort()
        return Thresholds(_quantile(sure, ANSWER_AT), _quantile(sure, CHOICES_AT))


def _ask(entry: int, text: str) -> _Ask:
    words = spoken(text)
    return _Ask(entry, Question(text, words), _counted(words, ASKS))


def _leads(ranked: Sequence[Match]) -> bool:
    return len(ranked) < 2 or ranked[1].score <= ranked[0].score * (1 - LEAD)


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[int(len(ordered) * share)] if ordered else 1.0


def _counted(words: Sequence[str], weight: float) -> Bag:
    return {feature: count * weight for feature, count in features(words).items()}


def _weighed(entry: Entry) -> Bag:
    counts: defaultdict[str, float] = defaultdict(float)
    for text, weight in [*((ask, ASKS) for ask in entry.asks), (entry.about, ABOUT), (entry.body, BODY)]:
        for feature, count in _counted(spoken(text), weight).items():
            counts[feature] += count
    return counts


def _match(entry: Entry, score: float, confidence: float) -> Match:
    return Match(entry.kind, entry.service, entry.faq, entry.title, score, confidence)
