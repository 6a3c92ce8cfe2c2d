"""Answering: what a survey asks next, and what is kept of each tap."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.catalog.survey_forms import INSTEAD, MOODS, SCALES, Reasons, SurveyForm, SurveyQuestion
from bot.customer.surveys import Survey

COLUMNS = {  # where the answer to each kind of question is kept
    "score": "score",
    "effort": "effort",
    "recommend": "recommend",
    "mood": "mood",
    "instead": "instead",
    "worth": "worth_it",
    "worth_at": "worth_at_minor",
    "outcome": "outcome_met",
    "lost_time": "lost_minutes",
}
LONGEST_LOST = 7 * 24 * 60  # minutes; a week
LATE = timedelta(days=1)  # in which a late answer may be changed
Given = int | str | bool | None


@dataclass(frozen=True)
class Step:
    """What the person is shown: a question, what is asked about its answer, or thanks where both are None."""

    question: SurveyQuestion | None = None
    reasons: Reasons | None = None


THANKS = Step()


def next_step(
    survey: Survey, form: SurveyForm | None, leave_out: Collection[str] = (), after: str | None = None
) -> Step:
    """Return what to ask now: the first that has no answer; `after` a step's name, what follows it instead.

    `leave_out` are kinds of questions that make no sense here, such as the worth of what costs nothing.
    """
    if form is None or survey.skipped_at is not None:
        return THANKS
    path = list(_path(survey, form, leave_out))
    if after is None:
        return next((step for step in path if not _is_answered(survey, step)), THANKS)
    names = [name_of(step) for step in path]
    return path[names.index(after) + 1] if after in names[:-1] else THANKS


def first_step(survey: Survey, form: SurveyForm, leave_out: Collection[str] = ()) -> Step:
    """Return the first question, whether it has an answer or not."""
    return next(_path(survey, form, leave_out), THANKS)


def name_of(step: Step) -> str:
    """Return what a step is called in a button: `score`, or `score-why` for its reasons."""
    kind = step.question.kind if step.question else ""
    return f"{kind}-why" if step.reasons else kind


def _path(survey: Survey, form: SurveyForm, leave_out: Collection[str]) -> Iterator[Step]:
    for question in form.questions:
        if question.kind in leave_out or not _is_asked(survey, question.kind):
            continue
        yield Step(question)
        reasons = question.reasons_for(given_to(survey, question.kind))
        if reasons:
            yield Step(question, reasons)


def _is_asked(survey: Survey, kind: str) -> bool:
    """Say whether the answers so far lead to this kind of question."""
    if kind == "instead":
        return survey.mood in MOODS[:-1]
    return kind != "worth_at" or survey.worth_it is False


def _is_answered(survey: Survey, step: Step) -> bool:
    if step.question is None or given_to(survey, step.question.kind) is None:
        return False
    return step.reasons is None or not step.reasons.keys.isdisjoint(survey.reasons)


def given_to(survey: Survey, kind: str) -> Given:
    """Return the answer to a kind of question, None where there is none."""
    given: Given = getattr(survey, COLUMNS[kind])
    return given


def answer(survey: Survey, question: SurveyQuestion, given: str, now: datetime) -> None:
    """Keep an answer as its button gives it; the last tap wins, until the survey is settled.

    What no longer fits goes with the old answer: its reasons, and what only followed from it. A first answer
    after the end is kept, marked as late; whoever gave it has a day to change it. Raises ValueError for an
    answer that is not on the scale.
    """
    value = _read(question.kind, given)
    if survey.is_settled(now):
        return
    setattr(survey, COLUMNS[question.kind], value)
    fitting = question.reasons_for(value)
    dropped = {key for each in question.reasons if each is not fitting for key in each.keys}
    survey.reasons = [key for key in survey.reasons if key not in dropped]
    if not _is_asked(survey, "instead"):
        survey.instead = None
    if not _is_asked(survey, "worth_at"):
        survey.worth_at_minor = None
    if survey.is_over(now):
        survey.late, survey.expires_at = True, now + LATE
    survey.answered_at, survey.skipped_at = now, None


def _read(kind: str, given: str) -> int | str | bool:
    """Return an answer as it is stored. Raises ValueError when it is none."""
    if kind in ("worth", "outcome") and given in ("yes", "no"):
        return given == "yes"
    if given in {"mood": MOODS, "instead": INSTEAD}.get(kind, ()):
        return given
    lowest, highest = {"lost_time": (0, LONGEST_LOST), "worth_at": (0, 10**12)}.get(
        kind, SCALES.get(kind, (0, -1))
    )
    if not given.isdecimal() or not lowest <= int(given) <= highest:
        raise ValueError(f"{given} is no answer to a question about {kind}")
    return int(given)


def give_reason(survey: Survey, question: SurveyQuestion, key: str, now: datetime) -> None:
    """Keep why they answered as they did, instead of what they said before. Raises ValueError for no reason."""
    asked = question.reasons_for(given_to(survey, question.kind))
    if asked is None or key not in asked.keys:
        raise ValueError(f"{key} is no reason for this answer")
    if not survey.is_settled(now):
        survey.reasons = [each for each in survey.reasons if each not in asked.keys] + [key]
        survey.skipped_at = None


def skip(survey: Survey, now: datetime) -> None:
    """Ask no more in this survey; what was answered is kept."""
    survey.skipped_at = survey.skipped_at or now


def comment(survey: Survey, text: str | None, may_quote: bool = False) -> None:
    """Keep the person's own words, and whether others may read them; the last ones replace those before."""
    survey.comment = (text or "").strip() or None
    survey.may_quote = may_quote and survey.comment is not None
