"""Import: a file of cost lines becomes rows; rows a second, peak memory, and how both grow.

Each way runs in a process of its own, so that its peak memory is its own. Ours looks at the file, as
everybody's file is, and stores it; both are counted. DuckDB and Polars read the same file and write the
same columns into the same table by the driver's executemany; DuckDB's own table is shown beside it, though
no bot reads that. None of them maps, rejects, rounds, previews or can undo.
"""

import csv
import json
import math
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from bench.latency import machine
from bot import catalog as catalogs
from bot import clock
from bot.catalog import Catalog
from bot.cost import capture
from bot.db import Database
from bot.migrations import migrate
from bot.settings import HOUSE

SIZES = (10_000, 100_000, 1_000_000)
TARGET = 3.0  # times as long as the quicker of the others, into the same table
A_BATCH = 10_000
CATEGORIES = ("hardware", "software", "labor", "cloud_infra", "saas", "telecom")
_INTO = (
    "month", "service", "category", "minor", "vendor", "source", "sample", "charge", "label", "account", "tags",
    "amount", "paid_in", "batch_id", "row",
)  # fmt: skip


@dataclass
class Figure:
    """One way and size; `look` is the part of `seconds` in which nothing is stored, `cpu` what all cores worked."""

    way: str
    rows: int
    seconds: float
    look: float
    cpu: float
    peak_mb: float

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.rows / self.seconds


def write(path: Path, count: int, seed: int) -> None:
    """Write a bill with so many lines of a year."""
    rng, services = random.Random(seed), [*_catalog().services]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(("month", "amount", "service", "category", "vendor", "label", "account"))
        for number in range(count):
            out.writerow(
                (
                    f"2026-{number % 12 + 1:02}",
                    f"{rng.randrange(-5_000, 900_000) / 100:.2f}",
                    rng.choice(services),
                    rng.choice(CATEGORIES),
                    f"Vendor {rng.randrange(200)}",
                    f"Item {rng.randrange(5_000)}",
                    f"{rng.randrange(6_000, 6_900)}",
                )
            )


@cache
def _catalog() -> Catalog:
    return catalogs.load(HOUSE / "catalog_data")


def ours(path: Path, url: str) -> float:
    """Look at the file and store it; return the seconds of looking."""
    db, began = Database(url), perf_counter()
    batch = capture.look(db, _catalog(), path, by="", now=clock.now())
    looked = perf_counter() - began
    capture.store(db, _catalog(), batch.number, path)
    db.close()
    return looked


def duckdb_same(path: Path, url: str) -> float:
    """Read with DuckDB, and write into our table."""
    import duckdb

    found = duckdb.connect().execute(
        "SELECT month, service, category, CAST(round(amount * 100) AS BIGINT), vendor, label, account, "
        "CAST(amount AS VARCHAR) FROM read_csv(?, types={'month': 'VARCHAR', 'amount': 'DECIMAL(18,2)', "
        "'account': 'VARCHAR'})",
        [str(path)],
    )

    def rows() -> Iterable[tuple[Any, ...]]:
        while some := found.fetchmany(A_BATCH):
            yield from some

    _insert(rows(), url)
    return 0.0


def polars_same(path: Path, url: str) -> float:
    """Read with Polars, and write into our table."""
    import polars

    amount = polars.col("amount")
    read = polars.read_csv(path, schema_overrides={"account": polars.String, "amount": polars.Decimal(18, 2)})
    chosen = read.select(
        "month",
        "service",
        "category",
        (amount * 100).cast(polars.Int64).alias("minor"),
        "vendor",
        "label",
        "account",
        amount.cast(polars.String).alias("amount"),
    )
    _insert(chosen.iter_rows(), url)
    return 0.0


def _insert(rows: Iterable[tuple[Any, ...]], url: str) -> None:
    names = ", ".join(f'"{name}"' for name in _INTO)
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        connection.executemany(
            f"INSERT INTO cost_lines ({names}) VALUES (?, ?, ?, ?, ?, '', 0, 'usage', ?, ?, '', ?, '', 1, ?)",
            ((*row, number) for number, row in enumerate(rows, 2)),
        )
    connection.close()


def duckdb_own(path: Path, url: str) -> float:
    """Read with DuckDB into a table of its own."""
    import duckdb

    with duckdb.connect(f"{path}.duckdb") as connection:
        connection.execute(
            "CREATE OR REPLACE TABLE cost_lines AS SELECT *, CAST(round(amount * 100) AS BIGINT) AS minor "
            "FROM read_csv(?, types={'month': 'VARCHAR', 'amount': 'DECIMAL(18,2)', 'account': 'VARCHAR'})",
            [str(path)],
        )
    return 0.0


WAYS: dict[str, Callable[[Path, str], float]] = {
    "ours": ours,
    "DuckDB": duckdb_same,
    "Polars": polars_same,
    "DuckDB, own table": duckdb_own,
}


def measure(sizes: Sequence[int] | None, database_url: str, seed: int) -> tuple[list[dict[str, Any]], bool]:
    """Measure every way at every size; return the figures, and whether the target is kept at the largest."""
    figures = []
    with tempfile.TemporaryDirectory(prefix="domestique-") as folder:
        for count in sizes or SIZES:
            path = Path(folder, f"{count}.csv")
            write(path, count, seed)
            figures += [_alone(way, path, count, folder) for way in WAYS]
    show(figures, seed)
    largest = [each for each in figures if each.rows == max(sizes or SIZES)]
    return [asdict(each) for each in figures], _times(largest) <= TARGET


def _alone(way: str, path: Path, count: int, folder: str) -> Figure:
    database = Path(folder, "bot.db")
    for left in Path(folder).glob("bot.db*"):
        left.unlink()
    url = f"sqlite:///{database}"
    db = Database(url)
    migrate(db)
    db.close()
    ended = subprocess.run(
        [sys.executable, "-m", "bench.costing.importing", way, str(path), url],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, looked, cpu, peak = json.loads(ended.stdout)
    return Figure(way, count, seconds, looked, cpu, peak)


def _times(figures: Sequence[Figure], what: str = "seconds") -> float:
    """Return how many times as long we take as the quicker of the others into the same table."""
    took = {each.way: getattr(each, what) for each in figures}
    return float(took["ours"] / min(took["DuckDB"], took["Polars"]))


def exponent(figures: Sequence[Figure], way: str) -> float:
    """Return by which power of the rows the time grows, between the smallest and the largest."""
    mine = sorted((each for each in figures if each.way == way), key=lambda each: each.rows)
    first, last = mine[0], mine[-1]
    if first.rows == last.rows:
        return 1.0
    return math.log(last.seconds / first.seconds) / math.log(last.rows / first.rows)


def show(figures: Sequence[Figure], seed: int) -> None:
    """Print the table."""
    print(
        f"import: {machine()}, load {os.getloadavg()[0]:.1f}, seed {seed}; target: at most {TARGET:g} times"
    )
    print(
        f"{'rows':>9} {'way':<18} {'s':>8} {'of it look':>10} {'cpu s':>7} {'rows/s':>10} {'peak MB':>8} "
        f"{'times':>6} {'by cpu':>6}"
    )
    for one in figures:
        same = [each for each in figures if each.rows == one.rows]
        times = f"{_times(same):>6.2f} {_times(same, 'cpu'):>6.2f}" if one.way == "ours" else ""
        print(
            f"{one.rows:>9,} {one.way:<18} {one.seconds:>8.2f} {one.look:>10.2f} {one.cpu:>7.2f} {one.rate:>10,.0f} "
            f"{one.peak_mb:>8.0f} {times}"
        )
    print(", ".join(f"{way}: rows^{exponent(figures, way):.2f}" for way in WAYS))


def main() -> None:
    """Go one way in this process; print its seconds, those of looking, the processor's, and peak memory in MB."""
    way, path, url = sys.argv[1:]
    if way == "ours":
        _catalog()
    else:
        import_module(way.partition(",")[0].lower())
    began, worked = perf_counter(), process_time()
    looked = WAYS[way](Path(path), url)
    seconds, cpu = perf_counter() - began, process_time() - worked
    print(json.dumps((seconds, looked, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)))


if __name__ == "__main__":
    main()
