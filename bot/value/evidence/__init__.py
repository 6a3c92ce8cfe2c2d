"""Evidence: the needs that stored rows show, each with what was counted, over which days, from where."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from sqlmodel import Session

from bot.catalog import Catalog, OfferRule
from bot.value import offer_rules
from bot.value.evidence import breaches, growth, low_fit, out_of_hours, peers, quota, wish
from bot.value.evidence.need import NOTHING, Holding, Need, Scene, strongest_first

__all__ = ["NOTHING", "Holding", "Need", "Scene", "found", "needs", "scene"]

Find = Callable[[Scene, OfferRule], Iterator[Need]]

FINDERS: dict[str, Find] = {
    "quota": quota.find,
    "growth": growth.find,
    "out_of_hours": out_of_hours.find,
    "breaches": breaches.find,
    "low_fit": low_fit.find,
    "peers": peers.find,
    "wish": wish.find,
}


def needs(
    session: Session,
    catalog: Catalog,
    now: datetime,
    *,
    units: Iterable[str] | None = None,
    service: str | None = None,
) -> list[Need]:
    """Return every need that the rows show at `now` to a rule that is at work, by rule, the strongest first.

    Only those of some business units (codes) or of one service (key), where named.
    """
    here = scene(session, catalog, now, units=units, service=service)
    states = offer_rules.states(session)
    return [
        need
        for rule in catalog.rules.values()
        for need in found(here, rule)
        if offer_rules.is_live(states, rule, need.service)
    ]


def found(here: Scene, rule: OfferRule) -> list[Need]:
    """Return the needs that one rule finds, at work or not, the strongest first."""
    return strongest_first(FINDERS[rule.evidence](here, rule))


def scene(
    session: Session,
    catalog: Catalog,
    now: datetime,
    *,
    units: Iterable[str] | None = None,
    service: str | None = None,
) -> Scene:
    """Return what rules look at, of some business units or one service where named."""
    codes = catalog.company.units if units is None else units
    return Scene(session, catalog, now, tuple(catalog.company.units[code] for code in codes), service)
