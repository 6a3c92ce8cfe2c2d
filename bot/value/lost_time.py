"""Lost time: whom incidents hit, how long they waited, and how much sooner another level would have ended it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from bot.catalog import Tier
from bot.catalog.hours import Hours
from bot.db import Prepared, either
from bot.process import availability, targets
from bot.process.orders import Order

MOST = 2000  # incidents that are counted, the latest: a form waits for them, and fewer claim less
A_WORKING_DAY = 8 * 60  # minutes of a day that one person can lose
STOPPED = 1  # urgency of what keeps people from working
TEAM = targets.REACH["team"]


class Hit(NamedTuple):
    """One incident: whom it hit, how hard, and from when to when."""

    person: str
    unit: str
    tier: str | None
    impact: int
    urgency: int
    opened_at: datetime
    done_at: datetime | None
    due_at: datetime | None

    @property
    def priority(self) -> int:
        """Its priority, 1 to 4."""
        return targets.priority(self.impact, self.urgency)

    @property
    def is_outage(self) -> bool:
        """Whether it stopped everybody who uses the service."""
        return self.impact <= availability.EVERYONE and self.priority == 1

    @property
    def stops_team(self) -> bool:
        """Whether it kept a whole team from working, or more."""
        return self.urgency == STOPPED and self.impact <= TEAM

    def people(self, users: int) -> int:
        """Return whom it hit: one person, or all users of the unit where it stopped a team."""
        return users if self.stops_team else 1


def hits(session: Session, service: str, unit: str, since: datetime) -> list[Hit]:
    """Return the incidents of a unit, and those of others that may have stopped everybody, the first first."""
    session.flush()
    of = {"service": service, "unit": unit, "since": since}
    return [Hit(*row) for row in _LATEST.rows(session, **of, most=MOST)][::-1]


_COLUMNS = [getattr(Order, name) for name in Hit._fields]
_OF_ALL = (col(Order.impact) <= availability.EVERYONE, col(Order.urgency) <= availability.EVERYONE)
_LATEST = Prepared(
    sa.select(*map(col, _COLUMNS))
    .where(
        col(Order.kind) == "incident",
        col(Order.service) == sa.bindparam("service"),
        col(Order.opened_at) >= sa.bindparam("since"),
        sa.not_(either(col(Order.state), ("cancelled", "declined"))),
        sa.or_(col(Order.unit) == sa.bindparam("unit"), sa.and_(*_OF_ALL)),
    )
    .order_by(col(Order.opened_at).desc(), col(Order.id).desc())
    .limit(sa.bindparam("most", type_=sa.Integer))
)


def of_those_who_move(helped: Sequence[tuple[Hit, Fraction]], moving: int) -> list[tuple[Hit, Fraction]]:
    """Leave out what hit single people beyond as many as move, those who gain least (hours) first."""
    gained: defaultdict[str, Fraction] = defaultdict(Fraction)
    for hit, hours in helped:
        if not hit.stops_team:
            gained[hit.person] += hours
    first = set(sorted(gained, key=lambda person: (-gained[person], person))[:moving])
    return [(hit, hours) for hit, hours in helped if hit.stops_team or hit.person in first]


def sooner(hit: Hit, now_tier: Tier, then: Tier) -> Fraction:
    """Return how many working hours sooner an incident would have been over at the higher level."""
    promised, better = (
        targets.due(tier.hours, tier, "incident", hit.opened_at, hit.priority).resolution
        for tier in (now_tier, then)
    )
    assert hit.done_at is not None
    over = min(hit.done_at, promised)
    if not hit.stops_team:
        return _working_hours(then.hours, better, over)
    night = _midnight(then.hours, hit.opened_at)  # until then the team is at work, whatever its level's hours
    return _working_hours(then.hours, better, min(over, night)) + _working_hours(
        now_tier.hours, max(better, night), over
    )


def waited(hours: Hours, hit: Hit, now: datetime) -> Fraction:
    """Return the working hours that an incident has lasted."""
    return _working_hours(hours, hit.opened_at, hit.done_at or now)


def _working_hours(hours: Hours, start: datetime, end: datetime) -> Fraction:
    """Return the hours between two instants inside service hours, at most a working day's a day."""
    minutes, begins = 0, start
    while begins < end:
        ends = min(end, _midnight(hours, begins))
        minutes += min(hours.minutes_between(begins, ends), A_WORKING_DAY)
        begins = ends
    return Fraction(minutes, 60)


def _midnight(hours: Hours, at: datetime) -> datetime:
    """Return when the day of an instant ends on the clock of the service hours."""
    next_day = (at.astimezone(ZoneInfo(hours.zone)) + timedelta(days=1)).replace(hour=0, minute=0)
    return next_day.replace(second=0, microsecond=0).astimezone(at.tzinfo)
