"""The sample company's questions (tests/catalog/questions.yaml): what is asked, and what should be found."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from bot.catalog.finding import Finder, Match
from bot.catalog.finding.entries import Entry
from bot.settings import HOUSE

QUESTIONS = HOUSE / "tests" / "catalog" / "questions.yaml"
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Question:
    """What a person types and what should be found: "ERP", "ERP: words of its question", "general: …"."""

    ask: str
    want: tuple[str, ...]

    def met_by(self, match: Match | Entry) -> bool:
        """Tell whether this is what was wanted."""
        return any(_is(match, wanted) for wanted in self.want)


@dataclass(frozen=True)
class Score:
    """Shares of the questions asked; `precision` is of the direct answers."""

    questions: int
    top_1: float
    top_3: float
    answered: float
    precision: float
    passed_on: float


def _is(match: Match | Entry, wanted: str) -> bool:
    service, _, words = wanted.partition(": ")
    if not words:
        return match.kind == "service" and match.service == service
    belongs = match.service == (None if service == "general" else service)
    return belongs and words.lower() in match.title.lower()


def read_questions() -> tuple[list[Question], list[str]]:
    """Return what is asked and what is out of scope."""
    found: dict[str, Any] = yaml.safe_load(QUESTIONS.read_text("utf-8"))
    asked = [
        Question(each["ask"], tuple([each["want"]] if isinstance(each["want"], str) else each["want"]))
        for each in found["asked"]
    ]
    return asked, found["out_of_scope"]


def score(finder: Finder, asked: Sequence[Question], change: Callable[[str], str] = str) -> Score:
    """Ask every question, perhaps changed, and count what was found."""
    top_1 = top_3 = answered = right = passed_on = 0
    for question in asked:
        found = finder.find(change(question.ask))
        met = [question.met_by(match) for match in found.matches]
        top_1 += met[:1] == [True]
        top_3 += any(met)
        answered += found.kind == "answer"
        right += found.kind == "answer" and met[0]
        passed_on += found.kind == "none"
    n = len(asked)
    return Score(n, top_1 / n, top_3 / n, answered / n, right / max(answered, 1), passed_on / n)


def wrongly_answered(finder: Finder, out_of_scope: Sequence[str]) -> float:
    """Return the share of questions that are none of ours and still got a direct answer."""
    return sum(finder.find(each).kind == "answer" for each in out_of_scope) / len(out_of_scope)


def slip(chance: random.Random) -> Callable[[str], str]:
    """Return a typist who swaps, drops or changes one letter of the longest word."""

    def type_badly(text: str) -> str:
        word = max(text.split(), key=len)
        at = chance.randrange(1, len(word) - 1) if len(word) > 2 else 0
        slips = [
            word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + chance.choice(LETTERS) + word[at + 1 :],
        ]
        return text.replace(word, chance.choice(slips), 1)

    return type_badly
