"""The order form: what a person filled in, and what the form shows for it."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from dataclasses import field as field_of
from datetime import date, datetime, timedelta
from html import unescape
from typing import Any

from sqlmodel import Session

from bot.catalog import Service, Unit
from bot.desk import Desk
from bot.value import drafts, purchases
from bot.value.drafts import Draft

MOST = 10_000
OFFERED_MOST = 99  # beside "I do not know"
NOTHING = "none"  # the option of a select that stands for no choice
_MOVES = {"move": True, "add": False, None: None}
MARKED = re.compile(r"<(?:[^|>]*\|)?([^>]*)>")


@dataclass(frozen=True)
class Filled:
    """The form as it stands; `turn` counts how often the bot itself changed a field."""

    service: str | None = None
    tier: str | None = None
    quantity: int = 1
    move: bool | None = None  # None: the person has not said
    starts_on: date | None = None
    text: str = ""
    origin: str | None = None
    turn: int = 0
    over: bool = False
    seen: int | None = None  # the commitment that the person last saw, in minor units
    for_person: str | None = None  # Slack user id of who gets it, if another
    details: dict[str, Any] = field_of(default_factory=dict)  # what the service's form asked, by key
    private: bool = False  # for the eyes of those concerned only

    def changed(self, field: str, value: str) -> "Filled":
        """Return the form with one of the ways forward applied."""
        values: dict[str, Any] = {
            "quantity": lambda: int(value),
            "starts_on": lambda: date.fromisoformat(value),
            "tier": lambda: value,
            "over": lambda: True,
        }
        return replace(self, turn=self.turn + 1, **{field: values[field]()})


def read(view: dict[str, Any]) -> Filled:
    """Return what stands in the form; fields that belong to another service than the chosen one count not."""
    values = view["state"]["values"]
    service = _value(values, "service")
    mine = {block: fields for block, fields in values.items() if f":{service}:" in f"{block}:"}
    starts_on = _value(values, "starts_on")
    private = json.loads(view["private_metadata"])
    tier = _value(mine, "tier")
    same = tier == private.get("tier")  # what was said of one level, or set for it, holds for no other
    typed = _value(mine, "quantity") if same or not private["whole"] else None
    return Filled(
        service=service,
        tier=tier,
        quantity=min(max(int(typed or 1), 1), MOST),
        move=_MOVES[_value(mine, "change") if same else None],
        starts_on=date.fromisoformat(starts_on) if starts_on else None,
        text=_value(values, "text") or "",
        origin=private["origin"],
        turn=private.get("turn", 0),
        over=private.get("over", False),
        seen=private.get("seen"),
    )


def field(view: dict[str, Any], name: str) -> str | None:
    """Return the value of one field by the first part of its block id."""
    return _value(view["state"]["values"], name)


def _value(values: dict[str, dict[str, Any]], name: str) -> str | None:
    for block, fields in values.items():
        if block.partition(":")[0] == name:
            (state,) = fields.values()
            option = state.get("selected_option") or {}
            value: str | None = option.get("value") or state.get("value") or state.get("selected_date")
            return None if value == NOTHING else value
    return None


def like(services: Sequence[Service], typed: str) -> list[Service]:
    """Return the services whose name, words or outcome hold everything that was typed, as many as Slack takes."""
    words = typed.casefold().split()
    return [service for service in services if all(word in _told(service) for word in words)][:OFFERED_MOST]


def _told(service: Service) -> str:
    return " ".join((service.key, service.name, *service.words, service.outcome)).casefold()


def draft(desk: Desk, session: Session, unit: Unit, filled: Filled, now: datetime) -> Draft | None:
    """Return what is being ordered, None while no service is chosen.

    Raises Refused when it is not for sale.
    """
    if filled.service is None:
        return None
    return drafts.draft(
        session,
        desk.catalog,
        unit,
        drafts.orderable(desk.catalog.seen_by(unit), filled.service),
        now=now,
        tier=filled.tier,
        quantity=filled.quantity,
        starts_on=filled.starts_on,
        move=filled.move,
    )


def is_ready(order: Draft | None, filled: Filled) -> bool:
    """Say whether it can be sent as it is: the person saw this total, and it fits or they ask for more."""
    if order is None or order.quote.commitment.minor != filled.seen:
        return False
    return order.quote.fits or filled.over


def facts(
    desk: Desk, session: Session, person: str, order: Draft | None, filled: Filled, *, changed: bool = False
) -> dict[str, Any]:
    """Return everything that the form shows."""
    asks = order is not None and order.quote.moves_money
    return {
        "draft": order,
        "whole": order.together if order else 0,
        "choices": order.movable if order and not order.together else None,
        "last_day": order.standing.ends_on - timedelta(days=1) if order else None,
        "approver": purchases.approver_of(session, desk.catalog, order.unit, person)
        if order and asks
        else None,
        "early": bool(order and filled.starts_on and filled.starts_on < order.ask.starts_on),
        "most": MOST,
        "text": filled.text,
        "origin": filled.origin,
        "turn": filled.turn,
        "over": filled.over and order is not None and not order.quote.fits,
        "changed": changed,
    }


def readable(text: str) -> str:
    """Return a message's words as a person would type them: no escapes, links by their words."""
    return unescape(MARKED.sub(r"\1", text)).strip()
