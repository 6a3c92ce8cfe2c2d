"""Going on: which services an answer is about, what it tells of each, and what can be done with it next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.catalog import Retired
from bot.catalog.moments import Stretch
from bot.value.answers.cards import Entry
from bot.value.answers.hours import HoursAnswer
from bot.value.answers.price import PriceAnswer

ORDERS_NOTHING = frozenset({"fewer", "extend", "expedite"})  # the answer leads elsewhere


@dataclass(frozen=True)
class OfService:
    """One service of an answer: what is told of it, and what its buttons are for."""

    key: str
    name: str
    aspects: tuple[str, ...]
    retired: Retired | None  # None while it is offered
    next: Literal["order", "vote"] | None
    level: str | None  # that is spoken of, for its Order button
    levels: int
    held: bool  # the asker's unit has some of it
    longer: Stretch | None  # the time for which it could be kept open


def of_services(parts: Sequence[Any]) -> list[OfService]:
    """Return the services that the parts of an answer are about, in their order there."""
    by_key: dict[str, list[Any]] = {}
    for part in parts:
        if known := getattr(part, "service", None):
            by_key.setdefault(known.key, []).append(part)
    return [_of_service(of_it[0].service, of_it) for of_it in by_key.values()]


def _of_service(known: Entry, parts: Sequence[Any]) -> OfService:
    aspects = tuple(dict.fromkeys(part.aspect for part in parts))
    return OfService(
        key=known.key,
        name=known.name,
        aspects=aspects,
        retired=known.retired,
        next=_next(known) if set(aspects) - ORDERS_NOTHING else None,
        level=next((level for part in parts if (level := _level(part))), None),
        levels=len(known.levels),
        held=bool(known.held),
        longer=None if "extend" in aspects else _longer(parts),
    )


def _next(known: Entry) -> Literal["order", "vote"] | None:
    if known.stage == "live" and known.levels:
        return "order"
    return "vote" if known.stage == "pipeline" else None


def _level(part: Any) -> str | None:
    """Return the level that a part is about: its figure was asked for, or it is open when the unit's own is not."""
    if isinstance(part, PriceAnswer) and part.chosen:
        return part.sums[0].level
    return part.wider.level if isinstance(part, HoursAnswer) and part.wider else None


def _longer(parts: Sequence[Any]) -> Stretch | None:
    return next(
        (each.extendable for each in parts if isinstance(each, HoursAnswer) and each.extendable), None
    )
