"""Terminal: a question asked on the command line, answered for a person by address, without Slack."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlmodel import Session, col, select

from bot.catalog import Catalog
from bot.catalog.finding import Finder
from bot.customer import people
from bot.customer.people import Person, Place
from bot.render import Renderer
from bot.value import understanding, wishing
from bot.value.answers import manners, printing
from bot.value.answers.cards import Asker
from bot.value.answers.composing import Answer, compose
from bot.value.answers.decided import Decided
from bot.value.answers.deciding import Find, decide
from bot.value.understanding import Wish

_IDS = re.compile(r"<[@#]([A-Z0-9]+)")


@dataclass(frozen=True)
class Reply:
    """An answer with all that led to it."""

    decided: Decided | None  # None for mere manners
    answer: Answer
    zone: str
    names: dict[str, str]
    payload: dict[str, Any]

    def lines(self) -> Iterator[str]:
        """Yield it as a person reads it."""
        return printing.message(self.payload, self.names, self.zone)

    def steps(self) -> Iterator[str]:
        """Yield how it came about."""
        return printing.steps(self.decided, self.answer)


def ask(
    session: Session | None,
    catalog: Catalog,
    finder: Finder,
    renderer: Renderer,
    question: str,
    email: str | None,
    now: datetime,
) -> Reply:
    """Answer as in private; nothing is noted and nothing is changed by it.

    Without a session there is no database, and what only that knows is left out.
    """
    asker, decided, answer = _asker(session, catalog, email, now), None, manners.reply(question.strip())
    if answer is None:
        seen, find = catalog.seen_by(asker.unit), partial(finder.find, hidden=asker.hidden)
        decided = decide(seen, find, question)
        wish = _wish(session, seen, find, question, decided, asker)
        answer = _wished(seen, wish, decided) if wish else compose(session, seen, decided, asker)
    payload = renderer.message(answer.template, {**answer.facts, "root": ""}, classic=True)
    names = _names(session, _IDS.findall(str(payload))) if session else {}
    return Reply(decided, answer, asker.zone, names, payload)


def _wish(
    session: Session | None, seen: Catalog, find: Find, question: str, decided: Decided, asker: Asker
) -> Wish | None:
    colleagues = people.first_names(session) if session and understanding.may_name(question) else ()
    return wishing.read(seen, find, question, decided, now=asker.now, zone=asker.zone, names=colleagues)


def _wished(catalog: Catalog, wish: Wish, decided: Decided) -> Answer:
    """Say what becomes of a wish in Slack, for here it can be sent nowhere."""
    service = catalog.services.get(wish.service or "")
    facts = {"wish": wish, "service": service, "told": wishing.told(catalog, decided)}
    return Answer("wishes/terminal", facts, "request", decided.aspect, decided.match)


def _asker(session: Session | None, catalog: Catalog, email: str | None, now: datetime) -> Asker:
    known = people.by_email(session, email.lower()) if session and email else None
    unit = catalog.company.unit_of(email) if email else None
    zone = (known.zone if known else None) or catalog.company.zone
    hidden = catalog.hidden_from(unit)
    return Asker(
        known.id if known else "", email, unit, zone, now, hidden=hidden, whole=catalog, looking=True
    )


def _names(session: Session, ids: Sequence[str]) -> dict[str, str]:
    known = session.exec(select(Person.id, Person.name).where(col(Person.id).in_(ids)))
    places = session.exec(select(Place.id, Place.name).where(col(Place.id).in_(ids)))
    return dict([*known, *places])
