"""data_visualization blocks as geometry: where the bars, lines, areas and slices of a chart stand."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from typing import Any

Json = Mapping[str, Any]

WIDTH, HEIGHT = 520, 280
_LEFT, _RIGHT, _TOP = 58, 10, 14
_LETTER, _LINE = 6.2, 14.0  # the average width of a letter of the axis font and its line, in chart units
_MOST_LINES = 3
_SLANT = 0.62  # the sine of the angle at which labels lean that have no room


@dataclass(frozen=True)
class Mark:
    """One drawn value: its place, size (bars) or path (slices), its series and its words."""

    series: int
    label: str
    words: str
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0
    path: str = ""


@dataclass(frozen=True)
class Chart:
    """A chart ready to draw, and the same figures as rows of text for those who do not see it."""

    kind: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    names: tuple[str, ...]
    marks: tuple[Mark, ...] = ()
    paths: tuple[str, ...] = ()
    ticks: tuple[tuple[float, str], ...] = ()
    categories: tuple[tuple[float, tuple[str, ...]], ...] = ()
    slanted: bool = False
    floor: float = 0
    base: float = 0
    x_label: str = ""
    y_label: str = ""
    size: tuple[int, int] = field(default=(WIDTH, HEIGHT))


def chart(block: Json) -> Chart:
    """Lay out a data_visualization block; its shape is what the Block Kit validator has passed."""
    drawn: Json = block["chart"]
    return _pie(drawn) if drawn["type"] == "pie" else _plot(drawn)


def number(value: float) -> str:
    """Write a value as people read it: thousands apart, no trailing zeros, at most two decimals."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def short(value: float) -> str:
    """Write a tick: 12k, 1.5M."""
    for size, sign in ((1e9, "B"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= size:
            return f"{number(value / (1e3 if sign == 'k' else size))}{sign}"
    return number(value)


def scale(low: float, high: float, about: int = 5) -> list[float]:
    """Return round ticks that span 0 and every value between `low` and `high`."""
    low, high = min(low, 0), max(high, 0)
    if low == high:
        high = 1
    rough = (high - low) / about
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough * 0.999)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [float(f"{step * index:.12g}") for index in range(first, last + 1)]


def _pie(drawn: Json) -> Chart:
    segments: Sequence[Json] = drawn["segments"]
    total = sum(segment["value"] for segment in segments)
    cx, cy, radius = 140.0, 130.0, 118.0
    marks, turn = [], 0.0
    for index, segment in enumerate(segments):
        share = segment["value"] / total
        middle = 2 * math.pi * (turn + share / 2)
        words = f"{share:.0%}"
        marks.append(
            Mark(
                index,
                segment["label"],
                words if share >= 0.06 else "",
                x=cx + radius * 0.66 * math.sin(middle),
                y=cy - radius * 0.66 * math.cos(middle),
                path=_slice(cx, cy, radius, turn, share),
            )
        )
        turn += share
    names = tuple(segment["label"] for segment in segments)
    rows = tuple((each["label"], number(each["value"]), f"{each['value'] / total:.1%}") for each in segments)
    return Chart("pie", ("Part", "Value", "Share"), rows, names, tuple(marks), size=(280, 260))


def _slice(cx: float, cy: float, radius: float, turn: float, share: float) -> str:
    if share > 0.9999:
        return f"M{cx} {cy - radius}a{radius} {radius} 0 1 1 -.01 0Z"
    start, end = 2 * math.pi * turn, 2 * math.pi * (turn + share)
    x0, y0 = cx + radius * math.sin(start), cy - radius * math.cos(start)
    x1, y1 = cx + radius * math.sin(end), cy - radius * math.cos(end)
    large = int(share > 0.5)
    return f"M{cx} {cy}L{x0:.2f} {y0:.2f}A{radius} {radius} 0 {large} 1 {x1:.2f} {y1:.2f}Z"


def _plot(drawn: Json) -> Chart:
    series: Sequence[Json] = drawn["series"]
    axis: Json = drawn.get("axis_config", {})
    categories = list(axis.get("categories") or (point["label"] for point in series[0]["data"]))
    values = [_by_category(one["data"], categories) for one in series]
    known = [value for one in values for value in one if value is not None]
    ticks = scale(min(known, default=0), max(known, default=0))
    slot = (WIDTH - _LEFT - _RIGHT) / len(categories)
    lines = [
        tuple(wrap(label, max(int(slot / _LETTER), 1), break_long_words=False) or [""])
        for label in categories
    ]
    slanted = any(len(each) > _MOST_LINES or max(map(len, each)) * _LETTER > slot for each in lines)
    foot = max(map(len, categories)) * _LETTER * _SLANT if slanted else _LINE * max(map(len, lines))
    floor = HEIGHT - 14 - foot - (14 if axis.get("x_label") else 0)

    def height(value: float) -> float:
        return floor - (value - ticks[0]) / (ticks[-1] - ticks[0]) * (floor - _TOP)

    middles = [_LEFT + slot * (index + 0.5) for index in range(len(categories))]
    draw = _bars if drawn["type"] == "bar" else _points
    names = tuple(one["name"] for one in series)
    marks = tuple(draw(values, categories, middles, slot, height))
    return Chart(
        drawn["type"],
        (axis.get("x_label") or "", *names),
        tuple(
            (label, *("–" if one[index] is None else number(one[index] or 0) for one in values))
            for index, label in enumerate(categories)
        ),
        names,
        marks,
        paths=() if drawn["type"] == "bar" else _paths(marks, len(series), drawn["type"], height(0)),
        ticks=tuple((height(tick), short(tick)) for tick in ticks),
        categories=tuple(zip(middles, [(label,) for label in categories] if slanted else lines, strict=True)),
        slanted=slanted,
        floor=floor,
        base=height(0),
        x_label=axis.get("x_label") or "",
        y_label=axis.get("y_label") or "",
    )


def _by_category(points: Iterable[Json], categories: Sequence[str]) -> list[float | None]:
    found = {point["label"]: point["value"] for point in points}
    return [found.get(label) for label in categories]


def _bars(values: Any, categories: Any, middles: Any, slot: float, height: Any) -> Iterable[Mark]:
    group = slot * 0.72
    width = min(group / len(values), 46)
    left = -width * len(values) / 2
    for index, one in enumerate(values):
        for label, middle, value in zip(categories, middles, one, strict=True):
            if value is not None:
                top, bottom = sorted((height(value), height(0)))
                x = middle + left + width * index
                yield Mark(index, label, number(value), x, top, max(width - 2, 1), max(bottom - top, 1))


def _points(values: Any, categories: Any, middles: Any, slot: float, height: Any) -> Iterable[Mark]:
    for index, one in enumerate(values):
        for label, middle, value in zip(categories, middles, one, strict=True):
            if value is not None:
                yield Mark(index, label, number(value), middle, height(value))


def _paths(marks: Sequence[Mark], series: int, kind: str, base: float) -> tuple[str, ...]:
    paths = []
    for index in range(series):
        own = [mark for mark in marks if mark.series == index]
        path = "M" + "L".join(f"{mark.x:.1f} {mark.y:.1f}" for mark in own) if own else ""
        if kind == "area" and own:
            path += f"L{own[-1].x:.1f} {base:.1f}L{own[0].x:.1f} {base:.1f}Z"
        paths.append(path)
    return tuple(paths)
