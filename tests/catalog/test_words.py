"""Words, their endings, and slips of the typing hand."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.finding.spelling import Spelling
from bot.catalog.finding.words import clean, spoken, stem


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("<@U123> hi", "hi"),
        ("<#C1|stores> is down", "stores is down"),
        ("<https://a.example|the page>", "the page"),
        ("<https://a.example>", ""),
        ("<!subteam^S1|@it>", "@it"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("ok :+1: :white_check_mark:", "ok"),
    ],
)
def test_what_a_person_reads_of_a_message(text: str, read: str) -> None:
    assert clean(text) == read


def test_small_words_say_nothing() -> None:
    assert spoken("Could you please tell me what's the Wi-Fi password? It's Bo's e-mail") == [
        "wifi",
        "password",
        "bo",
        "email",
    ]


@pytest.mark.parametrize(
    ("forms", "same"),
    [
        (("printer", "printers"), True),
        (("print", "printing", "printed", "prints"), True),
        (("delete", "deleted", "deleting", "deletes"), True),
        (("install", "installation", "installed"), True),
        (("stop", "stopped", "stopping"), True),
        (("box", "boxes"), True),
        (("copy", "copies"), True),
        (("class", "classes"), True),
        (("status",), True),
        (("car", "care"), False),
        (("ring", "r"), False),
    ],
)
def test_forms_of_a_word_meet(forms: tuple[str, ...], same: bool) -> None:
    assert (len({stem(form) for form in forms}) == 1) is same


SPELLING = Spelling(Counter(["invoice", "invoice", "invoices", "laptop", "mailbox", "form", "price"]))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("invoice", "invoice"),
        ("invioce", "invoice"),  # swapped
        ("invoce", "invoice"),  # left out
        ("innvoice", "invoice"),  # added
        ("invoize", "invoice"),  # changed
        ("lpatop", "laptop"),
        ("nvoice", "invoice"),
        ("from", "from"),  # too short to guess
        ("inviose", "inviose"),  # two slips
        ("lunch", "lunch"),
        ("lptopa", "lptopa"),
    ],
)
def test_one_slip_is_repaired(typed: str, meant: str) -> None:
    assert SPELLING.repair(typed) == meant


@given(st.text())
def test_any_text_can_be_read(text: str) -> None:
    for word in spoken(clean(text)):
        assert stem(word)
        assert SPELLING.repair(word)
