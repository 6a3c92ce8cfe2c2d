"""The finder on a public set of questions, beside plain methods in the same run."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.answering import methods
from bench.answering.figures import Decisions, Figures, Guess, Method, decisions, measure
from bench.answering.machine import resident_mb
from bench.answering.reading import Data, Labelled
from bot.catalog.finding import open_encoder

HEADS = ("top-1", "top-3", "AUROC", "at", "in scope", "oos found", "oos prec.", "total", "p50 ms", "p99 ms")


def run(data: Data) -> dict[str, Any]:
    """Measure each method on a set; print as it goes, return all of it."""
    ours = sum(each.label is not None for each in data.test)
    labels = {each.label for each in data.train}
    print(
        f"{data.name}: {len(labels)} labels, {len(data.train)} texts to learn from, asked {ours} + "
        f"{len(data.test) - ours} out of scope. {data.note}"
    )
    print(f"{'':26}" + "".join(f"{head:>10}" for head in HEADS))
    with tempfile.TemporaryDirectory() as cache:
        report = _measure_all(data, Path(cache))
    own = report["decisions"]
    wrong = own["wrongly_answered"]
    print(
        f"by the finder's own thresholds: {own['answered']:.1%} answered at once, {own['precision']:.1%} of them "
        f"right; {_percent(wrong).strip()} of the questions out of scope got an answer"
    )
    print(
        f"start of the finder, processor time: {report['cold_s']:.1f} s, {report['warm_s']:.1f} s with vectors kept; "
        f"memory {report['before_mb']:.0f} MB, {report['with_encoder_mb']:.0f} MB with the encoder, "
        f"{report['with_finder_mb']:.0f} MB with this set"
    )
    return report


def _measure_all(data: Data, cache: Path) -> dict[str, Any]:
    """Measure the finder first, so that its memory is its own."""
    before = resident_mb()
    encoder = open_encoder()
    with_encoder = resident_mb()
    make: dict[str, Callable[[], Method]] = {
        "Domestique": lambda: methods.domestique(data.train, encoder, cache)
    }
    finder, cold = _timed(make["Domestique"])
    with_finder = resident_mb()
    _, warm = _timed(make["Domestique"])
    make["Domestique, words only"] = lambda: methods.domestique(data.train, None, None)
    if encoder is not None:
        make["nearest text, MiniLM"] = lambda: methods.nearest(data.train, encoder, cache)
    make["TF-IDF, linear"] = lambda: methods.linear(data.train)
    make["BM25"] = lambda: methods.bm25(data.train)
    found: list[Figures] = []
    own: Decisions | None = None
    for name, begin in make.items():
        figures, counted = _measure(name, finder if own is None else begin(), data)
        own = own or counted
        found.append(figures)
        print(_row(figures), flush=True)
    assert own is not None
    memory = {"before_mb": before, "with_encoder_mb": with_encoder, "with_finder_mb": with_finder}
    times = {"cold_s": cold, "warm_s": warm}
    return {
        "set": data.name,
        "methods": [asdict(each) for each in found],
        "decisions": own._asdict(),
        **times,
        **memory,
    }


def _measure(name: str, method: Method, data: Data) -> tuple[Figures, Decisions]:
    tuned = [(each, method(each.text)) for each in data.tune]
    asked: list[tuple[Labelled, Guess]] = []
    spent = []
    for each in data.test:
        begun = time.thread_time()
        asked.append((each, method(each.text)))
        spent.append((time.thread_time() - begun) * 1000)
    return measure(name, tuned, asked, spent), decisions(asked)


def _timed(make: Callable[[], Method]) -> tuple[Method, float]:
    begun = time.process_time()
    return make(), time.process_time() - begun


def _row(each: Figures) -> str:
    shares = (each.in_scope, each.out_recall, each.out_precision, each.total)
    found = "".join(_percent(share) for share in (each.top_1, each.top_3, each.auroc))
    counted = "".join(_percent(share) for share in shares)
    return (
        f"{each.method:26}{found}{each.threshold:10.2f}{counted}{each.median_ms:10.2f}{each.slowest_ms:10.2f}"
    )


def _percent(share: float | None) -> str:
    return f"{'-':>10}" if share is None else f"{share:10.1%}"
