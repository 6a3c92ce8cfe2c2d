"""Mapping: cost that no service accounts for is shown to who keeps IT's books, who says with a tap whose it is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog import Service
from bot.catalog.finding import Finder
from bot.desk import Desk, Timer
from bot.value import unmapped
from bot.value.unmapped import Placed
from handlers import importing, order_form

SHOW, PLACE = "mapping.show", "mapping.place"


def show(desk: Desk, session: Session, person: str) -> None:
    """`/it unmapped`: have the list shown. Raises Refused for a stranger."""
    importing.check(desk, session, person)
    desk.soon(session, SHOW, person=person, card=f"unmapped:{person}:{clock.now().timestamp():.6f}")


def show_now(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer behind `show`: all lines are looked at, for which an ack need not wait."""
    _show(session, desk, facts, None)


def open_list(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """A button that shows what waits to be placed."""
    with desk.session() as session:
        show(desk, session, body["user"]["id"])
    ack()


def choose(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """A service, chosen from the list beside a group; a list that was left empty says nothing."""
    service = order_form.content(action)
    key, _, card = action["block_id"].partition("|")
    if service:
        _place(desk, body, key, service, card)
    ack()


def press(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The service that the words of a group name, or "No service's"."""
    key, service, card = action["value"].split("|", 2)
    _place(desk, body, key, service or None, card)
    ack()


def _place(desk: Desk, body: dict[str, Any], key: str, service: str | None, card: str) -> None:
    person = body["user"]["id"]
    with desk.session() as session:
        importing.check(desk, session, person)
        desk.soon(session, PLACE, person=person, card=card, key=key, service=service)


def place_now(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer behind a choice: the cost goes to its service, and the list says so."""
    service = facts["service"]
    if service is not None and service not in desk.catalog.services:
        _show(session, desk, facts, None)
        return
    placed = unmapped.place(session, desk.catalog, facts["key"], service, facts["person"], now)
    _show(session, desk, facts, placed)


def _show(session: Session, desk: Desk, facts: Mapping[str, Any], placed: Placed | None) -> None:
    finder = desk.finder
    found = unmapped.overview(session, desk.catalog, lambda words: _named(finder, words), placed)
    names = {each.key: each.name for each in _live(desk)}
    told = {"found": found, "placed": placed, "names": names, "card": facts["card"]}
    desk.show(session, facts["card"], facts["person"], "importing/unmapped", **told)


def _live(desk: Desk) -> list[Service]:
    """Return what cost can be for, by name: supporting services, too."""
    live = [each for each in desk.catalog.services.values() if each.stage != "retired"]
    return sorted(live, key=lambda each: each.name)


def _named(finder: Finder, words: str) -> str | None:
    trace = finder.find(words).trace
    return trace.names[0][1] if trace and trace.names else None


def offer_services(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The services to choose from, as the person types; a list beside each group would be too long for Slack."""
    services = order_form.like(_live(desk), body["value"])
    ack(options=desk.options("orders/services", services=services, unsure=False))


def register(app: App) -> None:
    """Say what starts what."""
    app.action("mapping.open")(open_list)
    app.action("mapping.service")(choose)
    app.action("mapping.guess")(press)
    app.action("mapping.nobody")(press)
    app.options("mapping.service")(offer_services)


TIMERS: dict[str, Timer] = {SHOW: show_now, PLACE: place_now}
