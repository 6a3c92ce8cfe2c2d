"""What ways of asking do to a made-up company: ours, a survey after everything, and a fixed share of contacts.

People answer, ignore, get annoyed, stop one kind of contact and leave, by response curves that are printed with
the figures. Everybody lives through the same two years under each way; only what the bot does differs. Each
contact of ours is looked at again by a check of its own: nobody may be contacted beyond the policy.
"""

import argparse
import json
import os
import platform
import resource
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, time, timedelta
from time import perf_counter

from bench.engaging import asking, checking, crowd
from bench.engaging.asking import Story, Way
from bench.engaging.crowd import Assumptions
from bot.catalog import load
from bot.catalog.company import ContactPolicy
from bot.customer.satisfaction import share
from bot.settings import HOUSE

DAYS = 730
MONTHS = DAYS * 12 / 365.25


@dataclass
class Figure:
    """One way of asking in one company; shares are 0..1, `worth` is dollars a person and year."""

    way: str
    people: int
    surveys: int
    answered: float
    low: float  # 95 % Wilson range of it
    high: float
    contacts: float  # started by the bot, a person and month
    heard: float  # share of bad contacts that an answer told of
    stopped: float  # people who stopped surveys or offers
    left: float
    offers: int
    accepted: float
    worth: float
    beyond: int  # contacts that the policy forbids; only ours has to have none
    events: int  # contacts that anybody started
    seconds: float
    megabytes: float  # peak memory of the process so far


def run(count: int, way: Way, rules: ContactPolicy, assumed: Assumptions, seed: int) -> Figure:
    """Play a company of so many people under one way of asking."""
    begun = perf_counter()
    ends = datetime.combine(crowd.BEGINS + timedelta(days=DAYS), time(), UTC)
    sums = _Sums()
    for life in crowd.lives(count, DAYS, assumed, seed):
        story = asking.live(life, way, assumed, ends, rules.held_out_percent / 100, seed)
        sums.add(story, checking.beyond(story, rules, life.zone))
    return sums.figure(way.name, count, perf_counter() - begun)


@dataclass
class _Sums:
    surveys: int = 0
    answered: int = 0
    offers: int = 0
    accepted: int = 0
    unhappy: int = 0
    heard: int = 0
    stopped: int = 0
    left: int = 0
    visits: int = 0
    worth: float = 0.0
    beyond: int = 0

    def add(self, story: Story, forbidden: Iterable[str]) -> None:
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
        self.worth += story.worth
        self.beyond += sum(1 for _ in forbidden)

    def figure(self, way: str, people: int, seconds: float) -> Figure:
        answered = share(self.answered, self.surveys)
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
            worth=self.worth / people / (DAYS / 365.25),
            beyond=self.beyond,
            events=self.visits + self.surveys + self.offers,
            seconds=seconds,
            megabytes=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        )


COLUMNS = (
    "way of asking        people   answered  (95 %)        a month   heard  stopped    left   offers  taken"
    "   worth  beyond    s    us/event   MB"
)


def line(figure: Figure) -> str:
    """Return one row of the table."""
    return (
        f"{figure.way:20}{figure.people:7,}{figure.answered:10.1%}  ({figure.low:.1%}..{figure.high:.1%})"
        f"{figure.contacts:8.2f}{figure.heard:9.1%}{figure.stopped:9.1%}{figure.left:8.1%}{figure.offers:9,}"
        f"{figure.accepted:7.1%}{figure.worth:8.2f}{figure.beyond:8,}{figure.seconds:7.1f}"
        f"{figure.seconds / figure.events * 1e6:9.1f}{figure.megabytes:7.0f}"
    )


def main() -> None:
    """Print assumptions, the ways of asking side by side, and how time and memory grow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[1_000, 50_000])
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    asked = parser.parse_args()
    assumed, rules = Assumptions(), load(HOUSE / "catalog_data").company.policy
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()};"
        f" seed {asked.seed}; {DAYS} days from {crowd.BEGINS}"
    )
    print("Assumed, not measured: " + "; ".join(assumed.told()))
    print(f"Policy: {rules}")
    print(COLUMNS)
    figures = []
    for count in asked.people:
        for way in (asking.ours(rules), asking.everything(), asking.one_in_ten()):
            figures.append(run(count, way, rules, assumed, asked.seed))
            print(line(figures[-1]), flush=True)
    mine = [each for each in figures if each.way == "our policy"]
    print(f"contacts of ours beyond the policy: {sum(each.beyond for each in mine)} of all")
    if len(mine) > 1:
        small, large = mine[0], mine[-1]
        times = (large.seconds / large.events) / (small.seconds / small.events)
        print(
            f"{large.people / small.people:.0f} times the people: {times:.2f} times the time an event,"
            f" {large.megabytes - small.megabytes:+.0f} MB"
        )
    if asked.json:
        print(json.dumps({"bench": "engage", "figures": [asdict(each) for each in figures]}))


if __name__ == "__main__":
    main()
