"""How often the right answer is found, how often a question that is none of ours gets one, and how fast.

Run `python -m bench.answers [--json]`. The questions are tests/catalog/questions.yaml.
"""

import argparse
import json
import platform
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.catalog import load
from bot.catalog.finding import Finder, Match
from bot.catalog.finding.entries import Entry

HOUSE = Path(__file__).resolve().parent.parent
QUESTIONS = HOUSE / "tests" / "catalog" / "questions.yaml"
SEED = 2026
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


def time_finding(finder: Finder, asked: Sequence[Question], rounds: int = 5) -> tuple[float, float]:
    """Return the median and the 99th percentile of one find, in milliseconds of processor time."""
    spent = []
    for question in list(asked) * rounds:
        begun = time.thread_time()
        finder.find(question.ask)
        spent.append((time.thread_time() - begun) * 1000)
    spent.sort()
    return spent[len(spent) // 2], spent[len(spent) * 99 // 100]


def main() -> None:
    """Measure and print, as a table and on request as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    wants_json = parser.parse_args().json
    begun = time.perf_counter()
    finder = Finder(load(HOUSE / "catalog_data"))
    start = time.perf_counter() - begun
    asked, out_of_scope = read_questions()
    scores = {
        "tuned on": score(finder, asked[::2]),
        "held out": score(finder, asked[1::2]),
        "all": score(finder, asked),
        "all, one typo each": score(finder, asked, slip(random.Random(SEED))),
    }
    wrong = wrongly_answered(finder, out_of_scope)
    median, slowest = time_finding(finder, asked)
    machine = f"{platform.machine()} {platform.system()}, Python {platform.python_version()}"
    print(f"{machine}; seed {SEED}")
    print(f"{'':20}{'n':>5}{'top-1':>8}{'top-3':>8}{'answered':>10}{'precision':>11}{'passed on':>11}")
    for name, each in scores.items():
        found = f"{each.top_1:8.1%}{each.top_3:8.1%}{each.answered:10.1%}"
        print(f"{name:20}{each.questions:5}{found}{each.precision:11.1%}{each.passed_on:11.1%}")
    print(f"out of scope, wrongly answered: {wrong:.1%} of {len(out_of_scope)}")
    print(
        f"find, processor time: median {median:.2f} ms, p99 {slowest:.2f} ms; load and index: {start:.2f} s"
    )
    if wants_json:
        measured = {name: asdict(each) for name, each in scores.items()}
        times = {"median_ms": median, "p99_ms": slowest, "start_s": start}
        about = {"machine": machine, "seed": SEED}
        print(json.dumps({"scores": measured, "out_of_scope": wrong, **times, **about}))


if __name__ == "__main__":
    main()
