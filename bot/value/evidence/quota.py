"""Quota: what a unit holds was nearly full in the last full month.

Its evidence: how much was `used` of the `quota`, and which `share` that is.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from bot.catalog import OfferRule
from bot.value.evidence.need import Holding, Need, Scene, last_day, month_before, more


def find(scene: Scene, rule: OfferRule) -> Iterator[Need]:
    """Yield the needs for more of what is nearly full."""
    month = month_before(scene.today)
    for holding in scene.holdings(rule):
        need = of(rule, holding, scene.used_of(holding, month) or Decimal(), month)
        if need is not None:
            yield need


def of(rule: OfferRule, holding: Holding, used: Decimal, month: date) -> Need | None:
    """Find enough of the quota used in a month, and how much more brings that down to 80 %."""
    share = Fraction(used) / holding.quantity
    if not holding.service.quota or share < Fraction(rule.enough) / 100:
        return None
    evidence = {
        "used": used,
        "quota": holding.quantity,
        "share": used / holding.quantity,
        "since": month,
        "until": last_day(month),
    }
    return more(rule, holding, Fraction(used), evidence=evidence, strength=share)
