"""Others: a file of cost lines read by DuckDB or Polars and written into our table, by the driver's executemany.

None of them maps, rejects, rounds, previews or can undo. Nothing of the bot is imported here, so that a process
of its own begins as quickly as it can: python -m bench.costing.others Polars FILE sqlite:///FILE
"""

import sqlite3
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

A_BATCH = 10_000
_INTO = (
    "month", "service", "category", "minor", "vendor", "source", "sample", "charge", "label", "account", "tags",
    "amount", "paid_in", "batch_id", "row",
)  # fmt: skip


def duckdb_same(path: Path, url: str) -> None:
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


def polars_same(path: Path, url: str) -> None:
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


def _insert(rows: Iterable[tuple[Any, ...]], url: str) -> None:
    names = ", ".join(f'"{name}"' for name in _INTO)
    with sqlite3.connect(url.removeprefix("sqlite:///")) as connection:
        connection.execute("PRAGMA synchronous=FULL")
        connection.executemany(
            f"INSERT INTO cost_lines ({names}) VALUES (?, ?, ?, ?, ?, '', 0, 'usage', ?, ?, '', ?, '', 1, ?)",
            ((*row, number) for number, row in enumerate(rows, 2)),
        )
    connection.close()


def duckdb_own(path: Path, url: str) -> None:
    """Read with DuckDB into a table of its own."""
    import duckdb

    with duckdb.connect(f"{path}.duckdb") as connection:
        connection.execute(
            "CREATE OR REPLACE TABLE cost_lines AS SELECT *, CAST(round(amount * 100) AS BIGINT) AS minor "
            "FROM read_csv(?, types={'month': 'VARCHAR', 'amount': 'DECIMAL(18,2)', 'account': 'VARCHAR'})",
            [str(path)],
        )


OTHERS: dict[str, Callable[[Path, str], None]] = {
    "DuckDB": duckdb_same,
    "Polars": polars_same,
    "DuckDB, own table": duckdb_own,
}


if __name__ == "__main__":
    OTHERS[sys.argv[1]](Path(sys.argv[2]), sys.argv[3])
