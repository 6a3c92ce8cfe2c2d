"""Places in the portfolio: where somebody is, and the way that leads back."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

LONGEST_SEARCH = 150  # characters
REMEMBERED = 2500  # characters of the way back that a modal keeps; Slack takes 3,000


@dataclass(frozen=True)
class Place:
    """Where somebody is: a page, the service or the words it is about, and which part of it is open.

    `at` counts pages of a list from 0; of a service or of what was found it is the question whose answer
    is open, counted from 1.
    """

    page: str
    about: str = ""
    at: int = 0

    @classmethod
    def read(cls, written: str) -> Self:
        """Read what `str` wrote; what cannot be read is the first page."""
        page, _, rest = written.partition(":")
        at, _, about = rest.partition(":")
        return cls(page, about, int(at) if at.isdecimal() else 0)

    def __str__(self) -> str:
        return f"{self.page}:{self.at}:{self.about}"

    def opened(self, at: int) -> Self:
        """Return the same page with another part of it open."""
        return replace(self, at=at)


FIRST = Place("offered")
LISTS = ("offered", "prepared", "retired", "behind", "critical")  # what stands on its own, with no way back


def onward(path: Sequence[str], to: Place) -> list[str]:
    """Return the way of somebody who goes on to a place; within a page they stay where they are."""
    before = [] if to.page in LISTS else list(path)
    if before and replace(Place.read(before[-1]), at=to.at) == to:
        before.pop()
    path = [*before, str(to)]
    while len(path) > 1 and len(json.dumps(path)) > REMEMBERED:
        path.pop(0)
    return path
