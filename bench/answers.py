"""How often the right answer is found, how often a question that is none of ours gets one, and how fast.

    python -m bench.answers                         the sample company's questions
    python -m bench.answers data_full.json          CLINC150
    python -m bench.answers train.csv test.csv      BANKING77 (text,category) or HINT3 (sentence,label)
    python -m bench.answers --growth                100, 1,000 and 10,000 questions

With --shots N so many texts of each label are learned from, drawn by --seed. --json ends with one line of it.
"""

import argparse
import json
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from bench.answering import growth, public, whole
from bench.answering.machine import machine, resident_mb
from bench.answering.reading import Unreadable, draw, read
from bench.answering.sample import Question, read_questions, score, slip, wrongly_answered
from bench.percentiles import middle_and_slowest
from bot.catalog import load
from bot.catalog.finding import Finder, open_encoder
from bot.settings import HOUSE

SEED = 2026
ROUNDS = 5


def main() -> None:
    """Measure and print, as tables and on request as one line of JSON."""
    chosen = _arguments()
    print(f"{machine()}; seed {chosen.seed}")
    try:
        report = _measure(chosen)
    except Unreadable as reason:
        sys.exit(str(reason))
    if chosen.json:
        print(json.dumps({"machine": machine(), "seed": chosen.seed, "shots": chosen.shots, **report}))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", nargs="?", type=Path, help="what to learn from")
    parser.add_argument("test_path", nargs="?", type=Path, help="what to ask")
    parser.add_argument("--shots", type=int, help="texts to learn each label from (all, if not given)")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--growth", action="store_true", help="measure large catalogs")
    parser.add_argument("--json", action="store_true", help="end with one line of JSON")
    return parser.parse_args()


def _measure(chosen: argparse.Namespace) -> dict[str, Any]:
    if chosen.growth:
        return {"growth": growth.run(chosen.seed)}
    if chosen.path is None:
        return {"scores": _sample(chosen.seed), "whole": _whole()}
    data = read(chosen.path, chosen.test_path)
    return public.run(data if chosen.shots is None else draw(data, chosen.shots, chosen.seed))


def _sample(seed: int) -> dict[str, Any]:
    """Ask the sample company's questions, by meaning and by words."""
    stock, (asked, out_of_scope) = load(HOUSE / "catalog_data"), read_questions()
    heads = ("n", "top-1", "top-3", "answered", "precision", "passed on")
    report: dict[str, Any] = {}
    for name, encoder in (("by meaning and words", open_encoder()), ("by words only", None)):
        begun = time.process_time()
        finder = Finder(stock, encoder)
        start = time.process_time() - begun
        groups = {"tuned on": asked[::2], "held out": asked[1::2], "all": asked}
        scores = {group: score(finder, questions) for group, questions in groups.items()}
        scores["all, one typo each"] = score(finder, asked, slip(random.Random(seed)))
        wrong = wrongly_answered(finder, out_of_scope)
        median, slowest = time_finding(finder, asked)
        print(f"\n{name:22}" + "".join(f"{head:>11}" for head in heads))
        for group, each in scores.items():
            shares = (each.top_1, each.top_3, each.answered, each.precision, each.passed_on)
            print(f"{group:22}{each.questions:11}" + "".join(f"{share:11.1%}" for share in shares))
        print(f"out of scope, wrongly answered: {wrong:.1%} of {len(out_of_scope)}")
        print(
            f"one find: median {median:.2f} ms, p99 {slowest:.2f} ms; index without kept vectors: {start:.2f} s "
            f"(processor time); memory {resident_mb():.0f} MB"
        )
        report[name] = {
            **{group: asdict(each) for group, each in scores.items()},
            "out_of_scope": wrong,
            "median_ms": median,
            "p99_ms": slowest,
            "start_s": start,
        }
    return report


def _whole() -> list[dict[str, Any]]:
    """Take the sample company's questions all the way to what is read in Slack."""
    took = whole.measure([*read_questions()[0]])
    print(f"\n{'a question in a message, processor time':42}{'median ms':>11}{'p99 ms':>11}")
    for each in took:
        print(f"{each.step:42}{each.median:11.2f}{each.p99:11.2f}")
    return [asdict(each) for each in took]


def time_finding(finder: Finder, asked: Sequence[Question]) -> tuple[float, float]:
    """Return the median and the 99th percentile of one find, in milliseconds of processor time.

    Each is asked with more signs at its end than before: what was asked in the same words is remembered.
    """
    spent = []
    for signs in range(1, ROUNDS + 1):
        for question in asked:
            begun = time.thread_time()
            finder.find(question.ask + "!" * signs)
            spent.append((time.thread_time() - begun) * 1000)
    return middle_and_slowest(spent)


if __name__ == "__main__":
    main()
