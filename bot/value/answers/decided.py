"""What is decided for a message: what it asks, of which service and level, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.catalog import spans
from bot.catalog.aspects import Asked, Aspect
from bot.catalog.finding import Found, Match
from bot.catalog.moments import Said

# What is asked without naming a service.
OF_NOTHING = frozenset(
    {
        "status",
        "restore",
        "charge",
        "bill",
        "funding",
        "stop",
        "changes",
        "services",
        "extend",
        "expedite",
        "prepared",
    }
)
NEAR = 0.8  # part of a threshold: below an honest no, and after a miss, what is farther off looks silly


@dataclass(frozen=True)
class Spoken:
    """What a conversation is about so far."""

    service: str | None = None
    tier: str | None = None
    aspect: Aspect = "what"
    quantity: int | None = None
    moment: Said | None = None
    span: spans.Bounds | None = None
    other: str | None = None  # the level beside which the other one was looked at


@dataclass(frozen=True)
class Topic:
    """One thing to answer: what is asked, of which service and level; `match` is the entry that says it.

    Where the aspect is `elsewhere`, that is a topic of another department, and `surely` tells whether IT has nothing.
    """

    asked: Asked
    aspect: Aspect
    service: str | None = None
    tier: str | None = None
    match: Match | None = None
    other: str | None = None  # the level beside which `tier` is asked to be looked at
    edge: bool = False  # there is no cheaper, or no dearer level than the one spoken of
    surely: bool = True


@dataclass(frozen=True)
class Decided:
    """Answer the topics, let the person choose among the nearest entries, say who helps, or pass the question on."""

    kind: Literal["answer", "choices", "elsewhere", "none"]
    text: str  # as it was understood
    asked: tuple[Asked, ...]
    topics: tuple[Topic, ...]
    nearest: tuple[Match, ...]
    found: tuple[Found, ...]  # one for each question in the message
    orders_of: str | None = None  # of which service there may be an order that is asked about
    before: Spoken | None = None  # what the conversation was about
    left: tuple[
        str, ...
    ] = ()  # what else was asked, in the asker's words or by a service's name, and is not answered

    @property
    def match(self) -> Match | None:
        """The entry that comes nearest, whether it is good enough or not."""
        entries = (*(topic.match for topic in self.topics), *self.nearest)
        return next((match for match in entries if match), None)

    @property
    def offered(self) -> tuple[Match, ...]:
        """What to choose from, or what comes near enough to be named below a no."""
        return self.nearest if self.kind == "choices" else near_enough(self.found[0], self.nearest)

    @property
    def is_word_for_word(self) -> bool:
        """Whether the whole message is a question that an owner wrote, and is answered with what they wrote."""
        return self.kind == "answer" and len(self.found) == 1 and self.found[0].is_word_for_word

    @property
    def is_likely_elsewhere(self) -> bool:
        """Whether all that is asked is more likely another department's than IT's."""
        return self.kind == "elsewhere" and all(each.is_likely_elsewhere for each in self.found)

    @property
    def aspect(self) -> Aspect:
        """What is asked first."""
        return self.topics[0].aspect if self.topics else self.asked[0].aspect or "what"


def near_enough(found: Found, matches: Sequence[Match]) -> tuple[Match, ...]:
    """Return what may be named below a no; where others surely help, only what could be offered by itself."""
    if found.trace is None:
        return tuple(matches)
    least = found.trace.thresholds.choices * (1.0 if found.is_surely_elsewhere else NEAR)
    return tuple(match for match in matches if match.confidence >= least)


def still_near(found: Found) -> list[Match]:
    """Return what may be named after a miss: about what the question names, or nearly sure enough to be an answer."""
    if found.trace is None:
        return list(found.matches)
    sure = found.trace.thresholds
    return [
        each.match
        for each in found.trace.candidates
        if each.match.kind != "elsewhere"
        and each.match.confidence >= (sure.choices if each.named else sure.answer * NEAR)
    ]
