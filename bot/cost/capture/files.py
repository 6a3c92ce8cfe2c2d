"""Files: a CSV file or a workbook opened as a table, whatever its delimiter and encoding, in pieces."""

import codecs
import csv
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import islice, takewhile
from pathlib import Path
from typing import Any

from bot.cost.capture import workbooks
from bot.cost.capture.trouble import Unreadable

A_PIECE = 10_000  # rows
SAMPLE = 2_000  # rows by which decimal signs are told
WIDEST = 400  # columns
HIGHEST = workbooks.TITLES  # rows among which the header is
IsHeader = Callable[[Sequence[str]], bool]
DELIMITERS = ",;\t|"
_PEEK = 64 * 1024
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_MAGIC = (
    (b"\xd0\xcf\x11\xe0", "xls"),
    (b"%PDF", "pdf"),
    (b"PAR1", "parquet"),
    (b"\x1f\x8b", "packed"),
)
_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml|error|head|body)\b", re.IGNORECASE)
_TOTALS = {
    "total",
    "totals",
    "grand total",
    "overall total",
    "sum",
    "summe",
    "gesamt",
    "gesamtsumme",
}
_VALUE = re.compile(r"[-+(]?[\d.,]+\)?|\d{1,4}[-/.]\d{1,2}([-/.]\d{1,4})?.*")


@dataclass(frozen=True)
class Piece:
    """Some rows of the file, `first` is the row number of the first; `share` of the file is read by now.

    `totals` are the numbers of those at the end of the file that call themselves a total.
    """

    first: int
    rows: list[Sequence[str]]
    share: float
    totals: tuple[int, ...] = ()


@dataclass(frozen=True)
class Table:
    """A file that can be read as a table with a header in row `header_row`, in which no name is there twice.

    `titles` is how many rows above the header say anything.
    """

    path: Path
    format: str  # csv, xlsx
    header: tuple[str, ...]
    header_row: int
    sample: tuple[Sequence[str], ...]
    encoding: str = ""
    delimiter: str = ","
    titles: int = 0

    def pieces(self) -> Iterator[Piece]:
        """Yield the rows below the header, empty ones at the end left out. Raises Unreadable for what is broken."""
        last: Piece | None = None
        for piece in self.all_pieces():
            if last and any(map(_is_filled, piece.rows)):
                yield last
                last = None
            last = last or piece
        if last:
            yield _with_totals(last)

    def all_pieces(self) -> Iterator[Piece]:
        """Yield all rows below the header. Raises Unreadable for what is broken."""
        with _rows(self) as (rows, share):
            first = 1
            for _ in islice(rows, self.header_row):
                first += 1
            while piece := _some(rows, A_PIECE, first):
                yield Piece(first, piece, share())
                first += len(piece)


def _is_filled(row: Sequence[str]) -> bool:
    return any(map(str.strip, row))


def _with_totals(piece: Piece) -> Piece:
    """Return the last piece of a file without the empty rows at its end, and say which are called a total."""
    called = list(takewhile(lambda row: not _is_filled(row) or _is_total(row), reversed(piece.rows)))
    ends = len(piece.rows) - len(called)
    filled = [at for at in range(ends, len(piece.rows)) if _is_filled(piece.rows[at])]
    kept = filled[-1] + 1 if filled else ends
    return Piece(piece.first, piece.rows[:kept], piece.share, tuple(piece.first + at for at in filled))


def _is_total(row: Sequence[str]) -> bool:
    """Return whether the first cell of a row that says anything calls it a total."""
    said = next(filter(None, map(str.strip, row)), "")
    return said.rstrip(" :").casefold() in _TOTALS


def _some(rows: Iterator[Sequence[str]], size: int, first: int) -> list[Sequence[str]]:
    found: list[Sequence[str]] = []
    try:
        found.extend(islice(rows, size))
    except UnicodeDecodeError:
        raise Unreadable("encoding", row=first + len(found)) from None
    except csv.Error:
        raise Unreadable("quotes", row=first + len(found)) from None
    return found


def digest(path: Path) -> str:
    """Return the SHA-256 of a file's content. Raises Unreadable when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise Unreadable("missing", reason=error.strerror or "") from None


def open_table(path: Path, is_header: IsHeader) -> Table:
    """Find out what a file is and read its header and first rows.

    The header is the first row with names that are known (`is_header`), else the first with at least two.
    Raises Unreadable.
    """
    try:
        with path.open("rb") as file:
            start = file.read(_PEEK)
    except OSError as error:
        raise Unreadable("missing", reason=error.strerror or "") from None
    if not start.strip():
        raise Unreadable("empty")
    if start.startswith(b"PK\x03\x04"):
        return _with_header(Table(path, "xlsx", (), 0, ()), is_header)
    if _PAGE.match(start):
        raise Unreadable("page")
    for magic, code in _MAGIC:
        if start.startswith(magic):
            raise Unreadable(code)
    encoding = _encoding(start)
    if len(start) == _PEEK and b"\n" not in start and b"\r" not in start:
        raise Unreadable("one_line")
    table = Table(path, "csv", (), 0, (), encoding, _delimiter(start, encoding))
    return _with_header(table, is_header)


def _encoding(start: bytes) -> str:
    for bom, name in _BOMS:
        if start.startswith(bom):
            return name
    even, odd = start[::2].count(0), start[1::2].count(0)
    if max(even, odd) > len(start) * 0.3 and min(even, odd) < len(start) * 0.05:
        return "utf-16-be" if even > odd else "utf-16-le"
    if even or odd:
        raise Unreadable("binary")
    return "utf-8"


def _delimiter(start: bytes, encoding: str) -> str:
    """Return the sign that parts the first lines into most columns, as many in each.

    Where a title above the header has fewer, the lines from the first on that is parted at all count.
    """
    text = codecs.getincrementaldecoder(encoding)("replace").decode(start)
    lines = [line for line in text.splitlines()[:HIGHEST] if line.strip()]

    def fits(sign: str) -> tuple[int, int, int, int]:
        widths = [len(row) for row in csv.reader(lines, delimiter=sign)]
        titles = next((at for at, width in enumerate(widths) if width > 1), 0)
        return (_least(widths), _least(widths[titles:]), -titles, widths[0])

    return max(DELIMITERS, key=fits) if lines else ","


def _least(widths: Sequence[int]) -> int:
    """Return how many columns each line has at least, but for the last, which may be cut off."""
    return min(widths[: max(len(widths) - 1, 1)])


def _with_header(table: Table, is_header: IsHeader) -> Table:
    with _rows(table) as (rows, _):
        first = _some(rows, SAMPLE, 1)
    at = _header_at(first, is_header)
    header = _named(first[at])
    if any(map(_VALUE.fullmatch, header)):
        raise Unreadable("no_header", cell=next(filter(_VALUE.fullmatch, header)))
    if len(header) > WIDEST:
        raise Unreadable("wide", columns=len(header), most=WIDEST)
    return Table(
        table.path,
        table.format,
        told_apart(header),
        at + 1,
        tuple(first[at + 1 :]),
        table.encoding,
        table.delimiter,
        sum(map(_is_filled, first[:at])),
    )


def _header_at(rows: Sequence[Sequence[str]], is_header: IsHeader) -> int:
    """Return where the header is. Raises Unreadable when no row says anything."""
    filled = [at for at, row in enumerate(rows) if _is_filled(row)]
    if not filled:
        raise Unreadable("empty")
    named = [at for at in filled if at < HIGHEST and _has_names(_named(rows[at]))]
    known = (at for at in named if is_header(_named(rows[at])))
    return next(known, named[0] if named else filled[0])


def _named(row: Sequence[str]) -> tuple[str, ...]:
    """Return the cells of a row as names, without empty ones at the end."""
    names = tuple(" ".join(cell.split()) for cell in row)
    while names and not names[-1]:
        names = names[:-1]
    return names


def _has_names(cells: Sequence[str]) -> bool:
    """Return whether at least two cells say something, and none of them is a value."""
    return len([cell for cell in cells if cell]) > 1 and not any(map(_VALUE.fullmatch, cells))


def told_apart(header: Sequence[str]) -> tuple[str, ...]:
    """Return a header in which each column that is called as another one says its place: `Amount (column 3)`."""
    many = {name for name, count in Counter(header).items() if name and count > 1}
    return tuple(f"{name} (column {place})" if name in many else name for place, name in enumerate(header, 1))


@contextmanager
def _rows(table: Table) -> Iterator[tuple[Iterator[Sequence[str]], Any]]:
    if table.format == "xlsx":
        with workbooks.rows(table.path, WIDEST) as found:
            yield found
        return
    with table.path.open("rb") as raw:
        size = max(table.path.stat().st_size, 1)
        lines = TextIOWrapper(raw, encoding=table.encoding, newline="")
        yield csv.reader(lines, delimiter=table.delimiter, strict=True), lambda: min(raw.tell() / size, 1.0)
