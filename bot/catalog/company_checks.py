"""What must hold between the company file and all the others: people, units, agreements and plans."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import get_args, get_type_hints

from bot.catalog.company import Company, Unit
from bot.catalog.draft import Draft, Written
from bot.catalog.general import General
from bot.catalog.mistakes import Mistake, did_you_mean, nearest
from bot.catalog.service import Service
from bot.catalog.sheets import Sheet, Way


def find(draft: Draft, company: Company) -> Iterator[Mistake]:
    """Yield every name of a person or a unit that does not fit, and every plan that cannot be."""
    if not company.leads:
        message = "Nobody leads IT, so nobody would hear of what goes wrong."
        hint = "Write at least one e-mail address."
        yield draft.company_sheet.mistake(("leads",), message, hint, key=True)
    yield from _people(draft, company)
    for written in draft.services:
        yield from _audience(written, company)
        yield from _agreements(written, company)
    if draft.general:
        yield from _elsewhere(draft.general_sheet, draft.general, company)
    yield from _plans(draft, company)


def _people(draft: Draft, company: Company) -> Iterator[Mistake]:
    sheet = draft.company_sheet
    known = [email for unit in company.units.values() for email in unit.members]
    for code, unit in company.units.items():
        for at, email in enumerate(unit.members):
            home = company.unit_of(email)
            if home is not unit and home is not None:
                yield sheet.mistake(("units", code, "members", at), f"`{email}` is also in {home.code}.")
        for role in ("head", "budget_owner"):
            yield from _known(draft, ("units", code, role), getattr(unit, role), known)
    for field in ("leads", "it_finance"):
        for at, email in enumerate(getattr(company, field)):
            yield from _known(draft, (field, at), email, known)
    for service, service_sheet in draft.services:
        for way, email in _named(service):
            if email not in known:
                yield service_sheet.mistake(
                    way, f"`{email}` is in no unit of company.yaml.", did_you_mean(email, known)
                )


def _named(service: Service) -> Iterator[tuple[Way, str]]:
    """Yield whom a service names, and where."""
    yield ("owner",), service.owner
    if service.impact:
        yield ("impact", "assessed_by"), service.impact.assessed_by
    if service.one_off_hours and service.one_off_hours.on_call:
        yield ("one_off_hours", "on_call"), service.one_off_hours.on_call


def _known(draft: Draft, way: Way, email: str, known: list[str]) -> Iterator[Mistake]:
    if email not in known:
        yield draft.company_sheet.mistake(
            way, f"`{email}` is a member of no unit.", did_you_mean(email, known)
        )


def _audience(written: Written, company: Company) -> Iterator[Mistake]:
    service, sheet = written
    kinds = get_args(get_type_hints(Unit)["kind"])
    for at, name in enumerate(service.audience):
        if name not in company.units and name not in kinds:
            hint = _unit_meant(name, company, kinds) or f"Kinds are {', '.join(kinds)}."
            yield sheet.mistake(("audience", at), f"`{name}` is neither a unit nor a kind of unit.", hint)


def _unit_meant(name: str, company: Company, kinds: Sequence[str]) -> str | None:
    """Return the question that names the unit which is called so, or the word that comes near."""
    called = {unit.name: code for code, unit in company.units.items()}
    meant = nearest(name, [*company.units, *kinds, *called])
    return f"Did you mean `{called.get(meant, meant)}`?" if meant else None


def _agreements(written: Written, company: Company) -> Iterator[Mistake]:
    """Targets are agreed by the customer's side; IT alone may only propose them."""
    service, sheet = written
    for number, tier in enumerate(service.tiers):
        way: Way = ("tiers", number)
        if bool(tier.agreed_by) != bool(tier.agreed_on):
            there, missing = ("by", "on") if tier.agreed_by else ("on", "by")
            message = f"`agreed_{there}` needs `agreed_{missing}` beside it."
            yield sheet.mistake((*way, f"agreed_{there}"), message, key=True)
        if tier.agreed_by and not tier.has_targets:
            yield sheet.mistake(
                (*way, "agreed_by"), f"`{tier.name}` promises nothing that one could agree to."
            )
        unit = company.unit_of(tier.agreed_by or "")
        if tier.agreed_by and unit is None:
            known = [email for each in company.units.values() for email in each.members]
            message = f"`{tier.agreed_by}` is in no unit of company.yaml."
            yield sheet.mistake((*way, "agreed_by"), message, did_you_mean(tier.agreed_by, known))
        elif unit and unit.kind == "it_provider":
            message = f"`{tier.agreed_by}` is in IT, which proposes targets; its customers agree to them."
            yield sheet.mistake((*way, "agreed_by"), message, "Leave it out until a customer has agreed.")


def _elsewhere(sheet: Sheet, general: General, company: Company) -> Iterator[Mistake]:
    for at, topic in enumerate(general.elsewhere):
        unit = company.units.get(topic.unit or "")
        if topic.unit and unit is None:
            message = f"`{topic.unit}` is no unit of company.yaml."
            yield sheet.mistake(("elsewhere", at, "unit"), message, did_you_mean(topic.unit, company.units))
        elif unit and unit.kind == "it_provider":
            message = f"`{topic.unit}` is IT itself."
            yield sheet.mistake(("elsewhere", at, "unit"), message, "Answer it under `faqs` instead.")


def _plans(draft: Draft, company: Company) -> Iterator[Mistake]:
    tiers = {tier.key: service for service, _ in draft.services for tier in service.tiers}
    for unit in company.units.values():
        held = Counter(key.partition(".")[0] for key in unit.plan)
        for key in unit.plan:
            yield from _planned(draft, unit, key, tiers, held[key.partition(".")[0]])


def _planned(draft: Draft, unit: Unit, key: str, tiers: dict[str, Service], held: int) -> Iterator[Mistake]:
    sheet, way, service = draft.company_sheet, ("units", unit.code, "plan", key), tiers.get(key)
    unread = not draft.get(key.partition(".")[0]) and key.partition(".")[0] in draft.keys
    if service is None and not unread:
        yield sheet.mistake(way, f"`{key}` is no tier.", did_you_mean(key, tiers), key=True)
    elif service and service.stage != "live":
        message = f"`{service.key}` is {service.stage} and cannot be planned."
        hint = f"Take the line out. {service.use_instead or ''}".strip()
        yield sheet.mistake(way, message, hint, key=True)
    elif service and held > 1 and not service.mixed_tiers:
        message = f"{unit.code} plans several tiers of `{service.key}`, which allows one per unit."
        yield sheet.mistake(way, message, "Keep one, or set `mixed_tiers: true` in its file.", key=True)
