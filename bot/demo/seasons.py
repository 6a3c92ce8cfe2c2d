"""Seasons: what the sample company's year was like, so that its months differ for reasons that people know.

The winter holidays are busy; with the fiscal year twelve people joined the contact center and a vendor's prices
rose; one service never earns what it costs, and in the last month one cost more than planned and one less.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from bot.catalog import Company, Unit
from bot.value.period import last_day

# How busy a month of the calendar is against the year's mean: for what is counted by parcels, orders or hours ...
BUSY = {
    1: 0.93,
    2: 0.93,
    3: 0.97,
    4: 0.99,
    5: 1.0,
    6: 0.98,
    7: 0.96,
    8: 0.98,
    9: 1.02,
    10: 1.05,
    11: 1.09,
    12: 1.1,
}
FLOWS = ("ADV", "DOC", "WEB", "WMS")
# ... and for people turning to IT.
ASKING = {**dict.fromkeys(range(1, 13), 1.0), 7: 0.85, 8: 0.9, 9: 1.05, 11: 1.1, 12: 1.05}

JOINED, JOINERS = "CC-300", 12  # which unit grew when the fiscal year began, and by how many people
TAKEN_BY_JOINERS = ("COL.Standard", "DEV.Standard", "HRS.Standard", "CAL.Queue agent")
WELCOMED_BY = "JML.Standard (5 working days)"

RISEN, RISE = ("COL", "saas"), Decimal("1.08")  # what the vendor's new list of the fiscal year made dearer
LAST_MONTH = {"CAL": 1.13, "HRS": 0.85}  # cost against plan: one over, one under
NEVER_RECOVERED = ("ADV", 1.1)


@dataclass(frozen=True)
class Year:
    """The months that are made up, the earliest first, and what was so in each."""

    company: Company
    months: Sequence[str]

    @cached_property
    def began(self) -> str:
        """The month in which the last month's fiscal year began."""
        return f"{self.company.fiscal_year_began(last_day(self.months[-1])):%Y-%m}"

    def left(self, month: str) -> int:
        """Return how many of the months follow this one."""
        return len(self.months) - 1 - self.months.index(month)

    def plan(self, unit: Unit, month: str) -> Mapping[str, int]:
        """Return what a unit planned for a month, by level ("ERP.Standard")."""
        if unit.code != JOINED or month >= self.began:
            return unit.plan
        return {
            key: count - JOINERS if key in TAKEN_BY_JOINERS and count > JOINERS else count
            for key, count in unit.plan.items()
        }

    def joining(self, unit: str, key: str, month: str) -> int:
        """Return how many joiners a unit had welcomed in a month."""
        return JOINERS if (unit, key, month) == (JOINED, WELCOMED_BY, self.began) else 0

    def busy(self, service: str, month: str) -> float:
        """Return how busy a service was in a month; 1 is the year's mean."""
        return BUSY[int(month[5:])] if service in FLOWS else 1.0

    def level(self, service: str, month: str, usual: float) -> float:
        """Return what a service cost in a month against its plan; `usual` where there was nothing special."""
        if service == NEVER_RECOVERED[0]:
            return NEVER_RECOVERED[1]
        return usual if self.left(month) else LAST_MONTH.get(service, usual)

    def at_its_price(self, service: str, category: str, month: str, minor: int) -> int:
        """Return a cost line's amount at the vendor's price of that month."""
        return int(minor / RISE) if month < self.began and (service, category) == RISEN else minor
