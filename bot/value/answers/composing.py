"""Composing: what was decided becomes the facts of one message, figures from rows and the catalog only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, ways_to_order
from bot.catalog.aspects import OF_EACH, Aspect
from bot.catalog.finding import Match
from bot.customer import asked as questions
from bot.value.answers import difference, for_once, price, status
from bot.value.answers.cards import Asker
from bot.value.answers.decided import Decided, Spoken, Topic
from bot.value.answers.going_on import of_services
from bot.value.answers.parts import of_topic

MOST_CHOICES = 3
MOST_IN_FULL = 3  # of more parts each is told in a sentence, where it is
IN_SHORT = frozenset({*OF_EACH, "service", "faq"})
IN_PRIVATE = frozenset({"status", "stop", "changes", "funding"})  # nobody else's business


@dataclass(frozen=True)
class Answer:
    """Which words to use and the facts that fill them; `spoken` is what the conversation is about now."""

    template: str
    facts: dict[str, Any]
    kind: str = "answer"
    aspect: Aspect = "what"
    match: Match | None = None
    spoken: Spoken | None = None
    private: bool = False  # to be read by nobody but the person who asked

    def noted(self, question_id: int | None) -> "Answer":
        """Return it with the number under which the question was noted."""
        return replace(self, facts={**self.facts, "question_id": question_id})


def compose(session: Session | None, catalog: Catalog, decided: Decided, asker: Asker, **more: Any) -> Answer:
    """Return the answer to a message; `catalog` is as the asker may see it.

    Without a session there are no rows, and what only rows know is left out and named as missing.
    """
    topics = _topics(session, decided, asker)
    if not topics and decided.kind == "elsewhere":
        return _elsewhere(session, catalog, decided, asker, **more)
    if not topics:
        return _choose(catalog, decided, asker, **more)
    parts = [of_topic(session, catalog, topic, asker) for topic in topics]
    last = next((topic for topic in reversed(topics) if topic.service), topics[-1])
    match = next((topic.match for topic in topics if topic.match and topic.aspect != "elsewhere"), None)
    return Answer(
        "ask/answer",
        {
            **_frame(catalog, asker, match, **more),
            "parts": [{**vars(part), "in_short": _is_in_short(part, parts)} for part in parts],
            "services": of_services(parts),
            "left": list(decided.left),
            "unit_name": asker.unit.name if asker.unit and session else None,
            "missing": session is None and any(_needs_rows(part) for part in parts),
        },
        aspect=topics[0].aspect,
        match=match,
        spoken=_spoken(last, parts, decided.before or Spoken()),
        private=any(topic.aspect in IN_PRIVATE for topic in topics),
    )


def _topics(session: Session | None, decided: Decided, asker: Asker) -> tuple[Topic, ...]:
    """Return what to answer: about an order where one was meant, if there is one."""
    meant = decided.orders_of
    if session and meant and status.has_any(session, asker.person, meant):
        return (Topic(decided.asked[0], "status", meant),)
    return decided.topics if decided.kind == "answer" else ()


def _choose(catalog: Catalog, decided: Decided, asker: Asker, **more: Any) -> Answer:
    template = "ask/choices" if decided.kind == "choices" else "ask/unknown"
    facts = {
        **_frame(catalog, asker, None, **more),
        "choices": choices(catalog, decided.offered),
        "wanted": ways_to_order.wants(decided.text),
    }
    return Answer(template, facts, decided.kind, decided.aspect, decided.match)


def _elsewhere(
    session: Session | None, catalog: Catalog, decided: Decided, asker: Asker, **more: Any
) -> Answer:
    """Say who helps with what is not IT's, and what IT has that comes near: unless it is sure, that is a choice."""
    parts = [of_topic(session, catalog, topic, asker) for topic in decided.topics]
    offered = choices(catalog, decided.offered)
    facts = {
        **_frame(catalog, asker, None, **more),
        "parts": [vars(part) for part in parts],
        "choices": offered,
    }
    if offered and not all(topic.surely for topic in decided.topics):
        return Answer("ask/elsewhere", facts, "choices", "elsewhere", decided.offered[0])
    return Answer("ask/elsewhere", facts, "elsewhere", "elsewhere", decided.match)


def about(decided: Decided) -> set[str]:
    """Return the services that the answer may speak of, the ones to choose from among them."""
    entries = (*(topic.match for topic in decided.topics), *decided.nearest)
    keys = {match.service for match in entries if match} | {topic.service for topic in decided.topics}
    return {key for key in (*keys, decided.orders_of) if key}


def others(
    catalog: Catalog, nearest: Sequence[Match], shown: Sequence[str], asker: Asker, **more: Any
) -> Answer:
    """Return the nearest entries that were not shown before, after the best one missed."""
    left = [each for each in choices(catalog, nearest, most=len(nearest)) if each["value"] not in shown]
    facts = {
        **_frame(catalog, asker, None, **{**more, "shown": list(shown)}),
        "choices": left[:MOST_CHOICES],
    }
    return Answer("ask/choices" if left else "ask/unknown", facts, "choices" if left else "none")


def _frame(
    catalog: Catalog,
    asker: Asker,
    match: Match | None,
    *,
    shown: Sequence[str] = (),
    question_id: int | None = None,
) -> dict[str, Any]:
    now_shown = [questions.named(catalog, match.service, match.faq)] if match else []
    return {
        "catalog_on": asker.today,
        "matched": match.title if match else None,
        "shown": list(dict.fromkeys([*shown, *now_shown])),
        "question_id": question_id,
    }


def choices(catalog: Catalog, matches: Sequence[Match], most: int = MOST_CHOICES) -> list[dict[str, str]]:
    """Return entries as words and the lasting name by which `picked` knows them again."""
    return [
        {"text": match.title, "value": questions.named(catalog, match.service, match.faq)}
        for match in matches[:most]
    ]


def picked(catalog: Catalog, name: str) -> Match | None:
    """Return the entry of that name, None when the asker's catalog has none."""
    found = questions.entry_named(catalog, name)
    if found is None:
        return None
    service, faq = found
    if faq is None:
        return Match("service", service.key, None, service.name, 1.0, 1.0) if service else None
    faqs = service.faqs if service else catalog.faqs
    return Match("faq", service.key if service else None, faqs.index(faq), faq.question, 1.0, 1.0)


def _spoken(topic: Topic, parts: Sequence[Any], before: Spoken) -> Spoken:
    """Return what the conversation is about after this answer; the level is the one whose figure was first."""
    first = next((part for part in parts if isinstance(part, price.PriceAnswer)), None)
    tier = topic.tier or (first.sums[0].level if first and first.sums else None)
    if topic.service is None or topic.service != before.service:
        before = Spoken()
    asked, units = topic.asked, first.quantity if first else None  # 12 of a thousand parcels, not 12,000
    return Spoken(
        topic.service,
        tier or before.tier,
        topic.aspect,
        units or asked.quantity or before.quantity,
        asked.moment or before.moment,
        asked.span or before.span,
        topic.other,
    )


def _is_in_short(part: Any, parts: Sequence[Any]) -> bool:
    return len(parts) > MOST_IN_FULL and part.aspect in IN_SHORT


def _needs_rows(part: Any) -> bool:
    if isinstance(part, for_once.LongerHours):
        return part.promise is not None
    counts = isinstance(part, price.PriceAnswer | difference.DifferenceAnswer)
    return counts or getattr(part, "aspect", "") == "missing"
