"""A report as a file: figures that count in a spreadsheet, words that cannot trick it, every letter in print."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

import pytest
from matplotlib.ft2font import FT2Font
from sqlmodel import Session

from bot.customer import people
from bot.db import Database
from bot.value import chart, fonts, report_sheet
from tests.conftest import T0

ROWS = [
    ["title", "Łódź: what IT was worth"],
    ["said", "€ 900 under plan"],
    ["columns", "Service", "Cost"],
    ["row", "=SUM(A1)", "-12.30"],
    ["row", "Mail, chat", "–"],
    ["note", "From 3 cost lines"],
]


@pytest.fixture
def session(db: Database) -> Iterator[Session]:
    with db.session() as opened:
        yield opened


def test_figures_are_numbers_and_words_no_formulas() -> None:
    text = report_sheet.as_csv(ROWS).decode("utf-8-sig")
    assert text == 'Service,Cost\r\n\'=SUM(A1),-12.30\r\n"Mail, chat",\r\n'


WORDS = [["about", "Łódź, Oct 2026"], ["foot", "Calder"], ["page", "Page"], ["of", "of"]]
LETTERS = "łŁßéÉñçøåőşğžĐđŽĆćİıŵÆæŒþðΑωЖщїґא"
PICTURE = chart.draw("Cost", ["Mail", "ERP"], {"Cost": [Decimal(1), Decimal(2)]}, "USD")


def pdf(*more: list[str], pictures: Sequence[report_sheet.Picture] = ()) -> bytes:
    return report_sheet.as_pdf([*WORDS, *ROWS, *more], T0, pictures)


def pages(made: bytes) -> int:
    return made.count(b"/Type /Page\n")


def test_a_table_that_is_longer_than_a_page_goes_on_on_the_next() -> None:
    rows = [["columns", "Service", "Cost"], *[["row", f"Service {number}", "1"] for number in range(200)]]
    assert pages(pdf()) == 1
    assert 3 < pages(pdf(*rows)) < 8


def test_every_letter_of_a_name_is_in_the_fonts() -> None:
    for name in fonts.FILES.values():
        known = FT2Font(str(fonts.folder() / name)).get_charmap()
        assert [letter for letter in LETTERS if ord(letter) not in known] == []


def test_an_archive_takes_it_and_a_reader_can_read_it_out() -> None:
    made = pdf(["heading", "More"], ["pictures", ""], pictures=[(PICTURE, "Mail 1, ERP 2")])
    for said in (
        b"pdfaid:part",
        b"<pdfaid:conformance>U",
        b"/Lang (en)",
        b"/DisplayDocTitle true",
        b"/Outlines",
    ):
        assert said in made, said
    assert b"/Alt" in made
    assert b"/Subtype /Image" in made


def test_a_table_with_many_columns_turns_the_pages_and_is_not_cut() -> None:
    columns = [f"Column {number}" for number in range(12)]
    wide = pdf(["columns", "Name", *columns], ["row", "Łukasz Groß", *["$1,234,567.00"] * 12])
    assert b"/MediaBox [0 0 841.89 595.28]" in wide
    assert b"/MediaBox [0 0 595.28 841.89]" in pdf()
    assert pages(pdf(["columns", "A" * 300, "B"], ["row", "C" * 300, "D" * 300])) >= 1


def test_a_picture_is_never_smaller_than_it_can_be_read() -> None:
    said = [["said", "A line of words."] for _ in range(25)]
    assert pages(pdf(*said, ["pictures", ""], pictures=[(PICTURE, "Alt")])) == 1
    said = [["said", "A line of words."] for _ in range(32)]
    assert pages(pdf(*said, ["pictures", ""], pictures=[(PICTURE, "Alt")])) == 2


def test_people_are_called_by_their_names(session: Session) -> None:
    people.meet(session, "U0BO").name = "Bo Larsen"
    session.flush()
    rows = report_sheet.with_names(session, [["said", "<@U0BO> or <@U0WHO> decides"]])
    assert rows == [["said", "Bo Larsen or U0WHO decides"]]
