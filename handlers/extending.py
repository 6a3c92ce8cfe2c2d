"""Extending: asking for longer service hours for once, with the price before it is sent."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.catalog import Service
from bot.catalog.moments import Said, Stretch
from bot.catalog.walls import between, wall
from bot.delivery import timers
from bot.desk import Desk, Timer
from bot.process import cards
from bot.value import deciders, extra_hours, lasting, longer, purchases
from bot.value.longer import Longer
from handlers import keeping_open, order_form, settling
from handlers.approvals import open_view

LEAD_AFTER = timedelta(minutes=30)
REMIND_BEFORE = timedelta(hours=1)


@dataclass(frozen=True)
class Filled:
    """The form as it stands; `turn` counts how often the bot itself changed a time in it."""

    day: date
    begins: str  # on the wall of who asks: "19:00"
    until: str
    service: str | None = None
    stake: str = ""
    seen: int | None = None  # the price that the person last saw, in minor units
    priced: str | None = None  # the service it was worked out for
    over: bool = False
    turn: int = 0
    question: int | None = None  # the number of the one whose wish it fills in


def open_form(
    desk: Desk,
    body: dict[str, Any],
    key: str | None,
    said: Said | Stretch | None = None,
    stake: str = "",
    *,
    lasts: int | None = None,
    at: datetime | None = None,
    question: int | None = None,
) -> None:
    """Open the form for a service, or any, with the times that were said, else the evening's.

    They were said `at` an instant, and that it `lasts` so many hours.
    """
    person, now = body.get("user_id") or body["user"]["id"], clock.now()
    with desk.session() as session:
        unit = desk.unit_of(session, person)
        zone = desk.zone(desk.person(session, person))
        service = _extendable(desk, session, person, key)
        hours = longer.level_of(session, desk.catalog, unit, service, now).hours if service else None
        when = said if isinstance(said, Stretch) else lasting.meant(said, lasts, hours, at or now, zone)[0]
        day, begins, until = longer.prefilled(hours, when, now, zone)
        chosen = service.key if service else None
        filled = Filled(day, begins, until, chosen, stake, question=question)
        facts = _facts(desk, session, person, filled)
    open_view(desk, body, "extending/form", **facts)


def _extendable(desk: Desk, session: Session, person: str, key: str | None) -> Service | None:
    service = desk.catalog_of(session, person).services.get(key or "")
    return service if service is not None and service.stage == "live" and service.tiers else None


def _facts(
    desk: Desk, session: Session, person: str, filled: Filled, *, changed: bool = False
) -> dict[str, Any]:
    zone = desk.zone(desk.person(session, person))
    wish = _wish(desk, session, person, filled)
    asks = wish is not None and wish.hours > 0
    return {
        **{name: getattr(filled, name) for name in ("day", "begins", "until", "stake", "turn", "question")},
        "over": filled.over and wish is not None and not wish.fits,
        "service": wish.service if wish else None,
        "longer": wish,
        "fitting": wall(wish.fitting, zone).at if wish and wish.fitting else None,
        "owner": _owner(desk, session, wish, person) if wish and asks else None,
        "approver": purchases.payer_of(session, desk.catalog, wish.unit, wish.price, {person})
        if wish and wish.price
        else None,
        "higher": longer.higher(wish.service, wish.tier, wish.starts_at, wish.ends_at)
        if wish and asks
        else None,
        "zone": zone,
        "changed": changed and asks,
    }


def _owner(desk: Desk, session: Session, wish: Longer, person: str) -> str:
    return deciders.owner_first(session, desk.catalog, wish.service, person, clock.now())[0]


def _wish(desk: Desk, session: Session, person: str, filled: Filled) -> Longer | None:
    service = _extendable(desk, session, person, filled.service)
    if service is None:
        return None
    unit, zone = desk.unit_of(session, person), desk.zone(desk.person(session, person))
    starts_at, ends_at = between(filled.day, filled.begins, filled.until, zone)
    return longer.draft(session, desk.catalog, unit, service, starts_at, ends_at, clock.now())


def read(view: dict[str, Any]) -> Filled:
    """Return what stands in the form."""
    given = order_form.private(view)
    return Filled(
        day=date.fromisoformat(order_form.field(view, "day") or ""),
        begins=order_form.field(view, "from") or "",
        until=order_form.field(view, "until") or "",
        service=order_form.field(view, "service"),
        stake=order_form.field(view, "stake") or "",
        seen=given.get("seen"),
        priced=given.get("priced"),
        over=given.get("over", False),
        turn=given.get("turn", 0),
        question=given.get("question"),
    )


def start(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open the form from a button: its value is a service, perhaps with the time that was asked about, or any."""
    key, _, when = action.get("value", "any").partition("|")
    open_form(desk, body, key, longer.unpacked(when) if when else None)
    ack()


def offer_services(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """The services to choose from, as the person types."""
    with desk.read() as session:
        live = [each for each in desk.catalog_of(session, body["user"]["id"]).live() if each.tiers]
    ack(options=desk.options("orders/services", services=order_form.like(live, body["value"]), unsure=False))


def look_again(ack: Ack, body: dict[str, Any], desk: Desk) -> None:
    """Show the new price after a field that changes it."""
    _redraw(desk, body, replace(read(body["view"]), over=False))
    ack()


def choose_way(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Apply one of the ways forward under a price that the funding does not carry."""
    filled = read(body["view"])
    changed = {"over": True} if action["value"] == "over" else {"until": action["value"]}
    _redraw(desk, body, replace(filled, turn=filled.turn + 1, **changed))
    ack()


def _redraw(desk: Desk, body: dict[str, Any], filled: Filled) -> None:
    with desk.session() as session:
        facts = _facts(desk, session, body["user"]["id"], filled)
    desk.update(body["view"]["id"], body["view"]["hash"], "extending/form", **facts)


def ask(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Ask for what the form says; a price that the person has not seen yet is shown first."""
    person, filled = body["user"]["id"], read(view)
    with desk.session() as session:
        wish = _wish(desk, session, person, filled)
        ready = _is_ready(wish, filled)
        if wish is not None and ready:
            _place(desk, session, person, wish, filled)
        else:
            facts = _facts(desk, session, person, filled, changed=wish is not None)
            session.rollback()  # nothing is accepted: the same form may come again if this answer is lost
    if ready:
        ack()
    else:
        ack(response_action="update", view=desk.view("extending/form", **facts))


def _is_ready(wish: Longer | None, filled: Filled) -> bool:
    if wish is None or not wish.hours or wish.service.key != filled.priced:
        return False
    seen = None if wish.price is None else wish.price.minor
    return seen == filled.seen and (wish.fits or filled.over)


def _place(desk: Desk, session: Session, person: str, wish: Longer, filled: Filled) -> None:
    now = clock.now()
    order = extra_hours.place(session, desk.catalog, wish, person=person, stake=filled.stake, now=now)
    settling.settle(desk, session, filled.question, order)
    cards.show(session, desk.catalog, order, now, remaining=wish.remaining)
    facts, key = {"order_id": order.number}, f"hours:{order.number}"
    timers.set_timer(session, "hours.lead", now + LEAD_AFTER, now=now, key=f"{key}:lead", facts=facts)
    keeping_open.lapse_at(session, order.number, wish.ends_at, now)


TIMERS: dict[str, Timer] = {**keeping_open.TIMERS}


def register(app: App) -> None:
    """Say what starts what."""
    app.action("hours.start")(start)
    app.options("hours.service")(offer_services)
    app.action(re.compile(r"^hours\.(look|service)$"))(look_again)
    app.action("hours.fit.until")(choose_way)
    app.action("hours.fit.over")(choose_way)
    app.view("hours.ask")(ask)
    keeping_open.register(app)
