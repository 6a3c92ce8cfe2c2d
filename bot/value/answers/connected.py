"""Connected: what stands on a service, what it stands on, and what comes back first when all is gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, Company, connections, restoring
from bot.customer import people
from bot.value.answers.cards import Asker, Entry

FIRST_BACK = 5
MOST_CONNECTED = 12


@dataclass(frozen=True)
class Told:
    """An aspect that needs few facts of its own."""

    aspect: str
    service: Entry | None = None
    rows: Sequence[Any] = ()
    more: int = 0
    facts: Any = None


def of_no_unit(session: Session, company: Company, asker: Asker) -> Told:
    """Return what is said in private to whoever asks for what is their unit's own, and is of none that is confirmed."""
    unit = company.units.get(people.works_for(session, asker.person) or "")
    return Told("unconfirmed", facts={"unit_name": unit.name}) if unit else Told("funding_elsewhere")


def restore(catalog: Catalog, asker: Asker) -> Told:
    """Return what comes back first, as this person may see it: computed from everything, so that times are true."""
    plan = restoring.plan(asker.whole or catalog, asker.today).without(asker.hidden)
    rows = [{"name": step.name, "unlimited": step.unlimited, "team": step.team} for step in plan.steps]
    sums = {
        "count": len(rows),
        "unlimited": plan.unlimited,
        "one_team": plan.one_team,
        "counts_hidden": plan.counts_hidden,
    }
    return Told("restore", rows=rows[:FIRST_BACK], more=max(len(rows) - FIRST_BACK, 0), facts=sums)


def dependents(catalog: Catalog, known: Entry) -> Told:
    """Return what customers use of all that stands on a service, and what stops with it."""
    found = connections.dependents(catalog, known.key)
    stop = connections.stops(catalog, known.key)
    rows = [
        {"name": each.name, "way": list(each.way), "stops": each.stops}
        for each in found
        if each.kind == "customer_facing"
    ]
    facts = {
        "processes": list(stop.processes),
        "loss_per_hour": stop.loss_per_hour,
        "behind": len(found) - len(rows),
    }
    return Told("dependents", known, rows[:MOST_CONNECTED], max(len(rows) - MOST_CONNECTED, 0), facts)


def supports(catalog: Catalog, known: Entry) -> Told:
    """Return what a service stands on by itself, and what lies below that."""
    below: dict[str, dict[str, Any]] = {}
    for depth, each in sorted(connections.supports(catalog, known.key).walk(), key=lambda one: one[0]):
        if depth:
            below.setdefault(each.key, {"name": each.name, "direct": depth == 1, "needed": each.needed})
    rows = [row for row in below.values() if row["direct"]]
    deeper = [row["name"] for row in below.values() if not row["direct"]]
    facts = {"deeper": deeper, "drawn": any(row["needed"] for row in rows)}
    return Told("supports", known, rows[:MOST_CONNECTED], max(len(rows) - MOST_CONNECTED, 0), facts)
