"""The picture of a business case: what is gained beside doing nothing, year by year, as claimed and cautiously."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from bot.value.diagrams import INK, LETTERS, PLAIN, blank, png

if TYPE_CHECKING:
    from matplotlib.axes import Axes

HEIGHT = 3.4  # inches
# Okabe and Ito's colors differ for every kind of color vision; lines and marks differ in black and white, too.
LOOKS: Mapping[str, Mapping[str, Any]] = {
    "claimed": {"color": "#0072B2", "linestyle": "-", "marker": "o"},
    "cautious": {"color": "#D55E00", "linestyle": "--", "marker": "s"},
}


def draw(facts: Mapping[str, Any]) -> bytes:
    """Return a PNG of money gained by the start and by the end of each year, a line for each way to see it.

    `facts` are `title`, `axis`, `years` (words), `nothing` (words at the line of doing nothing) and
    `lines`: each with its `look`, its `name`, its `ends` (words at its last point) and its `amounts` in
    major units, one for each of `years`.
    """
    figure = blank(HEIGHT, facts["title"])
    axes = figure.subplots()
    places = range(len(facts["years"]))
    axes.axhline(0, color=INK, linewidth=1.6)
    right = _right(facts)
    axes.text(right, 0, facts["nothing"], ha="right", va="bottom", fontsize=LETTERS - 1.5, color=INK, **PLAIN)
    for line in facts["lines"]:
        amounts = [float(Decimal(each)) for each in line["amounts"]]
        axes.plot(places, amounts, linewidth=2.2, markersize=7, label=line["name"], **LOOKS[line["look"]])
        axes.annotate(
            line["ends"],
            (places[-1], amounts[-1]),
            xytext=(8, 0),
            textcoords="offset points",
            va="center",
            fontsize=LETTERS - 1,
            color=INK,
            **PLAIN,
        )
    _dress(axes, facts)
    return png(figure, facts["title"])


def _right(facts: Mapping[str, Any]) -> float:
    """Return where the picture ends: behind the last year there is room for words."""
    last = len(facts["years"]) - 1
    return last * 1.3 + 0.3


def _dress(axes: "Axes", facts: Mapping[str, Any]) -> None:
    last = len(facts["years"]) - 1
    axes.set_xticks(range(last + 1), facts["years"], fontsize=LETTERS - 1)
    axes.set_xlim(-0.15, _right(facts))
    axes.set_ylabel(facts["axis"], fontsize=LETTERS - 1, **PLAIN)
    axes.yaxis.set_major_formatter("{x:,.0f}")
    axes.tick_params(axis="y", labelsize=LETTERS - 1.5)
    axes.grid(axis="y", color="#E3E3E3")
    axes.set_axisbelow(True)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    legend = axes.legend(frameon=False, loc="best", fontsize=LETTERS - 1)
    for words in legend.get_texts():
        words.set_parse_math(False)
