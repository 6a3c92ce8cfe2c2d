"""The Home tab: drawn when a person opens it."""

from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog import history
from bot.customer.people import Person
from bot.desk import Desk
from bot.value import home


def open_home(event: dict[str, Any], desk: Desk) -> None:
    """Slack's `app_home_opened`; the Messages tab needs nothing."""
    if event.get("tab") == "home":
        with desk.session() as session:
            draw(session, desk, desk.person(session, event["user"]))


def draw(session: Session, desk: Desk, person: Person) -> None:
    """Have a person's Home show how things stand."""
    facts = home.facts(session, desk.catalog, person, desk.today(person), clock.now())
    desk.home(session, person.id, "home/home", **facts)


def redraw(session: Session, desk: Desk, body: dict[str, Any]) -> bool:
    """Draw Home anew when what was just done was done there; return whether it was."""
    there: bool = body.get("view", {}).get("type") == "home"
    if there:
        draw(session, desk, desk.person(session, body["user"]["id"]))
    return there


def see_news(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The Seen button under what changed: it goes when it was read, not when the tab was opened."""
    with desk.session() as session:
        history.looked(session, body["user"]["id"], clock.now())
        redraw(session, desk, body)
    ack()


def register(app: App) -> None:
    """Say what starts what."""
    app.event("app_home_opened")(open_home)
    app.action("home.seen")(see_news)
