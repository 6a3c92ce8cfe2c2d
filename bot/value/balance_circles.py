"""Balance circles: the three elements as circles that overlap, and where IT stands among them.

A strong element is filled and drawn through, a weak one is empty and dashed, so nothing is told by color alone.
"""

from collections.abc import Mapping, Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any

from bot.value.diagrams import INK, LETTERS, PLAIN, blank, png

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe and Ito's colors differ for every kind of color vision.
COLORS = ("#56B4E9", "#E69F00", "#009E73")
CENTERS = ((-0.62, 0.36), (0.62, 0.36), (0.0, -0.72))
WORDS = ((-1.02, 0.62), (1.02, 0.62), (0.0, -1.28))
RADIUS = 1.0
# By the strong circles as bits: none, the first, the second, both, the third and so on.
PLACES = (
    (1.62, -1.35),
    (-1.15, 0.1),
    (1.15, 0.1),
    (0.0, 0.6),
    (0.0, -0.66),
    (-0.52, -0.3),
    (0.52, -0.3),
    (0.0, 0.06),
)
STRONG: Mapping[str, Any] = {"linewidth": 2.6, "linestyle": "solid"}
WEAK: Mapping[str, Any] = {"linewidth": 1.8, "linestyle": (0, (4, 3))}


def draw(facts: Mapping[str, Any]) -> bytes:
    """Return a PNG of three circles.

    `facts` are `title`, three `circles`, each with its `name`, `score` and whether it is `strong`, and the
    words for `strong`, `weak` and `here`.
    """
    circles: Sequence[Mapping[str, Any]] = facts["circles"]
    figure = blank(5.6, facts["title"])
    axes = figure.subplots()
    axes.set_axis_off()
    axes.set_aspect("equal")
    axes.set_xlim(-2.1, 2.1)
    axes.set_ylim(-1.85, 1.45)
    for circle, center, color in zip(circles, CENTERS, COLORS, strict=True):
        _circle(axes, center, color, strong=circle["strong"])
    for circle, place in zip(circles, WORDS, strict=True):
        _words(axes, place, circle)
    _here(axes, place_of([circle["strong"] for circle in circles]), facts["here"])
    figure.legend(
        handles=_keys(facts), frameon=False, ncols=2, loc="outside lower left", fontsize=LETTERS - 1
    )
    return png(figure, facts["title"])


def place_of(strong: Sequence[bool]) -> tuple[float, float]:
    """Return the place that lies in all strong circles and in no weak one."""
    return PLACES[sum(1 << at for at, is_strong in enumerate(strong) if is_strong)]


def _circle(axes: "Axes", center: tuple[float, float], color: str, *, strong: bool) -> None:
    from matplotlib.patches import Circle

    if strong:
        axes.add_patch(Circle(center, RADIUS, facecolor=color, alpha=0.35, linewidth=0))
    axes.add_patch(Circle(center, RADIUS, fill=False, edgecolor=INK, **(STRONG if strong else WEAK)))


def _words(axes: "Axes", place: tuple[float, float], circle: Mapping[str, Any]) -> None:
    middle: dict[str, Any] = {"ha": "center", "color": INK, **PLAIN}
    name = fill(circle["name"], 13, max_lines=2, placeholder="…")
    axes.text(*place, name, va="bottom", fontsize=LETTERS, linespacing=1.0, **middle)
    axes.text(
        place[0],
        place[1] - 0.04,
        circle["score"],
        va="top",
        fontsize=LETTERS + 8,
        fontweight="bold",
        **middle,
    )


def _here(axes: "Axes", place: tuple[float, float], words: str) -> None:
    axes.plot(*place, marker="o", markersize=11, color=INK, markeredgecolor="white", markeredgewidth=1.5)
    axes.text(
        place[0],
        place[1] - 0.11,
        words,
        ha="center",
        va="top",
        fontsize=LETTERS - 1.5,
        fontweight="bold",
        color=INK,
        **PLAIN,
    )


def _keys(facts: Mapping[str, Any]) -> list[Any]:
    from matplotlib.lines import Line2D

    looks = ((STRONG, facts["strong"]), (WEAK, facts["weak"]))
    return [Line2D([], [], color=INK, label=words, **look) for look, words in looks]
