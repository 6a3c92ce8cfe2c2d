"""Cutting words as BERT does; what is expected here was cut by its own tokenizer."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.finding.wordpiece import WordPiece, language

WORDPIECE = WordPiece()


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Hello, World!", "hello , world !"),
        ("unaffable", "una ##ffa ##ble"),
        ("embeddings", "em ##bed ##ding ##s"),
        ("The invoice isn't paid.", "the in ##vo ##ice isn ' t paid ."),
        ("Wi-Fi at till 3", "wi - fi at till 3"),
        ("naïve Ångström café", "naive ang ##strom cafe"),
        ("$45,50 & 100%", "$ 45 , 50 & 100 %"),
        ("tabs\tand\nlines\u00a0too", "tab ##s and lines too"),
        ("zero\u200bwidth \u0000null", "zero ##wi ##dt ##h null"),
        ("中文 ok", "中 文 ok"),
        ("“quoted” — dash…", "“ quoted ” — dash …"),
        ("🙂 smile", "[UNK] smile"),
        ("", ""),
    ],
)
def test_texts_are_cut_as_bert_cuts_them(text: str, pieces: str) -> None:
    assert " ".join(WORDPIECE.pieces(text)) == pieces


def test_what_is_too_long_for_a_word_is_unknown() -> None:
    assert WORDPIECE.pieces("a" * 101) == ["[UNK]"]
    assert "[UNK]" not in WORDPIECE.pieces("a" * 100)


def test_nobody_types_the_models_own_marks() -> None:
    assert "[CLS]" not in WORDPIECE.pieces("[CLS] x [SEP]")


def test_numbers_begin_and_end_with_a_mark_and_are_cut_between() -> None:
    whole = WORDPIECE.ids("the invoice is stuck", 128)
    assert (whole[0], whole[-1]) == (101, 102)
    cut = WORDPIECE.ids("the invoice is stuck", 4)
    assert cut == [*whole[:3], 102]


def test_the_language_begins_with_its_most_common_words() -> None:
    words = language()
    assert words.index("the") < words.index("laptop")
    assert not any(word.startswith("##") or len(word) < 3 for word in words)


@given(st.text())
def test_any_text_can_be_cut(text: str) -> None:
    assert len(WORDPIECE.ids(text, 64)) <= 64
