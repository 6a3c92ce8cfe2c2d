"""What a file is, whatever it is called: delimiters, encodings, workbooks, and a remedy for all else."""

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from jinja2 import Environment, FileSystemLoader

from bot.cost import capture
from bot.cost.capture import Unreadable
from bot.cost.lines import CostLine
from bot.render import Renderer
from bot.settings import HOUSE
from tests.cost.capture.counter import Counter

BILL = "month,amount,vendor\n2026-10,1250.00,Müller & Söhne\n2026-10,-89.90,Łukasz\n"


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_common_way_to_write_a_csv_file_says_the_same(
    counter: Counter, delimiter: str, encoding: str
) -> None:
    counter.take(BILL.replace(",", delimiter).encode(encoding))
    assert [(line.minor, line.vendor) for line in counter.rows(CostLine)] == [
        (1_250_00, "Müller & Söhne"),
        (-89_90, "Łukasz"),
    ]


@pytest.mark.parametrize("name", ["bill.xlsx", "bill.csv"])
def test_a_workbook_is_read_whatever_its_name(counter: Counter, name: str) -> None:
    book = workbook(
        (None, None, None),
        ("Month", "Amount", "Account"),
        (date(2026, 10, 1), 1250, 6400),
        ("2026-10", 0.1 + 0.2, None),
        (None, None, None),
    )
    batch = counter.take(counter.file(book, name))
    assert batch.format == "xlsx"
    assert [(line.month, str(line.amount), line.account, line.row) for line in counter.rows(CostLine)] == [
        ("2026-10", "1250", "6400", 3),
        ("2026-10", "0.3", "", 4),
    ]


LEDGER: list[tuple[Any, ...]] = [
    ("IT cost November 2026",),
    (),
    ("Month", "Amount", "Supplier", "Description"),
    ("2026-10", "5,50", "Contoso", "Boards"),
    ("2026-10", "x", "Contoso", "Boards"),
    ("2026-10", "1,25", "Fabrikam", "Total quality"),
    ("Total", "6,75"),
    (),
]


def written(rows: list[tuple[Any, ...]], delimiter: str, width: int = 0) -> str:
    """Write rows as a CSV file, short ones filled up to `width`."""
    return "".join(delimiter.join([*row, *[""] * (width - len(row))]) + "\n" for row in rows)


@pytest.mark.parametrize(
    "content",
    [
        written(LEDGER, ";"),
        written(LEDGER, ";", 4),
        written(LEDGER, "\t"),
        written(LEDGER, ";").replace("IT cost November 2026", "IT cost, November, all units"),
        written(LEDGER, ";").replace("IT cost November 2026", "IT cost;November 2026"),
        workbook(*LEDGER),
    ],
)
def test_titles_above_the_header_and_a_total_at_the_end_are_left_out(
    counter: Counter, content: str | bytes
) -> None:
    batch = counter.take(content)
    assert [(line.row, line.minor, line.vendor) for line in counter.rows(CostLine)] == [
        (4, 5_50, "Contoso"),
        (6, 1_25, "Fabrikam"),
    ]
    assert [(each["row"], each["reason"]) for each in batch.rejected] == [(5, "number")]
    assert batch.noted[:2] == [
        {"code": "titles", "rows": 1, "header_row": 3},
        {"code": "total", "rows": 1, "row": 7},
    ]


def test_two_columns_below_a_title_are_parted_by_the_right_sign(counter: Counter) -> None:
    counter.take("IT cost\nMonth;Amount\n2026-10;5,50\n2026-11;1,25\n")
    assert [line.minor for line in counter.rows(CostLine)] == [5_50, 1_25]


@pytest.mark.parametrize("word", ["Total", "Sum:", "GRAND TOTAL", "Summe"])
def test_a_total_that_could_be_a_row_is_never_stored(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    """Whatever piece it is in, and however many empty rows come behind it."""
    monkeypatch.setattr("bot.cost.capture.files.A_PIECE", 2)
    batch = counter.take(
        f"vendor,month,amount\nTotal,2026-10,5\nB,2026-10,6\n{word},2026-10,11\n" + ",,\n" * 5
    )
    assert [(line.row, line.minor) for line in counter.rows(CostLine)] == [(2, 5_00), (3, 6_00)]
    assert (batch.rejected_rows, batch.noted[0]) == (0, {"code": "total", "rows": 1, "row": 4})


@pytest.mark.parametrize(("piece", "amount"), [(10_000, "7"), (2, "7"), (3, "-11"), (2, "11.02")])
def test_a_firm_that_is_called_total_is_a_row(
    counter: Counter, monkeypatch: pytest.MonkeyPatch, piece: int, amount: str
) -> None:
    monkeypatch.setattr("bot.cost.capture.files.A_PIECE", piece)
    text = f"vendor,month,amount\nA,2026-10,5\nB,2026-10,6\nTotal,2026-10,{amount}\n,,\n"
    batch = counter.take(text)
    stored = [(line.row, line.minor) for line in counter.rows(CostLine)]
    assert stored[2:] == [(4, round(float(amount) * 100))]
    assert batch.noted[0] == {"code": "no_total", "rows": 1, "row": 4}


@pytest.mark.parametrize("last", ["Total,2026-10,10.99", "Total,,7", "Total,2026-10,", "Sum,2026-10,seven"])
def test_what_adds_up_to_a_cent_or_lacks_what_rows_say_is_a_total(counter: Counter, last: str) -> None:
    batch = counter.take(f"vendor,month,amount\nA,2026-10,5\nB,2026-10,6\n{last}\n")
    assert [line.minor for line in counter.rows(CostLine)] == [5_00, 6_00]
    assert (batch.rejected_rows, batch.noted[0]["code"]) == (0, "total")


def test_a_firm_called_total_and_a_total_below_it(counter: Counter) -> None:
    rows = "A,2026-10,5\nTotal,2026-10,7\nTotal,2026-10,12\n"
    batch = counter.take("vendor,month,amount\n" + rows)
    assert [line.minor for line in counter.rows(CostLine)] == [5_00, 7_00]
    assert {each["code"]: each["row"] for each in batch.noted if "row" in each} == {"no_total": 3, "total": 4}


@pytest.mark.parametrize("last", ["Grand total,2026-10,11", "Grand total,2026-10,11\nSum,2026-10,11.00"])
def test_totals_below_a_total_add_up_the_same_rows(counter: Counter, last: str) -> None:
    batch = counter.take(f"vendor,month,amount\nA,2026-10,5\nB,2026-10,6\nTotal,2026-10,11\n{last}\n")
    assert [line.minor for line in counter.rows(CostLine)] == [5_00, 6_00]
    said = [(each["code"], each["row"]) for each in batch.noted if "row" in each]
    assert said == [("total", row) for row in range(4, 5 + last.count("\n") + 1)]


def test_a_row_of_use_by_a_unit_called_total_is_a_row(counter: Counter) -> None:
    rows = "Total,2026-10,ERP,Standard,3\n"
    batch = counter.look("unit,month,service,tier,quantity\nCC-500,2026-10,ERP,Standard,30\n" + rows)
    assert batch.noted[0]["code"] == "no_total"
    assert [each["reason"] for each in batch.rejected] == ["unit"]


def test_a_header_in_other_words_below_a_title_can_be_said(counter: Counter) -> None:
    text = "Kosten\n\nMonat,Betrag\n2026-10,5\nSumme,5\n"
    counter.take(text, kind="cost", columns={"month": "Monat", "amount": "Betrag"})
    assert [(line.row, line.minor) for line in counter.rows(CostLine)] == [(4, 5_00)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"  \r\n\r\n", "empty"),
        (b"month,amount\n", "no_rows"),
        (b"month,amount\n\n , \n", "no_rows"),
        (b"2026-10,12.50,ERP\n2026-10,5,CRM\n", "no_header"),
        (BILL.encode("cp1252", "replace"), "encoding"),
        (b"\x7fELF\x02\x01\x00\x00\x00\x00" * 50, "binary"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" * 9, "binary"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "xls"),
        (b"%PDF-1.7\n...", "pdf"),
        (b"PAR1\x15\x04", "parquet"),
        (b"\x1f\x8b\x08\x00", "packed"),
        (b"PK\x03\x04" + bytes(60), "damaged"),
        (workbook(("Month", "Amount"), ("2026-10", 5))[:-400], "damaged"),
        (b'month,amount,label\n2026-10,5,"half\n2026-10,6,x\n', "quotes"),
        (b'month,amount,label\n2026-10,5,"half" a\n', "quotes"),
        (b"month,amount,Month\n2026-10,5,2026-10\n", "twice"),
        (b"month,amount," * 9_000, "one_line"),
        (b"who,what\nme,this\n", "which"),
        (b"month\n2026-10\n", "which"),
    ],
)
def test_what_cannot_be_read_says_what_to_do_and_keeps_nothing(
    counter: Counter, content: bytes, code: str
) -> None:
    with pytest.raises(Unreadable) as raised:
        counter.look(content)
    assert raised.value.code == code
    assert all(rows == [] for rows in counter.everything().values())
    assert len(sentence(raised.value)) > 20


def sentence(trouble: Unreadable) -> str:
    facts = {"code": trouble.code, "facts": trouble.facts}
    return Renderer(HOUSE / "templates").rows("importing/unreadable", facts)[0][0]


def test_a_packed_folder_is_no_workbook(counter: Counter) -> None:
    import zipfile

    out = BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        packed.writestr("bill.csv", BILL)
    with pytest.raises(Unreadable, match="packed"):
        counter.look(out.getvalue())


def test_letters_that_are_wrong_further_down_store_nothing(counter: Counter) -> None:
    rows = "month,amount,label\n" + "2026-10,5,ok\n" * 30_000
    with pytest.raises(Unreadable) as raised:
        counter.look(rows.encode() + "2026-10,5,Müller\n".encode("cp1252"))
    assert (raised.value.code, counter.rows(CostLine)) == ("encoding", [])


def test_a_file_that_is_not_there_is_said(counter: Counter) -> None:
    with pytest.raises(Unreadable, match="missing"):
        counter.look(counter.folder / "nowhere.csv")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"kind": "money"}, "no_kind"),
        ({"kind": "usage"}, "columns"),
        ({"kind": "cost", "columns": {"price": "amount"}}, "not_ours"),
        ({"kind": "cost", "columns": {"amount": "Total"}}, "not_theirs"),
        ({"columns": {"amount": "amount"}}, "say_kind"),
        ({"kind": "cost", "columns": {"amount": ""}}, "columns"),
    ],
)
def test_what_a_person_says_of_a_file_must_fit_it(counter: Counter, more: dict[str, Any], code: str) -> None:
    with pytest.raises(Unreadable) as raised:
        counter.look(BILL, **more)
    assert raised.value.code == code
    assert len(sentence(raised.value)) > 20


def test_a_column_may_be_left_out_or_said_otherwise(counter: Counter) -> None:
    text = "month,amount,paid,vendor\n2026-10,5,6,Contoso\n"
    counter.take(text, kind="cost", columns={"amount": "PAID", "vendor": ""})
    (line,) = counter.rows(CostLine)
    assert (line.minor, line.vendor) == (6_00, "")


def test_uneven_rows_are_filled_up_or_refused(counter: Counter) -> None:
    batch = counter.take("month,amount,label\n2026-10,5\n2026-10,6,x,,\n\n2026-10,1,234.00,x\n")
    assert [(line.row, line.minor) for line in counter.rows(CostLine)] == [(2, 5_00), (3, 6_00)]
    assert [(each["row"], each["reason"]) for each in batch.rejected] == [(5, "cells")]


def test_too_many_rows_for_one_transaction_are_said(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Unreadable, match="long"):
        counter.look("currency,since,rate\n" + "EUR,2026-09-01,1\n" * 100_001)


def codes(macro: str) -> set[str]:
    """Return the codes that a macro of the words has a sentence for."""
    house = Environment(loader=FileSystemLoader(HOUSE / "templates"), autoescape=True)
    source = house.loader.get_source(house, "importing/_words.j2")[0] if house.loader else ""
    body = source.split(f"macro {macro}(")[1].split("endmacro")[0]
    return {part.split('"')[1] for part in body.split("code == ")[1:]}


def raised_in_code(name: str) -> set[str]:
    import re

    sources = [path.read_text() for path in (HOUSE / "bot" / "cost" / "capture").glob("*.py")]
    return {code for source in sources for code in re.findall(rf'\b{name}\(\s*"(\w+)"', source)}


def test_every_trouble_has_its_sentence() -> None:
    magic = {code for _, code in capture.files._MAGIC}
    assert raised_in_code("Unreadable") | magic <= codes("unreadable")
    assert raised_in_code("Wrong") <= codes("reason")
