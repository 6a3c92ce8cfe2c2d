"""Balance measures: the twelve by which the three elements are scored, each worked out from rows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from bot.catalog import Catalog, Service
from bot.catalog.measured import MEASURES, TWELVE
from bot.cost import allocation, batches, lines, recovery
from bot.cost.allocation import ClosedLoop
from bot.cost.budget import BudgetLine
from bot.cost.recovery import Recovery
from bot.customer import opinions
from bot.customer.satisfaction import share
from bot.customer.talks import Talk
from bot.process import measures
from bot.process.measures import Tally
from bot.value import counted, dead_ends
from bot.value.balance_zones import Measured
from bot.value.counted import Told
from bot.value.period import Period, last_day, month_before, of_month
from bot.value.statements import Charge, Statement

TALKS_SPAN = timedelta(days=90)
EXPLAINED = ("sent", "accepted", "settled")  # the payer has it, and nothing in it waits for an answer
_PLACES = Decimal("0.01")


SOURCES: Mapping[str, str] = {
    "satisfied": "answers",
    "talks": "units",
    "outcomes": "services",
    "way_forward": "contacts",
    "in_time": "due",
    "owned": "process_measures",
    "remedied": "missed",
    "not_reopened": "finished",
    "traced": "cost_lines",
    "unit_costs": "services",
    "driven": "budget_lines",
    "explained": "statements",
    "response": "responses",
    "remedies_done": "remedies",
}
"""What is counted for each measure."""


class Found(NamedTuple):
    """A figure of 0 to 100, None where it is not measured, of how many, and whether it was told, by which file."""

    value: Decimal | None
    n: int
    told: bool = False
    file: str = ""


NOTHING = Found(None, 0)


@dataclass(frozen=True)
class Look:
    """One look at a month and the two before it: what several measures and symptoms need."""

    session: Session
    catalog: Catalog
    month: str

    @cached_property
    def period(self) -> Period:
        """The month on the company's clock."""
        return of_month(self.month, self.catalog.company.zone)

    @cached_property
    def months(self) -> tuple[str, ...]:
        """The three months that end with this one, the earliest first."""
        before = month_before(self.month)
        return month_before(before), before, self.month

    @cached_property
    def quarter(self) -> Period:
        """The same as instants."""
        first = of_month(self.months[0], self.catalog.company.zone)
        return Period(self.month, first.starts_at, self.period.ends_at)

    @cached_property
    def today(self) -> date:
        """The month's last day: a review is fresh, or not, as of it."""
        return last_day(self.month)

    @cached_property
    def live(self) -> list[Service]:
        """The services that customers can have."""
        services = self.catalog.services.values()
        return [each for each in services if each.stage == "live" and each.kind == "customer_facing"]

    @cached_property
    def counted(self) -> dict[str, Told]:
        """What files and people say that measures came to in the month."""
        return counted.of_month(self.session, self.month)

    @cached_property
    def recovered(self) -> dict[str, tuple[Recovery, ...]]:
        """What services cost and brought in, in each month of the quarter that has cost booked."""
        found = {}
        for month in self.months:
            try:
                each = recovery.of_month(self.session, self.catalog, month)
            except ClosedLoop:
                continue
            if each:
                found[month] = each
        return found

    @cached_property
    def costed(self) -> set[str]:
        """The services whose unit cost is known for a month of the quarter."""
        known = [each for month in self.recovered.values() for each in month]
        return {each.service for each in known if each.unit_cost is not None and each.cost.minor > 0}


def of(look: Look) -> list[Measured]:
    """Work all twelve out for a month.

    - satisfied: low end of Wilson's 95 % range of scores of 4 and 5, of answers that became final in it
    - talks: units whose requirement IT answered, or whose step both agreed on, in 90 days
    - outcomes: live services with an outcome and a measure of it in the catalog
    - way_forward: contacts that were no dead end
    - in_time, remedied, not_reopened: as `bot.process.measures` has them; what was missed, of three months
    - owned: process measures with an owner and a review in 180 days
    - traced: cost that reached a customer-facing service ÷ all cost
    - unit_costs: live services whose unit cost is known for one of three months
    - driven: lines of the fiscal year's budget that follow a driver
    - explained: statements of three months that the payer has, and that are neither questioned nor disputed;
      a draft of the month itself does not count yet, and one without charges, which is sent to nobody, never

    What a file of the kind measures says of the month counts instead: another system counts it there.
    """
    return _measured(look, {**_customer(look), **_process(look), **_cost(look)}, TWELVE)


def of_processes(look: Look) -> list[Measured]:
    """Work out for a month what its processes are measured by, whether among the twelve or not."""
    return _measured(look, _process(look), measures.KEYS)


def _measured(look: Look, found: Mapping[str, Found], keys: Iterable[str]) -> list[Measured]:
    known = {**found, **{key: _counted(key, *each) for key, each in look.counted.items()}}
    return [measured(key, *known[key]) for key in keys]


def measured(key: str, value: Decimal | None, n: int | None, told: bool = False, file: str = "") -> Measured:
    """Return a measure with what it belongs to and what is counted for it."""
    return Measured(key, MEASURES[key], value, n, SOURCES[key], told, file)


def _counted(key: str, good: int, of_all: int, file: str) -> Found:
    if key != "satisfied":
        return Found(Tally(good, of_all).percent, of_all, True, file)
    answers = share(good, of_all)
    shown = answers is not None and answers.shown
    return Found(_percent(answers.low) if answers and shown else None, of_all, True, file)


def _share(kept: int, of_all: int) -> Found:
    return _of(Tally(kept, of_all))


def _of(tally: Tally) -> Found:
    return Found(tally.percent, tally.of)


def _percent(share: float | Decimal) -> Decimal:
    within = min(max(Decimal(str(share)), Decimal(0)), Decimal(1))
    return (within * 100).quantize(_PLACES, ROUND_HALF_UP)


def _customer(look: Look) -> dict[str, Found]:
    since, until = look.period.starts_at, look.period.ends_at
    said = opinions.of_span(look.session, since, until).satisfied
    rate = dead_ends.between(look.session, since, until).rate
    described = sum(bool(each.outcome and each.measures) for each in look.live)
    return {
        "satisfied": Found(None if said.low is None else _percent(said.low), said.n),
        "talks": _of(_talked(look)),
        "outcomes": _share(described, len(look.live)),
        "way_forward": Found(_percent(1 - rate.value), rate.n) if rate else NOTHING,
    }


def talked(look: Look) -> Tally:
    """Count the units whose need IT answered, or whose step both agreed on, in 90 days, or as a file says."""
    told = look.counted.get("talks")
    return Tally(*told[:2]) if told else _talked(look)


def _talked(look: Look) -> Tally:
    units = [each.code for each in look.catalog.company.open_units]
    until = look.period.ends_at
    heard = [
        sa.and_(col(at) >= until - TALKS_SPAN, col(at) < until) for at in (Talk.answered_at, Talk.agreed_at)
    ]
    rows = select(func.count(sa.distinct(col(Talk.unit)))).where(
        col(Talk.unit).in_(units), col(Talk.answered_at).is_not(None), sa.or_(*heard)
    )
    return Tally(look.session.exec(rows).one(), len(units))


def _process(look: Look) -> dict[str, Found]:
    tallies = measures.tallies(look.session, look.period.starts_at, look.period.ends_at)
    quarter = measures.tallies(look.session, look.quarter.starts_at, look.quarter.ends_at)
    found = {
        **tallies,
        "remedied": quarter["remedied"],
        "owned": measures.owned(measures.kept(look.session), look.today),
    }
    return {key: _of(each) for key, each in found.items()}


def _cost(look: Look) -> dict[str, Found]:
    with_cost = len(look.costed & {each.key for each in look.live})
    return {
        "traced": _traced(look),
        "unit_costs": _share(with_cost, len(look.live)) if look.recovered else Found(None, len(look.live)),
        "driven": _driven(look),
        "explained": _explained(look),
    }


def _traced(look: Look) -> Found:
    count = lines.count(look.session, look.month)
    try:
        found = allocation.of_month(look.session, look.catalog, look.month)
    except ClosedLoop:
        return Found(None, count)
    if found.whole.minor <= 0:
        return Found(None, count)
    return Found(_percent(found.reached.amount / found.whole.amount), count)


def budget(look: Look) -> sa.Select[int]:
    """Return the query that counts the lines of the month's fiscal year, without files that are half there."""
    year = look.catalog.company.fiscal_year(look.today)
    whole = func.coalesce(col(BudgetLine.batch_id), 0).not_in(batches.half())
    return sa.select(func.count()).select_from(BudgetLine).where(col(BudgetLine.fiscal_year) == year, whole)


def _driven(look: Look) -> Found:
    tied = budget(look).where(col(BudgetLine.driver).is_not(None), col(BudgetLine.driver) != "")
    return _share(*(look.session.execute(each).scalar_one() for each in (tied, budget(look))))


def _explained(look: Look) -> Found:
    fresh = sa.and_(col(Statement.month) == look.month, col(Statement.state) == "draft")
    good = sa.case((col(Statement.state).in_(EXPLAINED), 1), else_=0)
    charged = select(Charge.id).where(Charge.statement_id == Statement.id).exists()
    drawn = select(func.sum(good), func.count()).where(col(Statement.month).in_(look.months), ~fresh, charged)
    explained, count = look.session.exec(drawn).one()
    return _share(explained or 0, count)
