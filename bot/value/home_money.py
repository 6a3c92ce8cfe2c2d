"""Home of who decides for a business unit: its funding, what that brought, and what waits for a yes or a no."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from bot.catalog import Catalog, Unit
from bot.cost import funding
from bot.customer.batches import QUARTER
from bot.customer.people import Person
from bot.money import Money
from bot.process.orders import Order
from bot.value import tallies
from bot.value.offers import Offer
from bot.value.record import UNDECIDED

MOST_UNITS = 3

Row = dict[str, Any]


def of(session: Session, catalog: Catalog, person: Person, on: date, now: datetime) -> Row:
    """Return where each unit stands whose budget this person holds, or which they head."""
    email = (person.email or "").lower()
    units = [each for each in catalog.company.units.values() if email in _deciders(each)]
    return {
        "decided": [_unit(session, catalog, unit, on, now) for unit in units[:MOST_UNITS]],
        "more_decided": max(len(units) - MOST_UNITS, 0),
    }


def _deciders(unit: Unit) -> set[str]:
    return {each.lower() for each in (unit.budget_owner, unit.head) if each}


def _unit(session: Session, catalog: Catalog, unit: Unit, on: date, now: datetime) -> Row:
    standing = funding.standing(session, catalog, unit, on)
    running = {each.service for each in standing.held if each.runs_on(on)}
    said = tallies.of_unit(session, unit.code, catalog.company.zone, now, QUARTER)
    return {
        "code": unit.code,
        "name": unit.name,
        "services": len(running),
        "funding": standing.funding,
        "spent": standing.spent(on),
        "committed": standing.committed,
        "remaining": standing.remaining,
        "funded": standing.funded,
        "fiscal_year": standing.fiscal_year,
        "starts_on": standing.starts_on,
        "satisfied": said.satisfied(said.last()),
        "satisfied_since": said.since(said.last()),
        "satisfied_until": tallies.ends(said.last().last),
        "offers": _offers(session, catalog, unit.code),
        "waiting": waiting(session, catalog, unit.code),
    }


def _offers(session: Session, catalog: Catalog, unit: str) -> Row:
    waiting = sa.and_(col(Offer.unit) == unit, col(Offer.state).in_(UNDECIDED))
    return _sum(session, catalog, Offer.id, Offer.monthly_difference_minor, waiting)


def waiting(session: Session, catalog: Catalog, unit: str) -> Row:
    """Return how many orders of a unit wait for a yes or a no, and what they commit."""
    asked = sa.and_(col(Order.unit) == unit, col(Order.state) == "approval")
    return _sum(session, catalog, Order.id, Order.commitment_minor, asked)


def _sum(session: Session, catalog: Catalog, row: Any, minor: Any, which: Any) -> Row:
    count, amount = session.exec(select(func.count(col(row)), func.sum(col(minor))).where(which)).one()
    return {"count": count, "amount": Money(int(amount or 0), catalog.company.currency)}
