"""Answers: what a found catalog entry means for the person who asked, with figures from data only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, Service, Tier
from bot.catalog.finding import Found, Match
from bot.cost import subscriptions
from bot.customer import people
from bot.money import Money

MOST_CHOICES = 3


@dataclass(frozen=True)
class Level:
    """One tier as a customer sees it; `quantity` is how many units their business unit has of it."""

    name: str
    price: Money
    hours: str
    zone: str  # on whose clock the hours are
    availability: Decimal | None
    response_minutes: int | None
    resolve_minutes: int | None
    included: str
    quantity: int


@dataclass(frozen=True)
class Entry:
    """A service as a customer sees it; `owner` is a Slack id once Slack has shown the owner."""

    key: str
    name: str
    stage: str
    kind: str
    outcome: str
    does: str | None
    unit: str | None
    units: str | None
    monthly: bool
    owner: str | None
    owner_role: str
    use_instead: str | None
    levels: tuple[Level, ...]

    @property
    def held(self) -> tuple[Level, ...]:
        """The levels that the asker's unit has."""
        return tuple(level for level in self.levels if level.quantity)


@dataclass(frozen=True)
class Answer:
    """Which words to use, and the facts that fill them."""

    template: str
    facts: dict[str, Any]


def entry(session: Session, service: Service, unit: str | None, on: date) -> Entry:
    """Return what `service` is for someone of that unit on that day."""
    held = subscriptions.held(session, unit, on).get(service.key, {}) if unit else {}
    owner = people.by_email(session, service.owner)
    return Entry(
        key=service.key,
        name=service.name,
        stage=service.stage,
        kind=service.kind,
        outcome=service.outcome,
        does=service.does,
        unit=service.unit,
        units=service.units,
        monthly=service.monthly,
        owner=owner.id if owner else None,
        owner_role=service.owner_role,
        use_instead=service.use_instead,
        levels=tuple(_level(tier, held.get(tier.name, 0)) for tier in service.tiers),
    )


def _level(tier: Tier, quantity: int) -> Level:
    return Level(
        name=tier.name,
        price=tier.price,
        hours=str(tier.hours),
        zone=tier.hours.zone,
        availability=tier.availability,
        response_minutes=tier.response_minutes,
        resolve_minutes=tier.resolve_minutes,
        included=tier.included,
        quantity=quantity,
    )


def compose(
    session: Session, catalog: Catalog, found: Found, question: str, unit: str | None, on: date
) -> Answer:
    """Return the answer to a question: one entry, up to three to choose from, or an honest no."""
    if found.kind == "answer":
        return explain(session, catalog, found.matches[0], question, unit, on)
    template = "ask/choices" if found.kind == "choices" else "ask/unknown"
    return Answer(template, _facts(question, on, choices=choices(found.matches)))


def explain(
    session: Session, catalog: Catalog, match: Match, question: str, unit: str | None, on: date
) -> Answer:
    """Return what the catalog says of one entry."""
    service = catalog.services.get(match.service or "")
    known = entry(session, service, unit, on) if service else None
    unit_name = catalog.company.units[unit].name if unit else None
    facts = _facts(question, on, service=known, held=known.held if known else (), unit_name=unit_name)
    if match.kind == "service":
        return Answer("ask/service", facts)
    return Answer("ask/faq", {**facts, "faq": catalog.faq(match.service, match.faq or 0)})


def others(found: Found, question: str, on: date) -> Answer:
    """Return the next nearest entries to a question whose best one missed."""
    nearest = choices(found.matches[1:])
    return Answer("ask/choices" if nearest else "ask/unknown", _facts(question, on, choices=nearest))


def _facts(question: str, on: date, **more: Any) -> dict[str, Any]:
    return {"question": question, "catalog_on": on, **more}


def choices(matches: Sequence[Match]) -> list[dict[str, str]]:
    """Return the nearest entries as words and a value that `picked` understands."""
    return [{"text": match.title, "value": _pack(match)} for match in matches[:MOST_CHOICES]]


def _pack(match: Match) -> str:
    return f"{match.service or ''}#{'' if match.faq is None else match.faq}"


def picked(value: str) -> Match:
    """Return the entry that a choice stands for."""
    service, _, faq = value.partition("#")
    if faq:
        return Match("faq", service or None, int(faq), "", 1.0, 1.0)
    return Match("service", service, None, "", 1.0, 1.0)
