"""How fast, and how well, the order engine takes a whole incident log: python -m bench.replay FILE.csv.

Plays the log in event time at several sizes, each into a database of its own; says what could not be mapped,
which targets were kept, and whether the time for one event grows. Without a real log, --make writes one up.
"""

import argparse
import json
import sys
import tempfile
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bench.replaying import engine, made, reading
from bench.replaying.engine import Played, Player
from bench.replaying.reading import Columns, Log
from bot import catalog
from bot.db import Database
from bot.migrations import migrate
from bot.settings import HOUSE

SIZES = (10, 50, 100)  # per cent of the incidents
MADE = "made-incidents.csv"


@dataclass(frozen=True)
class Run:
    """One size of a log, played."""

    size: int
    log: Log
    played: Played
    wrong: list[str]

    def figures(self) -> dict[str, Any]:
        """Return its line of the table."""
        seconds = max(self.played.seconds, 1e-9)
        applied = self.played.moved + self.played.unchanged
        return {
            "per cent": self.size,
            "orders": self.played.orders,
            "events": self.log.rows,
            "moved": self.played.moved,
            "unchanged": self.played.unchanged,
            "not mapped": self.log.lost,
            "seconds": round(seconds, 1),
            "orders/s": round(self.played.orders / seconds),
            "events/s": round(applied / seconds),
            "ms/event": round(seconds * 1000 / max(applied, 1), 3),
        }


def replay(path: Path, named: Columns, sizes: tuple[int, ...], folder: Path) -> list[Run]:
    """Play a log at each size, the smallest first."""
    return [_run(path, named, size, folder / f"replay-{size}.db") for size in sizes]


def _run(path: Path, named: Columns, size: int, file: Path) -> Run:
    log = reading.read(path, named, size)
    stock = catalog.load(HOUSE / "catalog_data", on=date(2026, 11, 23))
    db = Database(f"sqlite:///{file}")
    try:
        migrate(db)
        played = Player(db, stock, log).play()
        return Run(size, log, played, engine.check(db, log, played))
    finally:
        db.close()


def tell(runs: list[Run]) -> None:
    """Print the tables."""
    whole = runs[-1]
    if whole.log.made_up:
        print(
            f"This log is made up ({whole.log.made_up}): its figures say how the engine does, not how a team did."
        )
    _table([run.figures() for run in runs])
    print("\nTargets kept, of those that were met at all:")
    _table([_kept(priority, row) for priority, row in sorted(whole.played.kept.items())])
    print(f"\nHow the orders stand at the end: {dict(sorted(whole.played.states.items()))}")
    print(f"\nNot mapped, {whole.log.lost} of {whole.log.rows}:")
    for reason, each in sorted(whole.log.unmapped.items()):
        print(f"  {each.count:>7}  {reason}; first in row {each.row}, column {each.column}: {each.value!r}")
    grown = runs[-1].figures()["ms/event"] / max(runs[0].figures()["ms/event"], 1e-9)
    print(f"\nOne event takes {grown:.2f} times as long at {whole.size} % as at {runs[0].size} %.")
    wrong = [f"{run.size} %: {each}" for run in runs for each in run.wrong]
    print(
        "\n".join(wrong)
        or "Every event is applied or listed above; orders and steps add up to what is stored."
    )


def _kept(priority: int, row: dict[str, int]) -> dict[str, Any]:
    shares = {
        name: f"{100 * row[f'{name} kept'] / row[f'{name} met']:.1f} %" if row[f"{name} met"] else "-"
        for name in ("response", "resolution")
    }
    return {"priority": priority, "orders": row["orders"], **shares}


def _table(rows: list[dict[str, Any]]) -> None:
    if rows:
        print("  ".join(f"{name:>10}" for name in rows[0]))
    for row in rows:
        print("  ".join(f"{value!s:>10}" for value in row.values()))


def as_json(runs: list[Run]) -> str:
    """Return everything on one line."""
    whole = runs[-1]
    return json.dumps(
        {
            "made_up": whole.log.made_up or None,
            "sizes": [run.figures() for run in runs],
            "kept": whole.played.kept,
            "states": whole.played.states,
            "not_mapped": {reason: vars(each) for reason, each in whole.log.unmapped.items()},
            "wrong": [each for run in runs for each in run.wrong],
        }
    )


def main(words: list[str] | None = None) -> int:
    """Play the log that is named, or write one up first; return 1 when something does not add up."""
    parser = argparse.ArgumentParser(prog="python -m bench.replay", description=__doc__)
    parser.add_argument("file", nargs="?", type=Path, help=f"the log; with --make where to write it ({MADE})")
    parser.add_argument("--map", type=Path, help="which column holds what (YAML); else the UCI log's")
    parser.add_argument(
        "--make", type=int, metavar="EVENTS", help="write a made-up log of so many events first"
    )
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="per cent of the incidents")
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    given = parser.parse_args(words)
    if given.file is None and given.make is None:
        parser.error("name a CSV file, or write one up with --make 140000")
    with tempfile.TemporaryDirectory() as folder:
        path = given.file or Path(folder) / MADE
        if given.make is not None:
            made.write(path, given.make, given.seed)
        try:
            runs = replay(path, reading.columns(given.map), tuple(given.sizes), Path(folder))
        except (KeyError, OSError) as error:
            print(error.args[0] if isinstance(error, KeyError) else error, file=sys.stderr)
            return 2
    print(as_json(runs)) if given.json else tell(runs)
    return 1 if any(run.wrong for run in runs) else 0


if __name__ == "__main__":
    raise SystemExit(main())
