"""Enough: how many answers tell satisfaction to a margin, how many surveys bring them, how many may be sent at all."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.catalog import Catalog, Unit
from bot.customer.opinions import Response
from bot.customer.rating import Rating
from bot.customer.satisfaction import answers_for
from bot.value.opinion import MARGINS

DAYS = 30
_STEPS = 20  # a share is planned for in steps of five points


@dataclass(frozen=True)
class Goal:
    """So many answers tell a share to ± `margin` (0..1); `surveys` bring them, None while nobody was asked."""

    margin: float
    answers: int
    surveys: int | None


@dataclass(frozen=True)
class Enough:
    """What it takes to know how satisfied people are, at `about` this share (0..1).

    `answered` is the share of those asked who answered. `people` can be sent `surveys` in 30 days, which
    bring about `answers`: None where nothing limits them or nobody said how many people there are, or where
    `answered` is not measured.
    """

    about: float
    goals: tuple[Goal, ...]
    answered: Rating
    people: int
    surveys: int | None
    answers: int | None


def of(catalog: Catalog, units: Iterable[Unit], satisfied: Rating, asked: Response) -> Enough | None:
    """Return what it takes for the people of some units, None while their satisfaction is not measured.

    The share is rounded to five points, because what is planned is no finer. Surveys are answers ÷ share of
    those asked who answer, rounded up; in 30 days people × 30 ÷ `survey_days` of the policy may be sent.
    """
    if satisfied.value is None:
        return None
    about, answered = round(satisfied.value * _STEPS) / _STEPS, asked.answered
    people, rest = sum(unit.headcount for unit in units), catalog.company.policy.survey_days
    surveys = people * DAYS // rest if people and rest else None
    answers = None if surveys is None or answered.value is None else round(surveys * answered.value)
    goals = tuple(_goal(answers_for(about, margin), margin, asked) for margin in MARGINS)
    return Enough(about, goals, answered, people, surveys, answers)


def _goal(answers: int, margin: float, asked: Response) -> Goal:
    came = round(asked.sent * (asked.answered.value or 0))
    return Goal(margin, answers, -(-answers * asked.sent // came) if came else None)
