"""Funding: what a business unit may spend in a fiscal year, what it has promised, and what is left."""

import calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col

from bot import db
from bot.catalog import Company, Unit
from bot.cost.subscriptions import Subscription
from bot.money import Money

MONTHS_A_YEAR = 12


class Commitment(SQLModel, table=True):
    """Money that an approved order takes out of a unit's funding, until a subscription says so itself."""

    __tablename__ = "commitments"

    id: int | None = Field(default=None, primary_key=True)
    order_id: int = Field(unique=True)
    unit: str = Field(index=True)
    fiscal_year: int
    minor: int
    overrun_by: str | None = None  # Slack id of who accepted that it is more than the unit has


@dataclass(frozen=True)
class Held:
    """So many units of a tier at one price, over [starts_on, ends_on)."""

    service: str
    tier: str
    quantity: int
    unit_price: Decimal
    starts_on: date
    ends_on: date | None

    def runs_on(self, day: date) -> bool:
        """Say whether the unit has it on that day."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True)
class Standing:
    """Where a unit's funding stands in one fiscal year, [starts_on, ends_on)."""

    unit: str
    fiscal_year: int
    starts_on: date
    ends_on: date
    funding: Money
    committed: Money
    held: tuple[Held, ...] = ()

    @property
    def remaining(self) -> Money:
        """What is left; below zero when an overrun was accepted."""
        return self.funding - self.committed

    def holds(self, service: str, on: date) -> dict[str, int]:
        """Return how many units of each tier of a service the unit has on that day."""
        tiers: dict[str, int] = defaultdict(int)
        for row in self.held:
            if row.service == service and row.runs_on(on):
                tiers[row.tier] += row.quantity
        return dict(tiers)

    def giving_up(self, service: str, tier: str, quantity: int, on: date) -> tuple[int, Decimal]:
        """Return how many units of a tier can leave it, and their monthly price, the latest begun first."""
        moved, monthly = 0, Decimal()
        rows = [row for row in self.held if (row.service, row.tier) == (service, tier) and row.runs_on(on)]
        for row in sorted(rows, key=lambda row: row.starts_on, reverse=True):
            taken = min(quantity - moved, row.quantity)
            moved += taken
            monthly += taken * row.unit_price
        return moved, monthly


@lru_cache(maxsize=4096)
def months(start: date, end: date) -> Fraction:
    """Return the calendar months in [start, end), a partly used one by its share of days."""
    if end <= start:
        return Fraction()
    whole = (end.year - start.year) * MONTHS_A_YEAR + end.month - start.month
    return whole + _used(end) - _used(start)


def _used(day: date) -> Fraction:
    return Fraction(day.day - 1, calendar.monthrange(day.year, day.month)[1])


def standing(session: Session, company: Company, unit: Unit, on: date) -> Standing:
    """Return where the funding of `unit` stands in the fiscal year of that day, in one query."""
    ends_on = company.fiscal_year_ends(on)
    starts_on = company.fiscal_year_began(on)
    year = company.fiscal_year(on)
    held: list[Held] = []
    promised = 0
    asked = {"unit": unit.code, "year": year, "starts_on": starts_on, "ends_on": ends_on}
    for service, tier, quantity, price, since, until, minor in session.connection().execute(
        _EVERYTHING, asked
    ):
        if minor is None:
            held.append(Held(service, tier, quantity, price, since, until))
        else:
            promised += minor
    running = Money.of(_cost_of(held, starts_on, ends_on), company.currency)
    return Standing(
        unit=unit.code,
        fiscal_year=year,
        starts_on=starts_on,
        ends_on=ends_on,
        funding=unit.funding.get(year, Money.zero(company.currency)),
        committed=running + Money(promised, company.currency),
        held=tuple(held),
    )


def _everything() -> sa.CompoundSelect[Any]:
    """Select subscriptions and commitments together: an order pays for each round trip."""
    row = Subscription
    unit: sa.BindParameter[str] = sa.bindparam("unit")
    subscriptions = sa.select(
        col(row.service),
        col(row.tier),
        col(row.quantity),
        col(row.unit_price),
        col(row.starts_on),
        col(row.ends_on),
        sa.cast(sa.null(), sa.Integer).label("minor"),
    ).where(
        col(row.unit) == unit,
        col(row.starts_on) < sa.bindparam("ends_on"),
        sa.or_(col(row.ends_on).is_(None), col(row.ends_on) > sa.bindparam("starts_on")),
    )
    commitments = sa.select(
        sa.literal(""),
        sa.literal(""),
        sa.literal(0),
        sa.cast(sa.null(), sa.String),
        sa.cast(sa.null(), sa.Date),
        sa.cast(sa.null(), sa.Date),
        col(Commitment.minor),
    ).where(col(Commitment.unit) == unit, col(Commitment.fiscal_year) == sa.bindparam("year"))
    return sa.union_all(subscriptions, commitments)


_EVERYTHING = _everything()  # made once: every order pays for it


def _cost_of(held: list[Held], starts_on: date, ends_on: date) -> Fraction:
    monthly: dict[tuple[date, date], Decimal] = defaultdict(Decimal)
    for row in held:
        span = (max(row.starts_on, starts_on), min(row.ends_on or ends_on, ends_on))
        monthly[span] += row.quantity * row.unit_price
    return sum((Fraction(price) * months(*span) for span, price in monthly.items()), Fraction())


def alone(session: Session, unit: str) -> None:
    """Let nobody else promise this unit's money until the session ends."""
    db.alone(session, f"funding {unit}")


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
            )
        )


def release(session: Session, order_id: int) -> None:
    """Give back what an order held: it was cancelled, or its subscription counts from now on."""
    session.execute(sa.delete(Commitment).where(col(Commitment.order_id) == order_id))
