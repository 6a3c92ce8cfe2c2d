"""A report as a file to keep: CSV for a spreadsheet, PDF to print, to file or to pass on."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from io import BytesIO
from itertools import islice, takewhile
from typing import TYPE_CHECKING

from sqlmodel import Session

from bot.customer import people
from bot.value import export, fonts
from bot.value.wording import Rows, cells

if TYPE_CHECKING:
    from fpdf import FPDF

SIZE, LEAST = 9.0, 6.75  # points; of words, and of the smallest in a table
NOTHING, NOT_MEASURED = "–", "not measured"  # how a row shows what is not there
Color = tuple[int, int, int]
INK: Color = (26, 26, 26)
FAINT: Color = (90, 90, 90)
SHADE: Color = (241, 241, 241)
RULE: Color = (205, 205, 205)
EDGE, FOOT = 18.0, 14.0  # millimeters
ROOM, WIDER = (
    2.6,
    8.0,
)  # millimeters beside the words of a cell, and by which a column is wider where there is room
PICTURE, NARROW, HIGH = 150.0, 115.0, 105.0  # millimeters: how wide a picture is, at the least, and how high
BELOW = 45.0  # millimeters that a heading wants below it
FIRST = 0.3  # of the page, for what a table is about
LEADING = 0.5  # millimeters a line for each point
UPRIGHT = 92  # characters side by side

LOOKS: Mapping[str, tuple[float, bool, Color, str]] = {  # how big, bold, which color, and what stands before
    "lead": (1.1, True, INK, ""),
    "said": (1, False, INK, ""),
    "point": (1, False, INK, "\N{BULLET} "),
    "note": (0.85, False, FAINT, ""),
}
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)>")

Picture = tuple[bytes, str]
"""A PNG and the words for who cannot see it."""


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


def with_names(session: Session, rows: Rows) -> Rows:
    """Return rows in which people whom Slack would name by their id are called by their names."""
    mentioned = sorted({found for row in rows for cell in row for found in _MENTION.findall(cell)})
    called = people.names(session, mentioned)
    return [
        [_MENTION.sub(lambda found: called.get(found[1], found[1]), cell) for cell in row] for row in rows
    ]


def as_pdf(rows: Rows, made_at: datetime, pictures: Sequence[Picture] = ()) -> bytes:
    """Return a report as pages of A4 that an archive takes (PDF/A-2u), made of its rows in their order.

    Kinds: one "title", "about" (whose it is and of when) and "foot", and the words "page" and "of"; each
    "heading" (a bookmark), "lead", "said", "point" of a list, and "note"; the "columns" of a table, then each
    "row" and "sum" of it; "pictures" says where these stand. Columns that need more turn all pages.
    """
    words = {kind: said[0] for kind, *said in rows if kind in ("title", "about", "foot", "page", "of")}
    page = _paper(words, made_at, is_wide=_is_wide(rows))
    _write(page, words["title"], 1.8, bold=True)
    page.start_section(words["title"])
    _write(page, words["about"], 1, color=FAINT)
    page.ln(2)
    for at, (kind, *said) in enumerate(rows):
        if kind == "heading":
            _head(page, said[0])
        elif kind in LOOKS:
            size, bold, color, mark = LOOKS[kind]
            _write(page, mark + said[0], size, bold=bold, color=color)
        elif kind == "columns":
            _draw_table(page, rows[at : at + 1 + _length(rows, at)])
        elif kind == "pictures":
            for drawn, alt in pictures:
                _draw_picture(page, drawn, alt)
    return bytes(page.output())


def _paper(words: Mapping[str, str], made_at: datetime, *, is_wide: bool) -> "FPDF":
    """Return the first page, with nothing on it but its foot."""
    from fpdf import FPDF, ViewerPreferences  # half a second to import

    class Paper(FPDF):
        def header(self) -> None:
            if self.page_no() > 1:
                _margin(self, f"{words['title']} \N{MIDDLE DOT} {words['about']}", "L")
                self.ln(8)

        def footer(self) -> None:
            for said, align in (
                (words["foot"], "L"),
                (f"{words['page']} {self.page_no()} {words['of']} {{nb}}", "R"),
            ):
                self.set_y(-FOOT)
                _margin(self, said, align)

    page = Paper("landscape" if is_wide else "portrait", format="A4", enforce_compliance="PDF/A-2U")
    page.set_title(words["title"])
    page.set_subject(words["about"])
    page.set_author(words["foot"])
    page.set_lang("en")
    page.set_creation_date(made_at)
    page.viewer_preferences = ViewerPreferences(display_doc_title=True)
    page.set_margin(EDGE)
    page.c_margin = 0
    page.set_auto_page_break(True, FOOT + 4)
    fonts.add_to(page)
    page.add_page()
    return page


def _head(page: "FPDF", words: str) -> None:
    """Begin a part, on the next page where only its heading would stand here."""
    if page.will_page_break(BELOW):
        page.add_page()
    page.ln(3)
    page.start_section(words, level=1)
    _write(page, words, 1.2, bold=True)


def _margin(page: "FPDF", words: str, align: str) -> None:
    page.set_text_color(*FAINT)
    page.set_font(fonts.FAMILY, "", SIZE * 0.8)
    page.cell(0, 4, words, align=align)


def _write(page: "FPDF", words: str, size: float, *, bold: bool = False, color: Color = INK) -> None:
    page.set_text_color(*color)
    page.set_font(fonts.FAMILY, "B" if bold else "", SIZE * size)
    page.multi_cell(0, SIZE * size * LEADING, words, align="L", new_x="LMARGIN", new_y="NEXT")
    page.ln(1.2)


def _draw_picture(page: "FPDF", drawn: bytes, alt: str) -> None:
    """Draw a picture where the page has room for it, somewhat smaller if that is how it fits, else on the next."""
    from PIL import Image

    wide, high = Image.open(BytesIO(drawn)).size
    page.ln(2)
    room = page.h - page.b_margin - page.get_y() - 1
    if room < min(HIGH, NARROW * high / wide):
        page.add_page()
        room = HIGH
    page.image(BytesIO(drawn), w=min(page.epw, PICTURE, min(room, HIGH) * wide / high), alt_text=alt)
    page.ln(2)


# Tables


def _length(rows: Rows, at: int) -> int:
    """Return how many rows belong to the columns in row `at`."""
    own = takewhile(lambda row: row[0] in ("row", "sum"), islice(rows, at + 1, None))
    return sum(1 for _ in own)


def _is_wide(rows: Rows) -> bool:
    """Tell whether any table has more characters side by side than an upright page."""
    heads = [at for at, row in enumerate(rows) if row[0] == "columns"]
    return any(
        sum(max(map(len, column)) for column in _columns(rows[at : at + 1 + _length(rows, at)])) > UPRIGHT
        for at in heads
    )


def _columns(table: Rows) -> list[list[str]]:
    """Return what must not be broken, by column: all cells of figures, else words; of heads each word."""
    head, *body = table
    return [
        [*name.split(), *(cell if at else max(cell.split(), key=len, default="") for cell in column)]
        for at, (name, *column) in enumerate(zip(head[1:], *(row[1:] for row in body), strict=True))
    ]


def _draw_table(page: "FPDF", table: Rows) -> None:
    from fpdf.fonts import FontFace

    head, *body = table
    strong = FontFace(emphasis="BOLD", fill_color=SHADE)
    size = SIZE * 0.9
    while _needed(page, table, size) > page.epw and size > LEAST:
        size -= 0.25
    widths = _widths(page, table, size)
    page.ln(1)
    page.set_font(fonts.FAMILY, "", size)
    page.set_text_color(*INK)
    page.set_draw_color(*RULE)
    with page.table(
        headings_style=strong,
        col_widths=tuple(widths),
        width=sum(widths),
        align="LEFT",
        text_align=tuple("RIGHT" if _is_figures(column) else "LEFT" for column in zip(*body, strict=True))[
            1:
        ],
        line_height=size * 0.55,
        padding=(0.6, ROOM / 2),
        borders_layout="HORIZONTAL_LINES",
    ) as drawn:
        drawn.row(head[1:])
        for kind, *cells_ in body:
            if kind == "sum":
                drawn.row([cell.replace(NOTHING, "") for cell in cells_], style=strong)
            else:
                drawn.row(cells_)
    page.ln(2)


def _is_figures(column: Sequence[str]) -> bool:
    return all(any(map(str.isdigit, cell)) or cell in ("", NOTHING, NOT_MEASURED) for cell in column)


def _least(page: "FPDF", table: Rows, size: float) -> list[float]:
    """Return how wide each column must be, so that nothing in it is broken."""
    page.set_font(fonts.FAMILY, "B", size)
    return [max(map(page.get_string_width, column)) + ROOM + 0.5 for column in _columns(table)]


def _wanted(page: "FPDF", table: Rows) -> float:
    """Return how wide the first column is in one line."""
    return max(page.get_string_width(row[1]) for row in table) + ROOM + 0.5


def _needed(page: "FPDF", table: Rows, size: float) -> float:
    """Return how wide a table is whose first column has a good part of the page, or all that it needs."""
    first, *others = _least(page, table, size)
    return max(first, min(_wanted(page, table), page.epw * FIRST)) + sum(others)


def _widths(page: "FPDF", table: Rows, size: float) -> list[float]:
    """Return the widths of the columns: as much as they need, the first one as much as there is room for."""
    least = _least(page, table, size)
    first = max(least[0], min(_wanted(page, table), page.epw - sum(least[1:])))
    spare = max(0.0, page.epw - first - sum(least[1:])) / max(len(least) - 1, 1)
    widths = [first, *(width + min(spare, WIDER) for width in least[1:])]
    shrink = min(1.0, (page.epw - 0.01) / sum(widths))
    return [width * shrink for width in widths]
