"""Charts: round ticks, bars from the zero line, slices that make a whole, figures as rows."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sandbox.page import charts
from tests.sandbox.page.gallery import BAR, LINE, PIE, Json, chart, points


@pytest.mark.parametrize(
    ("low", "high", "ticks"),
    [
        (0, 131, [0, 50, 100, 150]),
        (3.1, 4.5, [0, 1, 2, 3, 4, 5]),
        (-3, 8, [-5, -2.5, 0, 2.5, 5, 7.5, 10]),
        (0, 0, None),
    ],
)
def test_ticks_are_round(low: float, high: float, ticks: list[float] | None) -> None:
    assert charts.scale(low, high) == (ticks or [0, 0.2, 0.4, 0.6, 0.8, 1.0])


FIGURES = st.floats(-1e9, 1e9).map(lambda value: round(value, 4))


@given(FIGURES, FIGURES)
def test_ticks_span_zero_and_every_value(one: float, other: float) -> None:
    low, high = sorted((one, other))
    ticks = charts.scale(low, high)
    assert ticks[0] <= min(low, 0) * (1 - 1e-9)
    assert ticks[-1] >= max(high, 0) * (1 - 1e-9)
    assert 2 <= len(ticks) <= 14


@pytest.mark.parametrize(
    ("value", "words", "tick"),
    [
        (1240, "1,240", "1,240"),
        (12.5, "12.5", "12.5"),
        (48200, "48,200", "48.2k"),
        (2.5e6, "2,500,000", "2.5M"),
        (0, "0", "0"),
        (3e9, "3,000,000,000", "3B"),
    ],
)
def test_numbers_read_well(value: float, words: str, tick: str) -> None:
    assert (charts.number(value), charts.short(value)) == (words, tick)


def test_bars_stand_on_the_zero_line() -> None:
    drawn = charts.chart(chart("bar", "Change", ["A", "B"], Delta=[5, -3]))
    up, down = drawn.marks
    assert up.y + up.height == pytest.approx(drawn.base)
    assert down.y == pytest.approx(drawn.base)
    assert up.height > down.height
    assert not drawn.paths


def test_groups_of_bars_do_not_overlap() -> None:
    drawn = charts.chart(BAR)
    spans = sorted((mark.x, mark.x + mark.width) for mark in drawn.marks)
    assert all(end <= start for (_, end), (start, _) in pairwise(spans))
    assert drawn.head == ("Month", "Plan", "Actual")
    assert drawn.rows[0] == ("ERP", "124", "131")


def test_a_line_joins_its_points_and_an_area_comes_back_to_the_base() -> None:
    line = charts.chart(LINE)
    assert len(line.paths) == 2
    assert line.paths[0].count("L") == 5
    area = charts.chart(chart("area", "Use", ["A", "B"], Users=[1, 2]))
    assert area.paths[0].endswith("Z")


def test_what_is_missing_is_said_and_not_drawn() -> None:
    holes: Json = chart("line", "Holes", ["A", "B"], One=[1, 2], Two=[1, 2])
    holes["chart"]["series"][1]["data"] = []
    assert len(charts.chart({"chart": {**holes["chart"], "type": "bar"}}).marks) == 2
    drawn = charts.chart(holes)
    assert drawn.paths[1] == ""
    assert drawn.rows == (("A", "1", "–"), ("B", "2", "–"))


def test_categories_come_from_the_points_where_the_axis_names_none() -> None:
    bare: Json = {"type": "line", "series": [{"name": "A", "data": points(x=1, y=2)}]}
    drawn = charts.chart({"title": "Bare", "chart": bare})
    assert [lines for _, lines in drawn.categories] == [("x",), ("y",)]
    assert (drawn.x_label, drawn.y_label) == ("", "")


def test_labels_take_lines_where_there_is_room_and_lean_where_there_is_not() -> None:
    few = charts.chart(chart("bar", "Few", ["Orders and finance", "Mail, chat, meetings"] * 2, A=[1.0] * 4))
    assert not few.slanted
    assert few.categories[1][1] == ("Mail, chat,", "meetings")
    many = charts.chart(chart("bar", "Many", [f"A long category {n}" for n in range(20)], A=[1.0] * 20))
    assert many.slanted
    assert many.floor < few.floor
    assert many.categories[7][1] == ("A long category 7",)
    assert not charts.chart(BAR).slanted


def test_slices_tell_their_share_where_there_is_room() -> None:
    drawn = charts.chart(PIE)
    assert [mark.words for mark in drawn.marks] == ["46%", "30%", "12%", "9%", ""]
    assert drawn.rows[0] == ("ERP", "48,200", "46.2%")
    whole = charts.chart({"chart": {"type": "pie", "segments": points(All=3)}})
    assert whole.marks[0].path.count("a") == 1
