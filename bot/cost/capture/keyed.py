"""Rows with a key: each is there once; what a file says again is skipped, what it says otherwise is refused."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from bot.cost.batches import Batch
from bot.cost.capture.kinds import Kind, Known, Notes, Refuse, Rows


class Once:
    """Skips rows that are there already with the same values, and refuses others of the same key."""

    def __init__(self, kind: Kind, known: Known, notes: Notes) -> None:
        self._kind, self._known, self._notes = kind, known, notes
        self._table = SQLModel.metadata.tables[kind.table]
        self._seen: dict[tuple[Any, ...], int] = {}
        self._there: dict[tuple[Any, ...], Any] = {}
        self._asked: set[Any] = set()

    def __call__(self, rows: Rows, refuse: Refuse) -> None:
        """Refuse or leave out."""
        self._look_up(rows)
        keys = list(zip(*(rows[name] for name in self._kind.key), strict=True))
        values = list(zip(*(rows[name] for name in self._kind.values), strict=True))
        kept = [True] * len(rows)
        shown = self._kind.values[0]
        for at, key in enumerate(keys):
            if key in self._seen:
                refuse(at, shown, "twice", other=self._seen[key])
            elif (there := self._there.get(key)) is not None:
                self._seen[key] = rows.numbers[at]
                if _same(there.values, values[at]):
                    kept[at] = False
                else:
                    refuse(
                        at, shown, "differs", there=str(there.values[0]), batch=there.batch, file=there.file
                    )
            else:
                self._seen[key] = rows.numbers[at]
        if not all(kept):
            self._notes.note("known", kept.count(False))
            rows.fields["skipped"] = [not stays for stays in kept]

    def _look_up(self, rows: Rows) -> None:
        scope = self._kind.scope
        wanted = set(rows[scope]) if scope else {None}
        if not (wanted := wanted - self._asked):
            return
        self._asked |= wanted
        there = self._table.c
        batches = SQLModel.metadata.tables[str(Batch.__tablename__)].c
        asked = sa.select(
            *(there[name] for name in (*self._kind.key, *self._kind.values)), batches.id, batches.file_name
        ).select_from(self._table.outerjoin(batches.id.table, batches.id == there.batch_id))
        if scope:
            asked = asked.where(there[scope].in_(sorted(wanted)))
        size = len(self._kind.key)
        for row in self._known.look(asked):
            key = tuple(_plain(value) for value in row[:size])
            self._there[key] = _There(tuple(row[size:-2]), row[-2], row[-1])


class _There:
    __slots__ = ("batch", "file", "values")

    def __init__(self, values: tuple[Any, ...], batch: int | None, file: str | None) -> None:
        self.values, self.batch, self.file = values, batch, file


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _same(there: tuple[Any, ...], said: tuple[Any, ...]) -> bool:
    return all(_alike(one, other) for one, other in zip(there, said, strict=True))


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, Decimal) and isinstance(other, str):
        try:
            return one == Decimal(other)
        except InvalidOperation:
            return False
    return bool(_plain(one) == other)


def levels(known: Known, notes: Notes) -> Callable[[Rows, Refuse], None]:
    """Return the step that finds the level of a service by its name; with one level it needs none.

    Supporting services have no level: what was used of them tells what of them nobody used.
    """
    tiers: Mapping[str, dict[str, str]] = {
        key: {tier.name.casefold(): tier.name for tier in each.tiers}
        for key, each in known.catalog.services.items()
    }

    def step(rows: Rows, refuse: Refuse) -> None:
        found: dict[tuple[str, str], str | None] = {}
        for pair in set(zip(rows["service"], rows["tier"], strict=True)):
            service, said = pair
            names = tiers[service] or _no_level(known, service)
            only = next(iter(names.values())) if len(names) == 1 and not said else None
            found[pair] = names.get(said.casefold(), only)
        pairs = list(zip(rows["service"], rows["tier"], strict=True))
        rows.fields["tier"] = [found[pair] for pair in pairs]
        for at, (service, said) in enumerate(pairs):
            if found[service, said] is None:
                refuse(at, "tier", "tier", value=said, service=service, names=[*tiers[service].values()])

    return step


def _no_level(known: Known, service: str) -> dict[str, str]:
    return {"": ""} if known.catalog.services[service].kind == "supporting" else {}


def open_only(known: Known, notes: Notes) -> Callable[[Rows, Refuse], None]:
    """Return the step that refuses what is for a closed month."""

    def step(rows: Rows, refuse: Refuse) -> None:
        if known.closed.isdisjoint(rows["month"]):
            return
        for at, month in enumerate(rows["month"]):
            if month in known.closed:
                refuse(at, "month", "closed", value=month)

    return step


def timely(known: Known, notes: Notes) -> Callable[[Rows, Refuse], None]:
    """Return the step that says which rows are for a month that is still to come."""

    def step(rows: Rows, refuse: Refuse) -> None:
        for month in sorted({month for month in set(rows["month"]) if month > known.this_month}):
            notes.note("future", rows["month"].count(month), month=month)

    return step
