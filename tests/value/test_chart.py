"""The picture of a chart: a real PNG, the same every time, honest about wrong input."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.value import chart


def test_a_chart_is_a_png_and_the_same_every_time() -> None:
    series = {"Plan": [Decimal(4620), Decimal(1860)], "Cost": [Decimal(6000), Decimal("1550.50")]}
    png = chart.draw("Cost by service", ["Orders and finance", "File storage"], series, "USD")
    assert png.startswith(b"\x89PNG\r\n")
    assert png == chart.draw("Cost by service", ["Orders and finance", "File storage"], series, "USD")
    assert int.from_bytes(png[16:20], "big") == 1200  # 8 inches at 150 pixels


def test_series_fit_the_labels_and_the_looks() -> None:
    with pytest.raises(ValueError, match="at most 5 series, each with 2 amounts"):
        chart.draw("Cost", ["a", "b"], {"Plan": [Decimal(1)]}, "USD")
    with pytest.raises(ValueError, match="at most 5"):
        chart.draw("Cost", [], {str(n): [] for n in range(6)}, "USD")


def test_short_names_differ_and_keep_their_ends() -> None:
    names = ["Hardware support contract, site kit", "Hardware support contract, servers", "WAN circuit"]
    assert chart.short(names, 20) == ["Hardware s…site kit", "Hardware s…, servers", "WAN circuit"]


@given(st.lists(st.text(max_size=60), max_size=30))
def test_no_two_short_names_are_alike(names: list[str]) -> None:
    found = chart.short(names, 20)
    assert len(set(found)) == len(names)
    assert all(len(name) <= 20 for name in found)
