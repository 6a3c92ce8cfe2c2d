"""A made-up log in the shape of the UCI "incident management process enriched event log", with a real one's dirt.

One row is one update of one incident. Among them: `?` where nothing is known, rows out of order, updates that
change no state, reopenings, incidents that are never closed, dates in a second format, and states of no name.
"""

import csv
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

COLUMNS = (
    "number", "incident_state", "active", "reassignment_count", "reopen_count", "sys_mod_count", "made_sla",
    "caller_id", "opened_by", "opened_at", "sys_updated_by", "sys_updated_at", "contact_type", "category",
    "impact", "urgency", "priority", "assignment_group", "assigned_to", "resolved_by", "resolved_at", "closed_at",
    "made_up",
)  # fmt: skip
PRIORITIES = ("1 - Critical", "2 - High", "3 - Moderate", "4 - Low")
_SHARES = (1, 2, 93, 4)  # of a hundred, as in the log whose shape this has
_AWAITING = (
    "Awaiting User Info",
    "Awaiting User Info",
    "Awaiting Problem",
    "Awaiting Vendor",
    "Awaiting Evidence",
)
_USUAL, _OTHER = "%d/%m/%Y %H:%M", "%Y-%m-%d %H:%M:%S"
_BEGIN = datetime(2016, 2, 29, 1, 16)  # noqa: DTZ001  # the log's own clock
_SHUFFLED = 40  # rows among which one may stand too early


def write(path: Path, events: int, seed: int) -> None:
    """Write so many rows; the same seed writes the same file."""
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="?")
        writer.writeheader()
        writer.writerows(_disorder(chance, list(islice(_rows(chance, seed), events))))


def _rows(chance: random.Random, seed: int) -> Iterator[dict[str, str]]:
    opened, number = _BEGIN, 0
    while True:
        number += 1
        opened += timedelta(minutes=chance.expovariate(1 / 20))
        yield from _incident(chance, number, opened, seed)


def _incident(chance: random.Random, number: int, opened: datetime, seed: int) -> Iterator[dict[str, str]]:
    priority = chance.choices(PRIORITIES, _SHARES)[0]
    known = {
        "number": f"INC{number:07}",
        "caller_id": f"Caller {chance.randint(1, 5000)}",
        "opened_by": f"Opened by  {chance.randint(1, 200)}",
        "opened_at": _written(chance, opened),
        "contact_type": "Phone",
        "category": f"Category {chance.randint(1, 59)}",
        "priority": _perhaps(chance, priority, 0.002),
        "assignment_group": _perhaps(chance, f"Group {chance.randint(1, 78)}", 0.1),
        "made_up": f"seed {seed}",
    }
    at, resolved = opened, "?"
    states = list(_states(chance))
    for count, state in enumerate(states):
        at += timedelta(minutes=chance.expovariate(1 / (30 if count < 2 else 900)))
        resolved = _written(chance, at) if state == "Resolved" else resolved
        yield {
            **known,
            "incident_state": state,
            "active": str(state != "Closed").lower(),
            "sys_mod_count": str(count),
            "reopen_count": str(states[:count].count("Resolved") if state != "Closed" else 0),
            "sys_updated_at": _perhaps(chance, _written(chance, at), 0.0005),
            "assigned_to": _perhaps(chance, f"Resolver {chance.randint(1, 230)}", 0.2),
            "resolved_at": resolved,
            "closed_at": _written(chance, at) if state == "Closed" else "?",
        }


def _states(chance: random.Random) -> Iterator[str]:
    yield "New"
    for _ in range(chance.choice((1, 1, 2, 3))):
        yield "Active"
        if chance.random() < 0.25:
            yield chance.choice(_AWAITING)
            yield "Active"
    if chance.random() < 0.001:
        yield "-100"
    if chance.random() < 0.97:
        yield "Resolved"
        if chance.random() < 0.03:
            yield "Active"
            yield "Resolved"
        if chance.random() < 0.98:
            yield "Closed"


def _disorder(chance: random.Random, rows: list[dict[str, str]]) -> list[dict[str, str]]:
    for place in range(0, len(rows) - _SHUFFLED, _SHUFFLED):
        other = place + chance.randrange(_SHUFFLED)
        rows[place], rows[other] = rows[other], rows[place]
    return rows


def _perhaps(chance: random.Random, value: str, missing: float) -> str:
    return "?" if chance.random() < missing else value


def _written(chance: random.Random, at: datetime) -> str:
    return at.strftime(_OTHER if chance.random() < 0.01 else _USUAL)
