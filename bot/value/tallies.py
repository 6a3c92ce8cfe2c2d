"""Tallies: what the people of units answered, counted, as far as it may be shown: five final answers at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from bot import clock
from bot.catalog.survey_forms import INSTEAD
from bot.customer.batches import MONTHS, QUARTER, Batch, Block, batches, batches_apart, months_later
from bot.customer.rating import Rating, moved, rating
from bot.customer.satisfaction import SATISFIED, Share, share
from bot.customer.surveys import Survey, final_at

A_DAY = timedelta(days=1)


class Span(NamedTuple):
    """Calendar months, from the first to the last."""

    first: Block
    last: Block

    @property
    def before(self) -> "Span":
        """As many months just before, for comparing."""
        count = (self.last[0] - self.first[0]) * MONTHS + self.last[1] - self.first[1] + 1
        return Span(months_later(self.first, -count), months_later(self.first, -1))

    def holds(self, month: Block) -> bool:
        """Whether a month is within it."""
        return self.first <= month <= self.last


class Tally(NamedTuple):
    """So many answers to one question that became final in one month, and how many of them said yes."""

    month: Block
    service: str
    answers: int
    yes: int


@dataclass(frozen=True)
class Tallies:
    """What one unit's people answered, counted by question, month and service; `this_month` still runs.

    Whatever is shown of it, anywhere and at any time, is made of whole batches: of a span those that were
    filled within it. So no two figures differ by fewer than five answers. Only scores are shown by service.
    """

    this_month: Block
    scored: Sequence[Tally] = ()
    worth: Sequence[Tally] = ()
    outcomes: Sequence[Tally] = ()
    leaving: Sequence[Tally] = ()

    def last(self, months: int = QUARTER) -> Span:
        """Return the last so many months that are over."""
        return Span(months_later(self.this_month, -months), months_later(self.this_month, -1))

    @cached_property
    def batches(self) -> list[Batch[Tally]]:
        """The batches of scores, each about one service or about several."""
        scored = ((each.month, each.service, each) for each in self.scored)
        return batches_apart(scored, self.this_month, count=_answers_of)

    def shown(self, span: Span, service: str | None = None) -> list[Batch[Tally]]:
        """Return the batches of scores of a span: all of them, or those about one service."""
        return [each for each in self.batches if span.holds(each.last) and service in (None, each.about)]

    def satisfied(self, span: Span, service: str | None = None) -> Rating:
        """Return the share of scores of 4 and 5; without a batch how many answers there are."""
        scored = [each for each in self.scored if service in (None, each.service)]
        return self._rated(span, self.shown(span, service), scored)

    def by_service(self, span: Span) -> dict[str, Rating]:
        """Return the same for each service that was answered about."""
        known = {each.service for each in self.scored}
        found = {service: self.satisfied(span, service) for service in sorted(known) if service}
        return {service: each for service, each in found.items() if each.n}

    def trend(self, span: Span) -> str | None:
        """Say how satisfaction moved from as many months before: up, down, unclear; None with too few answers."""
        return moved(total(self.shown(span.before)), total(self.shown(span)))

    def since(self, span: Span) -> date:
        """Return the first day of the scores that are shown of a span: a batch may have begun before it."""
        return date(*min([span.first, *(each.first for each in self.shown(span))]), 1)

    def worth_it(self, span: Span) -> Rating:
        """Return the share of those who find their service worth its price, of quarters as below."""
        return self._said(span, self.worth)

    def reached(self, span: Span) -> Rating:
        """Return the share of answers by which the business outcome was reached, of quarters as below."""
        return self._said(span, self.outcomes)

    def would_leave(self, span: Span) -> Rating:
        """Return the share of answers to "what would you do instead?" that name something else, of quarters."""
        return self._said(span, self.leaving)

    def _said(self, span: Span, tallies: Sequence[Tally]) -> Rating:
        """Rate the quarters that ended in a span, and in any case the last one that was over with it.

        A quarter with enough answers is shown by itself, here and in the digests.
        """
        last = _ends_quarter(months_later(span.last, 1 - QUARTER))
        whole = Span(min(span.first, last), span.last)
        ended = (
            (_quarter(each.month), each) for each in tallies if _ends_quarter(each.month) < self.this_month
        )
        made = batches(ended, apart=True, count=_answers_of)
        shown = [each for each in made if whole.holds((each.last[0], each.last[1] * QUARTER))]
        return self._rated(Span(min(span.first, months_later(last, 1 - QUARTER)), span.last), shown, tallies)

    def _rated(self, span: Span, shown: Sequence[Batch[Tally]], tallies: Sequence[Tally]) -> Rating:
        """Rate what is shown; where that is nothing, count what there is of the span or comes after it."""
        found = total(shown)
        if found is not None:
            return rating(found)
        latest = span.last == self.last().last
        counted = (each for each in tallies if span.holds(each.month) or (latest and each.month > span.last))
        return Rating(sum(map(_answers_of, counted)))


def _quarter(month: Block) -> Block:
    return month[0], (month[1] + QUARTER - 1) // QUARTER


def _ends_quarter(month: Block) -> Block:
    return month[0], _quarter(month)[1] * QUARTER


def _answers_of(tally: Tally) -> int:
    return tally.answers


def total(shown: Sequence[Batch[Tally]]) -> Share | None:
    """Return the share of all the answers in some batches, None where there are none."""
    tallies = [each for batch in shown for each in batch.answers]
    return share(sum(each.yes for each in tallies), sum(map(_answers_of, tallies)))


def of_unit(session: Session, unit: str, zone: str, now: datetime, months: int = 2 * MONTHS) -> Tallies:
    """Return the tallies of one unit, as far back as spans within the last so many months need it."""
    return of_units(session, [unit], zone, now, months)[unit]


def of_units(
    session: Session,
    units: Collection[str],
    zone: str,
    now: datetime,
    months: int = 2 * MONTHS,
    *,
    only_scores: bool = False,
) -> dict[str, Tallies]:
    """Return the tallies of each unit (code), in one query. Months are those of `zone`."""
    this_month = month_of(now, zone)
    asked = _questions()[:1] if only_scores else _questions()
    found: dict[str, tuple[list[Tally], ...]] = defaultdict(lambda: ([], [], [], []))
    for unit, month, service, counts in _counted(session, units, this_month, months, zone, now, asked):
        for number, (answers, yes) in enumerate(counts):
            if answers:
                found[unit][number].append(Tally(month, service, answers, yes))
    return {unit: Tallies(this_month, *found[unit]) for unit in units}


Question = tuple[Any, Any]  # which rows have an answer to it, and which of these say yes


def _questions() -> tuple[Question, ...]:
    """Return what is asked, in the order of the fields of `Tallies`."""
    return (
        (col(Survey.score).is_not(None), col(Survey.score) >= SATISFIED),
        (col(Survey.worth_it).is_not(None), col(Survey.worth_it).is_(True)),
        (col(Survey.outcome_met).is_not(None), col(Survey.outcome_met).is_(True)),
        (col(Survey.instead).is_not(None), col(Survey.instead) != INSTEAD[0]),
    )


Counted = tuple[str, Block, str, list[tuple[int, int]]]


def _counted(
    session: Session,
    units: Collection[str],
    this_month: Block,
    months: int,
    zone: str,
    now: datetime,
    questions: Sequence[Question],
) -> Iterator[Counted]:
    """Count by unit, month and service: answers and yes of each question.

    It begins with a January, because a batch never spans two years. An answer is of the month in which it
    became final: when its survey was over. What is not final yet is of this month.
    """
    known = [(months_later(this_month, -months)[0], 1)]
    while known[-1] < this_month:
        known.append(months_later(known[-1], 1))
    first, *following = [datetime.combine(date(*month, 1), time(), ZoneInfo(zone)) for month in known]
    final = final_at()
    at = sa.case(*((final < end, number) for number, end in enumerate(following)), else_=len(following))
    month = at.label("final_in")
    sums = [_sum(which) for given, yes in questions for which in (given, sa.and_(given, yes))]
    rows = sa.select(col(Survey.unit), month, col(Survey.service), *sums).where(
        col(Survey.unit).in_(units),
        col(Survey.answered_at) < now,
        final >= first,
        sa.or_(*(given for given, _ in questions)),
    )
    grouped = rows.group_by(col(Survey.unit), "final_in", col(Survey.service))
    for unit, number, service, *counts in session.execute(grouped):
        yield unit, known[number], service or "", list(zip(counts[::2], counts[1::2], strict=True))


def _sum(which: Any) -> Any:
    return sa.func.sum(sa.case((which, 1), else_=0))


def month_of(at: datetime, zone: str) -> Block:
    """Return the calendar month in `zone`."""
    here = clock.day(at, zone)
    return here.year, here.month


def ends(month: Block) -> date:
    """Return the last day of a month."""
    return date(*months_later(month, 1), 1) - A_DAY
