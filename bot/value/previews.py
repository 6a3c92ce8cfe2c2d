"""Previews: whom each rule for offers would reach today, by unit and by what the policy says, before it goes live."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, OfferRule, Service
from bot.refusal import Refused
from bot.value import evidence, funnel, offer_rules, outreach, proposals, scopes
from bot.value.book import Book
from bot.value.evidence import Need
from bot.value.funnel import Effect, Funnel
from bot.value.offer_rules import RuleState, States

YEAR = timedelta(days=365)
RESTS, UNSEEN = "rests", "unseen"
# What is counted together, so that nobody's score or complaint can be read from it.
GROUPS = {
    outreach.ALLOWED: "may",
    "opted_out": "opted_out",
    scopes.NOT_WORTH: "not_worth",
    scopes.NO_FUNDING: "no_funding",
    outreach.HELD_OUT: "held_out",
    outreach.IN_HAND: "in_hand",
    outreach.NOBODY: "nobody",
    UNSEEN: UNSEEN,
    "gone": "nobody",
}
# Needs whose verdict is looked up, the strongest: each takes some ten statements, and everybody waits meanwhile.
MOST_OF_ONE, MOST_OF_ALL = 50, 100


@dataclass(frozen=True)
class Reach:
    """Whom one rule would reach with one service: needs by unit (name) and by what the policy says."""

    service: str
    name: str
    live: bool
    said: RuleState | None  # what its owner said of the rule, None while only the file does
    units: tuple[tuple[str, dict[str, int]], ...]

    @property
    def by_verdict(self) -> dict[str, int]:
        """How many needs of all units: by GROUPS, `rests`, or `unseen` (weaker than what is looked at)."""
        total: Counter[str] = Counter()
        for _, counts in self.units:
            total.update(counts)
        return dict(total)

    @property
    def reached(self) -> int:
        """How many would be offered something."""
        return self.by_verdict.get("may", 0)


@dataclass(frozen=True)
class Preview:
    """One rule as its owner sees it; `sample` are the facts of the offer that it would make first."""

    rule: OfferRule
    reaches: tuple[Reach, ...]
    sample: dict[str, Any] | None
    seen: int  # needs that were looked at, the strongest

    @property
    def live(self) -> list[str]:
        """The names of the services for which it is at work."""
        return [each.name for each in self.reaches if each.live]

    @property
    def at_work(self) -> bool:
        """Whether it is at work for any of them, or would be as soon as a need shows."""
        return bool(self.live) or (self.rule.live and not self.reaches)

    @property
    def needs(self) -> int:
        """How many needs it finds."""
        return sum(sum(each.by_verdict.values()) for each in self.reaches)

    @property
    def reached(self) -> int:
        """How many of them would become an offer."""
        return sum(each.reached for each in self.reaches)


@dataclass(frozen=True)
class Overview:
    """Every rule for one owner, with what offers about their services led to in a year and what they do."""

    previews: tuple[Preview, ...]
    funnel: Funnel
    effect: Effect


def check_owner(book: Book, service: str | None = None) -> None:
    """Raise Refused for who neither owns the service (without one: any) nor leads IT."""
    if not (book.decides(service) if service else book.services):
        raise Refused("offers/not_yours_to_say", ["talk"])


def overview(session: Session, book: Book) -> Overview:
    """Return all rules as far as they are about this person's services."""
    services = [each.key for each in book.services]
    since = book.now - YEAR
    return Overview(
        previews=tuple(_previews(session, book, list(book.catalog.rules.values()), MOST_OF_ALL)),
        funnel=funnel.of(session, since, book.now, services=services),
        effect=funnel.effect(session, since, book.now),
    )


def of_rule(session: Session, book: Book, key: str) -> tuple[Preview, Funnel] | None:
    """Return one rule for this person's services with its own funnel of a year, None once the file has it no more."""
    rule = book.catalog.rules.get(key)
    if rule is None:
        return None
    (preview,) = _previews(session, book, [rule], MOST_OF_ONE)
    services = [each.key for each in book.services]
    return preview, funnel.of(session, book.now - YEAR, book.now, rule=key, services=services)


def decide(session: Session, book: Book, key: str, service: str, *, live: bool) -> None:
    """Let a rule go live for a service or rest, and keep whom it would have reached then."""
    check_owner(book, service)
    found = of_rule(session, book, key)
    if found is not None:
        reached = sum(each.reached for each in found[0].reaches if each.service == service)
        offer_rules.say(session, key, service, live=live, by=book.by.id, reached=reached, now=book.now)


def _previews(session: Session, book: Book, rules: Sequence[OfferRule], most: int) -> Iterator[Preview]:
    each_most = most // max(len(rules), 1)
    here, states = evidence.scene(session, book.catalog, book.now), offer_rules.states(session)
    mine = [each for each in book.services if each.kind == "customer_facing" and each.stage != "retired"]
    for rule in rules:
        services = [each for each in mine if not rule.services or each.key in rule.services]
        keys = {each.key for each in services}
        needs = [need for need in evidence.found(here, rule) if need.service in keys]
        weighed = [
            (need, outreach.verdict(session, book.catalog, need, book.now)) for need in needs[:each_most]
        ]
        every = [*weighed, *((need, UNSEEN) for need in needs[each_most:])]
        reaches = tuple(_reaches(book.catalog, rule, services, every, states))
        yield Preview(rule, reaches, _sample(session, book, weighed), len(weighed))


def _reaches(
    catalog: Catalog,
    rule: OfferRule,
    services: Sequence[Service],
    weighed: Sequence[tuple[Need, str]],
    states: States,
) -> Iterator[Reach]:
    """Yield the services that the rule finds a need for, is at work for, or was told something about."""
    units: dict[str, dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for need, code in weighed:
        units[need.service][need.unit][GROUPS.get(code, RESTS)] += 1
    for service in services:
        said = states.get((rule.key, service.key))
        if service.key in units or said is not None:
            counted = tuple(
                (catalog.company.units[code].name, dict(counts))
                for code, counts in sorted(units[service.key].items(), key=_seen_first)
            )
            live = offer_rules.is_live(states, rule, service.key)
            yield Reach(service.key, service.name, live, said, counted)


def _seen_first(unit: tuple[str, Counter[str]]) -> tuple[bool, str]:
    return set(unit[1]) == {UNSEEN}, unit[0]


def _sample(session: Session, book: Book, weighed: Sequence[tuple[Need, str]]) -> dict[str, Any] | None:
    """Return the offer that would be made first, where none would the first that is not worth its price."""
    if not weighed:
        return None
    order = (outreach.ALLOWED, scopes.NOT_WORTH)
    need, _ = min(weighed, key=lambda each: order.index(each[1]) if each[1] in order else len(order))
    plan = scopes.plan_of(session, book.catalog, need, book.now)
    return proposals.sample(session, book.catalog, need, plan, book.now)
