"""Questions that say the same thing come together, whatever order they came in, and nothing private with them."""

import re
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog import Catalog
from bot.catalog.finding.encoder import open_encoder
from bot.customer import themes
from bot.customer.themes import BY_WORDS, Likeness, masked

WORDS = ["export", "posting", "spreadsheet", "printer", "ledger", "phone", "laptop", "badge"]
questions = st.lists(st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join), max_size=12)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("ask bo@calder.example about it", "ask … about it"),
        ("<@U0BO> says <mailto:a@b.co|a@b.co> knows", "… says … knows"),
        ("can @hal.brandt call +1 303-555 0199 today?", "can … call … today?"),
        ("order 12345 and TX99121 are late", "order … and … are late"),
        ("300 people at 7:00, 24/7, on 2 floors", "300 people at 7:00, 24/7, on 2 floors"),
    ],
)
def test_private_things_are_left_out(written: str, shown: str) -> None:
    assert masked(written) == shown


@given(st.text(max_size=200))
def test_whatever_is_written_can_be_masked(text: str) -> None:
    assert re.search(r"[0-9]{4}|[a-z]@[a-z]", masked(text)) is None


@given(questions, st.randoms(use_true_random=False))
def test_nothing_is_lost_and_the_order_does_not_matter(texts: list[str], chance: Random) -> None:
    groups = themes.group(texts, BY_WORDS)
    shuffled = list(texts)
    chance.shuffle(shuffled)

    assert sorted(text for group in groups for text in group) == sorted(set(texts))
    assert themes.group(shuffled, BY_WORDS) == groups


@given(questions)
def test_a_group_says_the_same_on_average(texts: list[str]) -> None:
    for group in themes.group(texts, BY_WORDS):
        alike = BY_WORDS.compare(group, group)
        pairs = len(group) * (len(group) - 1)
        if pairs:
            assert (alike.sum() - alike.trace()) / pairs >= BY_WORDS.alike_at - 1e-4


@given(questions)
def test_the_title_is_the_text_nearest_to_all_others(texts: list[str]) -> None:
    for group in themes.group(texts, BY_WORDS):
        nearness = BY_WORDS.compare(group, group).mean(axis=1)
        assert nearness[0] >= nearness.max() - 1e-5


def test_what_says_the_same_comes_together() -> None:
    export = ("export a posting", "how do I export postings", "posting export to a spreadsheet")
    lunch = ("what is for lunch", "lunch menu")

    groups = themes.group([*export, *lunch, "my badge broke"], BY_WORDS)
    assert {frozenset(group) for group in groups} == {
        frozenset(export),
        frozenset(lunch),
        frozenset({"my badge broke"}),
    }


def test_a_code_in_capitals_brings_nothing_together_by_itself() -> None:
    asked = ("case WMS", "what does WMS cost?", "who uses WMS", "WMS")
    alike = ("open a case in WMS", "how do I open a case in the WMS")
    encoder = open_encoder()
    assert encoder

    for likeness in (BY_WORDS, themes.by_meaning(encoder.encode)):
        assert len(themes.group(asked, likeness)) == 4
        assert len(themes.group(alike, likeness)) == 1


def test_ways_to_ask_one_thing_meet_and_of_two_things_do_not(sample_catalog: Catalog) -> None:
    encoder = open_encoder()
    assert encoder
    faqs = [each for service in sample_catalog.services.values() for each in service.faqs]
    of = {way: at for at, faq in enumerate(faqs) for way in faq.phrasings}
    ways = list(of)
    alike = themes.by_meaning(encoder.encode).compare(ways, ways) >= themes.MEANING_ALIKE_AT
    owner = np.array([of[way] for way in ways])
    one = owner[:, None] == owner[None, :]
    np.fill_diagonal(alike, False)

    assert alike[one].mean() > 0.1
    assert alike[~one].mean() < 0.002


def test_what_has_no_words_is_like_nothing() -> None:
    assert len(themes.group(["", "the of", "export"], BY_WORDS)) == 3


def test_a_text_joins_the_title_that_says_the_same() -> None:
    titles = ["export a posting", "lunch menu"]

    assert themes.nearest(["exporting postings", "menu for lunch", "badge"], titles, BY_WORDS) == [0, 1, None]
    assert themes.nearest(["badge"], [], BY_WORDS) == [None]


def test_texts_can_be_compared_by_what_they_mean() -> None:
    meaning = {"car": [1.0, 0.0], "auto": [0.9, 0.436], "tree": [0.0, 1.0]}
    likeness: Likeness = themes.by_meaning(
        lambda texts: np.array([meaning[each] for each in texts], np.float32)
    )

    assert themes.group(meaning, likeness) == [("auto", "car"), ("tree",)]
