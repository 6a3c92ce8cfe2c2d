"""Finding the catalog entry that answers a question asked in plain words."""

from dataclasses import dataclass
from typing import Literal

from bot.catalog.catalog import Catalog


@dataclass(frozen=True)
class Match:
    """One entry that may answer: a service, or the question at index `faq` of it (general: no service).

    `score` orders matches; `confidence` (0 to 1) is how far the entry is like what was asked.
    """

    kind: Literal["service", "faq"]
    service: str | None
    faq: int | None
    title: str
    score: float
    confidence: float


@dataclass(frozen=True)
class Found:
    """What to do with a question: answer with the first match, let the person choose, or pass it on."""

    kind: Literal["answer", "choices", "none"]
    matches: tuple[Match, ...]


class Finder:
    """Finds answers in one catalog."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog

    def find(self, text: str) -> Found:
        """Return the entries that answer `text`, best first."""
        named = [each for each in self.catalog.live() if each.key.lower() in text.lower().split()]
        matches = tuple(Match("service", each.key, None, each.name, 1.0, 1.0) for each in named[:3])
        return Found("answer" if len(matches) == 1 else "choices" if matches else "none", matches)
