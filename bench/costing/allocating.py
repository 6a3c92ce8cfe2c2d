"""Allocation: twelve months of cost through the shares of many services, exact to the cent.

Beside it is what numpy does with the same shares: one dense matrix, floats, each amount rounded by itself. It
neither checks shares, nor finds circles, nor tells what a service cost before it is passed on, and its months
do not add up: `off` is by how many cents.
"""

import math
import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from time import perf_counter, process_time
from typing import Any

import numpy as np

from bench.latency import machine
from bot.catalog import CATEGORIES
from bot.cost.allocation import allocate
from bot.cost.methods import circles
from bot.cost.solving import Shares

SIZES = (100, 1_000, 10_000)
MONTHS = 12
TARGET, AT = 2.0, 1_000  # processor seconds for so many services
SUPPORTING = 0.3
USERS, BELOW = 8, 3  # of a supporting service, and so many of these are supporting ones
NEAR = 200  # of these next ones
WAYS = {"none": 0.0, "some": 0.2, "most": 0.8}  # part of supporting services that use a later one
Cost = dict[str | None, dict[str, int]]


@dataclass
class Figure:
    """One size and kind of graph: seconds for twelve months, and what numpy takes."""

    services: int
    circles: str
    largest: int  # services in the largest circle
    seconds: float
    cpu: float
    numpy: float
    numpy_cpu: float
    off: int  # cents by which numpy's months do not add up


def measure(sizes: Sequence[int] | None, database_url: str, seed: int) -> tuple[list[dict[str, Any]], bool]:
    """Measure every size with and without circles; return the figures, and whether the target is kept."""
    figures = [_measured(count, way, part, seed) for count in sizes or SIZES for way, part in WAYS.items()]
    show(figures, seed)
    kept = all(each.cpu <= TARGET for each in figures if each.services <= AT)
    return [asdict(each) for each in figures], kept


def _measured(count: int, way: str, part: float, seed: int) -> Figure:
    rng = random.Random(seed)
    shares, facing = made(count, part, rng)
    months = [_costs([*shares, *facing], rng) for _ in range(MONTHS)]
    began, worked = perf_counter(), process_time()
    for cost in months:
        found = allocate(cost, shares, facing, "USD")
        assert found.whole.minor == sum(sum(parts.values()) for parts in cost.values())
    seconds, cpu = perf_counter() - began, process_time() - worked
    began, worked = perf_counter(), process_time()
    off = sum(bare(shares, facing, months))
    largest = max(map(len, circles(shares)), default=1)
    return Figure(count, way, largest, seconds, cpu, perf_counter() - began, process_time() - worked, off)


def made(count: int, part: float, rng: random.Random) -> tuple[Shares, list[str]]:
    """Return shares of so many services, and which of them customers use."""
    supporting = [f"S{number:05}" for number in range(round(count * SUPPORTING))]
    facing = [f"F{number:05}" for number in range(count - len(supporting))]
    shares = {}
    for at, key in enumerate(supporting):
        below = supporting[at + 1 : at + NEAR]
        users = rng.sample(below, min(BELOW, len(below))) + rng.sample(facing, USERS - BELOW)
        if at and rng.random() < part:
            users.append(rng.choice(supporting[:at]))
        weights = {user: rng.randint(1, 20) for user in users}
        shares[key] = {user: Fraction(one, sum(weights.values())) for user, one in weights.items()}
    return shares, facing


def _costs(keys: Sequence[str], rng: random.Random) -> Cost:
    return {key: {category: rng.randrange(10**7) for category in CATEGORIES} for key in keys}


def bare(shares: Shares, facing: Sequence[str], months: Sequence[Cost]) -> Iterator[int]:
    """Yield by how many cents each month does not add up when numpy alone solves it."""
    at = {key: place for place, key in enumerate(shares)}
    to = {key: place for place, key in enumerate(facing)}
    within, out = np.eye(len(shares)), np.zeros((len(facing), len(shares)))
    for key, users in shares.items():
        for user, share in users.items():
            if user in at:
                within[at[user], at[key]] -= float(share)
            else:
                out[to[user], at[key]] = float(share)
    own, direct = (
        np.array([[[cost[key][each] for each in CATEGORIES] for cost in months] for key in keys], dtype=float)
        for keys in (shares, facing)
    )
    gross = np.linalg.solve(within, own.reshape(len(shares), -1))
    arrived = np.rint(direct.reshape(len(facing), -1) + out @ gross).reshape(len(facing), len(months), -1)
    for number, cost in enumerate(months):
        whole = sum(sum(parts.values()) for parts in cost.values())
        yield abs(whole - int(arrived[:, number].sum()))


def exponent(figures: Sequence[Figure], way: str) -> float:
    """Return by which power of the services the time grows, between the smallest and the largest."""
    mine = sorted((each for each in figures if each.circles == way), key=lambda each: each.services)
    if mine[0].services == mine[-1].services:
        return 1.0
    return math.log(mine[-1].cpu / mine[0].cpu) / math.log(mine[-1].services / mine[0].services)


def show(figures: Sequence[Figure], seed: int) -> None:
    """Print the table."""
    print(
        f"allocation, {MONTHS} months by {len(CATEGORIES)} categories: {machine()}, load {os.getloadavg()[0]:.1f}, "
        f"seed {seed}; target: {TARGET:g} s of the processor for {AT:,} services"
    )
    print(
        f"{'services':>8} {'circles':<8} {'largest':>7} {'s':>7} {'cpu s':>7} {'numpy s':>8} {'cpu s':>7} {'off':>7}"
    )
    for one in figures:
        print(
            f"{one.services:>8,} {one.circles:<8} {one.largest:>7,} {one.seconds:>7.2f} {one.cpu:>7.2f} "
            f"{one.numpy:>8.2f} {one.numpy_cpu:>7.2f} {one.off:>6,}c"
        )
    print(", ".join(f"{way}: services^{exponent(figures, way):.2f}" for way in WAYS))
