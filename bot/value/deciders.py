"""Deciders: who can say yes now to what a service's team is asked for."""

from datetime import datetime

from sqlmodel import Session

from bot.catalog import Catalog, Service
from bot.customer import people
from bot.process import approvals, expediting
from bot.refusal import Refused


def owner_first(
    session: Session, catalog: Catalog, service: Service, requester: str, now: datetime
) -> list[str]:
    """Return the Slack ids of who may decide for a service: the owner or who stands in, then the IT leads.

    Never the requester. Raises Refused when Slack has shown the bot none of them.
    """
    known = people.ids(session, [service.owner, *catalog.company.leads])
    owner = _standing_in(session, catalog, known.get(service.owner), now)
    return _somebody(catalog, [owner], known, requester)


def reachable_first(
    session: Session, catalog: Catalog, service: Service, requester: str, now: datetime
) -> list[str]:
    """Return the same with who is on call among them: at the front while nobody is at work.

    Raises Refused when Slack has shown the bot none of them.
    """
    company, terms = catalog.company, service.one_off_hours
    duty = terms.on_call if terms and terms.on_call else service.owner
    known = people.ids(session, [service.owner, duty, *company.leads])
    owner = _standing_in(session, catalog, known.get(service.owner), now)
    first = [owner, known.get(duty)]
    at_work = expediting.at_desks(company, now)
    return _somebody(catalog, first if at_work else first[::-1], known, requester)


def leads(session: Session, catalog: Catalog, requester: str) -> list[str]:
    """Return the IT leads, who decide for what no owner answers for. Raises Refused as above."""
    return _somebody(catalog, [], people.ids(session, list(catalog.company.leads)), requester)


def _somebody(catalog: Catalog, first: list[str | None], known: dict[str, str], requester: str) -> list[str]:
    wanted = [*first, *(known.get(email) for email in catalog.company.leads)]
    found = [person for person in dict.fromkeys(wanted) if person and person != requester]
    if not found:
        raise Refused("orders/no_team", ["help_channel"], help=catalog.company.help_channel)
    return found


def _standing_in(session: Session, catalog: Catalog, person: str | None, now: datetime) -> str | None:
    """Return who decides for a person on that day, themselves if nobody stands in."""
    away = approvals.stand_in(session, person, catalog.company.day(now)) if person else None
    return away.delegate if away else person
