"""How a text is put, as numbers."""

import numpy as np
import pytest

from bot.catalog.finding.wording import SIZE, Wording, letters

TEXTS = ("reset my password", "my card is lost", "my card is blocked")


@pytest.fixture(scope="module")
def wording() -> Wording:
    return Wording(TEXTS)


def test_a_known_text_has_length_one_and_an_unknown_one_none(wording: Wording) -> None:
    rows = wording.of([*TEXTS, "how about lunch", "", "my lunch"])
    assert rows.shape == (6, SIZE)
    lengths = np.linalg.norm(rows, axis=1)
    assert lengths[:3] == pytest.approx(1, abs=0.05)  # some of its words may meet in one number
    assert lengths[3:5].tolist() == [0, 0]
    assert 0 < lengths[5] < 0.5


def test_words_and_their_order_tell_and_rare_ones_tell_more(wording: Wording) -> None:
    reset, lost, blocked = wording.of(TEXTS)
    (asked,) = wording.of(["LOST card?"])
    assert asked @ lost > asked @ blocked > asked @ reset
    same, turned = wording.of(["my card", "card my"])
    assert same @ lost > turned @ lost > 0


def test_the_same_text_is_put_the_same_in_any_company(wording: Wording) -> None:
    assert np.array_equal(wording.of(TEXTS)[1:2], wording.of([TEXTS[1]]))


def test_without_texts_nothing_is_known() -> None:
    assert not Wording([]).of(["my card"]).any()


def test_letters_tell_what_is_nearly_the_same_word() -> None:
    wording = Wording(TEXTS, letters)
    reset, lost, blocked = wording.of(TEXTS)
    (asked,) = wording.of(["blocking"])
    assert asked @ blocked > 0.2 > max(abs(asked @ reset), abs(asked @ lost))
    assert not Wording(TEXTS).of(["blocking"]).any()
    assert list(letters("a card")) == [" a ", " ca", "car", "ard", "rd ", " car", "card", "ard "]
