"""Target care: whether targets still matter to those who agreed to them, and which ones nobody wants."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import Session, col, select

from bot.catalog import Catalog, Service, Tier, amendments
from bot.catalog.amendments import Amendment
from bot.catalog.history import CatalogChange
from bot.customer import contacts, gate, people
from bot.customer.people import Person
from bot.process import target_votes
from bot.process.target_votes import TargetVote
from bot.refusal import Refused
from bot.value import amending, defining
from bot.value.book import Book

ASK = "targets.ask"
TUESDAY_MORNING = "0 10 * * tue"  # in the company's zone
YEAR = timedelta(days=365)
LONG = timedelta(days=90)  # after which what nobody agreed to should be agreed or dropped
AT_ONCE = 5  # targets that one message asks about
MOST = 8  # levels that the list shows
TARGETS = ("availability", "response_minutes", "resolve_minutes")


@dataclass(frozen=True)
class Unwanted:
    """A level whose targets nobody agreed to for long, or that said not to matter.

    `since` is the day from which they are proposed, None where that is not known; `why` are the words of
    whoever said that they do not matter, `unit` where that person works.
    """

    service: str
    service_name: str
    tier: str
    availability: Any
    response_minutes: int | None
    resolve_minutes: int | None
    since: date | None
    said_on: date | None = None
    unit: str | None = None
    why: str = ""

    @property
    def key(self) -> str:
        """What finds it again: "ERP:Standard"."""
        return f"{self.service}:{self.tier}"


def due(session: Session, catalog: Catalog, now: datetime) -> Iterator[tuple[Person, list[Tier]]]:
    """Yield whom to ask about which levels: who agreed to them a year ago or longer, and was not asked since.

    Whoever may not be asked for anything now is asked later.
    """
    today = catalog.company.day(now)
    waiting: dict[str, list[Tier]] = {}
    for tier in _levels(catalog):
        if tier.agreed_by and (tier.agreed_on or date.min) + YEAR <= today:
            waiting.setdefault(tier.agreed_by.lower(), []).append(tier)
    for email, tiers in sorted(waiting.items()):
        person = people.by_email(session, email)
        unasked = [tier for tier in tiers if person and not _asked_lately(session, tier, person.id, now)]
        if person and unasked and _may_ask(session, catalog, person, now):
            yield person, unasked[:AT_ONCE]


def _levels(catalog: Catalog) -> Iterator[Tier]:
    for service in catalog.live():
        yield from (tier for tier in service.tiers if tier.has_targets)


def _asked_lately(session: Session, tier: Tier, person: str, now: datetime) -> bool:
    last = target_votes.of_target(session, tier.service, tier.name)
    return last is not None and last.person == person and last.asked_at > now - YEAR


def _may_ask(session: Session, catalog: Catalog, person: Person, now: datetime) -> bool:
    """Say whether the bot may start this: it asks as a survey does, so that a survey's rest holds for it."""
    return gate.survey(session, catalog.company, person, now).allowed


def ask(session: Session, tiers: Sequence[Tier], person: Person, now: datetime) -> list[TargetVote]:
    """Note that a person is asked about these levels, in one message."""
    contacts.note(
        session,
        about=f"targets:{now:%Y-%m-%d}",
        person=person.id,
        unit=person.unit,
        intent="survey",
        started_by="bot",
        engagement="value_check",
        now=now,
    )
    return [
        target_votes.ask(session, tier.service, tier.name, person.id, person.unit or "", now)
        for tier in tiers
    ]


def question(catalog: Catalog, votes: Sequence[TargetVote]) -> list[dict[str, Any]]:
    """Return what a message says of the levels that it asks about, as they are now."""
    return [{**vote.model_dump(), **_shown(catalog.services.get(vote.service), vote.tier)} for vote in votes]


def _shown(service: Service | None, name: str) -> dict[str, Any]:
    tier = service.find_tier(name) if service else None
    promised = {target: getattr(tier, target, None) for target in TARGETS}
    return {
        "service_name": service.name if service else None,
        "agreed_on": getattr(tier, "agreed_on", None),
    } | promised


def unwanted(session: Session, catalog: Catalog, email: str, now: datetime) -> list[Unwanted]:
    """Return the levels of this person's services, for an IT lead of all, that somebody should decide about."""
    lead = email in catalog.company.leads
    gone = {_about(each) for each in amendments.in_force(session) if is_drop(each)}
    return [
        found
        for tier in _levels(catalog)
        if (lead or catalog.service(tier.service).owner == email) and (tier.service, tier.name) not in gone
        for found in _unwanted(session, catalog, tier, now)
    ]


def _unwanted(session: Session, catalog: Catalog, tier: Tier, now: datetime) -> Iterator[Unwanted]:
    service = catalog.service(tier.service)
    promised = {name: getattr(tier, name) for name in TARGETS}
    known = {"service": service.key, "service_name": service.name, "tier": tier.name, **promised}
    said = target_votes.of_target(session, service.key, tier.name)
    if tier.is_agreed:
        on = catalog.company.day(said.voted_at) if said and said.voted_at else None
        if said and on and not said.matters and on >= (tier.agreed_on or date.min):
            unit = catalog.company.units.get(said.unit)
            yield Unwanted(**known, since=None, said_on=on, unit=unit.name if unit else None, why=said.note)
        return
    since = _proposed_since(session, service, tier)
    if since is None or since + LONG <= catalog.company.day(now):
        yield Unwanted(**known, since=since)


def _proposed_since(session: Session, service: Service, tier: Tier) -> date | None:
    """Return the day on which the targets last changed, else the one since which the service is live."""
    changed = select(CatalogChange.at).where(
        CatalogChange.service == service.key,
        CatalogChange.about == tier.name,
        col(CatalogChange.what).in_(("target", "level")),
    )
    last = session.exec(changed.order_by(col(CatalogChange.at).desc()).limit(1)).first()
    return last.date() if last else service.stage_from


def is_drop(amendment: Amendment) -> bool:
    """Tell whether an addition takes targets out of the catalog."""
    return amendment.kind == "agreement" and amendment.said.get("agreed_by") is None


def _about(amendment: Amendment) -> tuple[str | None, str]:
    return amendment.service, amendment.said["tier"]


def find(session: Session, book: Book, key: str) -> Unwanted:
    """Return what the person's list shows by this key. Raises Refused when it is not on it."""
    for each in unwanted(session, book.catalog, book.by.email or "", book.now):
        if each.key == key:
            return each
    raise Refused("targets/gone", ["talk"])


def drop(session: Session, book: Book, key: str) -> Amendment:
    """Take the targets of a level out of the catalog. Raises Refused when they are not on the person's list."""
    found = find(session, book, key)
    facts = {"tier": found.tier, **dict.fromkeys((*TARGETS, "agreed_by", "agreed_on"))}
    return amending.add(session, book, kind="agreement", service=found.service, facts=facts)


def whom_to_ask(session: Session, book: Book, found: Unwanted) -> Person | None:
    """Return who speaks for the customers of a level: who agreed to it, else the first that Slack knows."""
    service = book.catalog.service(found.service)
    agreed_by = service.tier(found.tier).agreed_by
    side = amending.customer_side(session, book.catalog, service, book.today)
    asked = (people.by_email(session, email) for email in ([agreed_by] if agreed_by else side))
    return next((person for person in asked if person and person.active), None)


def check_reader(session: Session, book: Book) -> None:
    """Let owners and those who lead IT read the list. Raises Refused, with whom to ask, for anybody else."""
    if not defining.is_author(book.catalog, book.by.email):
        leads = list(people.ids(session, list(book.catalog.company.leads)).values())
        raise Refused("targets/not_yours", ["talk"], leads=leads or list(book.catalog.company.leads))
