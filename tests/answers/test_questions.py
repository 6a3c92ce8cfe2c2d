"""What hurried people ask: found or honestly not, and said with the right figures.

The questions are held out: nothing was trained or tuned on them, and it must stay so (see the head of each set).
"""

import re
from collections.abc import Collection
from functools import cache

import pytest

from bot.catalog import Catalog
from bot.catalog.finding import Finder, Found, entries, open_encoder
from bot.settings import HOUSE
from tests.answers.asked import (
    FIRST,
    HERE,
    NEVER_WRONG,
    SETS,
    WORKED_OUT,
    Asked,
    HeldOut,
    Remembering,
    name,
    read,
    verdict,
)
from tests.office import Office

TUNED_ON = HERE.parent / "catalog" / "questions.yaml"
OWNERS = {"Cy", "Dee", "Gil", "Ivy", "Kim"}
UNSURE = ("Which of these", "I don't know")
WORD = re.compile(r"\w+")


@pytest.fixture(scope="module")
def finder(sample_catalog: Catalog) -> Finder:
    asks = [ask for kept in SETS for ask in (*(each.ask for each in kept.asked), *kept.out_of_scope)]
    encoder = open_encoder()
    assert encoder is not None
    cache = HOUSE / ".domestique"
    return Finder(sample_catalog, Remembering(encoder, asks, sample_catalog, cache), cache)


@pytest.fixture(params=SETS, ids=lambda kept: kept.file)
def kept(request: pytest.FixtureRequest) -> HeldOut:
    chosen: HeldOut = request.param
    return chosen


@cache
def _find(finder: Finder, ask: str) -> Found:
    """Return what is found; three tests look at it from three sides."""
    return finder.find(ask)


def _miss(question: str, found: Found, wanted: Collection[str] = ()) -> str:
    titles = " / ".join(name(match) for match in found.matches[:3])
    return f"{question!r}: {found.kind} {titles}" + (f", not {' or '.join(wanted)}" if wanted else "")


def _report(misses: Collection[str], of: int) -> str:
    return "\n".join([f"{len(misses)} of {of}", *misses])


def test_right_or_offered_in_the_three(finder: Finder, kept: HeldOut) -> None:
    found = [(question, _find(finder, question.ask)) for question in kept.in_catalog]
    misses = [
        _miss(question.ask, each, question.expect)
        for question, each in found
        if not question.reached_by(each)
    ]

    assert len(misses) <= (1 - kept.reached) * len(found), _report(misses, len(found))


def test_what_is_not_its_matter_is_not_answered(finder: Finder, kept: HeldOut) -> None:
    found = [(ask, _find(finder, ask)) for ask in kept.out_of_scope]
    answered = [_miss(ask, each) for ask, each in found if each.kind == "answer"]

    assert len(answered) <= kept.stray * len(found), _report(answered, len(found))


def test_price_hours_and_owner_are_never_those_of_another_service(finder: Finder, kept: HeldOut) -> None:
    found = [(question, _find(finder, question.ask)) for question in kept.in_catalog]
    wrong = [
        _miss(question.ask, each, question.expect)
        for question, each in found
        if question.of_another_service(each)
    ]

    assert not wrong, _report(wrong, sum(question.aspect in NEVER_WRONG for question, _ in found))


@pytest.mark.parametrize(
    "kept",
    [pytest.param(each, id=each.file, marks=[] if each is FIRST else pytest.mark.slow) for each in SETS],
)
def test_the_bot_says_the_right_figure_verdict_and_name(office: Office, kept: HeldOut) -> None:
    said = [(question, _answer(office, question)) for question in kept.with_facts]
    wrong = [f"{question.ask!r}: {text!r}" for question, text in said if _is_wrong(question, text)]
    lacking = [
        f"{question.ask!r}: no {question.lacks(text)} in {text!r}"
        for question, text in said
        if question.lacks(text)
    ]

    assert len(wrong) <= kept.false, _report(wrong, len(said))
    assert len(lacking) <= kept.unsaid * len(said), _report(lacking, len(said))  # the others get a choice


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
        return verdict(said) not in (None, question.answer)
    if question.aspect == "owner":
        return bool(OWNERS.intersection(WORD.findall(said))) and bool(question.lacks(said))
    return question.aspect == "price" and "$" in said and bool(question.lacks(said))


def test_they_are_many_of_every_kind_and_nobody_tuned_on_them(sample_catalog: Catalog, kept: HeldOut) -> None:
    faqs = [faq for service in sample_catalog.services.values() for faq in service.faqs]
    known = {text for faq in (*faqs, *sample_catalog.faqs) for text in (faq.question, *faq.phrasings)}
    for other in (read(TUNED_ON), *(read(HERE / each.file) for each in SETS if each is not kept)):
        known |= {each["ask"] for each in other["asked"]} | set(other["out_of_scope"])
    asked = {each.ask for each in kept.asked} | set(kept.out_of_scope)

    assert len(asked) == len(kept.asked) + len(kept.out_of_scope)
    assert len(kept.asked) >= (300 if kept is FIRST else 200)
    assert len(kept.out_of_scope) >= (100 if kept is FIRST else 80)
    assert not {each.lower() for each in asked} & {each.lower() for each in known}
    facing = {key for key, each in sample_catalog.services.items() if each.kind == "customer_facing"}
    assert facing <= {key for each in kept.asked for key in each.services}


def test_everything_expected_is_in_the_catalog(sample_catalog: Catalog, kept: HeldOut) -> None:
    there = {name(entry) for entry in entries.of(sample_catalog)} | set(sample_catalog.services) | WORKED_OUT

    assert {each for question in kept.asked for each in question.expect} <= there
