"""Costing: how a company works out what its services cost."""

from collections.abc import Mapping
from typing import Literal, get_args

from pydantic import Field
from pydantic.dataclasses import dataclass

from bot.catalog.written import STRICT, Count, Text

Category = Literal[
    "hardware",
    "software",
    "labor",
    "cloud_infra",
    "saas",
    "outside_services",
    "facilities",
    "telecom",
    "other",
]
Portion = Literal["hardware", "software", "labor", "other"]
CATEGORIES: tuple[str, ...] = get_args(Category)
PORTIONS: tuple[str, ...] = get_args(Portion)
SPLIT: Mapping[str, str] = {  # as the cost pools of the TBM taxonomy add up to the three
    "hardware": "hardware",
    "facilities": "hardware",
    "telecom": "hardware",
    "cloud_infra": "hardware",
    "software": "software",
    "saas": "software",
    "labor": "labor",
    "outside_services": "labor",
    "other": "other",
}


@dataclass(frozen=True, config=STRICT)
class Costing:
    """How cost is passed on, divided and closed; what is left out is as most companies do it."""

    method: Literal["reciprocal", "step_down", "direct"] = "reciprocal"
    """How supporting services pass on their cost: all at once, one after the other, or past one another."""
    order: tuple[Text, ...] = ()
    """Of step_down: keys of supporting services, the first passes on first; the others follow."""
    capacity: Literal["used", "practical"] = "used"
    """What cost is divided by: what was used, or what could be; then the unused part is shown apart."""
    split: dict[Category, Portion] = Field(default_factory=dict)
    """Which categories count as hardware, software or labor, where that is not as usual: `telecom: software`."""
    close_day: Count = 10
    """A month is closed so many days after it is over, if nothing is missing and nobody closed it before."""

    def portion(self, category: str) -> str:
        """Return what a category counts as; one that nobody placed is "other"."""
        placed: dict[str, str] = {**SPLIT, **{each: str(portion) for each, portion in self.split.items()}}
        return placed.get(category, "other")
