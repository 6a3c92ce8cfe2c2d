"""Kinds: what a file can be about, which columns it has then, and how its rows are read."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol, runtime_checkable

import sqlalchemy as sa
from sqlmodel import Session

from bot.catalog import Catalog
from bot.cost.batches import Batch
from bot.cost.mapping import MappingRule

Refuse = Callable[..., None]  # (index, column, code, **facts): this row cannot be taken
Look = Callable[[sa.Executable], Sequence[Any]]


@dataclass(frozen=True)
class Known:
    """What the rows of a file are read against: the catalog, what is closed, rates, rules, and the file's ways."""

    catalog: Catalog
    look: Look  # asks the database, in a session of its own
    by: str
    source: str  # the file's name
    this_month: str
    closed: frozenset[str] = frozenset()
    rates: Mapping[str, Sequence[tuple[date, Decimal]]] = field(
        default_factory=dict
    )  # by currency, oldest first
    rules: Sequence[MappingRule] = ()
    comma: bool = False  # numbers have a decimal comma

    @property
    def currency(self) -> str:
        """The company's."""
        return self.catalog.company.currency


@dataclass
class Rows:
    """Rows of one piece: their numbers in the file, and by column what they say; all of one length."""

    numbers: list[int]
    fields: dict[str, Sequence[Any]]

    def __len__(self) -> int:
        return len(self.numbers)

    def __getitem__(self, column: str) -> Sequence[Any]:
        return self.fields[column]

    def keep(self, kept: Sequence[bool]) -> None:
        """Leave out the rows for which `kept` is false."""
        self.numbers = [number for number, stays in zip(self.numbers, kept, strict=True) if stays]
        for name, values in self.fields.items():
            self.fields[name] = [value for value, stays in zip(values, kept, strict=True) if stays]


Step = Callable[[Rows, Refuse], None]
"""One thought about the rows of a piece, such as rounding: changes fields in place, refuses rows."""


@runtime_checkable
class Ending(Protocol):
    """A step that has something to say when all pieces are read."""

    def end(self) -> None:
        """Say it."""


class Notes(Protocol):
    """Where a step says what is odd, and what the rows add up to."""

    def note(self, code: str, rows: int, amount: Decimal | None = None, **facts: Any) -> None:
        """Say that so many rows are odd in this way, or skipped."""

    def add(self, currency: str, amount: Decimal) -> None:
        """Add to what the file comes to."""


@dataclass(frozen=True)
class Column:
    """One of our columns: how a cell is read, and by which other names files have it.

    Without `filled`, an empty cell is `default`; without `needed`, the whole column may be missing.
    `read_all` reads many plain cells at once, or says None where one is not plain; `plain` tells whether each
    of some cells, none of them empty, is read as it stands.
    """

    name: str
    read: Callable[[Known], Callable[[str], Any]]
    also: tuple[str, ...] = ()
    needed: bool = False
    filled: bool = False
    default: Any = ""
    examples: tuple[str, str] = ("", "")
    is_number: bool = False
    read_all: Callable[[Known], Callable[[Sequence[str]], list[Any] | None]] | None = None
    plain: Callable[[Collection[str]], bool] | None = None


@dataclass(frozen=True)
class Kind:
    """What a file can be about. `table` is where its rows go; `key` are the columns that a row is known by.

    `fixed` are columns that are the same in all rows. `steps` come after the cells are read. Rows with a key
    are never there twice; `scope` is the column by which those that are there already are looked up, else all.
    """

    name: str
    table: str
    columns: tuple[Column, ...]
    steps: tuple[Callable[[Known, Notes], Step], ...] = ()
    fixed: Callable[[Known], Mapping[str, Any]] = lambda known: {}
    key: tuple[str, ...] = ()
    scope: str | None = None
    values: tuple[str, ...] = ()  # columns that tell whether a row that is there already says the same
    months: str | None = None  # the column that says which months the file is about
    kept_closed: bool = False  # what it brought to a month that was closed since stays there
    hint: str = ""  # a word in the file's name or header that speaks for this kind
    most: int | None = None  # rows, all in one transaction; None: stored in pieces
    format: str = ""  # of a bill that is known by its header: focus
    version: Callable[[Sequence[str]], str] = lambda header: ""  # of the format, by the header
    null: str = ""  # the word, in small letters, that stands for an empty cell
    whole_rows: bool = False  # a row of a CSV file with fewer cells than the header was cut off
    leaves_out: tuple[str, ...] = ()  # columns that are read and not stored
    write: Callable[[Session, Batch, Known, Rows], None] | None = None  # where it is more than one table
    take_out: Callable[[Session, Batch], None] | None = None

    def column(self, name: str) -> Column:
        """Return one of its columns; raises KeyError."""
        return next((each for each in self.columns if each.name == name), None) or _no(name)

    def said(self, name: str) -> str:
        """Return what its files call a column: the format's own name where there is one."""
        return self.column(name).also[0] if self.format else name

    @property
    def is_cost(self) -> bool:
        """Whether its rows are cost lines."""
        return self.table == "cost_lines"

    @property
    def needed(self) -> tuple[str, ...]:
        """Names of the columns that a file must have."""
        return tuple(each.name for each in self.columns if each.needed)


def _no(name: str) -> Column:
    raise KeyError(name)
