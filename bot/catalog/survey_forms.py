"""Survey forms: which questions follow which contact, to whom, how often, in which languages."""

from typing import Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from bot.catalog.written import STRICT, Count, Percent, Text

Words = dict[str, Text]  # by language, as in a locale: en, de


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
    """Asked of scores up to this one; the first that fits is asked."""
    ask: Words
    """The question, by language."""
    choices: tuple[Choice, ...]
    """What can be tapped."""


@dataclass(frozen=True, config=STRICT)
class SurveyQuestion:
    """One question, answered with one tap."""

    kind: Literal[
        "score", "effort", "recommend", "mood", "instead", "worth", "worth_at", "outcome", "lost_time"
    ]
    """What is asked: satisfaction 1 to 5, effort 1 to 7, recommendation 0 to 10, and so on."""
    ask: Words
    """The question, by language."""
    reasons: tuple[Reasons, ...] = ()
    """What is asked after the answer, by score."""


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
    """At most four, each one tap."""
    to: Literal["requester", "heads", "customers"] = "requester"
    """Who is asked."""
    delay_minutes: Count = 0
    """How long after the contact it comes."""
    sample: Percent | None = None
    """Which share of contacts is followed by it; without it all of them."""
    rest_days: Count | None = None
    """At most one survey for a person in so many days; without it as the policy says."""
    remind_days: Count = 2
    """After so many days without an answer people are reminded, once."""
    expire_days: Count = 14
    """After so many days nobody is asked any more, and answers stay as they are."""
    services: tuple[Text, ...] = ()
    """Only about these services (keys); without it about all."""
    units: tuple[Text, ...] = ()
    """Only to these units (codes); without it to all."""


@dataclass(frozen=True, config=STRICT)
class SurveyFile:
    """What the file of surveys says."""

    surveys: dict[str, SurveyForm] = Field(default_factory=dict)
    """Surveys by their short name."""
