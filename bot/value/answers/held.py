"""Held: what the asker's unit has, of one service or of all, and what that costs a month."""

from dataclasses import dataclass

from sqlmodel import Session

from bot.catalog import Catalog, Service
from bot.cost import subscriptions
from bot.money import Money, total
from bot.value.answers.cards import Asker, Entry, entry
from bot.value.answers.decided import Topic
from bot.value.answers.told import Told, of_no_unit

MOST_SERVICES = 12


@dataclass(frozen=True)
class Holding:
    """What the unit has of one service; `monthly` is None for what is paid by the piece."""

    name: str
    unit: str | None
    units: str | None
    levels: tuple[tuple[str, int], ...]  # and how many of each
    monthly: Money | None


@dataclass(frozen=True)
class HeldAnswer:
    """What the unit has, what costs most first; `service` is the one that was asked about, `level` the one of it.

    `unit_name` is None where its affairs are not for this place, `monthly` is all of it together, `more` not shown.
    """

    aspect: str
    service: Entry | None
    level: str | None
    unit_name: str | None
    rows: tuple[Holding, ...]
    more: int
    monthly: Money


def held(session: Session, catalog: Catalog, topic: Topic, asker: Asker) -> HeldAnswer | Told:
    """Return what the asker's unit has of what they may know of; prices are the catalog's of today."""
    if asker.private and asker.unit is None:
        return of_no_unit(session, catalog.company, asker)
    service = catalog.services.get(topic.service or "")
    known = entry(session, catalog, service, asker) if service else None
    of_unit = _of_unit(session, known, asker)
    wanted = [service] if service else [each for each in catalog.services.values() if each.tiers]
    found = [_holding(each, of_unit.get(each.key, {}), topic.tier) for each in wanted]
    nothing = catalog.company.nothing()
    rows = sorted(
        (each for each in found if each.levels),
        key=lambda each: (-(each.monthly or nothing).minor, each.name),
    )
    return HeldAnswer(
        aspect="held",
        service=known,
        level=topic.tier,
        unit_name=asker.unit.name if asker.unit else None,
        rows=tuple(rows[:MOST_SERVICES]),
        more=max(len(rows) - MOST_SERVICES, 0),
        monthly=total([each.monthly for each in rows if each.monthly], catalog.company.currency),
    )


def _of_unit(session: Session, known: Entry | None, asker: Asker) -> dict[str, dict[str, int]]:
    """Return how many of each level of a service the unit has; of all services where none was asked about."""
    if known:
        return {known.key: {level.name: level.quantity for level in known.held}}
    return subscriptions.held(session, asker.unit.code, asker.today) if asker.unit else {}


def _holding(service: Service, quantities: dict[str, int], level: str | None) -> Holding:
    tiers = [tier for tier in service.tiers if quantities.get(tier.name) and level in (None, tier.name)]
    prices = [tier.price * quantities[tier.name] for tier in tiers]
    return Holding(
        name=service.name,
        unit=service.unit,
        units=service.units,
        levels=tuple((tier.name, quantities[tier.name]) for tier in tiers),
        monthly=total(prices, prices[0].currency) if prices and service.monthly else None,
    )
