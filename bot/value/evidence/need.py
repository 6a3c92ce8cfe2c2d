"""A need: what a business unit needs of a service, as stored rows show it, and the scene it is looked for in."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.catalog import Catalog, OfferRule, Service, Tier, Unit
from bot.cost import subscriptions, usage
from bot.process.orders import Order

NOTHING = ""  # the level of what a unit does not have yet, and of what has no levels yet
COMFORTABLE = Fraction(8, 10)  # practical capacity: the usual share of a quota that leaves room to grow

Key = tuple[str, str | None, str | None]  # unit, service, tier
Used = Mapping[str, Mapping[str, Mapping[str, Decimal]]]


@dataclass(frozen=True)
class Need:
    """What a business unit needs of a service: `quantity` units of `to_tier`.

    They come in exchange for as many of `from_tier`, or in addition when it is the same tier, or when the
    unit has none of the service: then `from_tier` is NOTHING. A service that is still prepared has no level.
    `person` is the Slack id of who felt the need most, None when a figure of the whole unit shows it.
    `evidence` holds what was counted from the day `since` to the day `until`; the module of its `kind` says
    what. `strength` ranks needs of one rule.
    """

    rule: str
    kind: str
    unit: str
    service: str
    from_tier: str
    to_tier: str
    quantity: int
    person: str | None
    evidence: dict[str, Any]
    strength: Fraction


@dataclass(frozen=True)
class Holding:
    """So many units of one tier that a business unit has."""

    unit: str
    service: Service
    tier: Tier
    quantity: int

    @property
    def key(self) -> Key:
        """Who has which tier of what."""
        return self.unit, self.service.key, self.tier.name

    @property
    def own_choice(self) -> bool:
        """Whether each person may have their own tier."""
        return self.service.mixed_tiers and not self.service.quota


@dataclass(frozen=True)
class Scene:
    """The rows of the moment, each read once for all rules; `units` and `service` narrow what is looked at."""

    session: Session
    catalog: Catalog
    now: datetime
    units: tuple[Unit, ...]
    service: str | None = None
    _used: dict[str, Used] = field(default_factory=dict)
    _held: dict[str, Mapping[str, Mapping[str, int]]] = field(default_factory=dict)

    @cached_property
    def today(self) -> date:
        """The date on the company's calendar."""
        return self.catalog.company.day(self.now)

    @cached_property
    def codes(self) -> list[str]:
        """The codes of the units that are looked at."""
        return [unit.code for unit in self.units]

    def held(self, unit: str) -> Mapping[str, Mapping[str, int]]:
        """Return what any unit of the company (code) has today: units by service and tier."""
        if unit not in self._held:
            self._held[unit] = subscriptions.held(self.session, unit, self.today)
        return self._held[unit]

    @cached_property
    def _holdings(self) -> list[Holding]:
        live = {service.key: service for service in self.catalog.orderable() if service.monthly}
        return [
            Holding(unit.code, live[key], live[key].tier(name), quantity)
            for unit in self.units
            for key, tiers in sorted(self.held(unit.code).items())
            if key in live and live[key].is_for(unit) and self.service in (None, key)
            for name, quantity in sorted(tiers.items())
            if quantity
        ]

    def holdings(self, rule: OfferRule) -> Iterator[Holding]:
        """Yield what units hold every month and may have more of, as far as the rule is about it."""
        return (each for each in self._holdings if rule.is_about(each.service.key, each.unit))

    def usual_holdings(self, rule: OfferRule) -> Iterator[Holding]:
        """Yield of each service the level that a unit has most of (ties: the lowest), which stands for all of it."""
        most: dict[tuple[str, str], Holding] = {}
        for each in self.holdings(rule):
            best = most.get((each.unit, each.service.key))
            if best is None or (each.quantity, -each.tier.rank) > (best.quantity, -best.tier.rank):
                most[each.unit, each.service.key] = each
        return iter(most.values())

    def incidents(
        self, rule: OfferRule, wanted: sa.Select[*tuple[Any, ...]]
    ) -> Mapping[Key, Sequence[Sequence[Any]]]:
        """Return the columns of a query made by `of_incidents` for the units' incidents within the rule's span."""
        found: dict[Key, list[Sequence[Any]]] = defaultdict(list)
        since = self.now - timedelta(days=rule.look_back)
        for unit, service, tier, *columns in self.session.execute(
            wanted, {"units": self.codes, "since": since}
        ):
            found[unit, service, tier].append(columns)
        return found

    def used(self, month: date) -> Used:
        """Return what the units used in the month of that day."""
        name = f"{month:%Y-%m}"
        if name not in self._used:
            self._used[name] = usage.of_month(self.session, name, self.codes)
        return self._used[name]

    def used_of(self, holding: Holding, month: date) -> Decimal | None:
        """Return how much of what it holds a unit used in a month, None where nothing was reported."""
        of_unit = self.used(month).get(holding.service.key, {}).get(holding.unit, {})
        return of_unit.get(holding.tier.name)


def of_incidents(*columns: Any) -> sa.Select[*tuple[Any, ...]]:
    """Return the query for unit, service, tier and these columns of incidents, for `Scene.incidents`."""
    units: sa.BindParameter[str] = sa.bindparam("units", expanding=True)
    return sa.select(*map(col, (Order.unit, Order.service, Order.tier, *columns))).where(
        col(Order.kind) == "incident",
        col(Order.opened_at) >= sa.bindparam("since"),
        col(Order.unit).in_(units),
    )


def exchange(
    rule: OfferRule,
    holding: Holding,
    tier: Tier,
    *,
    people: int,
    evidence: dict[str, Any],
    strength: Fraction,
    person: str | None = None,
) -> Need:
    """Exchange as many units as `people` are concerned where each may have their own tier, else all of them."""
    return Need(
        rule=rule.key,
        kind=rule.evidence,
        unit=holding.unit,
        service=holding.service.key,
        from_tier=holding.tier.name,
        to_tier=tier.name,
        quantity=min(people, holding.quantity) if holding.own_choice else holding.quantity,
        person=person,
        evidence=evidence,
        strength=strength,
    )


def more(
    rule: OfferRule, holding: Holding, used: Fraction, *, evidence: dict[str, Any], strength: Fraction
) -> Need | None:
    """Add as many units as bring this use down to 80 % of what is held; None where it is there already."""
    missing = ceil(used / COMFORTABLE) - holding.quantity
    if missing < 1:
        return None
    return Need(
        rule=rule.key,
        kind=rule.evidence,
        unit=holding.unit,
        service=holding.service.key,
        from_tier=holding.tier.name,
        to_tier=holding.tier.name,
        quantity=missing,
        person=None,
        evidence=evidence,
        strength=strength,
    )


def strongest_first(found: Iterable[Need]) -> list[Need]:
    """Order the needs of one rule."""
    return sorted(found, key=lambda need: (-need.strength, need.unit, need.service))


def month_before(today: date, months: int = 1) -> date:
    """Return the first day of the last full month, or of the one so many months back."""
    first = today.replace(day=1)
    for _ in range(months):
        first = (first - timedelta(days=1)).replace(day=1)
    return first


def months_after(first: date, months: int) -> date:
    """Return the first day of the month so many months after the month that begins on `first`."""
    for _ in range(months):
        first = (first + timedelta(days=31)).replace(day=1)
    return first


def last_day(first: date) -> date:
    """Return the last day of the month that begins on `first`."""
    return months_after(first, 1) - timedelta(days=1)


def middle(values: Sequence[Fraction]) -> Fraction:
    """Return the median."""
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2
