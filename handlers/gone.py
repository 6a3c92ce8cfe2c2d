"""Gone: how IT ends what was ordered of a service that the catalog no longer has."""

from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog import Catalog
from bot.desk import Desk
from bot.process import cards, orders
from bot.value import undelivered
from handlers import offers, order_form, teamwork
from handlers.approvals import open_view
from handlers.orders import stop_work


def open_end(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """End it…, on a team's card, or below the news that a service is gone: all that waits for it."""
    about = action["value"]
    with desk.session() as session:
        teamwork.worker(desk, session, body)
        meant = _meant(session, about)
        first = cards.facts_of(desk.catalog, meant[0]) if meant else None
    open_view(desk, body, "orders/end", about=about, order=first, others=len(meant) - 1)
    ack()


def _meant(session: Session, about: str) -> list[orders.Order]:
    """Return the order of that number, or all that waits for the service of that key."""
    return [orders.find(session, int(about))] if about.isdigit() else [*orders.waiting_for(session, about)]


def end_orders(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """End them: what helps instead is said, and each who asked reads it."""
    now, reason = clock.now(), order_form.field(view, "note") or ""
    with desk.session() as session:
        by = teamwork.worker(desk, session, body)
        for each in _meant(session, order_form.private(view)["about"]):
            order = undelivered.end(session, desk.catalog, each.number, by=by, now=now, reason=reason)
            cards.show(session, desk.catalog, order, now, by=by)
            offers.follow(session, desk, order, now)
            stop_work(desk, session, order, by, now)
            desk.say(session, order.person, "orders/declined", order=cards.facts_of(desk.catalog, order))
    ack()


def show_waiting(session: Session, catalog: Catalog, service: str, now: datetime) -> None:
    """Let the cards of what waits for a service say that it is gone, or that it is there again."""
    for order in orders.waiting_for(session, service):
        cards.show(session, catalog, order, now)


def register(app: App) -> None:
    """Say what starts what."""
    app.action("gone.end")(open_end)
    app.view("gone.ended")(end_orders)
