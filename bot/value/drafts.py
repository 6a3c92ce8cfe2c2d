"""Drafts: an order that is being thought about - what it costs the unit, and what would fit instead."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.catalog import Catalog, Pool, PriceFrom, Service, Tier, Unit
from bot.cost import funding
from bot.cost.funding import Standing
from bot.cost.quotes import Ask, Quote, Ways, quote, ways
from bot.cost.subscriptions import Subscription
from bot.db import Values, either
from bot.money import Money
from bot.process import cards, pieces
from bot.process.orders import AT_WORK, Order
from bot.refusal import Refused


@dataclass(frozen=True)
class Paying:
    """Shared money that would carry an order: which, and what it has left."""

    code: str
    name: str
    remaining: Money


@dataclass(frozen=True)
class Draft:
    """An order that is being thought about: what it is, what the unit has, what it costs, what would fit."""

    unit: Unit
    ask: Ask
    held: dict[str, int]  # tier → units the unit has on the day it is wanted
    movable: str | None  # the tier whose units could change to the one asked for
    standing: Standing
    quote: Quote
    ways: Ways  # empty while the order fits
    pools: tuple[Paying, ...] = ()  # the shared money that would carry it, where the unit's does not
    pool: Pool | None = None  # whose shared money pays, instead of the unit's
    blind: bool = False  # as if the unit had nothing and nobody looked at its money

    @property
    def payer(self) -> str:
        """The name of the unit or the pool whose money it takes."""
        return self.pool.name if self.pool else self.unit.name

    @property
    def together(self) -> int:
        """How many units must change at once, where a unit may hold one tier only; 0 elsewhere."""
        return 0 if self.ask.service.mixed_tiers else self.held.get(self.movable or "", 0)


def orderable(catalog: Catalog, key: str) -> Service:
    """Return a service that can be ordered. Raises Refused, naming what to use instead, when it cannot."""
    service = catalog.service(key)
    if service.can_be_ordered:
        return service
    raise Refused(
        "orders/not_orderable",
        ["use_instead", "hand_over"],
        name=service.name,
        stage=service.stage,
        retired=catalog.retired(service),
    )


def draft(
    session: Session,
    catalog: Catalog,
    unit: Unit,
    service: Service,
    *,
    now: datetime,
    tier: str | None = None,
    quantity: int = 1,
    starts_on: date | None = None,
    move: bool | None = None,
    placed: Order | None = None,
    pool: str | None = None,
    one_off: Money | None = None,
    blind: bool = False,
) -> Draft:
    """Work out an order for `unit`, or work the order `placed` out again; `pool` pays, if it may.

    `blind` is for who may not read what the unit has and has left: nothing in it comes from that, and whoever
    approves looks at it.

    `one_off` is what setting it up costs beside the price.

    Without a tier it is the one the unit has most of, else the first. With `move`, units of the
    other tier that the unit has most of change to the ordered one, and only what goes beyond them is new;
    left open, they do when that is a step up. Where a unit may hold one tier only, all change together.
    """
    begins = max(starts_on or catalog.company.day(now), catalog.company.day(now))
    pools = () if blind else catalog.company.pools_of(unit)
    paying = next((each for each in pools if each.code == pool), None)
    standing = funding.standing(session, catalog, unit, begins, paying)
    if blind:
        standing = replace(standing, held=())
    held = standing.holds(service.key, begins)
    chosen = service.tier(tier) if tier else service.most_of(held) or service.tiers[0]
    if placed is not None and placed.unit_price is not None:
        chosen = as_asked(chosen, placed, catalog.company.currency)
        one_off = Money(placed.one_off_minor, catalog.company.currency)
    movable = _movable(service, chosen, held)
    if move is None:
        move = movable is not None and service.tier(movable).rank < chosen.rank
    together = 0 if service.mixed_tiers else held.get(movable or "", 0)
    replaces = movable if move or together else None
    ask = Ask(
        service=service,
        tier=chosen,
        quantity=max(quantity, together),
        starts_on=begins,
        replaces=replaces,
        one_off=one_off,
        leaving=_leaving(session, unit, service, replaces, placed) if replaces else 0,
        drawn=_drawn(session, catalog, unit, service, chosen, now, placed),
    )
    offer = quote(standing, ask)
    if blind:
        offer = replace(offer, remaining=offer.commitment)
    fitting = Ways() if offer.fits else ways(standing, ask, at_least=max(together, 1))
    shared = () if offer.fits else _shared(session, catalog, unit, ask, paying)
    return Draft(unit, ask, held, movable, standing, offer, fitting, shared, paying, blind)


def at_its_level(session: Session, catalog: Catalog, made: Draft, now: datetime) -> Draft:
    """Return a blind draft at the level that the unit has for everybody, where it may have only one.

    Else a single order of who could not know would change it for all. What the service asks is asked and
    kept at that level, so that this comes before.
    """
    ask = made.ask
    if not made.blind or ask.service.mixed_tiers:
        return made
    held = funding.standing(session, catalog, made.unit, ask.starts_on).holds(ask.service.key, ask.starts_on)
    tier = (ask.service.most_of(held) or ask.tier).name
    if tier == ask.tier.name:
        return made
    terms: dict[str, Any] = {"tier": tier, "quantity": ask.quantity, "starts_on": ask.starts_on}
    return draft(session, catalog, made.unit, ask.service, now=now, blind=True, **terms)


def left_before(session: Session, catalog: Catalog, plan: Draft | None) -> Money | None:
    """Return what is left of the money that a new order takes, also where its draft was blind; None of all else."""
    if plan is None or not plan.blind:
        return plan.quote.remaining if plan else None
    return funding.standing(session, catalog, plan.unit, plan.ask.starts_on, plan.pool).remaining


def _shared(
    session: Session, catalog: Catalog, unit: Unit, ask: Ask, paying: Pool | None
) -> tuple[Paying, ...]:
    """Return the shared money, other than what pays already, that carries the order as it is."""
    others = [pool for pool in catalog.company.pools_of(unit) if pool is not paying]
    found = [(pool, funding.standing(session, catalog, unit, ask.starts_on, pool)) for pool in others]
    return tuple(
        Paying(pool.code, pool.name, there.remaining) for pool, there in found if quote(there, ask).fits
    )


def _movable(service: Service, chosen: Tier, held: dict[str, int]) -> str | None:
    others = {tier: units for tier, units in held.items() if tier != chosen.name}
    most = service.most_of(others) if service.monthly else None
    return most.name if most else None


def _leaving(session: Session, unit: Unit, service: Service, tier: str, placed: Order | None) -> int:
    """Return how many units of a tier are to move by other orders that were approved and not delivered yet."""
    but = placed.id if placed else None
    found = _LEAVING.first(session, unit=unit.code, service=service.key, tier=tier, but=but or _NO_ORDER)
    return found or 0


_NO_ORDER = 0  # a number that no order has
_UNIT: sa.BindParameter[str] = sa.bindparam("unit")
_DELIVERED = select(Subscription.order_id).where(
    Subscription.unit == _UNIT, col(Subscription.order_id).is_not(None)
)
_LEAVING = Values(
    select(sa.func.sum(Order.quantity)).where(
        Order.unit == _UNIT,
        Order.service == sa.bindparam("service"),
        Order.kind == "order",
        Order.replaces == sa.bindparam("tier"),
        either(col(Order.state), AT_WORK),
        col(Order.id).not_in(_DELIVERED),
        col(Order.id) != sa.bindparam("but"),
    )
)


def _drawn(
    session: Session,
    catalog: Catalog,
    unit: Unit,
    service: Service,
    tier: Tier,
    now: datetime,
    placed: Order | None,
) -> int:
    """Return how many of the month's planned pieces went to orders before this one."""
    if service.monthly:
        return 0
    day = catalog.company.day(placed.opened_at if placed else now)
    first = datetime.combine(day.replace(day=1), time(), ZoneInfo(catalog.company.zone))
    return pieces.drawn(session, unit.code, service.key, tier.name, first, placed.id if placed else None)


def as_asked(tier: Tier, order: Order, currency: str) -> Tier:
    """Return a level at the price at which it was ordered, and from their days on at those that follow."""
    assert order.unit_price is not None
    price = Money.of(order.unit_price, currency)
    since = order.starts_on or date.min
    return replace(tier, price=price, prices=(PriceFrom(price), *tier.later_prices(since)))


def service_of(catalog: Catalog, order: Order) -> Service:
    """Return what was ordered, to approve or deliver it. Raises Refused, with the ways to end it, where it is gone."""
    service = catalog.services.get(order.service or "")
    if service is None:
        raise Refused("orders/gone", ["decline", "end", "talk"], order=cards.facts_of(catalog, order))
    return service


def if_known(session: Session, catalog: Catalog, order: Order, now: datetime) -> Draft | None:
    """Return an order as `redraft` does, None where the catalog has its service no longer."""
    if order.service not in catalog.services:
        return None
    return redraft(session, catalog, order, now, order.quantity)


def redraft(session: Session, catalog: Catalog, order: Order, now: datetime, quantity: int) -> Draft:
    """Work a stored order out again on today's figures, at the price it was asked at.

    Raises Refused where the catalog has its service no longer, with the ways to end it.
    """
    return draft(
        session,
        catalog,
        catalog.company.units[order.unit],
        service_of(catalog, order),
        now=now,
        tier=order.tier,
        quantity=quantity,
        starts_on=order.starts_on,
        move=order.replaces is not None,
        placed=order,
        pool=order.pool,
    )
