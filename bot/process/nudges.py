"""Nudges: somebody is told before a target is missed, and when it is; nobody while it waits, nobody twice."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from functools import cache
from typing import NamedTuple

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.catalog import Catalog
from bot.catalog.hours import Hours
from bot.db import Values
from bot.delivery import timers
from bot.delivery.jobs import Card, is_person
from bot.process import due_times
from bot.process.orders import Order, OrderEvent

NUDGE = "order.nudge"
SHARE = Fraction(3, 4)  # of the time that a target gives
AHEAD = timedelta(days=7)  # what is wanted for a later day is nobody's haste before


class Nudge(NamedTuple):
    """A moment to say something: `what` is response or resolution, `stage` soon or missed."""

    what: str
    stage: str
    at: datetime
    due: datetime


def arrange(session: Session, catalog: Catalog, order: Order, now: datetime) -> None:
    """Set a timer for each nudge that is still to come; again sets none twice.

    A due time that moved has timers of its own, and those of the old one find that it no longer holds.
    """
    for nudge in _plan(session, catalog, order):
        if nudge.at > now:
            key = f"nudge:{order.id}:{nudge.what}:{nudge.stage}:{nudge.due.isoformat()}"
            facts = {"order_id": order.number, **nudge._asdict()}
            timers.set_timer(session, NUDGE, nudge.at, now=now, key=key, facts=facts)


def _plan(session: Session, catalog: Catalog, order: Order) -> Iterator[Nudge]:
    due = {what: at for what in ("response", "resolution") if (at := due_of(order, what)) is not None}
    if due:
        since = _begun(session, order)
        hours = due_times.hours_of(session, catalog, order, since)
    for what, at in due.items():
        paused = order.paused_minutes if what == "resolution" else 0
        yield Nudge(what, "soon", _share_of(hours, since, at, paused), at)
        yield Nudge(what, "missed", at, at)


def due_of(order: Order, what: str) -> datetime | None:
    """Return by when this is due of an order that somebody should work on now, None where nothing is."""
    if not is_running(order):
        return None
    if what == "resolution":
        return order.due_at
    both = order.response_due_at is not None and order.response_due_at == order.due_at
    return None if order.responded_at or both else order.response_due_at


def is_running(order: Order) -> bool:
    """Tell whether the clock of an order runs."""
    return order.state in ("open", "taken")


def is_missed(order: Order, now: datetime) -> bool:
    """Tell whether it should be done by now."""
    return is_running(order) and order.due_at is not None and order.due_at <= now


def _begun(session: Session, order: Order) -> datetime:
    """Return when the team got an order: when it was opened, or when the last approver said yes."""
    since = _APPROVED.first(session, order_id=order.id) or order.opened_at
    wanted_later = order.starts_on is not None and order.due_at is not None
    return max(since, order.due_at - AHEAD) if wanted_later and order.due_at else since


def _share_of(hours: Hours, since: datetime, due: datetime, paused: int) -> datetime:
    given = max(hours.minutes_between(since, due) - paused, 0)
    return hours.add(since, int(given * SHARE) + paused)


def reader_of(order: Order, what: str) -> str | None:
    """Return who is to be told: the person who has it, alone; else its team, where its card is."""
    has_it = order.assignee if order.assignee and is_person(order.assignee) else None
    return has_it if what == "resolution" and has_it else order.team


def card_of(order: Order, reader: str) -> str:
    """Return the name of the one message in which a reader is told about an order's clock."""
    return f"order:{order.id}:nudge:{reader}"


def told(session: Session, order: Order) -> list[str]:
    """Return who was told already, as Slack ids of people and channels."""
    had = dict.fromkeys([order.team, order.assignee, *_HAD.all(session, order_id=order.id)])
    cards = {card_of(order, each): each for each in had if each}
    asked = {f"card{number}": card for number, card in enumerate(cards)}
    there = set(_cards(len(asked)).all(session, **asked)) if asked else set()
    return [each for card, each in cards.items() if card in there]


@cache
def _cards(count: int) -> Values[str]:
    """Select which of so many cards there are."""
    named: list[sa.BindParameter[str]] = [sa.bindparam(f"card{number}") for number in range(count)]
    return Values(select(Card.key).where(col(Card.key).in_(named)))


_OF_ORDER = OrderEvent.order_id == sa.bindparam("order_id")
_HAD = Values(select(OrderEvent.by).where(_OF_ORDER, OrderEvent.what != "answered"))
_APPROVED = Values(
    select(OrderEvent.at)
    .where(_OF_ORDER, OrderEvent.what == "approved")
    .order_by(col(OrderEvent.at).desc())
    .limit(1)
)
