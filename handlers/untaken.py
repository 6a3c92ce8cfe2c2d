"""What nobody takes: its owner hears of it, then who leads IT; the person who asked sees who was told."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import App
from sqlmodel import Session

from bot.desk import Desk, Timer
from bot.process import cards, orders, untaken
from bot.process.orders import Order


def bring_up(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Tell the next one who can see to it, once; who is not there, or asked for it, is passed over."""
    order, to = orders.find(session, facts["order_id"]), facts["to"]
    if not untaken.is_untaken(order, facts["team"]):
        return
    told = [
        person for person in _who(desk, session, order, to) if untaken.bring_up(session, order, person, now)
    ]
    for person in told:
        about = cards.facts_for(session, desk.catalog, order, person)
        desk.say(session, person, "orders/untaken", order=about, team=order.team, owns=to == "owner")
    if to == "owner":
        untaken.watch(session, desk.catalog, order, now, "lead")
    cards.show(session, desk.catalog, order, now)


def _who(desk: Desk, session: Session, order: Order, to: str) -> list[str]:
    service = desk.catalog.services.get(order.service or "")
    if to == "lead":
        return desk.leads(session)[:1]
    owner = desk.slack_id(session, service.owner) if service else None
    return [owner] if owner else []


def register(app: App) -> None:
    """Nothing in Slack starts this; the clock does."""


TIMERS: dict[str, Timer] = {untaken.TIMER: bring_up}
