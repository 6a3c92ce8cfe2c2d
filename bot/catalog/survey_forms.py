"""Survey forms: which questions follow which contact, to whom, how often, in which languages."""

from collections.abc import Mapping
from typing import Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from bot.catalog.written import STRICT, Count, Percent, Text

Words = dict[str, Text]  # by language, as in a locale: en, de
Asked = Literal[
    "score", "effort", "recommend", "mood", "instead", "worth", "worth_at", "outcome", "lost_time"
]

MOODS = ("negative", "neutral", "positive")
INSTEAD = ("stay", "other_tool", "outside_provider")
LOST_MINUTES = (0, 15, 30, 60, 120, 240, 480)
SCALES: Mapping[str, tuple[int, int]] = {  # from the worst to the best
    "score": (1, 5),
    "effort": (1, 7),
    "recommend": (0, 10),
    "mood": (1, len(MOODS)),
}
MOST_TAPS = 4


@dataclass(frozen=True, config=STRICT)
class Choice:
    """One of the reasons that can be tapped."""

    key: Text
    """A short name in small letters, for figures."""
    label: Words
    """What the button says, by language."""


@dataclass(frozen=True, config=STRICT)
class Reasons:
    """Why somebody answered as they did; what is asked changes with the score."""

    up_to: int
    """Asked of scores up to this one; the first that fits is asked. Moods are 1 to 3, from negative."""
    ask: Words
    """The question, by language."""
    choices: tuple[Choice, ...]
    """What can be tapped."""

    @property
    def keys(self) -> set[str]:
        """The short names of what can be tapped."""
        return {choice.key for choice in self.choices}


@dataclass(frozen=True, config=STRICT)
class SurveyQuestion:
    """One question, answered with one tap."""

    kind: Asked
    """What is asked: satisfaction 1 to 5, effort 1 to 7, recommendation 0 to 10, and so on."""
    ask: Words
    """The question, by language."""
    reasons: tuple[Reasons, ...] = ()
    """What is asked after the answer, by score."""

    def reasons_for(self, answer: int | str | bool | None) -> Reasons | None:
        """Return what is asked about an answer, None where nothing is."""
        place = MOODS.index(answer) + 1 if isinstance(answer, str) and answer in MOODS else answer
        if not self.reasons or not isinstance(place, int):
            return None
        return next((each for each in self.reasons if place <= each.up_to), None)


@dataclass(frozen=True, config=STRICT)
class SurveyForm:
    """One survey: after what it comes, to whom, and what it asks."""

    key: Text
    """Its short name."""
    kind: Literal["csat", "ces", "nps", "pulse", "value", "outcome"]
    """What it measures."""
    after: Literal["order", "incident", "question", "complaint", "recovery", "month", "quarter", "year"]
    """The contact that it follows, or how often it comes by itself."""
    questions: tuple[SurveyQuestion, ...]
    """At most four taps with the reasons, one for each."""
    to: Literal["requester", "heads", "customers"] = "requester"
    """Who is asked: of a contact who asked for it; else the heads of units, or the people of units that pay."""
    delay_minutes: Count = 0
    """How long after the contact it comes; 0 goes on in the message in which it was confirmed."""
    sample: Percent | None = None
    """Which share of contacts, or of people, is followed by it, in percent; without it all of them."""
    rest_days: Count | None = None
    """At most one survey for a person in so many days; only longer than the policy's makes a difference."""
    remind_days: Count = 2
    """After so many days without an answer people are reminded, once; 0 reminds nobody."""
    expire_days: Count = 14
    """After so many days nobody is asked any more, and answers stay as they are."""
    services: tuple[Text, ...] = ()
    """Only about these services (keys); without it about all."""
    units: tuple[Text, ...] = ()
    """Only to these units (codes); without it to all."""

    @property
    def most_taps(self) -> int:
        """How many taps the longest way through it takes."""
        return sum(1 + bool(question.reasons) for question in self.questions)

    @property
    def comes_by_itself(self) -> bool:
        """Whether it follows the calendar, not a contact."""
        return self.after in ("month", "quarter", "year")

    def is_for(self, service: str | None, unit: str) -> bool:
        """Say whether it may be about this service, to people of this unit."""
        return (not self.services or service in self.services) and (not self.units or unit in self.units)

    def question(self, kind: str) -> SurveyQuestion | None:
        """Return its question of that kind, None when it has none."""
        return next((each for each in self.questions if each.kind == kind), None)


@dataclass(frozen=True, config=STRICT)
class SurveyFile:
    """What the file of surveys says."""

    languages: tuple[Text, ...] = ("en",)
    """In which every text is written; who speaks none of them is asked in the first."""
    surveys: dict[str, SurveyForm] = Field(default_factory=dict)
    """Surveys by their short name."""


def in_language(words: Words, language: str) -> str:
    """Return words in a language, in the first that is written where they are not."""
    return words.get(language) or next(iter(words.values()))
