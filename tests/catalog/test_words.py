"""Words, their endings, and slips of the typing hand."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.finding.plainly import SHORT, bare, written_out
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
        ("𝓘 𝔀𝓪𝓷𝓽 𝟐 ｌａｐｔｏｐｓ", "I want 2 laptops"),
        ("2½ days at the cafe\u0301", "2½ days at the café"),
        ("\ufdfa 20ºC", "\ufdfa 20oC"),
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


def test_what_a_figure_ends_with_is_no_word() -> None:
    assert spoken("the 1st, 2nd and 21ST of 3 hrs or 4hrs, 20GB, 2fa, 1 street") == ["gb", "fa", "street"]
    assert spoken("an st of hrs") == ["st", "hrs"]


@pytest.mark.parametrize("written", ["café", "cafe\u0301", "CAFÉ", "cafe"])
def test_accents_are_no_other_word(written: str) -> None:
    assert spoken(f"wifi in the {written}") == ["wifi", "cafe"]


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


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("teh", "the"),
        ("hwo", "how"),
        ("waht", "what"),
        ("whcih", "which"),
        ("fomr", "form"),
        ("woudl", "would"),
    ],
)
def test_letters_that_changed_places_in_a_short_word(typed: str, meant: str) -> None:
    assert SPELLING.repair(typed) == meant


@pytest.mark.parametrize("name", ["tom", "okta", "sla", "eta", "jira", "ab", "teh1"])
def test_a_short_name_stays(name: str) -> None:
    assert SPELLING.repair(name) == name


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Hi team, quick question: who owns it? Thanks a lot in advance!", "who owns it?"),
        (
            "Good morning, sorry to bother you again, but the till is down. Kind regards, Tim Smith",
            "the till is down.",
        ),
        ("Hope you are well. Could you please tell me where my payslip is, thx", "where my payslip is,"),
        ("hello everyone, i was wondering if we may sell", "we may sell"),
        ("my pay is late. Best, Jane", "my pay is late."),
        ("hi it is broken", "it is broken"),
        ("which laptop is best", "which laptop is best"),
        ("morning shift starts when", "morning shift starts when"),
        ("can you help me", "can you help me"),
        ("thanks!", "thanks!"),
        ("hi there", "hi there"),
        ("no thanks", "no thanks"),
        ("", ""),
    ],
)
def test_courtesies_around_a_question(text: str, plain: str) -> None:
    assert bare(text) == plain


@given(st.text())
def test_what_is_bare_stays_bare(text: str) -> None:
    assert bare(bare(text)) == bare(text)
    assert bare(text) in text or bare(text) == text


def test_short_forms_are_written_out_unless_the_catalog_knows_them() -> None:
    asked = "pls reset my PW for 2 ppl w/o R or u"
    assert written_out(asked, {"ppl"}.__contains__) == "pls reset my password for 2 ppl without R or you"
    assert written_out("Büro für r2", set().__contains__) == "Büro für r2"


def test_short_forms_are_in_small_letters_and_no_two_lead_to_one_another() -> None:
    assert all(short == short.lower() for short in SHORT)
    assert not {word for long in SHORT.values() for word in long.split()} & SHORT.keys()
