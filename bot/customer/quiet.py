"""Quiet hours: when the bot starts no conversation, on each person's own clock."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from bot.catalog import ContactPolicy

SATURDAY = 5
MIDNIGHT = time(0)  # when a weekend ends
AHEAD = 6  # days: a weekend, and a morning that a zone leaves out


def first_moment(policy: ContactPolicy, zone: str, now: datetime) -> datetime:
    """Return `now`, or the next instant at which it stops being quiet in the IANA `zone`, in UTC.

    Without quiet hours (both times the same) and weekends that is always `now`. Where clocks are set
    forward over the end of the quiet hours, they end as much later.
    """
    there = now.astimezone(ZoneInfo(zone))
    if not _is_quiet(policy, there):
        return now
    return min(end for end in _ends(policy, there) if end > now)


def _ends(policy: ContactPolicy, there: datetime) -> Iterator[datetime]:
    """Yield the instants of the next days at which quiet hours or a weekend may end, those that do.

    An hour that a zone repeats has each of them twice.
    """
    for days, at, fold in product(range(AHEAD), (MIDNIGHT, policy.quiet_until), (0, 1)):
        wall = datetime.combine(there.date() + timedelta(days=days), at, there.tzinfo).replace(fold=fold)
        end = wall.astimezone(UTC)
        if not _is_quiet(policy, end.astimezone(there.tzinfo)):
            yield end


def _is_quiet(policy: ContactPolicy, there: datetime) -> bool:
    return (policy.quiet_weekends and there.weekday() >= SATURDAY) or _in_quiet_hours(policy, there.time())


def _in_quiet_hours(policy: ContactPolicy, at: time) -> bool:
    begins, ends = policy.quiet_from, policy.quiet_until
    if begins <= ends:
        return begins <= at < ends
    return at >= begins or at < ends
