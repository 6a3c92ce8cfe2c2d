"""Columns that several kinds of files have."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from bot.cost.capture import keyed, values, words
from bot.cost.capture.kinds import Column, Kind, Known, Notes, Step

MOST_AT_ONCE = 100_000  # rows of files that are stored in one transaction

MONTH = Column(
    "month",
    words.plain(values.month),
    ("period", "billing period", "year month", "month of use", "date", "invoice date", "booking date"),
    needed=True,
    filled=True,
    examples=("2026-10", "2026-10"),
)
UNIT = Column(
    "unit",
    words.unit,
    ("business unit", "cost center", "cost centre", "department", "team", "bu"),
    needed=True,
    filled=True,
    examples=("CC-100", "CC-200"),
)
SERVICE = Column(
    "service",
    words.service,
    ("service key", "service name", "it service", "cost object", "product"),
    needed=True,
    filled=True,
    examples=("ERP", "CRM"),
)
TIER = Column(
    "tier", words.plain(values.words), ("level", "service level"), examples=("Standard", "Standard")
)


def text(name: str, *also: str, examples: tuple[str, str] = ("", "")) -> Column:
    """Return a column of words that may be missing."""
    return Column(name, words.plain(values.words), also, examples=examples, plain=values.are_words)


def day(name: str, *also: str) -> Column:
    """Return a column of days that may be missing."""
    return Column(name, words.plain(values.iso_day), also, default=None)


def name(name: str, *also: str, examples: tuple[str, str]) -> Column:
    """Return a column of names that every row has."""
    read = words.plain(values.words)
    return Column(name, read, also, needed=True, filled=True, examples=examples, plain=values.are_words)


def figure(
    name: str, read: Callable[[Known], Callable[[str], Any]], *also: str, examples: tuple[str, str]
) -> Column:
    """Return a column of numbers that every row has."""
    return Column(name, read, also, needed=True, filled=True, examples=examples, is_number=True)


def price(name: str, *also: str, examples: tuple[str, str]) -> Column:
    """Return a column of prices that may be missing."""
    return Column(name, words.number(values.price), also, default=None, examples=examples, is_number=True)


def from_month(name: str, *also: str) -> Column:
    """Return a column of months that may be missing."""
    return Column(name, words.plain(values.month), also, default=None)


YEAR = Column(
    "fiscal_year",
    words.plain(values.year),
    ("fiscal year", "year", "fy"),
    needed=True,
    filled=True,
    examples=("2027", "2027"),
)


def keyed_kind(kind: Kind) -> Kind:
    """Return the kind with the step that keeps its rows apart, at last."""

    def once(known: Known, notes: Notes) -> Step:
        return keyed.Once(kind, known, notes)

    return replace(kind, steps=(*kind.steps, once))
