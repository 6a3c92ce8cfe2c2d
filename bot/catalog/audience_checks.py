"""Who may know of what: where one file leads people to a service that another keeps from them."""

import re
from collections.abc import Iterator

from bot.catalog.company import Company, Unit
from bot.catalog.draft import Draft, Written
from bot.catalog.mistakes import Mistake
from bot.catalog.service import Service

NAMED = 5  # units in one sentence


def find_weak(draft: Draft, company: Company) -> Iterator[Mistake]:
    """Yield services that people have, depend on or are sent to, and may not know of."""
    services = {written.service.key: written.service for written in draft.services}
    for unit in company.units.values():
        yield from _plan(draft, unit, services)
    for written in draft.services:
        yield from _needs(written, company, services)
        yield from _replacement(written, company, services)
        yield from _instead(written, company, services)
        yield from _agreed(written, company)


def _plan(draft: Draft, unit: Unit, services: dict[str, Service]) -> Iterator[Mistake]:
    for key in unit.plan:
        service = services.get(key.partition(".")[0])
        if service and not service.is_for(unit):
            message = (
                f"`{unit.code}` plans `{key}`, which is not for it: "
                "it reads its name and what it pays, and no more."
            )
            hint = f"Add `{unit.code}` to the `audience` of `{service.key}`, or take the line out."
            yield draft.company_sheet.mistake(("units", unit.code, "plan", key), message, hint, key=True)


def _needs(written: Written, company: Company, services: dict[str, Service]) -> Iterator[Mistake]:
    service, sheet = written
    for at, edge in enumerate(service.depends_on):
        if outside := _outside(company, service, services.get(edge.service)):
            message = (
                f"`{service.key}` stands on `{edge.service}`, which is not for {outside}: "
                "they read how long it takes to come back, and not why."
            )
            yield sheet.mistake(("depends_on", at, "service"), message, "Give both the same `audience`.")


def _replacement(written: Written, company: Company, services: dict[str, Service]) -> Iterator[Mistake]:
    service, sheet = written
    if outside := _outside(company, service, services.get(service.replaced_by or "")):
        message = f"`{service.replaced_by}` takes its place, and is not for {outside}, who may have had it."
        hint = "Add them to its `audience`, or say in `use_instead` what they use."
        yield sheet.mistake(("replaced_by",), message, hint)


def _instead(written: Written, company: Company, services: dict[str, Service]) -> Iterator[Mistake]:
    service, sheet = written
    for other in services.values():
        named = other.audience and _names(service.use_instead or "", other)
        if named and (outside := _outside(company, service, other)):
            message = f"`use_instead` names `{other.key}`, which is not for {outside}."
            yield sheet.mistake(("use_instead",), message, "Say what all of them can use.")


def _names(words: str, service: Service) -> bool:
    called = re.escape(service.name)
    return bool(re.search(rf"\b{service.key}\b", words) or re.search(rf"\b{called}\b", words, re.IGNORECASE))


def _agreed(written: Written, company: Company) -> Iterator[Mistake]:
    service, sheet = written
    for at, tier in enumerate(service.tiers):
        unit = company.unit_of(tier.agreed_by or "")
        if unit and not service.is_for(unit):
            message = f"`{tier.agreed_by}` agreed to `{tier.name}`, which is not for `{unit.code}`."
            hint = f"Add `{unit.code}` to `audience`, or ask one of those that it is for."
            yield sheet.mistake(("tiers", at, "agreed_by"), message, hint)


def _outside(company: Company, service: Service, other: Service | None) -> str | None:
    """Return the units that may know of a service and not of another, in words; None where there are none."""
    if other is None:
        return None
    units = [code for code, unit in company.units.items() if service.is_for(unit) and not other.is_for(unit)]
    more = f" and {len(units) - NAMED} more" if len(units) > NAMED else ""
    return ", ".join(units[:NAMED]) + more if units else None
