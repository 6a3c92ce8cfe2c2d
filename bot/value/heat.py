"""Heat: twelve months of conversations as a picture, a row for each unit or kind.

The figure stands in each field, so that nothing is told by its color alone; what is not measured is hatched.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.value.diagrams import INK, LETTERS, PLAIN, blank, png

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SHADES = ("#FFFFFF", "#D6E6F2", "#9CC7E0", "#56B4E9", "#0072B2")  # from none to the most
PALE_ON = 4  # from this shade on the figure is white
UNMEASURED = ("#F2F2F2", "////")
ROW = 0.36  # inches
TALLEST = 25  # rows that a phone can show


def draw(facts: Mapping[str, Any]) -> bytes:
    """Return a PNG of months by rows.

    `facts` are `title`, `months` (a short word each), `rows` with a `name` and `counts` (None where it is not
    measured), words for `none` and `unmeasured`, and `year_end`: how many months stand left of the line where
    a fiscal year ends, or None, with the words for it in `line`.
    """
    rows: Sequence[Mapping[str, Any]] = facts["rows"]
    figure = blank(1.25 + ROW * len(rows), facts["title"])
    axes = figure.subplots()
    most = max((count for row in rows for count in row["counts"] if count), default=1)
    for at, row in enumerate(rows):
        for month, count in enumerate(row["counts"]):
            _field(axes, month, at, count, most, facts["none"])
    if facts["year_end"] is not None:
        axes.plot([facts["year_end"]] * 2, [-0.15, len(rows)], color=INK, linewidth=2.4)
    _dress(axes, facts)
    figure.legend(
        handles=_keys(facts), frameon=False, ncols=3, loc="outside lower left", fontsize=LETTERS - 2
    )
    return png(figure, facts["title"])


def _field(axes: "Axes", month: int, at: int, count: int | None, most: int, none: str) -> None:
    from matplotlib.patches import Rectangle

    shade = 0 if not count else 1 + (len(SHADES) - 2) * (count - 1) // max(most - 1, 1)
    color, pattern = UNMEASURED if count is None else (SHADES[shade], "")
    field = Rectangle((month, at), 1, 1, facecolor=color, hatch=pattern, edgecolor="#B5B5B5", linewidth=0.8)
    field.set_clip_on(False)  # or the last month would have half a line at its right
    axes.add_patch(field)
    if count is not None:
        ink = "white" if shade >= PALE_ON else INK
        said = f"{count:,}" if count else none
        size = LETTERS - 1.5 if count else LETTERS - 4
        axes.text(month + 0.5, at + 0.5, said, ha="center", va="center", fontsize=size, color=ink, **PLAIN)


def _dress(axes: "Axes", facts: Mapping[str, Any]) -> None:
    rows, months = facts["rows"], facts["months"]
    axes.set_xlim(0, len(months))
    axes.set_ylim(len(rows), -0.15)
    axes.set_xticks([at + 0.5 for at in range(len(months))], months, fontsize=LETTERS - 2)
    axes.set_yticks(
        [at + 0.5 for at in range(len(rows))], [row["name"] for row in rows], fontsize=LETTERS - 1.5
    )
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    for label in (*axes.get_yticklabels(), *axes.get_xticklabels()):
        label.set_parse_math(False)
    for side in axes.spines.values():
        side.set_visible(False)


def _keys(facts: Mapping[str, Any]) -> list[Any]:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    color, pattern = UNMEASURED
    keys: list[Any] = [Patch(facecolor=SHADES[3], edgecolor="#B5B5B5", label=facts["legend"])]
    if any(count is None for row in facts["rows"] for count in row["counts"]):
        keys.append(Patch(facecolor=color, hatch=pattern, edgecolor="#B5B5B5", label=facts["unmeasured"]))
    if facts["year_end"] is not None:
        keys.append(Line2D([], [], color=INK, linewidth=2.4, label=facts["line"]))
    return keys
