"""Whatever anybody writes stays words: nobody is notified, no link is faked, nothing is lost."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.records import SEAL, escape
from tests.render.everything import MESSAGES, VIEWS
from tests.render.templates import MACROS, Sketchbook

OURS = {"<@U0ANA>", "<https://x.y|"}
CHARACTERS = st.sampled_from("<>&|!@#*_~`\"';{}%\\\x1e chanelU01")
WORDS = st.one_of(
    st.sampled_from(["<!channel>", "<@U0BO>", "<a|b>", "&lt;!here&gt;", "{{ x }}", "\x1e{}\x1e", "&#39;"]),
    st.text(CHARACTERS, min_size=1, max_size=18).filter(str.strip),
    st.text(min_size=1, max_size=18).filter(str.strip),
)


def strings(value: Any, kind: str = "") -> Iterator[tuple[str, str]]:
    """Yield every string of a payload with the type of the object that it stands in."""
    if isinstance(value, dict):
        kind = value.get("type", kind)
        for inner in value.values():
            yield from strings(inner, kind)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner, kind)
    elif isinstance(value, str):
        yield kind, value


def tokens(words: str) -> set[str]:
    """Return what Slack would read as a mention, a date or the start of a link."""
    return set(re.findall(r"<[^>|]*[>|]", words))


def check(payload: dict[str, Any], words: str) -> None:
    """Nothing in mrkdwn is live but what the template itself put there; bare text is never escaped."""
    for kind, said in [("mrkdwn", payload.get("text", "")), *strings(payload.get("blocks", payload))]:
        assert SEAL not in str(said)
        if kind in ("mrkdwn", "markdown"):
            assert tokens(said) <= OURS
    bare = [said for kind, said in strings(payload["blocks"]) if kind in ("plain_text", "raw_text", "text")]
    assert all(words.strip() == said for said in bare if "&amp;" in said and "&amp;" not in words)


@pytest.mark.parametrize("name", MESSAGES)
@given(words=WORDS, classic=st.booleans())
def test_words_in_a_message_stay_words(sketch: Sketchbook, name: str, words: str, classic: bool) -> None:
    payload = sketch.message(MESSAGES[name], classic=classic, words=words)
    check(payload, words)


@pytest.mark.parametrize("name", VIEWS)
@given(words=WORDS)
def test_words_in_a_view_stay_words(sketch: Sketchbook, name: str, words: str) -> None:
    check(sketch.view(VIEWS[name], words=words), words)


@given(words=WORDS)
def test_words_round_trip(sketch: Sketchbook, words: str) -> None:
    source = "{{ header(words) }}{% call section() %}{{ words }}{% endcall %}"
    head, body = sketch.message(source, words=words)["blocks"]
    assert head["text"]["text"] == words.strip()
    assert body["text"]["text"] == escape(words.strip())


def test_every_macro_is_among_the_templates_tried() -> None:
    tried = " ".join([*MESSAGES.values(), *VIEWS.values(), "text()"])
    assert [name for name in MACROS if f"{name}(" not in tried] == []
