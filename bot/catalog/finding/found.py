"""What came of looking for an answer, and how it came about."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["answer", "choices", "elsewhere", "none"]
Reason = Literal[
    "word_for_word",  # answer: it is a way to ask for the first and for no other,
    "sure",  # or sure enough
    "too_close",  # choices: the second is nearly as good,
    "one_word",  # it names a thing and asks nothing about it,
    "names_another",  # it names a service that is not the first one's,
    "no_word_shared",  # it means something like the first but says nothing of it,
    "unsure",  # the first is below the threshold for answers
    "another_department",  # elsewhere: a topic that is not IT's is first, and sure,
    "maybe_another_department",  # or it is not sure, or close behind the first
    "far_off",  # none: it is below the one for choices,
    "nothing_said",  # or there is nothing to find
]


@dataclass(frozen=True)
class Match:
    """One entry that may answer: a service, the question at index `faq` of it, or a topic that is not IT's.

    `service` is None for a general question, and for a topic, of which `faq` is the index. `score` orders
    matches; `confidence` (0 to 1) tells whether the entry is about this at all, and no other, so that a best
    match that is no match can be told.
    """

    kind: Literal["service", "faq", "elsewhere"]
    service: str | None
    faq: int | None
    title: str
    score: float
    confidence: float


class Thresholds(NamedTuple):
    """The confidence from which the bot answers, and from which it lets the person choose."""

    answer: float
    choices: float


@dataclass(frozen=True)
class Candidate:
    """An entry that was weighed, and what its score is made of (each 0 to 1).

    `closest` is its likest way to ask, `center` the middle of them all, `relevance` the words it shares,
    `learned` what the classifier says, `named` whether the question names its service, `said` whether it is
    one of its ways to ask, word for word.
    """

    match: Match
    closest: float
    center: float
    relevance: float
    learned: float
    named: float
    said: float


@dataclass(frozen=True)
class Trace:
    """Every step from a message to the decision.

    `text` is the message as it was understood, `words` those of it that tell, `repairs` what was typed and
    what was read for it, `names` the catalog's words for a service and that service's key, `encoder` None if
    only words were compared. `candidates` come best first; `lead` is the share of its score by which the
    first is ahead of the second.
    """

    text: str
    words: tuple[str, ...]
    repairs: tuple[tuple[str, str], ...]
    names: tuple[tuple[str, str], ...]
    encoder: str | None
    candidates: tuple[Candidate, ...]
    thresholds: Thresholds
    lead: float
    kind: Kind
    reason: Reason

    @property
    def own(self) -> list[Match]:
        """The entries of IT's own among the candidates, best first."""
        return [each.match for each in self.candidates if each.match.kind != "elsewhere"]


@dataclass(frozen=True)
class Found:
    """What to do with a question: answer with the first match, let choose, say who else helps, or pass it on.

    Matches are IT's own entries, best first, three at most; where none is good enough they are the nearest
    ones. `elsewhere` is the topic of another department that it seems to be about, if that is `kind`.
    """

    kind: Kind
    matches: tuple[Match, ...]
    trace: Trace | None = None
    elsewhere: Match | None = None

    @property
    def is_word_for_word(self) -> bool:
        """Whether an owner wrote this very question for the first match, and for no other."""
        return self.trace is not None and self.trace.reason == "word_for_word"

    @property
    def is_surely_elsewhere(self) -> bool:
        """Whether it is another department's, and no entry of IT's may be meant as well."""
        return self.trace is not None and self.trace.reason == "another_department"

    @property
    def is_likely_elsewhere(self) -> bool:
        """Whether that topic comes before all of IT's entries, as sure as an answer has to be."""
        if self.trace is None or self.elsewhere is None or not self.is_rather_elsewhere:
            return False
        return self.elsewhere.confidence >= self.trace.thresholds.answer

    @property
    def is_rather_elsewhere(self) -> bool:
        """Whether that topic comes before all of IT's entries."""
        return self.elsewhere is not None and all(self.elsewhere.score > each.score for each in self.matches)
