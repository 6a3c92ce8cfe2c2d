"""Assessing: what the business says of a service: what its loss costs, what it is for, and that targets suit."""

from collections.abc import Callable, Mapping
from html import unescape
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog.amendments import Amendment
from bot.catalog.definitions import Problem
from bot.desk import Desk
from bot.value import additions, assessing
from bot.value.book import Book
from handlers import order_form


def assess(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open what an hour without a service costs; the button's value is its key."""
    with desk.session() as session:
        facts = assessing.impact_form(session, desk.book(session, body["user"]["id"]), *_about(action))
    open_form(desk, body, "defining/impact", facts)
    ack()


def weigh(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """Tell at once whether it can be back within the hours that were just typed."""
    view, said = body["view"], read(body["view"])
    private = order_form.private(view)
    with desk.session() as session:
        asked = desk.book(session, body["user"]["id"])
        facts = assessing.impact_form(session, asked, private["service"], private["changes"], said)
    desk.update(view["id"], view["hash"], "defining/impact", **facts)
    ack()


def save_impact(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Save, or Propose, under what a loss costs."""
    _save(ack, body, view, desk, assessing.impact_problems, assessing.add_impact)


def reword(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open what a service is for; the button's value is its key."""
    with desk.session() as session:
        facts = assessing.outcome_form(session, desk.book(session, body["user"]["id"]), *_about(action))
    open_form(desk, body, "defining/outcome", facts)
    ack()


def save_words(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Save, or Propose, under what a service is for."""
    _save(ack, body, view, desk, assessing.outcome_problems, assessing.add_outcome)


def _save(
    ack: Ack,
    body: dict[str, Any],
    view: dict[str, Any],
    desk: Desk,
    problems_of: Callable[[dict[str, Any]], dict[str, Problem]],
    add: Callable[[Session, Book, str, dict[str, Any], int | None], Amendment],
) -> None:
    private, said = order_form.private(view), read(view)
    if problems := problems_of(said):
        ack(response_action="errors", errors=words(desk, problems))
        return
    with desk.session() as session:
        asked = desk.book(session, body["user"]["id"])
        show(session, desk, add(session, asked, private["service"], said, private["changes"]))
    ack()


def agree(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """The Agree button beside the proposed targets of a level; its value is the service and the level."""
    service, _, tier = action["value"].partition(":")
    with desk.session() as session:
        asked = desk.book(session, body["user"]["id"])
        show(session, desk, assessing.agree(session, asked, service, tier))
    ack()


def show(session: Session, desk: Desk, amendment: Amendment) -> None:
    """Bring the messages about an addition up to date."""
    additions.show(session, desk.catalog, amendment, clock.now())


def read(view: dict[str, Any]) -> dict[str, Any]:
    """Return what stands in a form by its fields; None where nothing does."""
    values = view["state"]["values"]
    return {name: _content(state) for name, fields in values.items() for state in fields.values()}


def words(desk: Desk, problems: Mapping[str, Problem]) -> dict[str, str]:
    """Return what is wrong with each field, in words."""
    said = {name: desk.renderer.message("defining/wrong", each._asdict()) for name, each in problems.items()}
    return {name: unescape(str(message["text"])) for name, message in said.items()}


def _content(state: dict[str, Any]) -> Any:
    if "selected_options" in state:
        return [option["value"] for option in state["selected_options"]]
    option = state.get("selected_option") or {}
    typed_in = option.get("value") or state.get("value") or state.get("selected_date")
    chosen = typed_in or state.get("selected_user")
    return chosen.strip() or None if isinstance(chosen, str) else chosen


def _about(action: dict[str, Any]) -> tuple[str, int | None]:
    """Return the service that a button is about, and the proposal whose words are to be changed."""
    service, _, number = action["value"].partition(":")
    return service, int(number) if number else None


def open_form(desk: Desk, body: dict[str, Any], template: str, facts: dict[str, Any]) -> None:
    """Open a form, on top of the one that is open if there is one."""
    on_top = body.get("view", {}).get("type") == "modal"
    (desk.push if on_top else desk.open)(body["trigger_id"], template, **facts)


def register(app: App) -> None:
    """Say what starts what."""
    app.action("defining.impact")(assess)
    app.action("defining.weigh")(weigh)
    app.view("defining.assess")(save_impact)
    app.action("defining.outcome")(reword)
    app.view("defining.reword")(save_words)
    app.action("defining.agree")(agree)
