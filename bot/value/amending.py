"""Amending: adding to the catalog in Slack, so that each thing is said by whoever it is for to say."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, CatalogMistakes, Mistake, Service, amended, amendments, load
from bot.catalog.amendments import Amendment
from bot.cost import subscriptions
from bot.customer import people
from bot.db import alone
from bot.refusal import Refused
from bot.value.book import Book

VALUE = {"outcome", "external_outcome"}  # what a service is worth is in the customer's words


def add(
    session: Session, book: Book, *, kind: str, service: str | None, facts: Mapping[str, Any]
) -> Amendment:
    """Keep an addition, accepted at once when it is for this person to decide, else for whoever is asked.

    Raises Refused when it is accepted and the catalog does not bear it.
    """
    return add_all(session, book, kind=kind, service=service, facts=[facts])[0]


def add_all(
    session: Session, book: Book, *, kind: str, service: str | None, facts: Sequence[Mapping[str, Any]]
) -> list[Amendment]:
    """Keep several additions of a kind to one service as `add` does: the catalog bears them together or none."""
    by, now = book.by, book.now
    added = [
        amendments.propose(session, kind=kind, service=service, facts=each, by=by.id, name=by.name, now=now)
        for each in facts
    ]
    mine: list[Amendment] = []
    for amendment in added:
        deciders = deciders_of(session, book.catalog, amendment, book.today)
        if by.email in deciders:
            mine.append(amendment)
        else:
            amendment.asked = amendment.asked or _first_known(session, deciders)
    if mine:
        _check_fit(session, book.folder, mine)
    for amendment in mine:
        amendments.decide(session, amendment.number, by=by.id, accept=True, now=now)
    return added


def decide(session: Session, book: Book, id: int, *, accept: bool, note: str | None = None) -> Amendment:
    """Accept or decline what is proposed.

    Raises Refused when it is not for this person to decide, when it was decided already, and when the
    catalog would not bear it.
    """
    amendment = amendments.find(session, id)
    check_decider(session, book, amendment)
    if accept and amendment.state == amendments.PROPOSED:
        if amendment.kind == "impact":
            amendments.change(session, id, {**amendment.said, "assessed_by": book.by.email})
        _check_fit(session, book.folder, [amendment])
    return amendments.decide(session, id, by=book.by.id, accept=accept, now=book.now, note=note)


def keep(
    session: Session, book: Book, *, kind: str, service: str | None, facts: Mapping[str, Any]
) -> Amendment:
    """Keep an addition that is this person's own word, which counts at once; raises Refused as `decide` does."""
    by, now = book.by, book.now
    added = amendments.propose(
        session, kind=kind, service=service, facts=facts, by=by.id, name=by.name, now=now
    )
    _check_fit(session, book.folder, [added])
    return amendments.decide(session, added.number, by=by.id, accept=True, now=now)


def take_back(session: Session, book: Book, id: int) -> Amendment:
    """Let whoever proposed something take it back; raises Refused for others, and once it is decided."""
    amendment = amendments.find(session, id)
    if amendment.by != book.by.id:
        raise Refused("defining/not_yours", ["talk"], deciders=[amendment.by])
    return amendments.decide(session, id, by=book.by.id, accept=False, now=book.now)


def check_decider(session: Session, book: Book, amendment: Amendment) -> None:
    """Raise Refused, which names who decides, unless it is for this person to decide."""
    deciders = deciders_of(session, book.catalog, amendment, book.today)
    if book.by.email not in deciders:
        known = people.ids(session, deciders)
        raise Refused("defining/not_yours", ["talk"], deciders=list(known.values()) or deciders)


def deciders_of(session: Session, catalog: Catalog, amendment: Amendment, on: date) -> list[str]:
    """Return the addresses of those who may decide, whoever is asked first at the front.

    What a service is worth and what its loss costs is decided by its customers, all else by its owner or
    those who lead IT. Nobody accepts the service that they propose themselves unless they lead IT.
    """
    leads, service = list(catalog.company.leads), catalog.services.get(amendment.service or "")
    if service is None:
        owner = str(amendment.facts.get("owner", "")).lower()
        proposer = people.meet(session, amendment.by).email
        return [
            each for each in dict.fromkeys((owner, *leads)) if each and (each != proposer or each in leads)
        ]
    if is_for_customers(amendment, service):
        return customer_side(session, catalog, service, on)
    return list(dict.fromkeys((service.owner, *leads)))


def is_for_customers(amendment: Amendment, service: Service) -> bool:
    """Tell whether the customer side decides: the impact, an agreement, what a live service is worth.

    Targets that nobody wants are its owner's to drop.
    """
    if amendment.kind == "service":
        return service.stage == "live" and not VALUE.isdisjoint(amendment.facts)
    if amendment.kind == "agreement":
        return amendment.said.get("agreed_by") is not None
    return amendment.kind == "impact"


def customer_side(session: Session, catalog: Catalog, service: Service, on: date) -> list[str]:
    """Return the addresses of those who speak for a service's customers.

    Whoever assessed its impact, then head and budget owner of each unit that holds it, the largest holder
    first; of a service that nobody holds, those of the units it is for.
    """
    units = [unit for unit in catalog.company.units.values() if unit.kind != "it_provider"]
    held = {
        unit.code: sum(subscriptions.held(session, unit.code, on).get(service.key, {}).values())
        for unit in units
    }
    holders = sorted((unit for unit in units if held[unit.code]), key=lambda unit: -held[unit.code])
    speaking = holders or [unit for unit in units if service.is_for(unit)]
    assessors = [service.impact.assessed_by] if service.impact else []
    return list(
        dict.fromkeys([*assessors, *(each for unit in speaking for each in (unit.head, unit.budget_owner))])
    )


def _check_fit(session: Session, folder: Path, added: Sequence[Amendment]) -> None:
    """Raise Refused unless the catalog bears these; of two who accept at once the second sees the first's."""
    alone(session, "accept additions")
    mistakes = spoiled(session, folder, added)
    if mistakes:
        number = added[0].number
        raise Refused("defining/does_not_fit", ["change"], mistakes=_told(mistakes), amendment=number)


def spoiled(session: Session, folder: Path, added: Sequence[Amendment]) -> list[Mistake]:
    """Return what would be wrong with the catalog only if these counted, too; tried aside, nothing changes."""
    counting = amendments.in_force(session)
    found = _mistakes(folder, [*counting, *added])
    known = _mistakes(folder, counting) if found else []
    return [each for each in found if each not in known]


def _mistakes(folder: Path, added: list[Amendment]) -> list[Mistake]:
    try:
        stock = load(folder, added)
    except CatalogMistakes as found:
        return list(found.mistakes)
    return [each for each in stock.weak if each.suggestion == amended.WITHDRAW]


def _first_known(session: Session, emails: list[str]) -> str | None:
    known = people.ids(session, emails)
    return next((known[email] for email in emails if email in known), None)


def _told(mistakes: list[Mistake]) -> list[str]:
    return [f"{each.message} {each.suggestion or ''}".strip() for each in mistakes]
