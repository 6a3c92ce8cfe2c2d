"""The picture of the balance: it is where it says it is, and tells strong from weak without color."""

from itertools import product
from math import dist
from typing import Any

import pytest

from bot.value import balance_circles
from bot.value.balance_circles import CENTERS, RADIUS


def facts(*strong: bool) -> dict[str, Any]:
    names = ("Customer focus", "Process orientation", "Cost optimization")
    circles = [
        {"name": name, "score": "61.84", "note": "strong" if is_strong else "below 60", "strong": is_strong}
        for name, is_strong in zip(names, strong, strict=True)
    ]
    words = {
        "said": "Danger zone: customer focus and process orientation without cost, so value is never defined.",
        "overall": "61.84",
        "of_all": "of 100 in balance, 60.40 the month before",
        "strong": "strong, from 60 points on",
        "weak": "below 60 points",
        "place": "danger zone",
        "here": "IT is here",
    }
    return {"title": "Balance of IT, Oct 2026", "circles": circles, **words}


@pytest.mark.parametrize("strong", list(product([True, False], repeat=3)))
def test_it_stands_in_every_strong_circle_and_in_no_weak_one(strong: tuple[bool, ...]) -> None:
    place = balance_circles.place_of(strong)
    assert tuple(dist(place, center) < RADIUS for center in CENTERS) == strong


@pytest.mark.parametrize("strong", [(True, True, False), (False, False, False)])
def test_it_is_drawn(strong: tuple[bool, bool, bool]) -> None:
    assert balance_circles.draw(facts(*strong)).startswith(b"\x89PNG")


def test_strong_and_weak_differ_by_their_line() -> None:
    assert balance_circles.STRONG["linestyle"] != balance_circles.WEAK["linestyle"]
