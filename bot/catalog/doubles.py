"""Doubles: what stands twice in the catalog: names, questions, and services that could be one."""

import re
from collections.abc import Iterator, Mapping
from itertools import combinations

from bot.catalog.draft import Draft
from bot.catalog.mistakes import Mistake
from bot.catalog.service import Faq, Service
from bot.catalog.sheets import Sheet, Way

_WORD = re.compile(r"\w+")


def find(draft: Draft) -> Iterator[Mistake]:
    """Yield services that are called like another one, as the form in Slack does; what is gone may have been."""
    called: dict[str, str] = {}
    for service, sheet in draft.services:
        if service.stage != "retired":
            first = called.setdefault(service.name.lower(), service.key)
            if first != service.key:
                message = f"`{service.name}` is the name of `{first}`, too."
                yield sheet.mistake(("name",), message, "Call one of them otherwise.")


def find_weak(draft: Draft) -> Iterator[Mistake]:
    """Yield questions that are asked in two places, and services that look like one."""
    yield from _questions(draft)
    yield from _alike(draft)


def _questions(draft: Draft) -> Iterator[Mistake]:
    asked: dict[str, tuple[Sheet, Way]] = {}
    for sheet, way, words in _asked(draft):
        first, where = asked.setdefault(" ".join(_WORD.findall(words.lower())), (sheet, way))
        if first is not sheet or where != way:
            there = first.mistake(where, "")
            place = f"{there.file}:{there.line}" if there.line else there.file
            above = "above" if first is sheet else f"in {place}"
            yield sheet.mistake(way, f"`{words}` is asked {above}, too.", "Keep it where it belongs.")


def _asked(draft: Draft) -> Iterator[tuple[Sheet, Way, str]]:
    groups = [(sheet, service.faqs) for service, sheet in draft.services]
    groups += [(draft.general_sheet, draft.general.faqs)] if draft.general else []
    for sheet, faqs in groups:
        for at, faq in enumerate(faqs):
            yield from ((sheet, ("faqs", at, *way), words) for way, words in _ways(faq))


def _ways(faq: Faq) -> Iterator[tuple[Way, str]]:
    yield ("question",), faq.question
    for number, words in enumerate(faq.phrasings):
        yield ("phrasings", number), words


def _alike(draft: Draft) -> Iterator[Mistake]:
    """Supporting services that look like one and the same: it could be used again instead."""
    supporting = [each for each in draft.services if each.service.kind == "supporting"]
    used_by: dict[str, set[str]] = {}
    for written, at in draft.edges():
        used_by.setdefault(written.service.depends_on[at].service, set()).add(written.service.key)
    for first, second in combinations(supporting, 2):
        if why := _same(first.service, second.service, used_by):
            key, where = first.service.key, f"{first.sheet.file}"
            message = f"It looks like `{key}` ({where}): {why}."
            yield second.sheet.mistake(("key",), message, "If it is the same, keep one and use it again.")


def _same(one: Service, other: Service, used_by: Mapping[str, set[str]]) -> str | None:
    shared = _called(one) & _called(other)
    if len(shared) * 2 >= min(len(_called(one)), len(_called(other))):
        return f"both are called {' and '.join(sorted(shared))}"
    users = used_by.get(one.key, set())
    if one.unit == other.unit and one.unit and len(users) > 1 and users == used_by.get(other.key):
        return f"both are counted in {one.units or one.unit} and serve {', '.join(sorted(users))}"
    if (
        one.unit == other.unit
        and one.unit
        and one.team == other.team
        and not used_by.keys() >= {one.key, other.key}
    ):
        return f"both are counted in {one.units or one.unit} and looked after by {one.team}, and one serves nobody"
    return None


def _called(service: Service) -> set[str]:
    return {word.lower() for word in (*service.words, service.name)}
