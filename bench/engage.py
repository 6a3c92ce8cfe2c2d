"""What ways of asking do to a made-up company: ours, a survey after everything, and a fixed share of contacts.

People answer, ignore, get annoyed, stop one kind of contact and leave, by response curves that are printed with
the figures. Everybody lives through the same two years under each way; only what the bot does differs. Ours asks
the verdicts of the gate itself (`bot/customer/judging.py`). Each contact of ours is looked at again by a check of
its own: nobody may be contacted beyond the policy.
"""

import argparse
import json
import math
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from time import process_time

from bench.engaging import asking, checking, crowd
from bench.engaging.asking import Way
from bench.engaging.crowd import Assumptions
from bench.engaging.living import live
from bench.engaging.sums import Figure, Sums
from bot.catalog import Company, load
from bot.settings import HOUSE

SIZES = (1_000, 5_000, 50_000)


def run(count: int, way: Way, company: Company, assumed: Assumptions, seed: int) -> Figure:
    """Play a company of so many people under one way of asking."""
    begun = process_time()
    ends = datetime.combine(crowd.BEGINS + timedelta(days=crowd.DAYS), time(), UTC)
    held_out = company.policy.held_out_percent / 100
    sums = Sums()
    for life in crowd.lives(count, crowd.DAYS, assumed, seed):
        story = live(life, way, assumed, ends, held_out, seed)
        sums.add(story, checking.beyond(story, company, life.zone))
    return sums.figure(way.name, count, process_time() - begun)


COLUMNS = (
    "way of asking        people   answered  (95 %)        a month   heard  stopped    left   offers  taken"
    "    found    time    lost   worth          beyond     s    us/event   MB"
)


def line(figure: Figure) -> str:
    """Return one row of the table."""
    return (
        f"{figure.way:20}{figure.people:7,}{figure.answered:10.1%}  ({figure.low:.1%}..{figure.high:.1%})"
        f"{figure.contacts:8.2f}{figure.heard:9.1%}{figure.stopped:9.1%}{figure.left:8.1%}{figure.offers:9,}"
        f"{figure.accepted:7.1%}{figure.found:9.2f}{-figure.took:8.2f}{-figure.lost:8.2f}"
        f"{figure.worth:8.2f} ±{figure.margin:5.2f}{figure.beyond:9,}{figure.seconds:7.1f}"
        f"{figure.seconds / figure.events * 1e6:9.1f}{figure.megabytes:7.0f}"
    )


def compared(ours: Figure, other: Figure) -> str:
    """Say which of both is worth more, and how much hangs on what stopping and leaving are assumed to cost.

    The worth of each is found - took - times x lost, with one time what is assumed; the margin of the
    difference is that of two companies that have nothing to do with one another, so rather too wide.
    """
    first, second = (ours, other) if ours.worth >= other.worth else (other, ours)
    more, margin = first.worth - second.worth, math.hypot(first.margin, second.margin)
    if more < margin:
        return f"{ours.way} and {other.way}: no clear difference ({ours.worth - other.worth:+.2f} ± {margin:.2f})"
    said = f"{first.way} is worth {more:.2f} ± {margin:.2f} more than {second.way}"
    saved = second.lost - first.lost
    ahead = more - saved
    if saved >= 0 and ahead >= 0:
        return f"{said}, whatever stopping and leaving cost"
    bound = "more" if saved > 0 else "less"
    return f"{said}, as long as stopping and leaving cost {bound} than {-ahead / saved:.2f} times what is assumed"


def exponent(sizes: Sequence[float], values: Sequence[float]) -> float:
    """Return b of values = a x size ^ b, by least squares of the logarithms; 1 is linear, 0 is constant."""
    xs, ys = [math.log(each) for each in sizes], [math.log(each) for each in values]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def growth(figures: Sequence[Figure]) -> str:
    """Say how time and memory grow with the number of people, for one way of asking."""
    people = [each.people for each in figures]
    seconds = exponent(people, [each.seconds for each in figures])
    memory = exponent(people, [each.megabytes for each in figures])
    return f"{figures[0].way}: time grows with people ^ {seconds:.2f}, memory with people ^ {memory:.2f}"


def main() -> None:
    """Print assumptions, the ways of asking side by side, and how time and memory grow."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=SIZES)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--catalog", type=Path, default=HOUSE / "catalog_data", help="whose policy is ours")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    parser.add_argument("--assume", nargs="+", default=[], metavar="NAME=VALUE", help="of people, instead")
    asked = parser.parse_args()
    assumed, company = _assumed(asked.assume), load(asked.catalog).company
    print(
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()};"
        f" seed {asked.seed}; {crowd.DAYS} days from {crowd.BEGINS}"
    )
    print("Assumed, not measured: " + "; ".join(assumed.told()))
    print(f"Policy: {company.policy}")
    print("Money: dollars a person and year; worth = found - time - lost. Seconds are the processor's.")
    print(COLUMNS)
    figures = []
    for count in sorted(asked.people):
        for way in (asking.ours(company), asking.everything(), asking.one_in_ten()):
            figures.append(run(count, way, company, assumed, asked.seed))
            print(line(figures[-1]), flush=True)
    _sum_up(figures)
    if asked.json:
        print(json.dumps({"bench": "engage", "figures": [asdict(each) for each in figures]}))


def _assumed(changes: Sequence[str]) -> Assumptions:
    names = {each.name for each in fields(Assumptions)}
    pairs = [each.partition("=") for each in changes]
    unknown = [name for name, _, _ in pairs if name not in names]
    if unknown:
        sys.exit(f"Nothing is assumed of {', '.join(unknown)}: it is one of {', '.join(sorted(names))}")
    return Assumptions(**{name: float(value) for name, _, value in pairs})


def _sum_up(figures: Sequence[Figure]) -> None:
    by_way = {each.way: [one for one in figures if one.way == each.way] for each in figures}
    ours, *others = by_way.values()
    beyond, sent = sum(each.beyond for each in ours), sum(each.surveys + each.offers for each in ours)
    print(f"contacts of ours beyond the policy: {beyond:,} of {sent:,}")
    for other in others:
        print(compared(ours[-1], other[-1]))
    if len(ours) > 1:
        for each in by_way.values():
            print(growth(each))


if __name__ == "__main__":
    main()
