"""Statements: drawn and stored for many business units, and what the month was to each beside plan and past.

Beside them pandas reads the same rows and multiplies: units x price, and each unit's part of full cost, in
floats. It has no plan, no month before, no causes, and its parts do not add up: `off` is by how many cents.
"""

import math
import os
import random
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import sqlalchemy as sa

from bench.latency import machine
from bot import catalog as catalogs
from bot.catalog import Catalog
from bot.cost import allocation
from bot.cost.lines import CostLine
from bot.cost.subscriptions import Subscription
from bot.cost.usage import Usage
from bot.db import Database
from bot.migrations import migrate
from bot.settings import HOUSE
from bot.value import spend, statements
from bot.value.statements import Charge, Statement

SIZES = (10, 100, 1_000)
MONTH, BEFORE = "2026-10", "2026-09"
NOW = datetime(2026, 11, 11, 13, tzinfo=UTC)
LINES = 2_000  # cost lines a month


@dataclass
class Figure:
    """So many units: seconds for drawing all their statements, for explaining them, and what pandas takes."""

    units: int
    rows: int  # of usage
    drawn: float
    drawn_cpu: float
    seconds: float
    cpu: float
    pandas: float
    pandas_cpu: float
    off: int  # cents by which pandas' parts of full cost do not add up


def measure(sizes: Sequence[int] | None, database_url: str, seed: int) -> tuple[list[dict[str, Any]], bool]:
    """Measure every number of units; return the figures. There is no target to keep."""
    figures = [_measured(count, database_url, seed) for count in sizes or SIZES]
    show(figures, seed)
    return [asdict(each) for each in figures], True


def _measured(count: int, database_url: str, seed: int) -> Figure:
    stock = _grown(count)
    with _filled(database_url, stock, random.Random(seed)) as (db, rows):
        began, worked = perf_counter(), process_time()
        with db.session() as session:
            assert len(statements.draw(session, stock, MONTH, NOW)) == count
        drawn, drawn_cpu = perf_counter() - began, process_time() - worked
        began, worked = perf_counter(), process_time()
        with db.read() as session:
            found = spend.of_units(session, stock, MONTH)
        seconds, cpu = perf_counter() - began, process_time() - worked
        assert len(found) == count
        began, worked = perf_counter(), process_time()
        off = bare(db, stock)
        bare_s, bare_cpu = perf_counter() - began, process_time() - worked
        return Figure(count, rows, drawn, drawn_cpu, seconds, cpu, bare_s, bare_cpu, off)


def _grown(count: int) -> Catalog:
    """Return the sample catalog for a company of so many units."""
    stock = catalogs.load(HOUSE / "catalog_data", on=date(2026, 11, 1))
    like = [*stock.company.units.values()]
    units = {
        f"CC-{number:04}": replace(like[number % len(like)], code=f"CC-{number:04}")
        for number in range(count)
    }
    return replace(stock, company=replace(stock.company, units=units))


@contextmanager
def _filled(database_url: str, stock: Catalog, rng: random.Random) -> Iterator[tuple[Database, int]]:
    with tempfile.TemporaryDirectory(prefix="domestique-") as folder:
        db = Database(database_url or f"sqlite:///{Path(folder, 'bot.db')}")
        try:
            migrate(db)
            with db.session() as session:
                for table in (Usage, Subscription, CostLine, Charge, Statement):
                    session.execute(sa.delete(table))
                used = [*_usage(stock, rng)]
                session.execute(sa.insert(Usage), used)
                session.execute(sa.insert(Subscription), [*_held(stock)])
                session.execute(sa.insert(CostLine), [*_lines(stock, rng)])
            yield db, len(used)
        finally:
            db.close()


def _usage(stock: Catalog, rng: random.Random) -> Iterator[dict[str, Any]]:
    for month in (BEFORE, MONTH):
        for code, unit in stock.company.units.items():
            for level, planned in unit.plan.items():
                service, _, tier = level.partition(".")
                quantity = Decimal(rng.randint(1, 2 * planned + 1))
                yield {
                    "month": month,
                    "unit": code,
                    "service": service,
                    "tier": tier,
                    "quantity": quantity,
                    "source": "meter",
                    "sample": True,
                }


def _held(stock: Catalog) -> Iterator[dict[str, Any]]:
    for code, unit in stock.company.units.items():
        for level, planned in unit.plan.items():
            service, _, tier = level.partition(".")
            yield {
                "unit": code,
                "service": service,
                "tier": tier,
                "quantity": planned,
                "unit_price": stock.tier(service, tier).price.amount,
                "starts_on": date(2026, 7, 1),
            }


def _lines(stock: Catalog, rng: random.Random) -> Iterator[dict[str, Any]]:
    services = [key for key, service in stock.services.items() if service.stage == "live"]
    for month in (BEFORE, MONTH):
        for _ in range(LINES):
            yield {
                "month": month,
                "service": rng.choice(services),
                "category": rng.choice(("hardware", "software", "labor")),
                "minor": rng.randrange(10**6),
                "vendor": "",
                "source": "ledger",
                "sample": True,
                "charge": "usage",
                "label": "",
                "account": "",
                "tags": "",
                "paid_in": "",
            }


def bare(db: Database, stock: Catalog) -> int:
    """Return by how many cents pandas' parts of full cost do not add up."""
    import pandas

    with db.read() as session:
        full = allocation.of_month(session, stock, MONTH)
        used = pandas.read_sql(sa.select(Usage).where(Usage.month == MONTH), session.connection())  # type: ignore[arg-type]
    prices = {
        (key, tier.name): float(tier.price.amount)
        for key, each in stock.services.items()
        for tier in each.tiers
    }
    used["charge"] = used["quantity"].astype(float) * [
        prices[key] for key in zip(used["service"], used["tier"], strict=True)
    ]
    by_unit = used.groupby(["service", "unit"])["charge"].sum()
    part = by_unit / by_unit.groupby("service").transform("sum")
    cost = {key: float(full.of(key).amount) for key in full.cost}
    shown = (part * [cost[key] for key in part.index.get_level_values("service")]).round(2)
    whole = sum(round(cost[key] * 100) for key in set(used["service"]) if by_unit[key].sum())
    return abs(round(float(shown.sum()) * 100) - whole)


def exponent(figures: Sequence[Figure]) -> float:
    """Return by which power of the units the time grows, between the smallest and the largest."""
    first, last = (pick(figures, key=lambda each: each.units) for pick in (min, max))
    if first.units == last.units:
        return 1.0
    return math.log((last.drawn_cpu + last.cpu) / (first.drawn_cpu + first.cpu)) / math.log(
        last.units / first.units
    )


def show(figures: Sequence[Figure], seed: int) -> None:
    """Print the table."""
    print(f"statements: {machine()}, load {os.getloadavg()[0]:.1f}, seed {seed}")
    print(
        f"{'units':>6} {'usage':>7} {'drawn s':>8} {'cpu s':>6} {'told s':>7} {'cpu s':>6} {'ms each':>8} "
        f"{'pandas s':>9} {'cpu s':>6} {'off':>5}"
    )
    for one in figures:
        each = (one.drawn_cpu + one.cpu) / one.units * 1000
        print(
            f"{one.units:>6,} {one.rows:>7,} {one.drawn:>8.2f} {one.drawn_cpu:>6.2f} {one.seconds:>7.2f} "
            f"{one.cpu:>6.2f} {each:>8.2f} {one.pandas:>9.2f} {one.pandas_cpu:>6.2f} {one.off:>4,}c"
        )
    print(f"units^{exponent(figures):.2f}")
