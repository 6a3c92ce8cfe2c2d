"""Meant: which service a question is about, by name, by a word for it, by a level's name, or as it was found."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from bot.catalog import Catalog, Service, aspects, figures, moments, ways_for_terms
from bot.catalog.aspects import Asked, Aspect
from bot.catalog.finding import Found, Match
from bot.catalog.finding.words import spoken
from bot.value.answers import measuring, naming

BELOW = ("dependents", "supports")  # asked of supporting services most of all
SHORT = 3  # letters that may stand for something else, even in capitals: PR, an SD card
SHORTEST = 2
HOURS = {"hrs", "hr", "hours"}
_SHORT = {"std": "standard", "stnd": "standard", "prem": "premium", "perf": "performance"}
ORDERED = frozenset({"price", "order", "compare", "fewer"})  # asked of what can be ordered
_NEW = re.compile(r"\bnew\b", re.IGNORECASE)
LEVELED = (*ORDERED, *aspects.TERMS, *aspects.OF_THING, "hours")  # asked of a level, too


def named(catalog: Catalog, text: str, found: Found, aspect: Aspect | None = None) -> list[str]:
    """Return the services that a text names, in their order there; what customers order before what is below it."""
    by_name = naming.by_name(catalog, text)
    keys = [key for key in by_name if not _is_by_chance(catalog.service(key), text, found)]
    if aspect in BELOW:
        return keys
    facing = [key for name in keys for key in _facing(catalog, catalog.service(name), text, aspect)]
    return list(dict.fromkeys([*facing, *keys]))


def spelled(catalog: Catalog, text: str, found: Found) -> str:
    """Return a text with the names of levels in full, slips mended that the finder found: "crm premum to std"."""
    slips = _SHORT | (dict(found.trace.repairs) if found.trace else {})
    of_levels = {word for name in naming.levels(catalog) for word in spoken(name)}
    mended = {typed: read for typed, read in slips.items() if read in of_levels}
    if not mended:
        return text
    pattern = rf"\b({'|'.join(map(re.escape, mended))})\b"
    return re.sub(pattern, lambda slip: mended[slip[0].lower()], text, flags=re.IGNORECASE)


def best(catalog: Catalog, text: str, found: Found) -> Match | None:
    """Return the entry that was surely found, but for a service whose key is somebody: "pr needs help"."""
    match = found.matches[0] if found.kind == "answer" else None
    key = match.service if match and match.kind == "service" else None
    return None if key and _is_somebody(catalog.service(key), text) else match


def _is_by_chance(service: Service, text: str, found: Found) -> bool:
    """Tell whether the letters of a short key stand there for something else, of which more is said."""
    if len(service.key) > SHORT or naming.says_name(service, text):
        return False
    return _is_somebody(service, text) or (naming.says_more(text, service) and _is_of_another(service, found))


def _is_somebody(service: Service, text: str) -> bool:
    is_short = service.kind == "supporting" and len(service.key) <= SHORT
    return is_short and naming.is_somebody(service.key, text)


def _is_of_another(service: Service, found: Found) -> bool:
    """Tell whether what was found is another service's or department's: surely, or first, for a key of two letters."""
    if len(service.key) > SHORTEST and found.kind != "answer" and not found.is_surely_elsewhere:
        return False
    matches = [each.match for each in found.trace.candidates] if found.trace else found.matches
    first = next(iter(matches), None)
    return first is not None and (first.kind == "elsewhere" or first.service not in (None, service.key))


def _facing(catalog: Catalog, service: Service, text: str, aspect: Aspect | None) -> list[str]:
    """Return the services for customers that are meant by the one word which a supporting one is called.

    That is one which is called or counted so besides, or has the level that is named: "protected storage".
    """
    if service.kind != "supporting" or not naming.says_name(service, text):
        return []
    sharing = naming.sharing(catalog, service)
    said = {*naming.by_words(catalog, text), *measuring.by_measure(catalog, text)}
    meant = [key for key in sharing if key in said or naming.level(catalog.service(key), text)]
    return meant or (sharing if aspect in ORDERED and len(sharing) == 1 else [])


def service(catalog: Catalog, asked: Asked, found: Found, named: Sequence[str]) -> str | None:
    """Return the service that a question is about: named, called by a word for it, or found.

    Hours are never those of a service that was only found: half of all questions hold a time of day. Where a
    question about its hours was found, `of_entry` says so.
    """
    if named:
        return named[0]
    keys, best = called(catalog, asked, found), _found(catalog, found)
    if level := _by_level(catalog, asked, found, keys):
        return level
    if keys:
        alone = asked.aspect in ("hours", "fewer") or asked.longer or asks_no_more(catalog, asked, found)
        if len(keys) == 1 and alone:
            return keys[0]
        nearest = found.matches[0].service if found.matches else None
        return nearest if nearest in keys else None  # one word for it, all else for another: not sure
    if asked.aspect == "hours" or _signs(asked, found):
        return None
    return best or _near(catalog, asked, found)


def _near(catalog: Catalog, asked: Asked, found: Found) -> str | None:
    """Return the service that all which comes near belongs to, unless it is asked about another's key."""
    key = _agreed(found)
    return key if key and not naming.says_other_code(catalog.service(key), asked.text) else None


def _signs(asked: Asked, found: Found) -> bool:
    """Tell whether it speaks of nothing but who signs off, which is no document to be signed."""
    names = _heard(asked, found) if asked.aspect == "approval" else []
    return bool(names) and all(ways_for_terms.SIGNING.search(name) for name, _ in names)


def leveled(catalog: Catalog, asked: Asked) -> list[str]:
    """Return the services that have the level which is named, and are counted in what is counted."""
    keys = naming.by_level(catalog, asked.text)
    if not keys and (asked.bare or asked.included or asked.aspect in LEVELED):
        by_name = naming.by_level(catalog, asked.text, anywhere=True)
        keys = [key for key in by_name if not naming.says_more(asked.text, catalog.service(key))]
    if counts_people(asked):
        return [key for key in keys if measuring.is_personal(catalog.service(key))]
    return measuring.counted(catalog, keys, asked.text) or keys


def counts_people(asked: Asked) -> bool:
    """Tell whether what is counted is people: "34 of us"."""
    people = measuring.people(asked.text)
    return (
        asked.quantity is not None
        and people is not None
        and figures.quantity(people.lower()) == asked.quantity
    )


def _by_level(catalog: Catalog, asked: Asked, found: Found, keys: Sequence[str]) -> str | None:
    """Return the one service that has the level which is named, unless the words are about something else."""
    levels = leveled(catalog, asked)
    if len(levels) != 1:
        return None
    (key,) = levels
    near = {*keys, *(match.service for match in found.matches)}
    return key if key in (keys or near) or not naming.says_more(asked.text, catalog.service(key)) else None


def called(catalog: Catalog, asked: Asked, found: Found) -> list[str]:
    """Return the services that it calls by any of their words; below others only where that may be meant."""
    if asked.aspect in BELOW:
        words = naming.by_words(catalog, asked.text)
        return [key for key in words if catalog.service(key).kind == "supporting"][:1] or words
    names = _heard(asked, found)
    if asked.aspect == "approval":
        names = [(name, key) for name, key in names if not ways_for_terms.SIGNING.search(name)]
    if asked.aspect in aspects.TERMS:  # "the till contract" is no contract to be signed
        names = [(name, key) for name, key in names if naming.says_more(name)] or names
    if asked.aspect == "owner":
        names = _by_their_names(catalog, names)
    keys = list(dict.fromkeys(key for _, key in names if key in catalog.services))
    facing = [key for key in keys if catalog.service(key).kind == "customer_facing"]
    return facing or keys


def _by_their_names(catalog: Catalog, names: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return names without those of a service that is only called so, where another's own name says it."""
    own = [
        (name, key)
        for name, key in names
        if key in catalog.services and naming.says_of_name(catalog.service(key), name)
    ]
    said = {name for name, _ in own}
    return [(name, key) for name, key in names if name not in said or (name, key) in own]


def calls(catalog: Catalog, asked: Asked, found: Found) -> list[str]:
    """Return the services that it calls by a word, which the data is not of which it asks how much may be lost."""
    names = [name for name, _ in _heard(asked, found)]
    only_records = asked.aspect == "recovery" and all(map(ways_for_terms.RECORDS.search, names))
    return [] if only_records else called(catalog, asked, found)


def _heard(asked: Asked, found: Found) -> list[tuple[str, str]]:
    """Return the words for services that were heard, but for those of a time beside others: "the CRM till 4pm"."""
    text = asked.text.lower()
    until = {"till"} if ways_for_terms.UNTIL.search(text) else set()
    names = [(name, key) for name, key in found.trace.names if name not in until] if found.trace else []
    told = naming.words(text) - naming.words(moments.without(text)) if asked.moment else set()
    if asked.aspect == "hours":
        told |= HOURS
    return [(name, key) for name, key in names if name not in told] or names


def thing(catalog: Catalog, asked: Asked, found: Found, named: Sequence[str]) -> str | None:
    """Return the one service that a question is about, if it says no more: it is named, called, or has the level."""
    text = _NEW.sub(" ", asked.text)
    for keys in _by_turns(catalog, asked, found, named):
        if len(keys) == 1 and not naming.says_more(text, catalog.service(keys[0])):
            return keys[0]
    return None


def _by_turns(catalog: Catalog, asked: Asked, found: Found, named: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the services that are named, called, or have the level, each worked out once it is needed."""
    yield named[:1]
    yield called(catalog, asked, found)
    yield leveled(catalog, asked)


def alone(catalog: Catalog, asked: Asked, found: Found) -> list[str]:
    """Return the one service that it calls by a word, if it says nothing else: "and mail?"."""
    keys = called(catalog, asked, found)
    return keys if len(keys) == 1 and asks_no_more(catalog, asked, found) else []


def asks_no_more(catalog: Catalog, asked: Asked, found: Found) -> bool:
    """Tell whether it calls a service by a word, and else says only what it asks of it: "notice period mail"."""
    services = [catalog.service(key) for key in called(catalog, asked, found)]
    return bool(services) and not naming.says_more(asked.text, *services)


def listed(catalog: Catalog, asked: Asked, found: Found) -> list[Service]:
    """Return the services of which the same is asked at once: "price of laptops and phones"; else none."""
    named: defaultdict[str, list[Service]] = defaultdict(list)
    for name, key in _heard(asked, found) if asked.aspect in aspects.OF_EACH else ():
        if key in catalog.services:
            named[name].append(catalog.service(key))
    meant = {name: _to_use(services) for name, services in named.items()}
    if found.trace is None or any(len(services) != 1 for services in meant.values()):
        return []
    text = found.trace.text
    services = {meant[name][0].key: meant[name][0] for name in naming.listed(text, meant)}
    is_list = len(services) > 1 and not naming.says_more(text, *services.values())
    return list(services.values()) if is_list else []


def _to_use(services: list[Service]) -> list[Service]:
    """Return the services that customers use, if some are; else those below them."""
    return [each for each in services if each.kind == "customer_facing"] or services


def _found(catalog: Catalog, found: Found) -> str | None:
    best = found.matches[0] if found.kind == "answer" else None
    return best.service if best and best.service in catalog.services else None


def _agreed(found: Found) -> str | None:
    """Return the service that all the nearest entries belong to, if it is one."""
    services = {match.service for match in found.matches} if found.kind == "choices" else set()
    return services.pop() if len(services) == 1 else None


def says_it(catalog: Catalog, best: Match, asked: Asked, service: str | None) -> bool:
    """Tell whether an owner's own answer is to be preferred to a computed one: it is about a special case."""
    if best.kind != "faq" or asked.quantity is not None or asked.longer or best.service != service:
        return False
    if asked.aspect == "price" and service and naming.level(catalog.service(service), asked.text):
        return False
    if asked.aspect in aspects.TERMS:
        more = service is not None and naming.says_more(asked.text, catalog.service(service))
        return more or _is_asked(catalog, best, asked.aspect)
    return asked.aspect == "order" or (asked.aspect == "price" and _is_asked(catalog, best, "price"))


def _is_asked(catalog: Catalog, best: Match, aspect: Aspect | None) -> bool:
    """Tell whether the question of an entry asks for this."""
    return any(each.aspect == aspect for each in _asks(catalog, best))


def _asks(catalog: Catalog, best: Match) -> tuple[Asked, ...]:
    return aspects.read(catalog.faq(best.service, best.faq or 0).question)


def of_entry(catalog: Catalog, asked: Asked, best: Match | None) -> Aspect | None:
    """Return what the entry asks that is worked out anyway, and better than its owner could write it.

    That is what is left of the funding, and whether a service is open at a time, if the question names one.
    """
    if best is None or best.kind != "faq":
        return None
    if best.service is None:
        return "funding" if _is_asked(catalog, best, "funding") else None
    timed = any(each.aspect == "hours" and each.moment for each in _asks(catalog, best))
    return "hours" if asked.moment and timed else None
