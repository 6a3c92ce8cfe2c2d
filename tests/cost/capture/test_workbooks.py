"""Excel workbooks say what a CSV file would, and those that are broken, or none, end in a sentence."""

import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cost.capture import Unreadable, workbooks
from bot.cost.capture.files import WIDEST
from bot.cost.lines import CostLine
from tests.cost.capture.counter import Counter
from tests.cost.capture.test_any_file import CATALOG
from tests.databases import SQLiteFiles, opened

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"


def made(*sheets: list[tuple[Any, ...]], hidden: tuple[int, ...] = ()) -> bytes:
    """Return a workbook of these sheets."""
    book, out = openpyxl.Workbook(), BytesIO()
    book.remove(book.active)
    for at, rows in enumerate(sheets):
        sheet = book.create_sheet()
        sheet.sheet_state = "hidden" if at in hidden else "visible"
        for row in rows:
            sheet.append(row)
    book.save(out)
    return out.getvalue()


def changed(content: bytes, parts: Mapping[str, str | None]) -> bytes:
    """Return a workbook with these parts instead of its own; None leaves one out."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as fresh:
        for name in dict.fromkeys([*old.namelist(), *parts]):
            text = parts[name] if name in parts else old.read(name)
            if text is not None:
                fresh.writestr(name, text)
    return out.getvalue()


@cache
def whole() -> bytes:
    return made([("month", "amount"), (date(2026, 10, 1), 12.5)])


def sheet(rows: str, before: str = "") -> bytes:
    """Return a workbook whose sheet says this in XML."""
    return changed(
        whole(), {SHEET: f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'}
    )


def read(content: bytes) -> list[list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "book.xlsx")
        path.write_bytes(content)
        with workbooks.rows(path, WIDEST) as (rows, share):
            found = list(rows)
            assert 0.0 <= share() <= 1.0
        return found


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (1250, "1250"),
        (1250.0, "1250"),
        (0.1 + 0.2, "0.3"),
        (1e-7, "1e-07"),
        ("Müller & Söhne", "Müller & Söhne"),
        (date(2026, 10, 1), "2026-10-01"),
        (datetime.fromisoformat("2026-10-01 08:30:00"), "2026-10-01 08:30:00"),
        ("#N/A", "#N/A"),
        (None, ""),
    ],
)
def test_a_cell_says_what_excel_shows(value: Any, said: str) -> None:
    assert read(made([("a", "b"), (value, 1)]))[1] == [said, "1"]


def test_what_is_left_out_is_empty_and_no_row_is_much_longer_than_the_header() -> None:
    assert sheet_rows(
        '<row r="2"><c r="B2"><v>1</v></c><c r="D2"><v>2</v></c></row>'
        '<row r="4"><c r="A4"><v>3</v></c></row>'
        '<row r="5"><c r="C5"><v>4</v></c><c r="XFD5"><v>6</v></c></row>'
    ) == [[], ["", "1", "", "2"], [], ["3"], ["", "", "4", ""]]


def sheet_rows(rows: str) -> list[list[str]]:
    return [row[:4] for row in read(sheet(rows))]


def test_a_sheet_that_says_it_is_as_large_as_a_sheet_can_be_is_read() -> None:
    said = sheet('<row r="1"><c r="A1"><v>7</v></c></row>', '<dimension ref="A1:XFD1048576"/>')
    assert read(said) == [["7"]]


def test_one_cell_at_the_far_end_takes_no_memory() -> None:
    rows = read(
        sheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="200000"><c r="XFD200000"><v>9</v></c></row>')
    )
    assert (len(rows), max(map(len, rows))) == (200_000, 2)


TABLE = [("month", "amount"), ("2026-10", 1)]


@pytest.mark.parametrize(
    ("sheets", "hidden", "first"),
    [
        (([("cover",)], TABLE), (), "month"),
        (([], TABLE), (), "month"),
        (([("old", "list"), (1, 2)], TABLE), (0,), "month"),
        (([("old", "list"), (1, 2)], TABLE), (), "old"),
        (([("alone",)], []), (), "alone"),
    ],
)
def test_the_first_sheet_with_a_table_is_taken(sheets: Any, hidden: tuple[int, ...], first: str) -> None:
    assert read(made(*sheets, hidden=hidden))[0][0] == first


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (made([]), "empty"),
        (sheet('<row r="1"><c r="A1" t="s"><v>99</v></c></row>'), "damaged"),
        (sheet('<row r="one"><c r="A1"><v>9</v></c></row>'), "damaged"),
        (changed(whole(), {SHEET: "<worksheet><sheetData>"}), "damaged"),
        (changed(whole(), {SHEET: None}), "empty"),
        (changed(whole(), {"xl/_rels/workbook.xml.rels": None}), "damaged"),
        (changed(whole(), {"xl/workbook.xml": None, "xl/workbook.bin": "x"}), "book"),
        (changed(whole(), {"xl/workbook.xml": None, "word/document.xml": "x"}), "book"),
        (changed(whole(), {"xl/workbook.xml": None, "content.xml": "x"}), "book"),
        (changed(whole(), {"xl/workbook.xml": None}), "packed"),
        (changed(whole(), {"xl/styles.xml": " " * ((1 << 24) + 1)}), "large"),
        (whole()[:-100], "damaged"),
    ],
)
def test_what_is_no_sound_workbook_ends_in_a_sentence(content: bytes, code: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read(content)
    assert raised.value.code == code


def test_a_header_without_end_is_too_wide(counter: Counter) -> None:
    with pytest.raises(Unreadable, match="wide"):
        counter.look(made([[f"c{at}" for at in range(WIDEST + 5)], [1]]))  # type: ignore[list-item]


def test_a_row_that_is_longer_than_the_header_goes_back(counter: Counter) -> None:
    batch = counter.take(
        made([("month", "amount"), ("2026-10", 5), ("2026-10", 6, None, None, "note"), ("2026-10", 7, None)])
    )
    assert [line.minor for line in counter.rows(CostLine)] == [5_00, 7_00]
    assert [(each["row"], each["reason"]) for each in batch.rejected] == [(3, "cells")]


@given(at=st.integers(0, len(whole()) - 1), byte=st.integers(0, 255), cut=st.booleans())
def test_a_damaged_workbook_never_crashes(at: int, byte: int, cut: bool) -> None:
    broken = whole()[:at] if cut else whole()[:at] + bytes([byte]) + whole()[at + 1 :]
    with suppress(Unreadable):
        read(broken)


PARTS = ["xl/workbook.xml", "xl/styles.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", SHEET]


@given(
    name=st.sampled_from(PARTS), at=st.integers(0, 900), length=st.integers(0, 40), put=st.text(max_size=6)
)
def test_a_part_that_says_something_else_never_crashes(name: str, at: int, length: int, put: str) -> None:
    with zipfile.ZipFile(BytesIO(whole())) as packed:
        old = packed.read(name).decode()
    text = (old[:at] + put + old[at + length :]).encode("utf-8", "ignore").decode()
    with suppress(Unreadable):
        read(changed(whole(), {name: text}))


@pytest.fixture(scope="module")
def files() -> Iterator[SQLiteFiles]:
    found = SQLiteFiles()
    yield found
    found.close()


CELLS = st.one_of(
    st.none(),
    st.integers(-(10**9), 10**9),
    st.decimals(-(10**6), 10**6, places=2).map(float),
    st.sampled_from(["ERP", "CC-100", "2026-10", "x", " "]),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
)


@given(rows=st.lists(st.tuples(st.sampled_from(["2026-10", "2026-11", None, 5]), CELLS, CELLS), max_size=8))
def test_of_whatever_a_workbook_holds_all_is_in_or_nothing(
    files: SQLiteFiles, rows: list[tuple[Any, ...]]
) -> None:
    with files.url() as url, opened(url) as db, tempfile.TemporaryDirectory() as folder:
        counter = Counter(db, CATALOG, Path(folder))
        empty = counter.everything()
        try:
            batch = counter.take(made([("month", "amount", "service"), *rows]))
        except Unreadable:
            assert counter.everything() == empty
            return
        lines = counter.rows(CostLine)
        assert len(lines) == batch.rows == len(counter.everything()["cost_lines"])
        assert sum((line.amount or Decimal() for line in lines), Decimal()) == Decimal(
            batch.totals.get("USD", 0)
        )
        if batch.rows:
            counter.undo(batch)
        assert counter.everything() == empty
