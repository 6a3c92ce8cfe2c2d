"""Paper: the restore plan as a PDF, one page as long as it is legible, to hang beside the phone.

The page is as wide as A4 and as high as Letter, so that it fits on both as it is. Millimeters throughout.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from textwrap import wrap

from bot.value import fonts
from bot.value.wording import Rows, cells, one

WIDE, HIGH, EDGE = 210.0, 279.4, 9.0
HEAD, FOOT = 22.0, 6.0
LEAST, MOST = 3.0, 6.4  # height of a row; below the least nobody can read it
CONTACT, NOTE, HEADING = 4.3, 3.4, 9.0
NOTE_LINES = 8  # of one note; who must be named in more has a longer list at the screen
FEW = 8  # people
COLUMNS = (5.0, 6.0, 10.0, 48.0, 24.0, 11.0, 13.0, 15.0, 31.0, 29.0)  # a box to tick, a number, the table
FIGURES = (1, 5, 6, 7)  # columns that are aligned to the right
POINT = 25.4 / 72
MIDDLE = 0.276  # of the size of letters: how far below the middle of a line they stand
INK, FAINT, SHADE = 26, 85, 241  # greys
BOLD = "B"


@dataclass(frozen=True)
class _Sheet:
    """One page: its part of the order, from number `first`, and of the people; the last one also has the notes."""

    steps: Rows
    first: int
    people: Rows = ()
    is_last: bool = False

    @property
    def has_end(self) -> bool:
        """Whether anything comes below the order."""
        return self.is_last or bool(self.people)


def draw(rows: Rows, on: date) -> bytes:
    """Return the plan of a day as a PDF; the first cell of each row says what it is.

    Kinds: one "title" and "date", each "lead", the "columns", each "step" or "late" one, the "heading" of each
    "contact", each "note", one "foot", and the words for pages, the phone and what is done.
    """
    write, sheets = _Writer(one(rows, "title"), on), _sheets(rows)
    for number, sheet in enumerate(sheets, 1):
        write.turn()
        _page(write, rows, sheet, _number(rows, number, len(sheets)))
    return write.done()


def _sheets(rows: Rows) -> list[_Sheet]:
    """Share the steps out: as many on each page as are legible, the end of the plan on the last.

    Where there are more people than a page holds, they have pages of their own.
    """
    steps, people = [row for row in rows if row[0] in ("step", "late")], cells(rows, "contact")
    room = HIGH - 2 * EDGE - HEAD - FOOT
    most = int((room - _end(rows, ())) / CONTACT) * _abreast(rows)
    crowds = [people[at : at + most] for at in range(0, len(people), most)] or [[]]
    whole = int(room / LEAST)
    with_end = int((room - _end(rows, crowds[0])) / LEAST) if len(crowds) == 1 else 0
    sheets, at = [], 0
    while len(steps) - at > with_end:
        taken = min(whole, len(steps) - at)
        sheets.append(_Sheet(steps[at : at + taken], at + 1))
        at += taken
    sheets += [_Sheet((), at + 1, crowd) for crowd in crowds[:-1]]
    return [*sheets, _Sheet(steps[at:], at + 1, crowds[-1], is_last=True)]


def _end(rows: Rows, people: Rows) -> float:
    """Return how high what ends the plan is, with so many people."""
    deep = -(-len(people) // _abreast(rows))
    return HEADING + CONTACT * deep + NOTE * (len(list(_notes(rows))) + 0.5)


def _abreast(rows: Rows) -> int:
    """Return in how many columns people are listed: few of them have a line of their own."""
    return 1 if len(cells(rows, "contact")) <= FEW else 2


def _page(write: "_Writer", rows: Rows, sheet: _Sheet, number: str) -> None:
    write(EDGE, EDGE + 5, one(rows, "title"), 15, style=BOLD)
    for at, (lead,) in enumerate(cells(rows, "lead")):
        write(EDGE, EDGE + 11 + 4 * at, lead, 8 if at else 9, style="" if at else BOLD)
    write(WIDE - EDGE, EDGE + 5, number, 8, to_right=True)
    write(WIDE - EDGE, EDGE + 15, one(rows, "date"), 8, to_right=True)
    room = HIGH - 2 * EDGE - HEAD - FOOT - (_end(rows, sheet.people) if sheet.has_end else 0)
    height = min(MOST, room / max(len(sheet.steps), 1))
    size = min(7.4, height * 2.05)
    top = EDGE + HEAD
    _line(write, top - 2, ["", "", *cells(rows, "columns")[0]], min(size, 6.6), BOLD)
    for at, row in enumerate(sheet.steps):
        y = top + height * at
        if not at % 2:
            write.shade(y, height)
        style = BOLD if row[0] == "late" else ""
        write.box(EDGE + 0.8, y + height / 2, min(2.6, height - 0.8))
        _line(write, y + height / 2, ["", str(sheet.first + at), *row[1:]], size, style)
    if sheet.has_end:
        _ending(write, rows, sheet, top + height * len(sheet.steps) + 5)
    write(EDGE, HIGH - EDGE, one(rows, "foot"), 6.5, color=FAINT)


def _line(write: "_Writer", y: float, words: Sequence[str], size: float, style: str) -> None:
    """Write a line of the table, the middle of it at `y`."""
    x, y = EDGE, y + size * POINT * MIDDLE
    for at, (cell, wide) in enumerate(zip(words, COLUMNS, strict=True)):
        right = at in FIGURES
        place = x + wide - 1.8 if right else x
        write(place, y, cell, size, wide - 1.2, style=style, to_right=right)
        x += wide


def _ending(write: "_Writer", rows: Rows, sheet: _Sheet, top: float) -> None:
    write(EDGE, top, one(rows, "heading"), 9, style=BOLD)
    abreast = _abreast(rows)
    deep, wide = -(-len(sheet.people) // abreast), (WIDE - 2 * EDGE) / abreast
    phone = cells(rows, "word")[2][0]
    for at, (who, where) in enumerate(sheet.people):
        x, y = EDGE + wide * (at // deep), top + 5 + CONTACT * (at % deep)
        write(x, y, who, 7, wide * 0.21, style=BOLD)
        write(x + wide * 0.22, y, where, 6.4, wide * 0.5)
        write(x + wide * 0.73, y, phone, 5.5, color=FAINT)
        write.rule(x + wide * 0.73 + 7, x + wide - 3, y + 0.6)
    for at, note in enumerate(_notes(rows) if sheet.is_last else ()):
        write(EDGE, top + 6 + CONTACT * deep + NOTE * at, note, 6.8)


def _notes(rows: Rows) -> Iterator[str]:
    for (note,) in cells(rows, "note"):
        yield from wrap(note, 145, max_lines=NOTE_LINES, placeholder=" …")


class _Writer:
    """Puts words and lines on pages; words that are wider than their room end in an ellipsis."""

    def __init__(self, title: str, on: date) -> None:
        from fpdf import FPDF  # seldom needed

        self._pdf = FPDF(format=(WIDE, HIGH))
        self._pdf.set_title(title)
        self._pdf.set_creation_date(datetime.combine(on, time(), UTC))
        self._pdf.set_auto_page_break(False)
        fonts.add_to(self._pdf)

    def __call__(
        self,
        x: float,
        y: float,
        words: str,
        size: float,
        room: float = WIDE,
        *,
        style: str = "",
        color: int = INK,
        to_right: bool = False,
    ) -> None:
        self._pdf.set_font(fonts.FAMILY, style, size)
        self._pdf.set_text_color(color)
        fitting = self._fit(words, room)
        self._pdf.text(x - self._pdf.get_string_width(fitting) if to_right else x, y, fitting)

    def _fit(self, words: str, room: float) -> str:
        wide = self._pdf.get_string_width(words)
        if wide <= room:
            return words
        return words[: max(int(len(words) * room / wide) - 1, 1)].rstrip() + "…"

    def turn(self) -> None:
        """Begin a page."""
        self._pdf.add_page()

    def done(self) -> bytes:
        """Return what was written."""
        return bytes(self._pdf.output())

    def box(self, x: float, y: float, side: float) -> None:
        """Draw a box to tick, its left side at `x`."""
        self._pdf.set_draw_color(INK)
        self._pdf.set_line_width(0.6 * POINT)
        self._pdf.rect(x, y - side / 2, side, side)

    def shade(self, y: float, height: float) -> None:
        """Shade a row, so that the eye stays in it."""
        self._pdf.set_fill_color(SHADE)
        self._pdf.rect(EDGE, y, WIDE - 2 * EDGE, height, style="F")

    def rule(self, x: float, to: float, y: float) -> None:
        """Draw a line to write on."""
        self._pdf.set_draw_color(FAINT)
        self._pdf.set_line_width(0.4 * POINT)
        self._pdf.line(x, y, to, y)


def _number(rows: Rows, number: int, of: int) -> str:
    page, joined = (word for (word,) in cells(rows, "word")[:2])
    return f"{page} {number} {joined} {of}" if of > 1 else ""
