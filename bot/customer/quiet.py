"""Quiet hours: when the bot starts no conversation, on each person's own clock."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.catalog import ContactPolicy

SATURDAY = 5


def first_moment(policy: ContactPolicy, zone: str, now: datetime) -> datetime:
    """Return `now`, or the first instant after it that is not quiet in the IANA `zone`, in UTC.

    Without quiet hours (both times the same) and weekends that is always `now`.
    """
    there = now.astimezone(ZoneInfo(zone))
    while _is_quiet(policy, there):
        there = _next_morning(policy, there)
    return now if there == now else there.astimezone(now.tzinfo)


def _is_quiet(policy: ContactPolicy, there: datetime) -> bool:
    return (policy.quiet_weekends and there.weekday() >= SATURDAY) or _in_quiet_hours(policy, there.time())


def _in_quiet_hours(policy: ContactPolicy, at: time) -> bool:
    begins, ends = policy.quiet_from, policy.quiet_until
    if begins <= ends:
        return begins <= at < ends
    return at >= begins or at < ends


def _next_morning(policy: ContactPolicy, there: datetime) -> datetime:
    """Return the next time at which the quiet hours end, on a later day where they have ended on this one."""
    ends = datetime.combine(there.date(), policy.quiet_until, there.tzinfo)
    if ends > there:
        return ends
    return datetime.combine(there.date() + timedelta(days=1), policy.quiet_until, there.tzinfo)
