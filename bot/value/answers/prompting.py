"""Prompting: examples of questions that a person can ask right now, about what they really have."""

from bot.catalog import Catalog, Service, Unit


def example(catalog: Catalog, unit: Unit | None) -> Service | None:
    """Return the service to show it with: the one that costs the unit most, else the first there is.

    `catalog` is as the person may see it; None when nothing in it can be ordered.
    """
    services = catalog.orderable()
    return min(services, key=lambda each: -_planned(each, unit), default=None)


def _planned(service: Service, unit: Unit | None) -> int:
    plan = unit.plan if unit else {}
    return sum(tier.price.minor * plan.get(tier.key, 0) for tier in service.tiers)
