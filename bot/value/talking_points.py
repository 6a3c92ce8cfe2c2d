"""Talking points: what a unit and IT talk about, whose word is next, and who may say it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, Company, Service, Unit
from bot.customer import people, talks
from bot.customer.people import Person
from bot.customer.talks import Talk
from bot.refusal import Refused

LOOK = "talk.look"
NUDGE = "talk.nudge"
WORKING_MORNINGS = "0 9 * * mon-fri"  # in the company's zone
ANSWER_DAYS = 5  # working days in which IT answers
MOST = 8  # talks that one list shows

Row = dict[str, Any]


@dataclass(frozen=True)
class Sides:
    """Slack ids of who may speak for each side of a talk, whoever is meant first in front."""

    unit: tuple[str, ...]
    it: tuple[str, ...]


@dataclass(frozen=True)
class Roster:
    """Who can speak in some talks: Slack ids by address, and which of all that are named are still there."""

    ids: Mapping[str, str]
    there: Collection[str]


def answer_by(company: Company, now: datetime) -> date:
    """Return the last day for an answer: so many working days on, holidays left out."""
    return company.day(company.at_work.add_days(now, ANSWER_DAYS))


def owner_of(session: Session, company: Company, unit: Unit) -> str | None:
    """Return the Slack id of who in IT keeps the conversation with a unit, else of a lead whom Slack knows."""
    named = [company.relationship_owner(unit), *company.leads]
    known = people.ids(session, named)
    return next((known[email] for email in named if email in known), None)


def head_of(session: Session, unit: Unit) -> str | None:
    """Return the Slack id of who speaks for a unit: its head, else who holds its budget."""
    known = people.ids(session, [unit.head, unit.budget_owner])
    return known.get(unit.head) or known.get(unit.budget_owner)


def kept_by(company: Company, email: str | None) -> list[Unit]:
    """Return the units that this person of IT keeps the conversation with; leads keep it with all."""
    lead = email in company.leads
    return [
        unit
        for unit in company.units.values()
        if unit.kind != "it_provider" and (lead or company.relationship_owner(unit) == email)
    ]


def spoken_for(company: Company, email: str | None) -> list[Unit]:
    """Return the units that this person heads, or whose budget they hold."""
    return [unit for unit in company.units.values() if email and email in (unit.head, unit.budget_owner)]


def sides(session: Session, company: Company, talk: Talk) -> Sides:
    """Return who may speak for the unit and for IT in a talk."""
    return _sides(company, talk, roster(session, company, [talk]))


def roster(session: Session, company: Company, found: Collection[Talk]) -> Roster:
    """Look up whoever can speak in these talks, all at once."""
    units = [company.units[code] for code in {talk.unit for talk in found} if code in company.units]
    emails = [*company.leads, *(email for unit in units for email in (unit.head, unit.budget_owner))]
    ids = people.ids(session, list(dict.fromkeys(emails)))
    named = {each for talk in found for each in (talk.said_by, talk.asked_of, talk.step_owner) if each}
    return Roster(ids, people.active(session, named | set(ids.values())))


def _sides(company: Company, talk: Talk, known: Roster) -> Sides:
    unit = company.units.get(talk.unit)
    speak = [*((unit.head, unit.budget_owner) if unit else ())]
    theirs = [talk.said_by, *(known.ids[email] for email in speak if email in known.ids)]
    leads = [known.ids[email] for email in company.leads if email in known.ids]
    ours = [*([talk.asked_of] if talk.asked_of else []), *leads]
    return Sides(tuple(dict.fromkeys(theirs)), tuple(dict.fromkeys(ours)))


def check_unit(session: Session, company: Company, talk: Talk, by: str) -> None:
    """Let who speaks for the unit go on. Raises Refused, with who that is, for anybody else."""
    speaking = sides(session, company, talk).unit
    if by not in speaking:
        raise Refused("talks/not_yours", ["talk"], who=list(speaking[:2]))


def check_it(session: Session, company: Company, talk: Talk, by: str) -> None:
    """Let who answers for IT go on. Raises Refused, with who that is, for anybody else."""
    answering = sides(session, company, talk).it
    if by not in answering:
        raise Refused("talks/not_yours", ["talk"], who=list(answering[:2]))


def check_doer(session: Session, company: Company, talk: Talk, by: str) -> None:
    """Let who takes the step, or IT, go on. Raises Refused, with who that is, for anybody else."""
    doing = [*([talk.step_owner] if talk.step_owner else []), *sides(session, company, talk).it]
    if by not in doing:
        raise Refused("talks/not_yours", ["talk"], who=doing[:2])


def begin(
    session: Session,
    catalog: Catalog,
    unit: Unit,
    by: str,
    requirement: str,
    service: str | None,
    now: datetime,
) -> Talk:
    """Keep what a unit needs, and have its relationship owner answer within five working days."""
    return talks.state(
        session,
        unit=unit.code,
        service=service if service in catalog.services else None,
        requirement=requirement,
        by=by,
        asked_of=owner_of(session, catalog.company, unit),
        due_on=answer_by(catalog.company, now),
        now=now,
    )


def waits_for(company: Company, talk: Talk, known: Roster) -> str | None:
    """Return the Slack id of whose turn it is; None when nobody of them is in Slack any more."""
    found = _sides(company, talk, known)
    match talk.turn:
        case "answer":
            asked = found.it
        case "agree":
            asked = found.unit
        case _:
            asked = (*([talk.step_owner] if talk.step_owner else []), *found.it)
    return _first_there(known, asked)


def _first_there(known: Roster, asked: Iterable[str]) -> str | None:
    return next((each for each in asked if each in known.there), None)


def late_by_reader(session: Session, catalog: Catalog, now: datetime) -> dict[str, list[Talk]]:
    """Return what is late and may be nudged about, by whose turn it is."""
    late = talks.to_nudge(session, catalog.company.day(now), now)
    known = roster(session, catalog.company, late)
    found = defaultdict[str, list[Talk]](list)
    for talk in late:
        reader = waits_for(catalog.company, talk, known)
        if reader is not None:
            found[reader].append(talk)
    return dict(found)


def is_customer(catalog: Catalog, person: Person) -> bool:
    """Tell whether somebody is not of IT, so that the contact policy holds for them."""
    unit = catalog.company.units.get(person.unit or "")
    return unit is None or unit.kind != "it_provider"


def readers(session: Session, company: Company, talk: Talk) -> list[str]:
    """Return the Slack ids of who has a message of their own about a talk: each side's first who is there.

    Whoever takes an agreed step gets theirs with it.
    """
    known = roster(session, company, [talk])
    found = _sides(company, talk, known)
    doer = [talk.step_owner] if talk.step_owner and talk.agreed_at else []
    firsts = [_first_there(known, each) for each in (found.unit, found.it, doer)]
    return list(dict.fromkeys(each for each in firsts if each))


def is_told(session: Session, company: Company, talk: Talk) -> str | None:
    """Return the Slack id of who has the next word on a talk: who takes the step, or a side's first who is there.

    Nobody has it of what is settled.
    """
    if talk.turn == "done" and (talk.helped or not talk.step):
        return None
    known = roster(session, company, [talk])
    asked = _sides(company, talk, known).unit if talk.turn == "done" else None
    return _first_there(known, asked) if asked else waits_for(company, talk, known)


def facts(session: Session, catalog: Catalog, talk: Talk, reader: str, now: datetime) -> Row:
    """Return what one reader's message says of a talk, and which of its buttons are for them."""
    return _facts(catalog, talk, roster(session, catalog.company, [talk]), reader, now)


def _facts(catalog: Catalog, talk: Talk, known: Roster, reader: str, now: datetime) -> Row:
    company = catalog.company
    found = _sides(company, talk, known)
    unit = company.units.get(talk.unit)
    return {
        **talk.model_dump(),
        "turn": talk.turn,
        "late": talk.is_late(company.day(now), now),
        "unit_name": unit.name if unit else talk.unit,
        "service_name": catalog.name_of(talk.service),
        "waits_for": waits_for(company, talk, known),
        "answers": reader in found.it and talk.turn in ("answer", "agree"),
        "agrees": reader in found.unit and talk.turn == "agree",
        "does": reader in (talk.step_owner, *found.it) and talk.turn == "step",
        "confirms": reader in found.unit and talk.turn == "done" and bool(talk.step) and not talk.helped,
        "lets_go": reader in found.unit and talk.turn == "answer",
    }


def listing(session: Session, catalog: Catalog, person: Person, now: datetime) -> Row:
    """Return the open talks of one person by their role; what waits for them and is late comes first."""
    company = catalog.company
    lead = person.email in company.leads
    units = {unit.code for unit in (*spoken_for(company, person.email), *kept_by(company, person.email))}
    owned = {each.key for each in catalog.services.values() if each.owner == person.email}
    found = talks.open_ones(session, person.id, units, owned, everything=lead)
    known = roster(session, company, found)
    rows = [_facts(catalog, talk, known, person.id, now) for talk in found]
    rows.sort(key=lambda row: (row["waits_for"] != person.id, not row["late"]))
    return {
        "talks": rows[:MOST],
        "more": max(len(rows) - MOST, 0),
        "count": len(rows),
        "mine": sum(row["waits_for"] == person.id for row in rows),
        "late": sum(row["waits_for"] == person.id and row["late"] for row in rows),
        "states": is_customer(catalog, person),
        "me": person.id,
    }


def choices(catalog: Catalog, held: Iterable[str]) -> Sequence[Service]:
    """Return services that somebody may say a requirement is about: what their unit has first."""
    mine = [catalog.services[key] for key in held if key in catalog.services]
    others = [each for each in catalog.live() if each not in mine and each.kind == "customer_facing"]
    return [*mine, *others]
