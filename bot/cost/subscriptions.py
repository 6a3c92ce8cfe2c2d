"""Subscriptions: which business unit has which tier, how many units of it, and since when."""

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from bot.catalog import Catalog, Service
from bot.db import Prepared, Values, exact


class Subscription(SQLModel, table=True):
    """A unit's right to so many units of a tier, at the price agreed; [starts_on, ends_on)."""

    __tablename__ = "subscriptions"

    id: int | None = Field(default=None, primary_key=True)
    unit: str = Field(index=True)
    service: str = Field(index=True)
    tier: str
    quantity: int
    unit_price: Decimal = exact()  # major units per unit and month
    starts_on: date
    ends_on: date | None = None
    order_id: int | None = Field(default=None, unique=True)  # None: from the company file's plan
    pool: str | None = Field(default=None, index=True)  # whose shared money pays, instead of the unit's


def _running(on: date | sa.BindParameter[date]) -> tuple[sa.ColumnElement[bool], ...]:
    ends_on = col(Subscription.ends_on)
    return (col(Subscription.starts_on) <= on, sa.or_(ends_on.is_(None), ends_on > on))


_ON = sa.bindparam("on", type_=sa.Date())
_HELD = Prepared(
    sa.select(col(Subscription.service), col(Subscription.tier), col(Subscription.quantity)).where(
        col(Subscription.unit) == sa.bindparam("of"), *_running(_ON)
    )
)
_TOTAL = Values(
    select(sa.func.sum(col(Subscription.quantity))).where(
        col(Subscription.service) == sa.bindparam("service"), *_running(_ON)
    )
)


def take_from_plan(session: Session, catalog: Catalog, starts_on: date) -> int:
    """Give every unit that has no subscription at all what the company file plans for it.

    Returns how many subscriptions were made; a second call makes none.
    """
    known = set(session.exec(select(Subscription.unit).distinct()))
    fresh = [
        Subscription(
            unit=unit.code,
            service=key.partition(".")[0],
            tier=key.partition(".")[2],
            quantity=quantity,
            unit_price=catalog.tier(*key.split(".", 1)).price.amount,
            starts_on=starts_on,
        )
        for unit in catalog.company.units.values()
        if unit.code not in known
        for key, quantity in unit.plan.items()
        if quantity > 0
    ]
    session.add_all(fresh)
    return len(fresh)


def held(session: Session, unit: str, on: date) -> dict[str, dict[str, int]]:
    """Return what `unit` has on that day: service key → tier → how many units."""
    session.flush()
    found: dict[str, dict[str, int]] = {}
    for service, tier, quantity in _HELD.rows(session, of=unit, on=on):
        of_service = found.setdefault(service, {})
        of_service[tier] = of_service.get(tier, 0) + quantity
    return found


def held_by(
    session: Session, on: date, units: Collection[str] | None = None
) -> dict[str, dict[str, dict[str, int]]]:
    """Return what all, or these units, have on that day: unit → service key → tier → how many units."""
    columns = (Subscription.unit, Subscription.service, Subscription.tier, Subscription.quantity)
    wanted = sa.select(*map(col, columns)).where(*_running(on))
    if units is not None:
        wanted = wanted.where(col(Subscription.unit).in_(units))
    found: dict[str, dict[str, dict[str, int]]] = {}
    for unit, service, tier, quantity in session.execute(wanted):
        of_service = found.setdefault(unit, {}).setdefault(service, {})
        of_service[tier] = of_service.get(tier, 0) + quantity
    return found


def services_of(session: Session, units: Collection[str], on: date) -> dict[str, set[str]]:
    """Return which services (keys) each of these units has on that day."""
    found: dict[str, set[str]] = {unit: set() for unit in units}
    rows = select(Subscription.unit, Subscription.service).where(
        col(Subscription.unit).in_(units), *_running(on)
    )
    for unit, service in session.exec(rows.distinct()):
        found[unit].add(service)
    return found


def tier_of(session: Session, unit: str, service: Service, on: date) -> str | None:
    """Return the tier that most of the unit's units of a service have on that day (ties: the lowest)."""
    tier = service.most_of(held(session, unit, on).get(service.key, {}))
    return tier.name if tier else None


def total(session: Session, service: str, on: date) -> int:
    """Return how many units of a service everybody has together on that day."""
    return _TOTAL.first(session, service=service, on=on) or 0


def start(
    session: Session,
    *,
    unit: str,
    service: str,
    tier: str,
    quantity: int,
    unit_price: Decimal,
    starts_on: date,
    order_id: int,
    replaces: str | None = None,
    pool: str | None = None,
) -> Subscription:
    """Begin what an order bought, paid by `pool` or by the unit.

    With `replaces`, that many units leave the old tier on the same day.

    Where the unit has fewer units of the old tier than ordered, the rest is new.
    """
    if replaces is not None:
        give_up(session, unit, service, replaces, quantity, starts_on)
    fresh = Subscription(
        unit=unit,
        service=service,
        tier=tier,
        quantity=quantity,
        unit_price=unit_price,
        starts_on=starts_on,
        order_id=order_id,
        pool=pool,
    )
    session.add(fresh)
    return fresh


def started(session: Session, order_id: int) -> bool:
    """Say whether an order has become a subscription already; one that was reopened has."""
    return session.exec(select(Subscription.id).where(Subscription.order_id == order_id)).first() is not None


def give_up(session: Session, unit: str, service: str, tier: str, quantity: int, on: date) -> int:
    """End `quantity` units of a tier on that day, the latest begun first; return how many there were.

    What remains of a divided subscription goes on at its own price, so history stays as it was.
    """
    wanted = quantity
    for row in _latest_first(session, unit, service, tier, on):
        if not wanted:
            break
        taken = min(wanted, row.quantity)
        wanted -= taken
        _shrink(session, row, taken, on)
    session.flush()
    return quantity - wanted


def _latest_first(session: Session, unit: str, service: str, tier: str, on: date) -> Sequence[Subscription]:
    return session.exec(
        select(Subscription)
        .where(
            Subscription.unit == unit,
            Subscription.service == service,
            Subscription.tier == tier,
            *_running(on),
        )
        .order_by(col(Subscription.starts_on).desc(), col(Subscription.id).desc())
    ).all()


def _shrink(session: Session, row: Subscription, taken: int, on: date) -> None:
    left = row.quantity - taken
    if row.starts_on == on:
        row.quantity = left
        if not left:
            session.delete(row)
        return
    if left:
        rest = row.model_dump(exclude={"id", "order_id"})
        session.add(Subscription(**{**rest, "quantity": left, "starts_on": on}))
    row.ends_on = on
