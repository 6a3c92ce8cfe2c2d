"""Holidays as people name them: which date each is in a year, and what it is called."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta


def _nth(weekday: int, nth: int, month: int) -> Callable[[int], date]:
    """Return a rule for the nth such weekday of a month; the last one for -1."""

    def of(year: int) -> date:
        if nth < 0:
            last = date(year, month, monthrange(year, month)[1])
            return last - timedelta(days=(last.weekday() - weekday) % 7)
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))

    return of


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _day_after(rule: Callable[[int], date]) -> Callable[[int], date]:
    return lambda year: rule(year) + timedelta(days=1)


def _easter(days: int) -> Callable[[int], date]:
    """Return a rule for so many days after Easter Sunday of the western churches."""

    def of(year: int) -> date:
        """Work Easter out as Meeus, Jones and Butcher do (J. Meeus, Astronomical Algorithms, 1991, chapter 8)."""
        century, rest = divmod(year, 100)
        golden = year % 19
        leaps, since_leap = divmod(century, 4)
        moon = (19 * golden + century - leaps - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
        to_sunday = (32 + 2 * since_leap + 2 * (rest // 4) - moon - rest % 4) % 7
        late = (golden + 11 * moon + 22 * to_sunday) // 451
        month, day = divmod(moon + to_sunday - 7 * late + 114, 31)
        return date(year, month, day + 1) + timedelta(days=days)

    return of


_THANKSGIVING = _nth(3, 4, 11)
DATES: dict[str, Callable[[int], date]] = {
    "black friday": _day_after(_THANKSGIVING),
    "thanksgiving": _THANKSGIVING,
    "christmas eve": _fixed(12, 24),
    "boxing day": _fixed(12, 26),
    "christmas": _fixed(12, 25),
    "new year's eve": _fixed(12, 31),
    "new year": _fixed(1, 1),
    "good friday": _easter(-2),
    "easter monday": _easter(1),
    "easter": _easter(0),
    "memorial day": _nth(0, -1, 5),
    "independence day": _fixed(7, 4),
    "labor day": _nth(0, 1, 9),
}
WORDS = {
    name: re.compile(
        r"\b(?:"
        + {
            "christmas eve": r"(?:christmas|x-?mas)[ -]eve",
            "christmas": r"christmas|x-?mas",
            "new year": r"new year'?s?(?: day)?",
            "new year's eve": r"new year'?s?[ -]eve|nye",
            "easter": r"easter(?: sunday)?",
            "independence day": r"independence day|(?:the )?(?:4th|fourth) of july",
            "labor day": r"labou?r day",
        }.get(name, name)
        + r")\b"
    )
    for name in DATES
}
