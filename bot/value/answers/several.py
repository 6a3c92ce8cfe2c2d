"""Several: what becomes of a message that asks more than one thing. No rows, no words."""

from collections.abc import Iterable, Sequence
from itertools import takewhile

from bot.catalog import Catalog, ways_to_ask
from bot.value.answers.decided import Spoken, Topic
from bot.value.answers.topics import of_service

OF_A_TIME = ("hours", "extend")


def so_far(topics: Sequence[Topic]) -> Spoken | None:
    """Return what a message was about up to its next question."""
    last = topics[-1] if topics else None
    if last is None:
        return None
    asked = last.asked
    return Spoken(last.service, last.tier, last.aspect, None, asked.moment, asked.span, last.other)


def of_the_next(catalog: Catalog, topics: Sequence[Topic]) -> list[Topic]:
    """Return the topics; what a message begins with, such as "what does it cost", is of the service named after it."""
    begins = list(takewhile(lambda topic: ways_to_ask.MERE.search(topic.asked.text.lower()), topics))
    rest = list(topics[len(begins) :])
    named = rest[0].service if rest else None
    if named is None:
        return list(topics)
    asked = [each.asked for each in begins]
    return [*(of_service(catalog, each, each.aspect or "what", named, None) for each in asked), *rest]


def once(topics: Iterable[Topic]) -> tuple[Topic, ...]:
    """Return the topics without those that ask the same again in other words."""
    found: dict[tuple[object, ...], Topic] = {}
    for each in topics:
        entry = (each.match.kind, each.match.faq) if each.match else None
        moment = each.asked.moment if each.aspect in OF_A_TIME else None
        found.setdefault(
            (each.aspect, each.service, each.tier, entry, each.asked.quantity, moment, each.asked.span), each
        )
    return tuple(found.values())


def left(catalog: Catalog, unknown: Iterable[Topic], too_many: Iterable[Topic]) -> tuple[str, ...]:
    """Return what a message asks beside that which is answered: in its own words, or by a service's name."""
    names = (catalog.service(each.service).name if each.service else each.asked.text for each in too_many)
    return (*(each.asked.text for each in unknown), *names)
