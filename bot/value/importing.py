"""Importing: what people read of a file that they sent, and what each of its columns can be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.cost.batches import Batch
from bot.cost.capture import KINDS, Reject
from bot.cost.capture import columns as matching
from bot.money import Money
from bot.render import Renderer
from bot.value.typed import fitting

TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet", ".zip", ".gz")
SHOWN = 5  # rejected cells on a card
LISTED = 30  # columns that a form lists in each of its fields; of more each is found by typing


@dataclass(frozen=True)
class Ours:
    """One of our columns in the form: whether it must be there, and which of the file's it is by now (place)."""

    name: str
    needed: bool
    example: str
    chosen: int | None


def is_table(name: str) -> bool:
    """Tell by its name whether a file may hold rows."""
    return name.lower().endswith(TABLES)


def facts_of(batch: Batch) -> dict[str, Any]:
    """Return a batch as a card shows it."""
    return {
        "id": batch.id,
        "kind": batch.kind,
        "file_name": batch.file_name,
        "format": batch.format,
        "version": batch.version,
        "state": batch.state,
        "rows": batch.rows,
        "rejected_rows": batch.rejected_rows,
        "rejected": batch.rejected[:SHOWN],
        "noted": batch.noted,
        "months": _ends(batch.months),
        "totals": [Money.of(amount, currency) for currency, amount in batch.totals.items() if currency],
        "columns": batch.columns,
        "billed": billed(batch.kind, batch.header, batch.columns),
        "unused": [name for name in batch.header if name and name not in batch.columns.values()],
        "at": batch.undone_at or batch.stored_at or batch.at,
        "by": batch.undone_by or batch.by,
    }


def _ends(months: Sequence[str]) -> list[str]:
    return [months[0], months[-1]] if len(months) > 1 else list(months)


def ours(kind: str, header: Sequence[str], columns: Mapping[str, str]) -> list[Ours]:
    """Return the columns of a kind, with those of the file that were chosen, or by name are the same."""
    found = {**matching.match(KINDS[kind], header), **columns}
    places = {name: place for place, name in enumerate(header)}
    return [
        Ours(each.name, each.needed, each.examples[0], places.get(found.get(each.name, "")))
        for each in KINDS[kind].columns
    ]


def columns_like(header: Sequence[str], typed: str) -> list[int]:
    """Return the places of the file's columns whose names hold all that was typed, as many as Slack takes.

    A column without a name is found by its number.
    """
    return fitting(range(len(header)), lambda at: f"{header[at] or at + 1} column {at + 1}", typed)


def billed(kind: str, header: Sequence[str], columns: Mapping[str, str]) -> str | None:
    """Return the column of a cloud bill that says what was invoiced, where the file has it and it is not taken yet."""
    found = next((name for name in header if matching.is_same(name, "BilledCost")), None)
    return found if kind == "focus" and columns.get("amount") != found else None


def in_words(renderer: Renderer) -> Callable[[Reject], str]:
    """Return what says why a cell cannot be taken, for the file that goes back."""

    def words(reject: Reject) -> str:
        said = {"code": reject.code, "column": reject.column, "value": reject.value}
        facts = {**said, "facts": {"near": None, **reject.facts}}
        return renderer.rows("importing/reason", facts)[0][0]

    return words
