"""Business case: what another level would bring a unit, and what staying costs it, counted from rows only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from sqlmodel import Session

from bot.catalog import Catalog, Service, Tier, Unit
from bot.cost import payoff, subscriptions
from bot.money import Money, total
from bot.process import availability
from bot.value import lost_time
from bot.value.lost_time import Hit

A_YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Line:
    """One benefit: money a year, and the figures that it comes from, over [since, until].

    downtime: of `agreed` hours a year `hours` fewer may be down, `then` instead of `now`, each worth
    `per_hour` to `users` of all `of_users`, as `assessed_by` said on `assessed_on`. response: `incidents`
    would have been over `hours` (person-hours) sooner, each worth `per_hour`, of which `lost` is lost.
    """

    kind: Literal["downtime", "response"]
    yearly: Money
    facts: dict[str, Any]


@dataclass(frozen=True)
class Benefits:
    """What a change brings in a year, line by line; without a line it was counted and is nothing."""

    lines: tuple[Line, ...]
    currency: str

    @property
    def total(self) -> Money:
        """All lines together, a year."""
        return total([line.yearly for line in self.lines], self.currency)


@dataclass(frozen=True)
class Nothing:
    """What doing nothing cost a unit in the 12 months until `until`, as far as it can be counted.

    `missed` incidents were not over when promised, `down` hours the service stood still inside its hours,
    `hours` person-hours people were kept waiting; `lost` is None where nothing turns that into money.
    """

    incidents: int
    missed: int
    down: Decimal
    hours: Decimal
    lost: Money | None
    since: date
    until: date


@dataclass(frozen=True)
class _Year:
    """The 12 months before `now` of one service, as one unit went through them; of very many incidents the latest."""

    catalog: Catalog
    service: Service
    unit: str
    users: int  # of the unit, whose level is in question
    of_users: int  # of everybody
    since: datetime
    now: datetime
    hits: Sequence[Hit]

    @property
    def mine(self) -> list[Hit]:
        return [hit for hit in self.hits if hit.unit == self.unit]

    @property
    def part(self) -> Fraction:
        return Fraction(min(self.users, self.of_users), self.of_users) if self.of_users else Fraction(1)

    def days(self) -> tuple[date, date]:
        return self.catalog.company.day(self.since), self.catalog.company.day(self.now)


def benefit_of(
    session: Session,
    catalog: Catalog,
    unit: str,
    service: str,
    from_tier: str,
    to_tier: str,
    quantity: int,
    now: datetime,
) -> Benefits | None:
    """Return what moving so many units of a service to a higher level brings a business unit in a year.

    Less downtime is what may be down less inside today's hours, at the loss that the business assessed, for
    the part of all users who move. Faster help is counted from the unit's incidents of 12 months: from when
    the higher level promises an end until the real one, or until today's promise where that was missed
    (that is IT's to mend and no reason to pay more), within the higher level's hours and 8 hours a day. What
    stopped a team counts for each who moves, after the day it was reported on within today's hours only;
    what hit single people counts for those who gain most, as many as move. Incidents that stopped everybody
    are downtime and not counted twice. None where rows show neither.
    """
    found = _levels(catalog, service, from_tier, to_tier)
    if found is None:
        return None
    known, now_tier, then = found
    return _benefits(_year(session, catalog, known, unit, quantity, now), now_tier, then)


def who_gain(
    session: Session,
    catalog: Catalog,
    unit: str,
    service: str,
    from_tier: str,
    to_tier: str,
    least: Money,
    now: datetime,
) -> int:
    """Return how many people, of those hit one by one, each gain `least` a year or more by moving alone.

    Counted as `benefit_of` counts.
    """
    found = _levels(catalog, service, from_tier, to_tier)
    if found is None:
        return 0
    known, now_tier, then = found
    year = _year(session, catalog, known, unit, 1, now)
    alone = [
        _benefits(
            replace(year, hits=[hit for hit in year.hits if hit.stops_team or hit.person == person]),
            now_tier,
            then,
        )
        for person in {hit.person for hit in year.mine if not hit.stops_team}
    ]
    return sum(brings is not None and brings.total.minor >= least.minor for brings in alone)


def _levels(
    catalog: Catalog, service: str, from_tier: str, to_tier: str
) -> tuple[Service, Tier, Tier] | None:
    known = catalog.services.get(service)
    if known is None or from_tier == to_tier:
        return None
    return known, known.tier(from_tier), known.tier(to_tier)


def _benefits(year: "_Year", now_tier: Tier, then: Tier) -> Benefits | None:
    lines = [line for line in (_downtime(year, now_tier, then), _response(year, now_tier, then)) if line]
    real = tuple(line for line in lines if line.yearly.minor > 0)
    return Benefits(real, year.catalog.company.currency) if lines else None


def doing_nothing(
    session: Session, catalog: Catalog, unit: Unit, service: Service, tier: Tier, users: int, now: datetime
) -> Nothing:
    """Return what a unit of so many users went through with the level it has in 12 months."""
    year = _year(session, catalog, service, unit.code, users, now)
    outages = [(hit.opened_at, hit.done_at or now) for hit in year.hits if hit.is_outage]
    down = Fraction(availability.downtime(tier.hours, year.since, now, outages), 60)
    others = [hit for hit in year.mine if not hit.is_outage]
    waited = sum((lost_time.waited(tier.hours, hit, now) * hit.people(users) for hit in others), Fraction())
    since, until = year.days()
    return Nothing(
        incidents=len(year.mine),
        missed=sum(hit.due_at is not None and (hit.done_at or now) > hit.due_at for hit in year.mine),
        down=_decimal(down),
        hours=_decimal(waited),
        lost=_lost(year, down, waited),
        since=since,
        until=until,
    )


def _year(
    session: Session, catalog: Catalog, service: Service, unit: str, users: int, now: datetime
) -> _Year:
    everybody = subscriptions.total(session, service.key, catalog.company.day(now))
    hits = lost_time.hits(session, service.key, unit, now - A_YEAR)
    since = now - A_YEAR if len(hits) < lost_time.MOST else hits[0].opened_at
    return _Year(catalog, service, unit, users, max(everybody, users), since, now, hits)


def _downtime(year: _Year, now_tier: Tier, then: Tier) -> Line | None:
    impact = year.service.impact
    if impact is None or now_tier.availability is None or then.availability is None:
        return None
    agreed = Fraction(now_tier.hours.minutes_between(year.now - A_YEAR, year.now), 60)
    hours = payoff.downtime_avoided(agreed, now_tier.availability, then.availability)
    if hours <= 0:
        return None
    return Line(
        "downtime",
        impact.loss_per_hour * (hours * year.part),
        {
            "hours": _decimal(hours),
            "agreed": _decimal(agreed),
            "now": _decimal(payoff.downtime(agreed, now_tier.availability)),
            "then": _decimal(payoff.downtime(agreed, then.availability)),
            "per_hour": impact.loss_per_hour,
            "users": year.users,
            "of_users": year.of_users,
            "assessed_by": impact.assessed_by,
            "assessed_on": impact.reviewed_on,
        },
    )


def _response(year: _Year, now_tier: Tier, then: Tier) -> Line | None:
    worth = year.catalog.company.worth
    if worth.hour is None:
        return None
    ended = [hit for hit in year.mine if hit.tier == now_tier.name and hit.done_at and not hit.is_outage]
    if not ended:
        return None
    sooner = [(hit, lost_time.sooner(hit, now_tier, then)) for hit in ended]
    helped = lost_time.of_those_who_move([(hit, hours) for hit, hours in sooner if hours > 0], year.users)
    hours = sum((hours * hit.people(year.users) for hit, hours in helped), Fraction())
    since, until = year.days()
    return Line(
        "response",
        payoff.time_worth(hours, worth.hour, worth.productivity_lost),
        {
            "incidents": len(helped),
            "hours": _decimal(hours),
            "per_hour": worth.hour,
            "lost": worth.productivity_lost,
            "since": since,
            "until": until,
        },
    )


def _lost(year: _Year, down: Fraction, waited: Fraction) -> Money | None:
    impact, worth = year.service.impact, year.catalog.company.worth
    lost = []
    if impact is not None:
        lost.append(impact.loss_per_hour * (down * year.part))
    if worth.hour is not None:
        lost.append(payoff.time_worth(waited, worth.hour, worth.productivity_lost))
    return total(lost, year.catalog.company.currency) if lost else None


def _decimal(part: Fraction) -> Decimal:
    return Decimal(part.numerator) / Decimal(part.denominator)
