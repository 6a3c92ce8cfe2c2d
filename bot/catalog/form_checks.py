"""What must hold in a service's form, so that it can be shown, filled in and understood."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from bot.catalog.draft import Written
from bot.catalog.forms import YES_NO, Condition, FormField, shape
from bot.catalog.mistakes import Mistake, did_you_mean
from bot.catalog.service import Service
from bot.catalog.sheets import Sheet, Way

TIER = "tier"  # what conditions call the level that is ordered
CHOSEN = ("choice", "choices")
ASKABLE = (*CHOSEN, "yes_no")  # whose answers are known beforehand, so that others can depend on them
TYPED = ("text", "long_text")
BOUNDED = (*TYPED, "number", "date", "choices", "people", "file")
MOST_OPTIONS, LONGEST_OPTION = 100, 75  # Slack's, here and below
LONGEST_LABEL, LONGEST_HINT, LONGEST_STEP = 150, 500, 150
LONGEST_TEXT, MOST_FILES = 3000, 10
MOST_ON_A_PAGE = 40


def find(written: Written) -> Iterator[Mistake]:
    """Yield every mistake in the form of a service."""
    service, sheet = written
    for at, field in enumerate(service.form):
        way: Way = ("form", at)
        earlier = service.form[:at]
        yield from _names(sheet, way, field, earlier)
        yield from _options(sheet, way, field)
        yield from _lengths(sheet, way, field)
        yield from _bounds(sheet, way, field)
        yield from _pattern(sheet, way, field)
        yield from _condition(sheet, (*way, "when"), field.when, service, earlier)
    yield from _steps(sheet, service.form)
    yield from _condition(sheet, ("private_when",), service.private_when, service, service.form)


def _names(sheet: Sheet, way: Way, field: FormField, earlier: Sequence[FormField]) -> Iterator[Mistake]:
    if field.key == TIER:
        message = "`tier` is the level that is ordered, which the form asks in any case."
        yield sheet.mistake((*way, "key"), message, "Choose another key.")
    if field.key in [each.key for each in earlier]:
        yield sheet.mistake((*way, "key"), f"There is already a field `{field.key}`.", "Choose another key.")


def _options(sheet: Sheet, way: Way, field: FormField) -> Iterator[Mistake]:
    if field.kind not in CHOSEN:
        if field.options:
            message = f"A field of kind `{field.kind}` has no options."
            yield sheet.mistake((*way, "options"), message, "Make it a `choice`, or leave them out.")
        return
    if len(field.options) < 2:
        message = f"`{field.key}` is a {field.kind} with fewer than two options."
        yield sheet.mistake(way, message, "Add `options` to choose from.")
    if len(field.options) > MOST_OPTIONS:
        message = f"`{field.key}` has {len(field.options)} options, Slack shows {MOST_OPTIONS} at most."
        yield sheet.mistake((*way, "options"), message, "Ask in two steps, or for a text.")
    for number, option in enumerate(field.options):
        if len(option) > LONGEST_OPTION:
            message = f"This option is {len(option)} characters long, Slack takes {LONGEST_OPTION} at most."
            yield sheet.mistake((*way, "options", number), message, "Say it shorter.")
        if option.lower() in [each.lower() for each in field.options[:number]]:
            yield sheet.mistake((*way, "options", number), f"`{option}` is already an option above.")


def _lengths(sheet: Sheet, way: Way, field: FormField) -> Iterator[Mistake]:
    limits = {"label": LONGEST_LABEL, "hint": LONGEST_HINT, "step": LONGEST_STEP}
    for name, limit in limits.items():
        words = getattr(field, name) or ""
        if len(words) > limit:
            message = f"This {name} is {len(words)} characters long; {limit} are read at most."
            yield sheet.mistake((*way, name), message, "Say it shorter.")


def _bounds(sheet: Sheet, way: Way, field: FormField) -> Iterator[Mistake]:
    for name in ("least", "most"):
        if getattr(field, name) is not None and field.kind not in BOUNDED:
            message = f"A field of kind `{field.kind}` has no `{name}`."
            yield sheet.mistake((*way, name), message, "Leave it out.")
    if field.least is not None and field.most is not None and field.least > field.most:
        message = f"`least` is {field.least}, which is above `most`, {field.most}."
        yield sheet.mistake((*way, "least"), message, "Nothing would fit; change one of them.")
    limit = _limit(field)
    if field.most is not None and limit is not None and not 0 < field.most <= limit:
        yield sheet.mistake((*way, "most"), f"`most` should be 1 to {limit} here, not {field.most}.")


def _limit(field: FormField) -> int | None:
    if field.kind in TYPED:
        return LONGEST_TEXT
    if field.kind == "file":
        return MOST_FILES
    return len(field.options) if field.kind == "choices" and field.options else None


def _pattern(sheet: Sheet, way: Way, field: FormField) -> Iterator[Mistake]:
    if field.pattern is None:
        if field.pattern_hint is not None:
            yield sheet.mistake((*way, "pattern_hint"), "There is no `pattern` that this could be about.")
        return
    if field.kind not in TYPED:
        message = f"A field of kind `{field.kind}` has no `pattern`."
        yield sheet.mistake((*way, "pattern"), message, "Leave it out, or make it a `text`.")
    if field.pattern_hint is None:
        message = "People whose text has another shape would not be told what is wanted."
        yield sheet.mistake((*way, "pattern"), message, "Add `pattern_hint` with an example.")
    try:
        re.compile(field.pattern)
    except re.error as error:
        message = f"This is no regular expression: {error}."
        yield sheet.mistake((*way, "pattern"), message, "Put a backslash before a sign that means itself.")
        return
    if shape(field.pattern) is None:
        message = "This pattern looks around or back, or counts too far, which can take for ever."
        hint = "Leave out `(?=`, `(?!`, `(?<`, `\\1`, `\\Z` and counts of counts."
        yield sheet.mistake((*way, "pattern"), message, hint)


def _condition(
    sheet: Sheet, way: Way, condition: Condition, service: Service, known: Sequence[FormField]
) -> Iterator[Mistake]:
    fields = {each.key: each for each in known}
    later = {each.key for each in service.form} - fields.keys()
    for key, wanted in condition.items():
        if key in later:
            message = f"`{key}` is asked only after this."
            yield sheet.mistake((*way, key), message, "Move that field above this one.", key=True)
        elif key != TIER and key not in fields:
            hint = did_you_mean(key, [*fields, TIER]) or "Name a field above, or `tier`."
            yield sheet.mistake((*way, key), f"`{key}` is no field of this form.", hint, key=True)
        elif key != TIER and fields[key].kind not in ASKABLE:
            message = f"`{key}` is a {fields[key].kind}, whose answer cannot be known beforehand."
            yield sheet.mistake((*way, key), message, f"Depend on one of: {', '.join(ASKABLE)}.", key=True)
        else:
            yield from _answers(sheet, (*way, key), wanted, answers(service, fields.get(key)))


def _answers(sheet: Sheet, way: Way, wanted: Sequence[str], possible: Sequence[str]) -> Iterator[Mistake]:
    if not wanted:
        yield sheet.mistake(way, "No answer is named, so this would never be asked.", "Name one or more.")
    for number, answer in enumerate(wanted):
        if answer not in possible:
            hint = did_you_mean(answer, possible) or f"There is: {', '.join(possible)}."
            yield sheet.mistake((*way, number), f"`{answer}` is none of the answers.", hint)


def answers(service: Service, field: FormField | None) -> tuple[str, ...]:
    """Return what can be answered to a field that others depend on; without a field, the levels."""
    if field is None:
        return tuple(tier.name for tier in service.tiers)
    return YES_NO if field.kind == "yes_no" else field.options


def _steps(sheet: Sheet, form: Sequence[FormField]) -> Iterator[Mistake]:
    seen: set[str | None] = set()
    at = 0
    for step, fields in groupby(form, key=lambda field: field.step):
        many = len(list(fields))
        if step in seen:
            message = f"The fields of the step `{step or 'without a name'}` do not follow one another."
            yield sheet.mistake(("form", at), message, "Move them together, or name another step.")
        if many > MOST_ON_A_PAGE:
            message = f"{many} fields stand on one page; {MOST_ON_A_PAGE} are the most."
            yield sheet.mistake(("form", at), message, "Give some of them a `step` of their own.")
        seen.add(step)
        at += many
