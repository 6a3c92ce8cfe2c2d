"""Stock answers: what the catalog says already, for the team to send with one tap."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.catalog import Catalog
from bot.catalog.finding import Match
from bot.process.orders import Order

MOST = 8
GENERAL = "-"  # the key of what concerns no service


@dataclass(frozen=True)
class StockAnswer:
    """One answer of the catalog; `name` is how a button names it."""

    name: str
    question: str
    answer: str
    verified_on: date


def offered(catalog: Catalog, order: Order, nearest: Sequence[Match]) -> list[StockAnswer]:
    """Return what may answer an order: what is nearest to its words first, then the rest of its service.

    `catalog` is as the person who asked may see it.
    """
    names = [_name(match.service, match.faq) for match in nearest if match.faq is not None]
    service = catalog.services.get(order.service or "")
    names += [_name(service.key, at) for at in range(len(service.faqs))] if service else []
    found = [named(catalog, name) for name in dict.fromkeys(names)]
    return [each for each in found if each is not None][:MOST]


def named(catalog: Catalog, name: str) -> StockAnswer | None:
    """Return the answer of that name, None when the catalog has none."""
    key, _, at = name.partition(".")
    service = catalog.services.get(key)
    faqs = catalog.faqs if key == GENERAL else service.faqs if service else ()
    if not at.isdecimal() or int(at) >= len(faqs):
        return None
    faq = faqs[int(at)]
    return StockAnswer(name, faq.question, faq.answer, faq.verified_on)


def _name(service: str | None, at: int | None) -> str:
    return f"{service or GENERAL}.{at}"
