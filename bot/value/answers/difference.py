"""Difference: what one level costs more or less than another, and what either would come to for all that a unit has."""

from dataclasses import dataclass

from sqlmodel import Session

from bot.catalog import Catalog, Service
from bot.catalog.aspects import Claim
from bot.money import Money, total
from bot.value.answers import price
from bot.value.answers.cards import Asker, Entry
from bot.value.answers.decided import Topic
from bot.value.answers.price import Holding


@dataclass(frozen=True)
class Side:
    """One of two levels: a unit of it, and so many units a month, where many are spoken of or held."""

    level: str
    each: Money
    together: Money | None


@dataclass(frozen=True)
class DifferenceAnswer:
    """Two levels, the one that was spoken of first; `more` is what a unit of it costs more than of the other.

    `quantity` are the units that were spoken of, else all that the unit has of both, where they are paid by the month.
    """

    aspect: str
    service: Entry
    claim: Claim
    first: Side
    other: Side
    more: Money
    holds: bool  # what was claimed of the first level is so
    quantity: int | None
    said: bool  # so many were spoken of
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
    said = price.units_asked(service, topic.asked)
    quantity = said or (sum(each.quantity for each in of_unit) if service.monthly else None) or None
    first, second = (
        Side(name, each, each * quantity if quantity else None)
        for name in (topic.tier, other)
        for each in (service.tier(name).price_on(asker.today),)
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
        quantity=quantity,
        said=said is not None,
        holdings=of_unit,
        holdings_together=total([each.together for each in of_unit], catalog.company.currency)
        if of_unit
        else None,
        unit_name=asker.unit.name if asker.unit and session else None,
    )
