"""Settling: the message about a wish becomes the card of what came of it, however that was sent."""

from sqlmodel import Session

from bot.customer import asked
from bot.delivery import outbox
from bot.delivery.jobs import is_private
from bot.desk import Desk
from bot.process import cards
from bot.process.orders import Order
from bot.refusal import Refused


def card(question: int) -> str:
    """Return the name of the message about a wish, by the number of its question."""
    return f"wish:{question}"


def settle(desk: Desk, session: Session, question: int | None, order: Order) -> None:
    """Let the wish's message become the requester's own, or point to it from where others read it.

    Without a question it began with no wish. Raises Refused when the wish was sent already.
    """
    if question is None:
        return
    if not asked.send_once(session, question, wished_for=order.kind == "capability"):
        raise Refused("wishes/already", ["my_orders", "talk"])
    place = outbox.card_place(session, card(question))
    if place is None or is_private(place[0]):
        outbox.rename(session, card(question), cards.requester_card(session, order))
    else:
        desk.show(session, card(question), place[0], "wishes/sent", order=cards.facts_of(desk.catalog, order))
