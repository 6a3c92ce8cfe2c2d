"""Storing: the rows of a file go into the database in pieces, and out of it again as a whole.

Between two pieces others write. Until the last one is in, the batch is `storing`, and none of its lines
counts (bot.cost.lines.booked); what a crash leaves is taken out before the file is stored again.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import repeat
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from bot import clock
from bot.catalog import Catalog
from bot.cost.batches import Batch
from bot.cost.capture import looking, reading
from bot.cost.capture.kinds import Kind, Known, Rows
from bot.cost.capture.listing import KINDS
from bot.cost.capture.looking import Opened, Progress
from bot.cost.capture.reading import Tally
from bot.cost.capture.trouble import Unreadable
from bot.db import Database

ABANDONED = timedelta(minutes=2)  # after so long without a piece, whoever stored it is gone
_AT_ONCE = 20_000  # rows that are taken out in one go


class _TakenOver(Exception):  # noqa: N818  # it says what happened
    """Somebody else stores this batch now; what it does is theirs."""


def store(
    db: Database,
    catalog: Catalog,
    batch_id: int,
    path: Path,
    *,
    progress: Progress = lambda rows, share: None,
) -> Batch:
    """Store the rows of a file that was looked at, and return its batch, `stored`.

    Storing it again changes nothing; what was begun and left is begun anew. Raises Unreadable when the
    file is another one by now, somebody stores it just now, or a month was closed since it was looked at.
    """
    batch = _begin(db, batch_id)
    if batch.state == "stored":
        return batch
    try:
        opened = looking.opened_again(batch, path)
        _take_out(db, batch)
        known = looking.known_of(db, catalog, opened, batch.by, batch.file_name, batch.at)
        tally = Tally()
        _write_all(db, batch, opened, known, tally, progress)
    except _TakenOver:
        raise Unreadable("busy") from None
    except BaseException:
        _give_up(db, batch)
        raise
    return _end(db, batch, tally)


def _begin(db: Database, batch_id: int) -> Batch:
    """Take the batch for oneself."""
    now = clock.now()
    table = SQLModel.metadata.tables["batches"]
    free = sa.or_(
        table.c.state == "previewed",
        sa.and_(table.c.state == "storing", table.c.touched_at < now - ABANDONED),
    )
    with db.session() as session:
        batch = session.get(Batch, batch_id)
        if batch is None:
            raise Unreadable("no_batch", batch=batch_id)
        if batch.state == "stored":
            return batch
        try:
            with session.begin_nested():
                taken = session.connection().execute(
                    sa.update(table)
                    .where(table.c.id == batch_id, free)
                    .values(state="storing", touched_at=now, done=0)
                )
        except sa.exc.IntegrityError:
            raise Unreadable("taken") from None
        if taken.rowcount != 1:
            raise Unreadable("busy" if batch.state == "storing" else "undone")
        session.refresh(batch)
    return batch


def _write_all(
    db: Database, batch: Batch, opened: Opened, known: Known, tally: Tally, progress: Progress
) -> None:
    found = reading.read(opened.kind, opened.table, opened.places, known, tally)
    if opened.kind.most is None:
        for rows, share in found:
            with db.session() as session:
                _insert(session, opened.kind, batch, known, rows)
                _touch(session, batch, tally.rows)
            progress(tally.rows + tally.rejected_rows, share)
        return
    read = []
    for rows, share in found:
        read.append(rows)
        progress(tally.rows + tally.rejected_rows, share)
    with db.session() as session:
        for rows in read:
            _insert(session, opened.kind, batch, known, rows)
        _touch(session, batch, tally.rows)


def _touch(session: Session, batch: Batch, done: int) -> None:
    """Say that this batch is still at work. Raises Unreadable when somebody else took it over meanwhile."""
    table, now = SQLModel.metadata.tables["batches"], clock.now()
    mine = sa.and_(table.c.id == batch.id, table.c.state == "storing", table.c.touched_at == batch.touched_at)
    touched = session.connection().execute(sa.update(table).where(mine).values(done=done, touched_at=now))
    if touched.rowcount != 1:
        raise _TakenOver
    batch.touched_at = now


def _insert(session: Session, kind: Kind, batch: Batch, known: Known, rows: Rows) -> None:
    """Write a piece in the quickest way that the database has."""
    if not len(rows):
        return
    left = set(kind.leaves_out)
    columns: dict[str, Any] = {name: values for name, values in rows.fields.items() if name not in left}
    columns |= {name: repeat(value, len(rows)) for name, value in kind.fixed(known).items()}
    columns |= {"batch_id": repeat(batch.number, len(rows)), "row": rows.numbers}
    write(session, kind.table, columns)


def write(session: Session, table: str, columns: Mapping[str, Any]) -> None:
    """Add rows, given by column as the database keeps them."""
    names = ", ".join(f'"{name}"' for name in columns)
    rows: Iterator[tuple[Any, ...]] = zip(*columns.values(), strict=True)
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        marks = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(rows))
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def _end(db: Database, batch: Batch, tally: Tally) -> Batch:
    with db.session() as session:
        stored = session.get_one(Batch, batch.number)
        for name, value in tally.facts().items():
            setattr(stored, name, value)
        stored.state, stored.done, stored.stored_at = "stored", tally.rows, clock.now()
        session.add(stored)
    return stored


def _give_up(db: Database, batch: Batch) -> None:
    """Leave nothing of what was begun."""
    _take_out(db, batch)
    with db.session() as session:
        left = session.get_one(Batch, batch.number)
        left.state, left.done, left.touched_at = "previewed", 0, None
        session.add(left)


def undo(session: Session, batch_id: int, *, by: str, now: datetime) -> Batch:
    """Take a file back: from now on nothing of it counts. Its rows go with `sweep`, or here if they are few.

    Raises Unreadable when it is not stored.
    """
    batch = session.get(Batch, batch_id)
    if batch is None:
        raise Unreadable("no_batch", batch=batch_id)
    left = batch.state == "storing" and batch.touched_at is not None and batch.touched_at < now - ABANDONED
    if batch.state != "stored" and not left:
        raise Unreadable("not_stored", batch=batch_id, state=batch.state)
    batch.state, batch.undone_by, batch.undone_at = "undoing", by, now
    session.add(batch)
    session.flush()
    if batch.done <= _AT_ONCE:
        while _delete(session, batch):
            pass
        batch.state = "undone"
    return batch


def sweep(db: Database) -> int:
    """Take out the rows of files that were taken back; return of how many files."""
    table = SQLModel.metadata.tables["batches"]
    with db.read() as session:
        left = list(session.exec(sa.select(table.c.id).where(table.c.state == "undoing")).scalars())  # type: ignore[call-overload]
    for number in left:
        with db.read() as session:
            batch = session.get_one(Batch, number)
        _take_out(db, batch)
        with db.session() as session:
            gone = session.get_one(Batch, number)
            gone.state = "undone"
            session.add(gone)
    return len(left)


def _take_out(db: Database, batch: Batch) -> None:
    """Delete the rows of a batch in pieces, so that others can write meanwhile."""
    more = True
    while more:
        with db.session() as session:
            more = _delete(session, batch)


def _delete(session: Session, batch: Batch) -> bool:
    """Delete some rows of a batch; return whether there may be more."""
    table = SQLModel.metadata.tables[KINDS[batch.kind].table]
    some = sa.select(table.c.id).where(table.c.batch_id == batch.number).limit(_AT_ONCE)
    gone = session.connection().execute(sa.delete(table).where(table.c.id.in_(some)))
    return gone.rowcount == _AT_ONCE
