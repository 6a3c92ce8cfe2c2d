"""What-if lines: each line of the budget that a what-if moves, and what it is made of, as it is and as it would be."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from bot.cost.budget import BudgetLine
from bot.cost.planning import Change, Compared
from bot.money import Money, total
from bot.refusal import Refused
from bot.value import budget_page
from bot.value.budget_page import View

OPENED = 100  # lines, as many as one menu of Slack holds
CHARTED = 6  # lines


def of(session: Session, seen: View, changes: Sequence[Change], found: Compared) -> dict[str, Any]:
    """Return the "rows" that change, those that change most first, and what the "others" come to.

    A row has its "base" and what it would be "then", their "difference", what each change does "alone" and
    what comes only from all "at_once"; the first OPENED rows have the "runs" of budget_page.stretches.
    """
    effects = (*found.each, found.together)
    moves = [any(effect.lines[at] for effect in effects) for at in range(len(found.base))]
    both = list(zip(seen.ground.lines, found.base, moves, strict=True))
    still = [base for _, base, moved in both if base is not None and not moved]
    rows = [
        (line, _row(line, base, [effect.lines[at] for effect in found.each], found.together.lines[at]))
        for at, (line, base, moved) in enumerate(both)
        if base is not None and moved
    ]
    rows.sort(key=lambda one: (-abs(one[1]["difference"].minor), one[0].name))
    for at, (line, row) in enumerate(rows):
        row["runs"] = budget_page.stretches(session, seen, line, changes) if at < OPENED else []
    return {
        "rows": [row for _, row in rows],
        "others": moves.count(False),
        "others_base": total(still, found.currency),
    }


def _row(line: BudgetLine, base: Money, alone: list[Money], difference: Money) -> dict[str, Any]:
    return {
        "name": line.name,
        "driver": line.driver,
        "per_driver": line.per_driver,
        "currency": base.currency,
        "base": base,
        "then": base + difference,
        "difference": difference,
        "alone": alone,
        "at_once": difference - total(alone, base.currency),
    }


def opened(figures: Mapping[str, Any], at: int) -> dict[str, Any]:
    """Return the row of that place in a what-if's figures, and each price that it is made of, once.

    Raises Refused where it cannot be opened.
    """
    row = next(iter(figures["rows"][at : at + 1]), None)
    if row is None or not row["runs"]:
        raise Refused("planning/no_scenario", ["ask"])
    said: list[dict[str, Any]] = []
    for run in row["runs"]:
        for way in (run["now"], run["then"]):
            one = {"item": way["item"], "price": way["price"]}
            if way["item"] and one not in said:
                said.append(one)
    return {"line": row, "items": said, "found": figures}


def series(figures: Mapping[str, Any], most: int) -> tuple[list[str], list[list[Decimal]]]:
    """Return the lines that change most, and for a chart of them what each change alone and all at once add.

    With more of these than `most` there is one series, of what each line changes by in all.
    """
    rows = figures["rows"][:CHARTED]
    columns = [[*row["alone"], row["at_once"]] for row in rows]
    if rows and (len(columns[0]) > most or len(rows[0]["alone"]) == 1):
        columns = [[row["difference"]] for row in rows]
    amounts = [[amount.amount for amount in column] for column in zip(*columns, strict=True)]
    return [row["name"] for row in rows], amounts
