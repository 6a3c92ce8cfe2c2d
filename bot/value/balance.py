"""Balance: how strong customer focus, process orientation and cost optimization are, by what is measured."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, UniqueConstraint, col, select

from bot.catalog import Catalog
from bot.catalog.measured import TWELVE
from bot.cost import lines, months
from bot.cost.lines import CostLine
from bot.customer.surveys import Survey
from bot.db import alone, exact
from bot.process import measures, remedies
from bot.process.orders import Order
from bot.process.remedies import Mending
from bot.value import balance_measures, counted, quality, symptoms
from bot.value.balance_measures import Look
from bot.value.balance_zones import Balance, Measured, Name, judge
from bot.value.period import closed_month, month_before
from bot.value.quality import Note
from bot.value.symptoms import Symptom


class Score(SQLModel, table=True):
    """One measure of the balance in one closed month; `value` None: not measured, which counts as 0."""

    __tablename__ = "scores"
    __table_args__ = (UniqueConstraint("month", "measure"),)

    id: int | None = Field(default=None, primary_key=True)
    month: str = Field(index=True)
    element: str  # customer, process, cost
    measure: str
    value: Decimal | None = exact(default=None, nullable=True)  # 0 to 100
    n: int | None = None  # how many it was worked out from


@dataclass(frozen=True)
class Step:
    """A measure to raise next, and the e-mail address of who is to do it."""

    measured: Measured
    owner: str


@dataclass(frozen=True)
class Scorecard:
    """The `balance` of one month: an element from `threshold` points on is strong.

    `closed` is False for a month whose figures may still move. `before` is what the month before came to,
    None where that is not kept. `mending` are the remedies of measures that are open now.
    """

    month: str
    closed: bool
    as_of: datetime
    threshold: int
    balance: Balance
    symptoms: tuple[Symptom, ...]
    next_step: Step
    then: Step
    mending: tuple[Mending, ...]
    before: Balance | None
    notes: tuple[Note, ...]

    @property
    def measures(self) -> tuple[Measured, ...]:
        """All twelve, element by element."""
        return tuple(each for element in self.balance.elements for each in element.measures)


def month_shown(session: Session, catalog: Catalog, now: datetime) -> str:
    """Return the latest month that is closed, while none is the latest that is over."""
    return months.latest_closed(session) or closed_month(now, catalog.company.zone)


def scorecard(session: Session, catalog: Catalog, month: str, now: datetime) -> Scorecard:
    """Return the balance of a month ("2026-10"): as it was kept, else as its rows are now.

    The latest closed month is always as its rows are now: its statements are only just being read and answered.
    """
    look, threshold = Look(session, catalog, month), catalog.company.strong_from
    measured = kept(session, month) if month != months.latest_closed(session) else []
    measured = measured or balance_measures.of(look)
    found = judge(measured, threshold)
    before = kept(session, month_before(month))
    owners = {key: each.owner for key, each in measures.kept(session).items()}
    steps = [
        Step(each, owners.get(each.key) or default_owner(catalog, each.element)) for each in found.steps[:2]
    ]
    return Scorecard(
        month=month,
        closed=months.is_closed(session, month),
        as_of=now,
        threshold=threshold,
        balance=found,
        symptoms=symptoms.check(look, found.symptoms),
        next_step=steps[0],
        then=steps[1],
        mending=tuple(remedies.of_measures(session, catalog.company.day(now))),
        before=judge(before, threshold) if before else None,
        notes=notes(look, measured, now),
    )


def default_owner(catalog: Catalog, element: Name) -> str:
    """Return the e-mail address of who answers for an element's measures while nobody else does.

    That is who keeps IT's books for cost, and who leads IT for everything else.
    """
    company = catalog.company
    return company.it_finance[0] if element == "cost" and company.it_finance else company.leads[0]


def keep(session: Session, catalog: Catalog, month: str) -> None:
    """Keep a closed month's measures, and for the last time those of the month before, if it is closed.

    A month's statements are sent and answered after it is closed, so until the next one is its measures may move.
    """
    alone(session, "scores")
    for each in (month_before(month), month):
        if months.is_closed(session, each):
            _keep(session, each, balance_measures.of(Look(session, catalog, each)))


def kept(session: Session, month: str) -> list[Measured]:
    """Return a closed month's measures as they were kept; none unless all twelve were."""
    rows = {each.measure: each for each in session.exec(select(Score).where(Score.month == month))}
    if not TWELVE.keys() <= rows.keys():
        return []
    told = counted.of_month(session, month)
    return [
        balance_measures.measured(
            key, rows[key].value, rows[key].n, key in told, told[key].file if key in told else ""
        )
        for key in TWELVE
    ]


def _keep(session: Session, month: str, measured: Sequence[Measured]) -> None:
    session.execute(sa.delete(Score).where(col(Score.month) == month))
    session.add_all(
        Score(month=month, element=each.element, measure=each.key, value=each.value, n=each.n)
        for each in measured
    )
    session.flush()


def notes(look: Look, measured: Sequence[Measured], as_of: datetime) -> tuple[Note, ...]:
    """Return how far the measures of a look's month can be trusted: how many there are, and what they are made of."""
    since, until = look.period.starts_at, look.period.ends_at
    known = sum(each.value is not None for each in measured)
    due = sa.and_(col(Order.due_at) >= since, col(Order.due_at) < until)
    answered = sa.and_(col(Survey.answered_at) >= since, col(Survey.answered_at) < until)
    traced = next((each.value for each in measured if each.key == "traced" and not each.told), None)
    booked = sa.and_(col(CostLine.month) == look.month, lines.booked())
    reached = None if traced is None else float(traced / 100)
    every = [
        Note("measures", known, as_of, coverage=quality.part(known, len(measured))),
        quality.note(look.session, "cost_lines", CostLine, booked, as_of, reached),
        quality.note(look.session, "orders", Order, due, as_of),
        quality.note(look.session, "answers", Survey, answered, as_of),
    ]
    if told := sum(each.told for each in measured):
        every.append(Note("told", told, as_of))
    return tuple(every)
