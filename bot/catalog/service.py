"""A service: the outcome it brings, the levels it comes in, the questions people ask, what it stands on."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from bot.catalog.company import Unit
from bot.catalog.written import STRICT, Channel, Email, Key, Percent, Price, ServiceHours, Share, Text

Minutes = Annotated[int, Field(gt=0)]


@dataclass(frozen=True, config=STRICT)
class Tier:
    """A level of service with its price per unit; targets are service minutes of a top-priority incident.

    `availability` is a share of the agreed service time (0.995). `rank` orders service, not price.
    """

    service: Text  # key
    name: Text
    rank: Annotated[int, Field(gt=0)]
    hours: ServiceHours
    price: Price
    included: Text
    availability: Percent | None = None
    response_minutes: Minutes | None = None
    resolve_minutes: Minutes | None = None
    agreed_by: Email | None = None  # the customer who agreed to the targets; until then they are proposed
    agreed_on: date | None = None

    @property
    def key(self) -> str:
        """The tier's key in plans: "ERP.Standard"."""
        return f"{self.service}.{self.name}"


@dataclass(frozen=True, config=STRICT)
class Dependency:
    """One thing a service stands on, and the share of that thing's cost which the service carries."""

    service: Text  # key
    share: Share | None = None
    affects_restore: bool = True

    @property
    def carries_cost(self) -> bool:
        """Whether money follows this edge; without a share it only matters for the order of restoring."""
        return self.share is not None


@dataclass(frozen=True, config=STRICT)
class Impact:
    """What the business loses while the service is down, said by the business.

    `rank` 1 is wanted back first, `level` 1 hurts most (1 to 4), `peak_rank` holds during `peaks`.
    """

    rank: Annotated[int, Field(gt=0)]
    level: Annotated[int, Field(ge=1, le=4)]
    loss_per_hour: Price
    rto_minutes: Minutes  # wanted back within
    rpo_minutes: Annotated[int, Field(ge=0)]  # of data the business can bear to lose
    mtd_minutes: Minutes  # longest bearable outage
    assessed_by: Email
    reviewed_on: date
    peaks: Text | None = None
    peak_rank: Annotated[int, Field(gt=0)] | None = None


@dataclass(frozen=True, config=STRICT)
class Faq:
    """One question that people ask, the ways they put it, and the answer in plain words."""

    question: Text
    phrasings: tuple[Text, ...]
    answer: Text
    verified_on: date


@dataclass(frozen=True, config=STRICT)
class Change:
    """What changed in a service, in the words that its customers read."""

    on: date
    note: Text


@dataclass(frozen=True, config=STRICT)
class Service:
    """A service in the portfolio; `tiers` are ordered by rank, `outcome` says what the business gets.

    `unit` and `units` name what is counted ("named user"); `monthly` tells a right held every month from
    things used up. `practical_capacity` is units a month, `restore_minutes` the work to bring it back.
    """

    key: Key
    name: Text
    kind: Literal["customer_facing", "supporting"]
    stage: Literal["pipeline", "live", "retired"]
    boundary: Literal["it", "enterprise", "external"]
    outcome: Text
    owner: Email
    owner_role: Text
    team: Text
    team_channel: Channel
    does: Text | None = None
    how: Text | None = None
    external_outcome: Text | None = None
    unit: Text | None = None
    units: Text | None = None
    monthly: bool = True
    mixed_tiers: bool = False  # one business unit may hold several tiers at once
    quota: bool = False  # what a unit holds can fill up, as storage does; seats that people hold do not
    practical_capacity: Annotated[int, Field(gt=0)] | None = None
    words: tuple[Text, ...] = ()
    measures: tuple[Text, ...] = ()  # how the business sees that the outcome is there
    tiers: tuple[Tier, ...] = ()
    depends_on: tuple[Dependency, ...] = ()
    impact: Impact | None = None
    restore_minutes: Minutes | None = None
    faqs: tuple[Faq, ...] = ()
    next_review: date | None = None
    replaced_by: Text | None = None
    use_instead: Text | None = None
    audience: tuple[Text, ...] = ()  # codes or kinds of the units it is for; empty: everyone
    processes: tuple[Text, ...] = ()  # what stops in the business when it does
    stage_from: date | None = None  # since when, or from when, it is in its stage
    changes: tuple[Change, ...] = ()

    def is_for(self, unit: Unit | None) -> bool:
        """Tell whether people of `unit` may know of it; IT knows everything."""
        if not self.audience or (unit is not None and unit.kind == "it_provider"):
            return True
        return unit is not None and not {unit.code, unit.kind}.isdisjoint(self.audience)

    def tier(self, name: str) -> Tier:
        """Return the tier of that name; raises KeyError."""
        for tier in self.tiers:
            if tier.name == name:
                return tier
        raise KeyError(f"{self.key} has no tier {name}")

    def next_tier(self, name: str) -> Tier | None:
        """Return the tier one rank above, None at the top."""
        rank = self.tier(name).rank
        return min(
            (tier for tier in self.tiers if tier.rank > rank), key=lambda tier: tier.rank, default=None
        )
