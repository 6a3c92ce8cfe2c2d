"""Loading the catalog from its folder: read, check, and say everything that is wrong at once."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import available_timezones

from pydantic.dataclasses import dataclass

from bot.catalog import checks, weak_spots
from bot.catalog.catalog import Catalog
from bot.catalog.company import Company
from bot.catalog.draft import Draft, Written
from bot.catalog.mistakes import CatalogMistakes, Mistake
from bot.catalog.reading import fit
from bot.catalog.service import Faq, Service
from bot.catalog.sheets import Sheet, read
from bot.catalog.written import STRICT, House


@dataclass(frozen=True, config=STRICT)
class General:
    """Questions about IT as a whole."""

    faqs: tuple[Faq, ...] = ()


def load(folder: Path) -> Catalog:
    """Read `company.yaml`, `general.yaml` and `services/*.yaml` in `folder`.

    Raises CatalogMistakes with every mistake found, not only the first.
    """
    if not (folder / "company.yaml").is_file():
        hint = "Set DOMESTIQUE_CATALOG to the folder that holds it."
        raise CatalogMistakes([Mistake("company.yaml", 0, f"There is no such file in {folder}.", hint)])
    draft = _read(folder)
    mistakes = [each for sheet in draft.sheets for each in sheet.mistakes] + list(checks.find(draft))
    if mistakes or draft.company is None or draft.general_faqs is None:
        raise CatalogMistakes(mistakes)
    services = {each.service.key: each.service for each in draft.services}
    return Catalog(draft.company, services, draft.general_faqs, sorted(weak_spots.find(draft, draft.company)))


def _read(folder: Path) -> Draft:
    company_sheet, general_sheet = (
        read(folder, folder / "company.yaml"),
        read(folder, folder / "general.yaml"),
    )
    house = _house(company_sheet.data)
    service_sheets = [read(folder, path) for path in sorted((folder / "services").glob("*.yaml"))]
    general = fit(General, general_sheet, general_sheet.data, house) if not general_sheet.mistakes else None
    return Draft(
        company_sheet=company_sheet,
        company=_fit_company(company_sheet, house),
        general_sheet=general_sheet,
        general_faqs=general.faqs if general else None,
        service_sheets=service_sheets,
        services=[written for sheet in service_sheets if (written := _fit_service(sheet, house))],
    )


def _house(data: Any) -> House:
    """Return what figures are read by; whatever the company file gets wrong does not spoil the others."""
    given = data if isinstance(data, dict) else {}
    zone, holidays = given.get("zone"), given.get("holidays")
    return House(
        currency=str(given.get("currency", "USD")),
        zone=zone if zone in available_timezones() else "UTC",
        holidays=frozenset(day for day in holidays if type(day) is date)
        if isinstance(holidays, tuple)
        else frozenset(),
    )


def _fit_company(sheet: Sheet, house: House) -> Company | None:
    if sheet.mistakes:
        return None
    units = sheet.data.get("units")
    if not isinstance(units, dict):
        return fit(Company, sheet, sheet.data, house)
    coded = {code: _with(unit, code=code) for code, unit in units.items()}
    return fit(Company, sheet, {**sheet.data, "units": coded}, house)


def _fit_service(sheet: Sheet, house: House) -> Written | None:
    if sheet.mistakes:
        return None
    tiers = sheet.data.get("tiers", ())
    if isinstance(tiers, tuple):
        key = sheet.data.get("key")
        tiers = tuple(_with(tier, service=key, rank=rank) for rank, tier in enumerate(tiers, 1))
    service = fit(Service, sheet, {**sheet.data, "tiers": tiers}, house)
    return Written(service, sheet) if service else None


def _with(written: Any, **known: Any) -> Any:
    """Add what the place in the file already says, unless it is not a group of keys."""
    return {**written, **known} if isinstance(written, Mapping) else written
