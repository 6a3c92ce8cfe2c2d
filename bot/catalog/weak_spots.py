"""What works but could be better in the catalog: the owner's list for a quiet hour."""

import re
from collections.abc import Iterator
from datetime import date

from bot.catalog import audience_checks, doubles, odd_figures, offer_checks, outcomes, survey_checks
from bot.catalog.catalog import FAQ_REVIEW, Catalog
from bot.catalog.company import Company, Unit
from bot.catalog.draft import Draft, Written
from bot.catalog.general import General
from bot.catalog.mistakes import Mistake
from bot.catalog.service import Faq
from bot.catalog.sheets import Sheet, Way
from bot.money import Money, total

ENOUGH_FAQS = 3
ENOUGH_PHRASINGS = 3
_FIGURE = re.compile(
    r"""
      [$€£]\s?\d | \b(?:USD|EUR|GBP|CHF)\s?\d
    | \d\s?(?:%|€|£|USD|EUR|GBP|CHF|dollars?|euros?)
    | \b\d{1,2}:\d{2}\b | \b\d{1,2}\s?(?:[ap]m|o'clock)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)


def find(draft: Draft, catalog: Catalog) -> Iterator[Mistake]:
    """Yield what would make the catalog better, by file."""
    company = catalog.company
    for written in draft.services:
        if written.service.is_live:
            yield from _service(written)
            yield from outcomes.find_weak(written)
        yield from _days(written, draft.day)
        yield from _later(written, catalog)
        for at, faq in enumerate(written.service.faqs):
            yield from _faq(written.sheet, ("faqs", at), faq, draft.day)
    if draft.general:
        yield from _general(draft.general_sheet, draft.general, draft.day)
    yield from odd_figures.find(draft, catalog)
    yield from _unused(draft)
    yield from doubles.find_weak(draft)
    yield from offer_checks.find_weak(draft, company)
    yield from survey_checks.weak_spots(draft)
    yield from audience_checks.find_weak(draft, company)
    for unit in company.units.values():
        yield from _funding(draft, unit, company)


def _service(written: Written) -> Iterator[Mistake]:
    service, sheet = written
    missing = {
        "measures": "No measure shows whether the outcome is there.",
        "impact": "Nobody in the business has said what an hour without it costs.",
        "words": "No other words for it are listed, so people must know its name to find it.",
        "processes": "Nothing says what stops in the business when it does.",
    }
    if service.boundary == "external":
        missing["external_outcome"] = "It reaches out to clients, but nothing says what they get out of it."
    for name, message in missing.items():
        if not getattr(service, name):
            yield sheet.mistake(("key",), message, f"Add `{name}`.")
    if len(service.faqs) < ENOUGH_FAQS:
        message = f"{len(service.faqs)} questions are answered; people need at least {ENOUGH_FAQS}."
        yield sheet.mistake(("faqs",), message, "Take them from what people ask most.")
    for at, tier in enumerate(service.tiers):
        if tier.availability is None and tier.resolve_minutes is None:
            message = f"`{tier.name}` promises neither an availability nor a time to fix."
            yield sheet.mistake(("tiers", at, "name"), message, "Add `availability` or `resolve_minutes`.")
        if tier.has_targets and not tier.is_agreed:
            message = f"No customer has agreed to what `{tier.name}` promises; it is shown as proposed."
            yield sheet.mistake(
                ("tiers", at, "name"), message, "Ask one, then add `agreed_by` and `agreed_on`."
            )


def _days(written: Written, day: date) -> Iterator[Mistake]:
    """Days that have passed, or have yet to come, and say so of something that is not so any more."""
    service, sheet = written
    if service.next_review and service.next_review < day and service.stage != "retired":
        yield sheet.mistake(
            ("next_review",), f"It was to be looked at by {service.next_review}.", "Look, and set a new day."
        )
    if service.stage == "pipeline" and not service.stage_from:
        yield sheet.mistake(("stage",), "Nobody can tell from when it is to be had.", "Add `stage_from`.")
    elif service.stage == "pipeline" and service.stage_from and service.stage_from <= day:
        message = f"It was to be had from {service.stage_from} and is still being prepared."
        yield sheet.mistake(("stage_from",), message, "Set a new day, or `stage: live`.")
    elif service.stage != "pipeline" and service.stage_from and service.stage_from > day:
        message = f"It is {service.stage} only from {service.stage_from}."
        yield sheet.mistake(("stage_from",), message, "Until then it is not; mend the day or the stage.")


def _later(written: Written, catalog: Catalog) -> Iterator[Mistake]:
    """Yield what takes the place of a service and cannot be had, while nothing says what to do until then."""
    service, sheet = written
    other = catalog.services.get(service.replaced_by or "")
    if other and not other.can_be_ordered and not service.use_instead:
        message = f"`{other.key}` takes its place and cannot be ordered."
        yield sheet.mistake(("replaced_by",), message, "Say in `use_instead` what to do until it can.")


def _faq(sheet: Sheet, way: Way, faq: Faq, day: date) -> Iterator[Mistake]:
    if faq.verified_on + FAQ_REVIEW < day:
        message = f"Nobody has made sure since {faq.verified_on} that this answer is true."
        yield sheet.mistake((*way, "verified_on"), message, "Read it, mend it, and set the day.")
    yield from _phrasings(sheet, way, faq.phrasings, "make it easy to find")
    if holds_figure(faq.answer):
        message = "The answer holds a figure that will be wrong one day."
        yield sheet.mistake(
            (*way, "answer"), message, "Say where to see it instead; the bot shows today's figures."
        )


def holds_figure(answer: str) -> bool:
    """Tell whether an answer holds a price, a share or a time of day, which the catalog's own data tells."""
    return bool(_FIGURE.search(answer))


def _general(sheet: Sheet, general: General, day: date) -> Iterator[Mistake]:
    for at, faq in enumerate(general.faqs):
        yield from _faq(sheet, ("faqs", at), faq, day)
    for at, topic in enumerate(general.elsewhere):
        yield from _phrasings(
            sheet, ("elsewhere", at), topic.phrasings, "keep IT from answering it by mistake"
        )


def _phrasings(sheet: Sheet, way: Way, phrasings: tuple[str, ...], why: str) -> Iterator[Mistake]:
    if len(phrasings) < ENOUGH_PHRASINGS:
        message = f"{len(phrasings)} other ways to ask this; {ENOUGH_PHRASINGS} {why}."
        yield sheet.mistake((*way, "phrasings"), message, "Add them as hurried people write.")


def _unused(draft: Draft) -> Iterator[Mistake]:
    carried = {
        edge.service for written, at in draft.edges() if (edge := written.service.depends_on[at]).carries_cost
    }
    for service, sheet in draft.services:
        if service.kind == "supporting" and service.key not in carried:
            message = "No service carries a share of its cost, so that cost stays unassigned."
            yield sheet.mistake(("key",), message, "Give it a `share` in `depends_on` of those it is for.")


def _funding(draft: Draft, unit: Unit, company: Company) -> Iterator[Mistake]:
    prices = {tier.key: tier.price for service, _ in draft.services for tier in service.tiers}
    planned: Money = total([prices[key] * count * 12 for key, count in unit.plan.items()], company.currency)
    for year, funding in unit.funding.items():
        if planned > funding:
            message = f"{unit.code} plans {planned.amount} a year but has {funding.amount} in {year}."
            hint = "Fund what is planned, or plan what is funded."
            yield draft.company_sheet.mistake(("units", unit.code, "funding", year), message, hint)
