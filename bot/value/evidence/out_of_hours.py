"""Out of hours: incidents while nobody was there, which the hours of a higher level would have held.

Its evidence: `incidents` outside the hours, how many of them `covered`, and the `people` whom those hit.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from sqlmodel import col

from bot.catalog import OfferRule
from bot.process.orders import Order
from bot.value.evidence.need import Holding, Need, Scene, exchange, of_incidents

Key = tuple[str, str | None, str | None]  # unit, service, tier


class Hit(NamedTuple):
    """One incident: whom it hit, and when."""

    person: str
    at: datetime


def find(scene: Scene, rule: OfferRule) -> Iterator[Need]:
    """Yield the needs for longer hours."""
    hits = _hits(scene, rule)
    for holding in scene.holdings(rule):
        need = of(scene, rule, holding, hits[holding.unit, holding.service.key, holding.tier.name])
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


def _hits(scene: Scene, rule: OfferRule) -> Mapping[Key, Sequence[Hit]]:
    """Gather the incidents of the span by who had which level of what."""
    hits: dict[Key, list[Hit]] = defaultdict(list)
    for unit, service, tier, person, at in scene.incidents(rule, _RECENT):
        hits[unit, service, tier].append(Hit(person, at))
    return hits


_RECENT = of_incidents(Order.person, Order.opened_at).order_by(col(Order.opened_at))
