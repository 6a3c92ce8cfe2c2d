"""Storing: the rows of a file go into the database in pieces.

Between two pieces others write. Until the last one is in, the batch is `storing`, and none of its lines
counts (bot.cost.lines.booked); what a crash leaves is taken out before the file is stored again.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, select

from bot import clock
from bot.catalog import Catalog
from bot.cost import mapping, months
from bot.cost.batches import Batch
from bot.cost.capture import looking, reading, undoing, writing
from bot.cost.capture.kinds import Kind, Known, Rows
from bot.cost.capture.looking import Opened, Progress
from bot.cost.capture.reading import Tally
from bot.cost.capture.trouble import Unreadable
from bot.cost.months import Month
from bot.db import Database


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
    file is another one by now, somebody stores it just now, a month was closed since it was looked at, or
    other rows of it can be taken than its preview said.
    """
    batch, was_begun = _begin(db, batch_id)
    if batch.state == "stored":
        return batch
    try:
        opened = looking.opened_again(batch, path)
        if was_begun:
            undoing.take_out(db, batch)
        known = looking.known_of(db, catalog, opened, batch.by, batch.file_name, batch.at)
        _still_open(opened.kind, batch.months, known.closed)
        tally = Tally(known.currency)
        left = _write(db, batch, opened, known, tally, progress)
        return _end(db, batch, opened.kind, known, tally, left)
    except _TakenOver:
        raise Unreadable("busy") from None
    except sa.exc.IntegrityError:
        undoing.give_up(db, batch)
        raise Unreadable("collided") from None
    except BaseException:
        undoing.give_up(db, batch)
        raise


def _begin(db: Database, batch_id: int) -> tuple[Batch, bool]:
    """Take the batch for oneself; return it, and whether somebody who is gone had begun it."""
    now = clock.now()
    table = SQLModel.metadata.tables["batches"]
    free = sa.or_(
        table.c.state == "previewed",
        sa.and_(table.c.state == "storing", table.c.touched_at < now - undoing.ABANDONED),
    )
    with db.session() as session:
        batch = session.get(Batch, batch_id)
        if batch is None:
            raise Unreadable("no_batch", batch=batch_id)
        before = batch.state
        if before == "stored":
            return batch, False
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
            raise Unreadable("busy" if before == "storing" else "undone")
        session.refresh(batch)
    return batch, before == "storing"


def _write(
    db: Database, batch: Batch, opened: Opened, known: Known, tally: Tally, progress: Progress
) -> list[Rows]:
    """Read a file and write it piece by piece; return the last piece, or all where there is all of it or nothing."""
    left: list[Rows] = []
    for rows, share in reading.read(opened.kind, opened.table, opened.places, known, tally):
        if opened.kind.most is None and left:
            with db.session() as session:
                _insert(session, opened.kind, batch, known, left)
                _touch(session, batch)
            left = []
        left.append(rows)
        progress(tally.rows + tally.rejected_rows, share)
    return left


def _touch(session: Session, batch: Batch) -> None:
    """Say that this batch is still at work. Raises _TakenOver when it is somebody else's meanwhile."""
    table, now = SQLModel.metadata.tables["batches"], clock.now()
    mine = sa.and_(table.c.id == batch.id, table.c.state == "storing", table.c.touched_at == batch.touched_at)
    touched = session.connection().execute(
        sa.update(table).where(mine).values(done=batch.done, touched_at=now)
    )
    if touched.rowcount != 1:
        raise _TakenOver
    batch.touched_at = now


def _insert(session: Session, kind: Kind, batch: Batch, known: Known, pieces: Iterable[Rows]) -> None:
    """Write pieces in the quickest way that the database has."""
    for rows in filter(len, pieces):
        batch.done += len(rows)
        if kind.write is not None:
            kind.write(session, batch, known, rows)
            continue
        left = set(kind.leaves_out)
        columns: dict[str, Any] = {name: values for name, values in rows.fields.items() if name not in left}
        columns |= {name: [value] * len(rows) for name, value in kind.fixed(known).items()}
        columns |= {"batch_id": [batch.number] * len(rows), "row": rows.numbers}
        writing.write(session, kind.table, columns)


def _end(db: Database, batch: Batch, kind: Kind, known: Known, tally: Tally, left: list[Rows]) -> Batch:
    with db.session() as session:
        months.steady(session)
        _still_open(kind, tally.months, session.exec(select(Month.month)))
        _as_shown(batch, tally)
        _insert(session, kind, batch, known, left)
        _touch(session, batch)
        stored = session.get_one(Batch, batch.number)
        for name, value in tally.facts().items():
            setattr(stored, name, value)
        stored.state, stored.stored_at = "stored", clock.now()
        session.add(stored)
        session.flush()
        if kind.is_cost:
            mapping.catch_up(session, batch.number, known.rules)
    return stored


def _as_shown(batch: Batch, tally: Tally) -> None:
    """Raise Unreadable when other rows are taken or refused than somebody saw and agreed to."""
    now = Batch(**tally.facts())
    if _outcome(now) != _outcome(batch):
        raise Unreadable("otherwise")


def _outcome(batch: Batch) -> tuple[Any, ...]:
    refused = {each["row"] for each in batch.rejected}
    return batch.rows, batch.rejected_rows, refused, batch.totals


def _still_open(kind: Kind, wanted: Iterable[str], closed: Iterable[str]) -> None:
    """Raise Unreadable when a month was closed since somebody was told that it is open."""
    if kind.kept_closed and (shut := sorted(set(wanted) & set(closed))):
        raise Unreadable("closed_meanwhile", months=shut)
