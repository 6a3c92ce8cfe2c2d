"""Uptime: how available a service was in the last full month, level by level, on its own hours."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction

from sqlmodel import Session

from bot.catalog import Catalog, Service, Tier
from bot.catalog.hours import Hours, Opening
from bot.cost import subscriptions
from bot.process import availability, extensions
from bot.process.availability import Outage
from bot.process.orders import Order
from bot.value.period import Period, closed_month, last_day, of_month


@dataclass(frozen=True)
class LevelUptime:
    """Availability of one level, in service minutes; shares of one.

    `by_users` counts who was hit; `parts` is what the service stands on, in a chain, None where it stands
    on nothing. `allowed` is how many minutes may be down for the promise to be kept, which is a proposal
    unless it `is_agreed` with a customer.
    """

    name: str
    agreed: int
    down: int
    share: Decimal
    by_users: Decimal | None
    parts: Decimal | None
    promised: Decimal | None
    is_agreed: bool
    allowed: Decimal | None

    @property
    def kept(self) -> bool:
        """Whether it was as available as it is promised."""
        return self.allowed is None or self.down <= self.allowed


@dataclass(frozen=True)
class Uptime:
    """A month of a service: `levels` is empty when nobody could have told of an outage in all of it."""

    month: date
    levels: tuple[LevelUptime, ...]
    outages: int
    sample: bool


@dataclass(frozen=True)
class _Month:
    """What is known of a month: the incidents that stopped work, and who uses what."""

    period: Period
    now: datetime
    stopped: dict[str, list[Order]]

    def spans(self, key: str) -> list[Opening]:
        hit = filter(availability.hits_everyone, self.stopped.get(key, ()))
        return [availability.span(order, self.now) for order in hit]

    def share(self, hours: Hours, key: str) -> Fraction:
        since, until = self.period.starts_at, self.period.ends_at
        agreed = hours.minutes_between(since, until)
        return availability.share(agreed, availability.downtime(hours, since, until, self.spans(key)))


def of(session: Session, catalog: Catalog, service: Service, now: datetime) -> Uptime | None:
    """Return the last full month of a live service that has levels; None for any other."""
    if service.stage != "live" or not service.tiers:
        return None
    zone = catalog.company.zone
    period = of_month(closed_month(now, zone), zone)
    month = _Month(period, now, availability.outages(session, period.starts_at, period.ends_at, now))
    known_since = availability.recorded_since(session)
    measured = known_since is not None and known_since <= period.starts_at
    hit = [*filter(availability.hits_everyone, month.stopped.get(service.key, ()))]
    return Uptime(
        date.fromisoformat(f"{period.month}-01"),
        tuple(_level(session, catalog, service, tier, month) for tier in service.tiers) if measured else (),
        len(hit),
        any(order.sample for order in hit),
    )


def _level(session: Session, catalog: Catalog, service: Service, tier: Tier, month: _Month) -> LevelUptime:
    since, until = month.period.starts_at, month.period.ends_at
    hours = tier.hours.extended(extensions.in_force(session, service.key, since))
    agreed = hours.minutes_between(since, until)
    down = availability.downtime(hours, since, until, month.spans(service.key))
    allowed = None if tier.availability is None else availability.allowed(Fraction(tier.availability), agreed)
    parts = [edge.service for edge in service.depends_on if edge.hard and edge.service in catalog.services]
    return LevelUptime(
        name=tier.name,
        agreed=agreed,
        down=down,
        share=_decimal(availability.share(agreed, down)),
        by_users=_by_users(session, catalog, service, hours, month),
        parts=_decimal(availability.chain(month.share(hours, key) for key in parts)) if parts else None,
        promised=tier.availability,
        is_agreed=tier.is_agreed,
        allowed=None if allowed is None else _decimal(allowed),
    )


def _by_users(
    session: Session, catalog: Catalog, service: Service, hours: Hours, month: _Month
) -> Decimal | None:
    """Return availability weighted by who was hit, where somebody else than everybody was."""
    stopped = month.stopped.get(service.key, [])
    if all(map(availability.hits_everyone, stopped)):
        return None
    held = _users(session, catalog, service, last_day(month.period.month))
    total = sum(held.values())
    if not total:
        return None
    hits = [_outage(order, held, month.now) for order in stopped]
    since, until = month.period.starts_at, month.period.ends_at
    return _decimal(availability.weighted(hours, since, until, hits, total))


def _outage(order: Order, held: dict[str, int], now: datetime) -> Outage:
    if availability.hits_everyone(order):
        return Outage(availability.span(order, now))
    return Outage(availability.span(order, now), held.get(order.unit, 0) if order.impact == 3 else 1)


def _users(session: Session, catalog: Catalog, service: Service, on: date) -> dict[str, int]:
    units: Sequence[str] = list(catalog.company.units)
    return {unit: sum(subscriptions.held(session, unit, on).get(service.key, {}).values()) for unit in units}


def _decimal(value: Fraction) -> Decimal:
    return Decimal(value.numerator) / Decimal(value.denominator)
