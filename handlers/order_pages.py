"""Ordering in several steps: turning the pages of the form, sending it, and going on with what was left."""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.delivery import schedules
from bot.desk import Desk, Timer
from bot.process import kept_forms
from bot.refusal import Refused
from bot.value import drafts
from handlers import order_form, order_steps, orders
from handlers.order_form import Filled
from handlers.order_steps import View

FORGET = "order.forget"


def turn_page(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """Next: what is wrong is told at its field, else the next page comes, at the end the summing up."""
    with desk.session() as session:
        filled, number = order_steps.read(session, desk, body)
        found = order_steps.problems(desk, filled, number)
        following = None
        if found:
            session.rollback()  # the same page may come again
        else:
            following = order_steps.after(session, desk, body["user"]["id"], filled, number)
    if following is None:
        ack(response_action="errors", errors=order_steps.errors(desk, found))
    else:
        ack(response_action="update", view=desk.view(following[0], **following[1]))


def go_back(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Back, or Change beside a page in the summing up: what stands here is kept."""
    _turn_to(desk, body, int(action["value"]))
    ack()


def look_again(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """Show or hide the questions that depend on what was just chosen."""
    _turn_to(desk, body)
    ack()


def _turn_to(desk: Desk, body: dict[str, Any], number: int | None = None) -> None:
    with desk.session() as session:
        filled, here = order_steps.read(session, desk, body)
        wanted = here if number is None else number
        template, facts = order_steps.at(session, desk, body["user"]["id"], filled, wanted)
    desk.update(body["view"]["id"], body["view"]["hash"], template, **facts)


def send_order(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """Send, under the summing up; what changed meanwhile is shown first."""
    person = body["user"]["id"]
    with desk.session() as session:
        filled, _ = order_steps.read(session, desk, body)
        following = _before_sending(session, desk, person, filled)
    if following is None:
        ack()
    else:
        ack(response_action="update", view=desk.view(following[0], **following[1]))


def _before_sending(session: Session, desk: Desk, person: str, filled: Filled) -> View | None:
    """Place the order and return None, or return the page on which something is to be looked at once more."""
    asker, now = desk.person(session, person), clock.now()
    unit, _ = order_form.unit_of(desk, session, asker, filled)
    draft = order_form.draft(desk, session, asker, unit, filled, now)
    is_ready = draft is not None and order_form.is_ready(draft, filled)
    if draft is not None and is_ready:
        draft = drafts.at_its_level(session, desk.catalog, draft, now)
        filled = order_steps.settled(filled, draft)
    following = order_steps.to_mend(session, desk, person, filled)
    if following is not None:
        return following
    if draft is not None and is_ready:
        orders.place_filled(desk, session, person, draft, filled)
        return None
    return "orders/form", order_form.facts(session, desk, person, filled, changed=True)


def keep_first_page(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """Keep an order that was begun and closed on its first page."""
    filled = order_form.read(body)
    if filled.service and (filled.touched or filled.text or filled.kept):
        with desk.session() as session:
            filled = order_steps.whole(session, body["user"]["id"], filled)
            order_steps.keep(session, body["user"]["id"], filled, clock.now())
    ack()


def keep_page(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """Keep an order that was closed on a later page; of one that was sent elsewhere nothing is to be kept."""
    with suppress(Refused), desk.session() as session:
        filled, number = order_steps.read(session, desk, body)
        order_steps.keep(session, body["user"]["id"], filled, clock.now(), number)
    ack()


def go_on(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Go on with the order that was left, on the page where it was."""
    person, view = body["user"]["id"], body["view"]
    with desk.session() as session:
        filled, number = order_steps.kept(session, person, action["value"])
        filled = replace(filled, turn=filled.turn + 1)  # or Slack keeps what stands in the empty form
        template, facts = order_steps.at(session, desk, person, filled, number)
    desk.update(view["id"], view["hash"], template, **facts)
    ack()


def start_anew(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Forget the order that was left."""
    person, view = body["user"]["id"], body["view"]
    filled = replace(order_form.read(body), touched=True)
    with desk.session() as session:
        kept_forms.forget(session, person, action["value"])
        facts = order_form.facts(session, desk, person, filled)
    desk.update(view["id"], view["hash"], "orders/form", **facts)
    ack()


def keep_schedules(session: Session, desk: Desk, now: datetime) -> None:
    """See to it that forms which nobody went on with are forgotten."""
    schedules.keep(session, FORGET, kept_forms.EVERY_NIGHT, desk.catalog.company.zone, now=now)


def forget_old(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of the night."""
    kept_forms.forget_old(session, now)


TIMERS: dict[str, Timer] = {FORGET: forget_old}


def register(app: App) -> None:
    """Say what starts what."""
    app.view("order.page")(turn_page)
    app.view("order.send")(send_order)
    app.view_closed("order.place")(keep_first_page)
    app.view_closed("order.page")(keep_page)
    app.view_closed("order.send")(keep_page)
    app.action(re.compile(r"^order\.back(\.\d+)?$"))(go_back)
    app.action("order.field")(look_again)
    app.action("order.go_on")(go_on)
    app.action("order.anew")(start_anew)
