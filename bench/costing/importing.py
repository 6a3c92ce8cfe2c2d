"""Import: a file of cost lines becomes rows; rows a second, peak memory, and how both grow.

Each way runs in a process of its own, so that its peak memory is its own, and each takes a file of 1,000 rows
first, so that all are compared as in a process that is at work: modules, connection and threads are there. Ours
looks at the file, as everybody's file is, and stores it; both are counted. DuckDB and Polars (`others`) read the
same file and write the same columns into the same table; DuckDB's own table is shown beside it, though no bot
reads that. A command is a whole process from its start to its end, with all that it imports. Small files are
taken several times, each way in turn; the middle time counts.
"""

import csv
import json
import math
import os
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from functools import cache
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import openpyxl

from bench.costing.others import OTHERS
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
ROUNDS = {10_000: 7, 100_000: 3, 1 << 40: 1}  # of so many rows at most, how often
FIRST = "first.csv"
CATEGORIES = ("hardware", "software", "labor", "cloud_infra", "saas", "telecom")
WAYS = ("ours", *OTHERS)
WORKBOOK, OPENPYXL = "ours, .xlsx", "openpyxl only reads"
COMMANDS = ("ours, a command", "Polars, a command")


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


def ours(path: Path, db: Database) -> float:
    """Look at the file and store it; return the seconds of looking."""
    began = perf_counter()
    batch = capture.look(db, _catalog(), path, by="", now=clock.now())
    looked = perf_counter() - began
    capture.store(db, _catalog(), batch.number, path)
    return looked


def measure(sizes: Sequence[int] | None, database_url: str, seed: int) -> tuple[list[dict[str, Any]], bool]:
    """Measure every way at every size; return the figures, and whether the target is kept at each of them."""
    figures = []
    wanted = sorted(sizes or SIZES)
    with tempfile.TemporaryDirectory(prefix="domestique-") as folder:
        write(Path(folder, FIRST), 1_000, seed + 1)
        for count in wanted:
            path = Path(folder, f"{count}.csv")
            write(path, count, seed)
            rounds = next(times for most, times in ROUNDS.items() if count <= most)
            figures += _middle(WAYS, path, count, folder, rounds)
        smallest = Path(folder, f"{wanted[0]}.csv")
        figures += _middle(
            (WORKBOOK, OPENPYXL), _in_another_process(_workbook, smallest), wanted[0], folder, 1
        )
        figures += _middle(COMMANDS, smallest, wanted[0], folder, 3)
    show(figures, seed)
    kept = all(_times([each for each in figures if each.rows == count]) <= TARGET for count in wanted)
    return [asdict(each) for each in figures], kept


def _in_another_process(write: Callable[[Path], Path], path: Path) -> Path:
    """Have it written, and not grow by it: a process that is started begins with its parent's peak."""
    with ProcessPoolExecutor(1, get_context("spawn")) as other:
        return other.submit(write, path).result()


def _workbook(path: Path) -> Path:
    """Write the same rows as a workbook, with words that cells share, as Excel does."""
    book = openpyxl.Workbook()
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.reader(file)):
            book.active.append([float(cell) if number and at == 1 else cell for at, cell in enumerate(row)])
    book.save(path.with_suffix(".xlsx"))
    return path.with_suffix(".xlsx")


def _middle(ways: Iterable[str], path: Path, count: int, folder: str, rounds: int) -> list[Figure]:
    """Go each way in turn, and so often; return the middle one of each."""
    every = [[_alone(way, path, count, folder) for way in ways] for _ in range(rounds)]
    return [sorted(same, key=lambda each: each.seconds)[rounds // 2] for same in zip(*every, strict=True)]


def _alone(way: str, path: Path, count: int, folder: str) -> Figure:
    for left in Path(folder).glob("bot.db*"):
        left.unlink()
    url = f"sqlite:///{Path(folder, 'bot.db')}"
    db = Database(url)
    migrate(db)
    db.close()
    if way in COMMANDS:
        return _command(way, path, count, url)
    ended = subprocess.run(
        [sys.executable, "-m", "bench.costing.importing", way, str(path), url, str(Path(folder, FIRST))],
        capture_output=True,
        text=True,
        check=True,
    )
    seconds, looked, cpu, peak = json.loads(ended.stdout)
    return Figure(way, count, seconds, looked, cpu, peak)


def _command(way: str, path: Path, count: int, url: str) -> Figure:
    module = ["bot", "import", str(path), "--yes"]
    if way != COMMANDS[0]:
        module = ["bench.costing.others", way.partition(",")[0], str(path), url]
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    subprocess.run(
        [sys.executable, "-m", *module],
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        check=True,
    )
    seconds, after = perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Figure(way, count, seconds, 0.0, cpu, 0.0)


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
    print("all but commands in a process that took 1,000 rows before, and not its start")
    print(
        f"{'rows':>9} {'way':<20} {'s':>8} {'of it look':>10} {'cpu s':>7} {'rows/s':>10} {'peak MB':>8} "
        f"{'times':>6} {'by cpu':>6}"
    )
    for one in figures:
        same = [each for each in figures if each.rows == one.rows]
        times = f"{_times(same):>6.2f} {_times(same, 'cpu'):>6.2f}" if one.way == "ours" else ""
        print(
            f"{one.rows:>9,} {one.way:<20} {one.seconds:>8.2f} {one.look:>10.2f} {one.cpu:>7.2f} {one.rate:>10,.0f} "
            f"{one.peak_mb:>8.0f} {times}"
        )
    print(", ".join(f"{way}: rows^{exponent(figures, way):.2f}" for way in WAYS))


def _only_read(path: Path) -> None:
    """Read all cells of a workbook as a stream."""
    for _ in openpyxl.load_workbook(path, read_only=True).active.iter_rows(values_only=True):
        pass


def main() -> None:
    """Go one way in this process, after a small file; print seconds, those of looking, the processor's, peak MB."""
    way, path, url, first = sys.argv[1:]
    db = Database(url)

    def go(file: Path) -> float:
        if way in OTHERS:
            OTHERS[way](file, url)
        elif way == OPENPYXL:
            _only_read(file)
        else:
            return ours(file, db)
        return 0.0

    if way != OPENPYXL:
        go(Path(first))
    began, worked = perf_counter(), process_time()
    looked = go(Path(path))
    seconds, cpu = perf_counter() - began, process_time() - worked
    print(json.dumps((seconds, looked, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)))


if __name__ == "__main__":
    main()
