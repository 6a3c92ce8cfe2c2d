"""Assessing: what customers say of a service; IT may propose it, they decide."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from bot.catalog import Impact, Service, amendments, definitions, outcomes, restoring, typed
from bot.catalog.amendments import Amendment
from bot.catalog.definitions import Problem
from bot.customer import people
from bot.money import Money
from bot.refusal import Refused
from bot.value import amending, weighing
from bot.value.book import Book


def impact_form(
    session: Session,
    book: Book,
    key: str,
    changes: int | None = None,
    said: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return what the form about a loss shows; `said` is what stands in it already."""
    service = _service(book, key)
    known = _impact_now(session, book, service, changes) if said is None else said
    wanted = typed.minutes(known.get("rto"))
    return {
        **_who(session, book, service, changes),
        "said": known,
        "currency": book.catalog.company.currency,
        "rivals": weighing.rivals(book.catalog, known.get("rank"), key, book.hidden),
        "verdict": restoring.feasible(book.catalog, key, wanted).without(book.hidden) if wanted else None,
    }


def _impact_now(session: Session, book: Book, service: Service, changes: int | None) -> dict[str, Any]:
    """Return an impact as one would type it: the one that is proposed, else the one in force."""
    if changes is not None:
        facts = amendments.find(session, changes).said
        loss = Money.of(facts["loss_per_hour"], book.catalog.company.currency)
        return typed.as_typed(Impact(**{**facts, "loss_per_hour": loss}))
    return typed.as_typed(service.impact) if service.impact else {}


def impact_problems(said: Mapping[str, Any]) -> dict[str, Problem]:
    """Return what is wrong with an impact as it was typed, by field."""
    found: dict[str, Problem] = {}
    for name, problem in definitions.impact_problems(said):
        found.setdefault(name, problem)
    return found


def add_impact(
    session: Session, book: Book, key: str, said: Mapping[str, Any], changes: int | None = None
) -> Amendment:
    """Keep what a loss costs: at once when the person is on the customer side, else for them to decide."""
    service = _service(book, key)
    customers = amending.customer_side(session, book.catalog, service, book.today)
    email = book.by.email if book.by.email in customers else next(iter(customers), service.owner)
    impact = typed.impact_of(said, email or service.owner, book.today)
    return _say(session, book, "impact", key, {**impact, **_at_peaks(service.impact, said)}, changes)


def _at_peaks(known: Impact | None, said: Mapping[str, Any]) -> dict[str, int]:
    """Return the rank of its busy time, which the form does not ask for, while that time is the same."""
    same = known is not None and known.peak_rank is not None and said.get("peaks") == known.peaks
    return {"peak_rank": known.peak_rank} if known and known.peak_rank and same else {}


def outcome_form(session: Session, book: Book, key: str, changes: int | None = None) -> dict[str, Any]:
    """Return what the form about a service's outcome shows."""
    said = amendments.find(session, changes).said if changes is not None else {}
    return {**_who(session, book, _service(book, key), changes), "said": said}


def outcome_problems(said: Mapping[str, Any]) -> dict[str, Problem]:
    """Return what is wrong with a service's outcome as it was typed."""
    vague = {name: said.get(name) for name in said if outcomes.is_vague(said.get(name))}
    return {name: Problem(f"no_{name}") for name in vague}


def add_outcome(
    session: Session, book: Book, key: str, said: Mapping[str, Any], changes: int | None = None
) -> Amendment:
    """Keep better words for what a service is for, as `add_impact` does."""
    _service(book, key)
    facts = {name: said[name] for name in ("outcome", "external_outcome") if said.get(name)}
    return _say(session, book, "service", key, facts, changes)


def agree(session: Session, book: Book, key: str, tier: str) -> Amendment:
    """Keep that a customer agrees to a level's targets; raises Refused for anybody else."""
    service = _service(book, key)
    customers = amending.customer_side(session, book.catalog, service, book.today)
    if book.by.email not in customers:
        known = people.ids(session, customers)
        raise Refused("defining/not_yours", ["talk"], deciders=list(known.values()) or customers)
    facts = {"tier": tier, "agreed_by": book.by.email, "agreed_on": book.today}
    return amending.add(session, book, kind="agreement", service=key, facts=facts)


def _say(
    session: Session, book: Book, kind: str, key: str, facts: Mapping[str, Any], changes: int | None
) -> Amendment:
    if changes is None:
        return amending.add(session, book, kind=kind, service=key, facts=facts)
    amendments.change(session, changes, facts)
    return amending.decide(session, book, changes, accept=True)


def _who(session: Session, book: Book, service: Service, changes: int | None) -> dict[str, Any]:
    customers = amending.customer_side(session, book.catalog, service, book.today)
    known = people.ids(session, customers)
    return {
        "service": {name: getattr(service, name) for name in _SHOWN},
        "decides": book.by.email in customers,
        "deciders": [known.get(each, each) for each in customers],
        "changes": changes,
    }


_SHOWN = ("key", "name", "outcome", "external_outcome", "boundary")


def _service(book: Book, key: str) -> Service:
    """Return the service that a form is about, if this person may know of it."""
    service = book.seen.services.get(key)
    if service is None:
        raise Refused("defining/gone", ["talk"])
    return service
