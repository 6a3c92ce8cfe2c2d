"""Price: what a level costs, what so many units of it would, and what that is beside what the unit has."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from sqlmodel import Session

from bot.catalog import Catalog, Service, Tier, Unit, dates, spans, ways_for_money, ways_to_compare
from bot.catalog.aspects import Asked
from bot.catalog.dates import DAY
from bot.catalog.spans import Span
from bot.cost import funding
from bot.cost.funding import Held
from bot.money import Money, total
from bot.value.answers import meant, measuring, units
from bot.value.answers.cards import Asker, Entry
from bot.value.answers.decided import Topic

_OURS = re.compile(
    r"\b(?:we|i|us|team|unit) (?:now |currently |all )?(?:pay|paying|spend|spending)\b"
    r"|\bour (?:\w+ )?(?:cost|costs|price|spend)\b|\b(?:for|costs?) us\b|\btotal\b",
    re.IGNORECASE,
)
_PAYS = re.compile(r"\b(?:pays?|paying|spends?|spending)\b", re.IGNORECASE)
_BYTES = re.compile(r"\d ?([kmgt]b)\b")
_SIZE = re.compile(r"(\d[\d,]*)\s+(\w+)")  # "100 envelopes" is one unit


@dataclass(frozen=True)
class Sum:
    """So many units on one level: each, together a month (once, where it is paid by the piece), until the last day."""

    level: str
    each: Money
    quantity: int
    together: Money
    until_last_day: Money | None  # None where it is paid by the piece
    over: Money | None  # in all, where that is asked of some time
    today: Money | None  # each, where that is another price than on the day to begin
    next_price: Money | None  # announced, from
    next_on: date | None


@dataclass(frozen=True)
class Over:
    """The days for which it is asked what something comes to in all, the last one among them."""

    begins: date
    ends: date
    is_year: bool  # twelve months


@dataclass(frozen=True)
class Holding:
    """What a unit has of one level, and what it pays for it a month; over some time, where that was asked about."""

    level: str
    quantity: int
    together: Money
    then: Money  # on the day to begin that was said
    over: Money | None = None


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
    holdings_then: Money | None  # on the day to begin that was said, for what the unit has today
    holdings_over: Money | None
    change: Money | None  # a month, against all that the unit has of the service
    in_all: int | None  # units on the level, with those that are asked about beside what the unit has
    ours: bool  # what the unit pays is asked: that comes first
    unit_name: str | None
    begins: date | None  # the day to begin, where a later one than today was said
    last_day: date  # until which a sum counts: of the fiscal year, or of the year that was said
    of_fiscal_year: bool
    over: Over | None  # the time of which it is asked what it comes to in all


def price(
    session: Session | None, catalog: Catalog, service: Service, topic: Topic, asker: Asker, known: Entry
) -> PriceAnswer:
    """Work out what was asked; without a session what the unit has is left out."""
    said = _said(service, topic.asked)
    quantity = units_asked(service, topic.asked)
    tiers, chosen = _tiers(service, known, topic, quantity)
    days = days_of(catalog, service, topic.asked, asker.today)
    sums = tuple(_sum(service, tier, quantity or 1, asker.today, days) for tier in tiers)
    of_unit = (
        holdings(session, catalog, asker.unit, service, asker.today, days) if session and asker.unit else ()
    )
    currency = catalog.company.currency
    paid = total([each.then for each in of_unit], currency) if of_unit else None
    compared = chosen and quantity and service.monthly and paid is not None
    besides = bool(ways_to_compare.BESIDES.search(topic.asked.text.lower()))
    held = sum(each.quantity for each in of_unit if each.level == sums[0].level) if sums else 0
    return PriceAnswer(
        aspect="price",
        service=known,
        ordering=topic.aspect == "order" and service.can_be_ordered,
        quantity=quantity,
        asked_quantity=said if said != quantity else None,
        chosen=chosen,
        edge=topic.asked.turn if topic.edge else None,
        sums=sums,
        holdings=of_unit,
        holdings_together=total([each.together for each in of_unit], currency) if of_unit else None,
        holdings_then=paid,
        holdings_over=total([each.over for each in of_unit if each.over is not None], currency)
        if days.over
        else None,
        change=_change(sums[0], paid, besides=besides) if compared and paid is not None else None,
        in_all=held + sums[0].quantity if compared and besides else None,
        ours=bool(of_unit and service.monthly and not quantity)
        and _is_ours(catalog, asker.unit, topic.asked.text),
        unit_name=asker.unit.name if asker.unit and session else None,
        begins=days.begins if days.begins > asker.today else None,
        last_day=days.ends - DAY,
        of_fiscal_year=days.of_fiscal_year,
        over=days.over,
    )


class Days(NamedTuple):
    """From when it is paid, and the day after the last one until which a sum counts."""

    begins: date
    ends: date
    of_fiscal_year: bool = True
    over: Over | None = None


def days_of(catalog: Catalog, service: Service, asked: Asked, today: date) -> Days:
    """Return the days that count: from today until the fiscal year ends, unless others were said."""
    said = spans.meant(asked.span, catalog.company, today) if asked.span else Span()
    begins = said.begins or today
    days = Days(begins, catalog.company.fiscal_year_ends(begins))
    if not service.monthly:
        return days
    if said.ends and (not said.is_year or _OURS.search(asked.text)):
        return days._replace(over=Over(begins, said.ends - DAY, is_year=said.is_year))
    if ways_for_money.A_YEAR.search(asked.text.lower()):
        first = said.begins or dates.next_first("month", today)
        return days._replace(over=Over(first, dates.a_year_after(first) - DAY, is_year=True))
    return days._replace(ends=said.ends, of_fiscal_year=said.ends == days.ends) if said.ends else days


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
    if meant.counts_people(asked) and not measuring.is_personal(service):
        return None
    if (bytes_of := _BYTES.search(asked.text.lower())) and bytes_of[1] != (service.unit or "").lower():
        return None
    return asked.quantity or (asked.hours if service.by_the_hour else None)


def _tiers(service: Service, known: Entry, topic: Topic, quantity: int | None) -> tuple[list[Tier], bool]:
    """Return the level that was asked for, or the only one it has; else all, what the unit has most of first."""
    if topic.tier:
        return [service.tier(topic.tier)], True
    tiers = sorted(
        service.tiers, key=lambda tier: (not known.most or tier.name != known.most.name, tier.rank)
    )
    return tiers, bool(quantity and (len(known.held) == 1 or len(tiers) == 1))


def _sum(service: Service, tier: Tier, quantity: int, today: date, days: Days) -> Sum:
    each, each_today, coming = tier.price_on(days.begins), tier.price_on(today), tier.next_price(days.begins)
    return Sum(
        level=tier.name,
        each=each,
        quantity=quantity,
        together=each * quantity,
        until_last_day=until(tier, quantity, days.begins, days.ends) if service.monthly else None,
        over=until(tier, quantity, days.over.begins, days.over.ends + DAY) if days.over else None,
        today=each_today if each_today != each else None,
        next_price=coming.price if coming else None,
        next_on=coming.since if coming else None,
    )


def until(tier: Tier, quantity: int, begins: date, ends_on: date) -> Money:
    """Return price x units x months from one day to another, each price for as long as it holds."""
    cost = Fraction()
    while begins < ends_on:
        coming = tier.next_price(begins)
        changes_on = min(coming.since, ends_on) if coming and coming.since else ends_on
        cost += Fraction(tier.price_on(begins).amount) * quantity * funding.months(begins, changes_on)
        begins = changes_on
    return Money.of(cost, tier.price.currency)


def holdings(
    session: Session,
    catalog: Catalog,
    unit: Unit,
    service: Service,
    today: date,
    days: Days | None = None,
) -> tuple[Holding, ...]:
    """Return what a unit has of each level today, and what it pays for that a month; and on other days that count."""
    standing = funding.standing(session, catalog, unit, today)
    rows = [row for row in standing.held if row.service == service.key and row.runs_on(today)]
    currency = catalog.company.currency
    found = []
    for level in dict.fromkeys(row.tier for row in rows):
        mine = [row for row in rows if row.tier == level]
        over = days.over if days else None
        found.append(
            Holding(
                level,
                quantity=sum(row.quantity for row in mine),
                together=_paid(mine, today, currency),
                then=_paid(mine, days.begins if days else today, currency),
                over=Money.of(funding.cost_of(mine, over.begins, over.ends + DAY), currency)
                if over
                else None,
            )
        )
    return tuple(found)


def units_asked(service: Service, asked: Asked) -> int | None:
    """Return how many units were spoken of: 500 envelopes are 5 of `100 envelopes`, a part counts as one."""
    said, size = _said(service, asked), _SIZE.match(service.unit or "")
    if said is None or size is None or size[2].rstrip("s").lower() not in asked.text.lower():
        return said
    return -(-said // int(size[1].replace(",", "")))


def _paid(rows: Sequence[Held], on: date, currency: str) -> Money:
    """Return what a unit pays a month for what it has, at the prices of a day."""
    return total([Money.of(row.price_on(on) * row.quantity, currency) for row in rows], currency)
