"""Price: what a level costs, what so many units of it would, and what that is beside what the unit has."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from sqlmodel import Session

from bot.catalog import Catalog, Service, Tier, Unit, ways_to_ask, ways_to_compare
from bot.catalog.aspects import Asked
from bot.cost import funding
from bot.cost.funding import Held
from bot.money import Money, total
from bot.value.answers import meant, naming, units
from bot.value.answers.cards import Asker, Entry
from bot.value.answers.decided import Topic
from bot.value.period import last_day

_OURS = re.compile(
    r"\b(?:we|i|us|team|unit) (?:now |currently |all )?(?:pay|paying|spend|spending)\b"
    r"|\bour (?:\w+ )?(?:cost|costs|price|spend)\b|\bfor us\b|\btotal\b",
    re.IGNORECASE,
)
_PAYS = re.compile(r"\b(?:pays?|paying|spends?|spending)\b", re.IGNORECASE)
_SIZE = re.compile(r"(\d[\d,]*)\s+(\w+)")  # "100 envelopes" is one unit


@dataclass(frozen=True)
class Sum:
    """So many units on one level: each, together a month (once, where it is paid by the piece), the year's rest."""

    level: str
    each: Money
    quantity: int
    together: Money
    until_year_ends: Money | None  # None where it is paid by the piece
    a_year: Money | None  # twelve whole months, where a year was asked about
    next_price: Money | None  # announced, from
    next_on: date | None


@dataclass(frozen=True)
class Holding:
    """What a unit has of one level, and what it pays for it a month; in a year, where that was asked about."""

    level: str
    quantity: int
    together: Money
    a_year: Money | None = None


@dataclass(frozen=True)
class PriceAnswer:
    """What something costs; `sums` are the level asked for, or each level, the unit's own first."""

    aspect: str
    service: Entry
    ordering: bool  # the wish was to order it
    quantity: int | None  # units asked about
    asked_quantity: int | None  # as it was said, where a unit is many pieces
    chosen: bool  # the first sum is the one level that was meant
    edge: str | None  # "cheaper" or "dearer": there is no such level
    sums: tuple[Sum, ...]
    holdings: tuple[Holding, ...]
    holdings_together: Money | None
    holdings_a_year: Money | None
    change: Money | None  # a month, against all that the unit has of the service
    in_all: int | None  # units on the level, with those that are asked about beside what the unit has
    ours: bool  # what the unit pays is asked: that comes first
    unit_name: str | None
    last_day: date  # of the fiscal year
    year_from: date | None  # the first day of the twelve months, where a year was asked about


def price(
    session: Session | None, catalog: Catalog, service: Service, topic: Topic, asker: Asker, known: Entry
) -> PriceAnswer:
    """Work out what was asked; without a session what the unit has is left out."""
    said = _said(service, topic.asked)
    quantity = units_asked(service, topic.asked)
    tiers, chosen = _tiers(service, known, topic, quantity)
    ends_on = catalog.company.fiscal_year_ends(asker.today)
    year_from = (
        last_day(f"{asker.today:%Y-%m}") + timedelta(days=1)
        if service.monthly and ways_to_ask.A_YEAR.search(topic.asked.text.lower())
        else None
    )
    sums = tuple(_sum(service, tier, quantity or 1, asker.today, ends_on, year_from) for tier in tiers)
    of_unit = (
        holdings(session, catalog, asker.unit, service, asker.today, year_from)
        if session and asker.unit
        else ()
    )
    paid = total([each.together for each in of_unit], catalog.company.currency) if of_unit else None
    compared = chosen and quantity and service.monthly and paid is not None
    besides = bool(ways_to_compare.BESIDES.search(topic.asked.text.lower()))
    held = sum(each.quantity for each in of_unit if each.level == sums[0].level) if sums else 0
    return PriceAnswer(
        aspect="price",
        service=known,
        ordering=topic.aspect == "order",
        quantity=quantity,
        asked_quantity=said if said != quantity else None,
        chosen=chosen,
        edge=topic.asked.turn if topic.edge else None,
        sums=sums,
        holdings=of_unit,
        holdings_together=paid,
        holdings_a_year=total(
            [each.a_year for each in of_unit if each.a_year is not None], catalog.company.currency
        )
        if year_from
        else None,
        change=_change(sums[0], paid, besides=besides) if compared and paid is not None else None,
        in_all=held + sums[0].quantity if compared and besides else None,
        ours=bool(of_unit and service.monthly and not quantity)
        and _is_ours(catalog, asker.unit, topic.asked.text),
        unit_name=asker.unit.name if asker.unit and session else None,
        last_day=ends_on - timedelta(days=1),
        year_from=year_from,
    )


def _is_ours(catalog: Catalog, unit: Unit | None, text: str) -> bool:
    """Tell whether it is asked what the unit pays: "what do we pay", "what does finance pay"."""
    return bool(
        _OURS.search(text) or (_PAYS.search(text) and unit and units.named(catalog.company, text) == unit)
    )


def _change(asked: Sum, paid: Money, *, besides: bool) -> Money:
    """Return what is paid more a month for so many instead of all that is held, or `besides` that."""
    return asked.together if besides else asked.together - paid


def _said(service: Service, asked: Asked) -> int | None:
    """Return how many were spoken of; people only where each has one."""
    if meant.counts_people(asked) and not naming.is_personal(service):
        return None
    return asked.quantity or (asked.hours if service.unit == "hour" else None)


def _tiers(service: Service, known: Entry, topic: Topic, quantity: int | None) -> tuple[list[Tier], bool]:
    """Return the level that was asked for, or the only one it has; else all, what the unit has most of first."""
    if topic.tier:
        return [service.tier(topic.tier)], True
    tiers = sorted(
        service.tiers, key=lambda tier: (not known.most or tier.name != known.most.name, tier.rank)
    )
    return tiers, bool(quantity and (len(known.held) == 1 or len(tiers) == 1))


def _sum(
    service: Service, tier: Tier, quantity: int, today: date, ends_on: date, year_from: date | None
) -> Sum:
    coming = tier.next_price(today)
    return Sum(
        level=tier.name,
        each=tier.price_on(today),
        quantity=quantity,
        together=tier.price_on(today) * quantity,
        until_year_ends=_until(tier, quantity, today, ends_on) if service.monthly else None,
        a_year=_until(tier, quantity, year_from, year_from.replace(year=year_from.year + 1))
        if year_from
        else None,
        next_price=coming.price if coming else None,
        next_on=coming.since if coming else None,
    )


def _until(tier: Tier, quantity: int, begins: date, ends_on: date) -> Money:
    """Return price x units x months from one day to another, each price for as long as it holds."""
    cost = Fraction()
    while begins < ends_on:
        coming = tier.next_price(begins)
        until = min(coming.since, ends_on) if coming and coming.since else ends_on
        cost += Fraction(tier.price_on(begins).amount) * quantity * funding.months(begins, until)
        begins = until
    return Money.of(cost, tier.price.currency)


def holdings(
    session: Session,
    catalog: Catalog,
    unit: Unit,
    service: Service,
    today: date,
    year_from: date | None = None,
) -> tuple[Holding, ...]:
    """Return what a unit has of each level today, and what it pays for that a month; in a year from a day on."""
    standing = funding.standing(session, catalog, unit, today)
    rows = [row for row in standing.held if row.service == service.key and row.runs_on(today)]
    currency = catalog.company.currency
    found = []
    for level in dict.fromkeys(row.tier for row in rows):
        mine = [row for row in rows if row.tier == level]
        paid = total([Money.of(row.price_on(today) * row.quantity, currency) for row in mine], currency)
        a_year = _a_year(mine, year_from, currency) if year_from else None
        found.append(Holding(level, sum(row.quantity for row in mine), paid, a_year))
    return tuple(found)


def units_asked(service: Service, asked: Asked) -> int | None:
    """Return how many units were spoken of: 500 envelopes are 5 of `100 envelopes`, a part counts as one."""
    said, size = _said(service, asked), _SIZE.match(service.unit or "")
    if said is None or size is None or size[2].rstrip("s").lower() not in asked.text.lower():
        return said
    return -(-said // int(size[1].replace(",", "")))


def _a_year(rows: Sequence[Held], begins: date, currency: str) -> Money:
    """Return what a unit pays in the twelve months from a day on for what it has."""
    return Money.of(funding.cost_of(rows, begins, begins.replace(year=begins.year + 1)), currency)
