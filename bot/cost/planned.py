"""Planned consumption: how many units of a level a unit means to use in a month, and at which price."""

from calendar import monthrange
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, select

from bot.catalog import Catalog
from bot.cost import subscriptions
from bot.cost.unit_cost import prices_of
from bot.db import exact
from bot.money import Money


class Planned(SQLModel, table=True):
    """What was planned for one month; where a month has none for a unit and service, what it holds counts."""

    __tablename__ = "planned"
    __table_args__ = (UniqueConstraint("month", "unit", "service", "tier"),)

    id: int | None = Field(default=None, primary_key=True)
    month: str = Field(index=True)  # YYYY-MM
    unit: str = Field(index=True)
    service: str
    tier: str
    quantity: Decimal = exact()
    unit_price: Decimal | None = exact(default=None, nullable=True)  # None: the rate card's
    batch_id: int | None = Field(default=None, index=True)
    row: int | None = None


@dataclass(frozen=True)
class Plan:
    """So many units of a level that a unit means to use in a month, at this price each."""

    quantity: Decimal
    unit_price: Money | None  # None: the level has no price


Plans = dict[str, dict[str, dict[str, Plan]]]  # business unit -> service -> tier


def of_month(session: Session, catalog: Catalog, month: str, units: Collection[str] | None = None) -> Plans:
    """Return what was planned for a month, by all or by these units.

    It is what finance's file says for a unit and service, else what the unit holds on the month's last
    day; a price that nobody planned is the rate card's of the month.
    """
    found: Plans = {}
    rows = select(Planned).where(Planned.month == month)
    prices = {key: prices_of(service, month) for key, service in catalog.services.items()}
    for row in session.exec(rows if units is None else rows.where(col(Planned.unit).in_(units))):
        price = prices.get(row.service, {}).get(row.tier)
        if row.unit_price is not None:
            price = Money.of(row.unit_price, catalog.company.currency)
        found.setdefault(row.unit, {}).setdefault(row.service, {})[row.tier] = Plan(row.quantity, price)
    year, number = int(month[:4]), int(month[5:])
    last = date(year, number, monthrange(year, number)[1])
    for unit, services in subscriptions.held_by(session, last, units).items():
        mine = found.setdefault(unit, {})
        for service, tiers in services.items():
            if service not in mine:
                known = prices.get(service, {})
                mine[service] = {tier: Plan(Decimal(n), known.get(tier)) for tier, n in tiers.items()}
    return found
