"""Home of who leads IT: the day at a glance."""

from collections import Counter
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from bot.catalog import Catalog
from bot.customer import recoveries
from bot.customer.people import Person
from bot.customer.rating import rating
from bot.delivery.jobs import DEAD, Job
from bot.process import measures, targets
from bot.process.orders import AT_WORK, Order
from bot.value import coverage, dead_ends, recovering, recovery_facts
from bot.value.dead_ends import SPAN

MOST_CALLS = 5

Row = dict[str, Any]


def of(session: Session, catalog: Catalog, person: Person, now: datetime) -> Row | None:
    """Return the day at a glance; None of anybody who does not lead IT.

    Late is what is at work past its due time and waits for IT. Missed is what fell due in the last 30 days
    and was not done by then.
    """
    if person.email not in catalog.company.leads:
        return None
    open_now, late, waiting = _at_work(session, now)
    due, missed = _due(session, now)
    return {
        "open": [{"priority": rank, "count": open_now[rank]} for rank in sorted(targets.FACTORS)],
        "total": open_now.total(),
        "late": late,
        "waiting": waiting,
        "missed": missed,
        "due": due,
        "dead_letters": session.exec(select(func.count(col(Job.id))).where(Job.state == DEAD)).one(),
        "dead_ends": _dead_ends(session, now),
        "engaged": coverage.glance(session, now),
        **_calls(session, catalog, person.id, now),
    }


def _calls(session: Session, catalog: Catalog, lead: str, now: datetime) -> Row:
    """Return the follow-up rate of 30 days, and the calls that are late; not those about the lead's own work."""
    found = recoveries.follow_up(session, now - SPAN, now)
    late = [
        each
        for each in recoveries.waiting(session, late=now)
        if lead not in recovering.concerned(session, each)
    ]
    return {
        "follow_up": {"rate": rating(found.rate, floor=1), "in_time": found.in_time, "due": found.due},
        "late_calls": [recovery_facts.in_short(catalog, each) for each in late[:MOST_CALLS]],
        "more_late_calls": max(len(late) - MOST_CALLS, 0),
    }


def _at_work(session: Session, now: datetime) -> tuple[Counter[int], int, int]:
    """Return how many are at work by priority, how many of these are late, and how many wait for a customer."""
    waits = col(Order.state) == "waiting"
    ranks = sa.select(
        col(Order.impact),
        col(Order.urgency),
        func.count(col(Order.id)),
        func.sum(sa.case((sa.and_(~waits, col(Order.due_at) < now), 1), else_=0)),
        func.sum(sa.case((waits, 1), else_=0)),
    ).where(col(Order.state).in_(AT_WORK))
    found: Counter[int] = Counter()
    late = waiting = 0
    for impact, urgency, count, overdue, paused in session.execute(
        ranks.group_by(col(Order.impact), col(Order.urgency))
    ):
        found[targets.priority(impact, urgency)] += count
        late, waiting = late + overdue, waiting + paused
    return found, late, waiting


def _due(session: Session, now: datetime) -> tuple[int, int]:
    """Return how many fell due in the last 30 days, and how many of these were not done by then."""
    found = measures.by_service(session, now - SPAN, now).values()
    due = sum(each.of for each in found)
    return due, due - sum(each.kept for each in found)


def _dead_ends(session: Session, now: datetime) -> Row:
    found = dead_ends.of_last(session, now)
    return {
        "rate": found.rate
        and {
            "value": found.rate.value,
            "low": found.rate.low,
            "high": found.rate.high,
            "dead": found.rate.successes,
            "n": found.rate.n,
        },
        "worst": found.worst,
        "since": found.since,
    }
