"""Opinion: what users say of services as far as it may be shown, how it moved, and how many answers would tell more."""

from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot.customer.batches import Batch, Block, batches
from bot.customer.satisfaction import FLOOR, answers_for, csat
from bot.customer.surveys import Survey
from bot.value.rating import Rating, rating
from bot.value.record import trend

WEEK = timedelta(days=7)
SPAN = 4 * WEEK  # a week alone seldom has the answers that a share needs
MONTHS_FRESH = 3  # so many months after its last answer an opinion is no longer shown as today's
MARGINS = (0.1, 0.05)  # what a reader may want to know it to, one after the other
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Missing:
    """How many more answers would show a share at all (`margin` None), or bring it to ± `margin` (0..1)."""

    answers: int
    margin: float | None


@dataclass(frozen=True)
class Opinion:
    """The share of satisfied users of one service, from the day `since` to the day `until`.

    It is made of whole batches. `waiting` answers came after it and are in no figure yet; `trend` is up,
    down, unclear, None where there is nothing to compare.
    """

    satisfied: Rating
    waiting: int = 0
    since: date | None = None
    until: date | None = None
    trend: str | None = None
    missing: Missing | None = Missing(FLOOR, None)  # None: it is known to ± 5 points
    fresh: bool = False  # whether the last week, or month, brought something new into it

    def is_below(self, goal: float) -> bool:
        """Say whether news make it sure, not only likely, that fewer are satisfied than `goal` (0..1)."""
        return self.fresh and self.satisfied.high is not None and self.satisfied.high < goal

    def reaches(self, goal: float) -> bool:
        """Say whether, by the news, at least so many are satisfied."""
        return self.fresh and self.satisfied.value is not None and self.satisfied.value >= goal


NOTHING = Opinion(Rating(0))


class Answer(NamedTuple):
    """What counts of one answer."""

    at: datetime
    score: int


def of_services(session: Session, services: Collection[str], zone: str, now: datetime) -> dict[str, Opinion]:
    """Return the opinion of all users by service: four weeks against the four before, in weeks of `zone`.

    A week counts when it is over. Where answers are few a batch takes several weeks; it belongs to the
    four weeks in which it was filled.
    """
    this_week = _week(now, zone)
    found = _answers(session, _begins_week((this_week[0] - 1, 1)), now, col(Survey.service).in_(services))
    return {
        service: _of_weeks([(_week(each.at, zone), each) for each in answers], this_week)
        for service, answers in found.items()
    }


def of_unit(session: Session, unit: str, zone: str, now: datetime) -> dict[str, Opinion]:
    """Return the opinion of one unit's people by service, in calendar months of `zone` that are over.

    Where answers are few a batch takes several months; it is compared with the batch before. Months with
    enough stand alone, as in the value report.
    """
    here = day(now, zone)
    found = _answers(session, date(here.year - 1, 1, 1), now, col(Survey.unit) == unit)
    return {
        service: _of_months([(_month(each.at, zone), each) for each in answers], (here.year, here.month))
        for service, answers in found.items()
    }


def _answers(session: Session, since: date, now: datetime, which: Any) -> dict[str, list[Answer]]:
    """Return answers by service, from that day on in every zone, the earliest first."""
    first = datetime.combine(since - A_DAY, time(), UTC)
    answered = select(Survey.service, Survey.answered_at, Survey.score).where(
        which,
        col(Survey.service).is_not(None),
        col(Survey.score).is_not(None),
        col(Survey.answered_at) >= first,
        col(Survey.answered_at) < now,
    )
    found = defaultdict[str, list[Answer]](list)
    for service, at, score in session.exec(answered.order_by(col(Survey.answered_at), col(Survey.id))):
        if service is not None and at is not None and score is not None:
            found[service].append(Answer(at, score))
    return found


def _of_weeks(answers: Sequence[tuple[Block, Answer]], this_week: Block) -> Opinion:
    made = batches((block, each) for block, each in answers if block < this_week)
    monday = _begins_week(this_week)
    recent = [each for each in made if monday - SPAN < _begins_week(each.last) + WEEK]
    before = [each for each in made if monday - 2 * SPAN < _begins_week(each.last) + WEEK <= monday - SPAN]
    found = _shown(recent, before, _begins_week, lambda last: _begins_week(last) + timedelta(days=6))
    after = max((each.last for each in made), default=(0, 0))
    floor = max(after, _week_before(this_week, SPAN))
    waiting = sum(block > floor for block, _ in answers)
    fresh = bool(recent) and recent[-1].last == _week_before(this_week, timedelta())
    return replace(found, waiting=waiting, missing=_missing(found.satisfied, waiting), fresh=fresh)


def _of_months(answers: Sequence[tuple[Block, Answer]], this_month: Block) -> Opinion:
    made = batches(((block, each) for block, each in answers if block < this_month), apart=True)
    oldest = _months_before(this_month, MONTHS_FRESH)
    recent = [each for each in made[-1:] if each.last >= oldest]
    found = _shown(recent, made[-2:-1], lambda first: date(*first, 1), _ends_month)
    after = max(made[-1].last if made else (0, 0), _months_before(oldest, 1))
    waiting = sum(after < block < this_month for block, _ in answers)
    return replace(
        found,
        waiting=waiting,
        missing=_missing(found.satisfied, waiting),
        fresh=bool(recent) and made[-1].last == _months_before(this_month, 1),
    )


def _shown(
    recent: Sequence[Batch[Answer]],
    before: Sequence[Batch[Answer]],
    begins: Callable[[Block], date],
    ends: Callable[[Block], date],
) -> Opinion:
    if not recent:
        return NOTHING
    answers = [answer for each in recent for answer in each.answers]
    scores = [answer.score for answer in answers]
    earlier = [answer.score for each in before for answer in each.answers]
    return Opinion(
        rating(csat(scores)),
        since=begins(recent[0].first),
        until=ends(recent[-1].last),
        trend=trend(earlier, scores),
    )


def day(at: datetime, zone: str) -> date:
    """Return the date that calendars in `zone` show."""
    return at.astimezone(ZoneInfo(zone)).date()


def _missing(satisfied: Rating, waiting: int) -> Missing | None:
    if satisfied.value is None:
        return Missing(max(FLOOR - waiting, 1), None)
    needed = ((answers_for(satisfied.value, margin), margin) for margin in MARGINS)
    return next((Missing(all_ - satisfied.n, margin) for all_, margin in needed if all_ > satisfied.n), None)


def _week(at: datetime, zone: str) -> Block:
    year, week, _ = day(at, zone).isocalendar()
    return year, week


def _begins_week(week: Block) -> date:
    return date.fromisocalendar(*week, 1)


def _week_before(week: Block, by: timedelta) -> Block:
    year, number, _ = (_begins_week(week) - by - WEEK).isocalendar()
    return year, number


def _month(at: datetime, zone: str) -> Block:
    here = day(at, zone)
    return here.year, here.month


def _months_before(month: Block, count: int) -> Block:
    year, number = divmod(month[0] * 12 + month[1] - 1 - count, 12)
    return year, number + 1


def _ends_month(month: Block) -> date:
    return date(*_months_before(month, -1), 1) - timedelta(days=1)
