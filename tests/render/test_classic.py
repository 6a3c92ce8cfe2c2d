"""Where a client refuses new blocks, the same message in blocks that every client knows."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.render.everything import MESSAGES
from tests.render.templates import Sketchbook

LONG_STANDING = {"section", "divider", "header", "context", "actions", "image", "rich_text", "markdown"}


@pytest.mark.parametrize("name", MESSAGES)
@pytest.mark.parametrize("facts", [{}, {"picture": "F0CHART"}], ids=["no image", "image"])
def test_a_classic_message_has_classic_blocks_only(
    sketch: Sketchbook, name: str, facts: dict[str, str]
) -> None:
    payload = sketch.message(MESSAGES[name], classic=True, words="Words", **facts)
    assert {block["type"] for block in payload["blocks"]} <= LONG_STANDING


def test_a_table_lines_up(sketch: Sketchbook) -> None:
    source = """{% call table(align=["left", "right"]) %}
    {{ row("Service", "Cost") }}{{ row("ERP `x`", cell("$1,240", 1240)) }}{{ row("CRM & co", "–") }}
    {% endcall %}"""
    text = "```\nService     Cost\nERP 'x'   $1,240\nCRM &amp; co       –\n```"
    assert sketch.block(source, classic=True)["text"] == {"type": "mrkdwn", "text": text}


def test_a_data_table_keeps_its_caption(sketch: Sketchbook) -> None:
    source = "{% call data_table('Costs') %}{{ row('A') }}{{ row(1) }}{% endcall %}"
    caption, rows = sketch.message(source, classic=True)["blocks"]
    assert (caption["text"]["text"], rows["text"]["text"]) == ("*Costs*", "```\nA\n1\n```")


def test_a_chart_is_its_image_or_its_figures(sketch: Sketchbook) -> None:
    source = """{% call data_visualization("bar", "Cost", image=picture) %}
    {% call series("Plan") %}{{ point("Oct", 5) }}{{ point("Nov", 6.5) }}{% endcall %}
    {% call series("Actual") %}{{ point("Oct", 7) }}{{ point("Nov", 8) }}{% endcall %}
    {% endcall %}"""
    assert sketch.block(source, classic=True, picture="F0CHART") == {
        "type": "image",
        "slack_file": {"id": "F0CHART"},
        "alt_text": "Cost",
        "title": {"type": "plain_text", "text": "Cost"},
    }
    said = "*Cost*\nPlan: Oct 5, Nov 6.5\nActual: Oct 7, Nov 8"
    assert sketch.block(source, classic=True)["text"]["text"] == said
    assert sketch.block(source, classic=True, picture=None)["text"]["text"] == said


def test_feedback_keeps_its_action_and_values(sketch: Sketchbook) -> None:
    source = """{% call context_actions() %}
    {{ feedback_buttons("answer.rate", "Good", "Bad", good="7:up", bad="7:down") }}
    {% endcall %}"""
    good, bad = sketch.message(source, classic=True)["blocks"]
    assert [(block["elements"][0]["action_id"], block["elements"][0]["value"]) for block in (good, bad)] == [
        ("answer.rate", "7:up"),
        ("answer.rate", "7:down"),
    ]


def test_a_card_is_a_section_with_its_buttons(sketch: Sketchbook) -> None:
    source = """{% call carousel() %}
    {% call card(title="T", body="b", icon=image("I", file="F1")) %}{{ button("Go", "x.go") }}{% endcall %}
    {% endcall %}"""
    section, actions = sketch.message(source, classic=True)["blocks"]
    assert section["text"]["text"] == "*T*\nb"
    assert section["accessory"]["slack_file"] == {"id": "F1"}
    assert actions["elements"][0]["action_id"] == "x.go"


def test_a_container_is_its_title_and_its_blocks(sketch: Sketchbook) -> None:
    source = '{% call container("Offers", subtitle="for you") %}{{ divider() }}{% endcall %}'
    title, divider = sketch.message(source, classic=True)["blocks"]
    assert (title["text"]["text"], divider["type"]) == ("*Offers*\nfor you", "divider")


def test_whether_a_message_is_classic_is_known_to_the_template(sketch: Sketchbook) -> None:
    source = "{{ header('old' if classic else 'new') }}"
    assert sketch.block(source)["text"]["text"] == "new"
    assert sketch.block(source, classic=True)["text"]["text"] == "old"


def test_a_table_too_long_for_one_section_goes_on_in_the_next(sketch: Sketchbook) -> None:
    source = "{% call table() %}{% for i in range(90) %}{{ row('x' * 60) }}{% endfor %}{% endcall %}"
    blocks = sketch.message(source, classic=True)["blocks"]
    assert [len(block["text"]["text"]) for block in blocks] == [2996, 2508]


CELL: Any = st.text(st.sampled_from("<&>`x ä\n"), max_size=40)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=30))
def test_a_long_table_becomes_sections_that_fit(sketch: Sketchbook, rows: list[tuple[str, str, str]]) -> None:
    source = "{% call table() %}{% for a, b, c in rows %}{{ row(a, b, c) }}{% endfor %}{% endcall %}"
    blocks = sketch.message(source, classic=True, rows=rows)["blocks"]
    lines = [line for block in blocks for line in block["text"]["text"].split("\n")]
    assert len([line for line in lines if line != "```"]) == len(rows)
    assert len([line for line in lines if line == "```"]) == 2 * len(blocks)
