"""Handovers: what a person shall look after - something broken, or a question that no answer fits."""

import re
from datetime import datetime

from sqlmodel import Session

from bot.catalog import Catalog, Service
from bot.process import orders, targets
from bot.process.orders import Order

CAN_WAIT = 3
BROKEN = frozenset(
    ("broken", "breaks", "broke", "down", "crash", "crashed", "crashes", "dead", "error", "errors", "fail")
    + (
        "failed",
        "fails",
        "failing",
        "frozen",
        "hangs",
        "locked",
        "lost",
        "offline",
        "outage",
        "slow",
        "stuck",
    )
)
BROKEN_PHRASES = ("not work", "n't work", "cannot ", "can't ", "no longer", "stopped work")


def kind_of(text: str) -> str:
    """Guess what a message is about: incident, question or order; whoever sends it on has the last word."""
    words = text.lower().replace("’", "'")
    if BROKEN & set(re.findall(r"[a-z]+", words)) or any(phrase in words for phrase in BROKEN_PHRASES):
        return "incident"
    return "question" if "?" in words else "order"


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
) -> Order:
    """Give an incident or a question to the team, due by the hours of the tier that the unit has.

    `reach` is who cannot work: me, team or everyone; `urgency` is 1 (stopped) to 4 (can wait).
    """
    promise = targets.tier_for(catalog, service.key if service else None, tier)
    order = Order(
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
        out_of_hours=not targets.hours_of(catalog.company, promise).open_at(now),
        way_forward="person",
    )
    due = targets.incident_due if kind == "incident" else targets.question_due
    order.due_at = due(catalog.company, promise, now, order.priority)
    return orders.place(session, order)
