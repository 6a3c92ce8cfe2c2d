"""Reading: rows of words become columns of values, column by column; what cannot be taken is told by cell."""

import gc
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial
from typing import Any

from bot.cost.capture import totals, values
from bot.cost.capture.files import Piece, Table
from bot.cost.capture.kinds import Column, Ending, Kind, Known, Rows
from bot.cost.capture.trouble import Unreadable, Wrong

KEPT = 20  # rejected cells that a person sees on a screen
LEFT_OUT = ("titles", "total", "no_total")  # what is said of a file first
SHOWN = 80  # characters of a wrong cell
_REMEMBERED = 20_000  # different cells of a column, from which on it is begun anew


@dataclass(frozen=True)
class Reject:
    """One cell that cannot be taken: `column` as the file calls it, `code` the reason, `value` what it says."""

    row: int
    column: str
    code: str
    value: str
    facts: Mapping[str, Any] = field(default_factory=dict)

    def kept(self) -> dict[str, Any]:
        """Return it as a batch keeps it."""
        return {
            "row": self.row,
            "column": self.column,
            "reason": self.code,
            "value": self.value,
            **self.facts,
        }


@dataclass
class Tally:
    """What a file comes to: rows that can be taken, those that cannot, what is odd, and exact sums.

    Sums of what is odd are in `currency`, the company's.
    """

    currency: str
    refused: Callable[[Sequence[str], list[Reject]], None] = lambda row, wrong: None
    rows: int = 0
    rejected_rows: int = 0
    rejected: list[dict[str, Any]] = field(default_factory=list)
    months: set[str] = field(default_factory=set)
    totals: dict[str, Decimal] = field(default_factory=dict)
    _noted: dict[tuple[Any, ...], dict[str, Any]] = field(default_factory=dict)

    def note(self, code: str, rows: int, amount: Decimal | None = None, **facts: Any) -> None:
        """Say that so many more rows are odd in this way."""
        key = (code, *sorted(facts.items()))
        known = self._noted.setdefault(key, {"code": code, "rows": 0, **facts})
        known["rows"] += rows
        if amount is not None:
            known["amount"] = values.exact_sum([known.get("amount", Decimal()), amount])
            known["currency"] = self.currency

    def add(self, currency: str, amount: Decimal) -> None:
        """Add to what the file comes to."""
        self.totals[currency] = values.exact_sum([self.totals.get(currency, Decimal()), amount])

    def reject(self, row: Sequence[str], wrong: list[Reject]) -> None:
        """Count a row that cannot be taken."""
        self.rejected_rows += 1
        self.rejected += [each.kept() for each in wrong][: max(KEPT - len(self.rejected), 0)]
        self.refused(row, wrong)

    def facts(self) -> dict[str, Any]:
        """Return it as a batch keeps it."""
        return {
            "rows": self.rows,
            "rejected_rows": self.rejected_rows,
            "rejected": self.rejected,
            "months": sorted(self.months),
            "totals": {currency: values.written(amount) for currency, amount in sorted(self.totals.items())},
            "noted": [
                {**each, "amount": values.written(each["amount"])} if "amount" in each else each
                for each in sorted(self._noted.values(), key=lambda each: each["code"] not in LEFT_OUT)
            ],
        }


class _Cells(dict[str, Any]):
    """What the different cells of one column say, so that each is read once; a wrong one says why."""

    def __init__(self, column: Column, known: Known, null: str) -> None:
        self._column, self._read, self._null = column, column.read(known), null
        self._read_all = column.read_all(known) if column.read_all else None
        self.any_wrong = False

    def of(self, cells: Sequence[str]) -> list[Any]:
        """Return what these cells say, one by one."""
        at_once = self._read_all(cells) if self._read_all else None
        if at_once is not None:
            return at_once
        if len(self) > _REMEMBERED:
            self.clear()
        if self._column.plain:
            self._remember_plain(set(cells).difference(self), self._column.plain)
        return list(map(self.__getitem__, cells))

    def _remember_plain(self, cells: set[str], are_plain: Callable[[Collection[str]], bool]) -> None:
        some = [cell for cell in cells if cell and cell.casefold() != self._null]
        if are_plain(some):
            self.update(zip(some, some, strict=True))

    def __missing__(self, cell: str) -> Any:
        try:
            value = self._value(cell.strip())
        except Wrong as wrong:
            value, self.any_wrong = wrong, True
        self[cell] = value
        return value

    def _value(self, cell: str) -> Any:
        if cell and cell.casefold() != self._null:
            return self._read(cell)
        if self._column.filled:
            raise Wrong("empty")
        return self._column.default


class Reader:
    """Reads the pieces of one file; `places` says where each of our columns is in it."""

    def __init__(
        self, kind: Kind, table: Table, places: Mapping[str, int], known: Known, tally: Tally
    ) -> None:
        self._kind, self._width, self._header = kind, len(table.header), table.header
        self._places, self._tally = places, tally
        self._cells = {
            each.name: _Cells(each, known, kind.null) for each in kind.columns if each.name in places
        }
        self._missing = [each for each in kind.columns if each.name not in places]
        self._steps = [make(known, tally) for make in kind.steps]
        if table.titles:
            tally.note("titles", table.titles, header_row=table.header_row)
        self._whole = kind.whole_rows and table.format == "csv"
        self._is_total = partial(totals.is_one, kind, table, places, comma=known.comma)

    def read(self, piece: Piece) -> Rows:
        """Return the rows of a piece that can be taken, ready for their table. Raises Unreadable."""
        wrong: dict[int, list[Reject]] = {}
        piece = self._without_totals(piece)
        numbers, rows = self._even(piece, wrong)
        columns = list(zip(*rows, strict=True)) or [()] * self._width
        found = Rows(numbers, {})
        for name, cells in self._cells.items():
            said = columns[self._places[name]]
            read = cells.of(said)
            if cells.any_wrong:
                for at, value in enumerate(read):
                    if value.__class__ is Wrong:
                        facts = {**value.facts}
                        self._refuse(
                            wrong, numbers[at], name, value.code, facts.pop("value", said[at]), facts
                        )
            found.fields[name] = read
        for column in self._missing:
            found.fields[column.name] = [column.default] * len(numbers)
        self._leave_out(found, wrong, set(wrong))
        for step in self._steps:
            self._take_step(step, found, wrong)
        self._count(piece, found, wrong)
        return found

    def _without_totals(self, piece: Piece) -> Piece:
        """Empty the rows that only add up what is above them; a row of a firm called Total stays."""
        rows, found = list(piece.rows), set[int]()
        for number in piece.totals:
            adds_up = self._is_total(number, rows[number - piece.first], found)
            self._tally.note("total" if adds_up else "no_total", 1, row=number)
            if adds_up:
                rows[number - piece.first] = ()
                found.add(number)
        return replace(piece, rows=rows) if piece.totals else piece

    def _even(self, piece: Piece, wrong: dict[int, list[Reject]]) -> tuple[list[int], list[Sequence[str]]]:
        """Return the rows that say anything, all as wide as the header."""
        width = self._width
        numbers: Any = range(piece.first, piece.first + len(piece.rows))
        if set(map(len, piece.rows)) == {width} and all(map(any, piece.rows)):
            return list(numbers), piece.rows
        kept_numbers: list[int] = []
        kept: list[Sequence[str]] = []
        for number, row in zip(numbers, piece.rows, strict=True):
            if not any(map(str.strip, row)):
                continue
            if (len(row) > width and any(map(str.strip, row[width:]))) or (self._whole and len(row) < width):
                wrong[number] = [Reject(number, "", "cells", str(len(row)), {"columns": width})]
                continue
            kept_numbers.append(number)
            kept.append([*row[:width], *[""] * (width - len(row))])
        return kept_numbers, kept

    def end(self) -> None:
        """Have the steps say what shows only when all is read."""
        for step in self._steps:
            if isinstance(step, Ending):
                step.end()

    def _take_step(self, step: Any, found: Rows, wrong: dict[int, list[Reject]]) -> None:
        refused: set[int] = set()

        def refuse(at: int, column: str, code: str, value: str = "", **facts: Any) -> None:
            refused.add(found.numbers[at])
            self._refuse(wrong, found.numbers[at], column, code, value, facts)

        step(found, refuse)
        skipped = found.fields.pop("skipped", ())
        refused |= {number for number, skip in zip(found.numbers, skipped, strict=False) if skip}
        self._leave_out(found, wrong, refused)

    def _refuse(
        self,
        wrong: dict[int, list[Reject]],
        number: int,
        name: str,
        code: str,
        value: str,
        facts: dict[str, Any],
    ) -> None:
        called = self._header[self._places[name]] if name in self._places else name
        wrong.setdefault(number, []).append(Reject(number, called, code, str(value)[:SHOWN], facts))

    @staticmethod
    def _leave_out(found: Rows, wrong: Mapping[int, Any], refused: set[int]) -> None:
        if refused:
            found.keep([number not in refused for number in found.numbers])

    def _count(self, piece: Piece, found: Rows, wrong: dict[int, list[Reject]]) -> None:
        for number in sorted(wrong):
            self._tally.reject(piece.rows[number - piece.first], wrong[number])
        self._tally.rows += len(found)
        if self._kind.months:
            self._tally.months.update(found[self._kind.months])
        if self._kind.most is not None and self._tally.rows + self._tally.rejected_rows > self._kind.most:
            raise Unreadable("long", most=self._kind.most)


def read(
    kind: Kind, table: Table, places: Mapping[str, int], known: Known, tally: Tally
) -> Iterator[tuple[Rows, float]]:
    """Yield the rows of a file that can be taken, piece by piece, with the share of the file read by then."""
    reader = Reader(kind, table, places, known, tally)
    gc.freeze()  # or the collector walks through all that is loaded for each few pieces: half of the time
    try:
        for piece in table.pieces():
            yield reader.read(piece), piece.share
        reader.end()
    finally:
        gc.unfreeze()


def has_comma(kind: Kind, table: Table, places: Mapping[str, int]) -> bool:
    """Return whether the numbers of this file have a decimal comma, by its first rows."""
    at = [places[each.name] for each in kind.columns if each.is_number and each.name in places]
    return values.uses_comma([row[place].strip() for row in table.sample for place in at if place < len(row)])
