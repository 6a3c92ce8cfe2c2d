"""Status: where somebody's own orders stand, by number, by what was ordered, or the latest."""

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog
from bot.process import cards, orders
from bot.process.orders import UNFINISHED, Order
from bot.value.answers.cards import Asker
from bot.value.answers.decided import Topic

MOST = 5
LOOKED_AT = 100


@dataclass(frozen=True)
class StatusAnswer:
    """Orders of the person who asks; `number` is the one that was asked for, `about` the service's name."""

    aspect: str
    orders: tuple[dict[str, Any], ...]
    number: int | None
    about: str | None
    more: int


def status(session: Session, catalog: Catalog, topic: Topic, asker: Asker) -> StatusAnswer:
    """Return what was asked about, else the latest; nobody learns of other people's orders."""
    mine = orders.of(session, asker.person, most=LOOKED_AT)
    about = catalog.services.get(topic.service or "")
    wanted = [order for order in mine if _is_meant(order, topic)]
    shown = wanted if wanted or topic.asked.number is not None else list(mine)
    return StatusAnswer(
        aspect="status",
        orders=tuple(cards.facts_of(catalog, order) for order in shown[:MOST]),
        number=topic.asked.number,
        about=about.name if about and wanted else None,
        more=max(len(shown) - MOST, 0),
    )


def _is_meant(order: Order, topic: Topic) -> bool:
    if topic.asked.number is not None:
        return order.id == topic.asked.number
    return topic.service is not None and order.service == topic.service


def has_any(session: Session, person: str, service: str) -> bool:
    """Tell whether somebody waits for an order of a service, or got one lately."""
    latest = orders.of(session, person)
    return any(order.service == service and order.state in (*UNFINISHED, "done") for order in latest)
