"""Chart: bars side by side as a PNG, for clients that cannot draw Slack's own charts."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# Okabe and Ito's colors differ for every kind of color vision, the patterns also in black and white.
LOOKS = (("#56B4E9", "//"), ("#999999", ".."), ("#0072B2", ""), ("#E69F00", "xx"), ("#009E73", "--"))
PIXELS_PER_INCH = 150


def draw(title: str, labels: Sequence[str], series: Mapping[str, Sequence[Decimal]], axis: str) -> bytes:
    """Return a PNG of one group of lying bars per label, the first on top; amounts are major units.

    Raises ValueError when a series is not as long as the labels or there are more series than looks.
    """
    if len(series) > len(LOOKS) or any(len(amounts) != len(labels) for amounts in series.values()):
        raise ValueError(f"{title}: at most {len(LOOKS)} series, each with {len(labels)} amounts")
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # a second to import, and seldom needed
    from matplotlib.figure import Figure

    size = (8, 1.6 + 0.24 * len(labels) * (len(series) + 1))
    figure = Figure(figsize=size, dpi=PIXELS_PER_INCH, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    thickness = 0.8 / max(len(series), 1)
    for index, (name, amounts) in enumerate(series.items()):
        color, pattern = LOOKS[index]
        places = [row + (index - (len(series) - 1) / 2) * thickness for row in range(len(labels))]
        axes.barh(
            places,
            [float(amount) for amount in amounts],
            thickness,
            label=name,
            color=color,
            hatch=pattern,
            edgecolor="white",
        )
    _dress(axes, title, labels, axis)
    figure.legend(frameon=False, ncols=len(LOOKS), loc="outside lower left")
    drawn = BytesIO()
    figure.savefig(drawn, format="png", metadata={"Title": title, "Software": None})
    return drawn.getvalue()


def short(names: Sequence[str], most: int) -> list[str]:
    """Return names of at most `most` characters, no two alike; a long one loses its middle, not its end."""
    found: list[str] = []
    for name in names:
        label, number = _cut(name, most), 2
        while label in found:
            label, number = f"{_cut(name, most - 1 - len(str(number)))} {number}", number + 1
        found.append(label)
    return found


def _cut(name: str, most: int) -> str:
    end = (most - 1) // 2
    return name if len(name) <= most else f"{name[: most - 1 - end].rstrip()}…{name[-end:].lstrip()}"


def _dress(axes: "Axes", title: str, labels: Sequence[str], axis: str) -> None:
    axes.set_title(title, loc="left", fontweight="bold")
    axes.set_yticks(range(len(labels)), labels)
    axes.invert_yaxis()
    axes.set_xlabel(axis)
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.grid(axis="x", color="#DDDDDD")
    axes.set_axisbelow(True)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
