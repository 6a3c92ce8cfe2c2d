"""Sums: what became of a whole company under one way of asking."""

import math
import resource
from collections.abc import Iterable
from dataclasses import dataclass

from bench.engaging.crowd import YEARS
from bench.engaging.story import Story
from bot.customer.satisfaction import share

MONTHS = YEARS * 12


@dataclass
class Figure:
    """One way of asking in one company; shares are 0..1, money is dollars a person and year."""

    way: str
    people: int
    surveys: int
    answered: float
    low: float  # 95 % Wilson range of it
    high: float
    contacts: float  # started by the bot, a person and month
    heard: float  # share of bad contacts that somebody told of
    stopped: float  # people who stopped surveys or offers
    left: float
    offers: int
    accepted: float
    found: float
    took: float
    lost: float
    worth: float  # what was found, without people's time and what those cost who stopped or left
    margin: float  # half of its 95 % range, 1.96 s / sqrt(people)
    beyond: int  # contacts that the policy forbids; only ours has to have none
    events: int  # contacts that anybody started
    seconds: float  # of the processor
    megabytes: float  # peak memory of the process so far


@dataclass
class Sums:
    """What is added up, person by person."""

    surveys: int = 0
    answered: int = 0
    offers: int = 0
    accepted: int = 0
    unhappy: int = 0
    heard: int = 0
    stopped: int = 0
    left: int = 0
    visits: int = 0
    found: float = 0.0
    took: float = 0.0
    lost: float = 0.0
    squares: float = 0.0  # of each person's worth
    beyond: int = 0

    def add(self, story: Story, forbidden: Iterable[str]) -> None:
        """Add one person, with what was done to them beyond the policy."""
        offers = sum(each.kind == "offer" for each in story.sent)
        self.surveys += len(story.sent) - offers
        self.offers += offers
        self.answered += len(story.answered)
        self.accepted += story.accepted
        self.unhappy += story.unhappy
        self.heard += story.heard
        self.stopped += bool(story.opted_out)
        self.left += story.left is not None
        self.visits += story.visits
        self.found += story.found
        self.took += story.took
        self.lost += story.lost
        self.squares += (story.found - story.took - story.lost) ** 2
        self.beyond += sum(1 for _ in forbidden)

    def figure(self, way: str, people: int, seconds: float) -> Figure:
        """Return the figure of so many people who took so many seconds of the processor."""
        answered = share(self.answered, self.surveys)
        found, took, lost = (each / people / YEARS for each in (self.found, self.took, self.lost))
        worth = found - took - lost
        variance = max(self.squares / people / YEARS**2 - worth**2, 0.0)
        return Figure(
            way=way,
            people=people,
            surveys=self.surveys,
            answered=answered.value if answered else 0.0,
            low=answered.low if answered else 0.0,
            high=answered.high if answered else 0.0,
            contacts=(self.surveys + self.offers) / people / MONTHS,
            heard=self.heard / max(self.unhappy, 1),
            stopped=self.stopped / people,
            left=self.left / people,
            offers=self.offers,
            accepted=self.accepted / max(self.offers, 1),
            found=found,
            took=took,
            lost=lost,
            worth=worth,
            margin=1.96 * math.sqrt(variance / people),
            beyond=self.beyond,
            events=self.visits + self.surveys + self.offers,
            seconds=seconds,
            megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        )
