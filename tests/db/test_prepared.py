"""Prepared statements say and hear the same as SQLAlchemy's own, in the session's transaction."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from bot.db import Database, Prepared
from bot.delivery.inbound import AlreadyHandled, Delivery, accept
from bot.delivery.jobs import Job
from bot.delivery.timers import soon
from tests.db.test_engines import drop_connections

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
KEPT = Prepared(
    sa.select(col(Delivery.at), col(Delivery.key)).where(col(Delivery.key) == sa.bindparam("key"))
)
NAMED = Prepared(sa.insert(Delivery).values(key=sa.bindparam("key"), at=AT).returning(col(Delivery.key)))


def kept(db: Database) -> set[str]:
    with db.read() as session:
        return set(session.exec(select(Delivery.key)))


def drop_connections_beside(db: Database) -> None:
    """Cut every connection, with a session open in this thread."""
    with ThreadPoolExecutor(1) as another:
        another.submit(drop_connections, db).result()


def works(db: Database) -> bool:
    with db.session() as session:
        return KEPT.rows(session, key="nobody's") == []


def test_values_come_back_as_they_went_in(db: Database) -> None:
    tokyo = AT.astimezone(timezone(timedelta(hours=9)))
    with db.session() as session:
        accept(session, "100 % ?:(x)", tokyo)
    with db.read() as session:
        ((at, key),) = KEPT.rows(session, key="100 % ?:(x)")
        assert (at, at.tzinfo, key) == (AT, UTC, "100 % ?:(x)")
        assert KEPT.rows(session, key="100") == []


def test_an_added_row_is_named(db: Database) -> None:
    with db.session() as session:
        ((key,),) = NAMED.rows(session, key="a")
    assert key == "a"
    assert kept(db) == {"a"}


def test_facts_are_kept_as_json(db: Database) -> None:
    with db.session() as session:
        soon(session, "order.show", now=AT, facts={"day": AT.date(), "words": ["é", None]})
    with db.read() as session:
        job = session.exec(select(Job)).one()
    assert job.facts == {"day": {"$date": "2026-11-23"}, "words": ["é", None]}
    assert (job.kind, job.state, job.attempts, job.due_at) == ("timer", "ready", 0, AT)


def test_what_it_adds_is_undone_with_the_session(db: Database) -> None:
    def fail() -> None:
        with db.session() as session:
            accept(session, "a", AT)
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert kept(db) == set()


def test_after_a_rollback_it_is_in_the_next_transaction(db: Database) -> None:
    with db.session() as session:
        accept(session, "a", AT)
        session.rollback()
        accept(session, "b", AT)
    assert kept(db) == {"b"}


def test_what_it_adds_in_a_savepoint_is_undone_with_that_alone(db: Database) -> None:
    with db.session() as session:
        accept(session, "a", AT)
        with session.begin_nested() as savepoint:
            accept(session, "b", AT)
            savepoint.rollback()
        accept(session, "c", AT)
    assert kept(db) == {"a", "c"}


def test_an_error_in_a_savepoint_leaves_the_rest_whole(db: Database) -> None:
    with db.session() as session:
        NAMED.rows(session, key="a")
        with pytest.raises(sa.exc.IntegrityError), session.begin_nested():
            NAMED.rows(session, key="a")
        accept(session, "b", AT)
    assert kept(db) == {"a", "b"}


def test_after_a_failed_flush_it_adds_nothing_until_the_session_is_rolled_back(db: Database) -> None:
    with db.session() as session:
        accept(session, "a", AT)

    def go_on(session: Session) -> None:
        assert KEPT.rows(session, key="a")
        session.add(Delivery(key="a", at=AT))
        with pytest.raises(sa.exc.IntegrityError):
            session.flush()
        accept(session, "b", AT)

    with pytest.raises(sa.exc.PendingRollbackError), db.session() as session:
        go_on(session)
    assert kept(db) == {"a"}
    assert works(db)


def test_every_kind_of_number_comes_back_as_what_it_is(db: Database) -> None:
    kinds: list[sa.ColumnElement[Any]] = [
        sa.cast(sa.literal(2.5), sa.Float),
        sa.cast(sa.literal(2.5), sa.Double),
        sa.cast(sa.literal(Decimal("2.50")), sa.Numeric(5, 2)),
        sa.func.sum(sa.literal(2)),
        sa.literal(True),
    ]
    numbers = Prepared(sa.select(*(each.label(f"n{at}") for at, each in enumerate(kinds))))
    with db.read() as session:
        for _ in range(2):
            ((simple, double, exact, added, yes),) = numbers.rows(session)
            assert (simple, double, exact, added, yes) == (2.5, 2.5, Decimal("2.5"), 2, True)
            assert [type(each) for each in (simple, double, exact, yes)] == [float, float, Decimal, bool]


def test_a_list_of_any_length_is_refused(db: Database) -> None:
    some = Prepared(sa.select(col(Delivery.key)).where(col(Delivery.key).in_(["a", "b"])))
    with pytest.raises(ValueError, match="of any length"), db.read() as session:
        some.rows(session)


def test_a_key_that_is_taken_adds_nothing(db: Database) -> None:
    with db.session() as session:
        accept(session, "a", AT)
    with pytest.raises(AlreadyHandled), db.session() as session:
        accept(session, "a", AT)


def test_errors_are_those_of_sqlalchemy(db: Database) -> None:
    def twice(session: Session) -> None:
        NAMED.rows(session, key="a")
        NAMED.rows(session, key="a")

    with pytest.raises(sa.exc.IntegrityError), db.session() as session:
        twice(session)
    assert kept(db) == set()
    assert works(db)


def test_of_connections_that_were_cut_one_tells_for_all(shared: Database) -> None:
    with shared.session() as session:
        assert KEPT.rows(session, key="nobody's") == []
    drop_connections(shared)
    with pytest.raises(sa.exc.OperationalError):
        works(shared)
    assert works(shared)


def test_a_connection_that_is_cut_while_it_is_used_is_not_used_again(shared: Database) -> None:
    """Neither what it added before nor the dead connection stays; the next session works, on another one."""

    def cut_short(session: Session) -> None:
        accept(session, "a", AT)
        drop_connections_beside(shared)
        accept(session, "b", AT)

    with pytest.raises(sa.exc.OperationalError), shared.session() as session:
        cut_short(session)
    assert kept(shared) == set()
    with shared.session() as session:
        accept(session, "a", AT)
    assert kept(shared) == {"a"}
