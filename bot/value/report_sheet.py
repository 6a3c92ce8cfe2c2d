"""A value report as a file to keep: CSV for a spreadsheet, PDF to print or to pass on."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path

from bot.value import export
from bot.value.wording import Rows, cells, one

SIZE = 9.0  # points
NOTHING = "–"  # how a row shows an empty cell
INK, SHADE = (26, 26, 26), (241, 241, 241)


def as_csv(rows: Rows) -> bytes:
    """Return the "columns" and each "row" as CSV (RFC 4180) in UTF-8; figures are plain numbers."""
    table = [*cells(rows, "columns"), *cells(rows, "row")]
    return "".join((export.BOM, *(export.line(_figures(each)) for each in table))).encode()


def _figures(words: Iterable[str]) -> list[str]:
    return [export.cell(_number(each)) for each in words]


def _number(words: str) -> Decimal | str | None:
    if words == NOTHING:
        return None
    try:
        found = Decimal(words)
    except InvalidOperation:
        return words
    return found if found.is_finite() else words


def as_pdf(rows: Rows, made_at: datetime) -> bytes:
    """Return the report as an A4 page or more: the "title", each "said", the table, then each "note"."""
    from fpdf import FPDF  # half a second to import
    from fpdf.fonts import FontFace

    page = FPDF(format="A4")
    page.set_title(one(rows, "title"))
    page.set_creation_date(made_at)
    for style, name in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
        page.add_font("DejaVu", style, _fonts() / name)
    page.add_page()
    page.set_text_color(*INK)
    page.set_font("DejaVu", "B", SIZE * 1.7)
    page.multi_cell(0, text=one(rows, "title"), new_x="LMARGIN", new_y="NEXT")
    page.set_font("DejaVu", "", SIZE)
    for (said,) in cells(rows, "said"):
        page.ln(1.5)
        page.multi_cell(0, text=said, new_x="LMARGIN", new_y="NEXT")
    page.ln(4)
    columns, *_ = cells(rows, "columns")
    page.set_font("DejaVu", "", SIZE * 0.85)
    head = FontFace(emphasis="BOLD", fill_color=SHADE)
    widths = (2, *[1] * (len(columns) - 1))
    aligned = ("LEFT", *["RIGHT"] * (len(columns) - 1))
    with page.table(headings_style=head, col_widths=widths, text_align=aligned, line_height=5) as table:
        for words in (columns, *cells(rows, "row")):
            table.row(list(words))
    page.set_font("DejaVu", "", SIZE * 0.8)
    for (note,) in cells(rows, "note"):
        page.ln(2)
        page.multi_cell(0, text=note, new_x="LMARGIN", new_y="NEXT")
    return bytes(page.output())


def _fonts() -> Path:
    """Return where fonts lie that have the letters of all names: those that come with matplotlib."""
    from matplotlib import get_data_path

    return Path(get_data_path(), "fonts", "ttf")
