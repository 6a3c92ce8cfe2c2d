"""Sessions write all or nothing, snapshots only look, and neither nests."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from bot.db import Database, Exact, UtcDateTime, alone, wake_sender
from bot.delivery.inbound import Delivery


def keep(session: Session, *keys: str) -> None:
    session.add_all(Delivery(key=key, at=datetime(2026, 11, 23, tzinfo=UTC)) for key in keys)
    session.flush()


def kept(db: Database) -> set[str]:
    with db.read() as session:
        return set(session.exec(select(Delivery.key)))


def test_a_session_is_kept_whole(db: Database) -> None:
    with db.session() as session:
        keep(session, "a", "b")
    assert kept(db) == {"a", "b"}


def test_a_session_that_raises_leaves_nothing(db: Database) -> None:
    def fail() -> None:
        with db.session() as session:
            keep(session, "a")
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert kept(db) == set()
    with db.session() as session:
        keep(session, "b")
    assert kept(db) == {"b"}


def test_a_broken_rule_is_told_to_the_one_who_broke_it(db: Database) -> None:
    with db.session() as session:
        keep(session, "a")
    with pytest.raises(sa.exc.IntegrityError), db.session() as session:
        keep(session, "b", "a")
    assert kept(db) == {"a"}


def test_rows_can_be_read_after_the_session(db: Database) -> None:
    with db.session() as session:
        delivery = Delivery(key="a", at=datetime(2026, 11, 23, tzinfo=UTC))
        session.add(delivery)
    assert delivery.key == "a"


def test_a_snapshot_does_not_move(db: Database) -> None:
    with db.read() as session:
        assert session.exec(select(Delivery)).all() == []

        def write() -> None:
            with db.session() as other:
                keep(other, "a")

        writer = threading.Thread(target=write)
        writer.start()
        writer.join(30)
        assert session.exec(select(Delivery)).all() == []
    assert kept(db) == {"a"}


def test_a_snapshot_is_for_looking_only(db: Database) -> None:
    with db.read() as session, pytest.raises(sa.exc.DBAPIError, match=r"read.?only"):
        keep(session, "a")
    with db.session() as session:
        keep(session, "b")


def test_sessions_do_not_nest(db: Database) -> None:
    with db.session():
        assert db.in_session
        with pytest.raises(RuntimeError, match="already open"), db.read():
            pass
        with pytest.raises(RuntimeError, match="already open"), db.session():
            pass
    assert not db.in_session


def test_only_who_asked_for_the_sender_wakes_it(db: Database) -> None:
    woken: list[bool] = []
    db.on_wake = lambda: woken.append(db.in_session)
    with db.session() as session:
        keep(session, "a")
    assert woken == []
    with db.session() as session:
        wake_sender(session)
    assert woken == [False]


@pytest.mark.parametrize("value", [Decimal("19.99"), Decimal("1E+3"), Decimal("0.000000000000000001"), None])
def test_decimals_stay_exact(value: Decimal | None) -> None:
    column = Exact()
    dialect = sa.create_engine("sqlite://").dialect
    text = column.process_bind_param(value, dialect)
    assert text is None or "E" not in text
    assert column.process_result_value(text, dialect) == value


def test_instants_are_aware_and_in_utc(db: Database) -> None:
    denver = timezone(timedelta(hours=-7))
    with db.session() as session:
        session.add(Delivery(key="a", at=datetime(2026, 11, 23, 9, 0, tzinfo=denver)))
    with db.read() as session:
        at = session.exec(select(Delivery.at)).one()
    assert (at, at.tzinfo) == (datetime(2026, 11, 23, 16, 0, tzinfo=UTC), UTC)


def test_an_instant_without_a_zone_is_refused() -> None:
    column, dialect = UtcDateTime(), sa.create_engine("sqlite://").dialect
    with pytest.raises(ValueError, match="no time zone"):
        column.process_bind_param(datetime(2026, 11, 23), dialect)  # noqa: DTZ001
    assert column.process_bind_param(None, dialect) is None
    assert column.process_result_value(None, dialect) is None


def patience(session: Session) -> str:
    return str(session.execute(sa.text("SHOW lock_timeout")).scalar_one())


def test_who_may_have_to_wait_long_says_so_for_that_session_only(shared: Database) -> None:
    with shared.session() as session:
        alone(session, "prepare", patience_s=60)
        assert patience(session) == "1min"
    with shared.session() as session:
        alone(session, "prepare")
        assert patience(session) == "5s"
