"""Odd figures: promises that contradict one another, and days that can hardly be meant."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import combinations
from typing import Any, NamedTuple

from bot.catalog import restoring
from bot.catalog.catalog import Catalog
from bot.catalog.company import Company
from bot.catalog.draft import Draft, Written
from bot.catalog.mistakes import Mistake
from bot.catalog.service import Faq, Tier
from bot.catalog.sheets import Sheet, Way

TOMORROW = timedelta(days=1)  # somewhere it is that day already
LASTS = timedelta(days=730)  # for how long a word of the business is taken for its word today
_FREE = re.compile(r"\b(?:free|no (?:extra )?c(?:ost|harge)|without charge|nothing)\b", re.IGNORECASE)


class Measure(NamedTuple):
    """A figure that a level promises: how it is told, and whether more of it is better."""

    name: str
    told: str
    more: bool = False


MEASURES = (
    Measure("availability", "availability", more=True),
    Measure("response_minutes", "minutes to respond"),
    Measure("resolve_minutes", "minutes to fix it"),
    Measure("rpo_minutes", "minutes of data lost"),
)


def find(draft: Draft, catalog: Catalog) -> Iterator[Mistake]:
    """Yield what a service promises although it cannot be, or says as of a day that cannot be."""
    for written in draft.services:
        if written.service.stage == "live":
            yield from _levels(written)
        yield from _said(written, catalog.company, draft.day)
        for at, faq in enumerate(written.service.faqs):
            yield from _verified(written.sheet, ("faqs", at), faq, draft.day)
    for at, faq in enumerate(catalog.faqs):
        yield from _verified(draft.general_sheet, ("faqs", at), faq, draft.day)
    yield from _restoring(draft, catalog)


def _restoring(draft: Draft, catalog: Catalog) -> Iterator[Mistake]:
    sheets = {service.key: sheet for service, sheet in draft.services}
    for step in restoring.plan(catalog).broken:
        if step.verdict:
            chain = ", ".join(f"{link.key} {link.minutes or 'not assessed'}" for link in step.verdict.chain)
            message = (
                f"`{step.key}` is wanted back within {step.rto} minutes, which is impossible: "
                f"it takes {step.verdict.earliest.minutes} with as many hands as one likes ({chain})."
            )
            hint = "Make the work on the way shorter, or let the business want it back later."
            yield sheets[step.key].mistake(("impact", "rto_minutes"), message, hint)


def _levels(written: Written) -> Iterator[Mistake]:
    service, sheet = written
    for at, tier in enumerate(service.tiers):
        way: Way = ("tiers", at)
        if not tier.price.minor and not _FREE.search(f"{tier.name} {tier.included}"):
            message = f"`{tier.name}` costs nothing, and does not say so."
            yield sheet.mistake(
                (*way, "price"), message, "Write its price, or in `included` that it is free."
            )
        if (tier.response_minutes or 0) > (tier.resolve_minutes or tier.response_minutes or 0):
            message = (
                f"`{tier.name}` answers within {tier.response_minutes} minutes what it has fixed "
                f"within {tier.resolve_minutes}."
            )
            yield sheet.mistake((*way, "response_minutes"), message, "Change one of them.")
        bears = service.impact.rpo_minutes if service.impact else None
        if bears is not None and (tier.rpo_minutes or 0) > bears:
            message = (
                f"`{tier.name}` may lose {tier.rpo_minutes} minutes of data; the business bears {bears}."
            )
            yield sheet.mistake(
                (*way, "rpo_minutes"), message, "Promise less, or ask the business what it bears."
            )
    for (_, less), (at, more) in combinations(enumerate(service.tiers), 2):
        if more.price > less.price:
            yield from _less_for_more(sheet, ("tiers", at), less, more)


def _less_for_more(sheet: Sheet, way: Way, less: Tier, more: Tier) -> Iterator[Mistake]:
    for measure in MEASURES:
        cheap, dear = getattr(less, measure.name), getattr(more, measure.name)
        if cheap is not None and dear is not None and (dear < cheap if measure.more else dear > cheap):
            message = (
                f"`{more.name}` costs more than `{less.name}` and promises less: "
                f"{_figure(dear)} {measure.told}, not {_figure(cheap)}."
            )
            yield sheet.mistake((*way, measure.name), message, "Change one of them, or their order.")


def _figure(value: Any) -> str:
    return str(value) if isinstance(value, int) else f"{(value * 100).normalize():f} %"


def _said(written: Written, company: Company, day: date) -> Iterator[Mistake]:
    """Look at who said something about a service, and when."""
    service, sheet = written
    for at, tier in enumerate(service.tiers):
        if tier.agreed_on:
            yield from _day(sheet, ("tiers", at, "agreed_on"), tier.agreed_on, day)
    for at, change in enumerate(service.changes):
        yield from _day(sheet, ("changes", at, "on"), change.on, day, lasts=None)
    if service.impact:
        yield from _day(sheet, ("impact", "reviewed_on"), service.impact.reviewed_on, day)
        unit = company.unit_of(service.impact.assessed_by)
        if unit and unit.kind == "it_provider":
            message = f"`{service.impact.assessed_by}` is in IT; what its loss costs is said by the business."
            yield sheet.mistake(("impact", "assessed_by"), message, "Ask one of its customers.")
    if service.next_review and service.next_review > day + LASTS:
        message = f"It is looked at again only on {service.next_review}."
        yield sheet.mistake(("next_review",), message, "Choose a day within two years.")


def _verified(sheet: Sheet, way: Way, faq: Faq, day: date) -> Iterator[Mistake]:
    yield from _day(sheet, (*way, "verified_on"), faq.verified_on, day, lasts=None)


def _day(
    sheet: Sheet, way: Way, said_on: date, day: date, lasts: timedelta | None = LASTS
) -> Iterator[Mistake]:
    if said_on > day + TOMORROW:
        yield sheet.mistake(way, f"{said_on} has yet to come.", "Write the day on which it happened.")
    elif lasts and said_on + lasts < day:
        yield sheet.mistake(way, f"The business said so on {said_on} and not since.", "Ask whether it holds.")
