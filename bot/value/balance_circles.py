"""Balance circles: the three elements as circles that overlap, and where IT stands among them.

A strong element is filled and drawn through, a weak one is empty, dashed and says so; where IT stands there is
a dot with words, and a pattern where elements overlap. So nothing is told by color alone.
"""

from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any

import numpy as np

from bot.value.diagrams import INK, LETTERS, PLAIN, blank, png

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe and Ito's colors differ for every kind of color vision.
COLORS = ("#56B4E9", "#E69F00", "#009E73")
HERE = "#D55E00"
CENTERS = ((-0.62, 0.36), (0.62, 0.36), (0.0, -0.72))
WORDS = ((-1.02, 0.62), (1.02, 0.62), (0.0, -1.2))
RADIUS = 1.0
# By the strong circles as bits: none, the first, the second, both, the third and so on.
PLACES = (
    (-1.45, -1.2),
    (-1.15, 0.0),
    (1.15, 0.0),
    (0.0, 0.62),
    (0.0, -0.7),
    (-0.52, -0.3),
    (0.52, -0.3),
    (0.0, 0.06),
)
ACROSS, UP = (-2.42, 2.42), (-1.8, 1.4)
OVERALL = (2.3, -1.1)
FINE = 600  # points across, by which the place of IT is filled
WRAPPED = 78  # letters of a line below the title
STRONG: Mapping[str, Any] = {"linewidth": 2.6, "linestyle": "solid"}
WEAK: Mapping[str, Any] = {"linewidth": 1.8, "linestyle": (0, (4, 3))}
PATTERN = "////"


def draw(facts: Mapping[str, Any]) -> bytes:
    """Return a PNG of three circles.

    `facts` are `title` and what it `said` below it, three `circles`, each with its `name`, `score`, whether it
    is `strong` and a `note` on that, the `overall` score with `of_all` below it, and the words for
    `strong`, `weak`, `place` (what is patterned, where two or three are strong) and `here`.
    """
    circles: Sequence[Mapping[str, Any]] = facts["circles"]
    strong = [circle["strong"] for circle in circles]
    figure = blank(5.9, facts["title"])
    axes = figure.subplots()
    axes.set_axis_off()
    axes.set_aspect("equal")
    axes.set_xlim(*ACROSS)
    axes.set_ylim(*UP)
    said = fill(facts["said"], WRAPPED, max_lines=2, placeholder="…")
    axes.set_title(said, loc="left", x=0.01, fontsize=LETTERS, color=INK, **PLAIN)
    for center, color, is_strong in zip(CENTERS, COLORS, strong, strict=True):
        _fill(axes, center, color, is_strong=is_strong)
    if sum(strong) > 1:
        _place(axes, strong)
    for center, is_strong in zip(CENTERS, strong, strict=True):
        _edge(axes, center, is_strong=is_strong)
    for circle, place in zip(circles, WORDS, strict=True):
        _words(axes, place, circle)
    _overall(axes, facts)
    _here(axes, place_of(strong), facts["here"])
    figure.legend(
        handles=_keys(facts, with_place=sum(strong) > 1),
        frameon=False,
        ncols=3,
        loc="outside lower left",
        fontsize=LETTERS - 1,
    )
    return png(figure, facts["title"])


def place_of(strong: Sequence[bool]) -> tuple[float, float]:
    """Return the place that lies in all strong circles and in no weak one."""
    return PLACES[sum(1 << at for at, is_strong in enumerate(strong) if is_strong)]


def _fill(axes: "Axes", center: tuple[float, float], color: str, *, is_strong: bool) -> None:
    from matplotlib.patches import Circle

    if is_strong:
        axes.add_patch(Circle(center, RADIUS, facecolor=color, alpha=0.35, linewidth=0))


def _edge(axes: "Axes", center: tuple[float, float], *, is_strong: bool) -> None:
    from matplotlib.patches import Circle

    axes.add_patch(Circle(center, RADIUS, fill=False, edgecolor=INK, **(STRONG if is_strong else WEAK)))


def _place(axes: "Axes", strong: Sequence[bool]) -> None:
    """Pattern all that lies in every strong circle and in no weak one."""
    x, y = np.meshgrid(np.linspace(*ACROSS, FINE), np.linspace(*UP, FINE))
    inside = [(x - across) ** 2 + (y - up) ** 2 < RADIUS**2 for across, up in CENTERS]
    here = np.logical_and.reduce(
        [np.equal(each, is_strong) for each, is_strong in zip(inside, strong, strict=True)]
    )
    filled = axes.contourf(x, y, here.astype(float), levels=[0.5, 1.5], colors="none", hatches=[PATTERN])
    filled.set_edgecolor(HERE)
    filled.set_linewidth(0)


def _words(axes: "Axes", place: tuple[float, float], circle: Mapping[str, Any]) -> None:
    middle: dict[str, Any] = {"ha": "center", "color": INK, **PLAIN}
    across, up = place
    name = fill(circle["name"], 13, max_lines=2, placeholder="…")
    axes.text(across, up, name, va="bottom", fontsize=LETTERS, linespacing=1.0, **middle)
    axes.text(across, up - 0.04, circle["score"], va="top", fontsize=LETTERS + 8, fontweight="bold", **middle)
    axes.text(across, up - 0.27, circle["note"], va="top", fontsize=LETTERS - 1, **middle)


def _overall(axes: "Axes", facts: Mapping[str, Any]) -> None:
    right: dict[str, Any] = {"ha": "right", "color": INK, **PLAIN}
    across, up = OVERALL
    axes.text(across, up, facts["overall"], va="bottom", fontsize=LETTERS + 14, fontweight="bold", **right)
    below = fill(facts["of_all"], 22)
    axes.text(across, up - 0.04, below, va="top", fontsize=LETTERS - 1, **right)


def _here(axes: "Axes", place: tuple[float, float], words: str) -> None:
    across, up = place
    axes.plot(across, up, marker="o", markersize=11, color=INK, markeredgecolor="white", markeredgewidth=1.5)
    box = {"boxstyle": "round,pad=0.2", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}
    style: dict[str, Any] = {
        "ha": "center",
        "va": "top",
        "fontsize": LETTERS - 1.5,
        "color": INK,
        "bbox": box,
    }
    axes.text(across, up - 0.13, words, fontweight="bold", **style, **PLAIN)


def _keys(facts: Mapping[str, Any], *, with_place: bool) -> list[Any]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    looks = ((STRONG, facts["strong"]), (WEAK, facts["weak"]))
    lines: list[Any] = [Line2D([], [], color=INK, label=words, **look) for look, words in looks]
    if with_place:
        lines.append(
            Patch(facecolor="none", edgecolor=HERE, hatch=PATTERN, linewidth=0, label=facts["place"])
        )
    return lines
