"""Spans: from when, and until when, something is paid, as people say it: "from february", "in 2027", "until june"."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bot.catalog import dates, days, times_of_day
from bot.catalog.company import Company
from bot.catalog.dates import DAY, MONTH, WEEK, WEEKDAY_NAMES, WEEKDAYS, month_number
from bot.catalog.days import RECENT
from bot.catalog.numbers import COUNTS, number

_YEAR = r"20[2-4]\d(?![\w%:/-]|[.,]\d)"
_TH = r"(?:st|nd|rd|th)?"
_OF_MONTH = rf"\d{{1,2}}(?:{_TH}|\.)(?: of)? {MONTH}|{MONTH} \d{{1,2}}{_TH}\b(?![:%/])"
_DAY = rf"(?:20\d\d-\d\d-\d\d|(?:{_OF_MONTH})(?:,? {_YEAR})?)"
_WHEN = rf"(?:{_DAY}|{MONTH}(?:,? {_YEAR})?)"
_TO = r"(?: ?[-–] ?| ?\b(?:until|till?|through|thru|up to|to) )(?:including )?(?:the )?(?:end of )?(?:the )?"
_NO_NAME = r"for (?=\d|january|feb|mar(?:ch)?\b|jul|sep|oct|nov|dec)"  # April and May are people, too
_SINCE = r"(?:from|between|starting|starts?|beginning|begins?|as (?:of|from)|effective|in|on|during)"
_SOON = rf"(?:(?:next )?(?:{WEEKDAY_NAMES})(?:day)?|tomorrow|tmrw?|next week)\b(?!{_TO}|s\b)"
_BEGINS = re.compile(
    rf"\b(?:{_SINCE} (?:in |on )?(?:the )?|{_NO_NAME})(?P<since>{_WHEN})"
    rf"|\b(?:from|starting|beginning|as (?:of|from)|effective) (?:on )?(?P<soon>{_SOON})"
    r"|\bnext (?P<next>(?:fiscal |financial )?year|fy|quarter|month)\b"
    rf"|\b(?P<alone>{_DAY}|{MONTH},? {_YEAR}|{_WHEN}(?={_TO}{_WHEN}))"
    rf"|(?:\b(?:in|for|during|from|of) |(?<![\w$€£#.,:/-]))(?P<year>{_YEAR})",
    re.IGNORECASE,
)
_ENDS = re.compile(
    rf"(?:{_TO}|\bbetween {_WHEN} and )(?:(?P<on>{_WHEN})|(?P<years>(?:fiscal |financial )?year)(?:[ -]end)?\b)"
    rf"|\b(?:for|over) (?:the next )?(?P<long>\d{{1,2}}|{'|'.join(COUNTS)}) (?P<unit>month|year)s?\b"
    rf"|\b(?P<long_of>\d{{1,2}}|{'|'.join(COUNTS)}) (?P<unit_of>month|year)s of\b",
    re.IGNORECASE,
)
_IS_OVER = re.compile(r"\b(?:did|was|were|paid|spent|had|last|so far)\b")


@dataclass(frozen=True)
class Bounds:
    """From when and until when, before it is known on which day that was said.

    A name is a day's as in `bot.catalog.days`, or "month 03", "month 2027-03", "year 2027", "next month", "next
    quarter", "next year", "next fiscal year"; what ends may be "year", "fiscal year" or after "6 months" as well.
    """

    begins: str | None = None
    ends: str | None = None


@dataclass(frozen=True)
class Span:
    """The days that are meant: `begins` is None for today, `ends` the day after the last of them."""

    begins: date | None = None
    ends: date | None = None
    is_year: bool = False  # it ends with the year that was said, not on a day that was


@lru_cache(RECENT)
def read(text: str) -> Bounds | None:
    """Return from when and until when a text in lower case says that something is paid; None for what is over."""
    begins, ends = _found(text)
    said = Bounds(_name_of_begin(begins) if begins else None, _name_of_end(ends) if ends else None)
    return None if said == Bounds() or _IS_OVER.search(text) else said


@lru_cache(RECENT)
def without(text: str) -> str:
    """Return a text without from when and until when it is."""
    each = [found for found in _found(text) if found] if read(text.lower()) else []
    for found in sorted(each, key=lambda found: found.start(), reverse=True):
        text = f"{text[: found.start()]} {text[found.end() :]}"
    return text


def meant(said: Bounds, company: Company, today: date) -> Span:
    """Return the days that are meant by who says it on a day; what has begun by then begins that day."""
    since = _begins_on(said.begins, company, today) if said.begins else today
    begins = max(since, today)
    if said.ends and said.ends.endswith("months"):
        begins = begins if begins > today else dates.next_first("month", today)
        return Span(begins, dates.months_after(begins, int(said.ends.split()[0])))
    if said.ends:
        ends = _ends_on(said.ends, company, begins)
        return Span(begins if begins > today else None, ends if ends > begins else None)
    if begins == today:
        return Span()
    is_year = "year" in (said.begins or "")
    return Span(begins, dates.a_year_after(begins) if is_year else None, is_year)


def _found(text: str) -> tuple[re.Match[str] | None, re.Match[str] | None]:
    """Return where it says from when and until when."""
    begins, ends = _BEGINS.search(text), _ENDS.search(text)
    is_count = begins and begins["year"] and times_of_day.counts(begins)
    is_end = begins and ends and ends["on"] and ends.start("on") < begins.end() <= ends.end()
    return None if is_count or is_end else begins, ends


def _name_of_begin(found: re.Match[str]) -> str | None:
    if found["next"]:
        span = found["next"].lower()
        return f"next {span if span in dates.SPANS else 'fiscal year'}"
    if soon := found["soon"]:
        return "next mon" if soon.lower() == "next week" else days.read(soon.lower())[0][0]
    return f"year {found['year']}" if found["year"] else _name(found["since"] or found["alone"])


def _name_of_end(found: re.Match[str]) -> str | None:
    if count := found["long"] or found["long_of"]:
        is_year = "year" in (found["unit"] or found["unit_of"]).lower()
        return f"{number(count.lower()) * (12 if is_year else 1)} months"
    if found["years"]:
        return "year" if found["years"].lower() == "year" else "fiscal year"
    return _name(found["on"])


def _name(when: str) -> str | None:
    """Return the name of a day, or of a month in which none is said; None where no calendar has it."""
    when = when.lower()
    named, _ = days.read(when)
    month, year = re.search(MONTH, when), re.search(_YEAR, when)
    if named or month is None:
        return named[0] if named else None
    return f"month {f'{year[0]}-' if year else ''}{month_number(month[0]):02}"


def _begins_on(name: str, company: Company, today: date) -> date:
    how, _, of = name.partition(" ")
    if name == "next fiscal year":
        return company.fiscal_year_ends(today)
    if how == "next" and of in dates.SPANS:
        return dates.next_first(of, today)
    if how == "year":
        return date(int(of), 1, 1)
    if how == "month":
        return dates.first_of(of, today)
    day = dates.days(name, today)[0]
    return day + WEEK if day == today and name in WEEKDAYS else day  # said on that day it is the next one


def _ends_on(name: str, company: Company, begins: date) -> date:
    """Return the day after the last one; the first day of a month ends what is paid until then."""
    if name == "fiscal year":
        return company.fiscal_year_ends(begins)
    if name == "year":
        return begins.replace(year=begins.year + 1, month=1, day=1)
    how, _, of = name.partition(" ")
    if how == "month":
        return dates.next_first("month", dates.first_of(of, begins))
    last = dates.days(name, begins)[0]
    return last if last.day == 1 else last + DAY
