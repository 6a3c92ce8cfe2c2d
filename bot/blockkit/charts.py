"""Cells of tables and the four charts, with what must fit together inside of them."""

from collections.abc import Iterator
from typing import Any

from bot.blockkit.objects import TITLED
from bot.blockkit.rich_text import RICH_TEXT
from bot.blockkit.rules import one_of_a_kind
from bot.blockkit.shapes import Many, Node, Number, OneOf, Path, Tell, Words, amount, array, by_kind, shape

CELLS_BUDGET = 10_000

_RAW = (
    shape("raw_text", {"text": TITLED}),
    shape("raw_number", {"value": Number(whole=False), "text": TITLED}),
)
TABLE_CELL = OneOf("a cell", by_kind((*_RAW, RICH_TEXT)))


def words_in(value: Any) -> Iterator[str]:
    """Yield every text in a table's cells, in order."""
    if isinstance(value, list):
        for item in value:
            yield from words_in(item)
    elif isinstance(value, dict):
        if isinstance(value.get("text"), str):
            yield value["text"]
        yield from words_in(value.get("elements"))


def same_length(rows: list[Any], path: Path, tell: Tell) -> None:
    """Tell of each row that is not as long as the first one."""
    lengths = [len(row) for row in rows if isinstance(row, list)]
    for at, length in enumerate(lengths):
        if length != lengths[0]:
            tell([*path, at], f"{amount(length, 'cell')} here, but {lengths[0]} in the first row")


def within_budget(rows: list[Any], path: Path, tell: Tell) -> None:
    """Tell when all cells together have more characters than a table has room for."""
    size = sum(map(len, words_in(rows)))
    if size > CELLS_BUDGET:
        tell(path, f"{size:,} characters in all cells, but Slack takes at most {CELLS_BUDGET:,}")


def plain_header(rows: list[Any], path: Path, tell: Tell) -> None:
    """Tell of rich text in the header of a data table."""
    for at, cell in enumerate(array(rows[0]) if rows else ()):
        if isinstance(cell, dict) and cell.get("type") == "rich_text":
            tell([*path, 0, at], "a header cell cannot be rich_text")


_LABEL = Words(20)
_POINT = shape("", {"label": _LABEL, "value": Number(whole=False)})
_SERIES = shape("", {"name": _LABEL, "data": Many(_POINT, 20, noun="point", rules=(one_of_a_kind("label"),))})
_AXES = shape(
    "",
    {"categories": Many(_LABEL, 20, noun="label")},
    {"x_label": Words(50), "y_label": Words(50)},
)


def _match_categories(chart: dict[str, Any], path: Path, tell: Tell) -> None:
    """Want each series to have exactly one point for each category."""
    axes = chart.get("axis_config")
    if not isinstance(axes, dict):
        return
    categories = sorted(map(str, array(axes.get("categories"))))
    for at, one in enumerate(array(chart.get("series"))):
        points = array(one.get("data")) if isinstance(one, dict) else []
        labels = [point.get("label") for point in points if isinstance(point, dict)]
        if sorted(map(str, labels)) != categories:
            tell([*path, "series", at, "data"], "the labels of its points are not the categories of the axis")


_DRAWN: dict[str, Node] = {
    "series": Many(_SERIES, 6, noun="series", rules=(one_of_a_kind("name"),)),
    "axis_config": _AXES,
}
_SLICE = shape("", {"label": _LABEL, "value": Number(0, whole=False)})

CHART = OneOf(
    "a chart",
    by_kind(
        (
            shape("bar", _DRAWN, {}, _match_categories),
            shape("line", _DRAWN, {}, _match_categories),
            shape("area", _DRAWN, {}, _match_categories),
            shape("pie", {"segments": Many(_SLICE, 6, noun="segment", rules=(one_of_a_kind("label"),))}),
        )
    ),
)
