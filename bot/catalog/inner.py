"""Inner: what of the catalog who runs it can notice, and no customer is told as news.

For whom each service is, who owns it and looks after it, when it is back after an outage, and what units plan.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.catalog import restoring
from bot.catalog.catalog import Catalog
from bot.catalog.service import Service

KINDS = ("behind", "audience", "owner", "team", "restore", "plan")

Said = tuple[str, str, str, dict[str, Any]]  # service, what, about, facts


def state(catalog: Catalog) -> dict[str, Any]:
    """Return it as plain values: `services` by key, `plan` by unit and level (`ERP.Standard`)."""
    steps = {step.key: step for step in restoring.plan(catalog).steps}
    return {
        "services": {key: _service(each, steps.get(key)) for key, each in catalog.services.items()},
        "plan": {unit.code: dict(unit.plan) for unit in catalog.company.units.values()},
    }


def _service(service: Service, step: restoring.Step | None) -> dict[str, Any]:
    return {
        "name": service.name,
        "behind": service.kind == "supporting",
        "audience": list(service.audience),
        "owner": service.owner,
        "team": service.team,
        "restore": {
            "back": (step.unlimited.minutes or None) if step else None,
            "wanted": service.impact.rto_minutes if service.impact else None,
        },
    }


def compare(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Said]:
    """Yield every difference between two states, with what was `before` and is `after`; plans are those of a unit.

    Of a service that came or went `behind` tells it of those that stand behind others, of the rest the customers'
    news do.
    """
    known, now = before["services"], after["services"]
    for key in sorted(known.keys() | now.keys()):
        yield from _differences(key, known.get(key), now.get(key))
    for unit in sorted(before["plan"].keys() | after["plan"].keys()):
        was, plans = before["plan"].get(unit, {}), after["plan"].get(unit, {})
        if was != plans:
            yield "", "plan", unit, {"name": "", "before": was, "after": plans}


def _differences(key: str, known: Mapping[str, Any] | None, now: Mapping[str, Any] | None) -> Iterator[Said]:
    if known is None or now is None:
        one = known or now
        if one and one["behind"]:
            yield (
                key,
                "behind",
                "",
                {"name": one["name"], "before": known is not None, "after": now is not None},
            )
        return
    for what in ("audience", "owner", "team", "restore"):
        if known[what] != now[what]:
            yield key, what, "", {"name": now["name"], "before": known[what], "after": now[what]}


def is_narrower(before: Sequence[str], after: Sequence[str]) -> bool:
    """Tell whether an audience leaves somebody out who belonged to it; an empty one is everybody."""
    return bool(after) and (not before or not set(before) <= set(after))


def is_impossible(restore: Mapping[str, int | None]) -> bool:
    """Tell whether a service is wanted back sooner than it can be, whoever helps."""
    back, wanted = restore["back"], restore["wanted"]
    return back is not None and wanted is not None and back > wanted
