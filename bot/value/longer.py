"""Longer: a service kept open beside its hours for once - how many hours that is, and what they cost the unit."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from bot.catalog import Catalog, Service, Tier, Unit, moments
from bot.catalog.hours import Hours
from bot.catalog.moments import Said, Stretch
from bot.catalog.walls import HOUR, after_midnight, wall
from bot.cost import funding, subscriptions
from bot.money import Money
from bot.process import extensions


@dataclass(frozen=True)
class Longer:
    """A service open longer for once: when, so many hours begun outside its hours, and what they cost."""

    unit: Unit
    service: Service
    tier: Tier
    starts_at: datetime
    ends_at: datetime
    hours: int
    hourly: Money | None  # None: the owner names the price
    remaining: Money  # what the unit has left for it
    fitting: datetime | None = None  # the latest end that the funding carries, while it does not carry all
    over: bool = False  # its end has passed

    @property
    def price(self) -> Money | None:
        """What the unit pays, once."""
        return None if self.hourly is None else self.hourly * self.hours

    @property
    def open_anyway(self) -> bool:
        """Whether the service is promised then without anybody's doing."""
        return self.hours == 0 and not self.over

    @property
    def fits(self) -> bool:
        """Whether the unit's funding carries it; a price that is not named yet is looked at then."""
        return not self.price or self.price <= self.remaining


def draft(
    session: Session,
    catalog: Catalog,
    unit: Unit,
    service: Service,
    starts_at: datetime,
    ends_at: datetime,
    now: datetime,
) -> Longer:
    """Work out what it takes to keep a service open in [starts_at, ends_at); what has passed costs nothing.

    Each hour begun outside the hours of the unit's level, and outside what others had extended, is paid.
    """
    tier = level_of(session, catalog, unit, service, now)
    begins = max(starts_at, now.replace(second=0, microsecond=0))
    day = catalog.company.day(begins)
    standing = funding.standing(session, catalog, unit, day)
    terms = service.one_off_hours
    longer = Longer(
        unit=unit,
        service=service,
        tier=tier,
        starts_at=begins,
        ends_at=ends_at,
        hours=0,
        hourly=terms.price_per_hour if terms else None,
        remaining=standing.remaining,
        over=ends_at <= begins,
    )
    if longer.over:
        return longer
    hours = tier.hours.extended(extensions.in_force(session, service.key, begins))
    whole = replace(longer, hours=outside(hours, begins, ends_at))
    return whole if whole.fits else replace(whole, fitting=_fitting(whole, hours))


def level_of(session: Session, catalog: Catalog, unit: Unit, service: Service, now: datetime) -> Tier:
    """Return the level whose hours count: the one the unit has most of, else the first."""
    held = subscriptions.tier_of(session, unit.code, service, catalog.company.day(now))
    return service.tier(held) if held else service.tiers[0]


def outside(hours: Hours, begins: datetime, ends: datetime) -> int:
    """Return the hours begun between two instants in which it is not open."""
    minutes = (ends - begins) // timedelta(minutes=1) - hours.minutes_between(begins, ends)
    return -(-minutes // HOUR)


def _fitting(longer: Longer, hours: Hours) -> datetime | None:
    """Return the latest end, in whole hours before the one wished for, that the funding carries."""
    ends = longer.ends_at - timedelta(hours=1)
    while ends > longer.starts_at:
        shorter = replace(longer, hours=outside(hours, longer.starts_at, ends))
        if shorter.fits and shorter.hours:
            return ends
        ends -= timedelta(hours=1)
    return None


def higher(service: Service, tier: Tier, starts_at: datetime, ends_at: datetime) -> Tier | None:
    """Return the cheapest other level whose hours include all of that time; None when there is none."""
    minutes = (ends_at - starts_at) // timedelta(minutes=1)
    wide = [
        each
        for each in service.tiers
        if each.name != tier.name and each.hours.minutes_between(starts_at, ends_at) >= minutes
    ]
    return min(wide, key=lambda each: each.price.minor, default=None)


def meant(said: Said | None, hours: Hours | None, now: datetime, zone: str) -> tuple[Stretch, ...]:
    """Return the times for which somebody wants more than `hours`; today where nothing was said.

    Of "from 8 to 12" it is the morning where it is closed then, else the evening.
    """
    said = said or Said(("today",))
    early = moments.stretches(said, now, zone)
    until = said.begins is not None and said.ends == said.begins + HOUR
    is_closed = hours is not None and any(outside(hours, each.start, each.end) for each in early)
    return early if is_closed and not until else moments.stretches(said.later, now, zone)


def prefilled(hours: Hours | None, when: Stretch, now: datetime, zone: str) -> tuple[date, str, str]:
    """Return the day and times that somebody means who spoke of `when`, for the form.

    Where the service is open before that on the day that was named, its hours go on from when it closes. A day
    without a time means three hours more, or some hours of a day on which it is closed.
    """
    midnight = after_midnight(when.named, 0, ZoneInfo(zone))
    timed = when.shape in ("point", "part")
    closes = _closes(hours, midnight, when.start if timed else None) if hours else None
    if closes is None:
        starts = when.start if timed else midnight + timedelta(hours=8)
        ends = when.end if when.shape == "part" else starts + timedelta(hours=4)
    else:
        starts = closes
        ends = max(when.end, when.start + timedelta(hours=1)) if timed else closes + timedelta(hours=3)
    starts = max(starts, now.replace(second=0, microsecond=0))
    begins, until = wall(starts, zone), wall(max(ends, starts + timedelta(minutes=1)), zone)
    return begins.on, begins.at, until.at


def _closes(hours: Hours, midnight: datetime, before: datetime | None) -> datetime | None:
    """Return when it closes last on the day that begins at `midnight`, at or before an instant if one is given."""
    opens, closed = hours.next_open(midnight), None
    while opens < midnight + timedelta(days=1):
        closes = hours.closes(opens)
        if closes is None or (before is not None and closes > before):
            break
        closed = closes
        opens = hours.next_open(closes)
    return closed


def unpacked(text: str) -> Stretch:
    """Return the stretch that a button carries: its two instants, the day that was named, and its shape."""
    start, end, named, shape = text.split("|")
    day = date.fromisoformat(named)
    return Stretch(
        datetime.fromisoformat(start),
        datetime.fromisoformat(end),
        day,
        day,
        "",
        "",
        shape,  # type: ignore[arg-type]
    )
