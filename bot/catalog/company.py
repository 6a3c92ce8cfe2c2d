"""The company that the catalog serves: its calendar, its money, its business units and their people."""

from datetime import date, timedelta
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field
from pydantic.dataclasses import dataclass

from bot.catalog.written import STRICT, Channel, Currency, Days, Email, Price, Text, Zone
from bot.money import Money

Count = Annotated[int, Field(ge=0)]


@dataclass(frozen=True, config=STRICT)
class ContactPolicy:
    """How often the bot may start a conversation; all but the last are days of rest."""

    survey_days: Count = 30
    offer_days: Count = 14
    low_score_days: Count = 30
    declined_days: Count = 90
    declined_twice_days: Count = 365
    offers_a_quarter: Count = 3


@dataclass(frozen=True, config=STRICT)
class Unit:
    """A business unit: who speaks and pays for it, what it planned, and what it may spend.

    `funding` is money by fiscal year; `plan` is planned units a month by tier key ("ERP.Standard").
    """

    code: Text
    name: Text
    kind: Literal["revenue_earning", "corporate", "it_provider"]
    head: Email
    budget_owner: Email
    channel: Channel
    members: tuple[Email, ...]
    headcount: Count
    funding: dict[int, Price]
    plan: dict[str, Count]
    charge_mode: Literal["showback", "chargeback"] = "showback"


@dataclass(frozen=True, config=STRICT)
class Company:
    """Whom IT serves; `units` by code, `leads` are the e-mail addresses of those who lead IT."""

    name: Text
    currency: Currency
    zone: Zone
    fiscal_year_starts: Annotated[int, Field(ge=1, le=12)]
    leads: tuple[Email, ...]
    help_channel: Channel
    units: dict[str, Unit]
    holidays: Days = frozenset()
    policy: ContactPolicy = Field(default_factory=ContactPolicy)

    @cached_property
    def _unit_by_email(self) -> dict[str, Unit]:
        return {email.lower(): unit for unit in self.units.values() for email in unit.members}

    @cached_property
    def emails(self) -> frozenset[str]:
        """Everyone the company file names."""
        named = {
            email for unit in self.units.values() for email in (*unit.members, unit.head, unit.budget_owner)
        }
        return frozenset({*named, *self.leads})

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
