"""Workbooks: the sheet of an Excel workbook that holds a table, row by row, as a CSV file would say it.

The sheet (ECMA-376 part 1, 18.3) is read as a stream: no more than a few thousand of its cells are in memory at
a time, however many it has.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path

from bot.cost.capture import workbook_parts
from bot.cost.capture.trouble import Unreadable
from bot.cost.capture.workbook_parts import BROKEN, Book, Heard, checked, local, unescaped

Row = list[str]
_LAST_ROW, _LAST_COLUMN = 1 << 20, 1 << 14
_A_CHUNK = 1 << 16  # bytes
_EXACT = 15  # digits that a number in a workbook has; what is behind them came from calculating


@contextmanager
def rows(path: Path, widest: int) -> Iterator[tuple[Iterator[Row], Callable[[], float]]]:
    """Open the first sheet with a table: its rows, and what tells the share of it that is read by now.

    A row that the sheet leaves out is empty. Raises Unreadable, also while rows are read: for a damaged
    workbook, and for one whose first row has more than `widest` cells.
    """
    with workbook_parts.opened(path) as packed:
        book = checked(lambda: workbook_parts.read(packed))
        sheet = _Sheet(book, checked(lambda: _chosen(book, widest)), widest)
        yield sheet.rows(), sheet.share


def _chosen(book: Book, widest: int) -> str:
    """Return the first sheet that has two rows, else the first that has one. Raises Unreadable for no such sheet."""
    filled = {}
    for name in book.sheets:
        filled[name] = len(list(islice(filter(any, _Sheet(book, name, widest).rows()), 2)))
        if filled[name] == 2:
            return name
    with_one = next((name for name, count in filled.items() if count), None)
    if with_one is None:
        raise Unreadable("empty")
    return with_one


class _Sheet:
    """One sheet while it is read. Rows are as long as its first one that holds anything, or one cell longer."""

    def __init__(self, book: Book, name: str, widest: int) -> None:
        self._book, self._name, self._widest = book, name, widest
        self._read = 0
        self._heard = Heard()
        self._rows: list[Row] = []
        self._row: Row = []
        self._number = 0
        self._most = 0  # cells of a row, once it is known
        self._column = 0
        self._kind = self._style = ""
        self._columns: dict[str, int] = {}
        self._shown: dict[str, str] = {}

    def share(self) -> float:
        """Return how much of the sheet is read."""
        return min(self._read / max(self._book.packed.getinfo(self._name).file_size, 1), 1.0)

    def rows(self) -> Iterator[Row]:
        """Yield its rows. Raises Unreadable for a damaged one."""
        parser = workbook_parts.open_parser()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._heard.parts.append
        try:
            with self._book.packed.open(self._name) as part:
                while chunk := part.read(_A_CHUNK):
                    self._read += len(chunk)
                    parser.Parse(chunk, False)
                    yield from self._rows
                    self._rows.clear()
                parser.Parse(b"", True)
        except BROKEN:
            raise Unreadable("damaged") from None
        yield from self._rows

    def _start(self, name: str, said: dict[str, str]) -> None:
        plain = local(name) if ":" in name else name
        if plain == "c":
            self._kind, self._style = said.get("t", "n"), said.get("s", "0")
            self._column = self._place(said["r"]) if "r" in said else self._column + 1
        elif plain == "v":
            self._heard.parts.clear()
        elif plain == "row":
            self._begin(int(said.get("r", self._number + 1)))
        else:
            self._heard.start(plain)

    def _end(self, name: str) -> None:
        plain = local(name) if ":" in name else name
        if plain == "v":
            self._put(self._value("".join(self._heard.parts)))
        elif plain == "c":
            if self._kind == "inlineStr" and (said := self._heard.taken()):
                self._put(said)
        elif plain == "row":
            self._finish()
        else:
            self._heard.end(plain)

    def _begin(self, number: int) -> None:
        if not self._number < number <= _LAST_ROW:
            raise ValueError("rows out of order")
        self._rows += [[] for _ in range(number - self._number - 1)]
        self._number, self._row, self._column = number, [], 0

    def _finish(self) -> None:
        row = self._row
        if row and not self._most:
            if len(row) > self._widest:
                raise Unreadable("wide", columns=len(row), most=self._widest)
            self._most = len(row)
        row += [""] * (self._most - len(row))
        self._rows.append(row)

    def _place(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        if letters not in self._columns:
            place = 0
            for letter in letters.upper():
                place = place * 26 + ord(letter) - 64
            if not 1 <= place <= _LAST_COLUMN:
                raise ValueError("no such column")
            self._columns[letters] = place
        return self._columns[letters]

    def _value(self, said: str) -> str:
        kind = self._kind
        if kind == "s":
            if (at := int(said)) < 0:
                raise ValueError("no such words")
            return self._book.words[at]
        if kind == "n":
            return self._day(said) if self._style in self._book.days else _number(said)
        if kind == "b":
            return "TRUE" if said == "1" else "FALSE"
        return said.replace("T", " ", 1) if kind == "d" else unescaped(said)

    def _put(self, cell: str) -> None:
        row, at = self._row, self._column - 1
        if at == len(row) != self._most:
            row.append(cell)
            return
        at = min(at, self._most) if self._most else at
        row += [""] * (at + 1 - len(row))
        row[at] = cell

    def _day(self, said: str) -> str:
        if said not in self._shown:
            if len(self._shown) > _LAST_COLUMN:
                self._shown.clear()
            self._shown[said] = _date(self._book.first_day, said)
        return self._shown[said]


def _number(said: str) -> str:
    """Return a number as it was typed: 0.1 + 0.2 is 0.3."""
    if len(said) <= _EXACT and said.replace(".", "", 1).isdigit():
        return said
    value = float(said)
    return str(int(value)) if value.is_integer() and abs(value) < 10**_EXACT else f"{value:.{_EXACT}g}"


def _date(first: datetime, said: str) -> str:
    """Return a day, and the time in it if there is one; a number that is none stays one."""
    days = float(said)
    if not 1 <= days < 2_958_466:  # 31 December 9999
        return _number(said)
    on = first + timedelta(seconds=round(days * 86_400))
    return on.date().isoformat() if (on.hour, on.minute, on.second) == (0, 0, 0) else on.isoformat(" ")
