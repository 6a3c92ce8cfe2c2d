"""Home: what waits for one person, what they asked for, what their unit has, and what is new and coming."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, Service, Unit, history
from bot.cost import funding, subscriptions
from bot.customer import hearing, recoveries, talks
from bot.customer.people import Person
from bot.customer.recoveries import Recovery
from bot.money import Money, total
from bot.process import approvals, approvers, cards, extensions, orders
from bot.value import (
    advocates,
    belonging,
    business_case_page,
    case_waiting,
    defining,
    digest,
    home_lead,
    home_money,
    home_owned,
    home_work,
    portfolio,
    recovery_facts,
    statements_waiting,
    talking_points,
    unit_digest,
)
from bot.value.portfolio import Browser, Row

WITH_BUTTONS = 6  # of what the unit has, what costs it most; the rest is in short
IN_SHORT = 10
MOST_CHANGES = 5
MOST_COMING = 2
MOST_LONGER = 3
MOST_AWAITING = 5
MOST_STATEMENTS = 3
MOST_CALLS = 5
MOST_LENT = 3
A_PAGE = 5  # of one's own orders


def facts(
    session: Session, catalog: Catalog, person: Person, on: date, now: datetime, offset: int = 0
) -> dict[str, Any]:
    """Return all that a person's Home shows on that day; so many of their own orders are passed over."""
    units_by_code = catalog.company.units
    unit, works_for = units_by_code.get(person.unit or ""), units_by_code.get(person.works_for or "")
    seen = catalog.seen_by(unit)
    browser = Browser.of(session, seen, unit, on)
    units = [{"code": each.code, "name": each.name} for each in catalog.company.open_units]
    owned = catalog.owned_by(person.email)
    return {
        "person": person,
        "units": units,
        "unit_name": unit.name if unit else None,
        "claim": belonging.of_person(session, catalog, person),
        "claims": belonging.waiting(session, catalog, person, now),
        "states": works_for is not None and works_for.kind != "it_provider",
        "needs_waiting": talks.waiting(session, person.id),
        "keeps": bool(talking_points.kept_by(catalog.company, person.email)),
        **page(session, catalog, person.id, offset, A_PAGE),
        "awaiting": [
            cards.facts_of(catalog, order)
            for order in approvals.awaiting(session, person.id, MOST_AWAITING + 1)
        ],
        "most_awaiting": MOST_AWAITING,
        "cases": [
            business_case_page.waiting(catalog, each)
            for each in case_waiting.of(session, person.id, MOST_AWAITING)
        ],
        "statements": statements_waiting.of_person(session, catalog, person, now, MOST_STATEMENTS),
        "work": home_work.of(session, catalog, person, owned, on, now),
        "lead": home_lead.of(session, catalog, person, now),
        **home_money.of(session, catalog, person, on, now),
        "calls": [recovery_facts.in_short(catalog, each) for each in _calls(session, person)],
        "names_lent": _names_lent(session, catalog, person),
        "coming": _coming(session, browser, person, owned),
        "counts": browser.counts,
        "owned": home_owned.of(session, catalog, owned, on, now),
        "decides": approvers.decides(catalog.company, person.email),
        "author": defining.is_author(catalog, person.email),
        "reads_digests": _reads_digests(catalog, person.email or ""),
        "hears": hearing.of(session, catalog.company, person),
        "on": on,
        "open_longer": _open_longer(session, seen, unit, on, now),
        **_news(session, catalog, person, unit, now),
        **_unit_facts(session, catalog, unit, on),
    }


def _coming(session: Session, browser: Browser, person: Person, owned: list[Service]) -> Row:
    """Return what is being prepared and most wanted; what this person answers for stands with that."""
    keys = {each.key for each in owned}
    found = portfolio.prepared(session, browser, person.id, most=MOST_COMING + len(owned))
    others = [each for each in found["services"] if each["key"] not in keys]
    return {**found, "services": others[:MOST_COMING]}


def _reads_digests(catalog: Catalog, email: str) -> bool:
    return bool(digest.owned(catalog, email) or unit_digest.headed(catalog, email))


def _calls(session: Session, person: Person) -> Sequence[Recovery]:
    """Return the calls that this person has to make, the most urgent first."""
    return recoveries.waiting(session, owner=person.id)[:MOST_CALLS]


def _names_lent(session: Session, catalog: Catalog, person: Person) -> list[Row]:
    """Return what this person lends their name to."""
    return [
        {"id": each.id, "name": catalog.services[each.service].name, "statement": each.statement}
        for each in advocates.all_of(session, person.id)[:MOST_LENT]
        if each.service in catalog.services
    ]


def _open_longer(session: Session, seen: Catalog, unit: Unit | None, on: date, now: datetime) -> list[Row]:
    """Return which services of the unit are open beside their hours, and for whom, the next first."""
    held = subscriptions.held(session, unit.code, on) if unit else {}
    return [
        {
            "name": seen.service(each.service).name,
            "starts_at": each.starts_at,
            "ends_at": each.ends_at,
            "unit_name": seen.company.units[code].name if code in seen.company.units else code,
        }
        for each, code in extensions.agreed(session, now)
        if each.service in held and each.service in seen.services
    ][:MOST_LONGER]


def page(session: Session, catalog: Catalog, person: str, offset: int, most: int) -> Row:
    """Return a page of what a person asked for, or gets; past the end, the last page."""
    count = orders.count(session, person)
    offset = max(min(offset, (count - 1) // most * most), 0)
    mine = orders.of(session, person, most, offset)
    return {
        "mine": [cards.facts_of(catalog, order) for order in mine],
        "mine_total": count,
        "mine_offset": offset,
        "mine_page": most,
    }


def _unit_facts(session: Session, catalog: Catalog, unit: Unit | None, on: date) -> Row:
    if unit is None:
        return {"holdings": [], "in_short": [], "more": 0, "standing": None, "monthly": None}
    standing = funding.standing(session, catalog, unit, on)
    held = _holdings(catalog, catalog.seen_by(unit), standing, on)
    return {
        "standing": {
            "funding": standing.funding,
            "remaining": standing.remaining,
            "funded": standing.funded,
            "fiscal_year": standing.fiscal_year,
            "ends_on": standing.ends_on,
        },
        "holdings": held[:WITH_BUTTONS],
        "in_short": held[WITH_BUTTONS : WITH_BUTTONS + IN_SHORT],
        "more": max(len(held) - WITH_BUTTONS - IN_SHORT, 0),
        "monthly": total([row["monthly"] for row in held], catalog.company.currency),
    }


def _holdings(catalog: Catalog, seen: Catalog, standing: funding.Standing, on: date) -> list[Row]:
    """Return the services that the unit has, what costs it most first, each with its levels by rank.

    One that is not for it by now it still pays, so it reads what it has, and no more.
    """
    rows: dict[str, Row] = {}
    nothing = catalog.company.nothing()
    for held in standing.held:
        if held.runs_on(on):
            row = rows.setdefault(
                held.service,
                {**_named(catalog, held.service, seen), "levels": {}, "monthly": nothing},
            )
            row["levels"][held.tier] = row["levels"].get(held.tier, 0) + held.quantity
            row["monthly"] += Money.of(held.price_on(on) * held.quantity, catalog.company.currency)
    return sorted(rows.values(), key=lambda row: (-row["monthly"].minor, row["name"]))


def _named(catalog: Catalog, key: str, seen: Catalog) -> Row:
    """Return how a service is called; one that left the catalog is still paid for."""
    service, shown = catalog.services.get(key), seen.services.get(key)
    return {
        "key": key,
        "name": catalog.name_of(key),
        "gone": service is None,
        "outcome": (shown.external_outcome or shown.outcome) if shown else None,
        "unit": service.unit if service else "unit",
        "units": service.units if service else "units",
        "retired": seen.retired(service) if service else None,
        "orderable": shown is not None and shown.can_be_ordered,
    }


def _news(session: Session, catalog: Catalog, person: Person, unit: Unit | None, now: datetime) -> Row:
    """Return what changed in the catalog since this person last said that they saw it."""
    news = history.since(session, person.id, now, catalog.seen_by(unit).services)
    shown = [{"what": each.what, "about": each.about, **each.said} for each in news[:MOST_CHANGES]]
    return {"news": shown, "more_news": len(news) - len(shown)}
