"""My orders: a page of what a person asked for, or gets, in a message of its own that is turned in place."""

from re import compile as pattern
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.desk import Desk
from bot.value import home

A_PAGE = 8


def tell(desk: Desk, person: str) -> None:
    """Say what a person asked for in a new message, so that it stands where they look."""
    with desk.session() as session:
        _show(desk, session, person, f"mine:{person}:{clock.now().timestamp():.6f}", 0)


def list_orders(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The My orders button."""
    tell(desk, body["user"]["id"])
    ack()


def turn_page(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Older and Newer, in the message that they are under."""
    card, _, offset = action["value"].rpartition(":")
    with desk.session() as session:
        _show(desk, session, body["user"]["id"], card, int(offset))
    ack()


def _show(desk: Desk, session: Session, person: str, card: str, offset: int) -> None:
    facts = home.page(session, desk.catalog, person, offset, A_PAGE)
    desk.show(session, card, person, "orders/mine", me=person, card=card, **facts)


def register(app: App) -> None:
    """Say what starts what."""
    app.action("orders.list")(list_orders)
    app.action(pattern(r"^orders\.page\."))(turn_page)
