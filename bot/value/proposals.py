"""Proposals: everything a reader needs to judge an offer, worked out from the rows of the moment."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, Tier
from bot.cost.quotes import Quote
from bot.delivery.facts import unpack
from bot.money import Money
from bot.value import outreach
from bot.value.evidence import Need
from bot.value.offers import Offer, again_on, draft
from bot.value.scopes import Plan


def facts_of(session: Session, catalog: Catalog, offer: Offer, now: datetime) -> dict[str, Any]:
    """Return what the templates say about an offer: need, levels old and new, money, funding, dates.

    `difference` and `benefit` (None: not measured) are a month's, as they were when the offer was made;
    `commitment` (to the fiscal year's end), `next_year` and `remaining` (before it) are of now. `now` is
    None where the unit has none of the service, and so are `then` and the money of what is still prepared.
    """
    service = catalog.service(offer.service)
    quote = None if offer.is_prepared else draft(session, catalog, offer, offer.quantity, now).quote
    benefit, currency = offer.benefit_minor, catalog.company.currency
    return {
        "id": offer.id,
        "state": offer.state,
        "reason": offer.reason,
        "quantity": offer.quantity,
        "kind": offer.kind,
        "evidence": unpack(offer.evidence),
        "effect": _effect(catalog, offer),
        "unit_name": catalog.company.units[offer.unit].name,
        "service_name": service.name,
        "outcome": service.outcome,
        "measure": service.unit,
        "measures": service.units,
        "now": level(service.tier(offer.from_tier)) if offer.from_tier else None,
        "then": None if offer.is_prepared else level(service.tier(offer.to_tier)),
        "difference": Money(offer.monthly_difference_minor, currency),
        "benefit": None if benefit is None else Money(benefit, currency),
        "again_on": again_on(session, catalog, offer),
        **_money(quote),
    }


def sample(session: Session, catalog: Catalog, need: Need, plan: Plan, now: datetime) -> dict[str, Any]:
    """Return the same facts for an offer that nobody was made, how it would be put, and `why_not` it is."""
    return {
        **facts_of(session, catalog, outreach.row(need, "", plan), now),
        "why_not": plan.why_not,
    }


def _effect(catalog: Catalog, offer: Offer) -> str | None:
    """Return what the rule says of the effect, None once the rule is gone."""
    rule, service = catalog.rules.get(offer.rule), catalog.service(offer.service).name
    if rule is None:
        return None
    unit = catalog.company.units[offer.unit].name
    return rule.effect_for(unit=unit, service=service, level=offer.to_tier or service)


def _money(quote: Quote | None) -> dict[str, Any]:
    if quote is None:
        return dict.fromkeys(("commitment", "next_year", "remaining", "year_ends_on"))
    return {
        "commitment": quote.commitment,
        "next_year": quote.next_year,
        "remaining": quote.remaining,
        "year_ends_on": quote.ends_on - timedelta(days=1),
    }


def level(tier: Tier) -> dict[str, Any]:
    """Return what a tier promises, for a template."""
    return {
        "name": tier.name,
        "hours": str(tier.hours),
        "zone": tier.hours.zone,
        "availability": tier.availability,
        "response_minutes": tier.response_minutes,
        "resolve_minutes": tier.resolve_minutes,
        "price": tier.price,
        "proposed": tier.has_targets and not tier.is_agreed,
    }
