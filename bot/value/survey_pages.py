"""Survey pages: the facts of what a person is shown of a survey, step by step, in their language."""

from collections.abc import Iterator
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlmodel import Session

from bot.catalog import Catalog
from bot.catalog.survey_forms import INSTEAD, LOST_MINUTES, MOODS, SCALES, SurveyForm, in_language
from bot.customer import answering, opinions
from bot.customer.answering import Step, given_to
from bot.customer.surveys import Survey
from bot.money import Money
from bot.value import matters

PARTS = (Fraction(3, 4), Fraction(1, 2), Fraction(1, 4))  # of the price, to choose from
TAPS = {
    "mood": tuple(reversed(MOODS)),
    "instead": INSTEAD,
    "worth": ("yes", "no"),
    "outcome": ("yes", "no"),
    "lost_time": tuple(str(minutes) for minutes in LOST_MINUTES),
}


def page(
    session: Session,
    catalog: Catalog,
    survey: Survey,
    now: datetime,
    step: Step | None = None,
    *,
    again: bool = False,
) -> tuple[str, dict[str, Any]]:
    """Return template and facts of a step, without one of what comes next: a question, thanks, or the end."""
    known = facts(session, catalog, survey, now)
    form = catalog.surveys.get(survey.form)
    if step is None and survey.is_over(now):
        said = survey.answered_at or survey.skipped_at
        return ("surveys/thanks" if said else "surveys/over"), known
    shown = step or answering.next_step(survey, form, matters.left_out(known["about"]))
    if shown.question is None or form is None:
        return "surveys/thanks", known
    return "surveys/ask", {**known, "step": _step(survey, form, shown, known["about"], again)}


def reminder(session: Session, catalog: Catalog, survey: Survey, now: datetime) -> dict[str, Any]:
    """Return the facts of the reminder: the first question, or none once something was said."""
    known, form = facts(session, catalog, survey, now), catalog.surveys.get(survey.form)
    waits = not (survey.answered_at or survey.skipped_at) and form
    step = answering.next_step(survey, form, matters.left_out(known["about"]))
    asks = form is not None and waits and step.question is not None
    return {**known, "step": _step(survey, form, step, known["about"], False) if asks and form else None}


def facts(session: Session, catalog: Catalog, survey: Survey, now: datetime) -> dict[str, Any]:
    """Return what every template of a survey is given."""
    currency, named = catalog.company.currency, survey.worth_at_minor
    return {
        "survey": {**survey.model_dump(), "troubled": survey.troubled},
        "about": matters.facts_of(session, catalog, survey, now),
        "reasons": list(_reasons(survey, catalog.surveys.get(survey.form))),
        "worth_at": None if named is None else Money(named, currency),
        "hour": catalog.company.worth.hour,
        "lost_cost": opinions.cost_of(survey.lost_minutes, catalog.company.worth.hour),
        "over": survey.is_over(now),
        "settled": survey.is_settled(now),
    }


def _reasons(survey: Survey, form: SurveyForm | None) -> Iterator[str]:
    for question in form.questions if form else ():
        for each in question.reasons:
            for choice in each.choices:
                if choice.key in survey.reasons:
                    yield in_language(choice.label, survey.language)


def _step(survey: Survey, form: SurveyForm, step: Step, about: dict[str, Any], again: bool) -> dict[str, Any]:
    """Return a question, or what is asked about its answer, with what can be tapped."""
    question = step.question
    assert question is not None
    asked = step.reasons or question
    return {
        "kind": "why" if step.reasons else question.kind,
        "name": answering.name_of(step),
        "first": question is form.questions[0] and not step.reasons,
        "ask": in_language(asked.ask, survey.language),
        "choices": list(_reason_taps(survey, step) if step.reasons else _taps(survey, question.kind, about)),
        "again": again,
    }


def _reason_taps(survey: Survey, step: Step) -> Iterator[dict[str, Any]]:
    for choice in step.reasons.choices if step.reasons else ():
        yield {
            "value": choice.key,
            "label": in_language(choice.label, survey.language),
            "price": None,
            "chosen": choice.key in survey.reasons,
        }


def _taps(survey: Survey, kind: str, about: dict[str, Any]) -> Iterator[dict[str, Any]]:
    given = given_to(survey, kind)
    said = {True: "yes", False: "no"}[given] if isinstance(given, bool) else str(given)
    if kind == "worth_at":
        price: Money = about["price"]
        for part in PARTS:
            worth = price * part
            yield {
                "value": str(worth.minor),
                "label": None,
                "price": worth,
                "chosen": said == str(worth.minor),
            }
        return
    lowest, highest = SCALES.get(kind, (0, -1))
    for value in TAPS.get(kind) or map(str, range(lowest, highest + 1)):
        yield {"value": value, "label": None, "price": None, "chosen": said == value}
