"""Offer rules: which evidence leads to which offer, with what is believed of its worth."""

from decimal import Decimal
from string import Formatter
from typing import Literal, NamedTuple

from pydantic import Field
from pydantic.dataclasses import dataclass

from bot.catalog.written import STRICT, Count, Text

Evidence = Literal["quota", "growth", "out_of_hours", "breaches", "low_fit", "peers", "wish"]
Offered = Literal["next_level", "more", "service"]

NAMED = ("unit", "service", "level")  # what `effect` may name in braces


class Sense(NamedTuple):
    """What makes sense for one evidence: its thresholds, how many days it looks back, what it can lead to."""

    counts: str
    usual: int
    least: int
    most: int
    offers: tuple[Offered, ...]
    days: int | None = None  # None: it looks at the last full month, or at today
    months: int | None = None  # None: it looks at nothing that is still to come


SENSE: dict[Evidence, Sense] = {
    "quota": Sense("percent of the quota used", 90, 50, 100, ("more",)),
    "growth": Sense("months of use", 4, 3, 24, ("more",), days=180, months=3),
    "out_of_hours": Sense("incidents outside the hours", 3, 1, 1000, ("next_level",), days=90),
    "breaches": Sense("targets missed", 3, 2, 1000, ("next_level",), days=180),
    "low_fit": Sense("people who said so", 5, 5, 1000, ("next_level",), days=180),
    "peers": Sense("units like this one", 2, 1, 100, ("next_level", "service")),
    "wish": Sense("people who asked", 2, 1, 1000, ("service",), days=90),
}
LEAST_DAYS, MOST_DAYS, MOST_MONTHS = 7, 730, 24


@dataclass(frozen=True, config=STRICT)
class OfferRule:
    """One rule: what must show in the data, and what is offered then."""

    key: Text
    """Its short name."""
    name: Text
    """What its owner calls it: "Nights and weekends"."""
    evidence: Evidence
    """What is looked for in the stored rows."""
    offers: Offered
    """What is offered: the next level that covers the need, more units, or a service not yet held."""
    effect: Text
    """What changes for the customer, in their words; {unit}, {service} and {level} stand for their names."""
    at_least: Decimal | int | None = None
    """How much must show: incidents, breaches, a share in percent, people; each evidence has its own default."""
    days: Count | None = None
    """How far back is looked; each evidence has its own default."""
    months: Count | None = None
    """Of growth only: the quota would be reached within so many months."""
    services: tuple[Text, ...] = ()
    """Only of these services (keys); without it of all."""
    units: tuple[Text, ...] = ()
    """Only to these units (codes); without it to all."""
    live: bool = False
    """Whether it is at work; else only its preview is, until the owner of a service lets it go live there."""

    @property
    def sense(self) -> Sense:
        """What makes sense for its evidence."""
        return SENSE[self.evidence]

    @property
    def enough(self) -> Decimal:
        """How much must show, written or usual."""
        return Decimal(self.sense.usual if self.at_least is None else self.at_least)

    @property
    def look_back(self) -> int:
        """How many days back is looked, written or usual; 0 where the last full month or today counts."""
        return self.days or self.sense.days or 0

    @property
    def ahead(self) -> int:
        """Within how many months the quota would be reached, written or usual; 0 for all but growth."""
        return self.months or self.sense.months or 0

    def is_about(self, service: str, unit: str) -> bool:
        """Tell whether it is for this service (key) and this unit (code)."""
        return (not self.services or service in self.services) and (not self.units or unit in self.units)

    def effect_for(self, *, unit: str, service: str, level: str) -> str:
        """Return what changes for the customer, with the names in their places."""
        return self.effect.format(unit=unit, service=service, level=level)


def placeholders(text: str) -> list[str]:
    """Return what stands in braces. Raises ValueError where braces do not match."""
    return [name for _, name, _, _ in Formatter().parse(text) if name is not None]


@dataclass(frozen=True, config=STRICT)
class OfferFile:
    """What the file of offers says."""

    rules: dict[str, OfferRule] = Field(default_factory=dict)
    """Rules by their short name."""
