"""Whatever Slack passes on can be kept: nothing else of it is touched."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.legible import legible

TEXTS = st.text(st.characters() | st.characters(categories=["Cs"]) | st.just("\x00"), max_size=6)
JSON = st.recursive(
    TEXTS | st.none() | st.booleans() | st.integers(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc"), inner, max_size=4),
)


def mended(value: Any) -> Any:
    match value:
        case str():
            return "".join(sign for sign in value if sign != "\x00" and not "\ud800" <= sign <= "\udfff")
        case dict():
            return {key: mended(inner) for key, inner in value.items()}
        case list():
            return [mended(inner) for inner in value]
    return value


@given(JSON)
def test_every_text_is_mended_wherever_it_is(value: Any) -> None:
    assert legible(value) == mended(value)


def test_two_halves_that_stand_in_two_texts_are_both_mended() -> None:
    assert legible({"a": ["x\ud83d", "\ude00y\x00"]}) == {"a": ["x", "y"]}
