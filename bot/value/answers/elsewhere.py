"""Elsewhere: what is not IT's matter, and who helps with it."""

from dataclasses import dataclass

from sqlmodel import Session

from bot.catalog import Catalog
from bot.catalog.finding import Match
from bot.customer import people


@dataclass(frozen=True)
class ElsewhereAnswer:
    """Who helps with a topic instead of IT; unless `surely`, it may be IT's after all."""

    aspect: str
    title: str
    who: str
    says: str
    channel: str | None  # its id once Slack has shown it, else "#name"
    email: str | None
    surely: bool


def elsewhere(session: Session | None, catalog: Catalog, match: Match, *, surely: bool) -> ElsewhereAnswer:
    """Return who helps with the topic that was found, and where they are."""
    found = catalog.elsewhere[match.faq or 0]
    where = catalog.where(found)
    known = people.place_id(session, where) if session and where else None
    return ElsewhereAnswer(
        "elsewhere", found.title, found.who, found.says, known or where, found.email, surely
    )
