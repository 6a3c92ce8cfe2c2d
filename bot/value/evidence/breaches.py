"""Breaches: what a level promises was missed again and again, and the next level promises an earlier end.

That it was missed is for IT to put right, whatever the customer chooses; only a level with a shorter promise
is named. Its evidence: so many `missed` of all `incidents`, the `people` whom they hit, and the minutes that
are `promised` now and `instead`, for the most urgent.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from fractions import Fraction
from typing import NamedTuple

from sqlmodel import col

from bot.catalog import OfferRule, Tier
from bot.process.orders import Order
from bot.value.evidence.need import Holding, Need, Scene, exchange, of_incidents


class Ended(NamedTuple):
    """One incident with a target: whom it hit, and whether the target was missed."""

    person: str
    missed: bool


def find(scene: Scene, rule: OfferRule) -> Iterator[Need]:
    """Yield the needs for a shorter promise."""
    incidents = scene.incidents(rule, _PROMISED)
    for holding in scene.holdings(rule):
        ended = [
            Ended(person, (done_at or scene.now) > due_at)
            for person, due_at, done_at in incidents.get(holding.key, ())
        ]
        need = of(scene, rule, holding, ended)
        if need is not None:
            yield need


def of(scene: Scene, rule: OfferRule, holding: Holding, incidents: Sequence[Ended]) -> Need | None:
    """Find enough missed targets of a level, and the next one that promises an earlier end."""
    missed = Counter(each.person for each in incidents if each.missed)
    better = _shorter(holding)
    if missed.total() < rule.enough or better is None:
        return None
    return exchange(
        rule,
        holding,
        better,
        people=len(missed),
        person=missed.most_common(1)[0][0],
        evidence={
            "missed": missed.total(),
            "incidents": len(incidents),
            "people": len(missed),
            "promised": holding.tier.resolve_minutes,
            "instead": better.resolve_minutes,
            "since": scene.today - timedelta(days=rule.look_back),
            "until": scene.today,
        },
        strength=Fraction(missed.total()),
    )


def _shorter(holding: Holding) -> Tier | None:
    promised = holding.tier.resolve_minutes
    above = [tier for tier in holding.service.tiers if tier.rank > holding.tier.rank and tier.resolve_minutes]
    return next((tier for tier in above if promised and (tier.resolve_minutes or 0) < promised), None)


_PROMISED = (
    of_incidents(Order.person, Order.due_at, Order.done_at)
    .where(col(Order.state).not_in(("cancelled", "declined")), col(Order.due_at).is_not(None))
    .order_by(col(Order.id))
)
