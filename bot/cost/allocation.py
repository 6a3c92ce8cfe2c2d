"""Allocation: what supporting services cost is passed on to the services that customers use, to the cent."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlmodel import Field, Session, SQLModel, UniqueConstraint, select

from bot.catalog import PORTIONS, Catalog, Costing
from bot.catalog.costing_checks import closed_loop
from bot.cost import capacity, lines, methods, rounding, solving, usage
from bot.cost.solving import BITS, Amounts, Shares
from bot.db import exact, minor_units
from bot.money import Money, total

Direct = Mapping[str | None, Mapping[str, int]]  # service (None: nobody's) -> category -> minor units

Idle = Mapping[str, Fraction]  # supporting service -> which part of it nobody used, 0 to 1

NOTHING_IDLE: Idle = {}
UNASSIGNED = ""  # sorts first and is no service's key
PLACES = 6  # of a minor unit, to which gross cost is told


class Allocated(SQLModel, table=True):
    """What one service cost in a closed month in one category; service "" is what nobody accounts for.

    `minor` adds up to the month's lines. It is what customer-facing services cost, and of a supporting one
    what it did not pass on as nobody used it; `unused_minor` is the part of it that paid for capacity nobody
    used, where cost is divided by practical capacity. `loaded` is the exact cost of a supporting service
    before anything is passed on, in minor units.
    """

    __tablename__ = "allocated"
    __table_args__ = (UniqueConstraint("month", "service", "category"),)

    id: int | None = Field(default=None, primary_key=True)
    month: str = Field(index=True)
    service: str
    category: str
    minor: int = minor_units(default=0)
    unused_minor: int = minor_units(default=0)
    loaded: Decimal | None = exact(default=None, nullable=True)


class ClosedLoop(Exception):  # noqa: N818  # it names what was found
    """Supporting services that only use one another: their cost would never reach a customer."""

    def __init__(self, services: Collection[str]) -> None:
        self.services = sorted(services)
        names = ", ".join(self.services)
        super().__init__(f"{names} use only one another. Give at least one of them a customer-facing user.")


@dataclass(frozen=True)
class Allocation:
    """One month's cost where customers can see it.

    `cost`, `idle` and `unassigned` add up to the cost lines exactly, by category and in total; `loaded` is
    each supporting service's cost with what it uses itself, before it is passed on, in minor units to 6
    places. `unused` is the part of `cost`, and `idle` what a supporting service did not pass on, that paid
    for capacity nobody used. `circles` are supporting services that use one another: that is told, and no
    mistake.
    """

    cost: Mapping[str, Mapping[str, Money]]  # customer-facing service -> category
    unassigned: Mapping[str, Money]  # category
    loaded: Mapping[str, Mapping[str, Decimal]]
    currency: str
    unused: Mapping[str, Mapping[str, Money]] = field(default_factory=dict)
    circles: tuple[tuple[str, ...], ...] = ()
    idle: Mapping[str, Mapping[str, Money]] = field(default_factory=dict)  # supporting service -> category

    def of(self, service: str) -> Money:
        """Return the fully loaded cost of one customer-facing service; nothing where it had none."""
        return total(list(self.cost.get(service, {}).values()), self.currency)

    def unused_of(self, service: str) -> Money:
        """Return what of it paid for capacity that nobody used; of a supporting service what it kept for that."""
        return total(list({**self.unused, **self.idle}.get(service, {}).values()), self.currency)

    def carried_by(self, service: str) -> Money:
        """Return what of it those who used the service carry: all but unused capacity."""
        return self.of(service) - self.unused_of(service)

    def portions(self, service: str, costing: Costing) -> dict[str, Money]:
        """Return a service's cost as hardware, software and labor, and other where there is any."""
        found = {portion: Money.zero(self.currency) for portion in PORTIONS}
        for category, amount in self.cost.get(service, {}).items():
            portion = costing.portion(category)
            found[portion] += amount
        return {portion: amount for portion, amount in found.items() if amount or portion != "other"}

    @property
    def unassigned_total(self) -> Money:
        """What no customer-facing service accounts for."""
        return total(list(self.unassigned.values()), self.currency)

    @property
    def unused_total(self) -> Money:
        """What paid for capacity that nobody used."""
        return total([self.unused_of(service) for service in (*self.unused, *self.idle)], self.currency)

    @property
    def reached(self) -> Money:
        """What customer-facing services account for."""
        return total([self.of(service) for service in self.cost], self.currency)

    @property
    def whole(self) -> Money:
        """All cost of the month."""
        idle = total([self.unused_of(service) for service in self.idle], self.currency)
        return self.reached + idle + self.unassigned_total


def of_month(session: Session, catalog: Catalog, month: str, method: str | None = None) -> Allocation:
    """Return where a month's cost ("2026-10") went: as it was when the month was closed, else as of now.

    `method` asks what another one than the company's would say, also of a closed month. Raises ClosedLoop.
    """
    known = session.exec(select(Allocated).where(Allocated.month == month)).all() if method is None else ()
    if known:
        return _known(known, catalog.company.currency)
    practical = catalog.company.costing.capacity == "practical"
    used = usage.of_month(session, month) if practical else {}
    idle = capacity.idle(catalog, used)
    found = compute(lines.direct(session, month), catalog, method, idle)
    return replace(found, unused=capacity.unused(found.cost, catalog, used)) if practical else found


def compute(
    direct: Direct, catalog: Catalog, method: str | None = None, idle: Idle = NOTHING_IDLE
) -> Allocation:
    """Allocate cost by the shares that the catalog gives and, without `method`, as the company wants it.

    `idle` is which part (0..1) of a supporting service nobody used. Raises ClosedLoop.
    """
    facing = [key for key, service in catalog.services.items() if service.kind == "customer_facing"]
    costing = catalog.company.costing
    return allocate(
        direct,
        shares_of(catalog),
        facing,
        catalog.company.currency,
        method=method or costing.method,
        order=costing.order,
        idle=idle,
    )


def shares_of(catalog: Catalog) -> dict[str, dict[str, Fraction]]:
    """Return who uses each supporting service, and how much of it.

    What the shares leave of a service stays unassigned.
    """
    shares: dict[str, dict[str, Fraction]] = {service.key: {} for service in catalog.supporting()}
    for service in catalog.services.values():
        for use in service.depends_on:
            if use.share is not None and use.service in shares:
                shares[use.service][service.key] = use.share
    return shares


def allocate(
    direct: Direct,
    shares: Shares,
    facing: Collection[str],
    currency: str,
    *,
    method: str = "reciprocal",
    order: Sequence[str] = (),
    idle: Idle = NOTHING_IDLE,
) -> Allocation:
    """Pass every supporting service's cost on to who uses it, by one of methods.METHODS.

    Of a service's cost, with all that it uses itself, the `idle` part stays where it is, whichever the method.
    What is not shared out, and cost of services that are neither supporting nor `facing`, stays visible as
    unassigned. Rounding by largest remainder, ties by key, of each category and of each service's total;
    the order in which services are given does not matter. Raises ClosedLoop, and ValueError when more than
    the whole of a service is shared out.
    """
    _check(shares)
    categories = sorted({category for parts in direct.values() for category in parts})
    own = {key: [parts.get(category, 0) for category in categories] for key, parts in direct.items()}
    nothing = [0] * len(categories)
    taken = _without_idle(methods.counted(shares, method, order), idle)
    gross = solving.gross(taken, {key: own.get(key, nothing) for key in sorted(taken)})
    exactly: dict[str, Amounts] = {key: list(nothing) for key in (UNASSIGNED, *sorted({*facing, *idle}))}
    for key, minors in own.items():
        if key not in shares:
            solving.pass_on([minor << BITS for minor in minors], Fraction(1), _place(exactly, key))
    for key, users in taken.items():
        for user, share in users.items():
            if user not in shares:
                solving.pass_on(gross[key], share, _place(exactly, user))
        if rest := idle.get(key):
            solving.pass_on(gross[key], rest, exactly[key])
        nobodys = 1 - solving.added(users.values()) - idle.get(key, 0)
        solving.pass_on(gross[key], nobodys, exactly[UNASSIGNED])
    whole = [sum(parts[at] for parts in own.values()) for at in range(len(categories))]
    cents = rounding.to_the_cent(exactly, whole)
    cost = {
        key: {category: Money(minor, currency) for category, minor in zip(categories, row, strict=True)}
        for key, row in cents.items()
    }
    return Allocation(
        {key: cost[key] for key in facing},
        cost[UNASSIGNED],
        {key: dict(zip(categories, map(_told, row), strict=True)) for key, row in gross.items()},
        currency,
        circles=methods.circles(shares),
        idle={key: cost[key] for key in sorted(idle)},
    )


def _without_idle(shares: Shares, idle: Idle) -> Shares:
    return {
        key: {user: share * (1 - idle[key]) for user, share in users.items()} if key in idle else users
        for key, users in shares.items()
    }


def _place(exactly: Mapping[str, Amounts], key: str | None) -> Amounts:
    return exactly[key if key is not None and key in exactly else UNASSIGNED]


def _check(shares: Shares) -> None:
    for service, users in shares.items():
        if service in users or solving.added(users.values()) > 1 or min(users.values(), default=0) < 0:
            raise ValueError(f"{service}: shares go to others, are positive, and add up to 1 at most")
    if closed := closed_loop(shares):
        raise ClosedLoop(closed)


def _told(amount: int) -> Decimal:
    return Decimal((amount * 10**PLACES + (1 << (BITS - 1))) >> BITS).scaleb(-PLACES)


def kept(found: Allocation, month: str) -> list[dict[str, Any]]:
    """Return an allocation as rows of `Allocated`, which keep it."""
    cost = {**found.cost, UNASSIGNED: found.unassigned}
    rows = [
        _row(month, service, category, amount.minor, unused.minor if unused else 0)
        for service, parts in cost.items()
        for category, amount in parts.items()
        for unused in [found.unused.get(service, {}).get(category)]
        if amount
    ]
    return rows + [
        _row(month, service, category, idle, idle, loaded=amount)
        for service, loads in found.loaded.items()
        for category, amount in loads.items()
        for idle in [_idle(found, service, category)]
        if amount or idle
    ]


def _row(
    month: str, service: str, category: str, minor: int, unused: int, loaded: Decimal | None = None
) -> dict[str, Any]:
    return {
        "month": month,
        "service": service,
        "category": category,
        "minor": minor,
        "unused_minor": unused,
        "loaded": loaded,
    }


def _idle(found: Allocation, service: str, category: str) -> int:
    amount = found.idle.get(service, {}).get(category)
    return amount.minor if amount is not None else 0


def _known(rows: Sequence[Allocated], currency: str) -> Allocation:
    cost: dict[str, dict[str, Money]] = {UNASSIGNED: {}}
    unused: dict[str, dict[str, Money]] = {}
    loaded: dict[str, dict[str, Decimal]] = {}
    idle: dict[str, dict[str, Money]] = {}
    for row in rows:
        if row.loaded is not None:
            loaded.setdefault(row.service, {})[row.category] = row.loaded
            if row.unused_minor:
                idle.setdefault(row.service, {})[row.category] = Money(row.unused_minor, currency)
            continue
        cost.setdefault(row.service, {})[row.category] = Money(row.minor, currency)
        if row.unused_minor:
            unused.setdefault(row.service, {})[row.category] = Money(row.unused_minor, currency)
    return Allocation(cost, cost.pop(UNASSIGNED), loaded, currency, unused, idle=idle)
