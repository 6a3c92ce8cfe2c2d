"""Meant: which service a question is about, by name, by a word for it, by a level's name, or as it was found."""

from collections.abc import Sequence

from bot.catalog import Catalog, aspects
from bot.catalog.aspects import Asked, Aspect
from bot.catalog.finding import Found, Match
from bot.value.answers import naming


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
        if asked.aspect in ("hours", "fewer") and len(keys) == 1:
            return keys[0]
        nearest = found.matches[0].service if found.matches else None
        return nearest if nearest in keys else None  # one word for it, all else for another: not sure
    if asked.aspect != "hours" and (best or _agreed(found)):
        return best or _agreed(found)
    return None


def _by_level(catalog: Catalog, asked: Asked, found: Found, keys: Sequence[str]) -> str | None:
    """Return the one service that has the level which is named, unless the words are about something else."""
    levels = naming.by_level(catalog, asked.text)
    if len(levels) != 1:
        return None
    (key,) = levels
    near = {*keys, *(match.service for match in found.matches)}
    return key if key in (keys or near) or not naming.says_more(asked.text, catalog.service(key)) else None


def called(catalog: Catalog, asked: Asked, found: Found) -> list[str]:
    """Return the services that it calls by any of their words; below others only where that may be meant."""
    if asked.aspect in ("dependents", "supports"):
        words = naming.by_words(catalog, asked.text)
        return [key for key in words if catalog.service(key).kind == "supporting"][:1] or words
    names = found.trace.names if found.trace else ()
    keys = list(dict.fromkeys(key for _, key in names if key in catalog.services))
    facing = [key for key in keys if catalog.service(key).kind == "customer_facing"]
    return facing or keys


def _found(catalog: Catalog, found: Found) -> str | None:
    best = found.matches[0] if found.kind == "answer" else None
    return best.service if best and best.service in catalog.services else None


def _agreed(found: Found) -> str | None:
    """Return the service that all the nearest entries belong to, if it is one."""
    services = {match.service for match in found.matches} if found.kind == "choices" else set()
    return services.pop() if len(services) == 1 else None


def is_asked(catalog: Catalog, best: Match, aspect: Aspect) -> bool:
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
        return "funding" if is_asked(catalog, best, "funding") else None
    timed = any(each.aspect == "hours" and each.moment for each in _asks(catalog, best))
    return "hours" if asked.moment and timed else None
