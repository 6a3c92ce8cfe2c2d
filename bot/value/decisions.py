"""Decisions wanted: what only the business can settle, and what the report could not know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlmodel import Session, col, select

from bot.catalog import Catalog
from bot.customer.rating import Rating
from bot.money import Money, total
from bot.process.orders import Order
from bot.value.offers import Offer
from bot.value.record import UNDECIDED, Feedback
from bot.value.spend import ServiceSpend, Spend

PATIENCE = timedelta(days=2)  # an approval that waits longer is named
GOAL = 0.8  # satisfied share below which a service is named
MATERIAL = Decimal("0.01")  # of the unit's plan: less over plan than that is noise
AT_MOST = 4  # decisions a reader can take in on a phone


@dataclass(frozen=True)
class Decision:
    """Something the reader is asked to settle; which facts are there depends on `kind`.

    approvals: count, amount until the fiscal year ends, since, approver · offers: count, amount a month
    unhappy: service, rating · over_plan: service, amount over, cause (volume or price)
    """

    kind: str
    service: str | None = None
    count: int = 0
    amount: Money | None = None
    since: datetime | None = None
    approver: str | None = None
    rating: Rating | None = None
    cause: str | None = None


@dataclass(frozen=True)
class Gap:
    """Something that is not known, said instead of guessed.

    not_booked: month · unassigned, unused: amount · no_usage, unfunded: services
    """

    kind: str
    month: str | None = None
    amount: Money | None = None
    services: tuple[str, ...] = ()


def wanted(
    session: Session, catalog: Catalog, unit: str, spend: Spend, said: Feedback, now: datetime
) -> tuple[Decision, ...]:
    """Return what waits for the business, most pressing first."""
    found = [
        *_approvals(session, catalog, unit, now),
        *_unhappy(catalog, said),
        *_over_plan(spend),
        *_offers(session, catalog, unit),
    ]
    return tuple(found[:AT_MOST])


def _approvals(session: Session, catalog: Catalog, unit: str, now: datetime) -> list[Decision]:
    waiting = session.exec(
        select(Order)
        .where(Order.unit == unit, Order.state == "approval", col(Order.opened_at) <= now - PATIENCE)
        .order_by(col(Order.opened_at))
    ).all()
    if not waiting:
        return []
    currency = catalog.company.currency
    each = [Money(order.commitment_minor, currency) for order in waiting]
    oldest = waiting[0]
    return [
        Decision(
            "approvals",
            count=len(waiting),
            amount=total(each, currency),
            since=oldest.opened_at,
            approver=oldest.approver,
        )
    ]


def _unhappy(catalog: Catalog, said: Feedback) -> list[Decision]:
    """Name the service with the lowest low end of its range, as a raw share ranks small numbers wrongly."""
    below = [
        (rating.low, service, rating)
        for service, rating in said.by_service.items()
        if rating.low is not None and rating.value is not None and rating.value < GOAL
    ]
    if not below:
        return []
    _, service, rating = min(below, key=lambda found: found[:2])
    return [Decision("unhappy", service=catalog.name_of(service), rating=rating)]


def _over_plan(spend: Spend) -> list[Decision]:
    floor = total([line.plan for line in spend.services], spend.whole.currency) * MATERIAL
    over = [(line.over, line) for line in spend.services if line.over is not None and line.over >= floor]
    over.sort(key=lambda found: -found[0].minor)
    return [
        Decision("over_plan", service=line.name, amount=amount, cause=_cause(line))
        for amount, line in over[:2]
    ]


def _cause(line: ServiceSpend) -> str:
    return "volume" if line.volume and line.price is not None and line.volume >= line.price else "price"


def _offers(session: Session, catalog: Catalog, unit: str) -> list[Decision]:
    waiting = session.exec(select(Offer).where(Offer.unit == unit, col(Offer.state).in_(UNDECIDED))).all()
    if not waiting:
        return []
    monthly = Money(sum(offer.monthly_difference_minor for offer in waiting), catalog.company.currency)
    return [Decision("offers", count=len(waiting), amount=monthly)]


def gaps(spend: Spend) -> tuple[Gap, ...]:
    """Return what is missing or unplaced in a month's figures."""
    found = []
    if not spend.cost_lines:
        found.append(Gap("not_booked", month=spend.month))
    if spend.unassigned:
        found.append(Gap("unassigned", amount=spend.unassigned))
    if spend.unused:
        found.append(Gap("unused", amount=spend.unused))
    if silent := _names([line for line in spend.services if line.planned and not line.used]):
        found.append(Gap("no_usage", services=silent))
    if unfunded := _names([line for line in spend.services if line.used and not line.planned]):
        found.append(Gap("unfunded", services=unfunded))
    return tuple(found)


def _names(lines: Sequence[ServiceSpend]) -> tuple[str, ...]:
    return tuple(line.name for line in lines)
