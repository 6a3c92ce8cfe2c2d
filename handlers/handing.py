"""Handing over: to one person, or to the team of another service; and leaving a task out."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog import Service
from bot.desk import Desk
from bot.process import cards, orders, parts, relaying, working
from bot.process.orders import Order
from bot.refusal import Refused
from bot.value import purchases
from handlers import order_form, teamwork


def offer_teams(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The services to whose teams it can go, as the person types."""
    services = sorted(desk.catalog.services.values(), key=lambda each: each.name)
    ack(options=desk.options("orders/teams", services=order_form.like(services, body["value"])))


def hand_over(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Hand it over: the form is sent. Its card goes there, and the old one says where it went."""
    now, note = clock.now(), order_form.field(view, "note") or ""
    with desk.session() as session:
        by, number = teamwork.worker(desk, session, body), order_form.private(view)["order"]
        before = orders.find(session, number)
        team, service = _to_whom(desk, session, view, before)
        was = before.team
        order = working.hand_over(
            session, desk.catalog, number, by=by, team=team, now=now, note=note, service=service
        )
        _move_card(desk, session, order, was, now)
    ack()


def _to_whom(desk: Desk, session: Session, view: dict[str, Any], order: Order) -> tuple[str, Service | None]:
    """Return where it goes; what is private to a service's owner instead of a channel.

    Raises Refused when nobody was named, or somebody who is not of IT.
    """
    person = order_form.field(view, "to")
    service = desk.catalog.services.get(order_form.field(view, "service") or "")
    if person is not None:
        teamwork.colleague(desk, session, person)
        return person, None
    if service is None:
        raise Refused("orders/to_nobody", ["person", "team"], leads=desk.leads(session))
    owner = desk.slack_id(session, service.owner) if order.private else None
    return owner or purchases.team_of(session, desk.catalog, service, desk.team), service


def _move_card(desk: Desk, session: Session, order: Order, was: str | None, now: datetime) -> None:
    if was is not None and was != order.team:
        cards.leave(session, desk.catalog, order, was, now)
    cards.show(session, desk.catalog, order, now)


def open_skip(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open the form that asks why a task is left out."""
    teamwork.open_form(desk, body, int(action["value"]), "orders/skip")
    ack()


def skip_task(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Leave a task out, with the reason; what came after it begins."""
    now, note = clock.now(), order_form.field(view, "note") or ""
    with desk.session() as session:
        by = teamwork.worker(desk, session, body)
        task = parts.skip(session, order_form.private(view)["order"], by=by, now=now, note=note)
        relaying.to_requester(session, desk.catalog, task, "orders/skipped", now)
        teamwork.go_on(session, desk, task, by, now)
    ack()


def register(app: App) -> None:
    """Say what starts what."""
    app.options("order.to_service")(offer_teams)
    app.view("order.handed_over")(hand_over)
    app.action("order.skip")(open_skip)
    app.view("order.skipped")(skip_task)
