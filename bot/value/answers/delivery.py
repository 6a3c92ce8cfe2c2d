"""Delivery: by when what is ordered now would be there, level by level."""

from dataclasses import dataclass
from datetime import datetime

from bot.catalog import Service
from bot.process import targets
from bot.value.answers.cards import Asker, Entry
from bot.value.answers.decided import Topic
from bot.value.answers.terms import that_count


@dataclass(frozen=True)
class Due:
    """By when it would be there on one level: so many minutes of its hours after the yes."""

    name: str
    at: datetime
    minutes: int
    hours: str
    zone: str


@dataclass(frozen=True)
class DeliveryAnswer:
    """The level asked for, or that the unit has, first; then the others."""

    aspect: str
    service: Entry
    levels: tuple[Due, ...]


def delivery(service: Service, topic: Topic, asker: Asker, known: Entry) -> DeliveryAnswer:
    """Return by when an order that its team got now would be due."""
    return DeliveryAnswer(
        aspect="delivery",
        service=known,
        levels=tuple(_due(service, level.name, asker.now) for level in that_count(known, topic.tier)),
    )


def _due(service: Service, name: str, now: datetime) -> Due:
    tier = service.tier(name)
    return Due(
        name=name,
        at=targets.due(tier.hours, tier, "order", now, 1).resolution,
        minutes=tier.resolve_minutes or targets.RESOLVE_MINUTES,
        hours=str(tier.hours),
        zone=tier.hours.zone,
    )
