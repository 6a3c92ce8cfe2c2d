"""Known ways: whose question a text is already, word for word, and whether it may be a name."""

from bot.catalog import Catalog, Service
from bot.catalog.finding.index import LONGEST_NAME
from bot.catalog.finding.words import every_word
from bot.catalog.service import Faq

Entry = tuple[Service | None, Faq | None]


class KnownWays:
    """The questions of a catalog and their ways to ask, by their words alone."""

    def __init__(self, catalog: Catalog) -> None:
        of_services = [(service, faq) for service in catalog.services.values() for faq in service.faqs]
        every: list[tuple[Service | None, Faq]] = [*of_services, *((None, faq) for faq in catalog.faqs)]
        self._owner = {
            tuple(every_word(way)): (service, faq)
            for service, faq in every
            for way in (faq.question, *faq.phrasings)
        }

    def whose(self, text: str, but: Entry = (None, None)) -> tuple[Service | None, Faq] | None:
        """Return the question that is asked so already; None where that is nobody's, or `but`'s."""
        found = self._owner.get(tuple(every_word(text)))
        return None if found is None or _is_same(found, but) else found


def may_be_name(text: str) -> bool:
    """Tell whether a text is short enough to be a name of a service."""
    return len(every_word(text)) <= LONGEST_NAME


def _is_same(one: Entry, other: Entry) -> bool:
    places = [service.key if service else None for service, _ in (one, other)]
    questions = [faq.question if faq else None for _, faq in (one, other)]
    return places[0] == places[1] and questions[0] == questions[1]
