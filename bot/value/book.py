"""The book: what somebody writes into who adds to the catalog in Slack."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from bot.catalog import Catalog, Service
from bot.customer.people import Person
from bot.value.gaps import is_for


@dataclass(frozen=True)
class Book:
    """A catalog, the folder that it is read from, and who writes into it now."""

    catalog: Catalog
    folder: Path
    by: Person
    now: datetime

    @property
    def today(self) -> date:
        """The day on the company's calendar."""
        return self.catalog.company.day(self.now)

    @cached_property
    def seen(self) -> Catalog:
        """The catalog as this person may see it."""
        return self.catalog.seen_by(self.catalog.company.units.get(self.by.unit or ""))

    @property
    def hidden(self) -> frozenset[str]:
        """The keys of the services that this person is not to know of."""
        return frozenset(self.catalog.services.keys() - self.seen.services.keys())

    @property
    def leads(self) -> bool:
        """Whether this person is one of those who lead IT, and so may write everywhere."""
        return self.by.email in self.catalog.company.leads

    @property
    def services(self) -> list[Service]:
        """The services that this person may write about."""
        return [each for each in self.catalog.services.values() if self.decides(each.key)]

    def decides(self, service: str | None) -> bool:
        """Tell whether this person may write about a service, or about IT as a whole."""
        return self.leads or is_for(self.catalog, service, self.by.email)
