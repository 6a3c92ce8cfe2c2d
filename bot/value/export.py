"""Export: orders as CSV (RFC 4180) that a spreadsheet opens as it is and cannot be tricked by."""

import csv
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import Enum
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.catalog import Catalog
from bot.customer.people import Person
from bot.money import Money
from bot.process import privacy
from bot.process.orders import Order

BOM = "\ufeff"  # by which spreadsheets know UTF-8
COLUMNS = (
    "number", "kind", "state", "service", "service_name", "tier", "quantity", "unit", "unit_name", "person",
    "priority", "opened_at", "response_due_at", "responded_at", "due_at", "done_at", "closed_at",
    "paused_minutes", "starts_on", "change", "commitment", "currency", "assignee", "outside_ref",
    "part_of", "private", "text",
)  # fmt: skip
STATES = ("approval", "planned", "open", "taken", "waiting", "done", "closed", "declined", "cancelled")
State = Enum("State", [(name, name) for name in STATES])  # type: ignore[misc]  # to choose from on the command line
_TIMES = ("opened_at", "response_due_at", "responded_at", "due_at", "done_at", "closed_at")
_HIDDEN = (
    "tier",
    "quantity",
    "unit",
    "unit_name",
    "person",
    "change",
    "commitment",
    "currency",
    "starts_on",
    "text",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_AT_ONCE = 1000


@dataclass(frozen=True)
class Wanted:
    """Which orders to write: opened at `since` or later, in one of `states` if any are named.

    Details of private ones are written if `whole`, or for the orders that `reader` has a part in.
    """

    since: datetime | None = None
    states: Collection[str] = ()
    whole: bool = False
    reader: str | None = None


def lines(session: Session, catalog: Catalog, wanted: Wanted) -> Iterator[str]:
    """Yield the file line by line, the head first; orders are read a thousand at a time."""
    yield line(COLUMNS)
    there = sa.inspect(Order).local_table.c
    rows = sa.select(*there, col(Person.email).label("email")).outerjoin(
        Person, col(Person.id) == there.person
    )
    chosen = _chosen(rows, wanted).execution_options(yield_per=_AT_ONCE)
    for row in session.connection().execute(chosen).mappings():
        yield line(_cells(session, catalog, row, wanted))


def write(out: Path, session: Session, catalog: Catalog, wanted: Wanted, *, bom: bool = False) -> int:
    """Write the file, with the mark of UTF-8 if asked for; return how many orders are in it. Raises OSError."""
    written = -1  # the head is no order
    with out.open("w", encoding="utf-8-sig" if bom else "utf-8", newline="") as file:
        for line in lines(session, catalog, wanted):
            file.write(line)
            written += 1
    return written


def count(session: Session, wanted: Wanted) -> int:
    """Return how many orders that are."""
    counted: int = session.exec(_chosen(select(sa.func.count(col(Order.id))), wanted, in_order=False)).one()
    return counted


def _chosen(rows: Any, wanted: Wanted, *, in_order: bool = True) -> Any:
    if wanted.since is not None:
        rows = rows.where(col(Order.opened_at) >= wanted.since)
    if wanted.states:
        rows = rows.where(col(Order.state).in_(wanted.states))
    return rows.order_by(col(Order.id)) if in_order else rows


def _cells(session: Session, catalog: Catalog, row: Mapping[Any, Any], wanted: Wanted) -> Iterable[str]:
    company, order = catalog.company, Order(**{name: row[name] for name in Order.model_fields})
    service, unit = catalog.services.get(row["service"] or ""), company.units.get(row["unit"])
    values: dict[str, Any] = {
        **row,
        "number": row["id"],
        "service_name": service.name if service else None,
        "unit_name": unit.name if unit else None,
        "person": row["email"] or row["person"],
        "priority": order.priority,
        "private": privacy.is_private(catalog, order),
        "change": Money(row["change_minor"], company.currency).amount,
        "commitment": Money(row["commitment_minor"], company.currency).amount,
        "currency": company.currency,
    }
    if not _may_read(session, catalog, order, wanted):
        values.update(dict.fromkeys(_HIDDEN))
    zone = ZoneInfo(company.zone)
    values |= {name: at.astimezone(zone).isoformat() for name in _TIMES if (at := values[name]) is not None}
    return [cell(values[name]) for name in COLUMNS]


def _may_read(session: Session, catalog: Catalog, order: Order, wanted: Wanted) -> bool:
    return wanted.whole or privacy.may_read(session, catalog, order, wanted.reader or "")


def cell(value: Any) -> str:
    """Write a value; words that a spreadsheet would take for a formula get an apostrophe before them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | Decimal):
        return str(value)
    words = str(value).replace("\0", "")
    return f"'{words}" if words.lstrip(" ").startswith(_FORMULA) else words


def line(cells: Iterable[str]) -> str:
    """Return one line of the file."""
    out = StringIO()
    csv.writer(out, lineterminator="\r\n").writerow(cells)
    return out.getvalue()
