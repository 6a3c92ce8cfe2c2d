"""Opinion: what users say of services as far as it may be shown, how it moved, and how many answers would tell more."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from bot import clock
from bot.customer.batches import Batch, Block, batches
from bot.customer.rating import Rating, moved, rating
from bot.customer.satisfaction import FLOOR, answers_for, csat
from bot.customer.surveys import Survey, final_at
from bot.value import tallies
from bot.value.tallies import A_DAY, Tallies

WEEK = timedelta(days=7)
SPAN = 4 * WEEK  # a week alone seldom has the answers that a share needs
MONTHS_FRESH = 3  # so many months after its last answer an opinion is no longer shown as today's
MARGINS = (0.1, 0.05)  # what a reader may want to know it to, one after the other


@dataclass(frozen=True)
class Missing:
    """How many more answers would show a share at all (`margin` None), or bring it to ± `margin` (0..1)."""

    answers: int
    margin: float | None


@dataclass(frozen=True)
class Opinion:
    """The share of satisfied users of one service, from the day `since` to the day `until`.

    It is made of whole batches of answers that nobody can change any more. `waiting` answers came after it
    and are in no figure yet, `pooled` are shown only together with those about other services; `trend` is up,
    down, unclear, None where there is nothing to compare.
    """

    satisfied: Rating
    waiting: int = 0
    since: date | None = None
    until: date | None = None
    trend: str | None = None
    missing: Missing | None = Missing(FLOOR, None)  # None: it is known to ± 5 points
    pooled: int = 0
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

    at: datetime  # when it became final
    score: int


def of_services(session: Session, services: Collection[str], zone: str, now: datetime) -> dict[str, Opinion]:
    """Return the opinion of all users by service: four weeks against the four before, in weeks of `zone`.

    A week counts when it is over, an answer in the week in which its survey was over. Where answers are few
    a batch takes several weeks; it belongs to the four weeks in which it was filled.
    """
    this_week = _week(now, zone)
    found = _answers(session, _begins_week((this_week[0] - 1, 1)), now, col(Survey.service).in_(services))
    return {
        service: _of_weeks([(_week(each.at, zone), each) for each in answers], this_week)
        for service, answers in found.items()
    }


def of_unit(session: Session, unit: str, zone: str, now: datetime) -> dict[str, Opinion]:
    """Return the opinion of one unit's people by service, in calendar months of `zone` that are over.

    It is the service's last batch, compared with the one before: the same batches as everywhere else.
    """
    said = tallies.of_unit(session, unit, zone, now)
    return {
        service: _of_months(said, service)
        for service in sorted({each.service for each in said.scored})
        if service
    }


def _answers(session: Session, since: date, now: datetime, which: Any) -> dict[str, list[Answer]]:
    """Return answers by service that became final from that day on in every zone, the earliest first."""
    first = datetime.combine(since - A_DAY, time(), UTC)
    final = final_at()
    answered = select(Survey.service, final, Survey.score).where(
        which,
        col(Survey.service).is_not(None),
        col(Survey.score).is_not(None),
        col(Survey.answered_at) < now,
        final >= first,
    )
    found = defaultdict[str, list[Answer]](list)
    for service, at, score in session.exec(answered.order_by(final, col(Survey.id))):
        if service is not None and at is not None and score is not None:
            found[service].append(Answer(at, score))
    return found


def _of_weeks(answers: Sequence[tuple[Block, Answer]], this_week: Block) -> Opinion:
    made = batches((block, each) for block, each in answers if block < this_week)
    monday = _begins_week(this_week)
    recent = [each for each in made if monday - SPAN < _begins_week(each.last) + WEEK]
    before = [each for each in made if monday - 2 * SPAN < _begins_week(each.last) + WEEK <= monday - SPAN]
    found = _shown(recent, before)
    after = max((each.last for each in made), default=(0, 0))
    floor = max(after, _week_before(this_week, SPAN))
    waiting = sum(block > floor for block, _ in answers)
    fresh = bool(recent) and recent[-1].last == _week_before(this_week, timedelta())
    return replace(found, waiting=waiting, missing=_missing(found.satisfied, waiting), fresh=fresh)


def _of_months(said: Tallies, service: str) -> Opinion:
    made = [each for each in said.batches if each.about == service]
    fresh_for = said.last(MONTHS_FRESH)
    recent = [each for each in made[-1:] if fresh_for.holds(each.last)]
    satisfied = rating(tallies.total(recent))
    after = max((each.last for each in said.batches if each.about in (service, None)), default=(0, 0))
    lately = [each for each in said.scored if each.service == service and fresh_for.holds(each.month)]
    coming = [each for each in lately if after < each.month and each.month[0] == said.this_month[0]]
    waiting = sum(each.answers for each in coming)
    return Opinion(
        satisfied,
        waiting=waiting,
        pooled=sum(each.answers for each in lately) if not (recent or waiting) else 0,
        since=date(*recent[0].first, 1) if recent else None,
        until=tallies.ends(recent[0].last) if recent else None,
        trend=moved(tallies.total(made[-2:-1]), tallies.total(recent)),
        missing=_missing(satisfied, waiting),
        fresh=bool(recent) and recent[0].last == fresh_for.last,
    )


def _shown(recent: Sequence[Batch[Answer]], before: Sequence[Batch[Answer]]) -> Opinion:
    if not recent:
        return NOTHING
    scores = csat(_scores(recent))
    return Opinion(
        rating(scores),
        since=_begins_week(recent[0].first),
        until=_begins_week(recent[-1].last) + timedelta(days=6),
        trend=moved(csat(_scores(before)), scores),
    )


def _scores(shown: Sequence[Batch[Answer]]) -> list[int]:
    return [answer.score for each in shown for answer in each.answers]


def _missing(satisfied: Rating, waiting: int) -> Missing | None:
    if satisfied.value is None:
        return Missing(max(FLOOR - waiting, 1), None)
    needed = ((answers_for(satisfied.value, margin), margin) for margin in MARGINS)
    return next((Missing(all_ - satisfied.n, margin) for all_, margin in needed if all_ > satisfied.n), None)


def _week(at: datetime, zone: str) -> Block:
    year, week, _ = clock.day(at, zone).isocalendar()
    return year, week


def _begins_week(week: Block) -> date:
    return date.fromisocalendar(*week, 1)


def _week_before(week: Block, by: timedelta) -> Block:
    year, number, _ = (_begins_week(week) - by - WEEK).isocalendar()
    return year, number
