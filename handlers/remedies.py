"""Remedies: nudges before a target is missed, and what its owner does so that it is not missed again."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.delivery import outbox, timers
from bot.desk import Desk, Timer
from bot.process import cards, nudges, orders, parts, remedies
from bot.process.orders import Order
from bot.process.remedies import Remedy
from handlers import order_form, statements

ASK, TELL = "remedy.ask", "remedy.tell"
MORNING = time(9)


def look(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer after each step of an order: what is due next, old nudges, the statement it is about."""
    order = orders.find(session, facts["order_id"])
    nudges.arrange(session, desk.catalog, order, now)
    statements.follow(session, desk, order)
    for reader in nudges.told(session, order):
        _nudge(session, desk, order, reader, None)
    if nudges.is_missed(order, now) and not parts.unfinished(session, order):  # given back after it was due
        _miss(session, desk, order, "resolution", now)


def nudge(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of a nudge: tells whoever has it, unless it is done, waits, or is due later by now.

    Of what several teams do each is told of its part, and nobody of the whole.
    """
    order = orders.find(session, facts["order_id"])
    if nudges.due_of(order, facts["what"]) != facts["due"] or parts.unfinished(session, order):
        return
    reader = nudges.reader_of(order, facts["what"]) or _owner(desk, session, order)
    if reader is not None:
        _nudge(session, desk, order, reader, facts)
    if facts["stage"] == "missed":
        _miss(session, desk, order, facts["what"], now)


def _nudge(session: Session, desk: Desk, order: Order, reader: str, said: Mapping[str, Any] | None) -> None:
    place = outbox.card_place(session, f"order:{order.id}:team") if reader == order.team else None
    desk.show(
        session,
        nudges.card_of(order, reader),
        reader,
        "targets/nudge",
        thread=place[1] if place else None,
        order=cards.facts_for(session, desk.catalog, order, reader),
        said={name: said[name] for name in ("what", "stage", "due")} if said else None,
        mine=reader == order.assignee,
    )


def _miss(session: Session, desk: Desk, order: Order, what: str, now: datetime) -> None:
    """Open a remedy with the owner of the service, who hears of it in private.

    What nobody has yet they are asked to see to first (`handlers.untaken`): then they hear of the remedy on
    the morning of the next service day.
    """
    owner = _owner(desk, session, order)
    remedy = remedies.open_for(session, desk.catalog, order, what, owner, now) if owner else None
    if remedy is not None and order.assignee:
        show(session, desk, remedies.together(session, remedy.number), now)
    elif remedy is not None:
        at = _morning(desk, remedies.due_on(session, desk.catalog, order, now, days=1))
        facts = {"remedy": remedy.number}
        timers.set_timer(session, TELL, at, now=now, key=f"remedy:{remedy.id}:tell", facts=facts)


def tell(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of the next morning: tells of what was missed while nobody had it."""
    show(session, desk, remedies.together(session, facts["remedy"]), now)


def _morning(desk: Desk, day: date) -> datetime:
    return datetime.combine(day, MORNING, ZoneInfo(desk.catalog.company.zone))


def _owner(desk: Desk, session: Session, order: Order) -> str | None:
    service = desk.catalog.services.get(order.service or "")
    owner = desk.slack_id(session, service.owner) if service else None
    return owner or next(iter(desk.leads(session)), None)


def show(session: Session, desk: Desk, found: Sequence[Remedy], now: datetime) -> None:
    """Bring the owner's one message up to date, and have the question come on the day that was named."""
    first = found[0]
    desk.show(session, f"remedy:{first.id}", first.owner, "remedies/missed", **_facts(session, desk, found))
    if first.done_at is None:
        at = _morning(desk, first.due_on)
        key = f"remedy:{first.id}:{first.due_on}"
        facts = {"remedy": first.number, "due_on": first.due_on}
        timers.set_timer(session, ASK, max(at, now), now=now, key=key, facts=facts)


def _facts(session: Session, desk: Desk, found: Sequence[Remedy]) -> dict[str, Any]:
    service = desk.catalog.services.get(found[0].service or "")
    return {
        "remedy": found[0].model_dump(),
        "service_name": service.name if service else None,
        "misses": [_miss_of(session, desk, each) for each in found],
    }


def _miss_of(session: Session, desk: Desk, each: Remedy) -> dict[str, Any]:
    """Return what was missed: a target of an order, or a measure's in a month."""
    if each.order_id is None:
        return each.model_dump(include={"what", "measure", "month", "value", "target"})
    order = orders.find(session, each.order_id)
    return {"what": each.what, "order": cards.facts_for(session, desk.catalog, order, each.owner)}


def ask(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """The timer of the day that the owner named: asks once whether it is done and what came of it."""
    found = remedies.together(session, facts["remedy"])
    if found[0].done_at is None and found[0].due_on == facts["due_on"]:
        _show_question(session, desk, found, facts["due_on"].isoformat())


def _show_question(session: Session, desk: Desk, found: Sequence[Remedy], asked: str) -> None:
    """Post the question of a day, or bring it up to date if it stands there."""
    first = found[0]
    facts = {**_facts(session, desk, found), "asked": asked}
    desk.show(session, f"remedy:{first.id}:{asked}", first.owner, "remedies/ask", **facts)


def say_action(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Say what you do: a form, from the owner's message or from the question."""
    _open(desk, body, "remedies/form", action["value"])
    ack()


def say_result(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Yes, it is done: a form for what came of it."""
    _open(desk, body, "remedies/result", action["value"])
    ack()


def _open(desk: Desk, body: dict[str, Any], template: str, value: str) -> None:
    """Open a form about "remedy:day of the question"."""
    number, _, asked = value.partition(":")
    with desk.read() as session:
        found = remedies.together(session, int(number))
        remedies.check_owner(found, body["user"]["id"])
        facts = {**_facts(session, desk, found), "asked": asked}
    desk.open(body["trigger_id"], template, **facts)


def save_action(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """What is done, and until when, sent."""
    private, by = order_form.private(view), body["user"]["id"]
    said, until = order_form.field(view, "action") or "", order_form.field(view, "until") or ""
    with desk.session() as session:
        day = date.fromisoformat(until)
        found = remedies.record(session, private["remedy"], by=by, action=said, until=day)
        _follow(session, desk, found, private["asked"])
    ack()


def save_result(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """What came of it, sent."""
    private, by = order_form.private(view), body["user"]["id"]
    said = order_form.field(view, "result") or ""
    with desk.session() as session:
        found = remedies.settle(session, private["remedy"], by=by, result=said, now=clock.now())
        _follow(session, desk, found, private["asked"])
    ack()


def put_off(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Not yet: asked again five service days from now."""
    number, _, asked = action["value"].partition(":")
    with desk.session() as session:
        order_id = remedies.together(session, int(number))[0].order_id
        order = orders.find(session, order_id) if order_id is not None else None
        until = remedies.due_on(session, desk.catalog, order, clock.now())
        found = remedies.put_off(session, int(number), by=body["user"]["id"], until=until)
        _follow(session, desk, found, asked)
    ack()


def _follow(session: Session, desk: Desk, found: Sequence[Remedy], asked: str) -> None:
    """Bring the message up to date, and the question that was answered in it."""
    show(session, desk, found, clock.now())
    if asked:
        _show_question(session, desk, found, asked)


def register(app: App) -> None:
    """Say what starts what."""
    app.action("remedy.say")(say_action)
    app.view("remedy.said")(save_action)
    app.action("remedy.done")(say_result)
    app.view("remedy.result")(save_result)
    app.action("remedy.later")(put_off)


TIMERS: dict[str, Timer] = {orders.CLOCK: look, nudges.NUDGE: nudge, TELL: tell, ASK: ask}
