"""General: what people ask about IT as a whole, and what they ask IT for that is another department's."""

from pydantic.dataclasses import dataclass

from bot.catalog.service import Faq
from bot.catalog.written import STRICT, Channel, Email, Text


@dataclass(frozen=True, config=STRICT)
class Elsewhere:
    """A topic that is not IT's, the ways people ask for it, and who helps instead."""

    title: Text
    """What it is, as one would print it: "Parental leave"."""
    phrasings: tuple[Text, ...]
    """How hurried people really ask for it; three or more keep IT from answering by mistake."""
    who: Text
    """Who helps: the name of the department, as people call it."""
    says: Text
    """What they do about it, in a sentence or two, so that nobody is left with a no."""
    unit: Text | None = None
    """The cost center of that department in company.yaml: people are sent to its channel."""
    channel: Channel | None = None
    """Where they are asked, in quotes; before the channel of the unit."""
    email: Email | None = None
    """The address where they are asked."""


@dataclass(frozen=True, config=STRICT)
class General:
    """Questions about IT as a whole, and what is not IT's."""

    faqs: tuple[Faq, ...] = ()
    """What people ask without naming a service."""
    elsewhere: tuple[Elsewhere, ...] = ()
    """What people ask IT for and others help with: each topic with who that is."""
