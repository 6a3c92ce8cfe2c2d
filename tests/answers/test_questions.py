"""What hurried people ask: found or honestly not, and said with the right figures.

The questions are held out: nothing was trained or tuned on them, and it must stay so (see questions.yaml).
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pytest
import yaml

from bot.catalog import Catalog
from bot.catalog.finding import Finder, Found, Match, entries
from bot.catalog.finding.entries import Entry
from bot.desk import Shelf
from tests.office import Office

HERE = Path(__file__).parent
TUNED_ON = HERE.parent / "catalog" / "questions.yaml"
WORKED_OUT = {"plan", "changes"}  # stand nowhere in the catalog
ABOUT_A_SERVICE = {"price", "hours", "owner", "compare", "restore", "depends", "changes"}
NEVER_WRONG = ("price", "hours", "owner")
OWNERS = {"Cy", "Dee", "Gil", "Ivy", "Kim"}
UNSURE = ("Which of these", "I don't know")
WORD = re.compile(r"\w+")
VERDICT = re.compile(r"\b(?:(yes|open)|(no|not|closed))\b", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """One question, and what is right: entries of the catalog, and what the bot's answer must say."""

    ask: str
    expect: tuple[str, ...]
    aspect: str
    who: str = "ana"
    figures: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    answer: Literal["yes", "no"] | None = None

    @property
    def services(self) -> set[str]:
        """The keys of the services that it may be about."""
        return {each.partition("#")[0] for each in self.expect}

    def met_by(self, match: Match | Entry) -> bool:
        """Tell whether this is right; asked for a price, anything of that service leads to its price."""
        if self.aspect in ABOUT_A_SERVICE and match.service in self.services:
            return True
        return _name(match) in self.expect

    def lacks(self, said: str) -> str:
        """Return what an answer should say and does not."""
        missing = [figure for figure in self.figures if figure not in said]
        missing += [word for word in self.says if word.lower() not in said.lower()]
        if self.answer and _verdict(said) != self.answer:
            missing.append(self.answer)
        return ", ".join(missing)


def _name(match: Match | Entry) -> str:
    service = match.service or "general"
    return service if match.kind == "service" else f"{service}#{match.title}"


def _verdict(said: str) -> str | None:
    found = VERDICT.search(said)
    return ("yes" if found[1] else "no") if found else None


@cache
def _questions() -> tuple[tuple[Asked, ...], tuple[str, ...]]:
    read: dict[str, Any] = yaml.safe_load((HERE / "questions.yaml").read_text("utf-8"))
    return tuple(_asked(**each) for each in read["asked"]), tuple(read["out_of_scope"])


def _asked(expect: str | list[str], **more: Any) -> Asked:
    lists: dict[str, Any] = {key: tuple(more.pop(key)) for key in ("figures", "says") if key in more}
    return Asked(expect=(expect,) if isinstance(expect, str) else tuple(expect), **lists, **more)


ASKED, OUT_OF_SCOPE = _questions()
IN_CATALOG = [each for each in ASKED if not WORKED_OUT & set(each.expect)]
WITH_FACTS = [each for each in ASKED if each.figures or each.says or each.answer]


@pytest.fixture(scope="module")
def finder(sample_shelf: Shelf) -> Finder:
    return sample_shelf.stock.finder


def _reached(question: Asked, found: Found) -> bool:
    """Tell whether it was answered right, or offered; below an honest no is not offered."""
    shown = {"answer": found.matches[:1], "choices": found.matches[:3], "none": ()}[found.kind]
    return any(question.met_by(match) for match in shown)


def _miss(question: str, found: Found, wanted: Collection[str] = ()) -> str:
    titles = " / ".join(_name(match) for match in found.matches[:3])
    return f"{question!r}: {found.kind} {titles}" + (f", not {' or '.join(wanted)}" if wanted else "")


def _report(misses: Collection[str], of: int) -> str:
    return "\n".join([f"{len(misses)} of {of}", *misses])


def test_right_or_offered_in_the_three(finder: Finder) -> None:
    misses = []
    for question in IN_CATALOG:
        found = finder.find(question.ask)
        if not _reached(question, found):
            misses.append(_miss(question.ask, found, question.expect))

    assert len(misses) <= 0.05 * len(IN_CATALOG), _report(misses, len(IN_CATALOG))


def test_what_is_not_its_matter_is_not_answered(finder: Finder) -> None:
    found = [(ask, finder.find(ask)) for ask in OUT_OF_SCOPE]
    answered = [_miss(ask, each) for ask, each in found if each.kind == "answer"]

    assert len(answered) <= 0.01 * len(OUT_OF_SCOPE), _report(answered, len(OUT_OF_SCOPE))


def test_price_hours_and_owner_are_never_those_of_another_service(finder: Finder) -> None:
    asked = [each for each in IN_CATALOG if each.aspect in NEVER_WRONG]
    found = [(question, finder.find(question.ask)) for question in asked]
    wrong = [
        _miss(question.ask, each, question.expect)
        for question, each in found
        if each.kind == "answer" and (each.matches[0].service or "general") not in question.services
    ]

    assert not wrong, _report(wrong, len(asked))


def test_the_bot_says_the_right_figure_verdict_and_name(office: Office) -> None:
    said = [(question, _answer(office, question)) for question in WITH_FACTS]
    wrong = [f"{question.ask!r}: {text!r}" for question, text in said if _is_wrong(question, text)]
    lacking = [
        f"{question.ask!r}: no {question.lacks(text)} in {text!r}"
        for question, text in said
        if question.lacks(text)
    ]

    assert not wrong, _report(wrong, len(WITH_FACTS))
    assert len(lacking) <= 0.45 * len(WITH_FACTS), _report(
        lacking, len(WITH_FACTS)
    )  # the others get a choice


def _answer(office: Office, question: Asked) -> str:
    """Return what was said, without the words on its buttons; nothing where the bot was not sure."""
    person = office.workspace.person(question.who)
    asked = person.dm(question.ask)
    answer = person.last()
    assert answer.thread_ts == asked.ts, question.ask
    said = "\n".join(line for line in answer.all_text.splitlines() if line not in answer.buttons)
    return "" if said.startswith(UNSURE) else said


def _is_wrong(question: Asked, said: str) -> bool:
    """Tell whether the bot is sure of something false, which is worse than not knowing."""
    if question.aspect == "hours":
        return _verdict(said) not in (None, question.answer)
    if question.aspect == "owner":
        return bool(OWNERS.intersection(WORD.findall(said))) and bool(question.lacks(said))
    return question.aspect == "price" and "$" in said and bool(question.lacks(said))


def test_they_are_many_of_every_kind_and_nobody_tuned_on_them(sample_catalog: Catalog) -> None:
    faqs = [faq for service in sample_catalog.services.values() for faq in service.faqs]
    known = {text for faq in (*faqs, *sample_catalog.faqs) for text in (faq.question, *faq.phrasings)}
    tuned_on = yaml.safe_load(TUNED_ON.read_text("utf-8"))
    known |= {each["ask"] for each in tuned_on["asked"]} | set(tuned_on["out_of_scope"])
    asked = {each.ask for each in ASKED} | set(OUT_OF_SCOPE)

    assert len(asked) == len(ASKED) + len(OUT_OF_SCOPE)
    assert len(ASKED) >= 300
    assert len(OUT_OF_SCOPE) >= 100
    assert not {each.lower() for each in asked} & {each.lower() for each in known}
    facing = {key for key, each in sample_catalog.services.items() if each.kind == "customer_facing"}
    assert facing <= {key for each in ASKED for key in each.services}


def test_everything_expected_is_in_the_catalog(sample_catalog: Catalog) -> None:
    there = {_name(entry) for entry in entries.of(sample_catalog)} | set(sample_catalog.services) | WORKED_OUT

    assert {each for question in ASKED for each in question.expect} <= there
