"""Values: what one cell says. Every function takes the words of a cell, trimmed, and raises Wrong."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from decimal import Decimal, localcontext
from difflib import get_close_matches
from typing import Any

from bot.catalog.dates import MONTHS, month_number
from bot.cost.capture.trouble import Wrong

LONGEST = 300  # characters of a name
DIGITS = 15  # before the point; whole cents of it fit 64 bits
DECIMALS = 20
_PLAIN = re.compile(r"-?\d{1,15}(?:\.\d{1,20})?", re.ASCII).fullmatch
_GROUPED = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII).fullmatch
_SCIENTIFIC = re.compile(r"-?\d(?:\.\d{1,20})?[eE][+-]?\d{1,2}", re.ASCII).fullmatch
_BRACKETS = re.compile(r"\(([\d.,]+)\)", re.ASCII).fullmatch  # how ledgers write what is below zero
_COMMA = re.compile(r"-?(?:\d{1,3}(?:\.\d{3})+,\d+|\d+,(?:\d{1,2}|\d{4,}))", re.ASCII).fullmatch
_POINT = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+\.\d+|\d+\.(?:\d{1,2}|\d{4,}))", re.ASCII).fullmatch
_MONTH = re.compile(r"(\d{4})[-/.]?(\d{2})", re.ASCII).fullmatch
_MONTH_LAST = re.compile(r"(\d{1,2})[-/.](\d{4})", re.ASCII).fullmatch
_NAMED = re.compile(r"([A-Za-z]{3,9})\.?[- ](\d{4}|\d{2})", re.ASCII).fullmatch
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", re.ASCII).fullmatch
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII).fullmatch
_YEARS = range(1990, 2100)
_UNPRINTED = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
_FORMULA = re.compile(r"'[=+\-@]")  # as our own exports write words that look like a formula


def words(cell: str) -> str:
    """Return a name: one line without signs that nobody sees, at most `LONGEST` characters."""
    if _FORMULA.match(cell):
        cell = cell[1:]
    clean = _UNPRINTED.sub(" ", cell).strip()
    if len(clean) > LONGEST:
        raise Wrong("long", most=LONGEST)
    return clean


def are_words(cells: Collection[str]) -> bool:
    """Return whether `words` would return each of these cells, none of them empty, as it is."""
    said = "\n".join(cells)
    return (
        max(map(len, cells), default=0) <= LONGEST
        and _UNPRINTED.search("".join(cells)) is None
        and "\n'" not in f"\n{said}"
        and list(map(str.strip, cells)) == list(cells)
    )


def any_length(cell: str) -> str:
    """Return words of any length without what no database takes."""
    return _UNPRINTED.sub(" ", cell)


def uses_comma(cells: list[str]) -> bool:
    """Return whether these numbers have a decimal comma: one does for certain, and none a decimal point."""
    return any(map(_COMMA, cells)) and not any(map(_POINT, cells))


def number(cell: str, *, comma: bool = False) -> Decimal:
    """Return the exact number: `1234.5`, `1,234.50`, `(12.00)`, `1.2E-05`; `1.234,50` with `comma`."""
    if _PLAIN(cell) and not comma:
        return Decimal(cell)
    text = cell.replace("\u2212", "-").replace("\u00a0", "").replace("\u202f", "").removeprefix("+")
    if inside := _BRACKETS(text):
        text = f"-{inside[1]}"
    if comma:
        text = text.translate(_SWAPPED)
    if _GROUPED(text):
        text = text.replace(",", "")
    if not (_PLAIN(text) or _SCIENTIFIC(text)):
        raise Wrong("number")
    value = Decimal(text)
    if value and (value.adjusted() >= DIGITS or _decimals(value) > DECIMALS):
        raise Wrong("size", digits=DIGITS)
    return value


_SWAPPED = str.maketrans(",.", ".,")


def _decimals(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def written(value: Decimal) -> str:
    """Return an exact number as its column keeps it: plain digits."""
    return format(value, "f")


def digits(cell: str, *, comma: bool = False) -> str:
    """Return an exact number as its column keeps it."""
    return cell if _PLAIN(cell) and not comma else written(number(cell, comma=comma))


def quantity(cell: str, *, comma: bool = False) -> str:
    """Return an amount of something, zero or more, as its column keeps it."""
    text = digits(cell, comma=comma)
    if text.startswith("-") and Decimal(text):
        raise Wrong("below_zero")
    return text.removeprefix("-")


def count(cell: str, *, comma: bool = False) -> int:
    """Return how many there are: a whole number, zero or more."""
    value = Decimal(quantity(cell, comma=comma))
    if value != value.to_integral_value():
        raise Wrong("not_whole")
    return int(value)


def price(cell: str, *, comma: bool = False) -> str:
    """Return a price, as its column keeps it."""
    return quantity(cell, comma=comma)


def rate(cell: str, *, comma: bool = False) -> str:
    """Return what another currency is worth, above zero, as its column keeps it."""
    value = number(cell, comma=comma)
    if value <= 0:
        raise Wrong("not_above_zero")
    return written(value)


def signed(cell: str, *, comma: bool = False) -> str:
    """Return any number, as its column keeps it."""
    return digits(cell, comma=comma)


def day(cell: str) -> date:
    """Return a day: `2026-10-31`, also with a time behind it, `31.10.2026`, and `10/31/2026` where it is clear."""
    try:
        if found := _DOTTED(cell):
            return _in_range(date(int(found[3]), int(found[2]), int(found[1])))
        if found := _SLASHED(cell):
            return _in_range(_slashed(int(found[1]), int(found[2]), int(found[3])))
        text = cell.removesuffix(" UTC")
        return _in_range(date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text).date())
    except ValueError:
        raise Wrong("day") from None


def _slashed(first: int, second: int, year: int) -> date:
    if first <= 12 and second <= 12 and first != second:
        raise Wrong("which_day")
    return date(year, *((first, second) if first <= 12 else (second, first)))


def _in_range(on: date) -> date:
    if on.year not in _YEARS:
        raise Wrong("year")
    return on


def iso_day(cell: str) -> str:
    """Return a day as its column keeps it."""
    return day(cell).isoformat()


def month(cell: str) -> str:
    """Return a month as `2026-10`, from that, `10/2026`, `Oct 2026` or any day in it."""
    if found := _MONTH(cell):
        return _month(int(found[1]), int(found[2]))
    if found := _MONTH_LAST(cell):
        return _month(int(found[2]), int(found[1]))
    if (found := _NAMED(cell)) and found[1][:3].lower() in MONTHS:
        year = int(found[2])
        return _month(year if year > 99 else 2000 + year, month_number(found[1]))
    try:
        return f"{day(cell):%Y-%m}"
    except Wrong as wrong:
        raise Wrong(wrong.code if wrong.code in ("which_day", "year") else "month") from None


def _month(year: int, number: int) -> str:
    if not 1 <= number <= 12:
        raise Wrong("month")
    if year not in _YEARS:
        raise Wrong("year")
    return f"{year:04}-{number:02}"


def year(cell: str) -> int:
    """Return a fiscal year: `2027` or `FY2027`, also `FY27`."""
    text = cell.upper().removeprefix("FY").strip()
    if not (text.isascii() and text.isdigit() and len(text) in (2, 4)):
        raise Wrong("fiscal_year")
    value = int(text) if len(text) == 4 else 2000 + int(text)
    if value not in _YEARS:
        raise Wrong("year")
    return value


def currency(cell: str) -> str:
    """Return a currency by its three letters."""
    text = cell.upper()
    if not (len(text) == 3 and text.isascii() and text.isalpha()):
        raise Wrong("currency")
    return text


def one_of(known: Mapping[str, Any], code: str) -> Callable[[str], Any]:
    """Return what reads a name: `known` by the name in small letters; raises Wrong(code) with the nearest."""

    def read(cell: str) -> Any:
        key = " ".join(cell.casefold().split())
        if key in known:
            return known[key]
        near = get_close_matches(key[:LONGEST], known, 1)
        raise Wrong(code, near=str(known[near[0]]) if near else None)

    return read


def exact_sum(amounts: list[Decimal]) -> Decimal:
    """Add up without rounding."""
    with localcontext(prec=100):
        return sum(amounts, Decimal())
