"""The portfolio as people browse it: what they get, what is being prepared, what is gone, what stands behind."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any, Self, TypeVar

from sqlmodel import Session

from bot.catalog import Catalog, Service, Unit, connections
from bot.catalog.finding import Found, Match
from bot.cost import subscriptions
from bot.customer import people, votes
from bot.money import Money

A_PAGE = 20  # services; a modal has room for 100 blocks
FEWEST_LETTERS = 3  # that are worth looking for in a name
MOST_PAGES = 100  # that a menu can offer to jump to
MOST_NAMES = 12  # of one kind in a message
ROOM = 11_500  # letters of a message's blocks, which may be 13,200, headings and buttons among them
A_BLOCK = 400  # letters of a block with a button, without its words
MOST_LINES = 40  # of what depends on one service
BOUNDARIES = ("external", "enterprise", "it")  # who would notice, the farthest first

Row = dict[str, Any]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Browser:
    """Who browses: the catalog as they may see it, their business unit and what it has."""

    catalog: Catalog
    unit: Unit | None
    held: dict[str, dict[str, int]]  # service → tier → units
    on: date

    @classmethod
    def of(cls, session: Session, catalog: Catalog, unit: Unit | None, on: date) -> Self:
        """Return somebody of `unit` on that day; `catalog` is what they may see."""
        return cls(catalog, unit, subscriptions.held(session, unit.code, on) if unit else {}, on)

    def offered(self, at: int) -> Row:
        """Return a page of what can be used today: who would notice, then what the unit has, then by name."""
        live = sorted(self.catalog.live(), key=self.order)
        shown, pager = _page(live, at, _by_name)
        mine = sum(each.key in self.held for each in live)
        groups = [
            {
                "boundary": boundary,
                "services": [self.row(each) for each in shown if each.boundary == boundary],
            }
            for boundary in BOUNDARIES
        ]
        return {
            "groups": [group for group in groups if group["services"]],
            "mine": mine,
            **pager,
        }

    def order(self, service: Service) -> tuple[int, bool, str]:
        """Return where a service stands in a list: who would notice, what the unit has, by name."""
        return BOUNDARIES.index(service.boundary), service.key not in self.held, service.name

    def row(self, service: Service) -> Row:
        """Return a service in a few words: what it brings, what it costs at least, what the unit has of it."""
        prices = sorted((tier.price for tier in service.tiers), key=lambda price: price.minor)
        held = self.held.get(service.key, {})
        return {
            "key": service.key,
            "name": service.name,
            "stage": service.stage,
            "retired": self.catalog.retired(service),
            "kind": service.kind,
            "outcome": service.external_outcome or service.outcome,
            "unit": service.unit,
            "units": service.units,
            "monthly": service.monthly,
            "prices": _ends(prices),
            "levels": len(prices),
            "held": [
                {"name": tier.name, "quantity": held[tier.name]}
                for tier in service.tiers
                if held.get(tier.name)
            ],
        }

    def retired(self, at: int) -> Row:
        """Return a page of what was offered once, each with what to use instead."""
        shown, pager = _page(self._facing("retired"), at, _by_name)
        return {"services": [self.row(each) for each in shown], **pager}

    def _facing(self, stage: str) -> list[Service]:
        facing = [each for each in self.catalog.services.values() if each.kind == "customer_facing"]
        return sorted((each for each in facing if each.stage == stage), key=lambda each: each.name)

    @property
    def counts(self) -> dict[str, int]:
        """How much there is on each of the lists."""
        return {
            "offered": len(self.catalog.live()),
            "prepared": len(self.catalog.pipeline()),
            "retired": len(self._facing("retired")),
            "behind": len(self.catalog.supporting()),
        }


def summary(browser: Browser) -> Row:
    """Return what there is in a few names, for a message that leads to the rest."""
    live = sorted(browser.catalog.live(), key=browser.order)
    names = {each: [one.name for one in live if one.boundary == each] for each in BOUNDARIES}
    return {
        "groups": [
            {"boundary": boundary, "names": of[:MOST_NAMES], "more": max(len(of) - MOST_NAMES, 0)}
            for boundary, of in names.items()
            if of
        ],
        "mine": sum(each.key in browser.held for each in live),
        "counts": browser.counts,
    }


def prepared(session: Session, browser: Browser, person: str, at: int = 0, most: int = A_PAGE) -> Row:
    """Return a page of what is being prepared, what most people want first; their names are nobody's business."""
    coming = browser.catalog.pipeline()
    voted = votes.counts(session, [each.key for each in coming])
    wanted = votes.wanted_by(session, person)
    ranked = sorted(coming, key=lambda each: (-voted[each.key], each.name))
    shown, pager = _page(ranked, at, _by_name, most)
    rows = [
        {
            **browser.row(each),
            "votes": voted[each.key],
            "voted": each.key in wanted,
            "stage_from": each.stage_from,
            "use_instead": each.use_instead,
        }
        for each in shown
    ]
    return {"services": rows, **pager}


def behind(session: Session, browser: Browser, at: int) -> Row:
    """Return a page of the supporting services, what most services hang on first."""
    reuse = connections.reuse(browser.catalog)
    supporting = sorted(browser.catalog.supporting(), key=lambda each: (-reuse.get(each.key, 0), each.name))
    shown, pager = _page(supporting, at, _by_name)
    owners = people.ids(session, [each.owner for each in shown])
    rows = [
        {
            **browser.row(each),
            "carries": reuse.get(each.key, 0),
            "owner": owners.get(each.owner),
            "owner_role": each.owner_role,
            "team": each.team,
        }
        for each in shown
    ]
    return {"services": rows, **pager}


def critical(catalog: Catalog, at: int = 0) -> Row:
    """Return a page of the critical connections: business processes, their service, what carries it, whose hands."""
    every = connections.critical(catalog)
    by_service = [list(of) for _, of in groupby(every, key=lambda one: one.service)]
    shown, pager = _page(by_service, at, lambda of: of[0].name)
    rows = [{"first": of[0], "processes": [one.process for one in of if one.process]} for of in shown]
    return {
        "connections": rows,
        "named": sum(one.process is not None for one in every),
        "unnamed": [one.name for one in every if one.process is None],
        **pager,
    }


def fitting(lines: Sequence[Row]) -> Sequence[Row]:
    """Return the first of these critical connections, as many as a message has room for."""
    letters = 0
    for at, line in enumerate(lines):
        one = line["first"]
        names = (one.name, *line["processes"], *one.chain, *one.teams)
        letters += A_BLOCK + sum(len(name) + 2 for name in names)
        if letters > ROOM:
            return lines[: max(at, 1)]
    return lines


def depends(browser: Browser, service: Service) -> Row:
    """Return what stops when a service goes, what stands on it, and what it stands on itself."""
    catalog = browser.catalog
    dependents, tree = (
        connections.dependents(catalog, service.key),
        connections.supports(catalog, service.key),
    )
    below = [{"depth": depth, "support": support} for depth, support in tree.walk() if depth]
    return {
        "service": browser.row(service),
        "stop": connections.stops(catalog, service.key),
        "dependents": dependents[:MOST_LINES],
        "more_dependents": max(len(dependents) - MOST_LINES, 0),
        "below": below[:MOST_LINES],
        "more_below": max(len(below) - MOST_LINES, 0),
        "drawn": any(each.needed for each in tree.below),
    }


def found(browser: Browser, answer: Found, words: str) -> Row:
    """Return what the finder and the names know of these words: questions and services, the surest first."""
    catalog = browser.catalog
    seen = [match for match in answer.matches if match.service is None or match.service in catalog.services]
    questions = [_question(catalog, match) for match in seen if match.kind == "faq"]
    named = _named(catalog, words)
    keys = [match.service for match in seen if match.service]
    keys = (
        [*(each.key for each in named), *keys]
        if answer.kind in ("elsewhere", "none")
        else [*keys, *(each.key for each in named)]
    )
    services = [browser.row(catalog.service(key)) for key in dict.fromkeys(keys)]
    return {
        "words": words,
        "sure": answer.kind in ("answer", "choices") or bool(named),
        "nearest": answer.matches[0] if answer.matches else None,
        "questions": questions,
        "services": services[:A_PAGE],
        "more": len(services) > A_PAGE,
    }


def _question(catalog: Catalog, match: Match) -> Row:
    faq = catalog.faq(match.service, match.faq or 0)
    name = catalog.service(match.service).name if match.service else None
    return {"question": faq.question, "answer": faq.answer, "verified_on": faq.verified_on, "name": name}


def _named(catalog: Catalog, words: str) -> list[Service]:
    """Return the services that carry these very words in their name, their outcome or what people call them."""
    wanted = words.casefold()
    if len(wanted) < FEWEST_LETTERS:
        return []
    said = {
        each.key: " · ".join((each.name, each.outcome, each.external_outcome or "", *each.words)).casefold()
        for each in catalog.services.values()
    }
    named = [each for each in catalog.services.values() if wanted in said[each.key]]
    return sorted(named, key=lambda each: (wanted not in each.name.casefold(), each.name))


def _page(
    items: Sequence[Item], at: int, name: Callable[[Item], str], most: int = A_PAGE
) -> tuple[Sequence[Item], Row]:
    """Return a page of a list, and where it is and one can jump to; past the end is the last page."""
    pages = max(-(-len(items) // most), 1)
    at = min(at, pages - 1)
    parts = [items[page * most : (page + 1) * most] for page in range(min(pages, MOST_PAGES))]
    jumps = [
        {"at": page, "first": name(part[0]), "last": name(part[-1])}
        for page, part in enumerate(parts)
        if part
    ]
    where = {"at": at, "pages": pages, "first": at * most, "total": len(items), "jumps": jumps}
    return items[at * most : (at + 1) * most], {"pager": where}


def _by_name(service: Service) -> str:
    return service.name


def _ends(prices: Sequence[Money]) -> Row | None:
    """Return whether there is something free, and the lowest price of the rest."""
    if not prices:
        return None
    paid = [price for price in prices if price.minor]
    return {"free": len(paid) < len(prices), "least": paid[0] if paid else None}
