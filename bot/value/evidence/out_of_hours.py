"""Out of hours: incidents while nobody was there, which the hours of a higher level would have held.

Its evidence: `incidents` outside the hours, how many of them `covered`, and the `people` whom those hit.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from sqlmodel import col

from bot.catalog import OfferRule
from bot.process.orders import Order
from bot.value.evidence.need import Holding, Need, Scene, exchange, of_incidents


class Hit(NamedTuple):
    """One incident: whom it hit, and when."""

    person: str
    at: datetime


def find(scene: Scene, rule: OfferRule) -> Iterator[Need]:
    """Yield the needs for longer hours."""
    incidents = scene.incidents(rule, _RECENT)
    for holding in scene.holdings(rule):
        need = of(scene, rule, holding, [Hit(*each) for each in incidents.get(holding.key, ())])
        if need is not None:
            yield need


def of(scene: Scene, rule: OfferRule, holding: Holding, hits: Sequence[Hit]) -> Need | None:
    """Find enough incidents outside the hours, and the next tier whose hours would have held them."""
    outside = [hit for hit in hits if not holding.tier.hours.open_at(hit.at)]
    for tier in holding.service.tiers:
        covered = [hit for hit in outside if tier.hours.open_at(hit.at)]
        if tier.rank > holding.tier.rank and len(covered) >= rule.enough:
            people = Counter(hit.person for hit in covered)
            return exchange(
                rule,
                holding,
                tier,
                people=len(people),
                person=people.most_common(1)[0][0],
                evidence={
                    "incidents": len(outside),
                    "covered": len(covered),
                    "people": len(people),
                    "since": scene.today - timedelta(days=rule.look_back),
                    "until": scene.today,
                },
                strength=Fraction(len(covered)),
            )
    return None


_RECENT = of_incidents(Order.person, Order.opened_at).order_by(col(Order.opened_at))
