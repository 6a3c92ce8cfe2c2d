"""What must hold of the rules for offers: thresholds that make sense, names that exist, somewhere to be at work."""

from collections.abc import Iterator

from bot.catalog.company import Company
from bot.catalog.draft import Draft
from bot.catalog.mistakes import Mistake, did_you_mean
from bot.catalog.offer_rules import LEAST_DAYS, MOST_DAYS, MOST_MONTHS, NAMED, OfferRule, placeholders
from bot.catalog.service import Service
from bot.catalog.sheets import Way

LOOKS_AHEAD = "Only `growth` looks ahead."


def find(draft: Draft, company: Company) -> Iterator[Mistake]:
    """Yield every mistake in the rules for offers."""
    for rule in draft.rules.values():
        yield from _fit(draft, rule)
        yield from _threshold(draft, rule)
        yield from _span(draft, rule)
        yield from _effect(draft, rule)
        yield from _names(draft, company, rule)


def find_weak(draft: Draft, company: Company) -> Iterator[Mistake]:
    """Yield the rules that nobody is offered anything by."""
    for rule in draft.rules.values():
        if not rule.live:
            message = f"`{rule.key}` is live nowhere by this file: it only has a preview."
            hint = "See with `/it offers` whom it would reach, then let it go live there or by `live: true`."
            yield draft.offer_sheet.mistake(_way(rule, "live"), message, hint)
        elif not any(_could_offer(rule, each.service, company) for each in draft.services):
            message = f"`{rule.key}` is live nowhere: no service that it is about could be offered by it."
            yield draft.offer_sheet.mistake(_way(rule, "services"), message, _lacks(rule))


def _way(rule: OfferRule, *more: str | int) -> Way:
    return ("rules", rule.key, *more)


def _fit(draft: Draft, rule: OfferRule) -> Iterator[Mistake]:
    if rule.offers not in rule.sense.offers:
        message = f"`{rule.evidence}` cannot lead to `{rule.offers}`."
        hint = f"Write `offers: {rule.sense.offers[0]}`."
        yield draft.offer_sheet.mistake(_way(rule, "offers"), message, hint)


def _threshold(draft: Draft, rule: OfferRule) -> Iterator[Mistake]:
    sense, given = rule.sense, rule.at_least
    if given is None:
        return
    whole = given == int(given) or rule.evidence == "quota"
    if not whole or not sense.least <= given <= sense.most:
        message = f"`{rule.evidence}` counts {sense.counts}, and {given} of them make no sense."
        kind = "" if whole else "a whole number "
        hint = f"Write {kind}from {sense.least} to {sense.most}; {sense.usual} is usual."
        yield draft.offer_sheet.mistake(_way(rule, "at_least"), message, hint)


def _span(draft: Draft, rule: OfferRule) -> Iterator[Mistake]:
    sheet, sense = draft.offer_sheet, rule.sense
    if rule.days is not None and sense.days is None:
        message = f"`{rule.evidence}` looks at what is so now, not so many days back."
        yield sheet.mistake(_way(rule, "days"), message, "Leave it out.")
    elif rule.days is not None and not LEAST_DAYS <= rule.days <= MOST_DAYS:
        hint = f"Write {LEAST_DAYS} to {MOST_DAYS}; {sense.days} is usual."
        yield sheet.mistake(_way(rule, "days"), f"{rule.days} days show nothing.", hint)
    if rule.months is not None and sense.months is None:
        yield sheet.mistake(_way(rule, "months"), f"`{rule.evidence}` does not look ahead.", LOOKS_AHEAD)
    elif rule.months is not None and not 1 <= rule.months <= MOST_MONTHS:
        hint = f"Write 1 to {MOST_MONTHS}; {sense.months} is usual."
        yield sheet.mistake(_way(rule, "months"), f"Nobody can tell what is in {rule.months} months.", hint)


def _effect(draft: Draft, rule: OfferRule) -> Iterator[Mistake]:
    way = _way(rule, "effect")
    try:
        unknown = [name for name in placeholders(rule.effect) if name not in NAMED]
    except ValueError:
        yield draft.offer_sheet.mistake(way, "A brace has no other half.", "Write `{service}`, for example.")
        return
    for name in unknown:
        known = ", ".join(f"`{{{each}}}`" for each in NAMED)
        message = f"`{{{name}}}` stands for nothing."
        yield draft.offer_sheet.mistake(way, message, did_you_mean(name, NAMED) or f"Known are {known}.")


def _names(draft: Draft, company: Company, rule: OfferRule) -> Iterator[Mistake]:
    sheet = draft.offer_sheet
    for at, key in enumerate(rule.services):
        known = draft.get(key)
        if key not in draft.keys:
            hint = did_you_mean(key, draft.keys)
            yield sheet.mistake(_way(rule, "services", at), f"`{key}` is no service.", hint)
        elif known and (known.kind == "supporting" or known.stage == "retired"):
            why = "supporting" if known.kind == "supporting" else "retired"
            message = f"`{key}` is {why}, so it cannot be offered."
            yield sheet.mistake(_way(rule, "services", at), message, known.use_instead)
    for at, code in enumerate(rule.units):
        if code not in company.units:
            hint = did_you_mean(code, company.units)
            yield sheet.mistake(_way(rule, "units", at), f"`{code}` is no unit.", hint)


def _could_offer(rule: OfferRule, service: Service, company: Company) -> bool:
    """Tell whether there is a unit to which the rule could ever offer this service."""
    units = [unit for unit in company.units.values() if service.is_for(unit)]
    return (
        service.kind == "customer_facing"
        and any(rule.is_about(service.key, unit.code) for unit in units)
        and _has_what_is_offered(rule, service)
    )


def _has_what_is_offered(rule: OfferRule, service: Service) -> bool:
    if rule.offers == "service":
        return service.stage != "retired" and (rule.evidence == "wish" or service.stage == "live")
    if service.stage != "live" or not service.monthly:
        return False
    return service.quota if rule.offers == "more" else len(service.tiers) > 1


def _lacks(rule: OfferRule) -> str:
    if rule.offers == "more":
        return "Only what can fill up is offered more of: a service with `quota: true`."
    if rule.offers == "next_level":
        return "It takes a live service, held every month, with more than one level."
    return "It takes a service that one of its units may have."
