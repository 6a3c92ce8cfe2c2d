"""Prices: a vendor's list is one version as a whole, with its items."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.cost.batches import Batch
from bot.cost.capture import values, writing
from bot.cost.capture.kinds import Known, Notes, Refuse, Rows
from bot.cost.price_lists import PROPOSED, PriceItem, PriceList
from bot.delivery import timers

_LIST = ("vendor", "version", "effective_from")


class Lists:
    """Refuses items of a version that is there already, items named twice, and a version with two days."""

    def __init__(self, known: Known, notes: Notes) -> None:
        self._known = known
        self._days: dict[tuple[str, str], str] = {}
        self._items: dict[tuple[str, str, str], int] = {}
        there = sa.select(
            *map(col, (PriceList.vendor, PriceList.version, PriceList.batch_id, Batch.file_name))
        )
        joined = there.select_from(sa.outerjoin(PriceList, Batch, col(Batch.id) == PriceList.batch_id))
        self._there = {(row[0], row[1]): (row[2], row[3]) for row in known.look(joined)}

    def __call__(self, rows: Rows, refuse: Refuse) -> None:
        """Refuse what does not fit, and fill in the company's currency."""
        rows.fields["currency"] = [each or self._known.currency for each in rows["currency"]]
        named = zip(*(rows[name] for name in (*_LIST, "sku")), strict=True)
        for at, (vendor, version, since, sku) in enumerate(named):
            day = self._days.setdefault((vendor, version), since)
            first = self._items.setdefault((vendor, version, sku), rows.numbers[at])
            if (vendor, version) in self._there:
                batch, file = self._there[vendor, version]
                refuse(at, "version", "differs", version, there=f"{vendor} {version}", batch=batch, file=file)
            elif day != since:
                refuse(at, "effective_from", "two_days", since, other=day)
            elif first != rows.numbers[at]:
                refuse(at, "sku", "twice", sku, other=first)


def write(session: Session, batch: Batch, known: Known, rows: Rows) -> None:
    """Add the items to the lists that they are of; whoever decides on a new one is told whom it hits."""
    lists: list[tuple[str, str, str]] = list(zip(*(rows[name] for name in _LIST), strict=True))
    ids = {named: _list(session, batch, named) for named in dict.fromkeys(lists)}
    columns: dict[str, Sequence[Any]] = {
        name: each for name, each in rows.fields.items() if name not in _LIST
    }
    columns |= {"list_id": [ids[named] for named in lists], "row": rows.numbers}
    writing.write(session, str(PriceItem.__tablename__), columns)


def _list(session: Session, batch: Batch, named: tuple[str, str, str]) -> int | None:
    vendor, version, since = named
    known = session.exec(
        select(PriceList).where(PriceList.vendor == vendor, PriceList.version == version)
    ).first()
    if known is None:
        known = PriceList(
            vendor=vendor,
            version=version,
            effective_from=values.day(since),
            by=batch.by,
            at=batch.at,
            batch_id=batch.id,
        )
        session.add(known)
        session.flush()
        told = {"list": known.id}
        timers.set_timer(session, PROPOSED, batch.at, now=batch.at, key=_told(known.id), facts=told)
    return known.id


def _told(number: int | None) -> str:
    return f"{PROPOSED}:{number}"


def take_out(session: Session, batch: Batch) -> None:
    """Delete the lists of a batch with their items."""
    ids = list(session.exec(select(PriceList.id).where(PriceList.batch_id == batch.id)))
    for number in ids:
        timers.cancel_timer(session, _told(number))
    session.execute(sa.delete(PriceItem).where(col(PriceItem.list_id).in_(ids)))
    session.execute(sa.delete(PriceList).where(col(PriceList.batch_id) == batch.id))
