"""Growth: the use of what can fill up rises so that the quota is reached within some months.

Its evidence: `used` in the last of so many `months`, the `quota`, the fitted rise a month as `slope` with its
95 % range `low` to `high`, and the month it is full in: `reached_on`, at the earliest, at the latest.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from bot.catalog import OfferRule
from bot.value.evidence.need import Holding, Need, Scene, last_day, month_before, months_after, more
from bot.value.evidence.slope import Line, fit

DAYS_A_MONTH = 30
LONG = 120  # months: what lies further ahead is nobody's plan


def find(scene: Scene, rule: OfferRule) -> Iterator[Need]:
    """Yield the needs for more of what fills up."""
    for holding in scene.holdings(rule):
        need = of(rule, holding, _months(scene, rule, holding), month_before(scene.today))
        if need is not None:
            yield need


def _months(scene: Scene, rule: OfferRule, holding: Holding) -> list[Decimal]:
    """Return what was used in each of the last full months, the earliest first, back to the first gap."""
    used: list[Decimal] = []
    for back in range(1, rule.look_back // DAYS_A_MONTH + 1):
        amount = scene.used_of(holding, month_before(scene.today, back))
        if amount is None:
            break
        used.insert(0, amount)
    return used


def of(rule: OfferRule, holding: Holding, used: Sequence[Decimal], month: date) -> Need | None:
    """Find a rise that is no chance and fills the quota within the rule's months; `month` is the last one.

    It is made as large as leaves the use of that later month at 80 %.
    """
    line = fit([float(each) for each in used]) if len(used) >= rule.enough else None
    if line is None or not holding.service.quota or not line.rises:
        return None
    left = max(holding.quantity - line.level, 0) / line.slope
    if left > rule.ahead:
        return None
    evidence = {
        "used": used[-1],
        "quota": holding.quantity,
        "share": used[-1] / holding.quantity,
        "months": len(used),
        "ahead": rule.ahead,
        "since": month_before(months_after(month, 1), len(used)),
        "until": last_day(month),
        **_said(line, holding, month),
    }
    later = Fraction(line.at(rule.ahead)).limit_denominator(10**6)
    return more(rule, holding, later, evidence=evidence, strength=Fraction(used[-1]) / holding.quantity)


def _said(line: Line, holding: Holding, month: date) -> dict[str, Any]:
    """Return the line in figures that people read: the rise to three digits, months as their first day."""

    def full(slope: float) -> date:
        return months_after(month, min(ceil(max(holding.quantity - line.level, 0) / slope), LONG))

    rise = {"slope": line.slope, "low": line.low, "high": line.high}
    return {
        **{name: Decimal(f"{value:.3g}") for name, value in rise.items()},
        "reached_on": full(line.slope),
        "earliest": full(line.high),
        "latest": full(line.low),
    }
