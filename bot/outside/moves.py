"""Moves: what another system may do to an order, by the same functions as people in Slack, whose cards follow."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from bot.desk import Desk
from bot.process import cards, orders, pauses, questions, relaying, steps
from bot.process.orders import Order
from bot.process.relaying import Said, Thread

Finish = Callable[[Session, Desk, int, str, datetime, str], Order]
"""Finishes an order of this number on somebody's word, now, with a note, and shows it."""


class Moves:
    """Acts for the other system called `name`; `finish` is what the team's Done does."""

    def __init__(self, desk: Desk, name: str, finish: Finish) -> None:
        self.desk = desk
        self.by = f"outside:{name}"
        self._finish = finish

    def change(self, session: Session, number: int, status: str, note: str, now: datetime) -> Order:
        """Bring an order to `taken`, `waiting` or `done`; what is so already stays as it is.

        Raises Refused when it cannot, as for people.
        """
        order = orders.find(session, number)
        if order.state == status:
            return order
        if status == "done":
            pauses.end(session, self.desk.catalog, number, by=self.by, now=now)
            return self._finish(session, self.desk, number, self.by, now, note)
        order = (
            self._take(session, order, note, now)
            if status == "taken"
            else pauses.wait(session, number, by=self.by, now=now, note=note)
        )
        cards.show(session, self.desk.catalog, order, now)
        if status == "waiting" and note:
            self._ask(session, number, note, now)
        return order

    def _take(self, session: Session, order: Order, note: str, now: datetime) -> Order:
        if order.state == "waiting":
            return pauses.resume(session, self.desk.catalog, order.number, by=self.by, now=now, note=note)
        return steps.take(session, order.number, by=self.by, now=now)

    def comment(self, session: Session, number: int, text: str, now: datetime) -> Order:
        """Bring a word from the team to the person who asked, who can answer it, and show the team what was said.

        Raises Refused when it is over.
        """
        order, said = orders.find(session, number), Said(self.by, text)
        if order.state not in orders.AT_WORK:
            raise orders.too_late(session, order)
        relaying.pass_on(session, self.desk.catalog, Thread(order, "team"), said, now)
        relaying.to_team(session, self.desk.catalog, order, "orders/told", now, said=said)
        return order

    def _ask(self, session: Session, number: int, text: str, now: datetime) -> None:
        order, question = questions.ask(session, number, by=self.by, note=text, now=now)
        session.flush()
        relaying.show_question(session, self.desk.catalog, order, question, None, now)

    def refer(self, session: Session, number: int, ref: str, now: datetime) -> Order:
        """Note the number that the other system gave to an order."""
        return refer(session, number, ref, self.by, now)


def refer(session: Session, number: int, ref: str, by: str, now: datetime) -> Order:
    """Note the number that another ticket system gave to an order."""
    order = orders.find(session, number)
    if order.outside_ref != ref:
        order.outside_ref = ref
        orders.record(session, order, now, by, "referred", ref)
    return order
