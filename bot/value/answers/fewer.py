"""Fewer: what a unit has of a service that somebody wants less of, and what that would save."""

import re
from dataclasses import dataclass

from bot.catalog import Service
from bot.catalog.numbers import NUMBER, number
from bot.money import Money
from bot.value.answers.cards import Asker, Entry
from bot.value.answers.decided import Topic

_LEFT = re.compile(rf"\bto (?:only |just )?({NUMBER})\b")
_GIVEN_BACK = re.compile(rf"(?:\b(?:by|minus) |^- ?)({NUMBER})\b")


@dataclass(frozen=True)
class FewerAnswer:
    """What is there to be given back; nobody but the owner's team takes units back.

    `saving` is the level's price of today by the month, times `quantity` where that was said; None where the
    level is not known or paid by the piece.
    """

    aspect: str
    service: Entry
    unit_name: str | None  # None: its affairs are not for this place
    quantity: int | None
    level: str | None  # the one that is meant, or the only one it has
    saving: Money | None
    notice_days: int | None  # of that level, None where none was agreed


def fewer(service: Service, topic: Topic, asker: Asker, known: Entry) -> FewerAnswer:
    """Say what the unit has and what so many fewer would save."""
    held = {level.name: level for level in known.held}
    name = topic.tier if topic.tier in held else next(iter(held)) if len(held) == 1 else None
    level = held.get(name or "")
    quantity = _how_many(topic, level.quantity if level else None)
    return FewerAnswer(
        aspect="fewer",
        service=known,
        unit_name=asker.unit.name if asker.unit else None,
        quantity=quantity,
        level=name,
        saving=level.price * (quantity or 1) if level and service.monthly else None,
        notice_days=service.tier(name).notice_days if name else None,
    )


def _how_many(topic: Topic, has: int | None) -> int | None:
    """Return how many fewer are wanted of those that the unit has: "by 3", "to 30", None where nobody said."""
    words = topic.asked.text.lower()
    if left := _LEFT.search(words):
        return max((has or 0) - number(left[1]), 0) or None
    given = _GIVEN_BACK.search(words)
    said = number(given[1]) if given else topic.asked.quantity
    return min(said, has) if said and has else said
