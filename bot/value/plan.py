"""Plan: the restore order as a message, as pictures, and on a page to print for when there is no Slack."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from bot.catalog import Catalog
from bot.catalog.connections import Dependent, Support
from bot.catalog.restoring import Plan, Step
from bot.render.filters import clip
from bot.value import diagrams, trees
from bot.value.wording import Rows, cells, one

LISTED = 40  # services in a message; the page to print has them all
BROKEN = 6  # promises that a message goes into


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
    """Return everybody who owns a part of it, in the order they are needed, with the teams they speak for.

    Where several speak for one team, it comes with the keys of the services that each is called for.
    """
    teams: dict[str, dict[str, list[str]]] = {}
    owners: dict[str, set[str]] = {}
    for step in plan.steps:
        teams.setdefault(step.owner, {}).setdefault(step.team, []).append(step.key)
        owners.setdefault(step.team, set()).add(step.owner)
    return [
        {
            "email": owner,
            "name": names.get(owner),
            "teams": [
                {"name": team, "services": services if len(owners[team]) > 1 else []}
                for team, services in of.items()
            ],
        }
        for owner, of in teams.items()
    ]


def table(rows: Rows) -> str:
    """Return the page for a terminal."""
    shown = [list(row[1:]) for row in rows if row[0] in ("columns", "step", "late")]
    widths = [max(len(row[at]) for row in shown) for at in range(len(shown[0]))]
    lines: list[str] = []
    for kind, *said in rows:
        if kind in ("columns", "step", "late"):
            lines.append(
                "  ".join(cell.ljust(wide) for cell, wide in zip(said, widths, strict=True)).rstrip()
            )
        elif kind == "heading":
            lines += ["", *said]
        elif kind != "word":
            lines.append("  ".join(said))
    return "\n".join(lines)


def listing(plan: Plan, frank_to: str | None) -> dict[str, Any]:
    """Return what a message about the order says; verdicts only to `frank_to`, an owner's e-mail address.

    An empty address is an IT lead's, who reads of every promise that cannot be kept; an owner reads of
    those of their services, and of those that hang on one of theirs.
    """
    owners = {step.key: step.owner for step in plan.steps}
    concerned = [
        step
        for step in plan.broken
        if step.verdict and frank_to in ("", *(owners.get(link.key) for link in step.verdict.chain))
    ]
    return {
        "steps": [_plain(step, frank=frank_to is not None) for step in plan.steps[:LISTED]],
        "count": len(plan.steps),
        "names": {step.key: step.name for step in plan.steps},
        "one_team": plan.one_team,
        "unlimited": plan.unlimited,
        "counts_hidden": plan.counts_hidden,
        "peak_names": [plan.step(key).name for key in plan.peaks],
        "frank": frank_to is not None,
        "broken": concerned[:BROKEN],
        "more_broken": max(0, len(concerned) - BROKEN),
        "gaps": plan.gaps if frank_to is not None else (),
    }


def _plain(step: Step, *, frank: bool) -> Step:
    return replace(step, verdict=replace(step.verdict, chain=()) if frank and step.verdict else None)


def bars(steps: Sequence[Step], words: Rows) -> dict[str, Any]:
    """Return what the picture of the order is drawn from."""
    shown = steps[: diagrams.TALLEST]
    return {
        "title": one(words, "title"),
        "axis": one(words, "axis"),
        "alt": one(words, "alt"),
        "looks": {row[0]: row[1] for row in cells(words, "look")},
        "rows": [
            {
                "name": f"{clip(step.name, 34)}  {at}",
                "starts": step.unlimited.minutes - (step.minutes or 0),
                "ends": step.unlimited.minutes,
                "promised": step.rto if step.verdict else None,
                "look": look(step),
                "note": note,
            }
            for at, (step, (note,)) in enumerate(zip(shown, cells(words, "note"), strict=False), 1)
        ],
    }


def promises_later(steps: Sequence[Step]) -> bool:
    """Tell whether something is promised later than the picture of the order goes."""
    shown = steps[: diagrams.TALLEST]
    reach = diagrams.reaches(step.unlimited.minutes for step in shown)
    return any(step.verdict and step.rto is not None and step.rto > reach for step in shown)


def look(step: Step) -> str:
    """Return how the bar of a step is drawn: by its verdict, if there is one to show."""
    if step.minutes is None or step.unlimited.at_least:
        return "unknown"
    if step.verdict:
        return step.verdict.kind
    return "none" if step.kind == "supporting" else "used"


def parts(tree: Support) -> dict[str, tuple[str, ...]]:
    """Return what a service cannot run without, itself on top, each with what it needs; by key."""
    needs: dict[str, dict[str, None]] = {}
    for _, each in tree.walk():
        needs.setdefault(each.key, {}).update(dict.fromkeys(one.key for one in each.below if one.needed))
    reached = [tree.key]
    for key in reached:
        reached += [need for need in needs[key] if need not in reached]
    return {key: tuple(needs[key]) for key in reached}


def above(found: Sequence[Dependent], key: str) -> dict[str, tuple[str, ...]]:
    """Return the nearest that stand on a service, each with what it stands on, the service itself last; by key.

    Each has one line, its shortest way, so that a picture of many can be read.
    """
    grouped = sorted(found[:LISTED], key=lambda one: (len(one.way), one.way, one.name))
    return {**{one.key: (one.stands_on,) for one in grouped}, key: ()}


def boxes(tree: Mapping[str, tuple[str, ...]], chain: Collection[str], words: Rows) -> dict[str, Any]:
    """Return what the picture of a service's `parts`, or of what is `above` it, is drawn from.

    `chain` is marked: what decides when it is back, or the service that it is about.
    """
    return {
        "title": one(words, "title"),
        "legend": one(words, "legend") if len(chain) > 1 else None,
        "alt": one(words, "alt"),
        "boxes": {
            key: {"name": name, "note": note, "needs": needs, "chain": key in chain}
            for (key, needs), (name, note) in zip(tree.items(), cells(words, "box"), strict=True)
        },
    }
