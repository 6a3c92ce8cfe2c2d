"""Workbooks: the sheet of an Excel workbook that holds a table, row by row, as a CSV file would say it.

openpyxl reads it as a stream; of all cells only the words that several share are in memory, up to `_LARGEST_WORDS`.
"""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, time
from itertools import islice
from pathlib import Path
from typing import Any

from bot.cost.capture.trouble import Unreadable

Row = list[str]
TITLES = 20  # rows, any of which may be the header; there may be titles above it
_LARGEST = 1 << 30  # bytes unpacked; a workbook holds at most 1,048,576 rows anyway
_LARGEST_WORDS = 1 << 27  # bytes unpacked; a million different cells of a hundred letters each
_LARGEST_PART = 1 << 24  # bytes unpacked
_READ_WHOLE = {
    "xl/sharedStrings.xml": _LARGEST_WORDS,
    "xl/styles.xml": _LARGEST_PART,
    "xl/workbook.xml": _LARGEST_PART,
}
_OTHERS = {"xl/workbook.bin", "content.xml", "Index/Document.iwa", "word/document.xml"}


@contextmanager
def rows(path: Path, widest: int) -> Iterator[tuple[Iterator[Row], Callable[[], float]]]:
    """Open the first sheet with a table: its rows, and what tells the share of it that is read by now.

    A row that the sheet leaves out is empty. Of the cells behind the last one of the longest of the first
    rows (TITLES), one at most is given; no row is longer than `widest` and one. Raises Unreadable, also while rows are
    read.
    """
    _check(path)
    with path.open("rb") as raw, closing(_book(raw)) as book:
        lasts = {each: each.max_row or 0 for each in book.worksheets}
        sheet = _chosen(book, widest)
        read, last = [0], lasts[sheet]

        def counted() -> Iterator[Row]:
            for row in _rows(sheet, widest):
                read[0] += 1
                yield row

        yield counted(), lambda: min(read[0] / last, 1.0) if last else 0.0


def _check(path: Path) -> None:
    """Raise Unreadable for what is no workbook, and for one that would not fit into memory."""
    try:
        with zipfile.ZipFile(path) as packed:
            sizes = {each.filename: each.file_size for each in packed.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Unreadable("damaged") from None
    if "xl/workbook.xml" not in sizes:
        raise Unreadable("book" if _OTHERS & sizes.keys() else "packed")
    if sum(sizes.values()) > _LARGEST or any(sizes.get(name, 0) > most for name, most in _READ_WHOLE.items()):
        raise Unreadable("large")


def _book(raw: Any) -> Any:
    import openpyxl  # takes long to load, and most files are none

    try:
        return openpyxl.load_workbook(raw, read_only=True, data_only=True, keep_links=False)
    except Exception:  # whatever a broken workbook makes openpyxl stumble over
        raise Unreadable("damaged") from None


def _chosen(book: Any, widest: int) -> Any:
    """Return the first sheet that has two rows, else the first that has one; hidden ones only where all are."""
    shown = [each for each in book.worksheets if each.sheet_state == "visible"] or book.worksheets
    filled = []
    for sheet in shown:
        found = len(list(islice(filter(any, _rows(sheet, widest)), 2)))
        if found == 2:
            return sheet
        filled += [sheet] * found
    if not filled:
        raise Unreadable("empty")
    return filled[0]


def _rows(sheet: Any, widest: int) -> Iterator[Row]:
    sheet.reset_dimensions()  # some say that they are as large as a sheet can be, and each row would be
    most = 0
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            known = most if number > TITLES else 0
            row = [_cell(value) for value in (cells[:known] if known else cells)]
            while len(row) > most and not row[-1]:
                row.pop()
            if known:
                row += islice(filter(None, map(_cell, cells[known:])), 1)
            else:
                most = max(most, min(len(row), widest + 1))
            yield row[: widest + 1]
    except Exception:  # as above
        raise Unreadable("damaged") from None


def _cell(value: Any) -> str:
    """Return a cell as a CSV file would say it."""
    if value is None:
        return ""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ")
    return str(value)
