"""Handovers: what a person shall look after - something broken, or a question that no answer fits."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal

from sqlmodel import Session

from bot.catalog import Catalog, Service
from bot.process import due_times, orders, targets
from bot.process.orders import NewOrder, Order

SLOW, CAN_WAIT = 2, 3
BROKEN = re.compile(
    r"\b(break(s|ing)?|broke|broken|crash(ed|es)?|dead|down|errors?|fail(s|ed|ing)?|frozen|hangs|locked|lost"
    r"|offline|outage|slow|stuck)\b|n't work|\bnot work|\bcan(not|'t) |no longer"
)


def kind_of(text: str) -> Literal["incident", "question", "order"]:
    """Guess what a message is about: incident, question or order; whoever sends it on has the last word."""
    if BROKEN.search(text.lower().replace("’", "'")):
        return "incident"
    return "question" if "?" in text else "order"


def promised(
    session: Session,
    catalog: Catalog,
    kind: str,
    service: Service | None,
    tier: str | None,
    reach: str,
    urgency: int,
    now: datetime,
) -> tuple[int, datetime]:
    """Return the priority and the due time that `hand_over` would give it."""
    new = NewOrder(
        kind=kind,
        state="open",
        person="",
        unit="",
        service=service.key if service else None,
        tier=tier,
        impact=targets.impact_of(service, reach),
        urgency=urgency,
        opened_at=now,
    )
    return new.priority, due_times.of(session, catalog, new, now).resolution


def hand_over(
    session: Session,
    catalog: Catalog,
    *,
    kind: str,
    person: str,
    unit: str,
    service: Service | None,
    tier: str | None,
    text: str,
    team: str,
    now: datetime,
    origin: str | None = None,
    reach: str = "me",
    urgency: int = CAN_WAIT,
    details: Sequence[dict[str, Any]] = (),
    private: bool = False,
) -> Order:
    """Give an incident or a question to the team, due by the hours of the tier that the unit has.

    `reach` is who cannot work: me, team or everyone; `urgency` is 1 (stopped) to 4 (can wait); `private`
    keeps it between who asks and who has it.
    """
    new = NewOrder(
        kind=kind,
        state="open",
        person=person,
        unit=unit,
        service=service.key if service else None,
        tier=tier,
        text=text,
        origin=origin,
        impact=targets.impact_of(service, reach),
        urgency=urgency,
        opened_at=now,
        team=team,
        way_forward="person",
        details=list(details),
        private=private,
    )
    due_times.fix(session, catalog, new, now)
    return orders.find(session, orders.place(session, new))
