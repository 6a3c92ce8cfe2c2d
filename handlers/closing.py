"""Closing: whoever asked says first whether it works for them; then what it was worth, or it opens again."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.customer import gate
from bot.delivery import outbox, timers
from bot.desk import Desk, Timer
from bot.process import cards, orders, relaying, steps, working
from bot.process.orders import Order
from bot.value import ending
from handlers import home, order_form, recovering, surveying
from handlers.approvals import open_view

REMIND_AFTER = timedelta(days=1)


def ask_working(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Ask whether it works, soon after it is done; not about a task, nor who wants no such questions."""
    order = orders.find(session, facts["order_id"])
    if order.state == "done" and facts.get("done_at", order.done_at) == order.done_at:
        ask(session, desk, order, now)


def ask(session: Session, desk: Desk, order: Order, now: datetime, **answer: Any) -> None:
    """Ask in one message, which goes on with what the person says; `answer` is what the catalog had to say."""
    person = desk.person(session, order.person)
    if order.kind == "task" or person.refuses_surveys:
        return
    _show(session, desk, order, _stamp(order), "ask", **answer)
    facts = {"order_id": order.number, "done_at": order.done_at}
    key = f"remind:{order.number}:{_stamp(order)}"
    due_at = gate.moment(desk.catalog.company, person, now + REMIND_AFTER)
    timers.set_timer(session, "closing.remind", due_at, now=now, key=key, facts=facts)


def remind(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Remind once, below the question, who has not said yet whether it works."""
    order = orders.find(session, facts["order_id"])
    still_open = order.state == "done" and order.done_at == facts["done_at"]
    if still_open and not order.working_again and not desk.person(session, order.person).refuses_surveys:
        _show_reminder(session, desk, order, _stamp(order), waits=True)


def _show_reminder(session: Session, desk: Desk, order: Order, stamp: int, *, waits: bool) -> None:
    """Remind below the question; once it was answered, point to the answer."""
    place = outbox.card_place(session, _card(order.number, stamp))
    told = {"order": cards.facts_of(desk.catalog, order), "stamp": stamp, "waits": waits}
    language, thread = desk.language(session, order.person), place[1] if place else None
    card = f"{_card(order.number, stamp)}:remind"
    desk.show(session, card, order.person, "closing/remind", thread=thread, language=language, **told)


def _end_reminder(session: Session, desk: Desk, order: Order, stamp: int) -> None:
    if outbox.card_place(session, f"{_card(order.number, stamp)}:remind"):
        _show_reminder(session, desk, order, stamp, waits=False)


def say_works(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Take the Yes: it is closed, and what it was worth is asked in the same message."""
    now, (number, stamp) = clock.now(), _asked(action)
    with desk.session() as session:
        order = working.confirm(session, number, by=body["user"]["id"], now=now)
        recovering.hear_closing(session, desk, order, True, now)
        cards.show(session, desk.catalog, order, now)
        _end_reminder(session, desk, order, stamp)
        if not surveying.begin(session, desk, order, _card(number, stamp), now):
            _show(session, desk, order, stamp, "works")
        ending.note_order(session, order.number, now)
    ack()


def say_not_working(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Take the No: its team has it again at once, with the due time it had."""
    now, (number, stamp) = clock.now(), _asked(action)
    with desk.session() as session:
        order = working.object_to(session, number, by=body["user"]["id"], now=now)
        order.team = order.team or desk.team(session, desk.catalog.services.get(order.service or ""))
        recovering.hear_closing(session, desk, order, False, now)
        cards.show(session, desk.catalog, order, now)
        _show(session, desk, order, stamp, "again")
        _end_reminder(session, desk, order, stamp)
        _tell_team(session, desk, order, now)
        home.redraw(session, desk, body)
    ack()


def open_wrong(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open the form for a word on what is wrong."""
    number, stamp = _asked(action)
    with desk.read() as session:
        order = orders.find(session, number)
        working.check_asked(order, body["user"]["id"])
        facts = cards.facts_of(desk.catalog, order)
        language = desk.language(session, order.person)
    open_view(desk, body, "closing/wrong", order=facts, stamp=stamp, language=language)
    ack()


def say_wrong(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Bring the word on what is wrong to the team, below its card."""
    now, private = clock.now(), order_form.private(view)
    with desk.session() as session:
        order = orders.find(session, private["order"])
        working.check_asked(order, body["user"]["id"])
        said = relaying.Said(order.person, order_form.field(view, "note") or "")
        thread = relaying.Thread(order, "requester")
        order = relaying.pass_on(session, desk.catalog, thread, said, now)
        _show(session, desk, order, private["stamp"], "again", said=said)
    ack()


def close_order(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Close an order that stayed done; not one that was reopened and is done again since."""
    order = orders.find(session, facts["order_id"])
    stays_done = order.done_at == facts["done_at"]
    asked = outbox.card_place(session, _card(order.number, _stamp(order)))
    quiet = desk.person(session, order.person).refuses_surveys
    if not stays_done or not steps.close(session, order.number, by=orders.NOBODY, now=now):
        return
    ending.note_order(session, order.number, now)
    if asked and not quiet:
        _show(session, desk, order, _stamp(order), "closed")
        _end_reminder(session, desk, order, _stamp(order))


def _show(session: Session, desk: Desk, order: Order, stamp: int, step: str, **more: Any) -> None:
    """Bring the one message about this time that it was done to the step that comes next."""
    about = cards.facts_of(desk.catalog, order)
    how = working.last(session, order.number, "how")
    facts = {"order": about, "stamp": stamp, "step": step, "how": how, "answer": None, "said": None, **more}
    language = desk.language(session, order.person)
    desk.show(
        session, _card(order.number, stamp), order.person, "closing/closing", language=language, **facts
    )


def _tell_team(session: Session, desk: Desk, order: Order, now: datetime) -> None:
    service = desk.catalog.services.get(order.service or "")
    owner = desk.slack_id(session, service.owner) if service else None
    relaying.to_team(session, desk.catalog, order, "closing/reopened", now, owner=owner)


def _card(number: int, stamp: int) -> str:
    return f"order:{number}:closing:{stamp}"


def _stamp(order: Order) -> int:
    """Return which time of being done it is: what is done a second time is asked about anew."""
    return int(order.done_at.timestamp()) if order.done_at else 0


def _asked(action: dict[str, Any]) -> tuple[int, int]:
    number, _, stamp = action["value"].partition(":")
    return int(number), int(stamp)


def register(app: App) -> None:
    """Say what starts what."""
    app.action("closing.yes")(say_works)
    app.action("closing.no")(say_not_working)
    app.action("closing.wrong")(open_wrong)
    app.view("closing.wrong")(say_wrong)


TIMERS: dict[str, Timer] = {
    "survey.ask": ask_working,
    "closing.remind": remind,
    "order.close": close_order,
}
