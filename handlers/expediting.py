"""Expediting: asking for a change that cannot wait, with who can say yes now."""

import re
from datetime import date, timedelta
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog import Service
from bot.catalog.walls import wall
from bot.customer import people
from bot.delivery import timers
from bot.desk import Desk, Timer
from bot.money import Money
from bot.process import cards, expediting, orders
from bot.value import deciders, expedited
from bot.value.expedited import Wish
from handlers import going_ahead, order_form, settling
from handlers.approvals import open_view

NEXT_AFTER = timedelta(minutes=30)
RUNNING = "#"  # before the number of an order that shall be sped up


def open_form(
    desk: Desk,
    body: dict[str, Any],
    key: str | None,
    change: str = "",
    running: int | None = None,
    *,
    question: int | None = None,
) -> None:
    """Open the form for a change to a service, or any, or for an order that is running."""
    person, now = body.get("user_id") or body["user"]["id"], clock.now()
    with desk.session() as session:
        desk.works_for_of(session, person)
        if running is not None:
            order = orders.find(session, running)
            orders.check_requester(order, person)
            key, change = order.service, order.text
        zone = desk.zone(desk.person(session, person))
        by = wall(now + timedelta(hours=4), zone)
        given = {"change": change, "day": by.on, "by": by.at, "running": running, "question": question}
        facts = _facts(desk, session, person, key, **given)
    open_view(desk, body, "expediting/form", **facts)


def _facts(desk: Desk, session: Session, person: str, key: str | None, **given: Any) -> dict[str, Any]:
    now = clock.now()
    service = _changeable(desk, session, person, key)
    asked = deciders.reachable_first(session, desk.catalog, service, person, now) if service else []
    return {
        "service": service,
        "known": expediting.known(session, service) if service else None,
        "asked": asked,
        "at_desks": expediting.at_desks(desk.catalog.company, now),
        "currency": desk.catalog.company.currency,
        "zone": desk.zone(desk.person(session, person)),
        "passed": False,
        **dict.fromkeys(("costs", "loss", "risk", "way_back")),
        **given,
    }


def _changeable(desk: Desk, session: Session, person: str, key: str | None) -> Service | None:
    service = desk.catalog_of(session, person).services.get(key or "")
    return service if service is not None and service.stage == "live" else None


def start(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open the form from a button: a service with what was said, an order by number, or any."""
    key, _, change = action.get("value", "any").partition("|")
    running = int(key[1:]) if key.startswith(RUNNING) else None
    open_form(desk, body, key, change, running)
    ack()


def offer_services(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The services to choose from, as the person types."""
    with desk.read() as session:
        live = desk.catalog_of(session, body["user"]["id"]).live()
    ack(options=desk.options("orders/services", services=order_form.like(live, body["value"]), unsure=False))


def look_again(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """Show what is known of the service that was chosen, and who can say yes now."""
    view, person = body["view"], body["user"]["id"]
    with desk.read() as session:
        zone = people.zone_of(session, person) or desk.catalog.company.zone
    passed = going_ahead.instant(view, zone) <= clock.now()
    desk.update(view["id"], view["hash"], "expediting/form", **_shown(desk, body, view, passed=passed))
    ack()


def _shown(desk: Desk, body: dict[str, Any], view: dict[str, Any], **more: Any) -> dict[str, Any]:
    field = order_form.field
    given = {name: field(view, name) for name in ("change", "by", "costs", "loss", "risk", "way_back")}
    day = date.fromisoformat(field(view, "day") or "")
    carried = order_form.private(view)
    with desk.session() as session:
        key = _service_of(session, view)
        facts = _facts(desk, session, body["user"]["id"], key, day=day, **carried, **given, **more)
        session.rollback()  # nothing is accepted: the same form may come again
    return facts


def _service_of(session: Session, view: dict[str, Any]) -> str | None:
    running = order_form.private(view)["running"]
    return orders.find(session, running).service if running else order_form.field(view, "service")


def ask(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Ask for what the form says; a time that has passed, or no service yet, brings the form again."""
    person, now = body["user"]["id"], clock.now()
    with desk.session() as session:
        service = _changeable(desk, session, person, _service_of(session, view))
        wish = _wish(desk, session, person, view)
        ready = service is not None and wish.wanted_by > now
        if service is not None and ready:
            question = order_form.private(view)["question"]
            _place(desk, session, person, service, wish, question)
        else:
            session.rollback()  # nothing is accepted: the same form may come again
    if ready:
        ack()
    else:
        shown = _shown(desk, body, view, passed=wish.wanted_by <= now)
        ack(response_action="update", view=desk.view("expediting/form", **shown))


def _wish(desk: Desk, session: Session, person: str, view: dict[str, Any]) -> Wish:
    field, zone = order_form.field, desk.zone(desk.person(session, person))
    loss = field(view, "loss")
    return Wish(
        change=field(view, "change") or "",
        wanted_by=going_ahead.instant(view, zone),
        waiting_costs=field(view, "costs") or "",
        loss=Money.of(loss, desk.catalog.company.currency) if loss else None,
        risk=field(view, "risk") or "",
        way_back=field(view, "way_back") or "",
        running=order_form.private(view)["running"],
    )


def _place(
    desk: Desk, session: Session, person: str, service: Service, wish: Wish, question: int | None
) -> None:
    now, unit = clock.now(), desk.works_for_of(session, person)
    order = expedited.place(session, desk.catalog, wish, person=person, unit=unit, service=service, now=now)
    settling.settle(desk, session, question, order)
    cards.show(session, desk.catalog, order, now)
    facts, key = {"order_id": order.number}, f"expedite:{order.number}:next"
    timers.set_timer(session, "expedite.next", now + NEXT_AFTER, now=now, key=key, facts=facts)


TIMERS: dict[str, Timer] = {**going_ahead.TIMERS}


def register(app: App) -> None:
    """Say what starts what."""
    app.action("expedite.start")(start)
    app.options("expedite.service")(offer_services)
    app.action(re.compile(r"^expedite\.(look|service)$"))(look_again)
    app.view("expedite.ask")(ask)
    going_ahead.register(app)
