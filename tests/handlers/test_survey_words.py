"""Surveys in every state and language, with short words and with the longest, on new clients and on old."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import product
from typing import Any

import pytest

from bot.catalog import Catalog
from bot.catalog.survey_forms import MOODS, SurveyForm
from bot.customer.answering import Step
from bot.customer.surveys import Survey
from bot.money import Money
from bot.render import Renderer
from bot.settings import HOUSE
from bot.value import survey_pages
from tests.conftest import T0

LONG = "Ünïcode <&> *word* " * 200
LANGUAGES = ("en", "de", "fr")  # there are no words in the last, so the first stand in
LESS_LIKELY = (
    ("en", True),
    ("de", False),
    ("fr", False),
    ("fr", True),
)  # to be wrong where the others are right
RENDERER = Renderer(HOUSE / "templates")


def abouts() -> Iterator[dict[str, Any]]:
    bought = {
        "kind": "order",
        "number": 12,
        "text": "",
        "at": T0,
        "tier": "Standard",
        "quantity": 1,
        "price": Money(16500, "USD"),
        "cost": Money(16500, "USD"),
        "reopened": False,
        "service_name": "Orders and finance",
        "measure": "named user",
        "measures": "named users",
        "monthly": True,
        "outcome": "Books are closed in time.",
        "unit_name": "Finance",
        "owner": "U0CY",
    }
    yield bought
    yield {**bought, "quantity": 3, "monthly": False, "reopened": True, "text": LONG}
    bare = dict.fromkeys(("service_name", "tier", "measure", "measures", "owner", "price", "cost", "outcome"))
    for kind in ("incident", "question", "complaint", "hours", "expedite", "capability"):
        yield {**bought, **bare, "kind": kind, "text": LONG}
    yield {**bought, **bare, "kind": "recovery", "at": None}
    yield {**bought, **bare, "kind": "it", "number": 0, "at": None}
    yield {**bought, "kind": "service", "number": 0, "at": None, "measure": None, "measures": None}


@cache
def survey(**values: Any) -> dict[str, Any]:
    known = {"id": 7, "about": "order:12", "order_id": 12, "person": "U0ANA", "unit": "CC-500"}
    row = Survey(**{**known, "expires_at": T0 + timedelta(days=14), **values})
    return {**row.model_dump(), "troubled": row.troubled}


def answered() -> Iterator[dict[str, Any]]:
    yield {}
    yield {"working": True, "skipped_at": T0}
    yield {"score": 1, "working": True, "owner_told_at": T0, "worth_it": False, "worth_at_minor": 900}
    yield {"score": 1, "owner_told_at": T0, "comment": LONG, "may_quote": True}
    yield {"effort": 2, "owner_told_at": T0, "comment": LONG}
    yield {"effort": 7, "lost_minutes": 90, "late": True}
    yield {"mood": "negative", "instead": "other_tool"}
    yield {"working": False, "outcome_met": False, "recommend": 10, "expires_at": None}


def facts(
    values: dict[str, Any], about: dict[str, Any], language: str, hour: Money | None = None, **more: Any
) -> dict[str, Any]:
    row = survey(**values, language=language)
    worth_at = Money(row["worth_at_minor"], "USD") if row["worth_at_minor"] else None
    given = {"survey": row, "about": about, "reasons": [LONG[:70]], "worth_at": worth_at, "hour": hour}
    return {**given, "lost_cost": hour, "over": False, "settled": False, "call": None, **more}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", ["thanks", "over"])
def test_every_end_of_a_survey_can_be_sent(template: str, language: str) -> None:
    for values, about, hour in product(answered(), abouts(), (None, Money(4500, "USD"))):
        told = facts(values, about, language, hour, settled=bool(values.get("late")))
        assert RENDERER.message(f"surveys/{template}", told)["text"]


def steps(form: SurveyForm) -> Iterator[Step]:
    for question in form.questions:
        yield Step(question)
        yield from (Step(question, reasons) for reasons in question.reasons)


@pytest.mark.parametrize(
    ("language", "classic"),
    [("en", False), ("de", True), *(pytest.param(*each, marks=pytest.mark.slow) for each in LESS_LIKELY)],
)
def test_every_question_of_the_sample_can_be_sent(
    sample_catalog: Catalog, language: str, classic: bool
) -> None:
    row = Survey(about="order:12", person="U0ANA", unit="CC-500", language=language)
    for form, about, over in product(sample_catalog.surveys.values(), abouts(), (True, False)):
        for step in steps(form):
            if step.question and step.question.kind == "worth_at" and about["price"] is None:
                continue
            shown = survey_pages._step(row, form, step, about, again=over)
            told = facts({"working": True}, about, language, step=shown, over=over)
            assert RENDERER.message("surveys/ask", told, classic=classic)["text"]
            assert RENDERER.message("surveys/remind", told, classic=classic)["text"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_reminder_that_was_answered_says_so(language: str) -> None:
    for about in abouts():
        assert RENDERER.message("surveys/remind", facts({}, about, language, step=None))["text"]


def test_each_mood_has_its_own_words(sample_catalog: Catalog) -> None:
    form = sample_catalog.surveys["pulse"]
    row = Survey(about="2026-Q4", person="U0ANA", unit="CC-500")
    shown = survey_pages._step(row, form, Step(form.questions[0]), next(abouts()), again=False)
    told = facts({}, {**next(abouts()), "kind": "service"}, "de", step=shown)
    said = str(RENDERER.message("surveys/ask", told)["blocks"])
    assert len(shown["choices"]) == len(MOODS)
    assert all(words in said for words in ("Er hilft mir", "Weder gut noch schlecht", "Er steht mir im Weg"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("comment", [None, "fine", "x" * 2000])
def test_the_form_for_a_comment_opens_with_what_was_written(comment: str | None, language: str) -> None:
    row = survey(comment=comment, may_quote=comment == "fine", language=language)
    assert RENDERER.view("surveys/comment", {"survey": row})["type"] == "modal"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_for_a_price_names_todays(language: str) -> None:
    told = facts({}, next(abouts()), language, currency="USD", where="7:worth_at:")
    view = RENDERER.view("surveys/price", told)
    said = {"en": "$165.00", "de": "165,00\xa0$", "fr": "165,00\xa0$US"}[language]
    assert said in view["blocks"][0]["hint"]["text"]
    assert view["private_metadata"] == "7:worth_at:"


def test_labels_of_reasons_as_long_as_they_may_be_can_be_sent(sample_catalog: Catalog) -> None:
    form = sample_catalog.surveys["order"]
    reasons = form.questions[0].reasons[0]
    long = replace(reasons, choices=tuple(replace(each, label={"en": "W" * 75}) for each in reasons.choices))
    row = Survey(about="order:12", person="U0ANA", unit="CC-500")
    shown = survey_pages._step(row, form, Step(form.questions[0], long), next(abouts()), again=True)
    assert RENDERER.message("surveys/ask", facts({}, next(abouts()), "en", step=shown))["text"]
