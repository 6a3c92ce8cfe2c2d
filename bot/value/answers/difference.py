"""Difference: what one level costs more or less than another, for so many, and for all that a unit has."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from bot.catalog import Catalog, Service, ways_to_compare
from bot.catalog.dates import DAY
from bot.catalog.ways_to_compare import Claim
from bot.money import Money, total
from bot.value.answers import price
from bot.value.answers.cards import Asker, Entry
from bot.value.answers.decided import Topic
from bot.value.answers.price import Holding, Over


@dataclass(frozen=True)
class Side:
    """One of two levels: a unit of it, and so many units a month, where many are spoken of or held."""

    level: str
    each: Money
    together: Money | None


@dataclass(frozen=True)
class DifferenceAnswer:
    """Two levels, the one that was spoken of first; `more` is what a unit of it costs more than of the other.

    `quantity` are the units for which the difference is asked, None for one.
    """

    aspect: str
    service: Entry
    claim: Claim
    first: Side
    other: Side
    more: Money
    holds: bool  # what was claimed of the first level is so
    quantity: int | None
    all_held: bool  # these are all that the unit has, of the other level if it has any of that
    begins: date | None  # the day to begin, where a later one than today was said
    over: Over | None  # the time of which it is asked what the difference comes to in all
    more_over: Money | None  # for all units
    holdings: tuple[Holding, ...]
    holdings_together: Money | None
    unit_name: str | None


def difference(
    session: Session | None, catalog: Catalog, service: Service, topic: Topic, asker: Asker, known: Entry
) -> DifferenceAnswer | price.PriceAnswer:
    """Compare two levels; one that was named alone with what the unit has, and if that is none, tell its price."""
    other = topic.other or (known.most.name if known.most and known.most.name != topic.tier else None)
    if topic.tier is None or other is None:
        return price.price(session, catalog, service, topic, asker, known)
    of_unit = (
        price.holdings(session, catalog, asker.unit, service, asker.today) if session and asker.unit else ()
    )
    days = price.days_of(catalog, service, topic.asked, asker.today)
    said = price.units_asked(service, topic.asked)
    every = None if said or not service.monthly else _every(of_unit, other, topic.asked.text)
    many = said or (sum(each.quantity for each in of_unit) if service.monthly else None) or None
    tiers = service.tier(topic.tier), service.tier(other)
    first, second = (
        Side(tier.name, each, each * many if many else None)
        for tier in tiers
        for each in (tier.price_on(days.begins),)
    )
    more = first.each - second.each
    return DifferenceAnswer(
        aspect="difference",
        service=known,
        claim=topic.asked.claim or "open",
        first=first,
        other=second,
        more=more,
        holds=more.minor < 0 if topic.asked.claim == "cheaper" else more.minor > 0,
        quantity=said or every,
        all_held=every is not None,
        begins=days.begins if days.begins > asker.today else None,
        over=days.over,
        more_over=price.until(tiers[0], said or every or 1, days.over.begins, days.over.ends + DAY)
        - price.until(tiers[1], said or every or 1, days.over.begins, days.over.ends + DAY)
        if days.over
        else None,
        holdings=of_unit,
        holdings_together=total([each.together for each in of_unit], catalog.company.currency)
        if of_unit
        else None,
        unit_name=asker.unit.name if asker.unit and session else None,
    )


def _every(held: tuple[Holding, ...], other: str, text: str) -> int | None:
    """Return how many units a unit has, where all of them are spoken of: those of the other level, if any are."""
    if not ways_to_compare.ALL.search(text.lower()):
        return None
    of_other = sum(each.quantity for each in held if each.level == other)
    return of_other or sum(each.quantity for each in held) or None
