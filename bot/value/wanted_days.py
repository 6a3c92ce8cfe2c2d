"""Wanted days: the day from which, or for which, something is wanted. No rows, no words of its own."""

import re
from datetime import date, datetime, timedelta

from bot import clock
from bot.catalog import dates, moments

_NEXT = re.compile(r"\bnext (month|week|year|quarter)\b")
_MONTH_END = re.compile(r"\bend of (?:the |this )?month\b")
_MONTH_ALONE = re.compile(rf"\b(?:from|in|by|starting|beginning|since) ({dates.MONTH_NAMES})\b(?!\.? \d)")
NAMES = frozenset((*dates.MONTHS, *dates.WEEKDAYS))  # how the names of days and months begin


def day(words: str, now: datetime, zone: str) -> date | None:
    """Return the day that is named, never one that has passed; a weekday said on that day is the next one."""
    today = clock.day(now, zone)
    if named := _span(words, today):
        return named
    said = moments.read(words)
    if said is None or said.days in ((), ("now",)):
        return None
    named_day = moments.stretch(said, now, zone).on
    if named_day == today and said.days[0] in dates.WEEKDAYS:
        return named_day + dates.WEEK
    return named_day if named_day >= today else None


def _span(words: str, today: date) -> date | None:
    first = today.replace(day=1)
    next_month = (first + timedelta(days=31)).replace(day=1)
    if found := _NEXT.search(words):
        return {
            "week": today + timedelta(days=7 - today.weekday()),
            "month": next_month,
            "quarter": _next_quarter(today),
            "year": date(today.year + 1, 1, 1),
        }[found[1]]
    if _MONTH_END.search(words):
        return next_month - timedelta(days=1)
    if found := _MONTH_ALONE.search(words):
        month = dates.MONTHS.index(found[1][:3]) + 1
        return date(today.year + (month <= today.month), month, 1)
    return None


def _next_quarter(today: date) -> date:
    month = 3 * ((today.month - 1) // 3 + 1) + 1
    return date(today.year + (month > 12), (month - 1) % 12 + 1, 1)
