"""Charge: why a unit's IT cost moved from one closed month to the next, by its largest causes."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from sqlmodel import Session

from bot.catalog import Catalog, Unit
from bot.money import Money, total
from bot.value import posting, spend
from bot.value.answers.cards import Asker, budget_owner
from bot.value.answers.decided import Topic
from bot.value.answers.told import Told, of_no_unit
from bot.value.period import closed_month, month_before

CAUSES = 3


@dataclass(frozen=True)
class Cause:
    """One service's part in the difference; volume + price = change. None as units: it was not there."""

    service: str
    units: str
    change: Money
    volume: Money  # (used now - used before) x unit price before
    price: Money  # (unit price now - unit price before) x used now
    used: Decimal
    used_before: Decimal
    each: Money | None  # what a unit came to
    each_before: Money | None


@dataclass(frozen=True)
class ChargeAnswer:
    """The difference between two closed months; `change` None: one of them is not measured."""

    aspect: str
    unit_name: str
    charged: bool  # the unit pays by the rate card; else cost is shown only
    first: date  # of the month
    first_before: date
    now: Money | None
    before: Money | None
    change: Money | None
    causes: tuple[Cause, ...]  # the largest that go the way the whole went first
    rest: Money | None  # of the other services, together
    others: int
    cost_lines: int


def asked(session: Session, catalog: Catalog, topic: Topic, asker: Asker) -> ChargeAnswer | Told:
    """Explain the charge to those who answer for the unit's money; others learn who does."""
    if asker.unit is None and asker.private:
        return of_no_unit(session, catalog.company, asker)
    if asker.unit is None:
        return Told("charge_elsewhere")
    unit = asker.unit
    if not posting.may_arrange(catalog.company, unit, asker.email):
        who = budget_owner(session, unit)
        return Told(
            "charge_not_yours", facts={"unit": unit.code, "unit_name": unit.name, "budget_owner": who}
        )
    return charge(session, catalog, unit, asker.now)


def bill(session: Session, catalog: Catalog, topic: Topic, asker: Asker) -> ChargeAnswer | Told:
    """Say what the unit's IT comes to, as `asked` says why it moved."""
    answer = asked(session, catalog, topic, asker)
    return replace(answer, aspect="bill") if isinstance(answer, ChargeAnswer) else answer


def charge(session: Session, catalog: Catalog, unit: Unit, now: datetime) -> ChargeAnswer:
    """Compare the last closed month with the one before it, as the unit is charged or shown cost.

    volume = (Qa - Qp) x Pp, price = (Pa - Pp) x Qa, with P what one unit came to in that month; what was
    not there before is all volume. Source: two-way split with the joint term in price (justaaa.com 227084).
    """
    month = closed_month(now, catalog.company.zone)
    charged = unit.charge_mode == "chargeback"
    ours, before = (
        paid(session, catalog, unit.code, each, charged=charged) for each in (month, month_before(month))
    )
    currency = catalog.company.currency
    known = ours.measured and before.measured
    moved = causes(ours.parts, before.parts) if known else []
    change = total([cause.change for cause in moved], currency) if known else None
    rest = moved[CAUSES:]
    return ChargeAnswer(
        aspect="charge",
        unit_name=unit.name,
        charged=charged,
        first=date.fromisoformat(f"{month}-01"),
        first_before=date.fromisoformat(f"{month_before(month)}-01"),
        now=ours.sum(currency),
        before=before.sum(currency),
        change=change,
        causes=tuple(moved[:CAUSES]),
        rest=total([cause.change for cause in rest], currency) if rest else None,
        others=len(rest),
        cost_lines=ours.cost_lines,
    )


class Part(NamedTuple):
    """What one service came to in a month: so many units, and what was paid for all of them."""

    name: str
    units: str
    used: Decimal
    paid: Money

    @property
    def each(self) -> Money | None:
        """What a unit came to."""
        return self.paid * (1 / Fraction(self.used)) if self.used else None


class Paid(NamedTuple):
    """A month of a unit, by service; what was neither used nor booked is not `measured`."""

    parts: dict[str, Part]
    measured: bool
    cost_lines: int

    def sum(self, currency: str) -> Money | None:
        """Return what all of it came to, None where it is not measured."""
        return total([part.paid for part in self.parts.values()], currency) if self.measured else None


def paid(session: Session, catalog: Catalog, unit: str, month: str, *, charged: bool) -> Paid:
    """Return what each service came to in a month: the charge for what was used, else its cost."""
    known = spend.of_unit(session, catalog, unit, month)
    amounts = [(line, line.charge if charged else line.cost) for line in known.services]
    parts = {
        line.service: Part(line.name, line.units, line.used, amount)
        for line, amount in amounts
        if amount is not None
    }
    used = any(line.used for line in known.services)
    return Paid(parts, used and (charged or known.cost_lines > 0), known.cost_lines)


def causes(ours: Mapping[str, Part], before: Mapping[str, Part]) -> list[Cause]:
    """Return why a unit's months differ, by service: the largest that go the way of the whole first."""
    found = [_cause(ours.get(key), before.get(key)) for key in dict.fromkeys((*ours, *before))]
    whole = sum(cause.change.minor for cause in found)
    found.sort(key=lambda each: -each.change.minor if whole >= 0 else each.change.minor)
    return [cause for cause in found if cause.change]


def _cause(line: Part | None, last: Part | None) -> Cause:
    known = line or last
    assert known is not None
    nothing = Money.zero(known.paid.currency)
    paid_now, paid_before = line.paid if line else nothing, last.paid if last else nothing
    used = line.used if line else Decimal(0)
    used_before = last.used if last else Decimal(0)
    change = paid_now - paid_before
    is_new = not used_before or not used
    volume = change if is_new else paid_before * (Fraction(used - used_before) / Fraction(used_before))
    return Cause(
        service=known.name,
        units=known.units,
        change=change,
        volume=volume,
        price=change - volume,
        used=used,
        used_before=used_before,
        each=line.each if line else None,
        each_before=last.each if last else None,
    )
