"""Parts: the facts of one topic that is answered, figures from rows and the catalog only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, Service, moments
from bot.catalog.aspects import Aspect
from bot.value.answers import (
    approval,
    changes,
    charge,
    connected,
    delivery,
    difference,
    elsewhere,
    fewer,
    for_once,
    funds,
    held,
    hours,
    naming,
    price,
    status,
    terms,
    wishes,
)
from bot.value.answers.cards import Asker, Entry, entry
from bot.value.answers.decided import Topic
from bot.value.answers.told import MOST_ROWS, Told


@dataclass(frozen=True)
class Named:
    """An answer about one entry of the catalog, in the owner's words."""

    aspect: str  # service or faq
    service: Entry | None
    question: str | None
    answer: str | None
    verified_on: date | None


def of_topic(session: Session | None, catalog: Catalog, topic: Topic, asker: Asker) -> Any:
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
    return Told(aspect, rows=names[:MOST_ROWS], more=max(len(names) - MOST_ROWS, 0))


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
    if topic.aspect == "hours" and _asks_for_people(service, topic):
        return hours.desk(session, catalog, topic, asker)
    if topic.aspect in terms.ASPECTS and service.stage == "live":
        return terms.terms(catalog, service, topic, asker, known)
    if topic.aspect == "approval" and service.can_be_ordered:
        return approval.approval(session, catalog, service, topic, asker, known)
    if topic.aspect == "delivery" and service.can_be_ordered:
        return delivery.delivery(service, topic, asker, known)
    if topic.aspect == "fewer" and service.tiers:
        return fewer.fewer(service, topic, asker, known)
    if topic.aspect in ("price", "order", "compare", "difference", "included", "hours") and service.tiers:
        return _of_levels(session, catalog, topic, asker, known)
    return _named(session, catalog, topic, asker, known)


def _asks_for_people(service: Service, topic: Topic) -> bool:
    """Tell whether a time is asked about, of nothing but the help that a supporting service is called: "support"."""
    said = moments.without(topic.asked.text.lower())
    return topic.asked.about_it and not service.tiers and naming.says_only(service, said)


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
    "held": held.held,
}
