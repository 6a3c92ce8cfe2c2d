"""Paper: the restore plan as a PDF, one page as long as it is legible, to hang beside the phone.

The page is as wide as A4 and as high as Letter, so that it fits on both as it is. Millimeters throughout.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from bot.value.wording import Rows, cells, one

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDE, HIGH, EDGE = 210.0, 279.4, 9.0
HEAD, FOOT = 22.0, 6.0
LEAST, MOST = 3.0, 6.4  # height of a row; below the least nobody can read it
CONTACT, NOTE, HEADING = 4.3, 3.4, 9.0
NOTE_LINES = 8  # of one note; who must be named in more has a longer list at the screen
FEW = 8  # people
COLUMNS = (5.0, 6.0, 10.0, 48.0, 24.0, 11.0, 13.0, 15.0, 31.0, 29.0)  # a box to tick, a number, the table
FIGURES = (1, 5, 6, 7)  # columns that are aligned to the right
POINTS_A_MILLIMETER = 72 / 25.4
INK, FAINT, SHADE = "#1A1A1A", "#555555", "#F1F1F1"


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


def draw(rows: Rows) -> bytes:
    """Return the plan as a PDF; the first cell of each row says what it is.

    Kinds: one "title" and "date", each "lead", the "columns", each "step" or "late" one, the "heading" of each
    "contact", each "note", one "foot", and the words for pages, the phone and what is done.
    """
    from matplotlib.backends.backend_pdf import FigureCanvasPdf, PdfPages  # a second to import
    from matplotlib.figure import Figure

    drawn, sheets = BytesIO(), _sheets(rows)
    with PdfPages(drawn, metadata={"Title": one(rows, "title"), "CreationDate": None}) as pages:
        for number, sheet in enumerate(sheets, 1):
            figure = Figure(figsize=(WIDE / 25.4, HIGH / 25.4))
            FigureCanvasPdf(figure)
            axes = figure.add_axes((0, 0, 1, 1))
            axes.set_xlim(0, WIDE)
            axes.set_ylim(HIGH, 0)
            axes.set_axis_off()
            _page(axes, rows, sheet, _number(rows, number, len(sheets)))
            pages.savefig(figure)
    return drawn.getvalue()


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


def _page(axes: "Axes", rows: Rows, sheet: _Sheet, number: str) -> None:
    write = _Writer(axes)
    write(EDGE, EDGE + 5, one(rows, "title"), 15, fontweight="bold")
    for at, (lead,) in enumerate(cells(rows, "lead")):
        write(EDGE, EDGE + 11 + 4 * at, lead, 9 if not at else 8, fontweight="normal" if at else "bold")
    write(WIDE - EDGE, EDGE + 5, number, 8, ha="right")
    write(WIDE - EDGE, EDGE + 15, one(rows, "date"), 8, ha="right")
    room = HIGH - 2 * EDGE - HEAD - FOOT - (_end(rows, sheet.people) if sheet.has_end else 0)
    height = min(MOST, room / max(len(sheet.steps), 1))
    size = min(7.4, height * 2.05)
    top = EDGE + HEAD
    _line(write, top - 2, ["", "", *cells(rows, "columns")[0]], min(size, 6.6), fontweight="bold")
    for at, row in enumerate(sheet.steps):
        y = top + height * at
        if not at % 2:
            write.shade(y, height)
        bold = "bold" if row[0] == "late" else "normal"
        write.box(EDGE + 0.8, y + height / 2, min(2.6, height - 0.8))
        _line(write, y + height / 2, ["", str(sheet.first + at), *row[1:]], size, fontweight=bold)
    if sheet.has_end:
        _ending(write, rows, sheet, top + height * len(sheet.steps) + 5)
    write(EDGE, HIGH - EDGE, one(rows, "foot"), 6.5, color=FAINT)


def _line(write: "_Writer", y: float, words: Sequence[str], size: float, **look: Any) -> None:
    x = EDGE
    for at, (cell, wide) in enumerate(zip(words, COLUMNS, strict=True)):
        right = at in FIGURES
        place = x + wide - 1.8 if right else x
        write(place, y, cell, size, wide - 1.2, ha="right" if right else "left", va="center", **look)
        x += wide


def _ending(write: "_Writer", rows: Rows, sheet: _Sheet, top: float) -> None:
    write(EDGE, top, one(rows, "heading"), 9, fontweight="bold")
    abreast = _abreast(rows)
    deep, wide = -(-len(sheet.people) // abreast), (WIDE - 2 * EDGE) / abreast
    phone = cells(rows, "word")[2][0]
    for at, (who, where) in enumerate(sheet.people):
        x, y = EDGE + wide * (at // deep), top + 5 + CONTACT * (at % deep)
        write(x, y, who, 7, wide * 0.21, fontweight="bold")
        write(x + wide * 0.22, y, where, 6.4, wide * 0.5)
        write(x + wide * 0.73, y, phone, 5.5, color=FAINT)
        write.rule(x + wide * 0.73 + 7, x + wide - 3, y + 0.6)
    for at, note in enumerate(_notes(rows) if sheet.is_last else ()):
        write(EDGE, top + 6 + CONTACT * deep + NOTE * at, note, 6.8)


def _notes(rows: Rows) -> Iterator[str]:
    for (note,) in cells(rows, "note"):
        yield from wrap(note, 145, max_lines=NOTE_LINES, placeholder=" …")


class _Writer:
    """Puts words and lines on a page; words that are wider than their room end in an ellipsis."""

    def __init__(self, axes: "Axes") -> None:
        self._axes = axes

    def __call__(self, x: float, y: float, words: str, size: float, room: float = WIDE, **look: Any) -> None:
        bold = look.get("fontweight") == "bold"
        given = {"fontsize": size, "color": INK, "va": "baseline", "parse_math": False, **look}
        self._axes.text(x, y, _fit(words, size, room, bold=bold), **given)

    def box(self, x: float, y: float, side: float) -> None:
        """Draw a box to tick, its left side at `x`."""
        from matplotlib.patches import Rectangle

        self._axes.add_patch(
            Rectangle((x, y - side / 2), side, side, fill=False, edgecolor=INK, linewidth=0.6)
        )

    def shade(self, y: float, height: float) -> None:
        """Shade a row, so that the eye stays in it."""
        from matplotlib.patches import Rectangle

        self._axes.add_patch(
            Rectangle((EDGE, y), WIDE - 2 * EDGE, height, color=SHADE, linewidth=0, zorder=0)
        )

    def rule(self, x: float, to: float, y: float) -> None:
        """Draw a line to write on."""
        self._axes.plot([x, to], [y, y], color=FAINT, linewidth=0.4)


def _fit(words: str, size: float, room: float, *, bold: bool) -> str:
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import text_to_path

    font = FontProperties(weight="bold" if bold else "normal", size=size)
    wide = text_to_path.get_text_width_height_descent(words, font, ismath=False)[0]
    most = room * POINTS_A_MILLIMETER
    if wide <= most:
        return words
    return words[: max(int(len(words) * most / wide) - 1, 1)].rstrip() + "…"


def _number(rows: Rows, number: int, of: int) -> str:
    page, joined = (word for (word,) in cells(rows, "word")[:2])
    return f"{page} {number} {joined} {of}" if of > 1 else ""
