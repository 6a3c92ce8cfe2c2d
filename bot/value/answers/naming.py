"""Naming: which services and levels a question says by name, supporting services among them."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise

from bot.catalog import Catalog, Service, Tier, spans
from bot.catalog.finding.words import singular, spoken
from bot.value.answers.asking import ASKING

_WORD = re.compile(r"[a-z0-9]+")
_BRACKETS = re.compile(r"\([^)]*\)")
_CAPITALS = re.compile(r"\b[A-Z][A-Z0-9]+\b")
_CODE = re.compile(r"(?<![\w-])[A-Z][A-Z0-9]{1,4}(?![\w-])")
_OF = r"(?:team|people|folks|guys|department|colleagues?)"
_NEEDS = rf"(?:(?: {_OF})? (?:needs|wants|asks)| {_OF} (?:need|want|ask))"
_MOVES = r"(?:go|goes|going|move|moves|moving|switch|change|upgrade|up|down|over)"
_FIGURE = re.compile(r"\d+(?:am|pm)?")
_JOINING = "(?:to|than|instead of|rather than|v|versus|or|over)"
_HEARD = r"\W+(?:\w+\W+){0,2}?"  # between words of a name: the small ones, which the finder leaves out
_JOINS = re.compile(r"[,&/?;]|\b(?:and|or|plus|than|vs|versus)\b")


def by_name(catalog: Catalog, text: str) -> list[str]:
    """Return the services whose full name or key (in capitals) stands in a text, in their order there."""
    plain, tokens = plainly(text), set(_CAPITALS.findall(text))
    places = {key: plain.find(between(each.name)) for key, each in catalog.services.items()}
    found = {key: at for key, at in places.items() if at >= 0}
    for key in catalog.services.keys() & tokens:
        found.setdefault(key, max(plain.find(between(key)), 0))
    return sorted(found, key=lambda key: (found[key], key))


def says_name(service: Service, text: str) -> bool:
    """Tell whether the full name of a service stands in a text."""
    return between(service.name) in plainly(text)


def says_of_name(service: Service, text: str) -> bool:
    """Tell whether a word of a service's name, or its key, stands in a text."""
    said = {singular(word) for word in spoken(text)}
    return any(singular(word) in said for word in (*spoken(service.name), service.key.lower()))


def says_only(service: Service, text: str) -> bool:
    """Tell whether a text says nothing but what a service is called."""
    own = {singular(word) for name in (service.name, *service.words) for word in spoken(name)}
    return all(singular(word) in own for word in spoken(text))


def is_somebody(key: str, text: str) -> bool:
    """Tell whether the letters of a key are somebody who needs something: "PR needs help"."""
    return re.search(rf"\b{re.escape(key)}{_NEEDS}\b", text, re.IGNORECASE) is not None


def by_words(catalog: Catalog, text: str) -> list[str]:
    """Return the services that a text calls by any of their words, the longest of these first."""
    plain = plainly(text)
    found = {key: longest for key, each in catalog.services.items() if (longest := _longest(plain, each))}
    return sorted(found, key=lambda key: (-found[key], key))


def by_level(catalog: Catalog, text: str, *, anywhere: bool = False) -> list[str]:
    """Return the services that have a level which a text names: "on Plus", "the Premium level".

    A level whose name begins with the one that is said competes with it: "on extended" may be Extended hours.
    Where it may stand `anywhere`, its name alone is enough: "analyst price".
    """
    live = [each for each in catalog.services.values() if each.stage == "live"]
    said = _longest_of(
        bare(tier.name)
        for each in live
        for tier in each.tiers
        if between(tier.name) in plainly(text) and (anywhere or _says_level(text, tier.name))
    )
    return [each.key for each in live if any(said & {bare(tier.name), _brief(tier)} for tier in each.tiers)]


def levels(catalog: Catalog) -> tuple[str, ...]:
    """Return the names of all levels in lower case, the longest first."""
    return _levels(frozenset(tier.name for service in catalog.services.values() for tier in service.tiers))


@lru_cache(maxsize=64)
def _levels(names: frozenset[str]) -> tuple[str, ...]:
    plain = {_BRACKETS.sub("", name).strip().lower() for name in names}
    return tuple(sorted(plain, key=lambda name: (-len(name), name)))


def sharing(catalog: Catalog, service: Service) -> list[str]:
    """Return the services for customers that have the one word which a service is called in their names."""
    word = between(service.name)
    if len(word.split()) > 1:
        return []
    return [
        key
        for key, each in catalog.services.items()
        if each.kind == "customer_facing"
        and each.stage == "live"
        and any(word in f" {phrase} " for phrase in _phrases(each.name, each.words))
    ]


def level(service: Service, text: str) -> str | None:
    """Return the level of a service that a text names, the longest name that fits, or its first word: "on extended"."""
    plain = plainly(text)
    named = [tier.name for tier in service.tiers if between(tier.name) in plain]
    brief = [tier.name for tier in service.tiers if _says_brief(service, text, _brief(tier))]
    return max(named, key=len, default=brief[0] if len(brief) == 1 else None)


def levels_of(service: Service, text: str) -> list[str]:
    """Return all the levels of a service that a text names: "standard or premium"."""
    said = _longest_of(bare(tier.name) for tier in service.tiers if between(tier.name) in plainly(text))
    return [tier.name for tier in service.tiers if bare(tier.name) in said]


def beside(service: Service, text: str) -> list[str]:
    """Return the levels that a text sets beside one another as they follow there; of a move, where it leads first."""
    places = _places(service, text)
    return sorted(places, key=lambda name: places[name], reverse=" to " in _joining(places, text))


def says_change(service: Service, text: str) -> bool:
    """Tell whether a text puts one level in the place of another: "standard to premium for 3"."""
    joining = _joining(_places(service, text), text)
    return any(f" {words} " in joining for words in ("to", "instead of", "rather than"))


def _joining(places: Mapping[str, int], text: str) -> str:
    """Return what stands between two levels of a text, "" for fewer or more of them."""
    ends = sorted(places.values())
    return plainly(text)[ends[0] : ends[1] + 1] if len(ends) == 2 else ""


def _places(service: Service, text: str) -> dict[str, int]:
    """Return where a text names levels; beside another also by their first words: "standard to extended"."""
    plain, named = plainly(text), levels_of(service, text)
    places = {name: plain.find(between(name)) for name in named}
    for tier in service.tiers if len(named) == 1 else ():
        brief = re.escape(_brief(tier))
        joined = rf" {_JOINING} (?:the )?({brief}) | ({brief}) {_JOINING} "
        if brief and tier.name not in named and (found := re.search(joined, plain)):
            places[tier.name] = found.start(found.lastindex or 0)
    return places


def stands_behind(text: str, name: str, word: str) -> bool:
    """Tell whether a name follows a word: "cheaper than Plus"."""
    return bool(re.search(rf" {word} (?:\w+ ){{0,2}}?{re.escape(bare(name))} ", plainly(text)))


def words(text: str) -> set[str]:
    """Return the words of a text as names are compared by: in lower case, without a plural's ending."""
    return set(plainly(text).split())


def says_it_is_it(text: str) -> bool:
    """Tell whether "IT" is the department and not the thing that was spoken of."""
    return re.search(r"\bIT\b", text) is not None


def says_more(text: str, *services: Service | None) -> bool:
    """Tell whether a text speaks of anything beyond how to ask and what the services themselves are called."""
    known = set(ASKING)
    for service in filter(None, services):
        own = (service.name, service.key, *service.words, service.unit or "", service.units or "")
        known |= {word for name in (*own, *(tier.name for tier in service.tiers)) for word in spoken(name)}
    said = spoken(spans.without(" ".join(text.lower().split()).replace("in case", "if")))
    return any(not {word, singular(word)} & known and not _FIGURE.fullmatch(word) for word in said)


def says_other_code(service: Service, text: str) -> bool:
    """Tell whether a text says a short word in capitals that nothing of a service says: it may be another's key.

    Where all is in capitals, none is.
    """
    if text.isupper():
        return False
    asked = {
        word for faq in service.faqs for phrase in (faq.question, *faq.phrasings) for word in words(phrase)
    }
    return any(says_more(code, service) and not words(code) & asked for code in _CODE.findall(text))


def listed(text: str, names: Iterable[str]) -> list[str]:
    """Return names, as the finder heard them, in their order in a text that lists them: "till, wifi and ERP"."""
    patterns = {name: _HEARD.join(rf"\b{re.escape(word)}\b" for word in name.split()) for name in names}
    places = {name: re.search(pattern, text, re.IGNORECASE) for name, pattern in patterns.items()}
    heard = sorted((found.span(), name) for name, found in places.items() if found)
    joined = all(_JOINS.search(text[one[0][1] : other[0][0]]) for one, other in pairwise(heard))
    return [name for _, name in heard] if joined and len(heard) == len(places) else []


def _says_level(text: str, name: str) -> bool:
    name = re.escape(_BRACKETS.sub("", name).strip())
    return bool(
        re.search(rf"\b(?:on|to|the|for) {name}\b|\b{name} (?:level|tier|plan)\b", text, re.IGNORECASE)
    )


def _says_brief(service: Service, text: str, brief: str) -> bool:
    """Tell whether a text calls a level by its first word: "on extended", or behind the service, "ERP extended"."""
    behind = any(
        f" {name} {brief} " in plainly(text)
        for name in (bare(service.key), *_phrases(service.name, service.words))
    )
    return bool(brief) and (behind or _moves_to(text, brief))


def _moves_to(text: str, brief: str) -> bool:
    """Tell whether a text speaks of being on a level that is called by its first word, or of going there."""
    said = rf"\b(?:on|{_MOVES} to) (?:the )?{re.escape(brief)}\b|\b{re.escape(brief)} (?:level|tier|plan)\b"
    return bool(brief) and re.search(said, text, re.IGNORECASE) is not None


def _brief(tier: Tier) -> str:
    """Return the first word of a level's name that has more of them, "" for another."""
    first, _, rest = bare(tier.name).partition(" ")
    return first if rest else ""


def _longest_of(names: Iterable[str]) -> set[str]:
    """Return names without those that are a part of another: who says Extended hours does not say Extended."""
    all_names = set(names)
    return {
        each
        for each in all_names
        if not any(f" {each} " in f" {other} " and each != other for other in all_names)
    }


def _longest(plain: str, service: Service) -> int:
    return max(
        (len(each) for each in _phrases(service.name, service.words) if f" {each} " in plain), default=0
    )


@lru_cache(maxsize=4096)
def _phrases(name: str, words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(bare(each) for each in (name, *words))


@lru_cache(maxsize=4096)
def bare(name: str) -> str:
    """Return a name as it stands in a plain text, without what is in brackets."""
    return plainly(_BRACKETS.sub("", name)).strip()


@lru_cache(maxsize=4096)
def between(name: str) -> str:
    """Return a name as it stands in a plain text."""
    return f" {bare(name)} "


@lru_cache(maxsize=256)
def plainly(text: str) -> str:
    """Return the words of a text in lower case and without a plural's ending, each between blanks."""
    return f" {' '.join(singular(word) for word in _WORD.findall(text.lower()))} "
