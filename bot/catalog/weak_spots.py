"""What works but could be better in the catalog: the owner's list for a quiet hour."""

import re
from collections.abc import Iterator

from bot.catalog.company import Company, Unit
from bot.catalog.draft import Draft, Written
from bot.catalog.mistakes import Mistake
from bot.catalog.service import Faq
from bot.catalog.sheets import Sheet, Way
from bot.money import Money, total

ENOUGH_FAQS = 3
ENOUGH_PHRASINGS = 3
_FIGURE = re.compile(r"[$€£]\s?\d|\d+(?:\.\d+)?\s?%")


def find(draft: Draft, company: Company) -> Iterator[Mistake]:
    """Yield what would make the catalog better, by file."""
    for written in draft.services:
        if written.service.stage == "live" and written.service.kind == "customer_facing":
            yield from _service(written)
        for at, faq in enumerate(written.service.faqs):
            yield from _faq(written.sheet, ("faqs", at), faq)
    for at, faq in enumerate(draft.general_faqs or ()):
        yield from _faq(draft.general_sheet, ("faqs", at), faq)
    yield from _unused(draft)
    for unit in company.units.values():
        yield from _funding(draft, unit, company)


def _service(written: Written) -> Iterator[Mistake]:
    service, sheet = written
    missing = {
        "measures": "No measure shows whether the outcome is there.",
        "impact": "Nobody in the business has said what an hour without it costs.",
        "words": "No other words for it are listed, so people must know its name to find it.",
    }
    for name, message in missing.items():
        if not getattr(service, name):
            yield sheet.mistake(("key",), message, f"Add `{name}`.")
    if len(service.faqs) < ENOUGH_FAQS:
        message = f"{len(service.faqs)} questions are answered; people need at least {ENOUGH_FAQS}."
        yield sheet.mistake(("faqs",), message)
    for at, tier in enumerate(service.tiers):
        if tier.availability is None and tier.resolve_minutes is None:
            message = f"`{tier.name}` promises neither an availability nor a time to fix."
            yield sheet.mistake(("tiers", at, "name"), message)


def _faq(sheet: Sheet, way: Way, faq: Faq) -> Iterator[Mistake]:
    if len(faq.phrasings) < ENOUGH_PHRASINGS:
        message = f"{len(faq.phrasings)} other ways to ask this; {ENOUGH_PHRASINGS} make it easy to find."
        yield sheet.mistake((*way, "phrasings"), message)
    if _FIGURE.search(faq.answer):
        message = "The answer holds a figure that will be wrong one day."
        yield sheet.mistake(
            (*way, "answer"), message, "Say where to see it instead; the bot shows today's figures."
        )


def _unused(draft: Draft) -> Iterator[Mistake]:
    carried = {
        edge.service for written, at in draft.edges() if (edge := written.service.depends_on[at]).carries_cost
    }
    for service, sheet in draft.services:
        if service.kind == "supporting" and service.key not in carried:
            message = "No service carries a share of its cost, so that cost stays unassigned."
            yield sheet.mistake(("key",), message)


def _funding(draft: Draft, unit: Unit, company: Company) -> Iterator[Mistake]:
    prices = {tier.key: tier.price for service, _ in draft.services for tier in service.tiers}
    planned: Money = total([prices[key] * count * 12 for key, count in unit.plan.items()], company.currency)
    for year, funding in unit.funding.items():
        if planned > funding:
            message = f"{unit.code} plans {planned.amount} a year but has {funding.amount} in {year}."
            yield draft.company_sheet.mistake(("units", unit.code, "funding", year), message)
