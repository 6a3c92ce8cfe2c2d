"""Relaying: what one side writes below its card of an order, the other side reads below its own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from bot.catalog import Catalog
from bot.delivery import outbox
from bot.delivery.jobs import Card, is_private
from bot.process import cards, orders, pauses, questions
from bot.process.orders import Order, OrderEvent

CARD = re.compile(r"order:(\d+):(requester|closing|team|worker|left|approver|question)(?::(\d+))?")
TEAMS = ("team", "worker", "left")
WORDS_FOR_US = re.compile(r"(please )?tell (them|him|her|the customer)\b( that)?[\s:,]*", re.IGNORECASE)


@dataclass(frozen=True)
class Thread:
    """The thread under one card of an order; `question` is the team's question that the card shows."""

    order: Order
    card: str  # requester, closing, team, worker, left, approver, question
    question: int | None = None

    @property
    def is_teams(self) -> bool:
        """Whether it is the people who work on it that write there."""
        return self.card in TEAMS


@dataclass(frozen=True)
class Said:
    """What somebody wrote, with the names of the files they added, which stay where they are."""

    by: str
    text: str
    files: Sequence[str] = ()


def find(session: Session, channel: str, thread_ts: str) -> Thread | None:
    """Return whose thread this is, None when it is below no order's card."""
    below = select(Card.key).where(Card.channel == channel, Card.ts == thread_ts)
    found = CARD.match(session.exec(below).first() or "")
    if found is None:
        return None
    asked = int(found[3]) if found[2] == "question" and found[3] else None
    return Thread(orders.find(session, int(found[1])), found[2], asked)


def meant(text: str) -> str:
    """Return what is to be told, without "tell them" before it."""
    return WORDS_FOR_US.sub("", text, count=1).strip() if WORDS_FOR_US.match(text) else text


def pass_on(session: Session, catalog: Catalog, thread: Thread, said: Said, now: datetime) -> Order:
    """Bring what was written in a thread to the other side; a customer's word ends the waiting for it."""
    order = orders.find(session, thread.order.number)
    if thread.question is not None:
        return answer(session, catalog, order.number, thread.question, said, now)[0]
    if thread.is_teams or said.by != order.person:
        return _from_us(session, catalog, order, said, now)
    order = _heard(session, catalog, _conversation(session, order), said, now)
    _bring(session, catalog, order, "orders/said", now, said=said)
    return order


def answer(
    session: Session, catalog: Catalog, order_id: int, question_id: int, said: Said, now: datetime
) -> tuple[Order, OrderEvent, OrderEvent]:
    """Store what answers a question, show it where it was asked, and bring it to the team.

    Raises Refused for anybody but the person who asked for the order.
    """
    order, question, reply = questions.answer(
        session, order_id, question_id, by=said.by, note=said.text, now=now
    )
    order = _resumed(session, catalog, order, said.by, now)
    session.flush()
    show_question(session, catalog, order, question, reply, now)
    _bring(session, catalog, order, "orders/reply", now, question=question, reply=reply)
    return order, question, reply


def show_question(
    session: Session,
    catalog: Catalog,
    order: Order,
    question: OrderEvent,
    reply: OrderEvent | None,
    now: datetime,
) -> None:
    """Show the person who asked a question of the team, and their answer once there is one."""
    facts = {"order": cards.facts_of(catalog, order), "question": question, "reply": reply}
    card = f"order:{order.id}:question:{question.id}"
    outbox.show(session, card, order.person, "orders/question", now=now, facts=facts)


def to_requester(
    session: Session, catalog: Catalog, order: Order, template: str, now: datetime, **facts: Any
) -> None:
    """Say something in the thread under the card of the person who asked; of a task under its order's."""
    whole = orders.find(session, order.part_of) if order.part_of else order
    place = cards.asked_below(session, whole) or outbox.card_place(
        session, cards.requester_card(session, whole)
    )
    to = place[0] if place and not is_private(place[0]) else order.person
    _say(session, catalog, order, to, place, template, now, facts)


def to_team(
    session: Session, catalog: Catalog, order: Order, template: str, now: datetime, **facts: Any
) -> None:
    """Say something in the thread under the team's card; while no team has it, under the approver's.

    Of what is private and nobody here has yet, nobody is told.
    """
    place = _place(catalog, order)
    if place is not None:
        card, to = place
        _say(session, catalog, order, to, outbox.card_place(session, card), template, now, facts)


def _place(catalog: Catalog, order: Order) -> tuple[str, str] | None:
    decides = order.team is None and order.approver
    return cards.team_card(catalog, order) or ((f"order:{order.id}:approver", decides) if decides else None)


def is_kept(catalog: Catalog, order: Order) -> bool:
    """Say whether a customer's word waits for whoever takes the order, because nobody may read it yet."""
    return order.team is not None and cards.team_card(catalog, order) is None


def _bring(
    session: Session, catalog: Catalog, order: Order, template: str, now: datetime, **facts: Any
) -> None:
    """Bring a customer's word to the team, or tell it that there is one, for whoever takes the order."""
    if is_kept(catalog, order):
        assert order.team is not None
        place = outbox.card_place(session, f"order:{order.id}:team")
        about = {"order": cards.facts_for(session, catalog, order, order.team)}
        thread = place[1] if place else None
        outbox.say(session, order.team, "orders/kept_words", now=now, thread=thread, facts=about)
    else:
        to_team(session, catalog, order, template, now, **facts)


def _say(
    session: Session,
    catalog: Catalog,
    order: Order,
    to: str,
    place: tuple[str, str] | None,
    template: str,
    now: datetime,
    facts: dict[str, Any],
) -> None:
    told = {"order": cards.facts_of(catalog, order), **facts}
    outbox.say(session, to, template, now=now, thread=place[1] if place else None, facts=told)


def _from_us(session: Session, catalog: Catalog, order: Order, said: Said, now: datetime) -> Order:
    """Bring to the person who asked what the team says, or who decides on it."""
    if said.by == order.person:  # a customer who is in the team's channel: the team reads it there
        return _heard(session, catalog, order, said, now)
    _record(session, order, said, now)
    to_requester(session, catalog, order, "orders/said", now, said=said)
    return order


def _heard(session: Session, catalog: Catalog, order: Order, said: Said, now: datetime) -> Order:
    _record(session, order, said, now)
    return _resumed(session, catalog, order, said.by, now)


def _record(session: Session, order: Order, said: Said, now: datetime) -> None:
    orders.record(session, order, now, said.by, "said", said.text)


def _resumed(session: Session, catalog: Catalog, order: Order, by: str, now: datetime) -> Order:
    if order.state == "waiting" and by == order.person:
        order = pauses.resume(session, catalog, order.number, by=by, now=now)
        cards.show(session, catalog, order, now)
    return order


def _conversation(session: Session, order: Order) -> Order:
    """Return whom a customer answers below one card: of its parts the team that wrote last, else the order's."""
    ours = select(Order).join(OrderEvent, col(OrderEvent.order_id) == col(Order.id))
    wrote = ours.where(
        (col(Order.id) == order.id) | (col(Order.part_of) == order.id),
        col(OrderEvent.what).in_(("said", "asked")),
        OrderEvent.by != order.person,
    )
    return session.exec(wrote.order_by(col(OrderEvent.id).desc()).limit(1)).first() or order
