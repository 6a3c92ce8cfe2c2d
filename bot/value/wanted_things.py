"""Wanted things: of which service a message wants something, and which it may mean. No rows, no words of its own."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from bot.catalog import Catalog, Service, moments
from bot.catalog.finding import Found
from bot.catalog.finding.words import LIGHT, spoken
from bot.value.answers import meant, measuring, naming

_OF_ANY = frozenset({"access", "subscription"})  # of whatever is used
_TELLING = r"\w+(?:ed|ly)\b|\w+ing \w|(?:start|beginn)ing\b"


class Wanted(NamedTuple):
    """The service that is meant, those to choose from, and those that are named, or counted in their measure."""

    service: str | None
    nearest: tuple[str, ...]
    outright: frozenset[str]


def wanted(catalog: Catalog, found: Found, plain: str, *, may_be_found: bool) -> Wanted:
    """Return of which service something is wanted: it is named, called by a word for it, or surely found."""
    called, ranked = _called(catalog, found), _ranked(catalog, found)
    by_name, by_measure = meant.named(catalog, plain, found), measuring.by_measure(catalog, plain)
    outright = frozenset({*by_name, *by_measure})
    named = by_name or [key for key in by_measure if key in called or not called]
    leveled = [] if named else _leveled(catalog, plain)
    nearest = tuple(dict.fromkeys([*named, *called, *leveled, *ranked]))[:3]
    if named or len(leveled) == 1:
        return Wanted((named or leveled)[0], nearest, outright)
    if called:
        return Wanted(next((key for key in ranked if key in called), called[0]), nearest, outright)
    is_sure = may_be_found and found.kind == "answer" and [found.matches[0].service] == ranked[:1]
    if is_sure and not naming.says_other_code(catalog.service(ranked[0]), plain):
        return Wanted(ranked[0], nearest, outright)
    return Wanted(None, nearest, outright)


def _leveled(catalog: Catalog, plain: str) -> list[str]:
    """Return the services that have the level which is named; where it is counted, its name alone is enough."""
    said = naming.by_level(catalog, plain)
    return said or measuring.counted(catalog, naming.by_level(catalog, plain, anywhere=True), plain)


def _called(catalog: Catalog, found: Found) -> list[str]:
    keys = [key for _, key in found.trace.names] if found.trace else []
    return [key for key in dict.fromkeys(keys) if _is_for_customers(catalog.services.get(key))]


def _ranked(catalog: Catalog, found: Found) -> list[str]:
    matches = [each.match for each in found.trace.candidates] if found.trace else list(found.matches)
    keys = dict.fromkeys(match.service for match in matches if match.service)
    return [key for key in keys if _is_for_customers(catalog.services.get(key))]


def _is_for_customers(service: Service | None) -> bool:
    return service is not None and service.kind == "customer_facing" and service.stage != "retired"


def is_another(
    catalog: Catalog, found: Found, text: str, key: str, *, is_exact: bool, is_outright: bool
) -> bool:
    """Tell whether a thing that is wanted only has to do with a service that is called by a word: "a laptop stand".

    What the service is named by, or counted in, `is_outright` its own; so is whatever has a level of it. `is_exact`
    tells that it was said from when, for whom or on which level: of a site or an hour there is one then.
    """
    service, plain = catalog.service(key), moments.without(text.lower())
    if not _is_for_customers(service):
        return True
    names = [name for name, of in found.trace.names if of == key] if found.trace else []
    if not names or is_outright or _is_leveled(service, text, names):
        return False
    if not is_exact and _calls_another(catalog, found, names):
        return True
    if any(_is_counted(plain, name) for name in names):
        return False
    if _is_pack(service):
        return "pack" not in naming.words(plain)
    of_one = is_exact or measuring.is_personal(service)
    return (
        not of_one
        or _is_surely_another(found, key)
        or all(_is_beside(service, plain, each) for each in names)
    )


def _calls_another(catalog: Catalog, found: Found, names: Sequence[str]) -> bool:
    """Tell whether other words call another service that customers use: "an invoice for the laptop"."""
    others = [of for name, of in found.trace.names if name not in names] if found.trace else []
    return any(_is_for_customers(catalog.services.get(of)) for of in others)


def _is_leveled(service: Service, text: str, names: Sequence[str]) -> bool:
    """Tell whether a level is named, by more than the word that calls the service: "a phone" is no level of one."""
    return bool(naming.level(service, text)) and not any(naming.level(service, name) for name in names)


def _is_pack(service: Service) -> bool:
    """Tell whether a service is counted by the hundred or the thousand, so that one thing is none of it."""
    return (service.unit or "")[:1].isdigit()


def _is_counted(plain: str, name: str) -> bool:
    """Tell whether a word for a service says only of what so many are wanted: "a tableau licence"."""
    behind = _behind(plain, name)
    return behind is not None and measuring.is_each(behind)


def _is_surely_another(found: Found, key: str) -> bool:
    """Tell whether what was found is another service's, but for the word: a webcam is no seat in a meeting."""
    first = found.trace.candidates[0] if found.trace and found.trace.candidates else None
    if first is None or found.trace is None or first.match.service in (None, key):
        return False
    return first.match.confidence >= found.trace.thresholds.answer


def _is_beside(service: Service, plain: str, name: str) -> bool:
    """Tell whether a word for a service only says of what kind a thing is, or what for: "a scanner for the till"."""
    behind, before = _behind(plain, name), _before(plain, name)
    things = [*([behind] if behind else ()), *(word for word in spoken(before) if word not in LIGHT)]
    return any(_is_thing(service, word) for word in things)


def _behind(plain: str, name: str) -> str | None:
    """Return the word that stands right behind a name, unless it tells more of it: "a laptop running Linux"."""
    found = re.search(rf"\b{re.escape(name)}(?:e?s)?[ -](?!{_TELLING})([a-z][\w-]*)", plain)
    return found[1] if found else None


def _before(plain: str, name: str) -> str:
    """Return what a name says the purpose or the place of."""
    found = re.search(
        rf"^(.*)\b(?:for|at|in|on|near|behind) (?:\w+ ){{0,2}}{re.escape(name)}(?:e?s)?\b", plain
    )
    return found[1] if found else ""


def _is_thing(service: Service, word: str) -> bool:
    """Tell whether a word says a thing that a service has nothing of."""
    is_own = measuring.is_each(word) or word in _OF_ANY
    return not is_own and naming.says_more(word, service)
