"""Diagrams: what comes back when after an outage, what a service stands on, and what stands on it, as pictures.

The words come with the facts; a look is never told by its color alone, it has a pattern and words, too.
"""

from collections.abc import Iterable, Mapping, Sequence
from io import BytesIO
from itertools import pairwise
from textwrap import fill
from typing import TYPE_CHECKING, Any

from bot.value import trees

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

PIXELS_PER_INCH = 170
WIDTH = 7.0  # inches: on a phone, letters of 11 points are still 8 points high
# Okabe and Ito's colors differ for every kind of color vision, the patterns also in black and white.
LOOKS: Mapping[str, tuple[str, str]] = {
    "none": ("#C9C9C9", ""),
    "used": ("#0072B2", ""),
    "ok": ("#56B4E9", ""),
    "missed": ("#E69F00", "//"),
    "impossible": ("#D55E00", "xx"),
    "unknown": ("#FFFFFF", ".."),
}
INK = "#1A1A1A"
MARKS: Mapping[str, dict[str, Any]] = {
    "promised": {"marker": "|", "markersize": 11, "markeredgewidth": 2.6},
    "later": {"marker": ">", "markersize": 6},
}
REACH = 2.4  # times the longest bar: so far right the picture goes
NOTES = (
    0.57  # of the picture's width: a promise up to there has the row's note to its right, for it is no longer
)
PAPER: Mapping[str, Any] = {
    "facecolor": "white",
    "edgecolor": "none",
    "pad": 0.8,
}  # under words that meet a line
LETTERS = 10.5
PLAIN: Mapping[str, Any] = {"parse_math": False}  # a dollar in a name is a dollar


MOST_ABREAST = 4  # boxes side by side
ROW, HIGH = 0.92, 0.62  # inches a row of boxes takes; the part of it that is box
TALLEST = 45  # rows of a picture that a phone can show


def draw_order(facts: Mapping[str, Any]) -> bytes:
    """Return a PNG of services coming back, one lying bar each, the first on top.

    `facts` are `title`, `axis`, `looks` (words of each look that occurs, of "promised" and of "later", a
    promise beyond the picture) and `rows`, each with its `name`, the minutes it `starts` and `ends`, when it
    is `promised` (or None), its `look` and a `note`.
    """
    rows = facts["rows"]
    figure = blank(1.7 + 0.27 * len(rows), facts["title"])
    axes = figure.subplots()
    wide = reaches(row["ends"] for row in rows) / 60
    for at, row in enumerate(rows):
        _bar(axes, at, row, wide)
    axes.set_yticks(range(len(rows)), [row["name"] for row in rows], fontsize=LETTERS - 1)
    for label in axes.get_yticklabels():
        label.set_parse_math(False)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0, wide)
    _dress(axes, facts["axis"])
    figure.legend(
        handles=_keys(facts["looks"]),
        frameon=False,
        ncols=2,
        loc="outside lower left",
        fontsize=LETTERS - 1.5,
    )
    return png(figure, facts["title"])


def reaches(ends: Iterable[int]) -> int:
    """Return how many minutes the picture of bars with these ends shows; what is promised later has no line."""
    return round((max(ends, default=0) or 60) * REACH)


def _bar(axes: "Axes", at: int, row: Mapping[str, Any], wide: float) -> None:
    color, pattern = LOOKS[row["look"]]
    starts, ends = row["starts"] / 60, row["ends"] / 60
    long = max(ends - starts, wide / 370)  # so that a moment is still to be seen
    axes.barh(at, long, 0.64, starts, color=color, hatch=pattern, edgecolor=INK, linewidth=0.6)
    if row["promised"] is not None:
        promised = row["promised"] / 60
        _promise(axes, at, promised, wide)
        ends = max(ends, promised) if promised <= wide * NOTES else ends
    weight = "bold" if row["look"] == "impossible" else "normal"
    style: dict[str, Any] = {
        "va": "center",
        "fontsize": LETTERS - 1.5,
        "color": INK,
        "fontweight": weight,
        "bbox": PAPER,
    }
    axes.text(ends + wide / 93, at, row["note"], **style, **PLAIN)


def _promise(axes: "Axes", at: int, promised: float, wide: float) -> None:
    if promised <= wide:
        axes.plot([promised] * 2, [at - 0.42, at + 0.42], color=INK, linewidth=2.6)
    else:
        axes.plot([wide * 0.985], [at], marker=MARKS["later"]["marker"], markersize=6, color=INK)


def _dress(axes: "Axes", axis: str) -> None:
    from matplotlib.ticker import MaxNLocator

    axes.set_xlabel(axis, fontsize=LETTERS - 1, loc="left", **PLAIN)
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.tick_params(axis="x", labelsize=LETTERS - 1.5)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color="#E3E3E3")
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)


def draw_tree(facts: Mapping[str, Any]) -> bytes:
    """Return a PNG of services in boxes, each below all that need it.

    `facts` are `title`, `legend` (words for the thick line, or None) and `boxes` by key, the top one first:
    each with its `name`, a `note`, the keys it `needs` and whether it is in the `chain` that is marked.
    """
    boxes = facts["boxes"]
    needs = {key: tuple(box["needs"]) for key, box in boxes.items()}
    layout = trees.lay_out(needs, most=MOST_ABREAST, box=WIDTH / MOST_ABREAST, gap=0.3, width=WIDTH)
    figure = blank(0.55 + ROW * layout.rows + 0.25 * bool(facts["legend"]), facts["title"], layout.width)
    axes = figure.subplots()
    axes.set_axis_off()
    axes.set_xlim(0, layout.width)
    axes.set_ylim(layout.rows - 0.5 + 0.25 * bool(facts["legend"]), -0.45)
    for (above, below), way in layout.lines.items():
        _line(axes, way, thick=boxes[above]["chain"] and boxes[below]["chain"])
    for key, box in boxes.items():
        _box(axes, layout.boxes[key], box)
    if facts["legend"]:
        _legend(axes, layout.rows - 0.38, facts["legend"])
    return png(figure, facts["title"])


def _line(axes: "Axes", way: Sequence[tuple[float, int]], *, thick: bool) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    points: list[tuple[float, float]] = [way[0]]
    codes = [Path.MOVETO]
    half = HIGH / 2
    for (x, y), (x_below, y_below) in pairwise(way):
        out, into = y + half, y_below - half  # straight past a box's height, bent in the space between
        points += [(x, out), (x, 0.5 * (out + into)), (x_below, 0.5 * (out + into)), (x_below, into)]
        codes += [Path.LINETO, Path.CURVE4, Path.CURVE4, Path.CURVE4]
    line = Path([*points, way[-1]], [*codes, Path.LINETO])
    look: dict[str, Any] = {"color": INK, "linewidth": 3} if thick else {"color": "#9A9A9A", "linewidth": 1.2}
    axes.add_patch(PathPatch(line, fill=False, zorder=1 + thick, **look))


def _legend(axes: "Axes", y: float, words: str) -> None:
    axes.plot([0.1, 0.5], [y, y], color=INK, linewidth=3)
    axes.text(0.6, y, words, fontsize=LETTERS - 1.5, color=INK, va="center", **PLAIN)


def _box(axes: "Axes", place: tuple[float, float], box: Mapping[str, Any]) -> None:
    from matplotlib.patches import FancyBboxPatch

    x, y = place
    wide, high = WIDTH / MOST_ABREAST - 0.16, HIGH
    look: dict[str, Any] = {"facecolor": "white", "edgecolor": "#9A9A9A", "linewidth": 1.1}
    if box["chain"]:
        look = {"facecolor": "#FFF1DC", "edgecolor": INK, "linewidth": 2.6}
    axes.add_patch(
        FancyBboxPatch(
            (x - wide / 2, y - high / 2),
            wide,
            high,
            boxstyle="round,pad=0,rounding_size=0.07",
            zorder=3,
            **look,
        )
    )
    name = fill(box["name"], 20, max_lines=2, placeholder="…")
    axes.text(
        x,
        y - 0.06,
        name,
        ha="center",
        va="center",
        fontsize=LETTERS - 2,
        fontweight="bold",
        zorder=4,
        color=INK,
        linespacing=1.0,
        **PLAIN,
    )
    axes.text(
        x, y + 0.2, box["note"], ha="center", va="center", fontsize=LETTERS - 3, zorder=4, color=INK, **PLAIN
    )


def _keys(looks: Mapping[str, str]) -> list[Any]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    keys: list[Any] = []
    for look, words in looks.items():
        if look in MARKS:
            mark = MARKS[look]
            keys.append(Line2D([], [], color=INK, linewidth=0, label=words, **mark))
        else:
            color, pattern = LOOKS[look]
            keys.append(Patch(facecolor=color, hatch=pattern, edgecolor=INK, linewidth=0.6, label=words))
    return keys


def blank(height: float, title: str, width: float = WIDTH) -> "Figure":
    """Return an empty picture of so many inches, with its title."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # a second to import, and seldom needed
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height), dpi=PIXELS_PER_INCH, layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(
        fill(title, 54), x=0.015, ha="left", fontsize=LETTERS + 2.5, fontweight="bold", color=INK, **PLAIN
    )
    return figure


def png(figure: "Figure", title: str) -> bytes:
    """Return a picture as PNG; its title is in the file, too."""
    drawn = BytesIO()
    figure.savefig(drawn, format="png", metadata={"Title": title, "Software": None})
    return drawn.getvalue()
