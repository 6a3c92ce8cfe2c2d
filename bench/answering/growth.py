"""How start, memory and speed grow with a catalog: 100, 1,000 and 10,000 questions.

Each size is measured in a process of its own, first without kept vectors, then with them. The questions are
the sample company's, each asked again of one made-up system after the other.
"""

import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, islice
from pathlib import Path
from typing import Any

from bench.answering.machine import resident_mb
from bench.percentiles import middle_and_slowest
from bot import catalog
from bot.catalog import Catalog
from bot.catalog.finding import open_finder
from bot.catalog.service import Faq
from bot.settings import HOUSE

IMPORTED = time.process_time()  # what starting Python and importing took
SIZES = (100, 1_000, 10_000)
ASKED = 300
SYLLABLES = (
    "ba",
    "cor",
    "den",
    "fa",
    "gri",
    "hol",
    "ju",
    "ka",
    "lor",
    "mi",
    "nex",
    "pra",
    "sto",
    "tru",
    "vel",
    "zan",
)


def run(seed: int) -> list[dict[str, Any]]:
    """Measure every size; print as it goes, return all of it."""
    print(
        f"{'questions':>10}{'texts':>9}{'start cold':>12}{'start warm':>12}{'p50 ms':>9}{'p99 ms':>9}{'memory':>10}"
    )
    report = []
    for size in SIZES:
        with tempfile.TemporaryDirectory() as cache:
            cold, warm = (_child(size, seed, cache) for _ in range(2))
        report.append({**warm, "cold_s": cold["start_s"], "warm_s": warm["start_s"]})
        print(
            f"{size:10,}{warm['texts']:9,}{cold['start_s']:10.1f} s{warm['start_s']:10.1f} s"
            f"{warm['median_ms']:9.2f}{warm['slowest_ms']:9.2f}{warm['memory_mb']:7.0f} MB",
            flush=True,
        )
    print(
        "Times are processor time of one thread; a start is from the process's first step to the first answer."
    )
    return report


def grown(size: int, seed: int) -> Catalog:
    """Return a catalog with so many questions."""
    sample = catalog.load(HOUSE / "catalog_data")
    return replace(sample, services={}, faqs=tuple(islice(_faqs(sample, seed), size)))


def _faqs(sample: Catalog, seed: int) -> Iterator[Faq]:
    """Ask each question of one system after the other, in an order that chance decides."""
    asked = [*sample.faqs, *(faq for service in sample.services.values() for faq in service.faqs)]
    chance = random.Random(seed)
    for _ in count():
        chance.shuffle(asked)
        for faq in asked:
            system = "".join(chance.choices(SYLLABLES, k=3)).title()
            phrasings = tuple(f"{each} ({system})" for each in faq.phrasings)
            yield replace(faq, question=f"{system}: {faq.question}", phrasings=phrasings)


def _child(size: int, seed: int, cache: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.answering.growth", str(size), str(seed), cache]
    done = subprocess.run(command, cwd=HOUSE, check=True, capture_output=True, text=True)
    measured: dict[str, Any] = json.loads(done.stdout)
    return measured


def _measure(size: int, seed: int, cache: Path) -> dict[str, Any]:
    large = grown(size, seed)
    made = time.process_time()
    finder = open_finder(large, cache)
    finder.find("is anybody there to help me")
    start = time.process_time() - made + IMPORTED
    chance = random.Random(seed + 1)
    spent = []
    for faq in chance.sample(large.faqs, min(ASKED, size)):
        begun = time.thread_time()
        finder.find(f"hello, {chance.choice(faq.phrasings)} please")
        spent.append((time.thread_time() - begun) * 1000)
    middle, slowest = middle_and_slowest(spent)
    return {
        "questions": size,
        "texts": sum(1 + len(faq.phrasings) for faq in large.faqs),
        "start_s": start,
        "median_ms": middle,
        "slowest_ms": slowest,
        "memory_mb": resident_mb(),
    }


if __name__ == "__main__":
    print(json.dumps(_measure(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))))
