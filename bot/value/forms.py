"""Forms: which of a service's own questions are asked, on which pages, and what is wrong with an answer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from bot.catalog import Service
from bot.catalog.form_checks import TIER
from bot.catalog.forms import YES_NO, Condition, FormField

LONGEST = {"text": 500, "long_text": 2000}  # where the catalog sets no `most`
MOST_FILES = 5
SEVERAL = ("choices", "people", "file")
BEFORE = -1  # the page with level, how many and from when

Said = Mapping[str, Any]
"""Answers by the key of their field: a text, for `choices`, `people` and `file` a list; no answer is None."""


@dataclass(frozen=True)
class Page:
    """Fields that stand together; `number` is its place among all pages of the form, asked or not."""

    number: int
    title: str | None
    fields: tuple[FormField, ...]


@dataclass(frozen=True)
class Wrong:
    """What is wrong with an answer, and the bound that it is beyond."""

    what: str
    field: FormField
    bound: int | date | None = None


def pages(service: Service) -> list[Page]:
    """Return the pages of a form: fields that follow one another in the same step."""
    steps = groupby(service.form, key=lambda field: field.step)
    return [Page(number, step, tuple(fields)) for number, (step, fields) in enumerate(steps)]


def asked(service: Service, said: Said, tier: str) -> list[FormField]:
    """Return the fields whose conditions hold; an answer to what is not asked makes none hold."""
    known: dict[str, Any] = {TIER: tier}
    found = []
    for field in service.form:
        if holds(field.when, known):
            found.append(field)
            known[field.key] = said.get(field.key)
    return found


def holds(condition: Condition, known: Said) -> bool:
    """Say whether every field of a condition has one of its answers."""
    return all(set(wanted) & set(_several(known.get(key))) for key, wanted in condition.items())


def is_private(service: Service, said: Said, tier: str) -> bool:
    """Say whether an order of a service is for those concerned only, by what is asked and answered."""
    known = {TIER: tier, **answered(service, said, tier)}
    return service.private or bool(service.private_when and holds(service.private_when, known))


def _several(answer: Any) -> Sequence[str]:
    if answer is None:
        return ()
    return answer if isinstance(answer, list) else (answer,)


def answered(service: Service, said: Said, tier: str) -> dict[str, Any]:
    """Return the answers to what is asked, those to anything else left out."""
    return {field.key: said[field.key] for field in asked(service, said, tier) if said.get(field.key)}


def page_beyond(service: Service, said: Said, tier: str, number: int, step: int = 1) -> Page | None:
    """Return the next page with anything to ask, the one before with step -1; None where there is none."""
    keys = {field.key for field in asked(service, said, tier)}
    beyond = [page for page in pages(service)[::step] if (page.number - number) * step > 0]
    return next((page for page in beyond if any(field.key in keys for field in page.fields)), None)


def leading(service: Service) -> set[str]:
    """Return the keys of the fields that others depend on: the form looks different after them."""
    return {key for field in service.form for key in field.when}


def wrong(field: FormField, answer: Any, today: date) -> Wrong | None:
    """Return what is wrong with an answer, None when nothing is."""
    gone = field.options and not set(_several(answer)) <= set(field.options)  # the catalog changed meanwhile
    if not answer or gone:
        return Wrong("missing", field) if field.required or gone else None
    if field.kind in ("text", "long_text"):
        shaped = field.fits(answer.strip())
        return _beyond(field, len(answer), "short", "long") or (None if shaped else Wrong("shape", field))
    if field.kind == "number":
        whole = re.fullmatch(r"-?\d{1,15}", answer.strip())
        return _beyond(field, int(answer), "small", "large") if whole else Wrong("number", field)
    if field.kind == "date":
        return _day_beyond(field, date.fromisoformat(answer), today)
    return _beyond(field, len(answer), "few", "many") if field.kind in SEVERAL else None


def _beyond(field: FormField, figure: int, below: str, above: str) -> Wrong | None:
    if field.least is not None and figure < field.least:
        return Wrong(below, field, field.least)
    return Wrong(above, field, field.most) if field.most is not None and figure > field.most else None


def _day_beyond(field: FormField, day: date, today: date) -> Wrong | None:
    first = None if field.least is None else today + timedelta(days=field.least)
    last = None if field.most is None else today + timedelta(days=field.most)
    if first is not None and day < first:
        return Wrong("early", field, first)
    return Wrong("late", field, last) if last is not None and day > last else None


def all_wrong(service: Service, said: Said, tier: str, today: date) -> dict[str, Wrong]:
    """Return what is wrong in a form, by the key of the field."""
    found = {field.key: wrong(field, said.get(field.key), today) for field in asked(service, said, tier)}
    return {key: each for key, each in found.items() if each is not None}


def details(service: Service, said: Said, tier: str) -> list[dict[str, Any]]:
    """Return what an order keeps: each question that was asked and answered, with its key, kind and answer."""
    given = answered(service, said, tier)
    return [
        {"key": field.key, "label": field.label, "kind": field.kind, "value": given[field.key]}
        for field in service.form
        if field.key in given
    ]


def fitting(service: Service, given: Said) -> dict[str, Any]:
    """Return, of what is known from elsewhere, the answers that fields of this form can take."""
    found = {field.key: _taken(field, given.get(field.key)) for field in service.form}
    return {key: answer for key, answer in found.items() if answer}


def _taken(field: FormField, answer: Any) -> Any:
    if answer is None:
        return None
    if field.kind == "yes_no":
        word = YES_NO[not answer] if isinstance(answer, bool) else str(answer).lower()
        return word if word in YES_NO else None
    if field.kind in ("choice", "choices"):
        options = {option.lower(): option for option in field.options}
        chosen = [options[each.lower()] for each in _several(answer) if each.lower() in options]
        return chosen if field.kind == "choices" else next(iter(chosen), None)
    if field.kind in SEVERAL:
        return list(_several(answer))
    return answer.isoformat() if isinstance(answer, date) else str(answer)


def with_people(service: Service, said: Said, mentioned: Sequence[str]) -> dict[str, Any]:
    """Return the answers with the people whom a message names in the form's first question for people."""
    field = next((each for each in service.form if each.kind in ("person", "people")), None)
    if field is None or not mentioned or said.get(field.key):
        return dict(said)
    return {**said, field.key: list(mentioned) if field.kind == "people" else mentioned[0]}
