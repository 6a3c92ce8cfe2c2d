"""More funding: asking for the money an order is short of, and what follows when it is granted."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.catalog import Catalog, Unit
from bot.cost import funding, grants
from bot.cost.grants import Grant
from bot.customer import people
from bot.money import Money
from bot.process import orders
from bot.process.orders import Order
from bot.refusal import Refused
from bot.value import approving
from bot.value.drafts import Draft, if_known, redraft


@dataclass(frozen=True)
class Need:
    """An order that the unit's funding does not carry: its figures, and who may grant more."""

    order: Order
    draft: Draft
    grantor: str


def need(session: Session, catalog: Catalog, order_id: int, *, by: str, now: datetime) -> Need:
    """Return what is missing for an order that `by` is asked to decide on.

    Raises Refused when it fits by now, when nobody could grant more, and for whoever is not asked.
    """
    order = orders.find(session, order_id)
    approving.check(session, catalog, order, by, now)
    short = redraft(session, catalog, order, now, order.quantity)
    if short.quote.fits:
        raise Refused("funding/fits", ["approve"], number=order_id, remaining=short.quote.remaining)
    return Need(order, short, grantor(session, catalog, order, by))


def grantor(session: Session, catalog: Catalog, order: Order, by: str) -> str:
    """Return who may give a unit more: its head, whom the company names for large amounts, or a lead.

    Never who asks, who holds the budget, nor for whom the order is. Raises Refused when there is nobody.
    """
    company, unit = catalog.company, catalog.company.units[order.unit]
    named = [level.by for level in reversed(company.levels(unit)) if "@" in level.by]
    ranked = [unit.head, *named, *company.leads]
    ids = people.ids(session, [*ranked, unit.budget_owner])
    barred = {*approving.barred_of(order), by, ids.get(unit.budget_owner)}
    found = [ids[email] for email in ranked if email in ids and ids[email] not in barred]
    if not found:
        raise Refused("funding/nobody", ["talk"], unit=unit.name, help=company.help_channel)
    return found[0]


def ask(
    session: Session,
    catalog: Catalog,
    order_id: int,
    *,
    by: str,
    amount: Money | None,
    why: str,
    now: datetime,
) -> Grant:
    """Ask for `amount`, or for what is missing. Raises Refused as `need` does, and when it is asked for already."""
    orders.hold(session, order_id)  # of two who ask at once for one order one does
    missing = need(session, catalog, order_id, by=by, now=now)
    return grants.ask(
        session,
        unit=missing.order.unit,
        fiscal_year=missing.draft.standing.fiscal_year,
        amount=amount or missing.draft.quote.short,
        why=why,
        order_id=order_id,
        asked_by=by,
        asked_of=missing.grantor,
        now=now,
    )


def decide(
    session: Session, catalog: Catalog, grant_id: int, *, by: str, granted: bool, note: str, now: datetime
) -> tuple[Grant, Draft | None]:
    """Grant or decline; return the order that waits for it as it stands now, None when it waits no more.

    A grant raises what the unit has from this moment on. Raises Refused for anybody but who was asked, and
    when it was decided already.
    """
    grant = grants.find(session, grant_id)
    funding.alone(session, grant.unit)
    grant = grants.decide(session, grant_id, by=by, granted=granted, note=note, now=now)
    order = orders.hold(session, grant.order_id) if grant.order_id else None
    if order is None or order.state != "approval":
        return grant, None
    fresh = if_known(session, catalog, order, now)
    if fresh is not None:
        order.over_funding = not fresh.quote.fits
        session.add(order)
    return grant, fresh


def pass_on(session: Session, catalog: Catalog, person: str) -> list[Grant]:
    """Have the next one decide on what somebody who left was asked for; return what somebody else decides now."""
    passed = []
    for grant in grants.waiting_for(session, person):
        order = orders.find(session, grant.order_id or 0)
        with suppress(Refused):  # there is nobody else
            grant.asked_of = grantor(session, catalog, order, grant.asked_by)
            session.add(grant)
            passed.append(grant)
    return passed


def unit_of(catalog: Catalog, grant: Grant) -> Unit:
    """Return the unit that a request is for."""
    return catalog.company.units[grant.unit]
