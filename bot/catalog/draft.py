"""The catalog while it is being checked: what could be read, next to the file it came from."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from bot.catalog.company import Company
from bot.catalog.general import General
from bot.catalog.offer_rules import OfferRule
from bot.catalog.service import Service
from bot.catalog.sheets import Sheet
from bot.catalog.survey_forms import SurveyForm


class Written(NamedTuple):
    """A service and the sheet it is written on."""

    service: Service
    sheet: Sheet


@dataclass(frozen=True)
class Draft:
    """All files read on a `day`; what did not fit is None or left out, and its sheet says why."""

    day: date
    company_sheet: Sheet
    company: Company | None
    general_sheet: Sheet
    general: General | None
    survey_sheet: Sheet
    surveys: dict[str, SurveyForm]
    languages: tuple[str, ...]
    offer_sheet: Sheet
    rules: dict[str, OfferRule]
    service_sheets: list[Sheet]
    services: list[Written]

    @property
    def sheets(self) -> list[Sheet]:
        """Every file, readable or not."""
        return [
            self.company_sheet,
            self.general_sheet,
            self.survey_sheet,
            self.offer_sheet,
            *self.service_sheets,
        ]

    @cached_property
    def keys(self) -> set[str]:
        """Keys of all services, also of those whose file has other mistakes."""
        by_name = {
            sheet.file.rpartition("/")[2].removesuffix(".yaml").upper() for sheet in self.service_sheets
        }
        return by_name | {each.service.key for each in self.services}

    @property
    def is_whole(self) -> bool:
        """Whether every service could be read, so that sums over all of them mean something."""
        return len(self.services) == len(self.service_sheets)

    def get(self, key: str) -> Service | None:
        """Return the service with this key if it could be read."""
        return self._by_key.get(key)

    @cached_property
    def _by_key(self) -> dict[str, Service]:
        return {each.service.key: each.service for each in reversed(self.services)}

    def edges(self) -> Iterator[tuple[Written, int]]:
        """Yield every dependency as its service and its position there."""
        for written in self.services:
            for at in range(len(written.service.depends_on)):
                yield written, at
