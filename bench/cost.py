"""How fast cost is taken in, allocated and stated, and how that grows, beside bare arithmetic in the same run.

One module of bench/costing for each part; `--part` chooses. DuckDB and Polars, which the import is measured
beside, come with `make bench`, or with `pip install --group bench`.
"""

import argparse
import json
import sys
from typing import Any

from bench.costing import allocating, importing, stating
from bench.latency import machine

PARTS: dict[str, Any] = {"import": importing, "allocation": allocating, "statements": stating}


def main() -> None:
    """Measure each part and print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=[*PARTS], action="append")
    parser.add_argument("--sizes", type=int, nargs="+", help="instead of the part's own")
    parser.add_argument("--database-url", default="", help="an empty database; by default an SQLite file")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--json", action="store_true", help="the figures as the last line")
    given = parser.parse_args()
    figures: dict[str, Any] = {}
    well = True
    for name in given.part or PARTS:
        figures[name], kept = PARTS[name].measure(given.sizes, given.database_url, given.seed)
        well &= kept
    if given.json:
        print(json.dumps({"machine": machine(), "seed": given.seed, "figures": figures}))
    sys.exit(not well)


if __name__ == "__main__":
    main()
