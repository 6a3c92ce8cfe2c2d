"""A service: the outcome it brings, the levels it comes in, the questions people ask, what it stands on."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from bot.catalog.company import Unit, is_among
from bot.catalog.forms import Condition, FormField, OneOffHours, Part
from bot.catalog.written import STRICT, Channel, Email, Key, Percent, Price, ServiceHours, Share, Text
from bot.money import Money

Minutes = Annotated[int, Field(gt=0)]
Bearable = Annotated[int, Field(ge=0)]


def is_availability(percent: Decimal) -> bool:
    """Tell whether anybody could mean this as an availability; 0.995 is a share where a percentage is wanted."""
    return 1 < percent <= 100


def is_too_late(rto_minutes: int, mtd_minutes: int) -> bool:
    """Tell whether something is wanted back only after the longest outage that the business can bear."""
    return rto_minutes > mtd_minutes


@dataclass(frozen=True, config=STRICT)
class PriceFrom:
    """A price and the day from which it holds; the first of several may have held ever since."""

    price: Price
    """What one unit costs."""
    since: Annotated[date | None, Field(alias="from")] = None
    """The first day on which it holds; it ends where the next one begins. A month has the price of its first day."""

    @property
    def counted(self) -> "PriceFrom":
        """It, from the first day of the first month that has this price."""
        if self.since is None or self.since.day == 1:
            return self
        return replace(self, since=(self.since.replace(day=1) + timedelta(days=31)).replace(day=1))


@dataclass(frozen=True, config=STRICT)
class Tier:
    """A level of service with its price per unit; targets are service minutes of a top-priority incident.

    Less pressing incidents get a multiple of them. `rank` orders service, not price; `price` is the one
    of the day on which the catalog was read.
    """

    service: Text
    """Key of its service."""
    name: Text
    """What people order: "Extended hours"."""
    rank: Annotated[int, Field(gt=0)]
    """1 is the least service; the order in the file says it."""
    hours: ServiceHours
    """When it is promised to work: `Mo-Fr 07-19`, `7d 06-22`, `Mo-Sa 05-23`, `24x7`, `24x7 at close`."""
    price: Price
    """What one unit costs: a month of it, or each one where `monthly` is false."""
    included: Text
    """What one gets on this level, in a sentence."""
    prices: tuple[PriceFrom, ...] = ()
    """Instead of `price`, where it changes on a day: each price with the day `from` which it holds."""
    support_hours: ServiceHours | None = None
    """When somebody answers, where that is not the hours above."""
    availability: Percent | None = None
    """Percent of its hours in which it works: 99.5."""
    response_minutes: Minutes | None = None
    """Service minutes until somebody is at it when everything stands still."""
    resolve_minutes: Minutes | None = None
    """Service minutes until it works again when everything stands still."""
    rpo_minutes: Bearable | None = None
    """Minutes of data that may be lost at most."""
    min_months: Annotated[int, Field(gt=0)] | None = None
    """For how many months it is taken at least."""
    notice_days: Bearable | None = None
    """How many days ahead it is to be ended."""
    agreed_by: Email | None = None
    """The customer who agreed to these targets; until somebody did they are proposed."""
    agreed_on: date | None = None
    """The day on which they did."""

    @property
    def key(self) -> str:
        """The tier's key in plans: "ERP.Standard"."""
        return f"{self.service}.{self.name}"

    @property
    def has_targets(self) -> bool:
        """Whether it promises anything that one could agree to."""
        return not (
            self.availability is None and self.response_minutes is None and self.resolve_minutes is None
        )

    @property
    def is_agreed(self) -> bool:
        """Whether a customer agreed to its targets; IT alone cannot."""
        return self.agreed_by is not None

    def price_on(self, day: date) -> Money:
        """Return the price of that day's month; before the first known one, the first."""
        first = day.replace(day=1)
        begun = [each.price for each in self.prices if each.since is None or each.since <= first]
        return begun[-1] if begun else self.prices[0].price if self.prices else self.price

    def next_price(self, after: date) -> PriceFrom | None:
        """Return the price that comes next after that day, None while no other is announced."""
        return next(iter(self.later_prices(after)), None)

    def later_prices(self, after: date) -> tuple[PriceFrom, ...]:
        """Return every price that counts from a later month on, each from its first day, the next first."""
        coming = {each.since: each for each in (price.counted for price in self.prices)}
        return tuple(each for since, each in coming.items() if since is not None and since > after)


@dataclass(frozen=True, config=STRICT)
class Dependency:
    """One thing a service stands on, and the share of that thing's cost which the service carries."""

    service: Text
    """Key of what it stands on."""
    share: Share | None = None
    """Part of that one's cost which it carries, 0 to 1; all shares of a supporting service make 1."""
    affects_restore: bool = True
    """Whether that one must be back first."""
    hard: bool = True
    """Whether it stops without that one; no: it goes on, worse."""

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
    """1 is wanted back first."""
    level: Annotated[int, Field(ge=1, le=4)]
    """1 hurts most, 4 least."""
    loss_per_hour: Price
    """What an hour without it costs the business."""
    rto_minutes: Minutes
    """Minutes after which it is wanted back."""
    rpo_minutes: Bearable
    """Minutes of data that the business can bear to lose."""
    mtd_minutes: Minutes
    """Minutes of the longest outage that the business can bear."""
    assessed_by: Email
    """Who in the business says so."""
    reviewed_on: date
    """The day on which they said so."""
    peaks: Text | None = None
    """When it hurts more."""
    peak_rank: Annotated[int, Field(gt=0)] | None = None
    """Its rank during those."""


@dataclass(frozen=True, config=STRICT)
class Faq:
    """One question that people ask, the ways they put it, and the answer in plain words."""

    question: Text
    """The question as one would print it."""
    phrasings: tuple[Text, ...]
    """How hurried people really ask; three or more make it easy to find."""
    answer: Text
    """What helps, in plain words; without figures, which the bot shows as they are today."""
    verified_on: date
    """The day on which somebody last made sure that it is true."""


@dataclass(frozen=True, config=STRICT)
class Change:
    """What changed in a service, in the words that its customers read."""

    on: date
    """The day of the change."""
    note: Text
    """What is different now, for those who use it."""


@dataclass(frozen=True, config=STRICT)
class Service:
    """A service in the portfolio; `tiers` are ordered by rank, `outcome` says what the business gets."""

    key: Key
    """Two to five capital letters, the name of its file in small ones: ERP in erp.yaml."""
    name: Text
    """What people call it: "Orders and finance"."""
    kind: Literal["customer_facing", "supporting"]
    """Whether customers take it, or other services stand on it and nobody orders it."""
    stage: Literal["pipeline", "live", "retired"]
    """pipeline: being prepared, cannot be ordered yet; live; retired: gone, and says what to use instead."""
    boundary: Literal["it", "enterprise", "external"]
    """Who is its customer in the end: IT itself, people in the company, or the company's own clients."""
    outcome: Text
    """What the business gets, as an outcome: "Books are closed by the fourth working day"."""
    owner: Email
    """E-mail address of the one who answers for it, as in their Slack profile."""
    owner_role: Text
    """What the owner is in the company."""
    team: Text
    """Who looks after it."""
    team_channel: Channel
    """Where its orders and troubles go, in quotes."""
    does: Text | None = None
    """Fit for purpose: what it does."""
    how: Text | None = None
    """Fit for use: how well, in words; the levels say it in figures."""
    external_outcome: Text | None = None
    """What the company's own clients get out of it."""
    unit: Text | None = None
    """What is counted and paid for: "named user"."""
    units: Text | None = None
    """The same, of many."""
    monthly: bool = True
    """Whether it is a right held every month; false: things used up, such as hours or parcels."""
    mixed_tiers: bool = False
    """Whether one business unit may hold several levels at once."""
    quota: bool = False
    """Whether what a unit holds can fill up, as storage does; seats that people hold do not."""
    practical_capacity: Annotated[int, Field(gt=0)] | None = None
    """How many units a month can be served as things are."""
    words: tuple[Text, ...] = ()
    """How people call it, short forms and products too."""
    measures: tuple[Text, ...] = ()
    """How the business sees that the outcome is there."""
    tiers: tuple[Tier, ...] = ()
    """Its levels, from the least to the most service."""
    depends_on: tuple[Dependency, ...] = ()
    """What it stands on."""
    impact: Impact | None = None
    """What the business loses while it is down."""
    restore_minutes: Minutes | None = None
    """The work to bring it back, once what it stands on is there."""
    faqs: tuple[Faq, ...] = ()
    """What people ask about it."""
    next_review: date | None = None
    """By when its owner looks at all of this again."""
    replaced_by: Text | None = None
    """Key of the service that took its place."""
    use_instead: Text | None = None
    """What to do instead, in a sentence."""
    audience: tuple[Text, ...] = ()
    """Codes or kinds of the units it is for; without it, everyone."""
    processes: tuple[Text, ...] = ()
    """What stops in the business when it does."""
    stage_from: date | None = None
    """Since when it is in its stage; for what is being prepared, from when it is to be had."""
    changes: tuple[Change, ...] = ()
    """What changed, in the words that its customers read."""
    private: bool = False
    """Whether its orders concern only who asks, who decides and who works on it; its channel is not told."""
    private_when: Condition = Field(default_factory=dict)
    """Whether only some of its orders are so: those where these fields of the form hold one of these values."""
    form: tuple[FormField, ...] = ()
    """What is asked of whoever orders it, beside the level, how many and from when."""
    parts: tuple[Part, ...] = ()
    """What several teams do for one order of it."""
    one_off_hours: OneOffHours | None = None
    """What it costs to keep it open longer for once; without it the owner names the price."""

    @property
    def is_live(self) -> bool:
        """Whether customers can use it today."""
        return self.kind == "customer_facing" and self.stage == "live"

    @property
    def by_the_hour(self) -> bool:
        """Whether so many hours are how much of it is wanted."""
        return self.unit == "hour"

    @property
    def can_be_ordered(self) -> bool:
        """Whether customers can have it today: it is live and has a price."""
        return self.is_live and bool(self.tiers)

    def is_for(self, unit: Unit | None) -> bool:
        """Tell whether people of `unit` may know of it; IT knows everything."""
        return is_among(self.audience, unit)

    def tier(self, name: str) -> Tier:
        """Return the tier of that name; raises KeyError."""
        if tier := self.find_tier(name):
            return tier
        raise KeyError(f"{self.key} has no tier {name}")

    def find_tier(self, name: str | None) -> Tier | None:
        """Return the tier of that name, None where there is none any more."""
        return next((tier for tier in self.tiers if tier.name == name), None)

    def most_of(self, units: Mapping[str, int]) -> Tier | None:
        """Return the tier of which there are most units (ties: the lowest), None where there are none of any."""
        held = [tier for tier in self.tiers if units.get(tier.name)]
        return max(held, key=lambda tier: units[tier.name], default=None)

    def next_tier(self, name: str) -> Tier | None:
        """Return the tier one rank above, None at the top."""
        rank = self.tier(name).rank
        return min(
            (tier for tier in self.tiers if tier.rank > rank), key=lambda tier: tier.rank, default=None
        )
