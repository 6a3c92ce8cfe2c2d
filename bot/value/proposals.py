"""Proposals: everything a reader needs to judge an offer, worked out from the rows of the moment."""

from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, Tier
from bot.delivery.facts import unpack
from bot.money import Money
from bot.value.offers import Offer, again_on, draft


def facts_of(session: Session, catalog: Catalog, offer: Offer, now: datetime) -> dict[str, Any]:
    """Return what the templates say about an offer: need, levels old and new, money, funding, dates.

    `difference` is a month's, as it was when the offer was made; `commitment` (to the fiscal year's end),
    `next_year` and `remaining` (before it) are of now.
    """
    service = catalog.service(offer.service)
    quote = draft(session, catalog, offer, offer.quantity, now).quote
    return {
        "id": offer.number,
        "state": offer.state,
        "rule": offer.rule,
        "reason": offer.reason,
        "quantity": offer.quantity,
        "evidence": unpack(offer.evidence),
        "unit_name": catalog.company.units[offer.unit].name,
        "service_name": service.name,
        "measure": service.unit,
        "measures": service.units,
        "now": level(service.tier(offer.from_tier)),
        "then": level(service.tier(offer.to_tier)),
        "difference": Money(offer.monthly_difference_minor, catalog.company.currency),
        "commitment": quote.commitment,
        "next_year": quote.next_year,
        "remaining": quote.remaining,
        "year_ends_on": quote.ends_on - timedelta(days=1),
        "again_on": again_on(session, catalog, offer),
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
