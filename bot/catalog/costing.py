"""Costing: how a company works out what its services cost."""

from collections.abc import Mapping
from typing import Literal, get_args

from pydantic import Field
from pydantic.dataclasses import dataclass

from bot.catalog.written import STRICT, Count, Percent, Text

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
CLOUD: Mapping[str, Category] = {  # FOCUS calls what a cloud sells by these names
    "compute": "cloud_infra",
    "storage": "cloud_infra",
    "networking": "cloud_infra",
    "other": "other",
    **dict.fromkeys(
        (
            "ai and machine learning",
            "analytics",
            "business applications",
            "databases",
            "developer tools",
            "identity",
            "integration",
            "internet of things",
            "management and governance",
            "media",
            "migration",
            "mobile",
            "multicloud",
            "security",
            "web",
        ),
        "saas",
    ),
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
    cloud: dict[Text, Category] = Field(default_factory=dict)
    """Which category a service category of a cloud bill (FOCUS) is, where not as usual: `Databases: hardware`."""
    line_target: Percent | None = None
    """What percent of IT's income the lines that use it are to pay, not corporate overhead: 60."""
    close_day: Count = 10
    """A month is closed so many days after it is over, if nothing is missing and nobody closed it before."""
    answer_days: Count = 10
    """A statement waits so many working days for its unit's word; then it says that it was not answered."""

    def of_cloud(self) -> dict[str, str]:
        """Return which category each service category of FOCUS is, by its name in small letters."""
        return {**CLOUD, **{name.casefold(): category for name, category in self.cloud.items()}}

    def portion(self, category: str) -> str:
        """Return what a category counts as; one that nobody placed is "other"."""
        placed: dict[str, str] = {**SPLIT, **{each: str(portion) for each, portion in self.split.items()}}
        return placed.get(category, "other")
