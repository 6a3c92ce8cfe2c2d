"""What Slack posts is read as Bolt reads it, and what it signed is checked."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from slack_bolt.request.internals import parse_body

from bot.serve.posted import payload

FORM = "application/x-www-form-urlencoded"
JSON = st.recursive(
    st.text() | st.none() | st.booleans() | st.integers(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(st.dictionaries(st.text(), JSON, max_size=4), st.booleans())
@example({"a": "50 % = ½\r\n \t+&%3D"}, False)
def test_a_filled_in_form_is_read_as_bolt_reads_it(filled: dict[str, Any], ascii_only: bool) -> None:
    sent = urlencode({"payload": json.dumps(filled, ensure_ascii=ascii_only)})
    assert payload(sent).startswith("{")
    assert parse_body(payload(sent), FORM) == parse_body(sent, FORM) == filled


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "command=%2Fit&text=order+payload%3D1",
        "payload=%7B%7D&ssl_check=1",
        "payload=%5B1%5D",
        "payload=%zz",
        "payload=\u00e9",
        '{"type": "event_callback"}',
    ],
)
def test_anything_else_is_left_to_bolt(sent: str) -> None:
    assert payload(sent) == sent
