"""Naming: which services and levels a question says by name, supporting ones among them."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from bot.catalog import Catalog, Service, Tier
from bot.catalog.aspects import Turn
from bot.catalog.finding.words import singular, spoken

_WORD = re.compile(r"[a-z0-9]+")
_BRACKETS = re.compile(r"\([^)]*\)")
# What a question is asked with, whatever it is about: it names nothing.
_ASKING = frozenset(
    """
    another available back better bigger buy cancel charge charged cheaper cheapest close closed closes
    colleague colleagues compare cost costs day days dearer device devices difference employee employees
    evening evenings everyone expensive fee fewer fri head heads hour hours included instead item items lead
    less level levels licence licences license licenses lower mean mon month monthly months morning mornings
    night nights open opens option order others own owner owns pay paying people per person persons piece
    pieces plan price prices purchase quarter rate rates reach reduce responsible right run runs sat saturdays
    seat seats sun sundays support supported team then there thu thurs tier tiers tonight top total tue tues unit units
    up upgrade user users wed week weekend weekends work works year yearly years
    """.split()  # noqa: SIM905  # a wall of quotes would hide the words
)

_FIGURE = re.compile(r"\d+(?:am|pm)?")


def by_name(catalog: Catalog, text: str) -> list[str]:
    """Return the services whose full name or key (in capitals) stands in a text, in their order there."""
    plain, tokens = _plain(text), set(re.findall(r"\b[A-Z][A-Z0-9]+\b", text))
    found = {
        key: at for key, each in catalog.services.items() if (at := _at(plain, (each.name,))) is not None
    }
    for key in catalog.services.keys() & tokens:
        found.setdefault(key, _at(plain, (key,)) or 0)
    return sorted(found, key=lambda key: (found[key], key))


def by_words(catalog: Catalog, text: str) -> list[str]:
    """Return the services that a text calls by any of their words, the longest of these first."""
    plain = _plain(text)
    found = {key: longest for key, each in catalog.services.items() if (longest := _longest(plain, each))}
    return sorted(found, key=lambda key: (-found[key], key))


def by_level(catalog: Catalog, text: str) -> list[str]:
    """Return the services that have a level which a text names: "on Plus", "the Premium level"."""
    plain = _plain(text)
    return [
        key
        for key, each in catalog.services.items()
        if each.stage == "live"
        and any(f" {_bare(tier.name)} " in plain and _says_level(text, tier) for tier in each.tiers)
    ]


def levels(catalog: Catalog) -> tuple[str, ...]:
    """Return the names of all levels in lower case, the longest first."""
    tiers = [tier for service in catalog.services.values() for tier in service.tiers]
    return tuple(
        sorted(
            {_BRACKETS.sub("", tier.name).strip().lower() for tier in tiers},
            key=lambda name: (-len(name), name),
        )
    )


def by_measure(catalog: Catalog, text: str) -> list[str]:
    """Return the services that a text counts by their own measure: "six analyst seats", "2 TB"."""
    plain = _plain(text)
    live = [each for each in catalog.services.values() if each.stage == "live" and each.tiers]
    measures = {each.key: {_bare(name) for name in (each.unit, each.units) if name} for each in live}
    by_tier = [
        each.key
        for each in live
        if any(
            f" {_bare(tier.name)} {measure} " in plain
            for tier in each.tiers
            for measure in measures[each.key]
        )
    ]
    shared = {
        name for name in chain(*measures.values()) if sum(name in each for each in measures.values()) > 1
    }
    counted = [
        each.key
        for each in live
        if any(re.search(rf" \d+ {re.escape(measure)} ", plain) for measure in measures[each.key] - shared)
    ]
    return by_tier or counted


def level(service: Service, text: str) -> str | None:
    """Return the level of a service that a text names, the longest name that fits."""
    plain = _plain(text)
    named = [tier.name for tier in service.tiers if f" {_bare(tier.name)} " in plain]
    return max(named, key=len, default=None)


def turned(service: Service, current: str | None, turn: Turn) -> str | None:
    """Return the next cheaper or dearer level than `current`, or the cheapest or dearest without one.

    None when there is none: it is the cheapest or dearest already.
    """
    ranked = sorted(service.tiers, key=lambda tier: (tier.price.minor, tier.rank))
    names = [tier.name for tier in ranked]
    if not names or current is None or current not in names:
        return (names[0] if turn == "cheaper" else names[-1]) if names else None
    at = names.index(current) + (-1 if turn == "cheaper" else 1)
    return names[at] if 0 <= at < len(names) else None


def says_it_is_it(text: str) -> bool:
    """Tell whether "IT" is the department and not the thing that was spoken of."""
    return re.search(r"\bIT\b", text) is not None


def says_more(text: str, service: Service | None) -> bool:
    """Tell whether a text speaks of anything beyond how to ask and what the service itself is called."""
    known = set(_ASKING)
    if service is not None:
        own = (service.name, service.key, *service.words, service.unit or "", service.units or "")
        known |= {word for name in (*own, *(tier.name for tier in service.tiers)) for word in spoken(name)}
    return any(word not in known and not _FIGURE.fullmatch(word) for word in spoken(text))


def _says_level(text: str, tier: Tier) -> bool:
    name = re.escape(_BRACKETS.sub("", tier.name).strip())
    return bool(
        re.search(rf"\b(?:on|to|the|for) {name}\b|\b{name} (?:level|tier|plan)\b", text, re.IGNORECASE)
    )


def _longest(plain: str, service: Service) -> int:
    return max(
        (len(each) for each in _phrases(service.name, service.words) if f" {each} " in plain), default=0
    )


def _at(plain: str, names: Iterable[str]) -> int | None:
    return min((at for name in names if (at := plain.find(f" {_bare(name)} ")) >= 0), default=None)


@lru_cache(maxsize=4096)
def _phrases(name: str, words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_bare(each) for each in (name, *words))


@lru_cache(maxsize=4096)
def _bare(name: str) -> str:
    return _plain(_BRACKETS.sub("", name)).strip()


def _plain(text: str) -> str:
    """Return the words of a text in lower case and without a plural's ending, each between blanks."""
    return f" {' '.join(singular(word) for word in _WORD.findall(text.lower()))} "
