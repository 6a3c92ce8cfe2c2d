"""The company that the catalog serves: its calendar, its money, its business units and their people."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from bot import clock
from bot.catalog.costing import Costing
from bot.catalog.hours import Hours
from bot.catalog.written import (
    STRICT,
    Channel,
    Count,
    Currency,
    Days,
    Decider,
    Email,
    Percent,
    Price,
    ServiceHours,
    Text,
    TimeOfDay,
    Zone,
)
from bot.money import Money

AT_WORK = "Mo-Fr 08-18"


@dataclass(frozen=True, config=STRICT)
class ContactPolicy:
    """How often the bot may start a conversation; all but the last are days of rest."""

    survey_days: Count = 30
    """At most one survey for a person in so many days."""
    offer_days: Count = 14
    """At most one offer for a person in so many days."""
    low_score_days: Count = 30
    """No offers for so many days after somebody was not content."""
    declined_days: Count = 90
    """What was declined is not offered again for so many days."""
    declined_twice_days: Count = 365
    """The same, once it was declined twice."""
    offers_a_quarter: Count = 3
    """At most so many offers for a person in three months."""
    talk_days: Count = 30
    """At most one other conversation for a person in so many days."""
    quiet_from: TimeOfDay = time(18)
    """From this time of day on the bot starts no conversation, on each person's own clock."""
    quiet_until: TimeOfDay = time(8)
    """Until this time of day it waits."""
    quiet_weekends: bool = True
    """Whether it waits on Saturdays and Sundays, too."""
    explore_percent: Count = 10
    """Of a hundred offers so many are not the one that seems best, so that it is learned what is."""
    held_out_percent: Count = 10
    """Of a hundred people so many are offered nothing, so that the effect of offers can be measured."""
    call_hours: Count = 8
    """Who was let down is called within so many working hours."""


@dataclass(frozen=True, config=STRICT)
class Worth:
    """By what a business case turns time and risk into money; the defaults are worth a word with finance."""

    hour: Price | None = None
    """What an hour of a colleague costs; without it lost time stays time."""
    productivity_lost: Percent = Decimal("0.25")
    """Which share of an hour is lost while somebody waits for help."""
    risk_factor: Percent = Decimal("0.7")
    """Which share of the claimed benefit a cautious reader counts on."""
    discount: Percent = Decimal("0.08")
    """What money next year is worth less than today."""
    years: Count = 3
    """How many years a business case looks ahead."""


@dataclass(frozen=True, config=STRICT)
class Level:
    """A level of approval: who says yes to what commits more than so much until the fiscal year ends."""

    by: Decider
    """The unit's budget owner or head, a lead of IT, or somebody by e-mail address."""
    above: Price
    """Needed for what commits more than this; 0 is everything that costs."""


@dataclass(frozen=True, config=STRICT)
class Pool:
    """Money that several units share."""

    code: Text
    """Its short name: POOL-1."""
    name: Text
    """What people call it."""
    owner: Email
    """Who approves what is paid from it."""
    units: tuple[Text, ...]
    """Codes of the units that may draw on it."""
    funding: dict[int, Price]
    """What it holds in each fiscal year."""


@dataclass(frozen=True, config=STRICT)
class Unit:
    """A business unit: who speaks and pays for it, what it planned, and what it may spend.

    `funding` is money by fiscal year; `plan` is planned units a month by tier key ("ERP.Standard").
    """

    code: Text
    """Its cost center."""
    name: Text
    """What people call it."""
    kind: Literal["revenue_earning", "corporate", "it_provider"]
    """Whether it earns money, serves those who do, or is IT."""
    head: Email
    """Who leads it."""
    budget_owner: Email
    """Who approves what it orders."""
    channel: Channel
    """Where it meets, in quotes."""
    members: tuple[Email, ...]
    """Who works in it and may speak for it; heads and owners of services among them."""
    headcount: Count
    """How many people work in it."""
    funding: dict[int, Price]
    """What it may spend on IT in each fiscal year."""
    plan: dict[str, Count]
    """How many units of each level it takes in a month: `ERP.Standard: 34`."""
    charge_mode: Literal["showback", "chargeback"] = "showback"
    """Whether it only sees what it costs, or pays it."""
    approvals: tuple[Level, ...] = ()
    """Who says yes to what, one after the other; without it as in the company."""
    relationship_owner: Email | None = None
    """Who in IT keeps the conversation with it; without it the first of those who lead IT."""


def is_among(audience: Collection[str], unit: Unit | None) -> bool:
    """Tell whether people of `unit` belong to an audience, of which nothing said is everybody; IT always does."""
    if not audience or (unit is not None and unit.kind == "it_provider"):
        return True
    return unit is not None and not {unit.code, unit.kind}.isdisjoint(audience)


@dataclass(frozen=True, config=STRICT)
class Company:
    """Whom IT serves; `units` by code, `leads` are the e-mail addresses of those who lead IT."""

    name: Text
    """What the company is called."""
    currency: Currency
    """The ISO code of all amounts: USD."""
    zone: Zone
    """Time zone of service hours and reports: America/Denver."""
    fiscal_year_starts: Annotated[int, Field(ge=1, le=12)]
    """The month in which a fiscal year begins, 1 to 12; it is named after the year it ends in."""
    leads: tuple[Email, ...]
    """E-mail addresses of those who lead IT."""
    help_channel: Channel
    """Where people are helped when nothing else fits, in quotes."""
    units: dict[str, Unit]
    """Business units by cost center."""
    holidays: Days = frozenset()
    """Days on which services that name working days are closed."""
    working_hours: ServiceHours | None = None
    """When those who answer for IT are at work; without it Mo-Fr 08-18."""
    policy: ContactPolicy = Field(default_factory=ContactPolicy)
    """How often the bot may start a conversation."""
    worth: Worth = Field(default_factory=Worth)
    """By what a business case turns time and risk into money."""
    approvals: tuple[Level, ...] = ()
    """Who says yes to what, one after the other; without it the budget owner to everything."""
    pools: dict[str, Pool] = Field(default_factory=dict)
    """Money that several units share, by code."""
    costing: Costing = Field(default_factory=Costing)
    """How it is worked out what services cost."""
    it_finance: tuple[Email, ...] = ()
    """E-mail addresses of those who keep IT's books: besides who leads IT they see all cost and take in files."""
    strong_from: Annotated[int, Field(ge=1, le=100)] = 60
    """From so many of 100 points on customer focus, process orientation or cost optimization is strong."""

    @cached_property
    def _unit_by_email(self) -> dict[str, Unit]:
        return {email.lower(): unit for unit in self.units.values() for email in unit.members}

    @cached_property
    def emails(self) -> frozenset[str]:
        """Everyone the company file names."""
        named = {
            email for unit in self.units.values() for email in (*unit.members, unit.head, unit.budget_owner)
        }
        written = [self.approvals, *(unit.approvals for unit in self.units.values())]
        levels = [level.by for each in written for level in each]
        owners = {pool.owner for pool in self.pools.values()}
        owners |= {unit.relationship_owner for unit in self.units.values() if unit.relationship_owner}
        owners |= {*self.it_finance}
        return frozenset({*named, *self.leads, *owners, *(by for by in levels if "@" in by)})

    def day(self, at: datetime) -> date:
        """Return the date on the company's calendar at that instant."""
        return clock.day(at, self.zone)

    def keeps_books(self, email: str | None) -> bool:
        """Return whether somebody sees all cost and takes in files: who leads IT, and IT finance."""
        return (email or "").lower() in {each.lower() for each in (*self.leads, *self.it_finance)}

    def answers_for(self, unit: Unit, email: str | None) -> bool:
        """Return whether somebody reads a unit's money without being of it: by what they are to it, or for all."""
        known = {unit.head.lower(), unit.budget_owner.lower(), self.relationship_owner(unit).lower()}
        return (email or "").lower() in known or self.keeps_books(email)

    def relationship_owner(self, unit: Unit) -> str:
        """Return the e-mail address of who in IT keeps the conversation with a unit."""
        return unit.relationship_owner or self.leads[0]

    @cached_property
    def at_work(self) -> Hours:
        """When those who answer for IT are at work, holidays left out."""
        return self.working_hours or Hours.parse(AT_WORK, self.zone, self.holidays)

    def levels(self, unit: Unit) -> tuple[Level, ...]:
        """Return the levels of approval that hold for a unit, the lowest first; none are written: ()."""
        return tuple(sorted(unit.approvals or self.approvals, key=lambda level: level.above.minor))

    def pools_of(self, unit: Unit) -> list[Pool]:
        """Return the shared money that a unit may draw on."""
        return [pool for pool in self.pools.values() if unit.code in pool.units]

    @property
    def open_units(self) -> list[Unit]:
        """Units that somebody may say they work for; who is IT stands in the file, because it gives rights."""
        return [unit for unit in self.units.values() if unit.kind != "it_provider"]

    def unit_of(self, email: str) -> Unit | None:
        """Return the unit a person works for, None for a stranger."""
        return self._unit_by_email.get(email.lower())

    def fiscal_year(self, day: date) -> int:
        """Return the fiscal year `day` is in, named after the calendar year it ends in."""
        return (self.fiscal_year_ends(day) - timedelta(days=1)).year

    def fiscal_year_ends(self, day: date) -> date:
        """Return the first day of the next fiscal year."""
        begins = date(day.year, self.fiscal_year_starts, 1)
        return begins if day < begins else begins.replace(year=day.year + 1)

    def fiscal_year_began(self, day: date) -> date:
        """Return the first day of the fiscal year `day` is in."""
        ends = self.fiscal_year_ends(day)
        return ends.replace(year=ends.year - 1)

    def nothing(self) -> Money:
        """Return no money at all, in the company's currency."""
        return Money.zero(self.currency)
