"""Which questions of a form are asked, on which page, and which answers are taken."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog import Catalog, Service
from bot.catalog.forms import FormField
from bot.value import forms

TODAY = date(2026, 11, 23)
LEVEL = "Standard"
FORM = (
    FormField(key="what", label="What?", kind="choice", options=("Starts", "Leaves"), step="Who"),
    FormField(key="who", label="Who?", kind="person", step="Who"),
    FormField(key="laptop", label="Laptop?", kind="yes_no", step="Things", when={"what": ("Starts",)}),
    FormField(
        key="size",
        label="Size?",
        kind="choice",
        options=("13", "15"),
        step="Things",
        when={"laptop": ("yes",)},
    ),
    FormField(
        key="mail", label="Mail?", kind="people", step="Goodbye", when={"what": ("Leaves",)}, required=False
    ),
    FormField(key="fast", label="Why fast?", step="Speed", when={"tier": ("Express",)}),
)


@pytest.fixture
def asking(sample_catalog: Catalog) -> Service:
    return replace(sample_catalog.services["JML"], form=FORM, private_when={"what": ("Leaves",)})


def keys(service: Service, said: dict[str, Any], tier: str = LEVEL) -> list[str]:
    return [field.key for field in forms.asked(service, said, tier)]


def test_what_is_asked_follows_from_what_was_said(asking: Service) -> None:
    assert keys(asking, {}) == ["what", "who"]
    assert keys(asking, {"what": "Starts"}) == ["what", "who", "laptop"]
    assert keys(asking, {"what": "Starts", "laptop": "yes"}) == ["what", "who", "laptop", "size"]
    assert keys(asking, {"what": "Leaves"}, "Express") == ["what", "who", "mail", "fast"]


def test_an_answer_to_what_is_no_longer_asked_counts_for_nothing(asking: Service) -> None:
    said = {"what": "Leaves", "laptop": "yes", "size": "13", "who": "U0EVE"}
    assert "size" not in keys(asking, said)
    assert [each["key"] for each in forms.details(asking, said, LEVEL)] == ["what", "who"]


@pytest.mark.parametrize(
    ("said", "tier", "visited"),
    [
        ({}, LEVEL, ["Who"]),
        ({"what": "Starts"}, LEVEL, ["Who", "Things"]),
        ({"what": "Leaves"}, LEVEL, ["Who", "Goodbye"]),
        ({"what": "Leaves"}, "Express", ["Who", "Goodbye", "Speed"]),
    ],
)
def test_pages_with_nothing_to_ask_are_passed_over_both_ways(
    asking: Service, said: dict[str, Any], tier: str, visited: list[str]
) -> None:
    for step, start, wanted in ((1, forms.BEFORE, visited), (-1, len(FORM), visited[::-1])):
        seen, page = [], forms.page_beyond(asking, said, tier, start, step)
        while page is not None:
            seen.append(page.title)
            page = forms.page_beyond(asking, said, tier, page.number, step)
        assert seen == wanted


def test_a_service_may_be_private_for_some_of_its_orders(asking: Service) -> None:
    assert forms.is_private(asking, {"what": "Leaves"}, LEVEL)
    assert not forms.is_private(asking, {"what": "Starts"}, LEVEL)
    assert not forms.is_private(replace(asking, private_when={}), {"what": "Leaves"}, LEVEL)
    assert forms.is_private(replace(asking, private=True), {}, LEVEL)


@pytest.mark.parametrize(
    ("facts", "answer", "what"),
    [
        ({}, None, "missing"),
        ({}, "", "missing"),
        ({"required": False}, None, None),
        ({"kind": "number", "least": 2, "most": 5}, "1", "small"),
        ({"kind": "number", "least": 2, "most": 5}, "6", "large"),
        ({"kind": "number", "least": 2, "most": 5}, "5", None),
        ({"kind": "number"}, "a few", "number"),
        ({"kind": "number"}, "1.5", "number"),
        ({"least": 3}, "ab", "short"),
        ({"most": 3}, "abcd", "long"),
        ({"pattern": r"[A-Z]{2}-\d+", "pattern_hint": "AB-1"}, "AB-1", None),
        ({"pattern": r"[A-Z]{2}-\d+", "pattern_hint": "AB-1"}, "AB-1 or so", "shape"),
        ({"pattern": "(a+)+", "pattern_hint": "a"}, "a" * 2900, None),
        ({"pattern": "(a+)+", "pattern_hint": "a"}, "a" * 2900 + "!", "shape"),
        ({"pattern": "S[0-9]{2}", "pattern_hint": "S07"}, "S07\nS08", "shape"),
        ({"pattern": "a|b", "pattern_hint": "a"}, "ab", "shape"),
        ({"kind": "date", "least": 1}, "2026-11-23", "early"),
        ({"kind": "date", "least": 1}, "2026-11-24", None),
        ({"kind": "date", "most": 30}, "2026-12-24", "late"),
        ({"kind": "choices", "options": ("a", "b", "c"), "least": 2}, ["a"], "few"),
        ({"kind": "choice", "options": ("a", "b"), "required": False}, "c", "missing"),
        ({"kind": "people", "most": 1}, ["U0ANA", "U0BO"], "many"),
    ],
)
def test_what_is_wrong_with_an_answer(facts: dict[str, Any], answer: Any, what: str | None) -> None:
    found = forms.wrong(FormField(**{"key": "it", "label": "It?", **facts}), answer, TODAY)
    assert (found.what if found else None) == what


@given(least=st.integers(-400, 400), more=st.integers(0, 400), day=st.integers(-900, 900))
def test_a_day_is_taken_exactly_between_the_first_and_the_last(least: int, more: int, day: int) -> None:
    field = FormField(key="on", label="On?", kind="date", least=least, most=least + more)
    found = forms.wrong(field, (TODAY + timedelta(days=day)).isoformat(), TODAY)
    assert (found is None) == (least <= day <= least + more)


def test_what_is_known_from_elsewhere_is_taken_where_it_fits(asking: Service) -> None:
    given = {"what": "starts", "who": "U0EVE", "laptop": True, "size": "99", "mail": "U0BO", "nothing": "x"}
    assert forms.fitting(asking, given) == {
        "what": "Starts",
        "who": "U0EVE",
        "laptop": "yes",
        "mail": ["U0BO"],
    }


def test_people_who_were_mentioned_go_into_the_first_question_for_people(asking: Service) -> None:
    assert forms.with_people(asking, {}, ["U0EVE", "U0BO"]) == {"who": "U0EVE"}
    assert forms.with_people(asking, {"who": "U0MIA"}, ["U0EVE"]) == {"who": "U0MIA"}
    many = replace(asking, form=(FormField(key="all", label="All?", kind="people"),))
    assert forms.with_people(many, {}, ["U0EVE", "U0BO"]) == {"all": ["U0EVE", "U0BO"]}
    assert forms.with_people(replace(asking, form=()), {}, ["U0EVE"]) == {}
