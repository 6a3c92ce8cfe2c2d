"""Working on orders: taking, asking, answering, finishing, and closing what stayed done."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.delivery import outbox, timers
from bot.desk import Desk, Timer
from bot.process import approvers, cards, orders, pauses, questions
from bot.process.orders import Order, OrderEvent
from bot.value import purchases
from handlers import order_form
from handlers.approvals import open_view

SURVEY_AFTER = timedelta(minutes=2)
CLOSE_AFTER = timedelta(days=3)
NOBODY = ""  # what closes by itself is closed by no person


def take_order(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Take, on the team's card."""
    now = clock.now()
    with desk.session() as session:
        worker = _worker(desk, session, body)
        pauses.end(session, desk.catalog, int(action["value"]), worker, now)
        order = orders.take(session, int(action["value"]), by=worker, now=now)
        cards.show(session, desk.catalog, order, now)
    ack()


def finish_order(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Done, on the team's card; a survey follows soon, and the order closes if nobody objects."""
    now = clock.now()
    with desk.session() as session:
        worker = _worker(desk, session, body)
        order = purchases.finish(session, desk.catalog, int(action["value"]), by=worker, now=now)
        cards.show(session, desk.catalog, order, now)
        _follow_up(session, order.number, now)
    ack()


def _follow_up(session: Session, number: int, now: datetime) -> None:
    facts = {"order_id": number, "done_at": now}
    timers.set_timer(session, "survey.ask", now + SURVEY_AFTER, now=now, key=f"survey:{number}", facts=facts)
    # What is reopened is done a second time, and then has three days again: a key for each time.
    key = f"close:{number}:{now.isoformat()}"
    timers.set_timer(session, "order.close", now + CLOSE_AFTER, now=now, key=key, facts=facts)


def close_order(session: Session, desk: Desk, now: datetime, facts: Mapping[str, Any]) -> None:
    """Close an order that stayed done; not one that was reopened and is done again since."""
    if orders.find(session, facts["order_id"]).done_at == facts["done_at"]:
        orders.close(session, facts["order_id"], by=NOBODY, now=now)


def _worker(desk: Desk, session: Session, body: dict[str, Any]) -> str:
    """Return who pressed the button. Raises Refused when they are not of the provider."""
    person = desk.person(session, body["user"]["id"])
    approvers.check_worker(desk.catalog, person.unit)
    return person.id


def open_question(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open the form for a question, from the team's card."""
    with desk.session() as session:
        _worker(desk, session, body)
        facts = cards.facts_of(desk.catalog, orders.find(session, int(action["value"])))
    open_view(desk, body, "orders/ask", order=facts)
    ack()


def ask_requester(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Ask the person who wants the order, in a message of its own: below an older one it would go unseen."""
    with desk.session() as session:
        worker = _worker(desk, session, body)
        number, note = _private(view)["order"], order_form.field(view, "note") or ""
        order, question = questions.ask(session, number, by=worker, note=note, now=clock.now())
        session.flush()
        _show_question(desk, session, order, question, None)
    ack()


def open_answer(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open the form for the answer, from the team's question."""
    number, _, question_id = action["value"].partition(":")
    with desk.read() as session:
        order = orders.find(session, int(number))
        orders.check_requester(order, body["user"]["id"])
        question = questions.find(session, int(number), int(question_id))
        facts = {"order": cards.facts_of(desk.catalog, order), "question": question}
    open_view(desk, body, "orders/answer", **facts)
    ack()


def answer_team(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Answer the team, in the thread under its card."""
    given, note = _private(view), order_form.field(view, "note") or ""
    with desk.session() as session:
        order, question, reply = questions.answer(
            session, given["order"], given["question"], by=body["user"]["id"], note=note, now=clock.now()
        )
        session.flush()
        _show_question(desk, session, order, question, reply)
        tell_team(desk, session, order, "orders/reply", question=question, reply=reply)
    ack()


def _show_question(
    desk: Desk,
    session: Session,
    order: Order,
    question: OrderEvent,
    reply: OrderEvent | None,
) -> None:
    desk.show(
        session,
        f"order:{order.id}:question:{question.id}",
        order.person,
        "orders/question",
        order=cards.facts_of(desk.catalog, order),
        question=question,
        reply=reply,
    )


def tell_team(desk: Desk, session: Session, order: Order, template: str, **facts: Any) -> None:
    """Say something in the thread under the team's card, if the team has one."""
    card = cards.team_card(desk.catalog, order)
    if card is not None:
        name, place = card
        facts = {"order": cards.facts_of(desk.catalog, order), **facts}
        thread = _thread(session, name)
        outbox.say(session, place, template, now=clock.now(), thread=thread, facts=facts)


def _thread(session: Session, card: str) -> str | None:
    place = outbox.card_place(session, card)
    return place[1] if place else None


def _private(view: dict[str, Any]) -> dict[str, int]:
    private: dict[str, int] = json.loads(view["private_metadata"])
    return private


TIMERS: dict[str, Timer] = {"order.close": close_order}


def register(app: App) -> None:
    """Say what starts what."""
    app.action("order.take")(take_order)
    app.action("order.done")(finish_order)
    app.action("order.ask")(open_question)
    app.view("order.asked")(ask_requester)
    app.action("order.answer")(open_answer)
    app.view("order.answered")(answer_team)
