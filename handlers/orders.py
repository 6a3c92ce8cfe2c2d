"""Ordering: the form and what it does live, placing, cancelling, and handing something to a person."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog import Service
from bot.customer import asked
from bot.customer.people import Person
from bot.desk import Desk, Timer
from bot.process import cards, handovers, kept_forms, orders, parts
from bot.process.orders import Order
from bot.value import approving, drafts, forms, purchases, undelivered, understanding, wishing
from bot.value.understanding import Wish
from bot.value.wishing import Asking
from handlers import approvals, home, offers, order_form, order_steps, settling, teamwork
from handlers.order_form import Filled


def open_form(
    desk: Desk,
    trigger_id: str,
    person: str,
    service: str | None = None,
    tier: str | None = None,
    text: str = "",
    origin: str | None = None,
    on_top: bool = False,
    *,
    quantity: int = 1,
    starts_on: date | None = None,
    move: bool | None = None,
    for_person: str | None = None,
    details: Mapping[str, Any] | None = None,
    question: int | None = None,
) -> None:
    """Open the order form with what is known already; `on_top` of a modal that is open.

    `question` is the number of the one whose wish it fills in, `details` are answers to the service's own
    form, by the key of the field. Raises Refused when it cannot be ordered.
    """
    begun = Filled(
        service=service,
        tier=tier,
        quantity=quantity,
        starts_on=starts_on,
        move=move,
        text=text,
        origin=origin,
        for_person=None if for_person == person else for_person,
        details=dict(details or {}),
        question=question,
    )
    wanted = ".".join(filter(None, (service or "any", tier)))
    with desk.session() as session:
        filled = order_steps.begun(session, desk, person, begun)
        facts = order_form.facts(session, desk, person, filled, wanted=wanted)
        facts["left_behind"] = order_steps.left_behind(session, desk, person)
    (desk.push if on_top else desk.open)(trigger_id, "orders/form", **facts)


def start_order(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open the form from an Order button; its value is a service, a service with a level, or any."""
    open_wanted(desk, body, action.get("value", "any"))
    ack()


def open_wanted(desk: Desk, body: dict[str, Any], wanted: str) -> None:
    """Open the form for a service ("ERP"), a level of it ("ERP.Standard"), or "any"."""
    service, _, tier = wanted.partition(".")
    on_top = body.get("view", {}).get("type") == "modal"
    chosen = None if service == "any" else service
    open_form(desk, body["trigger_id"], body["user"]["id"], chosen, tier or None, on_top=on_top)


def start_anywhere(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """Open the form from the global shortcut."""
    open_form(desk, body["trigger_id"], body["user"]["id"])
    ack()


def offer_services(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The services to choose from in a form, as the person types."""
    unsure = body["view"]["callback_id"] == "order.hand_over"
    with desk.read() as session:
        catalog = desk.catalog_of(session, body["user"]["id"])
    services = order_form.like(catalog.live() if unsure else catalog.orderable(), body["value"])
    ack(options=desk.options("orders/services", services=services, unsure=unsure))


def look_again(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """Show the new total after a field that changes it."""
    _redraw(desk, body, order_form.read(body))
    ack()


def choose_way(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Apply one of the ways forward under a total that the funding does not carry."""
    field, _, value = action["value"].partition("=")
    _redraw(desk, body, order_form.read(body).changed(field, value))
    ack()


def _redraw(desk: Desk, body: dict[str, Any], filled: Filled) -> None:
    view = body["view"]
    with desk.session() as session:
        facts = order_form.facts(session, desk, body["user"]["id"], replace(filled, touched=True))
    desk.update(view["id"], view["hash"], "orders/form", **facts)


def place_order(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """Place what the form says, or ask what the service wants to know; an unseen total is shown first."""
    person, filled = body["user"]["id"], order_form.read(body)
    with desk.session() as session:
        asker = desk.person(session, person)
        unit, _ = order_form.unit_of(desk, session, asker, filled)
        draft = order_form.draft(desk, session, asker, unit, filled, clock.now())
        if draft is not None and order_form.is_ready(draft, filled):
            following = _go_on(desk, session, person, draft, filled)
        else:
            facts = order_form.facts(session, desk, person, filled, changed=draft is not None)
            following = "orders/form", facts
            session.rollback()  # nothing is accepted: the same form may come again if this answer is lost
    if following is None:
        ack()
    else:
        ack(response_action="update", view=desk.view(following[0], **following[1]))


def _go_on(
    desk: Desk, session: Session, person: str, draft: drafts.Draft, filled: Filled
) -> order_steps.View | None:
    """Return the first page of the service's own questions; place the order and return None without any."""
    draft = drafts.at_its_level(session, desk.catalog, draft, clock.now())
    if draft.ask.service.form:
        filled = order_steps.settled(order_steps.whole(session, person, filled), draft)
        following = order_steps.beyond(session, desk, person, filled, forms.BEFORE)
        if following is not None:
            return following
    place_filled(desk, session, person, draft, filled)
    return None


def place_filled(desk: Desk, session: Session, person: str, draft: drafts.Draft, filled: Filled) -> None:
    """Place what was filled in, and forget what was kept of it."""
    service, tier = draft.ask.service, draft.ask.tier.name
    number = purchases.place(
        session,
        desk.catalog,
        draft,
        person=person,
        now=clock.now(),
        find_team=desk.team,
        text=filled.text,
        origin=filled.origin,
        over=filled.over,
        for_person=filled.for_person,
        details=forms.details(service, filled.details, tier),
        private=filled.private or forms.is_private(service, filled.details, tier),
    )
    if filled.kept:
        kept_forms.forget(session, person, filled.kept)
    if filled.question is not None:
        settling.settle(desk, session, filled.question, orders.find(session, number))
    remaining = drafts.left_before(session, desk.catalog, draft)
    desk.soon(session, "order.show", order_id=number, remaining=remaining)


def show_order(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Put a new order's cards up, right after it is acknowledged, with whoever is there to decide."""
    order = approving.begin(session, desk.catalog, facts["order_id"], now)
    purchases.begin(session, desk.catalog, order, now, desk.team)
    cards.show(session, desk.catalog, order, now, remaining=facts["remaining"])


def cancel_order(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Cancel, from the requester's own message or from Home."""
    now = clock.now()
    with desk.session() as session:
        order = undelivered.cancel(session, int(action["value"]), by=body["user"]["id"], now=now)
        cards.show(session, desk.catalog, order, now, by=body["user"]["id"])
        offers.follow(session, desk, order, now)
        stop_work(desk, session, order, body["user"]["id"], now)
        home.redraw(session, desk, body)
    ack()


def stop_work(desk: Desk, session: Session, order: Order, by: str, now: datetime) -> None:
    """Tell who may be at it, or at a part of it, to stop."""
    tasks = parts.cancel(session, order, by=by, now=now)
    for each in (order, *tasks):
        if each.assignee != by and (each.assignee or each.part_of or each.kind == "hours"):
            teamwork.tell_team(desk, session, each, "orders/stop", by=by)
    if tasks:
        cards.show(session, desk.catalog, order, now, by=by)


def _described(
    desk: Desk,
    kind: str,
    text: str,
    service: str | None,
    origin: str | None,
    reach: str | None = None,
    urgency: int | None = None,
    question: int | None = None,
) -> dict[str, Any]:
    chosen = desk.catalog.services.get(service or "")
    facts = {"reach": reach or "me", "urgency": urgency or handovers.SLOW, "question": question}
    return {"kind": kind, "text": text, "service": chosen, "origin": origin, **facts}


def open_help(
    desk: Desk,
    trigger_id: str,
    text: str = "",
    service: str | None = None,
    kind: str = "question",
    on_top: bool = False,
    *,
    reach: str | None = None,
    urgency: int | None = None,
    origin: str | None = None,
    question: int | None = None,
) -> None:
    """Open the form that hands a question or something broken to a person."""
    facts = _described(desk, kind, text, service, origin, reach, urgency, question)
    (desk.push if on_top else desk.open)(trigger_id, "orders/describe", **facts)


def choose_kind(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Switch the form between something broken, something needed, and a question."""
    view, kind = body["view"], action["selected_option"]["value"]
    filled = order_form.read(body)
    if kind == "order":
        _redraw(desk, body, filled)
    else:
        said = filled.text, filled.service, filled.origin
        facts = _described(desk, kind, *said, question=filled.question)
        desk.update(view["id"], view["hash"], "orders/describe", **facts)
    ack()


def send_to_person(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Send an incident or a question: its form is filled in."""
    filled = order_form.read(body)
    with desk.session() as session:
        hand_over(
            session,
            desk,
            desk.person(session, body["user"]["id"]),
            filled.text,
            service=desk.catalog.services.get(filled.service or ""),
            kind=order_form.field(view, "kind") or "question",
            origin=filled.origin,
            reach=order_form.field(view, "reach"),
            urgency=int(order_form.field(view, "urgency") or 0) or None,
            right=order_form.field(view, "right"),
            question=filled.question,
        )
    ack()


def hand_over(
    session: Session,
    desk: Desk,
    person: Person,
    text: str,
    *,
    service: Service | None = None,
    kind: str = "question",
    origin: str | None = None,
    reach: str | None = None,
    urgency: int | None = None,
    right: str | None = None,
    question: int | None = None,
) -> Order:
    """Give what a person is to look after to who does; both sides get their card, the due date on it.

    `right` is what would make a complaint right, `question` the number of the one whose wish it is. Raises
    Refused when no team can be reached.
    """
    now = clock.now()
    number = understanding.number_in(text) if kind == "complaint" else None
    wish = Wish(kind, text, service.key if service else None, reach=reach, urgency=urgency, number=number)  # type: ignore[arg-type]
    asking = Asking(person.id, desk.works_for(person), True, now)
    order = wishing.send(session, desk.catalog, wish, asking, desk.team, origin, right)
    asked.passed_on(session, person.id, text, now)
    settling.settle(desk, session, question, order)
    cards.show(session, desk.catalog, order, now)
    return order


TIMERS: dict[str, Timer] = {"order.show": show_order}


def register(app: App) -> None:
    """Say what starts what."""
    app.view("order.place")(place_order)
    app.action(re.compile(r"^order\.start(\.\d+)?$"))(start_order)
    app.shortcut("order.start")(start_anywhere)
    app.action(re.compile(r"^order\.(look|service)$"))(look_again)
    app.options("order.service")(offer_services)
    app.action(re.compile(r"^order\.fit\."))(choose_way)
    app.action("order.kind")(choose_kind)
    app.view("order.hand_over")(send_to_person)
    app.action("order.cancel")(cancel_order)
    approvals.register(app)
    teamwork.register(app)
