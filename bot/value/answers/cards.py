"""Cards: a service and its levels as a customer sees them, and who asks."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session

from bot import clock
from bot.catalog import Catalog, Retired, Service, Tier, Unit
from bot.cost import subscriptions
from bot.customer import people
from bot.money import Money


@dataclass(frozen=True)
class Asker:
    """Who asks, and what may be read where the answer stands.

    `unit` is the one whose affairs may be read there: their own, in private and in its own channel.
    """

    person: str  # Slack id, "" on the command line
    email: str | None
    unit: Unit | None
    zone: str  # IANA
    now: datetime
    private: bool = True  # nobody else reads the answer
    hidden: frozenset[str] = frozenset()  # services that not everybody who reads it is to know of
    whole: Catalog | None = None  # the catalog with those: an outage spares nothing that is hidden
    looking: bool = False  # only to see what the answer would be: it changes nothing

    @property
    def today(self) -> date:
        """The date on their calendar."""
        return clock.day(self.now, self.zone)


@dataclass(frozen=True)
class Level:
    """One tier as a customer sees it; `quantity` is how many units their business unit has of it."""

    name: str
    price: Money
    hours: str
    zone: str  # on whose clock the hours are
    availability: Decimal | None
    response_minutes: int | None
    resolve_minutes: int | None
    rpo_minutes: int | None
    min_months: int | None
    notice_days: int | None
    support_hours: str | None  # where these are not the hours
    included: str
    quantity: int
    proposed: bool  # its targets are not agreed with a customer yet


@dataclass(frozen=True)
class Entry:
    """A service as a customer sees it; `owner` is a Slack id once Slack has shown the owner."""

    key: str
    name: str
    stage: str
    kind: str
    outcome: str
    does: str | None
    unit: str | None
    units: str | None
    monthly: bool
    owner: str | None
    owner_email: str
    owner_role: str
    team: str
    team_channel: str  # its id once Slack has shown it, else "#name"
    retired: Retired | None  # None while it is offered
    levels: tuple[Level, ...]
    held: tuple[Level, ...]  # those that the asker's unit has
    next_review: date | None

    @property
    def most_first(self) -> list[Level]:
        """The levels by how many units of each the unit has (ties: the lowest first)."""
        return sorted(self.levels, key=lambda level: -level.quantity)

    @property
    def most(self) -> Level | None:
        """The level that the unit has most of, None where it has none."""
        return self.most_first[0] if self.held else None


def entry(session: Session | None, catalog: Catalog, service: Service, asker: Asker) -> Entry:
    """Return what `service` is for whoever asks; without a session nobody knows what they have."""
    of_unit = subscriptions.held(session, asker.unit.code, asker.today) if session and asker.unit else {}
    quantities = of_unit.get(service.key, {})
    levels = tuple(_level(tier, quantities.get(tier.name, 0)) for tier in service.tiers)
    owner = people.id_of(session, service.owner) if session else None
    channel = people.place_id(session, service.team_channel) if session else None
    return Entry(
        key=service.key,
        name=service.name,
        stage=service.stage,
        kind=service.kind,
        outcome=service.outcome,
        does=service.does,
        unit=service.unit,
        units=service.units,
        monthly=service.monthly,
        owner=owner,
        owner_email=service.owner,
        owner_role=service.owner_role,
        team=service.team,
        team_channel=channel or service.team_channel,
        retired=catalog.retired(service),
        levels=levels,
        held=tuple(level for level in levels if level.quantity),
        next_review=service.next_review,
    )


def budget_owner(session: Session, unit: Unit) -> str:
    """Return who answers for a unit's money: their Slack id, their address while Slack has not shown them."""
    return people.id_of(session, unit.budget_owner) or unit.budget_owner


def _level(tier: Tier, quantity: int) -> Level:
    return Level(
        name=tier.name,
        price=tier.price,
        hours=str(tier.hours),
        zone=tier.hours.zone,
        availability=tier.availability,
        response_minutes=tier.response_minutes,
        resolve_minutes=tier.resolve_minutes,
        rpo_minutes=tier.rpo_minutes,
        min_months=tier.min_months,
        notice_days=tier.notice_days,
        support_hours=str(tier.support_hours) if tier.support_hours else None,
        included=tier.included,
        quantity=quantity,
        proposed=tier.has_targets and not tier.is_agreed,
    )
