"""Prefilled: the forms with which an owner closes a gap, filled in with what is known already."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog, Service
from bot.catalog.finding import Finder, Match
from bot.catalog.service import Faq
from bot.catalog.weak_spots import holds_figure
from bot.customer import asked
from bot.customer.asked import Theme
from bot.value import gaps, learning, upkeep
from bot.value.book import Book
from bot.value.known_ways import Entry, KnownWays, may_be_name

GENERAL = "-"  # in a menu, a question about IT as a whole
MOST_OPTIONS = 100  # that Slack takes in a menu


@dataclass(frozen=True)
class NewFaq:
    """A question with its answer, and the key of the service that it belongs to."""

    service: str | None
    faq: Faq


def new_faq(session: Session, book: Book, finder: Finder, theme: Theme) -> dict[str, Any]:
    """Return a form for a new question and its answer, with the nearest answer there is as a hint."""
    nearest = [match for match in finder.find(theme.title).matches if match.kind == "faq"]
    ways, known = (
        learning.offered(theme, gaps.questions_of(session, [theme.id or 0])),
        KnownWays(book.catalog),
    )
    return {
        "question": theme.title,
        "ways": [way for way in ways if not known.whose(way)],
        "service": theme.service or (theme.meant or "").partition("#")[0] or GENERAL,
        "services": _places(book),
        "nearest": book.catalog.faq(nearest[0].service, nearest[0].faq or 0) if nearest else None,
    }


def mended(session: Session, book: Book, finder: Finder, theme: Theme) -> dict[str, Any] | None:
    """Return a form for the answer to the question that a theme is already; None where it is that no more."""
    found = learning.known(book, theme)
    return {"question": found[1].question, "answer": found[1].answer} if found else None


def wrong(book: Book, given: Mapping[str, str], about: Entry = (None, None)) -> dict[str, dict[str, Any]]:
    """Return what is wrong with each field of a form about an entry: figures, and ways to ask for another one."""
    found: dict[str, dict[str, Any]] = {}
    if holds_figure(given.get("answer", "")):
        found["answer"] = {"what": "figure"}
    ways = KnownWays(book.catalog)
    for name in ("question", "ways"):
        for line in lines(given.get(name, "")):
            if other := ways.whose(line, about):
                service, faq = other
                may = book.decides(service.key if service else None)
                found[name] = {"what": "taken", "text": line, "question": faq.question if may else None}
    return found


def read_faq(given: Mapping[str, str], on: date) -> NewFaq:
    """Read that form."""
    question = given["question"].strip()
    ways = tuple(way for way in lines(given["ways"]) if way != question)
    service = None if given["service"] == GENERAL else given["service"]
    return NewFaq(
        service, Faq(question=question, phrasings=ways, answer=given["answer"].strip(), verified_on=on)
    )


def lines(text: str) -> list[str]:
    """Return what stands on each line, once."""
    return [line for line in dict.fromkeys(each.strip() for each in text.splitlines()) if line]


def _places(book: Book) -> list[dict[str, str]]:
    """Return where this person may put a question: their services; those who lead IT, anywhere."""
    mine = sorted(book.services, key=lambda each: (each.kind, each.name))
    named = [{"text": each.name, "value": each.key} for each in mine if each.stage != "retired"]
    general = [{"text": "", "value": GENERAL}] if book.leads else []
    return [*general, *named][:MOST_OPTIONS]


def entries(session: Session, book: Book, finder: Finder, theme: Theme) -> dict[str, Any]:
    """Return a form to choose which of the person's entries answers a theme, the nearest first."""
    found = [_found(book.catalog, match) for match in finder.find(theme.title).matches]
    for service in sorted(book.services, key=lambda each: (each.key != theme.service, each.name)):
        found += [(service.key, None), *((service.key, faq) for faq in service.faqs)]
    found += [(None, faq) for faq in book.catalog.faqs]
    named = {asked.name_of(key, faq): (key, faq) for key, faq in found if book.decides(key)}
    fit = {name: each for name, each in named.items() if each[1] or may_be_name(theme.title)}
    options = [{"text": _title(book.catalog, *each), "value": name} for name, each in (fit or named).items()]
    return {"question": theme.title, "entries": options[:MOST_OPTIONS]}


def _found(catalog: Catalog, match: Match) -> tuple[str | None, Faq | None]:
    return match.service, None if match.faq is None else catalog.faq(match.service, match.faq)


def _title(catalog: Catalog, key: str | None, faq: Faq | None) -> str:
    return faq.question if faq else catalog.services[key or ""].name


def more_ways(session: Session, service: Service | None, faq: Faq | None) -> dict[str, Any]:
    """Return a form for more ways to ask a question, with what people wrote who were led to it."""
    if faq is None:
        raise ValueError("ways to ask are added to questions")
    key = service.key if service else None
    return {"question": faq.question, "ways": upkeep.suggestions(session, key, faq)}
