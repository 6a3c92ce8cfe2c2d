"""Engines: a connection that the server dropped while it rested is noticed before anybody writes on it."""

import pytest
import sqlalchemy as sa

from bot.db import Database, engines

DROP_THE_OTHERS = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


def drop_connections(db: Database) -> None:
    with db.read() as session:
        session.execute(sa.text(DROP_THE_OTHERS))


def works(db: Database) -> bool:
    with db.session() as session:
        return bool(session.execute(sa.text("SELECT 1")).scalar_one())


def test_a_connection_that_rested_is_asked_first(shared: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    assert works(shared)
    drop_connections(shared)
    monkeypatch.setattr(engines, "TRUSTED_S", 0)
    assert works(shared)


def test_of_those_that_just_worked_one_tells_for_all(shared: Database) -> None:
    assert works(shared)
    drop_connections(shared)
    with pytest.raises(sa.exc.OperationalError):
        works(shared)
    assert works(shared)
