"""Choosing: of several offers that could be made to one person, the one that is worth most to the customer.

What IT earns by it has no say: a higher price only ever lowers the rank of an offer.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from random import Random

from bot.money import Money

PRIOR_YES, PRIOR_NO = 1.5, 8.5  # before anything is known 15 % say yes; that counts as much as ten offers


@dataclass(frozen=True)
class Belief:
    """What is believed of a yes: a Beta distribution over its chance, 0..1."""

    yes: float
    no: float

    @classmethod
    def after(cls, yes: int, no: int) -> "Belief":
        """Return the posterior of so many past offers that were and were not accepted (Beta-binomial)."""
        return cls(PRIOR_YES + yes, PRIOR_NO + no)

    @property
    def mean(self) -> float:
        """The chance to reckon with."""
        return self.yes / (self.yes + self.no)

    def draw(self, seed: str) -> float:
        """Return a chance drawn from it, always the same for one `seed` (Thompson 1933)."""
        return Random(seed).betavariate(self.yes, self.no)


@dataclass(frozen=True)
class Choice:
    """One offer that could be made; money is a month's, a `benefit` of None is not measured."""

    name: str
    belief: Belief
    benefit: Money | None
    difference: Money


@dataclass(frozen=True)
class Chosen:
    """The place of the best among its like, the chance it was chosen by, and whether that was drawn."""

    at: int
    chance: float
    explored: bool


def best(choices: Sequence[Choice], *, person: str, day: date, explore_percent: int) -> Chosen:
    """Choose the offer for a person on a day; of equals the first. Raises ValueError where there is none.

    So many in a hundred days of a person are for learning: then each chance is drawn instead of reckoned
    with. The same person on the same day gets the same.
    """
    explored = percentile(f"explore {person} {day}") < explore_percent
    chances = [
        each.belief.draw(f"{person} {day} {each.name}") if explored else each.belief.mean for each in choices
    ]
    at = max(range(len(choices)), key=lambda at: (*worth(choices[at], chances[at]), -at))
    return Chosen(at, chances[at], explored)


def worth(choice: Choice, chance: float) -> tuple[bool, float, float, int]:
    """Return what an offer is ranked by, the higher the better.

    A measured one by what a person can expect of it: chance x (benefit - price difference), a month; the
    difference is only paid after a yes. What is not measured ranks below, by its chance, then by what it
    saves.
    """
    if choice.benefit is None:
        return False, 0.0, chance, -choice.difference.minor
    net = choice.benefit.minor - choice.difference.minor
    return True, net * chance, chance, -choice.difference.minor


def is_held_out(person: str, percent: int) -> bool:
    """Say whether a person is one of so many in a hundred who are offered nothing: always the same ones."""
    return percentile(f"held out {person}") < percent


def percentile(name: str) -> int:
    """Return a lasting number from 0 to 99 for a name, each as likely as any other."""
    return int.from_bytes(sha256(name.encode()).digest()[:8], "big") % 100
