"""The cost of a month by service: what it came to, what of it is hardware, what a unit cost, what came in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from sqlmodel import Session, col, func, select

from bot.catalog import Catalog, Service
from bot.cost import allocation, income, lines, months, usage
from bot.cost import recovery as recoveries
from bot.cost.allocation import Allocation
from bot.cost.lines import CostLine
from bot.cost.recovery import Recovery
from bot.cost.unit_cost import Quantities
from bot.cost.usage import Usage
from bot.money import Money, total
from bot.value import quality
from bot.value.month_end import named
from bot.value.period import month_before
from bot.value.quality import Note

QUARTER = 3  # months


@dataclass(frozen=True)
class ServiceCost:
    """One customer-facing service; `each` is what a unit cost, None where nobody used it.

    Where no use was `reported`, what came in is not measured, whatever `recovered` says.
    """

    key: str
    name: str
    cost: Money
    hardware: Money
    software: Money
    labor: Money
    other: Money
    used: Decimal
    units: str
    each: Money | None
    recovered: Money
    over: Money
    revised: Money | None
    unused: Money
    reported: bool


@dataclass(frozen=True)
class SupportingCost:
    """One supporting service before it passes on its cost, and what of it paid for capacity nobody used.

    `used` of `practical` units a month, each None where nobody measured or said it.
    """

    name: str
    cost: Money
    unused: Money
    used: Decimal | None
    practical: int | None
    units: str


@dataclass(frozen=True)
class LineDriven:
    """Which part (0..1) of IT's income lines pay, in the fiscal year so far, and what it is to be.

    `now` is of the month alone, `before` of `before_month`, a quarter earlier; None where nothing was earned.
    """

    share: float
    target: float | None
    now: float | None
    before: float | None
    before_month: str


@dataclass(frozen=True)
class CostPage:
    """All of a month: services by cost, supporting ones before they pass it on, and what nobody carries."""

    month: str
    closed_at: datetime | None
    method: str
    services: tuple[ServiceCost, ...]
    supporting: tuple[SupportingCost, ...]  # dearest first
    whole: Money
    unassigned: Money
    unused: Money
    recovered: Money
    over: Money
    circles: tuple[tuple[str, ...], ...]  # names
    gaps: tuple[Mapping[str, object], ...]  # of an open month
    notes: tuple[Note, ...]
    corrected_since: Money  # booked in later months
    corrects: Money  # part of this month that puts earlier ones right
    line_driven: LineDriven | None  # None: nothing was earned in the fiscal year
    fiscal_year: int


@dataclass(frozen=True)
class Rest:
    """Services that a message has no room for, added up; `recovered` and `over` of those that were `reported`."""

    services: int
    reported: int
    cost: Money
    hardware: Money
    software: Money
    labor: Money
    recovered: Money
    over: Money


def cut(page: CostPage, most: int) -> tuple[CostPage, Rest | None]:
    """Return the page with its dearest services, and the others together."""
    others = page.services[most:]
    if not others:
        return page, None
    currency, reported = page.whole.currency, [each for each in others if each.reported]
    rest = Rest(
        len(others),
        len(reported),
        total([each.cost for each in others], currency),
        total([each.hardware for each in others], currency),
        total([each.software for each in others], currency),
        total([each.labor for each in others], currency),
        total([each.recovered for each in reported], currency),
        total([each.over for each in reported], currency),
    )
    return replace(page, services=page.services[:most]), rest


def latest(session: Session, today: date) -> str | None:
    """Return the latest month with cost that is over, else the one that runs; None before the first."""
    newest = select(func.max(CostLine.month)).where(lines.booked())
    over = session.exec(newest.where(CostLine.month < f"{today:%Y-%m}")).one()
    return over or session.exec(newest).one()


def of_month(
    session: Session, catalog: Catalog, month: str, now: datetime, method: str | None = None
) -> CostPage:
    """Return the page of a month ("2026-10"); `method` asks what another method would say.

    Raises allocation.ClosedLoop.
    """
    found, closed = allocation.of_month(session, catalog, month, method), months.closed(session, month)
    used = usage.of_month(session, month)
    back = recoveries.of(catalog, found, used, month)
    gaps = () if closed else months.missing(session, catalog, month)
    first = date.fromisoformat(f"{month}-01")
    year = catalog.company.fiscal_year(first)
    since, corrects = lines.corrected(session, month)
    return CostPage(
        month=month,
        closed_at=closed.closed_at if closed else None,
        method=method or (closed.method if closed else catalog.company.costing.method),
        services=tuple(
            sorted(
                (
                    _service(catalog, catalog.services[each.service], found, each, each.service in used)
                    for each in back
                ),
                key=lambda each: (-each.cost.minor, each.key),
            )
        ),
        supporting=_supporting(catalog, found, used),
        whole=found.whole,
        unassigned=found.unassigned_total,
        unused=found.unused_total,
        recovered=total([each.recovered for each in back], found.currency),
        over=total([each.over for each in back], found.currency),
        circles=tuple(tuple(catalog.name_of(key) for key in circle) for circle in found.circles),
        gaps=tuple(named(catalog, gaps)),
        notes=_notes(session, found, month, used, now),
        corrected_since=Money(since, found.currency),
        corrects=Money(corrects, found.currency),
        line_driven=_line_driven(session, catalog, first, year),
        fiscal_year=year,
    )


def _notes(
    session: Session, found: Allocation, month: str, used: Mapping[str, Any], now: datetime
) -> tuple[Note, ...]:
    reported = quality.part(len(used.keys() & found.cost.keys()), len(found.cost))
    return (
        quality.cost(session, month, now, found.whole, found.unassigned_total),
        quality.note(session, "usage", Usage, col(Usage.month) == month, now, reported),
    )


def _service(
    catalog: Catalog, service: Service, found: Allocation, back: Recovery, reported: bool
) -> ServiceCost:
    portions = found.portions(service.key, catalog.company.costing)
    carried = found.carried_by(service.key)
    return ServiceCost(
        key=service.key,
        name=service.name,
        cost=back.cost,
        hardware=portions["hardware"],
        software=portions["software"],
        labor=portions["labor"],
        other=portions.get("other", Money.zero(found.currency)),
        used=back.units,
        units=service.units or "",
        each=Money.of(Fraction(carried.amount) / Fraction(back.units), found.currency)
        if back.units
        else None,
        recovered=back.recovered,
        over=back.over,
        revised=back.revised,
        unused=found.unused_of(service.key),
        reported=reported,
    )


def _supporting(
    catalog: Catalog, found: Allocation, used: Mapping[str, Mapping[str, Quantities]]
) -> tuple[SupportingCost, ...]:
    every = [
        _behind(catalog, key, gross, found.unused_of(key), used.get(key))
        for key, parts in found.loaded.items()
        if (
            gross := Money(
                int(sum(parts.values(), Decimal()).to_integral_value(ROUND_HALF_UP)), found.currency
            )
        )
    ]
    return tuple(sorted(every, key=lambda each: (-each.cost.minor, each.name)))


def _behind(
    catalog: Catalog, key: str, cost: Money, unused: Money, used: Mapping[str, Quantities] | None
) -> SupportingCost:
    service = catalog.services.get(key)
    return SupportingCost(
        catalog.name_of(key),
        cost,
        unused,
        used=None
        if used is None
        else sum((sum(each.values(), Decimal()) for each in used.values()), Decimal()),
        practical=service.practical_capacity if service else None,
        units=(service.units if service else "") or "",
    )


def _line_driven(session: Session, catalog: Catalog, month: date, year: int) -> LineDriven | None:
    begun = f"{catalog.company.fiscal_year_began(month):%Y-%m}"
    so_far = [begun]
    while so_far[-1] < f"{month:%Y-%m}":
        so_far.append(months.after(so_far[-1]))
    share = _share(session, catalog, so_far, year)
    if share is None:
        return None
    earlier = f"{month:%Y-%m}"
    for _ in range(QUARTER):
        earlier = month_before(earlier)
    then = catalog.company.fiscal_year(date.fromisoformat(f"{earlier}-01"))
    target = catalog.company.costing.line_target
    return LineDriven(
        share,
        target=None if target is None else float(target),
        now=_share(session, catalog, [f"{month:%Y-%m}"], year),
        before=_share(session, catalog, [earlier], then),
        before_month=earlier,
    )


def _share(session: Session, catalog: Catalog, wanted: Sequence[str], year: int) -> float | None:
    earned = income.whole(income.of_months(session, catalog, wanted, year), catalog.company.currency)
    return None if earned.share is None else float(earned.share)
