"""Composing: what was decided becomes the facts of one message, figures from rows and the catalog only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, Service
from bot.catalog.aspects import OF_EACH, Aspect
from bot.catalog.finding import Match
from bot.customer import asked as questions
from bot.value.answers import (
    approval,
    changes,
    charge,
    connected,
    difference,
    elsewhere,
    fewer,
    for_once,
    funds,
    hours,
    price,
    status,
    terms,
    wishes,
)
from bot.value.answers.cards import Asker, Entry, entry
from bot.value.answers.connected import MOST_CONNECTED, Told
from bot.value.answers.decided import Decided, Spoken, Topic
from bot.value.answers.going_on import of_services

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


@dataclass(frozen=True)
class Named:
    """An answer about one entry of the catalog, in the owner's words."""

    aspect: str  # service or faq
    service: Entry | None
    question: str | None
    answer: str | None
    verified_on: date | None


def compose(session: Session | None, catalog: Catalog, decided: Decided, asker: Asker, **more: Any) -> Answer:
    """Return the answer to a message; `catalog` is as the asker may see it.

    Without a session there are no rows, and what only rows know is left out and named as missing.
    """
    topics = _topics(session, decided, asker)
    if not topics and decided.kind == "elsewhere":
        return _elsewhere(session, catalog, decided, asker, **more)
    if not topics:
        return _choose(catalog, decided, asker, **more)
    parts = [_part(session, catalog, topic, asker) for topic in topics]
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
    facts = {**_frame(catalog, asker, None, **more), "choices": choices(catalog, decided.offered)}
    return Answer(template, facts, decided.kind, decided.aspect, decided.match)


def _elsewhere(
    session: Session | None, catalog: Catalog, decided: Decided, asker: Asker, **more: Any
) -> Answer:
    """Say who helps with what is not IT's, and what IT has that comes near: unless it is sure, that is a choice."""
    parts = [_part(session, catalog, topic, asker) for topic in decided.topics]
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


def _part(session: Session | None, catalog: Catalog, topic: Topic, asker: Asker) -> Any:
    """Return the facts of one topic."""
    service = catalog.services.get(topic.service or "")
    if topic.aspect in OF_ROWS:
        return (
            OF_ROWS[topic.aspect](session, catalog, topic, asker)
            if session
            else Told("missing", facts=topic.aspect)
        )
    if topic.aspect == "elsewhere" and topic.match:
        return elsewhere.elsewhere(session, catalog, topic.match, surely=topic.surely)
    if topic.aspect in ("extend", "expedite"):
        return _for_once(session, catalog, service, topic, asker)
    if service is None or topic.aspect in ("restore", "services", "prepared"):
        return _of_none(session, catalog, topic, asker)
    return _of_service(session, catalog, service, topic, asker)


def _for_once(
    session: Session | None, catalog: Catalog, service: Service | None, topic: Topic, asker: Asker
) -> Any:
    known = entry(session, catalog, service, asker) if service else None
    if topic.aspect == "expedite":
        return Told("expedite", known, facts={"text": topic.asked.text})
    return for_once.longer_hours(session, catalog, service, topic, asker, known)


def _of_none(session: Session | None, catalog: Catalog, topic: Topic, asker: Asker) -> Any:
    """Return the facts of a topic that is about no single service."""
    if topic.aspect == "restore":
        return connected.restore(catalog, asker)
    if topic.aspect == "services":
        return _listed("services", catalog.orderable())
    if topic.aspect == "prepared":
        return _listed("prepared", catalog.pipeline())
    if topic.aspect == "hours":
        return hours.desk(session, catalog, topic, asker)
    if topic.aspect == "approval":
        return approval.approval(session, catalog, None, topic, asker, None)
    if topic.aspect == "targets":
        return terms.usual(catalog, topic)
    return _named(session, catalog, topic, asker)


def _listed(aspect: Aspect, services: Sequence[Service]) -> Told:
    names = [each.name for each in services]
    return Told(aspect, rows=names[:MOST_CONNECTED], more=max(len(names) - MOST_CONNECTED, 0))


def _of_service(
    session: Session | None, catalog: Catalog, service: Service, topic: Topic, asker: Asker
) -> Any:
    known = entry(session, catalog, service, asker)
    if topic.aspect == "dependents":
        return connected.dependents(catalog, known)
    if topic.aspect == "supports":
        return connected.supports(catalog, known)
    if topic.aspect == "owner":
        return Told("owner", known)
    if topic.aspect in terms.ASPECTS and service.stage == "live":
        return terms.terms(catalog, service, topic, asker, known)
    if topic.aspect == "approval" and service.can_be_ordered:
        return approval.approval(session, catalog, service, topic, asker, known)
    if topic.aspect == "fewer" and service.tiers:
        return fewer.fewer(service, topic, asker, known)
    if topic.aspect in ("price", "order", "compare", "difference", "included", "hours") and service.tiers:
        return _of_levels(session, catalog, topic, asker, known)
    return _named(session, catalog, topic, asker, known)


def _of_levels(session: Session | None, catalog: Catalog, topic: Topic, asker: Asker, known: Entry) -> Any:
    service = catalog.service(known.key)
    if topic.aspect == "compare":
        return Told("compare", known)
    if topic.aspect == "included":
        level = next(each for each in known.levels if each.name == topic.tier)
        return Told("included", known, facts={"level": level})
    if topic.aspect == "hours":
        return hours.hours(session, catalog, service, topic, asker, known)
    if topic.aspect == "difference":
        return difference.difference(session, catalog, service, topic, asker, known)
    return price.price(session, catalog, service, topic, asker, known)


def _named(
    session: Session | None, catalog: Catalog, topic: Topic, asker: Asker, known: Entry | None = None
) -> Named:
    match = topic.match
    key = (match.service if match else topic.service) or ""
    service = catalog.services.get(key)
    if known is None or known.key != key:
        known = entry(session, catalog, service, asker) if service else None
    if match is None or match.kind == "service":
        return Named("service", known, None, None, None)
    faq = catalog.faq(match.service, match.faq or 0)
    return Named("faq", known, faq.question, faq.answer, faq.verified_on)


OF_ROWS = {
    "status": status.status,
    "charge": charge.asked,
    "bill": charge.bill,
    "funding": funds.left,
    "stop": wishes.stop,
    "changes": changes.changes,
}
