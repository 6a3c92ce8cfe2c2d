"""Agenda: what whoever keeps the conversation with units should talk about this month, and where to begin."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from sqlmodel import Session, SQLModel, col, func, select

from bot.catalog import Catalog, Company, Unit
from bot.cost import funding
from bot.customer import reading, talks
from bot.customer.people import Person
from bot.customer.recoveries import Recovery
from bot.customer.talks import Loss, Talk
from bot.delivery import schedules
from bot.money import Money
from bot.value import record, silence, talking_points
from bot.value.cases import BusinessCase
from bot.value.offers import Offer
from bot.value.period import rolling
from bot.value.rating import Rating
from bot.value.silence import Alternative

POST, SHOW = "agenda.post", "agenda.show"
FIRST_MORNINGS = "0 9 1-10 * mon-fri"  # in the reader's zone; the first of them that is a working day
KIND = "agenda"
MOST = 10  # units that one message shows
SOON = timedelta(days=60)  # in which a review comes up
LOOK_BACK = timedelta(days=365)
DAYS = 91  # of answers

Begin = Literal[
    "answer", "recovery", "silence", "step", "satisfaction", "case", "offer", "need", "review", "listen"
]
ORDER: tuple[Begin, ...] = (
    "answer",
    "recovery",
    "silence",
    "step",
    "satisfaction",
    "case",
    "offer",
    "need",
    "review",
    "listen",
)


@dataclass(frozen=True)
class Review:
    """A service of the unit that is looked at again soon."""

    name: str
    on: date


@dataclass(frozen=True)
class Topic:
    """What there is to talk about with one unit, and where to `begin`."""

    unit_name: str
    head: str | None  # Slack user id
    needs: int  # open requirements
    late_answers: int
    late_steps: int
    satisfied: Rating
    trend: str | None
    recoveries: int
    offers: int
    cases: int
    losses: int  # not answered yet
    alternatives: tuple[Alternative, ...]
    would_leave: Rating
    remaining: Money
    funding: Money
    reviews: tuple[Review, ...]

    @property
    def begin(self) -> Begin:
        """What to speak about first: what we owe, then what went wrong, then what is to decide."""
        found: dict[Begin, bool] = {
            "answer": self.late_answers > 0,
            "recovery": self.recoveries > 0,
            "silence": self.losses > 0,
            "step": self.late_steps > 0,
            "satisfaction": self.trend == "down",
            "case": self.cases > 0,
            "offer": self.offers > 0,
            "need": self.needs > 0,
            "review": bool(self.reviews),
        }
        return next((each for each in ORDER if found.get(each)), "listen")


@dataclass(frozen=True)
class Agenda:
    """A month's agenda: its topics, the most pressing unit first, and how many more units there are."""

    on: date
    since: date  # of the answers
    topics: tuple[Topic, ...]
    more: int
    late: int  # answers and steps that are late, of all units
    sample: bool


def of(session: Session, catalog: Catalog, units: Sequence[Unit], now: datetime) -> Agenda:
    """Return what to talk about with these units, as rows show it at `now`."""
    topics = [_topic(session, catalog, unit, now) for unit in units]
    topics.sort(key=lambda topic: (ORDER.index(topic.begin), topic.unit_name))
    today = talking_points.today(catalog.company, now)
    invented = select(func.count(col(Talk.id))).where(col(Talk.sample))
    return Agenda(
        on=today,
        since=today - timedelta(days=DAYS),
        topics=tuple(topics[:MOST]),
        more=max(len(topics) - MOST, 0),
        late=sum(topic.late_answers + topic.late_steps for topic in topics),
        sample=session.exec(invented).one() > 0,
    )


def _topic(session: Session, catalog: Catalog, unit: Unit, now: datetime) -> Topic:
    today = talking_points.today(catalog.company, now)
    open_talks = talks.of_unit(session, unit.code)
    late = Counter(talk.turn for talk in open_talks if talk.is_late(today, now))
    said = record.feedback(session, unit.code, rolling(now, catalog.company.zone, DAYS))
    standing = funding.standing(session, catalog.company, unit, today)
    running = {each.service for each in standing.held if each.runs_on(today)}
    since = now - LOOK_BACK
    return Topic(
        unit_name=unit.name,
        head=talking_points.head_of(session, unit),
        needs=len(open_talks),
        late_answers=late["answer"],
        late_steps=late["step"],
        satisfied=said.satisfied,
        trend=said.trend,
        recoveries=_count(session, Recovery, Recovery.unit == unit.code, col(Recovery.closed_at).is_(None)),
        offers=_count(session, Offer, Offer.unit == unit.code, col(Offer.state).in_(record.UNDECIDED)),
        cases=_count(session, BusinessCase, BusinessCase.unit == unit.code, BusinessCase.state == "asked"),
        losses=_count(session, Loss, Loss.unit == unit.code, col(Loss.closed_at).is_(None)),
        alternatives=tuple(silence.alternatives(session, catalog, unit.code, since)[:3]),
        would_leave=silence.would_leave(session, unit.code, since),
        remaining=standing.remaining,
        funding=standing.funding,
        reviews=_reviews(catalog, running, today),
    )


def _count(session: Session, table: type[SQLModel], *which: object) -> int:
    return session.exec(select(func.count()).select_from(table).where(*which)).one()  # type: ignore[arg-type]


def _reviews(catalog: Catalog, held: set[str], today: date) -> tuple[Review, ...]:
    """Return what the unit has and is reviewed soon, or should have been."""
    due = [
        Review(service.name, service.next_review)
        for service in catalog.live()
        if service.key in held and service.next_review and service.next_review <= today + SOON
    ]
    return tuple(sorted(due, key=lambda review: (review.on, review.name))[:3])


def first_working_day(company: Company, day: date) -> date:
    """Return the first day of that month which is no weekend and no holiday."""
    first = day.replace(day=1)
    while first.weekday() >= 5 or first in company.holidays:
        first += timedelta(days=1)
    return first


def is_wanted(session: Session, company: Company, person: Person, due_at: datetime) -> bool:
    """Say whether a reader gets the agenda of the month in which `due_at` is: from its first working day on.

    Nobody does who has left, or wants no digests or no agenda.
    """
    day = due_at.astimezone(ZoneInfo(person.zone or company.zone)).date()
    habit = session.get(reading.Habit, (person.id, KIND))
    willing = person.active and not person.refuses_digests and not (habit and habit.muted)
    return willing and day >= first_working_day(company, day)


def arrange(session: Session, owner: str, zone: str, now: datetime) -> None:
    """Look on the first mornings of each month whether the agenda is due; again changes the zone only."""
    schedules.keep(session, POST, FIRST_MORNINGS, zone, now=now, facts={"owner": owner})
