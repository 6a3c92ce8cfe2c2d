"""Belonging: whose word makes somebody one of a unit, and what waits for it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, Unit
from bot.customer import claims, people
from bot.customer.claims import Claim
from bot.customer.people import Person
from bot.process import approvals
from bot.process.approvers import Approver
from bot.refusal import Refused
from bot.value import approving

LEADS_AFTER = timedelta(days=3)  # what waits for so long stands on the Home of who leads IT as well
MOST_WAITING = 4


def claim(session: Session, catalog: Catalog, person: Person, unit: Unit, now: datetime) -> Claim | None:
    """Take a person's word for which unit they work; return what is to be confirmed of it, None for nothing.

    The company file knows better.
    """
    people.place(person, catalog.company)
    if person.unit is not None and (person.vouched_by is None or person.unit == unit.code):
        return None
    found = claims.begin(session, person, unit.code, now)
    if found.asked is None:
        ask(session, catalog, found, now)
    return found


def ask(session: Session, catalog: Catalog, found: Claim, now: datetime) -> None:
    """Choose who is asked about a claim, and in which message; nobody while Slack has shown none of them."""
    unit = catalog.company.units.get(found.unit)
    first = _first(session, catalog, unit, found.person, now) if unit else None
    found.card = claims.card_for(session, found, first, now) if first else None
    found.asked = first
    session.add(found)
    session.flush()


def _first(session: Session, catalog: Catalog, unit: Unit, person: str, now: datetime) -> str | None:
    """Return who is asked: who heads the unit or stands in, else who holds its budget, else who leads IT."""
    ladder = {unit.head: "head", unit.budget_owner: "budget_owner"}
    ladder |= {lead: "lead" for lead in catalog.company.leads if lead not in ladder}
    ids = people.ids(session, list(ladder))
    there = (
        approving.whoever_is_there(session, catalog, Approver(ids[email], why), {person}, now).person
        for email, why in ladder.items()
        if email in ids and ids[email] != person
    )
    return next(there, None)


def decide(
    session: Session, catalog: Catalog, number: int, *, yes: bool, by: str, now: datetime
) -> tuple[Claim, bool]:
    """Confirm a claim, or refuse it; return it, and whether that was for this word to say.

    Raises Refused for anybody but who answers for the unit, or leads IT.
    """
    found = claims.find(session, number)
    if found is None or by == found.person or by not in _deciders(session, catalog, found.unit, now):
        raise Refused("belonging/not_yours", ["talk"], asked=found.asked if found else None)
    return found, claims.decide(session, found, yes=yes, by=by, now=now)


def _deciders(session: Session, catalog: Catalog, code: str, now: datetime) -> set[str]:
    """Return who may say who works for a unit: its head and budget owner, who leads IT, and who stands in for them."""
    unit, on = catalog.company.units.get(code), catalog.company.day(now)
    answer = [unit.head, unit.budget_owner] if unit else []
    found = people.ids(session, [*answer, *catalog.company.leads]).values()
    away = (approvals.stand_in(session, each, on) for each in found)
    return {*found, *(each.delegate for each in away if each)}


def settle(session: Session, catalog: Catalog, now: datetime) -> Sequence[Claim]:
    """Put everybody where the company file has them; return the claims about which somebody is told anew.

    Whom the file names no more, and whom nobody ever confirmed, are asked about; what the file says by now needs
    no word, and where whoever was asked has left, or has no say in it any more, the next is asked.
    """
    for person in people.outside_file(session, catalog.company):
        people.place(person, catalog.company)
    session.flush()
    fresh = [
        claims.begin(session, person, person.claim, now)
        for person in claims.without_claim(session)
        if person.claim
    ]
    changed = {each.number: each for each in fresh}
    deciders = cache(lambda code: _deciders(session, catalog, code, now))
    for each in claims.all_open(session):
        if not _is_said(people.meet(session, each.person), each):
            claims.close(session, each, "gone", None, now)
            changed[each.number] = each
        elif each.asked not in deciders(each.unit) or not approving.is_active(session, each.asked):
            ask(session, catalog, each, now)
            changed[each.number] = each
    return list(changed.values())


def _is_said(person: Person, said: Claim) -> bool:
    return person.active and person.claim == said.unit


def of_person(session: Session, catalog: Catalog, person: Person) -> dict[str, Any] | None:
    """Return what a person's Home says of their claim: for which unit, and who is asked; None without one."""
    unit = catalog.company.units.get(person.claim or "")
    if unit is None:
        return None
    found = claims.open_of(session, person.id)
    return {"unit": unit.code, "unit_name": unit.name, "asked": found.asked if found else None}


def waiting(session: Session, catalog: Catalog, person: Person, now: datetime) -> list[Mapping[str, Any]]:
    """Return the claims on a person's Home: what they are asked, and for who leads IT what waits too long."""
    leads = (person.email or "") in {each.lower() for each in catalog.company.leads}
    since = now - LEADS_AFTER if leads else None
    return [
        facts_of(catalog, each) for each in claims.waiting(session, person.id, since=since, most=MOST_WAITING)
    ]


def facts_of(catalog: Catalog, found: Claim) -> dict[str, Any]:
    """Return what templates say of a claim."""
    unit = catalog.company.units.get(found.unit)
    return {**found.model_dump(), "unit_name": unit.name if unit else found.unit}
