"""Agenda: what whoever keeps the conversation with units should talk about this month, and where to begin."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from bot import clock
from bot.catalog import Catalog, Company, Unit
from bot.cost import funding, subscriptions
from bot.customer import reading, talks
from bot.customer.batches import MONTHS, QUARTER
from bot.customer.people import Person
from bot.customer.rating import Rating
from bot.customer.reading import Habit
from bot.customer.recoveries import Recovery
from bot.customer.talks import Loss, Talk
from bot.delivery import schedules
from bot.money import Money
from bot.value import record, silence, talking_points, tallies
from bot.value.cases import BusinessCase
from bot.value.offers import Offer
from bot.value.silence import Alternative
from bot.value.tallies import Tallies

POST, SHOW = "agenda.post", "agenda.show"
EVERY_DAY = "0 {hour} 1-10 * *"  # of which the first working day counts, in the reader's zone
A_DAY = timedelta(days=1)
KIND: reading.Kind = "agenda"
MOST = 10  # units that one message shows
SOON = timedelta(days=60)  # in which a review comes up
LOOK_BACK = timedelta(days=365)

Begin = Literal[
    "answer", "recovery", "silence", "step", "satisfaction", "case", "offer", "need", "review", "listen"
]
RANKED: tuple[Begin, ...] = get_args(Begin)


@dataclass(frozen=True)
class Review:
    """A service of the unit that is looked at again soon."""

    name: str
    on: date


@dataclass(frozen=True)
class Pressing:
    """What is open with one unit, and where to `begin`."""

    needs: int  # open requirements
    late_answers: int
    late_steps: int
    recoveries: int
    offers: int
    cases: int
    losses: int  # not answered yet
    reviews: tuple[Review, ...]
    trend: str | None  # of satisfaction; also None where what comes before it is open

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
        return next((each for each in RANKED if found.get(each)), "listen")


@dataclass(frozen=True)
class Topic(Pressing):
    """What there is to talk about with one unit."""

    unit_name: str
    head: str | None  # Slack user id
    alternatives: tuple[Alternative, ...]
    satisfied: Rating
    would_leave: Rating
    funded: bool
    remaining: Money
    funding: Money


@dataclass(frozen=True)
class Agenda:
    """A month's agenda: its topics, the most pressing unit first, and how many more units there are."""

    on: date
    since: date  # of the answers
    until: date
    topics: tuple[Topic, ...]
    more: int
    late: int  # answers and steps that are late, of all units
    sample: bool


def of(session: Session, catalog: Catalog, units: Sequence[Unit], now: datetime) -> Agenda:
    """Return what to talk about with these units, as rows show it at `now`.

    Which unit presses most is found in a few queries for all of them, the rest for those that are shown.
    """
    company, today = catalog.company, catalog.company.day(now)
    pressing = _pressing(session, catalog, units, now)
    ranked = sorted(units, key=lambda unit: (RANKED.index(pressing[unit.code].begin), unit.name))
    shown = ranked[:MOST]
    lately = tallies.of_units(session, [unit.code for unit in shown], company.zone, now, MONTHS)
    quarter = Tallies(tallies.month_of(now, company.zone)).last()
    invented = select(func.count(col(Talk.id))).where(col(Talk.sample))
    return Agenda(
        on=today,
        since=min((said.since(quarter) for said in lately.values()), default=today),
        until=tallies.ends(quarter.last),
        topics=tuple(
            _topic(session, catalog, unit, pressing[unit.code], lately[unit.code], now) for unit in shown
        ),
        more=len(ranked) - len(shown),
        late=sum(each.late_answers + each.late_steps for each in pressing.values()),
        sample=session.exec(invented).one() > 0,
    )


def _pressing(
    session: Session, catalog: Catalog, units: Sequence[Unit], now: datetime
) -> dict[str, Pressing]:
    """Return what is open with each unit; answers are counted only where nothing comes before satisfaction."""
    found = _open(session, catalog, [unit.code for unit in units], now)
    asked = [code for code, each in found.items() if RANKED.index(each.begin) > RANKED.index("satisfaction")]
    said = tallies.of_units(session, asked, catalog.company.zone, now, 2 * QUARTER, only_scores=True)
    return found | {code: replace(found[code], trend=said[code].trend(said[code].last())) for code in asked}


def _open(session: Session, catalog: Catalog, codes: Sequence[str], now: datetime) -> dict[str, Pressing]:
    today = catalog.company.day(now)
    open_talks = talks.of_units(session, codes)
    held = subscriptions.services_of(session, codes, today)
    recoveries = _count(session, codes, col(Recovery.unit), col(Recovery.closed_at).is_(None))
    offers = _count(session, codes, col(Offer.unit), col(Offer.state).in_(record.UNDECIDED))
    cases = _count(session, codes, col(BusinessCase.unit), col(BusinessCase.state) == "asked")
    losses = _count(session, codes, col(Loss.unit), col(Loss.closed_at).is_(None))
    due = _due(catalog, today)
    found = {}
    for code in codes:
        late = Counter(talk.turn for talk in open_talks[code] if talk.is_late(today, now))
        found[code] = Pressing(
            needs=len(open_talks[code]),
            late_answers=late["answer"],
            late_steps=late["step"],
            recoveries=recoveries[code],
            offers=offers[code],
            cases=cases[code],
            losses=losses[code],
            reviews=tuple(review for key, review in due if key in held[code])[:3],
            trend=None,
        )
    return found


def _count(session: Session, codes: Collection[str], unit: Any, which: Any) -> Counter[str]:
    counted = sa.select(unit, func.count()).where(unit.in_(codes), which).group_by(unit)
    return Counter({row[0]: row[1] for row in session.execute(counted)})


def _topic(
    session: Session, catalog: Catalog, unit: Unit, pressing: Pressing, said: Tallies, now: datetime
) -> Topic:
    standing = funding.standing(session, catalog, unit, catalog.company.day(now))
    heard = silence.alternatives(session, catalog, unit.code, now - LOOK_BACK)
    span = said.last()
    return Topic(
        **{**vars(pressing), "trend": said.trend(span)},
        unit_name=unit.name,
        head=talking_points.head_of(session, unit),
        alternatives=tuple(heard[:3]),
        satisfied=said.satisfied(span),
        would_leave=said.would_leave(said.last(MONTHS)),
        funded=standing.funded,
        remaining=standing.remaining,
        funding=standing.funding,
    )


def _due(catalog: Catalog, today: date) -> list[tuple[str, Review]]:
    """Return the services (keys) that are reviewed soon, or should have been, the first one first."""
    due = [
        (service.key, Review(service.name, service.next_review))
        for service in catalog.live()
        if service.next_review and service.next_review <= today + SOON
    ]
    return sorted(due, key=lambda each: (each[1].on, each[1].name))


def first_working_day(company: Company, day: date) -> date:
    """Return the first day of that month on which IT is at work."""
    first = day.replace(day=1)
    while not company.at_work.open_on(first):
        first += A_DAY
    return first


def cron(habit: Habit) -> str:
    """Return when the agenda may come: each morning, or at the time and on the weekday that its reader chose."""
    if habit.weekday is not None:
        return habit.cron(reading.FIRST_WEEK)
    return EVERY_DAY.format(hour=_hour(habit))


def next_at(company: Company, habit: Habit, zone: str, now: datetime) -> datetime:
    """Return when it comes next to a reader in `zone`: as they chose, else on the month's first working day."""
    if habit.weekday is not None:
        return schedules.first_after(cron(habit), zone, now)
    today = clock.day(now, zone)
    for month in (today, today.replace(day=1) + timedelta(days=31)):
        at = datetime.combine(first_working_day(company, month), time(_hour(habit)), ZoneInfo(zone))
        if at > now:
            break
    return at.astimezone(UTC)


def _hour(habit: Habit) -> int:
    return reading.MORNING if habit.hour is None else habit.hour


def is_wanted(session: Session, company: Company, person: Person, due_at: datetime) -> bool:
    """Say whether a reader gets the agenda of the month in which `due_at` is.

    It comes when they chose, else from the month's first working day on. Nobody gets it who has left, or wants
    no digests or no agenda.
    """
    habit = reading.of(session, person.id, KIND, due_at)
    if not person.active or person.refuses_digests or habit.muted:
        return False
    day = due_at.astimezone(ZoneInfo(person.zone or company.zone)).date()
    return habit.weekday is not None or (
        day >= first_working_day(company, day) and company.at_work.open_on(day)
    )


def owners(company: Company) -> list[str]:
    """Return the e-mail addresses of those who keep the conversation with units, and get the agenda."""
    return sorted({company.relationship_owner(unit).lower() for unit in company.units.values()})


def arrange(session: Session, owner: str, zone: str, now: datetime, when: str) -> None:
    """Have the agenda come to who keeps the conversation, when the cron line says; again changes that only."""
    schedules.keep(session, POST, when, zone, now=now, facts={"owner": owner})
