"""Plan: the restore order on a page to print and keep, for when there is no Slack to ask."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from bot.catalog import Catalog
from bot.catalog.restoring import Plan
from bot.value import trees

Rows = Sequence[Sequence[str]]


def facts(catalog: Catalog, plan: Plan, names: Mapping[str, str], on: date) -> dict[str, Any]:
    """Return what the page is written from; `names` are people's by e-mail address, as far as known."""
    needs = trees.lines({step.key: step.needs for step in plan.steps})
    return {
        "company": catalog.company.name,
        "plan": plan,
        "after": needs,
        "peak_names": [plan.step(key).name for key in plan.peaks],
        "contacts": _contacts(plan, names),
        "on": on,
    }


def _contacts(plan: Plan, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return everybody who owns a part of it, in the order they are needed, with the teams they speak for."""
    found: dict[str, dict[str, Any]] = {}
    for step in plan.steps:
        known = {"email": step.owner, "name": names.get(step.owner), "teams": []}
        teams = found.setdefault(step.owner, known)["teams"]
        if step.team not in teams:
            teams.append(step.team)
    return list(found.values())


def table(rows: Rows) -> str:
    """Return the page for a terminal."""
    shown = [list(row[1:]) for row in rows if row[0] in ("columns", "step", "late")]
    widths = [max(len(row[at]) for row in shown) for at in range(len(shown[0]))]
    lines: list[str] = []
    for kind, *cells in rows:
        if kind in ("columns", "step", "late"):
            lines.append(
                "  ".join(cell.ljust(wide) for cell, wide in zip(cells, widths, strict=True)).rstrip()
            )
        elif kind == "heading":
            lines += ["", *cells]
        elif kind != "word":
            lines.append("  ".join(cells))
    return "\n".join(lines)
