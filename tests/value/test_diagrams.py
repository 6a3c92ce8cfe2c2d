"""Diagrams: pictures of the restore order and of what a service stands on; nothing lies on anything else."""

import warnings
from itertools import combinations
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.value import diagrams
from bot.value.trees import Layout, lay_out

PNG = b"\x89PNG"
BOX, GAP = 2.0, 0.5


def size(png: bytes) -> tuple[int, int]:
    assert png.startswith(PNG)
    return int.from_bytes(png[16:20]), int.from_bytes(png[20:24])


def row(
    name: str = "Network", look: str = "ok", promised: int | None = 240, ends: int = 60
) -> dict[str, Any]:
    return {"name": name, "starts": 0, "ends": ends, "promised": promised, "look": look, "note": "1 h"}


def order(*rows: dict[str, Any]) -> dict[str, Any]:
    looks = {each["look"]: each["look"] for each in rows} | {"promised": "promised"}
    return {"title": "What comes back first", "axis": "Hours", "looks": looks, "rows": rows}


def test_the_order_is_as_wide_as_a_phone_reads_and_as_long_as_it_must_be() -> None:
    one, ten = (size(diagrams.draw_order(order(*[row()] * count))) for count in (1, 10))
    assert one[0] == ten[0] == round(diagrams.WIDTH * diagrams.PIXELS_PER_INCH)
    assert one[1] < ten[1] < 2 * ten[0]


def test_every_look_differs_by_its_pattern_and_by_its_color() -> None:
    drawn = {diagrams.draw_order(order(row(look=look))) for look in diagrams.LOOKS}
    assert len(drawn) == len(diagrams.LOOKS)
    assert len({color for color, _ in diagrams.LOOKS.values()}) == len(diagrams.LOOKS)
    marked = [pattern for look, (_, pattern) in diagrams.LOOKS.items() if look not in ("none", "used", "ok")]
    assert len({*marked, ""}) == len(marked) + 1


def test_each_promise_has_a_line_and_one_beyond_the_picture_an_arrow() -> None:
    reach = diagrams.reaches([60])
    drawn = {
        each: diagrams.draw_order(order(row(promised=each)))
        for each in (None, 30, 90, reach, reach + 1, 9 * reach)
    }
    assert len({drawn[each] for each in (None, 30, 90, reach, reach + 1)}) == 5
    assert drawn[reach + 1] == drawn[9 * reach]


def test_no_time_at_all_and_names_with_dollars_can_be_drawn() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        size(diagrams.draw_order(order()))
        size(diagrams.draw_order(order(row("$5 plan $\\frac", ends=0), row(promised=None))))
        box = {"name": "$5 plan $\\frac " * 5, "note": "$1$", "needs": (), "chain": True}
        size(diagrams.draw_tree({"title": "$x$ " * 40, "legend": None, "boxes": {"ERP": box}}))


def test_a_tree_marks_the_chain_that_decides() -> None:
    boxes = {
        "ERP": {"name": "Orders", "note": "1 h", "needs": ("DB", "NET"), "chain": True},
        "DB": {"name": "Databases", "note": "1 h", "needs": ("NET",), "chain": True},
        "NET": {"name": "Network", "note": "1 h", "needs": (), "chain": True},
    }
    facts = {"title": "What Orders stands on", "legend": "decides", "boxes": boxes}
    plain = {key: {**box, "chain": False} for key, box in boxes.items()}
    marked = diagrams.draw_tree(facts)
    assert marked == diagrams.draw_tree(facts)
    assert marked != diagrams.draw_tree({**facts, "boxes": plain})


def laid(needs: dict[str, tuple[str, ...]]) -> Layout:
    return lay_out(needs, most=3, box=BOX, gap=GAP, width=7.0)


def test_what_is_needed_through_others_anyway_has_no_line_of_its_own() -> None:
    found = laid({"ERP": ("DB", "NET"), "DB": ("NET",), "NET": ()})
    assert set(found.lines) == {("ERP", "DB"), ("DB", "NET")}
    assert [found.boxes[key][1] for key in ("ERP", "DB", "NET")] == [0, 1, 2]


def test_nothing_is_a_layout_too() -> None:
    assert laid({}) == Layout(7.0, 0, {}, {})


@st.composite
def graphs(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    keys = [f"S{at}" for at in range(draw(st.integers(1, 12)))]
    return {
        key: tuple(draw(st.lists(st.sampled_from(keys[at + 1 :]), unique=True))) if keys[at + 1 :] else ()
        for at, key in enumerate(keys)
    }


@given(graphs())
def test_every_box_is_below_what_needs_it_and_boxes_and_lines_keep_apart(
    needs: dict[str, tuple[str, ...]],
) -> None:
    found = laid(needs)
    assert set(found.boxes) == set(needs)
    for key, own in needs.items():
        assert all(found.boxes[each][1] > found.boxes[key][1] for each in own)
    boxes = set(found.boxes.values())
    passing = {place for way in found.lines.values() for place in way[1:-1]}
    taken = [(place, BOX) for place in boxes] + [(place, GAP) for place in passing]
    for ((x, at), wide), ((x_other, at_other), wide_other) in combinations(taken, 2):
        if at == at_other:
            assert abs(x - x_other) >= (wide + wide_other) / 2 - 1e-9
    assert all(wide / 2 - 1e-9 <= x <= found.width - wide / 2 + 1e-9 for (x, _), wide in taken)


@given(graphs())
def test_lines_say_all_that_is_needed_and_go_down_row_by_row(needs: dict[str, tuple[str, ...]]) -> None:
    found = laid(needs)

    def reach(key: str, edges: dict[str, set[str]]) -> set[str]:
        return edges[key].union(*(reach(each, edges) for each in edges[key]))

    drawn = {key: {below for above, below in found.lines if above == key} for key in needs}
    given_ = {key: set(own) for key, own in needs.items()}
    assert all(reach(key, drawn) == reach(key, given_) for key in needs)
    for way in found.lines.values():
        rows = [at for _, at in way]
        assert rows == list(range(rows[0], rows[-1] + 1))
