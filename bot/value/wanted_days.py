"""Wanted days: the day from which, or for which, something is wanted. No rows, no words of its own."""

import re
from datetime import date, datetime

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
    next_month = dates.next_first("month", today)
    if found := _NEXT.search(words):
        is_week = found[1] == "week"
        return dates.days("next mon", today)[0] if is_week else dates.next_first(found[1], today)
    if _MONTH_END.search(words):
        return next_month - dates.DAY
    if found := _MONTH_ALONE.search(words):
        return dates.first_of(f"{dates.month_number(found[1]):02}", next_month)
    return None
