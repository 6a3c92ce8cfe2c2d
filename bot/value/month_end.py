"""Month end: what a closed month came to, and in people's words what an open one still lacks."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog
from bot.cost import allocation, lines, recovery
from bot.cost.months import Gap
from bot.cost.recovery import Recovery
from bot.money import Money, total

SHOWN = 3


@dataclass(frozen=True)
class Apart:
    """A service whose price brought in more or less than it cost, and the price that would break even."""

    name: str
    over: Money
    revised: Money | None  # None: nothing was used


@dataclass(frozen=True)
class MonthEnd:
    """A month as IT leads read it: all cost, what reached no service, what the rate card brought in."""

    month: str
    whole: Money
    unassigned: Money
    recovered: Money
    over: Money  # recovered - cost of customer-facing services
    apart: tuple[Apart, ...]  # where the two differ most
    cost_lines: int


def of(session: Session, catalog: Catalog, month: str) -> MonthEnd:
    """Return what a month came to."""
    found = allocation.of_month(session, catalog, month)
    services = recovery.of_month(session, catalog, month)
    return MonthEnd(
        month,
        whole=found.whole,
        unassigned=found.unassigned_total,
        recovered=total([each.recovered for each in services], found.currency),
        over=total([each.over for each in services], found.currency),
        apart=tuple(Apart(each.name, each.over, each.revised) for each in _farthest(services)[:SHOWN]),
        cost_lines=lines.count(session, month),
    )


def _farthest(services: Sequence[Recovery]) -> list[Recovery]:
    return sorted(services, key=lambda each: (-abs(each.over.minor), each.service))


def named(catalog: Catalog, gaps: Sequence[Gap]) -> list[dict[str, Any]]:
    """Return gaps as facts for a message, with the names that people know."""
    units = catalog.company.units
    return [
        asdict(gap)
        | {
            "amount": gap.amount,
            "service": catalog.name_of(gap.service),
            "unit": units[gap.unit].name if gap.unit in units else gap.unit,
        }
        for gap in gaps
    ]
