"""Stock answers: what the catalog says already, sent by the team with one tap."""

from typing import Any

from slack_bolt import Ack, App
from sqlmodel import Session

from bot import clock
from bot.customer import people
from bot.desk import Desk
from bot.process import cards, orders, relaying, stock_answers, working
from bot.process.orders import AT_WORK, Order
from bot.process.relaying import Said
from bot.value import purchases
from handlers import closing, teamwork
from handlers.approvals import settle


def open_answers(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Answer from the catalog, on the team's card: what its service is asked, and what comes near."""
    with desk.read() as session:
        order = orders.find(session, int(action["value"]))
        unit = desk.catalog.company.units.get(people.unit_of(session, order.person) or "")
    hidden = desk.catalog.hidden_from(unit)
    near = desk.finder.explain(order.text, hidden).own
    found = stock_answers.offered(desk.catalog.seen_by(unit), order, near)
    teamwork.open_form(desk, body, order.number, "orders/stock", answers=found)
    ack()


def send_answer(ack: Ack, action: dict[str, Any], body: dict[str, Any], desk: Desk) -> None:
    """Send one to the person who asked; a question is done with it, and they say whether it helped."""
    number, _, name = action["value"].partition(":")
    with desk.session() as session:
        by = teamwork.worker(desk, session, body)
        order = orders.find(session, int(number))
        answer = stock_answers.named(desk.catalog, name)
        if order.state not in AT_WORK or answer is None:
            raise orders.too_late(session, order)
        _send(desk, session, order, by, answer)
        facts = cards.facts_of(desk.catalog, order)
    settle(desk, body, facts)
    ack()


def _send(desk: Desk, session: Session, order: Order, by: str, answer: stock_answers.StockAnswer) -> None:
    now, said = clock.now(), Said(by, answer.question)
    relaying.to_team(session, desk.catalog, order, "orders/stock_told", now, said=said)
    if order.kind != "question":
        orders.record(session, order, now, by, "said", answer.question)
        relaying.to_requester(session, desk.catalog, order, "orders/stock_sent", now, answer=answer, by=by)
        return
    order = purchases.finish(session, desk.catalog, order.number, by=by, now=now)
    working.say_how(session, order, by=by, now=now, note=answer.question)
    teamwork.follow_up(session, desk, order, now, asks=False)
    cards.show(session, desk.catalog, order, now)
    closing.ask(session, desk, order, now, answer=answer)


def register(app: App) -> None:
    """Say what starts what."""
    app.action("order.stock")(open_answers)
    app.action("order.send_stock")(send_answer)
