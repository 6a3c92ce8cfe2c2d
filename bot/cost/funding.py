"""Funding: what a business unit may spend in a fiscal year, what it has promised, and what is left."""

import calendar
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from bot import db
from bot.catalog import Catalog, Pool, PriceFrom, Unit
from bot.cost.funding_lines import FundingLine
from bot.cost.grants import Grant
from bot.cost.subscriptions import Subscription
from bot.money import Money

MONTHS_A_YEAR = 12


class Commitment(SQLModel, table=True):
    """Money that an order takes out of a unit's or a pool's funding from its first yes on.

    A subscription says so itself once there is one.
    """

    __tablename__ = "commitments"

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(unique=True)
    unit: str = Field(index=True)
    fiscal_year: int
    minor: int
    overrun_by: str | None = None  # Slack id of who accepted that it is more than there is
    pool: str | None = Field(default=None, index=True)  # whose shared money it is, instead of the unit's


@dataclass(frozen=True)
class Held:
    """So many units of a tier over [starts_on, ends_on), at `unit_price` and at each of `later` from its day."""

    service: str
    tier: str
    quantity: int
    unit_price: Decimal
    starts_on: date
    ends_on: date | None
    pool: str | None = None  # whose shared money pays it, instead of the unit's
    id: int = 0
    later: tuple[PriceFrom, ...] = ()

    def price_on(self, day: date) -> Decimal:
        """Return what a unit costs on that day."""
        begun = [each.price.amount for each in self.later if each.since and each.since <= day]
        return begun[-1] if begun else self.unit_price

    def priced(self, starts_on: date, ends_on: date) -> Iterator[tuple[date, date, Decimal]]:
        """Yield each price that holds from one day to another while the unit has it, and from when until when."""
        begins, ends = max(self.starts_on, starts_on), min(self.ends_on or ends_on, ends_on)
        changes = [each.since for each in self.later if each.since and begins < each.since < ends]
        for since, until in pairwise([begins, *changes, ends]):
            yield since, until, self.price_on(since)

    def runs_on(self, day: date) -> bool:
        """Say whether the unit has it on that day."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True)
class Standing:
    """Where the money that pays for a unit stands in one fiscal year, [starts_on, ends_on).

    It is the unit's own, or what it shares in `pool`; `held` is all that the unit has, whoever pays it.
    It is not `funded` where nobody wrote what may be spent: nothing then is known to be left.
    """

    unit: str
    fiscal_year: int
    starts_on: date
    ends_on: date
    funding: Money
    granted: Money  # the part of it that was given on top; nothing of what units share
    committed: Money
    held: tuple[Held, ...] = ()
    pool: str | None = None
    funded: bool = True

    @property
    def purse(self) -> str:
        """The code of the unit or of the pool whose money it is."""
        return self.pool or self.unit

    @property
    def remaining(self) -> Money:
        """What is left; below zero when an overrun was accepted."""
        return self.funding - self.committed

    def spent(self, on: date) -> Money:
        """Return what its subscriptions cost from the year's first day up to that day, that day left out."""
        until = min(max(on, self.starts_on), self.ends_on)
        begun = [row for row in self.held if row.starts_on < until]
        return Money.of(cost_of(begun, self.starts_on, until), self.funding.currency)

    def holds(self, service: str, on: date) -> dict[str, int]:
        """Return how many units of each tier of a service the unit has on that day."""
        tiers: dict[str, int] = defaultdict(int)
        for row in self.held:
            if row.service == service and row.runs_on(on):
                tiers[row.tier] += row.quantity
        return dict(tiers)

    def giving_up(
        self, service: str, tier: str, quantity: int, on: date, leaving: int = 0
    ) -> tuple[Held, ...]:
        """Return the units of a tier that can leave it, the latest begun first; `leaving` go elsewhere already."""
        gone: list[Held] = []
        rows = [row for row in self.held if (row.service, row.tier) == (service, tier) and row.runs_on(on)]
        for row in sorted(rows, key=lambda row: (row.starts_on, row.id), reverse=True):
            promised = min(leaving, row.quantity)
            leaving -= promised
            taken = min(quantity, row.quantity - promised)
            quantity -= taken
            gone += [replace(row, quantity=taken)] if taken else []
        return tuple(gone)


@lru_cache(maxsize=4096)
def months(start: date, end: date) -> Fraction:
    """Return the calendar months in [start, end), a partly used one by its share of days."""
    if end <= start:
        return Fraction()
    whole = (end.year - start.year) * MONTHS_A_YEAR + end.month - start.month
    return whole + _used(end) - _used(start)


def _used(day: date) -> Fraction:
    return Fraction(day.day - 1, calendar.monthrange(day.year, day.month)[1])


def standing(session: Session, catalog: Catalog, unit: Unit, on: date, pool: Pool | None = None) -> Standing:
    """Return where the money for `unit` stands in the fiscal year of that day, in one query.

    Finance's funding lines stand in for the company file's figure. What the unit has costs the price it was
    sold at until another that the catalog announced held, and from that day's month on the catalog's, as it is
    charged. With `pool` it is what the unit shares there: funded by the company file, drawn on by all its units.
    """
    company = catalog.company
    ends_on = company.fiscal_year_ends(on)
    starts_on = company.fiscal_year_began(on)
    year = company.fiscal_year(on)
    paying = pool.code if pool else None
    asked = {"unit": unit.code, "year": year, "starts_on": starts_on, "ends_on": ends_on}
    everything = _EVERYTHING if pool is None else _EVERYTHING_OF_POOL
    given = {"pool": paying} if pool else {}
    held: list[Held] = []
    paid: list[Held] = []
    amounts: dict[str, int] = defaultdict(int)
    rows = everything.rows(session, **asked, **given)
    for kind, of_unit, service, tier, quantity, price, since, until, payer, number in rows:
        if kind == _SUBSCRIBED:
            later = _later_prices(catalog, service, tier, since, on)
            each = Held(service, tier, quantity, price, since, until, payer, number, later)
            if of_unit == unit.code:
                held.append(each)
            if payer == paying:
                paid.append(each)
        else:
            amounts[kind] += quantity
    running = Money.of(cost_of(paid, starts_on, ends_on), company.currency)
    granted = Money(amounts[_GRANTED], company.currency)
    own = (pool or unit).funding.get(year)
    if _FUNDED in amounts:
        own = Money(amounts[_FUNDED], company.currency)
    return Standing(
        unit=unit.code,
        fiscal_year=year,
        starts_on=starts_on,
        ends_on=ends_on,
        funding=(own or company.nothing()) + granted,
        granted=granted,
        committed=running + Money(amounts[_PROMISED], company.currency),
        held=tuple(held),
        pool=paying,
        funded=own is not None,
    )


def _later_prices(catalog: Catalog, service: str, tier: str, since: date, on: date) -> tuple[PriceFrom, ...]:
    """Return the prices after that at which a level was ordered; from this month on they are the catalog's."""
    known = catalog.services.get(service)
    level = known.find_tier(tier) if known else None
    if level is None:
        return ()
    counts = max(since, on.replace(day=1))
    before = (each for each in level.later_prices(since) if each.since and each.since < counts)
    return *before, PriceFrom(level.price_on(counts), counts), *level.later_prices(counts)


_SUBSCRIBED, _PROMISED, _GRANTED, _FUNDED = "subscribed", "promised", "granted", "funded"


def _everything(*, of_pool: bool) -> sa.CompoundSelect[Any]:
    """Select subscriptions, commitments, grants and funding together: an order pays for each round trip."""
    row = Subscription
    unit: sa.BindParameter[str] = sa.bindparam("unit")
    year: sa.BindParameter[int] = sa.bindparam("year")
    pool: sa.BindParameter[str] = sa.bindparam("pool", type_=sa.String)
    subscriptions = sa.select(
        sa.literal(_SUBSCRIBED).label("kind"),
        col(row.unit),
        col(row.service),
        col(row.tier),
        col(row.quantity),
        col(row.unit_price),
        col(row.starts_on),
        col(row.ends_on),
        col(row.pool),
        col(row.id),
    ).where(
        sa.or_(col(row.unit) == unit, col(row.pool) == pool) if of_pool else col(row.unit) == unit,
        col(row.starts_on) < sa.bindparam("ends_on"),
        sa.or_(col(row.ends_on).is_(None), col(row.ends_on) > sa.bindparam("starts_on")),
    )
    mine = (
        col(Commitment.pool) == pool
        if of_pool
        else sa.and_(col(Commitment.unit) == unit, col(Commitment.pool).is_(None))
    )
    commitments = _amounts(_PROMISED, col(Commitment.minor)).where(mine, col(Commitment.fiscal_year) == year)
    if of_pool:
        return sa.union_all(subscriptions, commitments)
    grants = _amounts(_GRANTED, col(Grant.minor)).where(
        col(Grant.unit) == unit, col(Grant.fiscal_year) == year, col(Grant.state) == _GRANTED
    )
    lines = _amounts(_FUNDED, col(FundingLine.minor)).where(
        col(FundingLine.unit) == unit, col(FundingLine.fiscal_year) == year
    )
    return sa.union_all(subscriptions, commitments, grants, lines)


def _amounts(kind: str, minor: Any) -> sa.Select[Any]:
    """Select amounts in minor units in the columns of a subscription, where its quantity stands."""
    empty = [sa.literal("") for _ in ("unit", "service", "tier")]
    none = [sa.cast(sa.null(), kind_) for kind_ in (sa.String, sa.Date, sa.Date, sa.String, sa.Integer)]
    columns: list[Any] = [sa.literal(kind), *empty, minor, *none]
    return sa.select(*columns)


_EVERYTHING = db.Prepared(_everything(of_pool=False))
_EVERYTHING_OF_POOL = db.Prepared(_everything(of_pool=True))


def cost_of(held: Iterable[Held], starts_on: date, ends_on: date) -> Fraction:
    """Return what units cost together from one day to another, each price from its day."""
    monthly: dict[tuple[date, date], Decimal] = defaultdict(Decimal)
    for row in held:
        for since, until, price in row.priced(starts_on, ends_on):
            monthly[since, until] += row.quantity * price
    return sum((Fraction(price) * months(*span) for span, price in monthly.items()), Fraction())


def alone(session: Session, purse: str) -> None:
    """Let nobody else promise the money of this unit or pool until the session ends."""
    db.alone(session, f"funding {purse}")


def hold(
    session: Session, standing: Standing, order_id: int, amount: Money, overrun_by: str | None = None
) -> None:
    """Take an approved order's money out of what remains; a saving is not counted before it is made."""
    if amount.minor > 0:
        session.add(
            Commitment(
                order_id=order_id,
                unit=standing.unit,
                fiscal_year=standing.fiscal_year,
                minor=amount.minor,
                overrun_by=overrun_by,
                pool=standing.pool,
            )
        )


def release(session: Session, order_id: int) -> None:
    """Give back what an order held: it was cancelled, or its subscription counts from now on."""
    session.execute(_RELEASE, {"order_id": order_id})


def take_back(session: Session, order_id: int) -> Commitment | None:
    """Release what an order holds, to hold it anew, and return what that was; None when it held nothing."""
    held = _HELD.first(session, order_id=order_id)
    if held is not None:
        session.delete(held)
        session.flush()
    return held


_OF_ORDER = col(Commitment.order_id) == sa.bindparam("order_id")
_RELEASE = sa.delete(Commitment).where(_OF_ORDER)
_HELD = db.Loader(Commitment, select(Commitment).where(_OF_ORDER))
