"""What must hold in the file of surveys, and what would make it better."""

from collections.abc import Iterator
from itertools import pairwise

from bot.catalog.draft import Draft
from bot.catalog.mistakes import Mistake, did_you_mean
from bot.catalog.sheets import Sheet, Way
from bot.catalog.survey_forms import MOST_TAPS, SCALES, Reasons, SurveyForm, SurveyQuestion, Words

LONGEST_LABEL = 75  # characters of a button
MOST_CHOICES = 6
MEASURED_BY = {
    "csat": "score",
    "ces": "effort",
    "nps": "recommend",
    "pulse": "mood",
    "value": "worth",
    "outcome": "outcome",
}
FOLLOWS = {"instead": "mood", "worth_at": "worth"}  # what is only asked after a certain answer
WEAK_WITHOUT = {
    "order": "After orders nobody is asked how it went.",
    "incident": "After incidents nobody is asked what they cost the business.",
    "question": "After questions nobody is asked how easy it was.",
    "recovery": "Who was let down is not asked again once it was put right.",
}


def find(draft: Draft) -> Iterator[Mistake]:
    """Yield every mistake in the survey forms."""
    sheet = draft.survey_sheet
    if draft.surveys and not draft.languages:
        yield sheet.mistake(("languages",), "No language is named, so nobody could be asked.", key=True)
    for key, form in draft.surveys.items():
        way: Way = ("surveys", key)
        yield from _names(draft, way, form)
        yield from _questions(sheet, way, form)
        yield from _timing(sheet, way, form)
        for at, words in _texts(form):
            yield from _languages(sheet, (*way, *at), words, draft.languages)


def weak_spots(draft: Draft) -> Iterator[Mistake]:
    """Yield what a file of surveys that is there does not ask for yet."""
    if not draft.surveys:
        return
    sheet, forms = draft.survey_sheet, draft.surveys.values()
    asked_after = {form.after for form in forms}
    for after, message in WEAK_WITHOUT.items():
        if after not in asked_after:
            yield sheet.mistake(("surveys",), message, f"Add a survey with `after: {after}`.", key=True)
    if not any(form.comes_by_itself and form.question("worth") for form in forms):
        message = "Nobody is asked from time to time whether a service is worth its price."
        yield sheet.mistake(("surveys",), message, "Add one with a question `worth` each quarter.", key=True)
    for key, form in draft.surveys.items():
        if form.after == "question" and form.sample is None:
            message = "It follows every question, which is more than people like to answer."
            yield sheet.mistake(("surveys", key), message, "Add `sample: 20`.", key=True)


def _names(draft: Draft, way: Way, form: SurveyForm) -> Iterator[Mistake]:
    sheet = draft.survey_sheet
    for at, name in enumerate(form.services):
        if name not in draft.keys:
            message = f"`{name}` is no service."
            yield sheet.mistake((*way, "services", at), message, did_you_mean(name, draft.keys))
    if draft.company:
        for at, name in enumerate(form.units):
            if name not in draft.company.units:
                message = f"`{name}` is no unit of company.yaml."
                yield sheet.mistake((*way, "units", at), message, did_you_mean(name, draft.company.units))


def _questions(sheet: Sheet, way: Way, form: SurveyForm) -> Iterator[Mistake]:
    kinds = [question.kind for question in form.questions]
    if form.most_taps > MOST_TAPS:
        message = f"It may take {form.most_taps} taps; people give at most {MOST_TAPS}, reasons counted."
        yield sheet.mistake((*way, "questions"), message, "Leave out what you would not act on.", key=True)
    measures = MEASURED_BY[form.kind]
    if measures not in kinds:
        message = f"A survey of the kind `{form.kind}` asks `{measures}`."
        yield sheet.mistake((*way, "questions"), message, "Add that question, or change the kind.", key=True)
    for at, question in enumerate(form.questions):
        here: Way = (*way, "questions", at)
        first = FOLLOWS.get(question.kind)
        if question.kind in kinds[:at]:
            yield sheet.mistake((*here, "kind"), f"`{question.kind}` is already asked above.")
        if first and first not in kinds[:at]:
            yield sheet.mistake((*here, "kind"), f"`{question.kind}` needs the question `{first}` above it.")
        yield from _reasons(sheet, here, question)
    yield from _reason_keys(sheet, way, form)


def _reasons(sheet: Sheet, way: Way, question: SurveyQuestion) -> Iterator[Mistake]:
    scale = SCALES.get(question.kind)
    if question.reasons and scale is None:
        message = f"`{question.kind}` has no scale, so no reasons can follow it."
        yield sheet.mistake((*way, "reasons"), message, "Leave out `reasons`.", key=True)
    for at, reasons in enumerate(question.reasons if scale else ()):
        yield from _reason(sheet, (*way, "reasons", at), reasons, scale or (0, 0))
    for at, (one, next_) in enumerate(pairwise(question.reasons), 1):
        if next_.up_to <= one.up_to:
            message = f"`up_to: {next_.up_to}` comes after `up_to: {one.up_to}`, so it is never asked."
            yield sheet.mistake(
                (*way, "reasons", at, "up_to"), message, "Write them from the lowest to the highest."
            )


def _reason(sheet: Sheet, way: Way, reasons: Reasons, scale: tuple[int, int]) -> Iterator[Mistake]:
    lowest, highest = scale
    if not lowest <= reasons.up_to <= highest:
        message = f"`up_to: {reasons.up_to}` is not on the scale of {lowest} to {highest}."
        yield sheet.mistake((*way, "up_to"), message)
    if not 1 <= len(reasons.choices) <= MOST_CHOICES:
        message = f"{len(reasons.choices)} reasons; people choose well from one to {MOST_CHOICES}."
        yield sheet.mistake((*way, "choices"), message, key=True)
    for at, choice in enumerate(reasons.choices):
        if not choice.key.replace("_", "").isalnum() or choice.key != choice.key.lower():
            message = f"`{choice.key}` should be small letters, digits and `_`."
            yield sheet.mistake((*way, "choices", at, "key"), message)
        for language, label in choice.label.items():
            if len(label) > LONGEST_LABEL:
                message = f"This has {len(label)} characters; a button holds {LONGEST_LABEL}."
                yield sheet.mistake((*way, "choices", at, "label", language), message)


def _reason_keys(sheet: Sheet, way: Way, form: SurveyForm) -> Iterator[Mistake]:
    """Find keys that stand twice: a reason is stored by its key alone, which must say what it answers."""
    seen: set[str] = set()
    for number, question in enumerate(form.questions):
        for at, reasons in enumerate(question.reasons):
            for place, choice in enumerate(reasons.choices):
                if choice.key in seen:
                    here = (*way, "questions", number, "reasons", at, "choices", place, "key")
                    message = f"`{choice.key}` is already a reason of this survey."
                    yield sheet.mistake(here, message, "Give it a key of its own.")
                seen.add(choice.key)


def _timing(sheet: Sheet, way: Way, form: SurveyForm) -> Iterator[Mistake]:
    if form.expire_days == 0:
        yield sheet.mistake((*way, "expire_days"), "It would be over before anybody could answer.")
    if form.remind_days >= form.expire_days > 0:
        message = f"The reminder would come when it is over, after {form.expire_days} days."
        yield sheet.mistake((*way, "remind_days"), message, "Remind earlier, or 0 for not at all.")
    if form.comes_by_itself and form.to == "requester":
        message = "Nobody asked for anything, so there is no requester to ask."
        yield sheet.mistake((*way, "after"), message, "Add `to: customers` or `to: heads`.")
    if not form.comes_by_itself and form.to != "requester":
        message = f"After a contact the person whose it was is asked, not {form.to}."
        yield sheet.mistake((*way, "to"), message, "Leave out `to`.")


def _texts(form: SurveyForm) -> Iterator[tuple[Way, Words]]:
    """Yield every text of a form, and where it stands."""
    for number, question in enumerate(form.questions):
        here: Way = ("questions", number)
        yield (*here, "ask"), question.ask
        for at, reasons in enumerate(question.reasons):
            yield (*here, "reasons", at, "ask"), reasons.ask
            for place, choice in enumerate(reasons.choices):
                yield (*here, "reasons", at, "choices", place, "label"), choice.label


def _languages(sheet: Sheet, way: Way, words: Words, languages: tuple[str, ...]) -> Iterator[Mistake]:
    for language in languages:
        if language not in words:
            yield sheet.mistake(way, f"This is not there in `{language}`.", f"Add `{language}`.", key=True)
    for language in words:
        if language not in languages:
            message = f"`{language}` is not among the `languages` of this file."
            yield sheet.mistake(
                (*way, language), message, did_you_mean(language, languages) or "Add it there.", key=True
            )
