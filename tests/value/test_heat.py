"""The picture of conversations: every field has its figure in words, and what is not measured is hatched."""

from typing import Any

import pytest
from matplotlib.axes import Axes

from bot.value import heat

FACTS = {
    "title": "When $5 and $6 talked",
    "months": [*"DJFMAMJJASON"],
    "rows": [{"name": "A $unit", "counts": [None, 0, 1, 12, *[3] * 8]}, {"name": "B", "counts": [None] * 12}],
    "none": "none",
    "unmeasured": "not measured",
    "legend": "conversations",
    "line": "the year ends",
    "year_end": 7,
}


def test_it_is_a_picture_also_of_nothing_at_all() -> None:
    assert heat.draw(FACTS).startswith(b"\x89PNG")
    assert heat.draw({**FACTS, "rows": [], "year_end": None}).startswith(b"\x89PNG")


def test_every_measured_field_says_its_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    write = Axes.text

    def listen(axes: Axes, x: float, y: float, words: str, **look: Any) -> Any:
        said.append(words)
        return write(axes, x, y, words, **look)

    monkeypatch.setattr(Axes, "text", listen)
    heat.draw(FACTS)
    assert said == ["none", "1", "12", *["3"] * 8]
