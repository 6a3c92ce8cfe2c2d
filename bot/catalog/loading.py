"""Loading the catalog from its folder: read, check, and say everything that is wrong at once."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeGuard
from zoneinfo import ZoneInfo

from bot import clock
from bot.catalog import amended, checks, strays, weak_spots
from bot.catalog.amendments import Amendment
from bot.catalog.catalog import Catalog
from bot.catalog.company import Company
from bot.catalog.draft import Draft, Written
from bot.catalog.general import General
from bot.catalog.mistakes import CatalogMistakes, Mistake
from bot.catalog.offer_rules import OfferFile
from bot.catalog.reading import fit
from bot.catalog.service import Service
from bot.catalog.sheets import Sheet, read
from bot.catalog.survey_forms import SurveyFile
from bot.catalog.written import House

Touched = tuple[Path, int, int, int]  # a file's name, when it was written and changed, how long it is
Stamp = frozenset[Touched]
OPTIONAL = ("surveys.yaml", "offers.yaml")
MOST_KEPT = 4096  # files, of 50 KB in memory each


def load(folder: Path, amendments: Iterable[Amendment] = (), *, on: date | None = None) -> Catalog:
    """Read `company.yaml`, `general.yaml` and `services/*.yaml` in `folder`, with what people added in Slack.

    `surveys.yaml` and `offers.yaml` may be left out: then nobody is asked, and nothing is offered.

    Prices are those of the day `on`, without it of the company's today. Raises CatalogMistakes with every
    mistake found, not only the first.
    """
    unread = list(strays.find(folder))
    if not (folder / "company.yaml").is_file():
        hint = "Set DOMESTIQUE_CATALOG to the folder that holds it."
        raise CatalogMistakes(
            [Mistake("company.yaml", 0, f"There is no such file in {folder}.", hint), *unread]
        )
    draft, lost = _read(folder, amendments, on)
    mistakes = [each for sheet in draft.sheets for each in sheet.mistakes] + unread
    if not draft.service_sheets and not (folder / strays.SERVICES).is_dir():
        hint = "Make it, and put a file for each service into it."
        raise CatalogMistakes(
            [*mistakes, Mistake(strays.SERVICES, 0, f"There is no such folder in {folder}.", hint)]
        )
    mistakes += checks.find(draft)
    if mistakes or draft.company is None or draft.general is None:
        raise CatalogMistakes(mistakes)
    services = {each.service.key: each.service for each in draft.services}
    catalog = Catalog(
        draft.company,
        services,
        draft.general.faqs,
        [],
        draft.day,
        _digest(draft),
        surveys=draft.surveys,
        languages=draft.languages,
        rules=draft.rules,
        elsewhere=draft.general.elsewhere,
    )
    return replace(catalog, weak=sorted([*weak_spots.find(draft, catalog), *lost]))


def stamp(folder: Path) -> Stamp:
    """Return what tells without reading a file whether any of them was changed."""
    always = [folder / name for name in ("company.yaml", "general.yaml", *OPTIONAL)]
    named = [*always, *(folder / strays.SERVICES).glob("*.yaml"), *strays.files(folder)]
    return frozenset(_look(path) for path in named)


def _look(path: Path) -> Touched:
    try:
        seen = path.stat()
    except OSError:  # gone since it was listed, or never there
        return path, 0, 0, 0
    return path, seen.st_mtime_ns, seen.st_ctime_ns, seen.st_size


def _sheet(folder: Path, path: Path) -> Sheet:
    """Return what a file says; one that was not touched since it was read is not read again."""
    known = _known(folder, _look(path))
    if known.mistakes:  # some pass by themselves, such as a disk that was away
        return read(folder, path)
    return replace(known, mistakes=[])


@lru_cache(maxsize=MOST_KEPT)
def _known(folder: Path, touched: Touched) -> Sheet:
    return read(folder, touched[0])


def _digest(draft: Draft) -> str:
    """Sum up what the files say; what is only laid out differently sums up to the same."""
    said = sorted((sheet.file, json.dumps(sheet.data, default=str)) for sheet in draft.sheets)
    prices = sorted((tier.key, tier.price.minor) for each in draft.services for tier in each.service.tiers)
    return hashlib.sha256(json.dumps([said, prices]).encode()).hexdigest()


def _read(folder: Path, amendments: Iterable[Amendment], on: date | None) -> tuple[Draft, list[Mistake]]:
    """Read every file; next to them what is said of additions that found no place."""
    company_sheet, general_sheet = (
        _sheet(folder, folder / "company.yaml"),
        _sheet(folder, folder / "general.yaml"),
    )
    house = _house(company_sheet.data)
    day = on or clock.today(house["zone"])
    written = [_sheet(folder, path) for path in sorted((folder / strays.SERVICES).glob("*.yaml"))]
    general_sheet, service_sheets, lost = amended.apply(general_sheet, written, amendments)
    survey_sheet, offer_sheet = (_optional(folder, folder / name) for name in OPTIONAL)
    surveys = fit(SurveyFile, survey_sheet, _keyed(survey_sheet.data, "surveys"), house)
    rules = fit(OfferFile, offer_sheet, _keyed(offer_sheet.data, "rules"), house)
    general = fit(General, general_sheet, general_sheet.data, house) if not general_sheet.mistakes else None
    draft = Draft(
        day=day,
        company_sheet=company_sheet,
        company=_fit_company(company_sheet, house),
        general_sheet=general_sheet,
        general=general,
        survey_sheet=survey_sheet,
        surveys=surveys.surveys if surveys else {},
        languages=surveys.languages if surveys else (),
        offer_sheet=offer_sheet,
        rules=rules.rules if rules else {},
        service_sheets=service_sheets,
        services=[each for sheet in service_sheets if (each := _fit_service(sheet, house, day))],
    )
    return draft, lost


def _house(data: Any) -> House:
    """Return what figures are read by; whatever the company file gets wrong does not spoil the others."""
    given = data if isinstance(data, dict) else {}
    zone, holidays = given.get("zone"), given.get("holidays")
    return House(
        currency=str(given.get("currency", "USD")),
        zone=zone if _is_zone(zone) else "UTC",
        holidays=frozenset(day for day in holidays if type(day) is date)
        if isinstance(holidays, tuple)
        else frozenset(),
    )


def _is_zone(name: Any) -> TypeGuard[str]:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, TypeError, OSError):
        return False
    return True


def _optional(folder: Path, path: Path) -> Sheet:
    """Return what a file says that may be left out: nothing, where there is none."""
    return _sheet(folder, path) if path.is_file() else Sheet(path.name, data={})


def _keyed(data: Any, *groups: str, key: str = "key") -> Any:
    """Add to each entry of these groups the name under which it stands."""
    if not isinstance(data, dict):
        return data
    named = {name: data[name] for name in groups if isinstance(data.get(name), dict)}
    keyed = {
        name: {code: _with(each, **{key: code}) for code, each in group.items()}
        for name, group in named.items()
    }
    return {**data, **keyed}


def _fit_company(sheet: Sheet, house: House) -> Company | None:
    if sheet.mistakes:
        return None
    return fit(Company, sheet, _keyed(sheet.data, "units", "pools", key="code"), house)


def _fit_service(sheet: Sheet, house: House, day: date) -> Written | None:
    if sheet.mistakes:
        return None
    tiers = sheet.data.get("tiers", ())
    if isinstance(tiers, tuple):
        key = sheet.data.get("key")
        tiers = tuple(
            _with(tier, service=key, rank=rank, **_price(tier, day)) for rank, tier in enumerate(tiers, 1)
        )
    service = fit(Service, sheet, {**sheet.data, "tiers": tiers}, house)
    return Written(service, sheet) if service else None


def _price(tier: Any, day: date) -> dict[str, Any]:
    """Return the price of the day's month where several are written; what is wrong with them is told of them."""
    prices = tier.get("prices") if isinstance(tier, Mapping) else None
    if not isinstance(prices, tuple) or "price" in tier:
        return {}
    begun = [
        each for each in prices if isinstance(each, Mapping) and _begun(each.get("from"), day.replace(day=1))
    ]
    price = next((each.get("price") for each in (*reversed(begun), *prices) if isinstance(each, Mapping)), 0)
    return {"price": price if isinstance(price, int | Decimal) else 0}


def _begun(since: Any, day: date) -> bool:
    return since is None or (type(since) is date and since <= day)


def _with(written: Any, **known: Any) -> Any:
    """Add what the place in the file already says, unless it is not a group of keys."""
    return {**written, **known} if isinstance(written, Mapping) else written
