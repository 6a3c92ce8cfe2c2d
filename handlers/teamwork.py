"""Working on orders: taking, asking, waiting, answering, finishing, and what else the team's card offers."""

from datetime import datetime, timedelta
from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.customer import gate
from bot.delivery import timers
from bot.desk import Desk
from bot.process import approvers, cards, orders, parts, pauses, questions, relaying, working
from bot.process.orders import AT_WORK, Order
from bot.refusal import Refused
from bot.value import purchases, statements_reply
from handlers import order_form
from handlers.approvals import open_view

SURVEY_AFTER = timedelta(minutes=2)
CLOSE_AFTER = timedelta(days=3)
# What the menu of the team's card opens.
MORE = {
    "tell": "orders/tell",
    "ask": "orders/ask",
    "wait": "orders/ask",
    "done": "orders/done",
    "hand_over": "orders/hand_over",
    "assign": "orders/assign",
}


def take_order(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Take, on the team's card: the first of two has it."""
    now = clock.now()
    with desk.session() as session:
        by = worker(desk, session, body)
        order = working.take(session, int(action["value"]), by=by, now=now)
        cards.show(session, desk.catalog, order, now)
    ack()


def take_over(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Take over what somebody has."""
    now = clock.now()
    with desk.session() as session:
        by = worker(desk, session, body)
        order = working.take_over(session, desk.catalog, int(action["value"]), by=by, now=now)
        cards.show(session, desk.catalog, order, now)
    ack()


def finish_order(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Done, on the team's card; whether it works is asked soon, and it closes if nobody objects.

    What a statement waits for is done with its answer, for which a form asks where nothing was said yet.
    """
    number = int(action["value"])
    with desk.read() as session:
        owes_answer = statements_reply.owes_answer(session, number)
    if owes_answer:
        open_form(desk, body, number, MORE["done"], answers=True)
    else:
        with desk.session() as session:
            finish(session, desk, number, worker(desk, session, body), clock.now())
    ack()


def finish_with_note(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Done, with a word on how: the form is sent."""
    number, note = order_form.private(view)["order"], order_form.field(view, "note") or ""
    with desk.session() as session:
        finish(session, desk, number, worker(desk, session, body), clock.now(), note)
    ack()


def finish(session: Session, desk: Desk, number: int, by: str, now: datetime, note: str = "") -> Order:
    """Finish an order, or a task and with the last one the order that it is a part of."""
    parts.check_over(session, orders.find(session, number))
    order = purchases.finish(session, desk.catalog, number, by=by, now=now)
    working.say_how(session, order, by=by, now=now, note=note)
    if order.kind == "task":
        go_on(session, desk, order, by, now)
    else:
        follow_up(session, desk, order, now)
        cards.show(session, desk.catalog, order, now)
    return order


def go_on(session: Session, desk: Desk, task: Order, by: str, now: datetime) -> None:
    """Let what comes after a task begin; after the last one the whole order is done."""
    whole = parts.go_on(session, desk.catalog, task, now)
    if whole.state in AT_WORK and parts.is_over(session, whole):
        finish(session, desk, whole.number, by, now)
    else:
        cards.show(session, desk.catalog, whole, now)


def follow_up(session: Session, desk: Desk, order: Order, now: datetime, *, asks: bool = True) -> None:
    """Have it asked whether it works, outside quiet hours, and closed if nobody objects for so long from then on.

    What is reopened is done a second time, and then asked about and closed anew: a key for each time.
    """
    number, time = order.number, now.isoformat()
    facts, asked_at = {"order_id": number, "done_at": now}, now
    if asks:
        asked_at = gate.moment(desk.catalog.company, desk.person(session, order.person), now + SURVEY_AFTER)
        timers.set_timer(session, "survey.ask", asked_at, now=now, key=f"survey:{number}:{time}", facts=facts)
    due_at = max(now, asked_at - SURVEY_AFTER) + CLOSE_AFTER
    timers.set_timer(session, "order.close", due_at, now=now, key=f"close:{number}:{time}", facts=facts)


def worker(desk: Desk, session: Session, body: dict[str, Any]) -> str:
    """Return who pressed the button. Raises Refused when they are not of the provider."""
    person = desk.person(session, body["user"]["id"])
    approvers.check_worker(desk.catalog, person.unit)
    return person.id


def open_more(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open what was chosen in the menu of the team's card."""
    name, _, number = action["selected_option"]["value"].partition(":")
    with desk.read() as session:
        answers = name == "done" and statements_reply.owes_answer(session, int(number))
    open_form(desk, body, int(number), MORE[name], waits=name == "wait", answers=answers)
    ack()


def open_form(desk: Desk, body: dict[str, Any], number: int, template: str, **facts: Any) -> None:
    """Open a form about an order, for who may work on it. Raises Refused when nobody works on it any more."""
    with desk.session() as session:
        by, order = worker(desk, session, body), orders.find(session, number)
        if order.state not in AT_WORK:
            raise orders.too_late(session, order)
        about = cards.facts_of(desk.catalog, order)
    open_view(desk, body, template, order=about, person=by, **facts)


def open_question(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Open the form for a question, from the team's card."""
    open_form(desk, body, int(action["value"]), "orders/ask", waits=False)
    ack()


def ask_requester(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Ask the person who wants the order, in a message of its own: below an older one it would go unseen."""
    now, note = clock.now(), order_form.field(view, "note") or ""
    with desk.session() as session:
        by, number = worker(desk, session, body), order_form.private(view)["order"]
        order, question = questions.ask(session, number, by=by, note=note, now=now)
        if order_form.field(view, "meanwhile") == "waits" and order.state != "waiting":
            order = pauses.wait(session, number, by=by, now=now, note=note)
            cards.show(session, desk.catalog, order, now)
        session.flush()
        relaying.show_question(session, desk.catalog, order, question, None, now)
    ack()


def resume_order(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Go on, on the card of what waits for the customer."""
    now = clock.now()
    with desk.session() as session:
        by = worker(desk, session, body)
        order = pauses.resume(session, desk.catalog, int(action["value"]), by=by, now=now)
        cards.show(session, desk.catalog, order, now)
    ack()


def assign_order(ack: Ack, body: dict[str, Any], view: dict[str, Any], desk: Desk) -> None:
    """Give it to a colleague, who hears of it in private."""
    now, number, to = clock.now(), order_form.private(view)["order"], order_form.field(view, "to")
    with desk.session() as session:
        by = worker(desk, session, body)
        colleague(desk, session, to or by)
        order = working.assign(session, number, by=by, to=to or by, now=now)
        cards.show(session, desk.catalog, order, now)
        if to not in (None, by):
            desk.say(session, to, "orders/assigned", order=cards.facts_of(desk.catalog, order), by=by)
    ack()


def colleague(desk: Desk, session: Session, person: str) -> None:
    """Let only people of IT get an order to work on. Raises Refused for anybody else."""
    if not approvers.is_worker(desk.catalog, desk.person(session, person).unit):
        raise Refused("orders/not_in_it", ["other_person", "other_team"], person=person)


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
    given, said = order_form.private(view), order_form.field(view, "note") or ""
    with desk.session() as session:
        answer = relaying.Said(body["user"]["id"], said)
        relaying.answer(session, desk.catalog, given["order"], given["question"], answer, clock.now())
    ack()


def tell_team(desk: Desk, session: Session, order: Order, template: str, **facts: Any) -> None:
    """Say something in the thread under the team's card, if the team has one."""
    if order.team is not None:
        relaying.to_team(session, desk.catalog, order, template, clock.now(), **facts)


def register(app: App) -> None:
    """Say what starts what."""
    app.action("order.take")(take_order)
    app.action("order.take_over")(take_over)
    app.action("order.done")(finish_order)
    app.view("order.done")(finish_with_note)
    app.action("order.more")(open_more)
    app.action("order.ask")(open_question)
    app.view("order.asked")(ask_requester)
    app.action("order.resume")(resume_order)
    app.view("order.assigned")(assign_order)
    app.action("order.answer")(open_answer)
    app.view("order.answered")(answer_team)
