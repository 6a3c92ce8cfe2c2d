"""Peers: units of the same kind and a similar size hold a higher level of a service, or a service not held here.

Which units they are is told nobody. Its evidence: so many `units` of all `similar` ones, and the middle of
how much they hold for each head (`per_head`).
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any

from bot.catalog import OfferRule, Service, Unit
from bot.value.evidence.need import NOTHING, Holding, Need, Scene, exchange, middle

SIMILAR = 3  # a unit is like one that has up to three times as many heads, or a third of them


def find(scene: Scene, rule: OfferRule) -> Iterator[Need]:
    """Yield the needs for what units like this one have."""
    if rule.offers == "service":
        yield from _services(scene, rule)
        return
    for holding in scene.usual_holdings(rule):
        need = _level(scene, rule, holding)
        if need is not None:
            yield need


def alike(one: Unit, other: Unit) -> bool:
    """Tell whether two units do the same kind of work with a similar number of people."""
    small, large = sorted((one.headcount, other.headcount))
    return one.code != other.code and one.kind == other.kind and 0 < large <= small * SIMILAR


def _similar(scene: Scene, code: str) -> list[Unit]:
    units = scene.catalog.company.units
    return [other for other in units.values() if alike(units[code], other)]


def _level(scene: Scene, rule: OfferRule, holding: Holding) -> Need | None:
    """Find units like this one that have most of a service on a higher level, and the lowest level of theirs."""
    similar = _similar(scene, holding.unit)
    above = [
        (tier, unit, tiers[tier.name])
        for unit in similar
        if (tiers := scene.held(unit.code).get(holding.service.key, {}))
        for tier in [holding.service.tier(max(sorted(tiers), key=lambda name: tiers[name]))]
        if tier.rank > holding.tier.rank
    ]
    if len(above) < rule.enough:
        return None
    next_one = min((tier for tier, _, _ in above), key=lambda tier: tier.rank)
    per_head = middle([Fraction(quantity, unit.headcount) for _, unit, quantity in above])
    heads = scene.catalog.company.units[holding.unit].headcount
    return exchange(
        rule,
        holding,
        next_one,
        people=max(ceil(per_head * heads), 1),
        evidence=_evidence(scene, len(above), similar, per_head),
        strength=Fraction(len(above), len(similar)),
    )


def _services(scene: Scene, rule: OfferRule) -> Iterator[Need]:
    services = [each for each in scene.catalog.orderable() if each.monthly]
    for unit in scene.units:
        similar = _similar(scene, unit.code)
        for service in services:
            may_have = service.is_for(unit) and scene.service in (None, service.key)
            if may_have and rule.is_about(service.key, unit.code):
                need = _service(scene, rule, unit, service, similar)
                if need is not None:
                    yield need


def _service(
    scene: Scene, rule: OfferRule, unit: Unit, service: Service, similar: Sequence[Unit]
) -> Need | None:
    """Find units like this one that have a service which it has not."""
    if scene.held(unit.code).get(service.key):
        return None
    held = {other.code: scene.held(other.code).get(service.key, {}) for other in similar}
    users = [other for other in similar if held[other.code]]
    if len(users) < rule.enough:
        return None
    per_head = middle([Fraction(sum(held[other.code].values()), other.headcount) for other in users])
    return Need(
        rule=rule.key,
        kind=rule.evidence,
        unit=unit.code,
        service=service.key,
        from_tier=NOTHING,
        to_tier=service.tiers[0].name,
        quantity=max(ceil(per_head * unit.headcount), 1),
        person=None,
        evidence=_evidence(scene, len(users), similar, per_head),
        strength=Fraction(len(users), len(similar)),
    )


def _evidence(scene: Scene, units: int, similar: Sequence[Unit], per_head: Fraction) -> dict[str, Any]:
    return {
        "units": units,
        "similar": len(similar),
        "per_head": Decimal(f"{float(per_head):.3g}"),
        "since": scene.today,
        "until": scene.today,
    }
