"""Evidence: the needs that stored rows show, each with what was counted, over which days, from where."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.catalog import Catalog, Service, Tier
from bot.cost import subscriptions, usage
from bot.process.orders import Order

LOOK_BACK = timedelta(days=90)
ENOUGH_INCIDENTS = 3
NEARLY_FULL = Fraction(9, 10)
COMFORTABLE = Fraction(8, 10)  # practical capacity: the usual share of a quota that leaves room to grow

Key = tuple[str, str | None, str | None]  # unit, service, tier
Used = Mapping[str, Mapping[str, Mapping[str, Decimal]]]


@dataclass(frozen=True)
class Need:
    """What a business unit needs of a service: `quantity` units of `to_tier`.

    They come in exchange for as many of `from_tier`, or in addition when it is the same tier.
    `person` is the Slack id of who felt the need most, None when a figure of the whole unit shows it.
    `evidence` holds what was counted (`incidents`, `covered`, `people`, or `used`, `quota`) from the day
    `since` to the day `until`; `strength` ranks needs of one rule.
    """

    rule: Literal["out_of_hours", "quota"]
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


class Hit(NamedTuple):
    """One incident: whom it hit, and when."""

    person: str
    at: datetime


def needs(
    session: Session, catalog: Catalog, now: datetime, *, unit: str | None = None, service: str | None = None
) -> list[Need]:
    """Return every need that the rows show at `now`, incidents before quotas, the strongest first.

    Only those of one business unit (code) or of one service (key), where named.
    """
    today = now.astimezone(ZoneInfo(catalog.company.zone)).date()
    units = [unit] if unit else list(catalog.company.units)
    holdings = [
        holding
        for holding in _holdings(session, catalog, units, today)
        if service in (None, holding.service.key)
    ]
    hits = _hits(session, units, now)
    month = month_before(today)
    used = usage.of_month(session, f"{month:%Y-%m}")
    pains = [_out_of_hours(holding, hits[_key(holding)], today) for holding in holdings]
    limits = [_quota(holding, used, month) for holding in holdings]
    return [*_strongest_first(pains), *_strongest_first(limits)]


def month_before(today: date) -> date:
    """Return the first day of the last full month."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def _strongest_first(found: Sequence[Need | None]) -> list[Need]:
    real = [need for need in found if need]
    return sorted(real, key=lambda need: (-need.strength, need.unit, need.service))


def _hits(session: Session, units: Sequence[str], now: datetime) -> Mapping[Key, Sequence[Hit]]:
    """Gather the incidents of the last 90 days by who had which level of what."""
    columns = (Order.unit, Order.service, Order.tier, Order.person, Order.opened_at)
    recent = sa.select(*map(col, columns)).where(
        col(Order.kind) == "incident", col(Order.opened_at) >= now - LOOK_BACK, col(Order.unit).in_(units)
    )
    hits: dict[Key, list[Hit]] = defaultdict(list)
    for unit, service, tier, person, at in session.execute(recent.order_by(col(Order.opened_at))):
        hits[unit, service, tier].append(Hit(person, at))
    return hits


def _key(holding: Holding) -> Key:
    return holding.unit, holding.service.key, holding.tier.name


def _holdings(session: Session, catalog: Catalog, units: Sequence[str], today: date) -> Iterator[Holding]:
    """Yield what units hold every month and may have more of; what they use up no tier can make longer."""
    live = {service.key: service for service in catalog.orderable() if service.monthly}
    for unit in units:
        for key, tiers in sorted(subscriptions.held(session, unit, today).items()):
            for name, quantity in sorted(tiers.items()):
                if key in live and live[key].is_for(catalog.company.units[unit]):
                    yield Holding(unit, live[key], live[key].tier(name), quantity)


def _out_of_hours(holding: Holding, hits: Sequence[Hit], today: date) -> Need | None:
    """Find three incidents outside the hours, and the next tier whose hours would have held them."""
    outside = [hit for hit in hits if not holding.tier.hours.open_at(hit.at)]
    for tier in holding.service.tiers:
        covered = [hit for hit in outside if tier.hours.open_at(hit.at)]
        if tier.rank > holding.tier.rank and len(covered) >= ENOUGH_INCIDENTS:
            return _exchange(holding, tier, len(outside), covered, today)
    return None


def _exchange(holding: Holding, tier: Tier, outside: int, covered: Sequence[Hit], today: date) -> Need:
    """Exchange as many units as people were hit where each may have their own tier, else all of them."""
    people = Counter(hit.person for hit in covered)
    own_choice = holding.service.mixed_tiers and not holding.service.quota
    quantity = min(len(people), holding.quantity) if own_choice else holding.quantity
    evidence = {
        "incidents": outside,
        "covered": len(covered),
        "people": len(people),
        "since": today - LOOK_BACK,
        "until": today,
    }
    return Need(
        rule="out_of_hours",
        unit=holding.unit,
        service=holding.service.key,
        from_tier=holding.tier.name,
        to_tier=tier.name,
        quantity=quantity,
        person=people.most_common(1)[0][0],
        evidence=evidence,
        strength=Fraction(len(covered)),
    )


def _quota(holding: Holding, used: Used, month: date) -> Need | None:
    """Find 90 % of the quota used in the last full month, and how much more brings that down to 80 %."""
    amount = used.get(holding.service.key, {}).get(holding.unit, {}).get(holding.tier.name, Decimal(0))
    share = Fraction(amount) / holding.quantity
    if not holding.service.quota or share < NEARLY_FULL:
        return None
    return Need(
        rule="quota",
        unit=holding.unit,
        service=holding.service.key,
        from_tier=holding.tier.name,
        to_tier=holding.tier.name,
        quantity=ceil(Fraction(amount) / COMFORTABLE) - holding.quantity,
        person=None,
        evidence={
            "used": amount,
            "quota": holding.quantity,
            "share": amount / holding.quantity,
            "since": month,
            "until": (month + timedelta(days=31)).replace(day=1) - timedelta(days=1),
        },
        strength=share,
    )
