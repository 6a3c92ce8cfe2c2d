"""The value report of a service, and of all that one owner has: cost, price, what users say, what is late."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.catalog import Catalog
from bot.cost import allocation, lines, months, recovery, usage
from bot.cost.allocation import Allocation
from bot.cost.recovery import Recovery
from bot.cost.usage import Usage
from bot.customer.surveys import Survey
from bot.money import Money, total
from bot.process.orders import Order
from bot.value import opinion, quality, record
from bot.value.decisions import GOAL
from bot.value.opinion import Opinion
from bot.value.period import Period, month_before
from bot.value.quality import Note
from bot.value.record import Work

IN_TIME = 0.9  # share of what was due below which the owner is asked why
ENOUGH = 5  # due before a share of it says anything
SHORT = Decimal("0.1")  # of cost that the price does not bring in before a new price is proposed


@dataclass(frozen=True)
class ServiceLine:
    """One service in one month beside the month before; money and `each` (cost of a unit) None: not booked.

    `over` is what the rate card brought in beyond cost, `revised` the price that would break even.
    """

    service: str
    name: str
    outcome: str
    units: str
    users: int  # business units that used it
    used: Decimal
    last_used: Decimal
    cost: Money | None
    last_cost: Money | None
    each: Money | None
    last_each: Money | None
    recovered: Money
    over: Money | None
    revised: Money | None
    opinion: Opinion
    work: Work

    @property
    def is_short(self) -> bool:
        """Whether its price left more than a tenth of its cost uncovered."""
        return self.cost is not None and self.over is not None and -self.over > self.cost * SHORT


@dataclass(frozen=True)
class Step:
    """The one thing to look at next: `kind` is unhappy, late, short, unmeasured or well; None: no service."""

    kind: str
    line: ServiceLine | None = None


@dataclass(frozen=True)
class ServicesReport:
    """All figures of a report about services, dearest first, as of one instant.

    Money is of `period.month`, in full cost; what single business units paid is not in it.
    """

    kind: str  # service, owner
    name: str  # of the service, or its owner
    period: Period
    first: date
    as_of: datetime
    closed: bool
    lines: tuple[ServiceLine, ...]
    cost: Money | None
    last_cost: Money | None
    recovered: Money
    step: Step
    notes: tuple[Note, ...]


def of_service(session: Session, catalog: Catalog, key: str, period: Period, now: datetime) -> ServicesReport:
    """Report on one service. Raises Gone for one that the catalog does not have."""
    return _report(session, catalog, "service", catalog.service(key).name, [key], period, now)


def of_owner(
    session: Session, catalog: Catalog, owner: str, name: str, period: Period, now: datetime
) -> ServicesReport:
    """Report on all live services of the owner with this e-mail address, called `name`."""
    keys = [each.key for each in catalog.live() if each.owner == owner and each.kind == "customer_facing"]
    return _report(session, catalog, "owner", name, keys, period, now)


def _report(
    session: Session,
    catalog: Catalog,
    kind: str,
    name: str,
    keys: Sequence[str],
    period: Period,
    now: datetime,
) -> ServicesReport:
    now_, before = (_Money(session, catalog, each) for each in (period.month, month_before(period.month)))
    said = opinion.of_services(session, keys, catalog.company.zone, now)
    found = [
        _line(
            catalog,
            key,
            now_,
            before,
            said.get(key, opinion.NOTHING),
            record.work_on(session, key, period),
        )
        for key in keys
    ]
    found.sort(key=lambda each: (-(each.cost or each.recovered).minor, each.service))
    currency = catalog.company.currency
    return ServicesReport(
        kind=kind,
        name=name,
        period=period,
        first=date.fromisoformat(f"{period.month}-01"),
        as_of=now,
        closed=months.is_closed(session, period.month),
        lines=tuple(found),
        cost=_sum([each.cost for each in found], currency),
        last_cost=_sum([each.last_cost for each in found], currency),
        recovered=total([each.recovered for each in found], currency),
        step=next_step(found),
        notes=_notes(session, keys, period, now, now_),
    )


class _Money:
    """What is known of the money of one month, read once."""

    def __init__(self, session: Session, catalog: Catalog, month: str) -> None:
        self.booked = lines.count(session, month) > 0
        self.allocated: Allocation = allocation.of_month(session, catalog, month)
        self.used = usage.of_month(session, month)
        back = recovery.of(catalog, self.allocated, self.used, month)
        self.recovered: Mapping[str, Recovery] = {each.service: each for each in back}
        self.nothing = Money.zero(catalog.company.currency)

    def cost(self, key: str) -> Money | None:
        """Return what a service cost, None in a month that is not booked."""
        if not self.booked:
            return None
        return self.recovered[key].cost if key in self.recovered else self.nothing

    def used_of(self, key: str) -> Decimal:
        """Return how many of its units were used."""
        by_unit = self.used.get(key, {})
        return sum((sum(levels.values(), Decimal(0)) for levels in by_unit.values()), Decimal(0))

    def each(self, key: str) -> Money | None:
        """Return what a unit cost, to the cent."""
        cost = self.recovered[key].unit_cost if self.booked and key in self.recovered else None
        return None if cost is None else Money.of(cost, self.recovered[key].cost.currency)


def _line(
    catalog: Catalog, key: str, money: _Money, before: _Money, said: Opinion, work: Work
) -> ServiceLine:
    service, back = catalog.services[key], money.recovered.get(key)
    return ServiceLine(
        service=key,
        name=service.name,
        outcome=service.outcome,
        units=service.units or "",
        users=len(money.used.get(key, {})),
        used=money.used_of(key),
        last_used=before.used_of(key),
        cost=money.cost(key),
        last_cost=before.cost(key),
        each=money.each(key),
        last_each=before.each(key),
        recovered=back.recovered if back else money.nothing,
        over=back.over if back and money.booked else None,
        revised=back.revised if back and money.booked else None,
        opinion=said,
        work=work,
    )


def _sum(amounts: Collection[Money | None], currency: str) -> Money | None:
    known = [amount for amount in amounts if amount is not None]
    return total(known, currency) if known or not amounts else None


def next_step(found: Sequence[ServiceLine]) -> Step:
    """Return the one thing to look at: what people say first, then lateness, then a price that does not carry."""
    for kind, is_so in (("unhappy", _is_unhappy), ("late", _is_late)):
        if hit := next((each for each in found if is_so(each)), None):
            return Step(kind, hit)
    if hit := next((each for each in found if each.is_short), None):
        return Step("short", hit)
    if hit := next((each for each in found if each.used and each.opinion.satisfied.value is None), None):
        return Step("unmeasured", hit)
    return Step("well")


def _is_unhappy(line: ServiceLine) -> bool:
    high = line.opinion.satisfied.high
    return high is not None and high < GOAL


def _is_late(line: ServiceLine) -> bool:
    return line.work.due >= ENOUGH and line.work.in_time < line.work.due * IN_TIME


def _notes(
    session: Session, keys: Sequence[str], period: Period, now: datetime, money: _Money
) -> tuple[Note, ...]:
    mine, asked = col(Order.service).in_(keys), record.within(period, Survey.sent_at)
    used = [key for key in keys if money.used_of(key)]
    return (
        quality.cost(session, period.month, now, money.allocated.whole, money.allocated.unassigned_total),
        quality.note(
            session,
            "usage",
            Usage,
            sa.and_(col(Usage.month) == period.month, col(Usage.service).in_(keys)),
            now,
            quality.part(len(used), len(keys)),
        ),
        quality.note(session, "orders", Order, sa.and_(mine, record.worked_on(period)), now),
        quality.note(session, "surveys", Survey, sa.and_(col(Survey.service).in_(keys), asked), now),
    )
