"""Measuring: in what a question counts, people, seats or sites, and which services are counted so."""

import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from bot.catalog import Catalog, Service
from bot.catalog.finding.words import singular
from bot.catalog.numbers import COUNTS
from bot.value.answers import naming

_PEOPLE = re.compile(
    rf"\b(?:\d+|{'|'.join(COUNTS)})"
    r" (?:of (?:us|them|you)|people|persons?|users?|colleagues?|employees?|staff)\b",
    re.IGNORECASE,
)
_EACH = frozenset({"person", "people", "user", "employee", "seat", "device", "licence", "license", "account"})


def by_measure(catalog: Catalog, text: str) -> list[str]:
    """Return the services that a text counts by their own measure: "six analyst seats", "2 TB"."""
    plain = naming.plainly(text)
    live = [each for each in catalog.services.values() if each.stage == "live" and each.tiers]
    measures = {each.key: _measures(each.unit, each.units) for each in live}
    said = {
        key: words for key, of in measures.items() if (words := [name for name in of if f" {name} " in plain])
    }
    by_tier = [
        key
        for key, words in said.items()
        if any(
            f"{naming.between(tier.name)}{word} " in plain
            for tier in catalog.service(key).tiers
            for word in words
        )
    ]
    if by_tier or not said:
        return by_tier
    times = Counter(chain(*measures.values()))
    return [
        key
        for key, words in said.items()
        if any(times[word] == 1 and re.search(rf" \d+ {re.escape(word)} ", plain) for word in words)
    ]


def counted(catalog: Catalog, keys: Iterable[str], text: str) -> list[str]:
    """Return those of the services of whose measure a text says so many: "3 sites"."""
    plain = naming.plainly(text)
    measures = {key: _measures((of := catalog.service(key)).unit, of.units) for key in keys}
    return [
        key
        for key, words in measures.items()
        if any(re.search(rf" \d+ {re.escape(word)} ", plain) for word in words)
    ]


def people(text: str) -> str | None:
    """Return how people are counted in a text: "34 of us"."""
    found = _PEOPLE.search(text)
    return found[0] if found else None


def is_personal(service: Service) -> bool:
    """Tell whether people have one each of what a service is counted in: a seat, not a site."""
    return not _EACH.isdisjoint(naming.bare(service.unit or "").split())


def is_each(word: str) -> bool:
    """Tell whether a word says what people have one each of, whatever the service: a seat, an account."""
    return singular(word) in _EACH


@lru_cache(maxsize=4096)
def _measures(unit: str | None, units: str | None) -> frozenset[str]:
    return frozenset(naming.bare(name) for name in (unit, units) if name)
