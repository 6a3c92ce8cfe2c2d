"""Topics: what is asked of one service, and of which of its levels."""

import re
from dataclasses import replace

from bot.catalog import Catalog, Service, aspects
from bot.catalog.aspects import Asked, Aspect
from bot.catalog.finding import Match
from bot.catalog.ways_to_compare import Turn
from bot.value.answers import naming
from bot.value.answers.decided import Topic

# What the unit has: "than what we have", "how much more", "move us to".
_OURS = re.compile(
    r"\b(?:than|against|from|to|over|instead of) (?:what )?(?:ours?|mine|we|i|now|today|the current)\b"
    r"|\bhow much (?:more|extra|less|dearer|cheaper)\b|\b(?:upgrad|downgrad|mov|switch|chang|go)\w* .{0,40}\bto\b",
    re.IGNORECASE,
)


def of_service(
    catalog: Catalog, asked: Asked, aspect: Aspect, key: str, current: str | None, match: Match | None = None
) -> Topic:
    """Return what is asked of a service; `current` is the level that was spoken of before."""
    service = catalog.service(key)
    entry = match if match and match.service == key and match.kind == "service" else whole(service)
    compared = asked.claim or (aspect == "price" and naming.says_change(service, asked.text))
    if compared and (sides := _sides(service, asked)):
        return Topic(asked, "difference", key, sides[0], entry, other=sides[1])
    if asked.claim and aspect == "compare":
        aspect = "price"  # of two services
    aspect = "compare" if aspect == "difference" else aspect
    named = naming.level(service, asked.text)
    if aspect in ("price", *aspects.TERMS) and len(naming.levels_of(service, asked.text)) > 1:
        named, current = None, None
        aspect = "compare" if aspect == "price" and not asked.quantity else aspect
        asked = replace(asked, turn=None)  # "cheaper on standard or premium"
    elif aspect == "price" and asked.longer and _can_be_longer(service):
        aspect = "extend"
    tier, edge = named or current, False
    beyond = named and naming.stands_behind(asked.text, named, "than")  # "anything cheaper than Standard"
    if asked.turn and service.tiers and (beyond or not named):
        turned = _turned(service, named or current, asked.turn)
        tier, edge = turned or named or current, turned is None
    return Topic(asked, aspect, key, tier, entry, edge=edge)


def _can_be_longer(service: Service) -> bool:
    """Tell whether it can be kept open longer for once; of what is counted in hours, hours are how much of it."""
    return bool(service.stage == "live" and service.tiers and not service.by_the_hour)


def _sides(service: Service, asked: Asked) -> tuple[str, str | None] | None:
    """Return the two levels of which one is asked to cost more: None for one that is what the unit has."""
    levels = naming.beside(service, asked.text)
    levels = levels or [level for level in (naming.level(service, asked.text),) if level]
    if len(levels) == 2:
        return levels[0], levels[1]
    if len(levels) != 1:
        return None
    if naming.stands_behind(asked.text, levels[0], "than"):
        beside = _turned(service, levels[0], "dearer" if asked.claim == "dearer" else "cheaper")
        return (beside, levels[0]) if beside else None
    return (levels[0], None) if _OURS.search(asked.text) else None


def _turned(service: Service, current: str | None, turn: Turn) -> str | None:
    """Return the next cheaper or dearer level than `current`, or the cheapest or dearest without one.

    None when there is none: it is the cheapest or dearest already.
    """
    ranked = sorted(service.tiers, key=lambda tier: (tier.price.minor, tier.rank))
    names = [tier.name for tier in ranked]
    if not names or current is None or current not in names:
        return (names[0] if turn == "cheaper" else names[-1]) if names else None
    at = names.index(current) + (-1 if turn == "cheaper" else 1)
    return names[at] if 0 <= at < len(names) else None


def whole(service: Service) -> Match:
    """Return a service as the entry that is meant."""
    return Match("service", service.key, None, service.name, 1.0, 1.0)
