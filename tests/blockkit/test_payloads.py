"""Messages, modals and home tabs as a whole."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.blockkit import Surface, check_blocks, check_message, check_view
from tests.blockkit.samples import (
    DIVIDER,
    Block,
    acting,
    asked,
    button,
    cells,
    container,
    data_table,
    layout,
    modal,
    mrkdwn,
    pie,
    plain,
    section,
    table,
)

WORDY = [section(text=mrkdwn("x" * 2500))] * 5


def told(payload: dict[str, Any]) -> set[tuple[str, str]]:
    """Return the places and error words of all problems of a message."""
    return {(problem.pointer, problem.code) for problem in check_message(payload)}


@pytest.mark.parametrize(
    "payload",
    [
        {"text": "x" * 4000},
        {"blocks": [DIVIDER] * 50},
        {"text": "Hi", "blocks": []},
        {"markdown_text": "x" * 12_000},
        {"text": "Hi", "blocks": WORDY},
        {"text": "Hi", "blocks": [table(cells(100, 20, "x" * 5))]},
        {"text": "Hi", "blocks": [pie(6), pie(6)]},
        {"text": "Hi", "blocks": [data_table(cells(2, 1)), data_table(cells(2, 1))]},
        {"text": "Hi", "blocks": [acting(button()), acting(button())]},
        {"text": "Hi", "metadata": {"event_type": "job", "event_payload": {"id": 7}}},
        {"attachments": [{"blocks": [DIVIDER]}, {"text": "old"}]},
    ],
)
def test_a_message_that_slack_takes(payload: dict[str, Any]) -> None:
    assert check_message(payload) == []


@pytest.mark.parametrize(
    ("payload", "place", "code"),
    [
        ({}, "/text", "no_text"),
        ({"text": "", "blocks": []}, "/text", "no_text"),
        ({"text": "x" * 4001}, "/text", "msg_too_long"),
        ({"text": 7}, "/text", "invalid_arguments"),
        ({"markdown_text": "x" * 12_001}, "/markdown_text", "msg_too_long"),
        ({"markdown_text": "x", "text": "x"}, "/markdown_text", "markdown_text_conflict"),
        ({"blocks": [DIVIDER] * 51}, "/blocks", "invalid_blocks"),
        ({"blocks": "[]"}, "/blocks", "invalid_blocks"),
        ({"blocks": [layout(5, 10)]}, "/blocks", "invalid_blocks"),
        ({"blocks": [*WORDY, section(text=mrkdwn("x" * 500))]}, "/blocks", "msg_blocks_too_long"),
        ({"blocks": [{"type": "markdown", "text": "x" * 6001}] * 2}, "/blocks", "msg_blocks_too_long"),
        ({"blocks": [table(cells(1, 1))] * 2}, "/blocks/1", "invalid_blocks"),
        ({"blocks": [container(pie(1)), pie(1), pie(1)]}, "/blocks/2", "invalid_blocks"),
        ({"blocks": [{**DIVIDER, "block_id": "a"}] * 2}, "/blocks/1/block_id", "invalid_blocks"),
        (
            {"blocks": [container({**DIVIDER, "block_id": "a"}), {**DIVIDER, "block_id": "a"}]},
            "/blocks/1/block_id",
            "invalid_blocks",
        ),
        ({"text": "x", "attachments": {}}, "/attachments", "invalid_attachments"),
        ({"text": "x", "attachments": [{}] * 101}, "/attachments", "too_many_attachments"),
        ({"attachments": [{"blocks": [{}]}]}, "/attachments/0/blocks/0", "invalid_blocks"),
        ({"text": "x", "metadata": {"event_type": "x"}}, "/metadata", "invalid_metadata_format"),
        (
            {"text": "x", "metadata": {"event_type": "x", "event_payload": []}},
            "/metadata/event_payload",
            "invalid_metadata_format",
        ),
        (
            {"text": "x", "metadata": {"event_type": "x", "event_payload": {"x": "x" * 2000}}},
            "/metadata",
            "metadata_too_large",
        ),
    ],
)
def test_a_message_that_slack_refuses(payload: dict[str, Any], place: str, code: str) -> None:
    assert (place, code) in told(payload)


@pytest.mark.parametrize(
    "view",
    [
        modal(asked("plain_text_input"), submit=plain("x" * 24), close=plain("x" * 24)),
        modal(*[DIVIDER] * 100, private_metadata="x" * 3000, callback_id="x" * 255, notify_on_close=True),
        {"type": "home", "blocks": [DIVIDER] * 100},
        {"type": "home", "blocks": [asked("plain_text_input")]},
    ],
)
def test_a_view_that_slack_takes(view: Block) -> None:
    assert check_view(view) == []


@pytest.mark.parametrize(
    ("view", "place", "sentence"),
    [
        ({"type": "window"}, "/type", "'window' is not a view"),
        (modal(asked("plain_text_input")), "/submit", "a modal with an input needs submit"),
        (modal(title=plain("x" * 25)), "/title/text", "25 characters, but"),
        (modal(*[DIVIDER] * 101), "/blocks", "101 blocks, but Slack takes at most 100"),
        (modal(private_metadata="x" * 3001), "/private_metadata", "at most 3,000"),
        (modal(hash="1"), "/hash", "modal has no field 'hash'"),
        ({"type": "home", "blocks": [], "submit": plain("x")}, "/submit", "home has no field 'submit'"),
        ({"type": "home"}, "", "home lacks blocks"),
        (modal(header := {"type": "markdown", "text": "x"}, header), "/blocks/1/type", "only in a message"),
    ],
)
def test_a_view_that_slack_refuses(view: Block, place: str, sentence: str) -> None:
    here = [problem for problem in check_view(view) if problem.pointer == place]
    assert any(sentence in problem.message for problem in here), check_view(view)
    assert {problem.code for problem in here} == {"invalid_arguments"}


def test_a_view_of_more_than_250_kilobytes_is_too_large() -> None:
    view = modal(*[section(text=mrkdwn("é" * 3000))] * 42)
    assert [(problem.pointer, problem.code) for problem in check_view(view)] == [("", "view_too_large")]


NAMES = st.sampled_from(
    [
        "type",
        "blocks",
        "text",
        "elements",
        "rows",
        "items",
        "child_blocks",
        "options",
        "option_groups",
        "initial_option",
        "action_id",
        "block_id",
        "chart",
        "series",
        "axis_config",
        "categories",
        "data",
        "fields",
        "accessory",
        "element",
    ]
)
KINDS = st.sampled_from(
    [
        "section",
        "actions",
        "layout",
        "container",
        "carousel",
        "plan",
        "table",
        "data_table",
        "data_visualization",
        "bar",
        "pie",
        "input",
        "static_select",
        "markdown",
        "rich_text",
        "image",
        "modal",
        "home",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | KINDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=5),
    max_leaves=20,
)


@settings(max_examples=2 * settings().max_examples)
@given(JSON, st.sampled_from(["message", "modal", "home"]))
def test_no_json_whatever_makes_the_validator_stumble(blocks: Any, surface: Surface) -> None:
    check_blocks(blocks, surface)
    check_message({"blocks": blocks, "attachments": blocks, "metadata": blocks})
    check_view({"type": "modal", "blocks": blocks})


@given(JSON)
def test_every_pointer_leads_to_what_is_there_or_should_be(blocks: Any) -> None:
    for problem in check_blocks(blocks, "message"):
        found: Any = {"blocks": blocks}
        for step in problem.pointer.split("/")[1:-1]:
            found = found[int(step)] if isinstance(found, list) else found[step]
        assert isinstance(found, dict | list), json.dumps(blocks)
