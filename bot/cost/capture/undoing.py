"""Undoing: a file is taken back as a whole; what it brought to a month that is closed since is reversed.

That happens in one transaction, however many rows it has: from then on none of its lines counts but those that
stay and those that reverse them (bot.cost.lines.booked). Only the rows that count no longer go in pieces, so
that others can write.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, func

from bot import clock
from bot.cost import batches, lines, months
from bot.cost.batches import Batch, KeptMonth
from bot.cost.capture.listing import KINDS
from bot.cost.capture.trouble import Unreadable
from bot.cost.lines import CostLine
from bot.cost.months import Month
from bot.db import Database

ABANDONED = timedelta(minutes=2)  # after so long without a piece, whoever stored it is gone
_AT_ONCE = 20_000  # rows that are taken out in one go


def undo(session: Session, batch_id: int, *, by: str, now: datetime) -> Batch:
    """Take a file back: from now on nothing of it counts. Its rows go with `sweep`, or here if they are few.

    A closed month stays as it is: cost in it is reversed in the first open month after, other rows stay, and
    `noted` says so (`kept`); none of its months is closed meanwhile. Raises Unreadable when the file is not
    stored.
    """
    months.steady(session)
    batch = session.get(Batch, batch_id, with_for_update=True)
    if batch is None:
        raise Unreadable("no_batch", batch=batch_id)
    left = batch.state == "storing" and batch.touched_at is not None and batch.touched_at < now - ABANDONED
    if batch.state != "stored" and not left:
        raise Unreadable("not_stored", batch=batch_id, state=batch.state)
    if batch.state == "stored" and KINDS[batch.kind].kept_closed:
        batch.noted = [*batch.noted, *_keep_closed(session, batch)]
    batch.state, batch.undone_by, batch.undone_at = "undoing", by, now
    session.add(batch)
    session.flush()
    if batch.done <= _AT_ONCE or KINDS[batch.kind].most is not None:
        while _delete(session, batch):
            pass
        batch.state = "undone"
    return batch


def _keep_closed(session: Session, batch: Batch) -> list[dict[str, Any]]:
    """Say which closed months rows of a file are in, and reverse its cost in them."""
    table = SQLModel.metadata.tables[KINDS[batch.kind].table]
    closed = sa.select(col(Month.month))
    mine = sa.select(table.c.month).where(table.c.batch_id == batch.number, table.c.month.in_(closed))
    noted = []
    for month in sorted(session.connection().execute(mine.distinct()).scalars()):
        into = months.open_after(session, month) if KINDS[batch.kind].is_cost else ""
        if into:
            _reverse(session, batch, month, into)
        noted.append({"code": "kept", "month": month, "into": into})
        session.add(KeptMonth(batch_id=batch.number, month=month))
    return noted


def _reverse(session: Session, batch: Batch, month: str, into: str) -> None:
    """Book the cost of a file in a closed month with the other sign in an open one.

    What waits for a service keeps its words, so that both find the same one.
    """
    waits = sa.and_(col(CostLine.service).is_(None), col(CostLine.rule_id).is_(None))
    words = [
        sa.case((waits, col(each)), else_=sa.literal_column("''")).label(each.key)  # type: ignore[attr-defined]
        for each in (CostLine.label, CostLine.account, CostLine.vendor, CostLine.tags)
    ]
    same = (CostLine.service, CostLine.category, CostLine.charge, CostLine.rule_id, CostLine.sample)
    alike = [*map(col, same), func.coalesce(CostLine.corrects, CostLine.month).label("corrects"), *words]
    rows = (
        sa.select(*alike, func.sum(CostLine.minor).label("minor"))
        .where(col(CostLine.batch_id) == batch.id, col(CostLine.month) == month, lines.booked())
        .group_by(*alike)
        .subquery()
    )
    said = {each.name: each for each in rows.c} | {
        "minor": -rows.c.minor,
        "month": sa.literal(into),
        "source": sa.literal(batch.file_name),
        "batch_id": sa.literal(batch.number),
    }
    session.execute(sa.insert(CostLine).from_select([*said], sa.select(*said.values())))


def sweep(db: Database) -> int:
    """Take out the rows of files that were taken back; return of how many files."""
    table = SQLModel.metadata.tables["batches"]
    with db.read() as session:
        left = list(session.exec(sa.select(table.c.id).where(table.c.state == "undoing")).scalars())  # type: ignore[call-overload]
    for number in left:
        with db.read() as session:
            batch = session.get_one(Batch, number)
        take_out(db, batch)
        with db.session() as session:
            gone = session.get_one(Batch, number)
            gone.state = "undone"
            session.add(gone)
    return len(left)


def free(db: Database, *, alone: bool = False) -> int:
    """Leave nothing of files that somebody began to store and who is gone; return how many these were.

    They are `previewed` again. `alone`: nobody else can be at work on this database, so none is alive.
    """
    table, now = SQLModel.metadata.tables["batches"], clock.now()
    gone = sa.and_(table.c.state == "storing", table.c.touched_at <= (now if alone else now - ABANDONED))
    with db.read() as session:
        left = list(session.connection().execute(sa.select(table.c.id).where(gone)).scalars())
    for number in left:
        with db.session() as session:
            mine = sa.update(table).where(table.c.id == number, gone).values(touched_at=now)
            if session.connection().execute(mine).rowcount != 1:
                continue
            batch = session.get_one(Batch, number)
        give_up(db, batch)
    return len(left)


def give_up(db: Database, batch: Batch) -> None:
    """Leave nothing of what was begun."""
    take_out(db, batch)
    with db.session() as session:
        left = session.get_one(Batch, batch.number)
        left.state, left.done, left.touched_at = "previewed", 0, None
        session.add(left)


def take_out(db: Database, batch: Batch) -> None:
    """Delete the rows of a batch in pieces, so that others can write meanwhile."""
    more = True
    while more:
        with db.session() as session:
            more = _delete(session, batch)


def _delete(session: Session, batch: Batch) -> bool:
    """Delete some rows of a batch; return whether there may be more."""
    kind = KINDS[batch.kind]
    if kind.take_out is not None:
        kind.take_out(session, batch)
        return False
    table = SQLModel.metadata.tables[kind.table]
    mine = [table.c.batch_id == batch.number]
    if kind.kept_closed and batch.state == "undoing":
        mine += [table.c.row.is_not(None), sa.tuple_(table.c.batch_id, table.c.month).not_in(batches.kept())]
    if kind.most is not None:
        session.connection().execute(sa.delete(table).where(*mine))
        return False
    some = sa.select(table.c.id).where(*mine).limit(_AT_ONCE)
    gone = session.connection().execute(sa.delete(table).where(table.c.id.in_(some)))
    return gone.rowcount == _AT_ONCE


def drop(session: Session, batch_id: int) -> None:
    """Forget a file that was only looked at; what is or was stored stays as it is."""
    session.execute(sa.delete(Batch).where(col(Batch.id) == batch_id, col(Batch.state) == "previewed"))
