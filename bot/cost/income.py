"""Income: how much of what IT earns comes from the lines that use it, instead of corporate overhead."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction

from sqlmodel import Session, col, select

from bot.catalog import Catalog, Unit
from bot.cost import usage
from bot.cost.funding_lines import FundingLine
from bot.cost.unit_cost import at_rate_card, prices_of
from bot.money import Money, total


@dataclass(frozen=True)
class Income:
    """What a service's use came to on the rate card: paid by `line`, or by corporate `overhead`."""

    service: str
    line: Money
    overhead: Money

    @property
    def share(self) -> Fraction | None:
        """Which part of it is line driven; None where it earned nothing."""
        whole = self.line + self.overhead
        return Fraction(self.line.minor, whole.minor) if whole.minor > 0 else None


def of_months(session: Session, catalog: Catalog, months: Collection[str], year: int) -> list[Income]:
    """Return what each service earned in these months of a fiscal year, by key.

    Use of a unit is paid as finance's funding lines of the year say, those for the service before those
    for all, in proportion where both kinds are there; without any, a unit that is charged pays itself and
    one that is only shown its cost is paid for by overhead.
    """
    funded = select(FundingLine).where(FundingLine.fiscal_year == year, col(FundingLine.minor) > 0)
    lines = session.exec(funded).all()
    paid: dict[str, list[tuple[Money, Fraction]]] = {}
    for month in sorted(months):
        for key, by_unit in usage.of_month(session, month).items():
            service = catalog.services.get(key)
            if service is None or service.kind != "customer_facing":
                continue
            prices = prices_of(service, month)
            for code, used in by_unit.items():
                charge = at_rate_card(used, prices, catalog.company.currency)
                share = _line_driven(catalog.company.units.get(code), code, key, lines)
                paid.setdefault(key, []).append((charge, share))
    return [_income(key, charges, catalog.company.currency) for key, charges in sorted(paid.items())]


def whole(services: Collection[Income], currency: str) -> Income:
    """Return all services as one."""
    return Income(
        "",
        total([each.line for each in services], currency),
        total([each.overhead for each in services], currency),
    )


def _income(key: str, charges: Collection[tuple[Money, Fraction]], currency: str) -> Income:
    line = total([charge * share for charge, share in charges], currency)
    return Income(key, line, total([charge for charge, _ in charges], currency) - line)


def _line_driven(unit: Unit | None, code: str, service: str, lines: Collection[FundingLine]) -> Fraction:
    mine = [each for each in lines if each.unit == code]
    wanted = [each for each in mine if each.service == service] or [
        each for each in mine if each.service is None
    ]
    if wanted:
        driven = sum(each.minor for each in wanted if each.kind == "line")
        return Fraction(driven, sum(each.minor for each in wanted))
    return Fraction(unit is not None and unit.charge_mode == "chargeback")
