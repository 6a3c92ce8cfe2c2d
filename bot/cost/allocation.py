"""Allocation: what supporting services cost is passed on to the services that customers use, to the cent."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlmodel import Field, Session, SQLModel, UniqueConstraint, select

from bot.catalog import Catalog
from bot.cost import lines
from bot.db import exact, minor_units
from bot.money import Money, total

Direct = Mapping[str | None, Mapping[str, int]]  # service (None: nobody's) -> category -> minor units
Shares = Mapping[str, Mapping[str, Fraction]]  # supporting service -> user -> its share, at most 1 in all

PLACES = 6  # of a minor unit, as kept
UNASSIGNED = ""  # sorts first and is no service's key


class Allocated(SQLModel, table=True):
    """What one service cost in a closed month in one category; service "" is what nobody accounts for.

    `minor` is in customer-facing services only, and adds up to the month's lines; `unused_minor` is the
    part of it that paid for capacity nobody used, where cost is divided by practical capacity. `loaded` is
    the exact cost of a supporting service before anything is passed on, in minor units.
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

    `cost` and `unassigned` add up to the cost lines exactly, by category and in total; `loaded` is each
    supporting service's cost with what it uses itself, before it is passed on (exact, in minor units).
    """

    cost: Mapping[str, Mapping[str, Money]]  # customer-facing service -> category
    unassigned: Mapping[str, Money]  # category
    loaded: Mapping[str, Mapping[str, Fraction]]
    currency: str

    def of(self, service: str) -> Money:
        """Return the fully loaded cost of one customer-facing service; nothing where it had none."""
        return total(list(self.cost.get(service, {}).values()), self.currency)

    @property
    def unassigned_total(self) -> Money:
        """What no customer-facing service accounts for."""
        return total(list(self.unassigned.values()), self.currency)

    @property
    def whole(self) -> Money:
        """All cost of the month."""
        return total([self.of(service) for service in self.cost], self.currency) + self.unassigned_total


def of_month(session: Session, catalog: Catalog, month: str, method: str | None = None) -> Allocation:
    """Return where a month's cost ("2026-10") went: as it was when the month was closed, else as of now.

    `method` asks what another one than the company's would say, also of a closed month. Raises ClosedLoop.
    """
    known = session.exec(select(Allocated).where(Allocated.month == month)).all() if method is None else ()
    if known:
        return _known(known, catalog.company.currency)
    return compute(lines.direct(session, month), catalog)


def compute(direct: Direct, catalog: Catalog) -> Allocation:
    """Allocate cost by the shares that the catalog gives. Raises ClosedLoop."""
    facing = [key for key, service in catalog.services.items() if service.kind == "customer_facing"]
    return allocate(direct, shares_of(catalog), facing, catalog.company.currency)


def kept(found: Allocation, month: str) -> list[Allocated]:
    """Return an allocation as the rows that keep it."""
    cost = {**found.cost, UNASSIGNED: found.unassigned}
    rows = [
        Allocated(month=month, service=service, category=category, minor=amount.minor)
        for service, parts in cost.items()
        for category, amount in parts.items()
        if amount
    ]
    return rows + [
        Allocated(month=month, service=service, category=category, loaded=_decimal(exactly))
        for service, parts in found.loaded.items()
        for category, exactly in parts.items()
        if exactly
    ]


def _decimal(exactly: Fraction) -> Decimal:
    return round(Decimal(exactly.numerator) / exactly.denominator, PLACES)


def _known(rows: Sequence[Allocated], currency: str) -> Allocation:
    cost: dict[str, dict[str, Money]] = {UNASSIGNED: {}}
    loaded: dict[str, dict[str, Fraction]] = {}
    for row in rows:
        if row.loaded is not None:
            loaded.setdefault(row.service, {})[row.category] = Fraction(row.loaded)
        else:
            cost.setdefault(row.service, {})[row.category] = Money(row.minor, currency)
    return Allocation(cost, cost.pop(UNASSIGNED), loaded, currency)


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


def allocate(direct: Direct, shares: Shares, facing: Collection[str], currency: str) -> Allocation:
    """Pass every supporting service's cost on to who uses it, all at once (the reciprocal method).

    The gross cost g of the supporting services solves g = direct + shares' g, exactly; where nobody uses
    one another in a circle this is the step-down method. What is not shared out, and cost of services
    that are neither supporting nor `facing`, stays visible as unassigned. Source: reciprocal allocation
    by simultaneous equations (accountingdetails.com); rounding by largest remainder, ties by key.
    Raises ClosedLoop, and ValueError when more than the whole of a service is shared out.
    """
    _check(shares)
    categories = sorted({category for line in direct.values() for category in line})
    gross = _solve(shares, {s: [Fraction(direct.get(s, {}).get(c, 0)) for c in categories] for s in shares})
    exact = {key: dict.fromkeys(categories, Fraction()) for key in (UNASSIGNED, *facing)}
    for service, parts in direct.items():
        if service not in shares:
            _add(exact[service if service in exact else UNASSIGNED], parts, Fraction(1))
    loaded = {service: dict(zip(categories, row, strict=True)) for service, row in gross.items()}
    for service, users in shares.items():
        for user, share in users.items():
            if user not in shares:
                _add(exact[user if user in exact else UNASSIGNED], loaded[service], share)
        _add(exact[UNASSIGNED], loaded[service], 1 - sum(users.values(), Fraction()))
    cents = {c: _to_the_cent({key: parts[c] for key, parts in exact.items()}) for c in categories}
    cost = {key: {c: Money(cents[c][key], currency) for c in categories} for key in exact}
    return Allocation({key: cost[key] for key in facing}, cost[UNASSIGNED], loaded, currency)


def _add(into: dict[str, Fraction], parts: Mapping[str, Fraction | int], share: Fraction) -> None:
    for category, amount in parts.items():
        into[category] += amount * share


def _check(shares: Shares) -> None:
    for service, users in shares.items():
        if service in users or sum(users.values(), Fraction()) > 1 or min(users.values(), default=0) < 0:
            raise ValueError(f"{service}: shares go to others, are positive, and add up to 1 at most")
    closed = set(shares)
    found = True
    while found:
        reach = {service for service in closed if _reaches_out(shares[service], closed)}
        closed -= reach
        found = bool(reach)
    if closed:
        raise ClosedLoop(closed)


def _reaches_out(users: Mapping[str, Fraction], closed: Collection[str]) -> bool:
    kept = sum((share for user, share in users.items() if user in closed), Fraction())
    return kept < 1


def _solve(shares: Shares, direct: Mapping[str, list[Fraction]]) -> dict[str, list[Fraction]]:
    """Gauss and Jordan over exact fractions; _check has made sure that there is one solution."""
    keys = list(shares)
    rows = [[Fraction(a == b) - shares[b].get(a, 0) for b in keys] + list(direct[a]) for a in keys]
    for i in range(len(keys)):
        pivot = next(r for r in range(i, len(keys)) if rows[r][i])
        rows[i], rows[pivot] = rows[pivot], rows[i]
        rows[i] = [value / rows[i][i] for value in rows[i]]
        for r, row in enumerate(rows):
            if r != i and row[i]:
                rows[r] = [value - row[i] * top for value, top in zip(row, rows[i], strict=True)]
    return {key: row[len(keys) :] for key, row in zip(keys, rows, strict=True)}


def _to_the_cent(exact: Mapping[str, Fraction]) -> dict[str, int]:
    floors = {key: part.numerator // part.denominator for key, part in exact.items()}
    left = int(sum(exact.values(), Fraction())) - sum(floors.values())
    ranked = sorted(exact, key=lambda key: (floors[key] - exact[key], key))
    return {key: floors[key] + (key in ranked[:left]) for key in exact}
