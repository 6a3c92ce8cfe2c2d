"""Excel workbooks say the same as openpyxl reads in them, whoever wrote them, and broken ones end in a sentence."""

import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.cost.capture import Unreadable, workbooks
from bot.cost.lines import CostLine
from tests.cost.capture.counter import Counter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PLAIN: dict[str, str] = {
    "[Content_Types].xml": "<Types/>",
    "_rels/.rels": f'<Relationships><Relationship Id="r1" Type="{KINDS}/officeDocument" Target="xl/workbook.xml"/>'
    "</Relationships>",
    "xl/_rels/workbook.xml.rels": "<Relationships>"
    f'<Relationship Id="r1" Type="{KINDS}/worksheet" Target="worksheets/one.xml"/>'
    f'<Relationship Id="r2" Type="{KINDS}/worksheet" Target="/xl/worksheets/two.xml"/>'
    f'<Relationship Id="r3" Type="{KINDS}/chartsheet" Target="worksheets/chart.xml"/>'
    f'<Relationship Id="r4" Type="{KINDS}/sharedStrings" Target="words.xml"/>'
    f'<Relationship Id="r5" Type="{KINDS}/styles" Target="styles.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{KINDS}"><sheets><sheet name="one" r:id="r1"/></sheets>'
    "</workbook>",
    "xl/words.xml": f'<sst xmlns="{MAIN}"><si><t>month</t></si><si><r><t>amo</t></r><r><rPr/><t>unt</t></r></si>'
    "<si><t>東京</t><rPh><t>トウキョウ</t></rPh></si><si><t>Net_x000D_ &amp; more</t></si></sst>",
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><numFmts>'
    '<numFmt numFmtId="164" formatCode="mmm\\ yy"/><numFmt numFmtId="165" formatCode="[h]:mm"/>'
    '<numFmt numFmtId="166" formatCode="[$-407]0.00&quot; days&quot;"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/>'
    '<xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="22"/></cellXfs></styleSheet>',
}


def sheet(rows: str, before: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData></worksheet>'


def packed(parts: Mapping[str, str | None]) -> bytes:
    """Return a workbook of these parts beside those of PLAIN; None leaves one out."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in {**PLAIN, **parts}.items():
            if text is not None:
                book.writestr(name, text)
    return out.getvalue()


def read(content: bytes, widest: int = 400) -> list[list[str]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "book.xlsx")
        path.write_bytes(content)
        with workbooks.rows(path, widest) as (rows, share):
            found = list(rows)
            assert share() == 1.0
        return found


def cells(rows: str, **parts: str | None) -> list[list[str]]:
    return read(packed({"xl/worksheets/one.xml": sheet(rows), **parts}))


def one(cell: str) -> str:
    """Return what a cell says in the second row."""
    return cells(f'<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2">{cell}</row>')[1][0]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ('<c r="A2"><v>1250</v></c>', "1250"),
        ('<c r="A2"><v>-0.5</v></c>', "-0.5"),
        ('<c r="A2"><v>0.30000000000000004</v></c>', "0.3"),
        ('<c r="A2"><v>1.2E3</v></c>', "1200"),
        ('<c r="A2"><v>1E-7</v></c>', "1e-07"),
        ('<c r="A2" t="s"><v>1</v></c>', "amount"),
        ('<c r="A2" t="s"><v>2</v></c>', "東京"),
        ('<c r="A2" t="s"><v>3</v></c>', "Net\r & more"),
        ('<c r="A2" t="str"><f>A1&amp;"x"</f><v>monthx</v></c>', "monthx"),
        (
            '<c r="A2" t="inlineStr"><is><r><t>in</t></r><r><t xml:space="preserve"> line</t></r></is></c>',
            "in line",
        ),
        ('<c r="A2" t="inlineStr"><is><t>京</t><rPh><t>キョウ</t></rPh></is></c>', "京"),
        ('<c r="A2" t="b"><v>1</v></c>', "TRUE"),
        ('<c r="A2" t="b"><v>0</v></c>', "FALSE"),
        ('<c r="A2" t="e"><v>#N/A</v></c>', "#N/A"),
        ('<c r="A2" t="d"><v>2026-10-01T08:30:00</v></c>', "2026-10-01 08:30:00"),
        ('<c r="A2" s="1"><v>46296</v></c>', "2026-10-01"),
        ('<c r="A2" s="2"><v>46296</v></c>', "2026-10-01"),
        ('<c r="A2" s="5"><v>46296.35416666</v></c>', "2026-10-01 08:30:00"),
        ('<c r="A2" s="3"><v>1.5</v></c>', "1.5"),
        ('<c r="A2" s="4"><v>46296</v></c>', "46296"),
        ('<c r="A2" s="1"><v>-3</v></c>', "-3"),
        ('<c r="A2" s="1"/>', ""),
        ("<c><v>5</v></c>", "5"),
    ],
)
def test_a_cell_says_what_excel_shows(cell: str, said: str) -> None:
    assert one(f'{cell}<c r="B2"><v>1</v></c>') == said


def test_days_may_count_from_1904() -> None:
    book = PLAIN["xl/workbook.xml"].replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    assert cells('<row r="1"><c r="A1" s="1"><v>44834</v></c></row>', **{"xl/workbook.xml": book})[0] == [
        "2026-10-01"
    ]


def test_what_is_left_out_is_empty_and_rows_are_as_long_as_the_header() -> None:
    assert cells(
        '<row r="2"><c r="B2"><v>1</v></c><c r="D2"><v>2</v></c></row>'
        '<row r="4"><c r="A4"><v>3</v></c></row>'
        '<row><c r="C5"><v>4</v></c><c r="E5"><v>5</v></c><c r="XFD5"><v>6</v></c></row>'
    ) == [[], ["", "1", "", "2"], [], ["3", "", "", ""], ["", "", "4", "", "6"]]


def test_names_may_have_a_prefix() -> None:
    prefixed = (
        f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>1</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    assert read(packed({"xl/worksheets/one.xml": prefixed})) == [["amount"]]


SHEETS = (
    '<sheet name="c" r:id="r3"/><sheet name="one" state="hidden" r:id="r1"/>'
    '<sheet name="gone" r:id="r9"/><sheet name="two" r:id="r2"/>'
)


@pytest.mark.parametrize(
    ("state", "first", "second", "taken"),
    [
        ("visible", "1", "2", "one"),
        ("hidden", "1", "2", "two"),
        ("visible", "", "2", "two"),
        ("visible", "cover", "2", "two"),
    ],
)
def test_the_first_sheet_with_a_table_is_taken(state: str, first: str, second: str, taken: str) -> None:
    def rows(said: str) -> str:
        one_row = f'<row><c t="str"><v>{said}</v></c></row>'
        return sheet("" if not said else one_row if said == "cover" else one_row * 2)

    listed = SHEETS.replace("hidden", state)
    book = PLAIN["xl/workbook.xml"].replace('<sheet name="one" r:id="r1"/>', listed)
    parts = {"xl/worksheets/one.xml": rows(first), "xl/worksheets/two.xml": rows(second)}
    assert read(packed({"xl/workbook.xml": book, **parts}))[0] == [first if taken == "one" else second]


def test_a_workbook_without_shared_words_and_styles_is_read() -> None:
    bare = PLAIN["xl/_rels/workbook.xml.rels"].partition('<Relationship Id="r2"')[0] + "</Relationships>"
    parts = {"xl/_rels/workbook.xml.rels": bare, "xl/words.xml": None, "xl/styles.xml": None}
    assert cells("<row><c><v>7</v></c></row>", **parts) == [["7"]]


GROWS = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"xl/worksheets/one.xml": sheet("")}, "empty"),
        ({"xl/worksheets/one.xml": sheet('<row r="1"><c r="A1" t="s"><v>9</v></c></row>')}, "damaged"),
        ({"xl/worksheets/one.xml": sheet('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>')}, "damaged"),
        ({"xl/worksheets/one.xml": sheet('<row r="1"><c r="AAAA1"><v>9</v></c></row>')}, "damaged"),
        ({"xl/worksheets/one.xml": sheet('<row r="0"/>')}, "damaged"),
        ({"xl/worksheets/one.xml": sheet('<row r="2"/><row r="2"/>')}, "damaged"),
        ({"xl/worksheets/one.xml": sheet('<row r="9999999"/>')}, "damaged"),
        ({"xl/worksheets/one.xml": GROWS + sheet("<row/>")}, "damaged"),
        ({"xl/worksheets/one.xml": "<worksheet><sheetData>"}, "damaged"),
        ({"xl/worksheets/one.xml": sheet('<row r="1"><c r="XFD1"><v>9</v></c></row>')}, "wide"),
        ({}, "damaged"),
        ({"xl/workbook.xml": None}, "damaged"),
        ({"_rels/.rels": None}, "damaged"),
        ({"xl/workbook.xml": "<document/>"}, "book"),
        ({"xl/workbook.bin": "x"}, "book"),
        ({"[Content_Types].xml": None, "content.xml": "<x/>"}, "book"),
        ({"[Content_Types].xml": None}, "packed"),
        ({"xl/styles.xml": "<styleSheet>" + "<xf/>" * 4_000_000 + "</styleSheet>"}, "large"),
    ],
)
def test_what_is_no_sound_workbook_ends_in_a_sentence(parts: dict[str, str | None], code: str) -> None:
    with pytest.raises(Unreadable) as raised:
        read(packed(parts))
    assert raised.value.code == code


def test_a_row_that_is_longer_than_the_header_goes_back(counter: Counter) -> None:
    rows = "".join(
        f'<row><c t="str"><v>{month}</v></c><c t="str"><v>{amount}</v></c>{more}</row>'
        for month, amount, more in (
            ("month", "amount", ""),
            ("2026-10", "5", ""),
            ("2026-10", "6", '<c r="J3"><v>7</v></c>'),
        )
    )
    batch = counter.take(packed({"xl/worksheets/one.xml": sheet(rows)}))
    assert [line.minor for line in counter.rows(CostLine)] == [5_00]
    assert [(each["row"], each["reason"]) for each in batch.rejected] == [(3, "cells")]


VALUES = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8).filter(
        lambda text: not text.startswith("=") and "\ufffe" not in text and "\uffff" not in text
    ),
    st.integers(-(10**14), 10**14),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.integers(0, 3_000_000_000).map(
        lambda seconds: datetime.fromisoformat("1990-01-01") + timedelta(seconds=seconds)
    ),
)


def shown(value: Any) -> str:
    """Return a cell's value, as openpyxl reads it, in the words of a CSV file."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        nearest = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
        return str(
            nearest.date() if nearest == datetime.combine(nearest.date(), datetime.min.time()) else nearest
        )
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def alike(said: str, value: Any) -> bool:
    if isinstance(value, int | float):
        return float(said) == pytest.approx(float(value), rel=1e-14)
    return said == shown(value)


@settings(max_examples=80)
@given(rows=st.lists(st.lists(VALUES, min_size=1, max_size=5), min_size=1, max_size=8))
def test_a_workbook_says_what_openpyxl_reads_in_it(rows: list[list[Any]]) -> None:
    book, out = openpyxl.Workbook(), BytesIO()
    book.active.append(["head"] * 6)
    for row in rows:
        book.active.append(row)
    book.save(out)
    there = openpyxl.load_workbook(BytesIO(out.getvalue())).active.iter_rows(values_only=True)
    for said, read_by_it in zip(read(out.getvalue()), there, strict=False):
        for at, value in enumerate(read_by_it):
            assert alike(said[at] if at < len(said) else "", value)


WHOLE = packed(
    {
        "xl/worksheets/one.xml": sheet(
            '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>'
            '<row r="2"><c r="A2" s="1"><v>46296</v></c><c r="B2"><v>12.5</v></c></row>'
        )
    }
)


@settings(max_examples=150)
@given(at=st.integers(0, len(WHOLE) - 1), byte=st.integers(0, 255), cut=st.booleans())
def test_a_damaged_workbook_never_crashes(at: int, byte: int, cut: bool) -> None:
    broken = WHOLE[:at] if cut else WHOLE[:at] + bytes([byte]) + WHOLE[at + 1 :]
    with suppress(Unreadable):
        read(broken)


PARTS = [name for name in PLAIN if name.startswith("xl/")]


@settings(max_examples=150)
@given(
    name=st.sampled_from(PARTS), at=st.integers(0, 900), length=st.integers(0, 40), put=st.text(max_size=6)
)
def test_a_part_that_says_something_else_never_crashes(name: str, at: int, length: int, put: str) -> None:
    whole = PLAIN[name]
    changed = whole[:at] + put + whole[at + length :]
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c></row><row r="2"><c r="A2" s="2"><v>46296</v></c></row>'
    with suppress(Unreadable):
        cells(rows, **{name: changed.encode("utf-8", "ignore").decode()})
