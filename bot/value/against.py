"""Against: what a catalog would change of another one, whom it concerns, and what it costs them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, history, unannounced
from bot.catalog.unannounced import Felt
from bot.delivery.facts import unpack
from bot.money import Money, total
from bot.value import effects
from bot.value.effects import Line


@dataclass(frozen=True)
class Change:
    """What a catalog would change, what waits for something first.

    `a_month` is what the units that have it on that day would pay more a month from then on; of what is paid by
    the piece, if they use what they plan. Prices that are announced for a later day are not in it.
    """

    on: date
    lines: tuple[Line, ...]
    a_month: Money
    units: int  # that would pay another sum
    waiting: int  # orders, for what would be gone
    looked: bool  # at what units have and at what waits


def of(session: Session | None, before: Mapping[str, Any], catalog: Catalog, on: date) -> Change:
    """Return what `catalog` would change of a state of another (`history.seen_state`).

    Without a session nobody has anything, and nothing waits.
    """
    steps = history.compare(before, history.seen_state(catalog), catalog.on)
    felt = [Felt(step.service, step.what, step.about, unpack(step.facts)) for step in steps]
    lines = [{**line, "way": _way(line)} for line in effects.of(session, catalog, felt, on)]
    paid = [
        (unit, more) for line in lines if line["what"] == "price" for unit, _, more in line["by_unit"] if more
    ]
    return Change(
        on,
        tuple(lines),
        total([more for _, more in paid], catalog.company.currency),
        len({unit for unit, _ in paid}),
        sum(line["waiting"] for line in lines),
        session is not None,
    )


def _way(line: Line) -> str | None:
    """Tell whether a promise becomes worse, wholly or in part, or better; None of all else."""
    if line["what"] not in unannounced.PROMISES:
        return None
    before, after = line["before"], line["after"]
    if unannounced.is_less(line["what"], before, after):
        return "worse"
    return "better" if unannounced.is_less(line["what"], after, before) else None
