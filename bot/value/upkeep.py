"""Upkeep: which of their answers an owner should look at again, and what people's own words can add to them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from bot.catalog import Catalog, Service, amendments
from bot.catalog.amendments import Amendment
from bot.catalog.catalog import FAQ_REVIEW
from bot.catalog.service import Faq
from bot.catalog.weak_spots import ENOUGH_PHRASINGS
from bot.customer import asked
from bot.customer.asked import Question
from bot.customer.themes import masked

MOST_SUGGESTED = 5


@dataclass(frozen=True)
class Entry:
    """A question in the catalog that its owner should look at; `name` finds it again."""

    name: str
    service: str | None
    question: str
    answer: str
    ways: int
    verified_on: date


def thin(session: Session, catalog: Catalog, email: str) -> list[Entry]:
    """Return the person's questions that too few ways to ask lead to."""
    more = _ways_added(session)
    entries = [_entry(service, faq, more) for service, faq in _mine(catalog, email)]
    return sorted((each for each in entries if each.ways < ENOUGH_PHRASINGS), key=lambda each: each.ways)


def late(session: Session, catalog: Catalog, email: str, today: date) -> list[Entry]:
    """Return the person's questions whose answer nobody has looked at for too long, the oldest first."""
    checked = {_about(each) for each in amendments.in_force(session) if "verified_on" in each.facts}
    entries = [
        _entry(service, faq, {})
        for service, faq in _mine(catalog, email)
        if faq.verified_on + FAQ_REVIEW < today
        and (service.key if service else None, faq.question) not in checked
    ]
    return sorted(entries, key=lambda each: each.verified_on)


def is_check(amendment: Amendment) -> bool:
    """Tell whether an addition only says that an answer still holds."""
    return amendment.kind == "faq" and "verified_on" in amendment.facts and "answer" not in amendment.facts


def _mine(catalog: Catalog, email: str) -> list[tuple[Service | None, Faq]]:
    owned = catalog.owned_by(email)
    asked_of: list[tuple[Service | None, Faq]] = [(each, faq) for each in owned for faq in each.faqs]
    return asked_of + ([(None, faq) for faq in catalog.faqs] if email in catalog.company.leads else [])


def _entry(service: Service | None, faq: Faq, more: Mapping[tuple[str | None, str], set[str]]) -> Entry:
    key = service.key if service else None
    ways = {*faq.phrasings, *more.get((key, faq.question), ())}
    name = asked.name_of(key, faq)
    return Entry(
        name, service.name if service else None, faq.question, faq.answer, len(ways), faq.verified_on
    )


def _about(amendment: Amendment) -> tuple[str | None, str]:
    return amendment.service, amendment.facts.get("question", "")


def _ways_added(session: Session) -> dict[tuple[str | None, str], set[str]]:
    """Return the ways to ask that are accepted and that the running catalog may not have read yet."""
    added: dict[tuple[str | None, str], set[str]] = {}
    for each in amendments.in_force(session):
        if each.kind == "phrasing":
            added.setdefault(_about(each), set()).add(each.facts["phrasing"])
    return added


def suggestions(session: Session, service: str | None, faq: Faq) -> list[str]:
    """Return how people asked who were led to this answer, and did not say that they meant another."""
    same = col(Question.service).is_(None) if service is None else Question.service == service
    led = (same, Question.entry == faq.question, Question.how == "answer", col(Question.meant).is_(None))
    found = select(Question).where(*led).order_by(col(Question.at).desc(), col(Question.id).desc())
    known = {text.lower() for text in (faq.question, *faq.phrasings)}
    texts = dict.fromkeys(
        masked(each.text)
        for each in session.exec(found.limit(100))
        if not each.handed_over and each.verdict != "not_meant"
    )
    return [text for text in texts if text.lower() not in known][:MOST_SUGGESTED]
