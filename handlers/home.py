"""The Home tab: drawn when a person opens it."""

from contextlib import suppress
from re import compile as pattern
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog import history
from bot.customer import people
from bot.customer.people import Person
from bot.delivery.wire import Unmet
from bot.desk import Desk
from bot.value import home
from bot.value.answers import prompting


def open_home(event: dict[str, Any], desk: Desk) -> None:
    """Slack's `app_home_opened`: Home is drawn, and an empty message box gets something to ask."""
    if event.get("tab") == "home":
        with desk.session() as session:
            draw(session, desk, desk.person(session, event["user"]))
    elif event.get("tab") == "messages":
        prompt(desk, event["user"], event["channel"])


def prompt(desk: Desk, slack_id: str, channel: str) -> None:
    """Offer three questions that this person can ask; without them the box simply stays empty."""
    with desk.read() as session:
        unit = desk.catalog.company.units.get(people.unit_of(session, slack_id) or "")
    service = prompting.example(desk.catalog.seen_by(unit), unit)
    if service is not None:
        title, *asks = desk.renderer.message("ask/prompts", {"name": service.name})["text"].splitlines()
        prompts = [{"title": each, "message": each} for each in asks]
        with suppress(Unmet):
            desk.wire.call(
                "assistant.threads.setSuggestedPrompts", channel_id=channel, title=title, prompts=prompts
            )


def draw(session: Session, desk: Desk, person: Person, offset: int = 0) -> None:
    """Have a person's Home show how things stand, so many of their own orders passed over."""
    facts = home.facts(session, desk.catalog, person, desk.today(person), clock.now(), offset)
    desk.home(session, person.id, "home/home", **facts)


def redraw(session: Session, desk: Desk, body: dict[str, Any]) -> bool:
    """Draw Home anew when what was just done was done there; return whether it was."""
    there: bool = body.get("view", {}).get("type") == "home"
    if there:
        draw(session, desk, desk.person(session, body["user"]["id"]))
    return there


def turn_page(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Older and Newer below one's own orders."""
    with desk.session() as session:
        draw(session, desk, desk.person(session, body["user"]["id"]), int(action["value"]))
    ack()


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
    app.action(pattern(r"^home\.page\."))(turn_page)
