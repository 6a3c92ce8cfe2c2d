"""Looking: a file is read from end to end and told what it comes to; nothing of it is stored."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import col, select

from bot.catalog import Catalog
from bot.cost import batches, mapping
from bot.cost.batches import Batch
from bot.cost.capture import columns as matching
from bot.cost.capture import files, focus, reading, undoing
from bot.cost.capture.files import Table
from bot.cost.capture.kinds import Kind, Known
from bot.cost.capture.listing import KINDS
from bot.cost.capture.reading import Tally
from bot.cost.capture.rejecting import Words, rejects_file
from bot.cost.capture.trouble import Unreadable
from bot.cost.exchange import Rate
from bot.cost.months import Month
from bot.db import Database

Progress = Callable[[int, float], None]  # rows so far, share of the file read
_REMEMBERED = 1_000  # files by whose header a new one is known


@dataclass(frozen=True)
class Opened:
    """A file about to be read: what it is, and where its columns are."""

    table: Table
    kind: Kind
    columns: dict[str, str]

    @property
    def places(self) -> dict[str, int]:
        """Where in the file each of our columns is."""
        return matching.places(self.table, self.columns)


def look(
    db: Database,
    catalog: Catalog,
    path: Path,
    *,
    kind: str | None = None,
    columns: Mapping[str, str] | None = None,
    name: str | None = None,
    by: str,
    now: datetime,
    rejects: Path | None = None,
    words: Words | None = None,
    progress: Progress = lambda rows, share: None,
) -> Batch:
    """Read a file and keep what it would bring as a batch that is `previewed`; nothing else is stored.

    Of a file that was taken in already, its batch comes back as it is. `kind` and `columns` (ours: the
    file's) are what a person said, else they are recognised; what was said for the same header is kept.
    Rows that cannot be taken are written to `rejects`, with their reasons in `words`. Raises Unreadable.
    """
    content = files.digest(path)
    if known_batch := _taken(db, content):
        return known_batch
    opened = _open(db, path, name or path.name, kind, columns)
    tally = Tally(catalog.company.currency)
    known = known_of(db, catalog, opened, by, name or path.name, now)
    with rejects_file(rejects, opened.table, words) as file:
        tally.refused = file.write
        for _, share in reading.read(opened.kind, opened.table, opened.places, known, tally):
            progress(tally.rows + tally.rejected_rows, share)
    if not tally.rows + tally.rejected_rows:
        raise Unreadable("no_rows")
    return _keep(db, opened, tally, content, name or path.name, by, now)


def _taken(db: Database, content: str) -> Batch | None:
    """Return the batch of this content that is stored. Raises Unreadable while somebody stores it."""
    undoing.free(db)
    with db.read() as session:
        found = batches.taken(session, content)
    if found and found.state == "storing":
        raise Unreadable("busy")
    return found


def _open(db: Database, path: Path, name: str, kind: str | None, columns: Mapping[str, str] | None) -> Opened:
    table = files.open_table(path, matching.is_header)
    if kind is not None and kind not in KINDS:
        raise Unreadable("no_kind", kind=kind, kinds=[*KINDS])
    if not columns and kind is None and (before := _as_before(db, table, name)):
        return before
    if kind is None:
        kind = focus.recognise(table.header, mapped=bool(columns))
    if kind is not None:
        found = matching.chosen(KINDS[kind], table, columns)
    elif columns:
        free = [each for each in KINDS.values() if not each.format]
        fits = [each for each in free if set(columns) <= {column.name for column in each.columns}]
        if len(fits) != 1:
            raise Unreadable("say_kind", kinds=[*KINDS])
        found = matching.chosen(fits[0], table, columns)
    else:
        found = matching.guess(table, name)
    return Opened(table, found.kind, found.columns)


def _as_before(db: Database, table: Table, name: str) -> Opened | None:
    """Return the file as the latest one with its header was read that counts, unless its name says another kind."""
    own = matching.own(table.header)
    called = {kind.name for kind in KINDS.values() if matching.is_called(kind, name)}
    recent = (
        sa.select(*map(col, (Batch.kind, Batch.columns, Batch.header)))
        .where(col(Batch.state).in_(("stored", "storing")))
        .order_by(col(Batch.id).desc())
        .limit(_REMEMBERED)
    )
    with db.read() as session:
        for kind, columns, header in session.execute(recent):
            if matching.own(header) == own and (not called or kind in called):
                known = {each.name for each in KINDS[kind].columns}
                return Opened(table, KINDS[kind], {ours: columns[ours] for ours in columns if ours in known})
    return None


def opened_again(batch: Batch, path: Path) -> Opened:
    """Return the file of a batch as it was looked at. Raises Unreadable when it is another one by now."""
    if files.digest(path) != batch.sha256:
        raise Unreadable("changed")
    return Opened(files.open_table(path, matching.is_header), KINDS[batch.kind], dict(batch.columns))


def said_of(batch: Batch) -> dict[str, str]:
    """Return what a person would say of the columns of a file to have it read as it was; "" is left out."""
    return {each.name: batch.columns.get(each.name, "") for each in KINDS[batch.kind].columns}


def known_of(db: Database, catalog: Catalog, opened: Opened, by: str, name: str, now: datetime) -> Known:
    """Return what the rows of a file are read against."""
    rates: defaultdict[str, list[tuple[date, Decimal]]] = defaultdict(list)
    with db.read() as session:
        for rate in session.exec(select(Rate).order_by(col(Rate.since))):
            rates[rate.currency].append((rate.since, rate.rate))
        closed = frozenset(session.exec(select(Month.month)))
        rules = mapping.rules(session)

    def ask(wanted: sa.Executable) -> list[Any]:
        with db.read() as session:
            return list(session.connection().execute(wanted))

    return Known(
        catalog=catalog,
        look=ask,
        by=by,
        source=name,
        this_month=f"{now.astimezone(ZoneInfo(catalog.company.zone)):%Y-%m}",
        closed=closed,
        rates=rates,
        rules=rules,
        comma=reading.has_comma(opened.kind, opened.table, opened.places),
    )


def _keep(
    db: Database, opened: Opened, tally: Tally, content: str, name: str, by: str, now: datetime
) -> Batch:
    with db.session() as session:
        session.execute(
            sa.delete(Batch).where(
                col(Batch.state) == "previewed", col(Batch.sha256) == content, col(Batch.by) == by
            )
        )
        batch = Batch(
            kind=opened.kind.name,
            file_name=name,
            sha256=content,
            format=opened.kind.format or opened.table.format,
            version=opened.kind.version(opened.table.header),
            columns=opened.columns,
            header=list(opened.table.header),
            by=by,
            at=now,
            **tally.facts(),
        )
        session.add(batch)
        session.flush()
        session.refresh(batch)
    return batch
