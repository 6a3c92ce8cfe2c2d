"""Dates: which days of the calendar are meant by the name of a day, or of a range of them."""

from calendar import monthrange
from datetime import date, timedelta

from bot.catalog import holidays

MOST_DAYS = 31  # of a range: nobody reads more, and whoever asks is told so
DAY, WEEK = timedelta(days=1), timedelta(days=7)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH_NAMES = (  # a pattern
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    "|nov(?:ember)?|dec(?:ember)?"
)
MONTH = rf"(?:{MONTH_NAMES})\b\.?"  # a pattern
SPANS = {"month": 1, "quarter": 3, "year": 12}  # in months
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
WEEKDAY_NAMES = "mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun"  # a pattern, without the "day"

_SATURDAY = WEEKDAYS.index("sat")
_FIRST = {"weekday": "mon", "weekend": "sat"}
# A name that ends so is none of the calendar's.
_SOON = (*WEEKDAYS, "weekday", "weekend", "today", "tomorrow", "now")
_BESIDE = {"before": -DAY, "after": DAY}
_NEARLY_A_YEAR = timedelta(days=364)


def month_number(name: str) -> int:
    """Return 3 for "March", "mar" or "march.". Raises ValueError for what begins like no month."""
    return MONTHS.index(name[:3].lower()) + 1


def days(name: str, today: date) -> list[date]:
    """Return the dates of that name that are next for who says it on a day; of a range what is left of it."""
    begins, ends = _ends(name, today)
    return [begins + each * DAY for each in range(min((ends - begins).days + 1, MOST_DAYS))]


def goes_on(name: str, today: date) -> bool:
    """Tell whether a range has more days than its `days`."""
    begins, ends = _ends(name, today)
    return (ends - begins).days >= MOST_DAYS


def first_of(month: str, today: date) -> date:
    """Return the first day of "2027-03", or of the next "03": of the one that has begun, too."""
    year, _, number = month.rpartition("-")
    months = (date(int(year or today.year) + ahead, int(number), 1) for ahead in (0, 1))
    return next(each for each in months if year or each >= today.replace(day=1))


def next_first(span: str, today: date) -> date:
    """Return the first day of the next "month", "quarter" or "year" of the calendar."""
    months = SPANS[span]
    return months_after(date(today.year, today.month - (today.month - 1) % months, 1), months)


def months_after(day: date, count: int) -> date:
    """Return the same day so many months later, the month's last where it has none."""
    year, month = divmod(day.month - 1 + count, 12)
    return _clipped(day.year + year, month + 1, day.day)


def a_year_after(day: date) -> date:
    """Return the same day a year later."""
    return months_after(day, 12)


def _ends(name: str, today: date) -> tuple[date, date]:
    first, _, last = name.partition(" to ")
    if last:
        return _range(first, last, today)
    begins = _date(first, today)
    if name.endswith("weekday"):
        return begins, begins + 4 * DAY
    is_weekend = name.endswith("weekend") and begins.weekday() == _SATURDAY
    return begins, begins + DAY if is_weekend else begins


def comes_again(name: str) -> bool:
    """Tell whether another day of that name comes soon, once its time has passed: of a weekday, or today."""
    first = name.partition(" to ")[0]
    return first.split()[-1] in (*WEEKDAYS, "weekday", "weekend", "today")


def _range(first: str, last: str, today: date) -> tuple[date, date]:
    if _is_soon(first) or _is_soon(last):
        begins = _date(first, today)
        of_that_week = last.removeprefix("next ") if first.startswith("next ") else last
        return begins, max(begins, _date(of_that_week, begins))
    ends = _date(last, today)
    begins = _date(first, max(today, ends - _NEARLY_A_YEAR))
    has_begun = ends < begins or begins < today <= ends
    return (today if has_begun else begins), max(ends, today if has_begun else begins)


def _is_soon(name: str) -> bool:
    return name.startswith("in ") or name.split()[-1] in _SOON


def _date(name: str, today: date) -> date:
    """Return the next date of that name, today included."""
    how, _, of = name.partition(" ")
    if how in _BESIDE:
        return _date(of, today if of.startswith("next ") else today - _BESIDE[how]) + _BESIDE[how]
    if how == "in":
        count, _, weekday = of.partition(" ")
        return _date(weekday or "today", today) + int(count) * DAY
    if how == "the":
        return _of_month(int(of), today)
    if name in holidays.DATES:
        dates = (holidays.DATES[name](year) for year in (today.year, today.year + 1))
        return next(each for each in dates if each >= today)
    return _soon(name, today) if _is_soon(name) else _of_year(name, today)


def _soon(name: str, today: date) -> date:
    if name in ("today", "now"):
        return today
    if name.endswith("tomorrow"):
        return today + (DAY if name == "tomorrow" else 2 * DAY)
    named = name.removeprefix("next ")
    on = WEEKDAYS.index(_FIRST.get(named, named))
    monday = today - today.weekday() * DAY
    if named != name:
        return monday + WEEK + on * DAY  # "next Friday" is next week's
    return max(today, monday + on * DAY) if named == "weekend" else today + (on - today.weekday()) % 7 * DAY


def _of_year(name: str, today: date) -> date:
    if len(name) == len("2026-12-24"):
        return date.fromisoformat(name)
    month, day = (int(part) for part in name.split("-"))
    dates = (_clipped(today.year + ahead, month, day) for ahead in (0, 1))
    return next(each for each in dates if each >= today)


def _of_month(day: int, today: date) -> date:
    first = today.replace(day=1)
    while day > monthrange(first.year, first.month)[1] or first.replace(day=day) < today:
        first = (first + timedelta(days=31)).replace(day=1)
    return first.replace(day=day)


def _clipped(year: int, month: int, day: int) -> date:
    return date(year, month, min(day, monthrange(year, month)[1]))
