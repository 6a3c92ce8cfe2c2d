"""Connected: what stands on a service, what it stands on, and what comes back first when all is gone."""

from typing import Any

from bot.catalog import Catalog, connections, restoring
from bot.value.answers.cards import Asker, Entry
from bot.value.answers.told import MOST_ROWS, Told

FIRST_BACK = 5


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
    return Told("dependents", known, rows[:MOST_ROWS], max(len(rows) - MOST_ROWS, 0), facts)


def supports(catalog: Catalog, known: Entry) -> Told:
    """Return what a service stands on by itself, and what lies below that."""
    below: dict[str, dict[str, Any]] = {}
    for depth, each in sorted(connections.supports(catalog, known.key).walk(), key=lambda one: one[0]):
        if depth:
            below.setdefault(each.key, {"name": each.name, "direct": depth == 1, "needed": each.needed})
    rows = [row for row in below.values() if row["direct"]]
    deeper = [row["name"] for row in below.values() if not row["direct"]]
    facts = {"deeper": deeper, "drawn": any(row["needed"] for row in rows)}
    return Told("supports", known, rows[:MOST_ROWS], max(len(rows) - MOST_ROWS, 0), facts)
