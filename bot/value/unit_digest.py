"""The monthly digest for who heads a unit: what its services brought, how its people find them, what waits."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, func, select

from bot.catalog import Catalog, Unit
from bot.cost import subscriptions
from bot.customer import talks
from bot.customer.talks import Talk
from bot.delivery import schedules
from bot.money import Money
from bot.process.orders import Order
from bot.value import opinion, period, voices
from bot.value.cases import BusinessCase
from bot.value.decisions import GOAL
from bot.value.offers import Offer
from bot.value.opinion import Opinion
from bot.value.period import Period
from bot.value.record import UNDECIDED
from bot.value.voices import Voice

TIMER = "digest.unit"
FIRST_MONDAY = "0 9 1-7 * mon"
MOST_SERVICES = 8  # a phone shows no more; the rest is in numbers
MOST_STEPS = 3
NO_WORK = ("approval", "declined", "cancelled")


@dataclass(frozen=True)
class ServiceMonth:
    """What one service was to the unit: what it holds, what was done, what broke, how its people find it."""

    service: str
    name: str
    quantity: int
    unit: str
    units: str
    done: int
    incidents: int
    opinion: Opinion


@dataclass(frozen=True)
class Overdue:
    """Something that was agreed with the unit, or that it waits to hear, past its day; `owner` owes it."""

    what: str
    step: str
    owner: str | None
    due_on: date


@dataclass(frozen=True)
class Waiting:
    """What waits for the unit's word: answers of IT, business cases, offers with what all cost a month."""

    answers: int
    cases: int
    offers: int
    monthly: Money

    @property
    def anything(self) -> bool:
        """Whether anything waits."""
        return bool(self.answers or self.cases or self.offers)


@dataclass(frozen=True)
class UnitDigest:
    """A unit's month, without any person's answer in it.

    Of `services` those that need a look come first; `more` others had `more_done` things done and
    `more_incidents` that broke. `voice` is what its people said beside satisfaction in the last quarter.
    `step` is overdue, answers, cases, offers, low or none; `about` is the service's name for low, with its
    key in `service`.
    """

    unit: str
    unit_name: str
    first: date
    done: int
    incidents: int
    services: tuple[ServiceMonth, ...]
    more: int
    more_done: int
    more_incidents: int
    voice: Voice
    waiting: Waiting
    overdue: tuple[Overdue, ...]
    more_overdue: int
    step: str
    about: str | None
    service: str | None


def headed(catalog: Catalog, head: str) -> list[Unit]:
    """Return the units that the person with this e-mail address heads."""
    return [each for each in catalog.company.units.values() if each.head == head]


def of_month(session: Session, catalog: Catalog, unit: Unit, now: datetime) -> UnitDigest | None:
    """Return the unit's last full month, None when there is nothing to say."""
    company = catalog.company
    month = period.of_month(period.closed_month(now, company.zone), company.zone)
    every = _services(session, catalog, unit, month, now)
    open_ = talks.of_unit(session, unit.code)
    waiting, late = (
        _waiting(session, catalog, unit, open_),
        _overdue(open_, company.day(now), now),
    )
    told = any(each.done or each.incidents for each in every)
    if not (told or waiting.anything or late):
        return None
    rest = every[MOST_SERVICES:]
    low = [each for each in every if each.opinion.is_below(GOAL)]
    step = _step(waiting, late, low)
    return UnitDigest(
        unit=unit.code,
        unit_name=unit.name,
        first=date.fromisoformat(f"{month.month}-01"),
        done=sum(each.done for each in every),
        incidents=sum(each.incidents for each in every),
        services=tuple(every[:MOST_SERVICES]),
        more=len(rest),
        more_done=sum(each.done for each in rest),
        more_incidents=sum(each.incidents for each in rest),
        voice=voices.of_unit(session, catalog, unit.code, now),
        waiting=waiting,
        overdue=tuple(late[:MOST_STEPS]),
        more_overdue=max(len(late) - MOST_STEPS, 0),
        step=step,
        about=low[0].name if step == "low" else None,
        service=low[0].service if step == "low" else None,
    )


def _services(
    session: Session, catalog: Catalog, unit: Unit, month: Period, now: datetime
) -> list[ServiceMonth]:
    """Return every service that the unit holds or had to do with, what needs a look first."""
    last = period.last_day(month.month)
    held = subscriptions.held(session, unit.code, last)
    done = _count(session, unit, Order.done_at, month, col(Order.kind) != "incident")
    broken = _count(session, unit, Order.opened_at, month, col(Order.kind) == "incident")
    opinions = opinion.of_unit(session, unit.code, catalog.company.zone, now)
    seen = catalog.seen_by(unit).services
    found = [
        ServiceMonth(
            key,
            service.name,
            sum(held.get(key, {}).values()),
            service.unit or "unit",
            service.units or "units",
            done[key],
            broken[key],
            opinions.get(key, opinion.NOTHING),
        )
        for key, service in seen.items()
        if key in held or done[key] or broken[key] or key in opinions
    ]
    return sorted(found, key=_urgency)


def _urgency(one: ServiceMonth) -> tuple[bool, float, int, int, str]:
    """Sort what fell first, then by the low end of what may be shown, then what had most to do."""
    low = one.opinion.satisfied.low
    return one.opinion.trend != "down", 1.0 if low is None else low, -one.incidents, -one.done, one.name


def _count(session: Session, unit: Unit, at: Any, month: Period, which: Any) -> Counter[str]:
    counted = select(Order.service, func.count()).where(
        Order.unit == unit.code,
        which,
        col(Order.kind) != "task",
        col(Order.state).not_in(NO_WORK),
        at >= month.starts_at,
        at < month.ends_at,
    )
    return Counter({key: count for key, count in session.exec(counted.group_by(col(Order.service))) if key})


def _waiting(session: Session, catalog: Catalog, unit: Unit, open_: Sequence[Talk]) -> Waiting:
    offered = select(func.count(), func.coalesce(func.sum(Offer.monthly_difference_minor), 0)).where(
        Offer.unit == unit.code, col(Offer.state).in_(UNDECIDED)
    )
    asked = select(func.count()).where(BusinessCase.unit == unit.code, BusinessCase.state == "asked")
    offers, monthly = session.exec(offered).one()
    answers, cases = sum(each.turn == "agree" for each in open_), session.exec(asked).one()
    return Waiting(answers, cases, offers, Money(int(monthly), catalog.company.currency))


def _overdue(open_: Sequence[Talk], today: date, now: datetime) -> list[Overdue]:
    """Return what IT owes of these conversations and is late with, the oldest first."""
    late = [each for each in open_ if each.turn != "agree" and each.is_late(today, now)]
    return [
        Overdue(
            each.requirement,
            each.step if each.turn == "step" else "",
            each.step_owner if each.turn == "step" else each.asked_of,
            each.due_on or today,
        )
        for each in late
    ]


def _step(waiting: Waiting, late: list[Overdue], low: list[ServiceMonth]) -> str:
    found = {
        "overdue": late,
        "answers": waiting.answers,
        "cases": waiting.cases,
        "offers": waiting.offers,
        "low": low,
    }
    return next((step for step, any_ in found.items() if any_), "none")


def arrange(session: Session, head: str, zone: str, now: datetime, cron: str = FIRST_MONDAY) -> None:
    """Send who heads units a digest on the first Monday of each month, or when they want it."""
    schedules.keep(session, TIMER, cron, zone, now=now, facts={"head": head})
