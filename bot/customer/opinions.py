"""Opinions: what people answered for good in a span, kind by kind, each figure with its margin and none below five."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from math import ceil, floor, sqrt
from statistics import fmean, median, stdev
from typing import Any

from sqlmodel import Session, col, select

from bot.catalog.survey_forms import INSTEAD, MOODS
from bot.customer import surveys
from bot.customer.rating import Rating
from bot.customer.satisfaction import FLOOR, SATISFIED, Z, counts_of, nps, share, student
from bot.customer.surveys import Survey
from bot.money import Money

EASY_FROM = 5  # on the scale of 1 to 7
MINUTES_AN_HOUR = 60
_READ = (
    Survey.score,
    Survey.effort,
    Survey.recommend,
    Survey.mood,
    Survey.instead,
    Survey.worth_it,
    Survey.worth_at_minor,
    Survey.outcome_met,
    Survey.lost_minutes,
    Survey.late,
)


@dataclass(frozen=True)
class Opinions:
    """What was answered in a span; shares are 0..1, prices minor units, times minutes.

    `satisfied` is the share of scores of 4 and 5 (CSAT) and of nothing else, `easy` of efforts of 5 to 7 (CES),
    `promoters` is -1..1 (NPS). `moods` has the share of each mood and `instead` of what people would rather
    do, both of all who told a mood; who is positive stays. `worth_at` is the median of the prices that were
    named, `lost_each` the mean of what a contact cost, `lost_minutes` their sum and `lost_cost` what that is
    in money, None (not measured) while nobody said what an hour costs.
    """

    answered: int
    late: int
    satisfied: Rating
    easy: Rating
    promoters: Rating
    moods: dict[str, Rating]
    instead: dict[str, Rating]
    worth_it: Rating
    worth_at: Rating
    outcome: Rating
    lost_each: Rating
    lost_minutes: int | None
    lost_cost: Money | None


def of_span(
    session: Session,
    since: datetime,
    until: datetime,
    *,
    unit: str | None = None,
    service: str | None = None,
    hour: Money | None = None,
) -> Opinions:
    """Gather the answers of a unit's people or about a service, if one is given, that became final in [since, until).

    So what was said of a span that is over changes no more, and no two readings tell of one answer.
    `hour` is what an hour of a colleague costs.
    """
    rows = _rows(session, since, until, unit, service)
    moods, lost = _given(rows, "mood"), _given(rows, "lost_minutes")
    minutes = sum(lost) if len(lost) >= FLOOR else None
    return Opinions(
        answered=len(rows),
        late=sum(row.late for row in rows),
        satisfied=_share([score >= SATISFIED for score in _given(rows, "score")]),
        easy=_share([effort >= EASY_FROM for effort in _given(rows, "effort")]),
        promoters=_promoters(_given(rows, "recommend")),
        moods={each: _share([mood == each for mood in moods]) for each in MOODS},
        instead={each: _share([_rather(row) == each for row in rows if row.mood]) for each in INSTEAD},
        worth_it=_share(_given(rows, "worth_it")),
        worth_at=_median(_given(rows, "worth_at_minor")),
        outcome=_share(_given(rows, "outcome_met")),
        lost_each=mean_of(lost),
        lost_minutes=minutes,
        lost_cost=cost_of(minutes, hour),
    )


def cost_of(minutes: int | None, hour: Money | None) -> Money | None:
    """Return what lost time costs: minutes ÷ 60 × an hour of a colleague; None (not measured) without either."""
    if minutes is None or hour is None:
        return None
    return Money.of(hour.amount * minutes / MINUTES_AN_HOUR, hour.currency)


@dataclass(frozen=True)
class Response:
    """How many surveys of a kind were sent in a span, and which share of them has an answer by now."""

    sent: int
    answered: Rating


def response(
    session: Session,
    since: datetime,
    until: datetime,
    kind: str,
    *,
    unit: str | None = None,
    service: str | None = None,
) -> Response:
    """Return how many of those who were asked something of this kind in [since, until) answered."""
    sent = select(Survey.answered_at).where(
        Survey.kind == kind, col(Survey.sent_at) >= since, col(Survey.sent_at) < until
    )
    answered = [at is not None for at in session.exec(_narrowed(sent, unit, service))]
    return Response(len(answered), _share(answered))


def _rows(
    session: Session, since: datetime, until: datetime, unit: str | None, service: str | None
) -> Sequence[Any]:
    final = surveys.final_at()
    answered = select(*_READ).where(col(Survey.answered_at).is_not(None), final >= since, final < until)  # type: ignore[call-overload]
    rows: Sequence[Any] = session.exec(_narrowed(answered, unit, service)).all()
    return rows


def _narrowed(rows: Any, unit: str | None, service: str | None) -> Any:
    rows = rows if unit is None else rows.where(Survey.unit == unit)
    return rows if service is None else rows.where(Survey.service == service)


def _given(rows: Sequence[Any], name: str) -> list[Any]:
    return [value for row in rows if (value := getattr(row, name)) is not None]


def _rather(row: Any) -> str | None:
    """Return what somebody would do instead; who is positive was not asked, and stays."""
    stays: str | None = row.instead or (INSTEAD[0] if row.mood == MOODS[-1] else None)
    return stays


def _share(said: Sequence[bool]) -> Rating:
    """Return the share of yes with Wilson's range."""
    found = share(sum(said), len(said)) if len(said) >= FLOOR else None
    return Rating(len(said), found.value, found.low, found.high) if found else Rating(len(said))


def _promoters(scores: Sequence[int]) -> Rating:
    """Return promoters less detractors with the margin of `satisfaction.nps`, which ends at -1 and 1.

    Where all are of one kind that margin is none: then the range goes to the ends of Wilson's.
    """
    found = nps(scores) if len(scores) >= FLOOR else None
    if found is None:
        return Rating(len(scores))
    low, high = found.value - found.margin, found.value + found.margin
    if found.margin == 0:
        low, high = _range_of_one_kind(scores)
    return Rating(found.n, found.value, max(-1.0, low), min(1.0, high))


def _range_of_one_kind(scores: Sequence[int]) -> tuple[float, float]:
    promoters, detractors = (share(part, len(scores)) for part in counts_of(scores))
    assert promoters is not None
    assert detractors is not None
    return promoters.low - detractors.high, promoters.high - detractors.low


def mean_of(values: Sequence[int]) -> Rating:
    """Return the mean with its range, t · s / √n on either side with Student's t, from zero on."""
    n = len(values)
    if n < FLOOR:
        return Rating(n)
    mean, margin = fmean(values), student(n - 1) * stdev(values) / sqrt(n)
    return Rating(n, mean, max(0.0, mean - margin), mean + margin)


def _median(values: Sequence[int]) -> Rating:
    """Return the median; its range ends at the ranks (n ∓ z√n) / 2, rounded outwards (Conover 1999)."""
    n, ranked = len(values), sorted(values)
    if n < FLOOR:
        return Rating(n)
    low, high = floor((n - Z * sqrt(n)) / 2), ceil((n + Z * sqrt(n)) / 2)
    return Rating(n, float(median(ranked)), float(ranked[max(0, low - 1)]), float(ranked[min(n - 1, high)]))
