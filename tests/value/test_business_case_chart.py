"""The picture of a business case: a PNG, the same every time, also where it only loses."""

from typing import Any

import pytest

from bot.value.business_case_chart import draw


def drawn(*amounts: str) -> bytes:
    line = {"look": "claimed", "name": "as claimed, $ for $", "ends": amounts[-1], "amounts": list(amounts)}
    facts: dict[str, Any] = {
        "title": "Money gained beside doing nothing",
        "axis": "USD",
        "nothing": "doing nothing",
        "years": ["start", *(f"year {at}" for at in range(1, len(amounts)))],
        "lines": [line, {**line, "look": "cautious"}],
    }
    return draw(facts)


@pytest.mark.parametrize(
    "amounts",
    [("-6000", "9702", "25404", "41106"), ("0", "-1"), ("0", "0")],
    ids=["gains", "loses", "neither"],
)
def test_a_picture_is_a_png_and_the_same_every_time(amounts: tuple[str, ...]) -> None:
    picture = drawn(*amounts)
    assert picture.startswith(b"\x89PNG")
    assert picture == drawn(*amounts)
