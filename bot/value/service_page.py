"""A service as a customer reads about it: outcomes first, its levels side by side, and what follows from it."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, Service, Tier, connections
from bot.customer import people, votes
from bot.customer.people import Person
from bot.value import amending, uptime
from bot.value.portfolio import Browser, Row

MOST_QUESTIONS = 12  # beside them there is the search
MOST_LEVELS = 20  # of a hundred blocks
MOST_CHANGES = 3
MOST_WISHES = 10


def of(
    session: Session, browser: Browser, service: Service, person: Person, now: datetime, opened: int = 0
) -> Row:
    """Return all that the page of a service shows; `opened` is the question whose answer is open, from 1."""
    named = people.ids(session, [service.owner, *_agreeing(service.tiers)])
    return {
        "service": {
            **browser.row(service),
            "outcome": service.outcome,
            "external_outcome": service.external_outcome,
            "does": service.does,
            "how": service.how,
            "owner": named.get(service.owner),
            "owner_role": service.owner_role,
            "team": service.team,
            "next_review": service.next_review,
            "stage_from": service.stage_from,
            "use_instead": service.use_instead,
            "processes": list(service.processes),
            "measures": list(service.measures),
            "carries": connections.reuse(browser.catalog).get(service.key, 0),
            "levels": [_level(browser, tier, named) for tier in service.tiers],
        },
        "most_levels": MOST_LEVELS,
        "orderable": service in browser.catalog.orderable(),
        "questions": questions(service, opened),
        "more_questions": max(len(service.faqs) - MOST_QUESTIONS, 0),
        "changes": _changes(service),
        "uptime": uptime.of(session, browser.catalog, service, now),
        **_votes(session, browser.catalog, service, person),
        **_says(session, browser, service, person),
    }


def _agreeing(tiers: Iterable[Tier]) -> list[str]:
    return [tier.agreed_by for tier in tiers if tier.agreed_by]


def _level(browser: Browser, tier: Tier, named: Mapping[str, str]) -> Row:
    following = tier.next_price(browser.on)
    return {
        "name": tier.name,
        "price": tier.price,
        "next_price": {"price": following.price, "since": following.since} if following else None,
        "hours": str(tier.hours),
        "zone": tier.hours.zone,
        "availability": tier.availability,
        "response_minutes": tier.response_minutes,
        "resolve_minutes": tier.resolve_minutes,
        "has_targets": tier.has_targets,
        "agreed_by": named.get(tier.agreed_by, tier.agreed_by) if tier.agreed_by else None,
        "agreed_on": tier.agreed_on,
        "included": tier.included,
        "quantity": browser.held.get(tier.service, {}).get(tier.name, 0),
    }


def questions(service: Service, opened: int) -> list[Row]:
    """Return what people ask about a service, each with its place counted from 1; one of them is open."""
    asked: list[Row] = [
        {"at": at, "question": faq.question, "answer": faq.answer, "verified_on": faq.verified_on}
        for at, faq in enumerate(service.faqs, 1)
    ]
    return [each for each in asked if each["at"] <= MOST_QUESTIONS or each["at"] == opened]


def _changes(service: Service) -> list[dict[str, Any]]:
    latest = sorted(service.changes, key=lambda change: change.on, reverse=True)
    return [{"on": change.on, "note": change.note} for change in latest[:MOST_CHANGES]]


def _says(session: Session, browser: Browser, service: Service, person: Person) -> Row:
    """Return what this person may say of it: its loss and its worth, the targets of levels, that it is complete."""
    customers = amending.customer_side(session, browser.catalog, service, browser.on)
    theirs, live = person.email in customers, service.stage == "live"
    open_ = [tier.name for tier in service.tiers if tier.has_targets and not tier.agreed_by]
    return {
        "weighs": live and (theirs or _looks_after(browser.catalog, service, person)),
        "agrees": open_ if live and theirs else [],
        "completes": service.stage == "pipeline" and _looks_after(browser.catalog, service, person),
    }


def _looks_after(catalog: Catalog, service: Service, person: Person) -> bool:
    return person.email in (service.owner, *catalog.company.leads)


def _votes(session: Session, catalog: Catalog, service: Service, person: Person) -> Row:
    """Return how many want it and what this person said; only who looks after it reads what all of them said."""
    mine = votes.of(session, service.key, person.id)
    answers = _looks_after(catalog, service, person)
    return {
        "votes": votes.counts(session, [service.key])[service.key],
        "voted": mine is not None,
        "wish": mine.wish if mine else "",
        "answers": answers,
        "wishes": list(votes.wishes(session, service.key)[:MOST_WISHES]) if answers else [],
    }
